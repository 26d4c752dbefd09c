"""Curating the vocabulary: what tags are called, what else people call them, which are one."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import delete, select, update

from accounts.models import Actor, Person
from core import audit
from core.access import ensure
from core.db import db, lock, lock_name, utcnow
from core.errors import Conflict
from core.formats import slugify
from core.tables import ImportReport, Rejected
from knowledge import rules
from knowledge.actions.history import changed
from knowledge.actions.practices import practice_changed
from knowledge.models import (
    Follow,
    PilotTopic,
    Practice,
    PracticeTag,
    Question,
    QuestionTag,
    SynonymGroup,
    Tag,
    TagSynonym,
)
from knowledge.queries import tags_by_slug

MOST_SYNONYMS = 50
# Everything that hangs on a tag, and what must not stand twice with it; it moves along when tags are merged.
HANGS_ON: tuple[tuple[Any, str], ...] = (
    (QuestionTag, "question_id"),
    (PracticeTag, "practice_id"),
    (PilotTopic, "person_id"),
    (Follow, "person_id"),
)
VOCABULARY = "tags"


def curate_tag(*, actor: Actor, tag: Tag, name: str, description: str, synonyms: Iterable[str]) -> Tag:
    """From now on the tag is called and described so; its name before becomes a synonym, so that addresses hold.

    Raises NotAllowed; Conflict is_a_tag (the name or a synonym is another tag: merge them), too_many_synonyms,
    has_another_tag (a synonym of another tag).
    """
    ensure(rules.can_curate_tags(actor))
    lock_name(VOCABULARY)
    lock(tag)
    wanted = {slugify(word): " ".join(word.split()) for word in synonyms}
    slug = slugify(name)
    if slug != tag.slug:
        wanted.setdefault(tag.slug, tag.name)
    wanted.pop(slug, None)
    if len(wanted) > MOST_SYNONYMS:
        raise Conflict("too_many_synonyms", most=MOST_SYNONYMS)
    _refuse_taken(tag, [slug, *wanted])
    _set_synonyms(tag, wanted)
    is_renamed = (tag.slug, tag.name) != (slug, name)
    tag.slug, tag.name, tag.description = slug, name, description
    audit.record("knowledge.curate_tag", actor_id=actor.id, subject=("tag", tag.id), details={"slug": slug})
    db.session.flush()
    if is_renamed:
        _index_tagged(tag.id)
    return tag


def merge_tags(*, actor: Actor, tag: Tag, into: Tag) -> Tag:
    """The tag becomes a synonym of the other: its questions, pilots and followers move along, its address leads there.

    Raises NotAllowed; Conflict same_tag.
    """
    ensure(rules.can_curate_tags(actor))
    if tag.id == into.id:
        raise Conflict("same_tag")
    lock_name(VOCABULARY)
    for one in sorted((tag, into), key=lambda each: each.id):
        lock(one)
    _index_tagged(tag.id)
    for table, other in HANGS_ON:
        _move(table, other, tag.id, into.id)
    db.session.execute(update(TagSynonym).where(TagSynonym.tag_id == tag.id).values(tag_id=into.id, at=utcnow()))
    details: dict[str, int | str | None] = {"slug": tag.slug, "into": into.id}
    audit.record("knowledge.merge_tags", actor_id=actor.id, subject=("tag", tag.id), details=details)
    slug, name, number = tag.slug, tag.name, tag.id
    db.session.expire_all()
    db.session.execute(delete(Tag).where(Tag.id == number))
    db.session.add(TagSynonym(tag_id=into.id, slug=slug, name=name))
    db.session.flush()
    return into


def offer_to_answer(*, actor: Person, tag: Tag, is_on: bool) -> None:
    """The pilot stands in the tag's skill pool or not; repeating it changes nothing. Raises NotAllowed."""
    ensure(rules.can_choose_topics(actor))
    lock_name(f"topics {actor.id}")
    found = db.session.get(PilotTopic, (actor.id, tag.id))
    if is_on and found is None:
        db.session.add(PilotTopic(person_id=actor.id, tag_id=tag.id))
    elif not is_on and found is not None:
        db.session.delete(found)
    else:
        return
    audit.record("knowledge.choose_topics", actor_id=actor.id, subject=("person", actor.id))


def add_synonyms(
    *, actor: Actor, groups: Sequence[tuple[int, Sequence[str]]], rejected: Sequence[Rejected]
) -> ImportReport:
    """Groups of words that mean the same, each with its line; those that share a word with a known group widen it.

    With any rejected line nothing is written. Raises NotAllowed.
    """
    ensure(rules.can_import_knowledge(actor))
    lock_name(VOCABULARY)
    report = ImportReport(rejected=list(rejected))
    known = list(db.session.scalars(select(SynonymGroup).order_by(SynonymGroup.id)))
    for _line, words in groups:
        slugs = {slugify(word) for word in words}
        met = [group for group in known if slugs & {slugify(word) for word in group.words}]
        joined = _joined([*(word for group in met for word in group.words), *words])
        if len(met) == 1 and joined == met[0].words:
            report.unchanged += 1
            continue
        fresh = SynonymGroup(words=joined, at=utcnow())
        report.changed += bool(met)
        report.created += not met
        known = [*(group for group in known if group not in met), fresh]
    if not report.rejected:
        _replace_groups(actor, known)
        report.applied = True
    return report


def _joined(words: Iterable[str]) -> list[str]:
    """One spelling of each."""
    found: dict[str, str] = {}
    for word in words:
        found.setdefault(slugify(word), word)
    return list(found.values())


def _replace_groups(actor: Actor, wanted: Sequence[SynonymGroup]) -> None:
    kept = [group.id for group in wanted if group.id is not None]
    fresh = [group for group in wanted if group.id is None]
    db.session.execute(delete(SynonymGroup).where(SynonymGroup.id.not_in(kept)))
    db.session.add_all(fresh)
    db.session.flush()
    for group in fresh:
        audit.record("knowledge.add_synonyms", actor_id=actor.id, subject=("synonym_group", group.id))


def _refuse_taken(tag: Tag, slugs: Sequence[str]) -> None:
    if others := [one for one in tags_by_slug(slugs).values() if one.id != tag.id]:
        raise Conflict("is_a_tag", name=others[0].name)
    statement = select(TagSynonym.name).where(TagSynonym.slug.in_(slugs), TagSynonym.tag_id != tag.id)
    if taken := db.session.scalars(statement.limit(1)).first():
        raise Conflict("has_another_tag", name=taken)


def _set_synonyms(tag: Tag, wanted: dict[str, str]) -> None:
    present = {synonym.slug: synonym for synonym in tag.synonyms}
    for slug, synonym in present.items():
        if slug not in wanted:
            db.session.delete(synonym)
        elif synonym.name != wanted[slug]:
            synonym.name, synonym.at = wanted[slug], utcnow()
    db.session.flush()
    db.session.add_all(
        TagSynonym(tag_id=tag.id, slug=slug, name=name) for slug, name in wanted.items() if slug not in present
    )
    db.session.flush()
    db.session.expire(tag, ["synonyms"])


def _move(table: Any, other: str, source: int, target: int) -> None:
    there = select(getattr(table, other)).where(table.tag_id == target)
    mine = table.tag_id == source
    db.session.execute(delete(table).where(mine, getattr(table, other).in_(there)))
    db.session.execute(update(table).where(mine).values(tag_id=target))


def _index_tagged(tag_id: int) -> None:
    tagged = select(QuestionTag.question_id).where(QuestionTag.tag_id == tag_id)
    for question in db.session.scalars(select(Question).where(Question.id.in_(tagged)).order_by(Question.id)):
        changed(question)
    cards = select(PracticeTag.practice_id).where(PracticeTag.tag_id == tag_id)
    for practice in db.session.scalars(select(Practice).where(Practice.id.in_(cards)).order_by(Practice.id)):
        practice_changed(practice)
