"""Reads of the curated vocabulary: a tag's page, other words for tags, what search takes for the same."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from accounts.models import Actor, Appointment, Person
from accounts.queries import present_people
from accounts.queries.organisation import is_running, today
from core.db import db, utcnow
from core.errors import NotFound
from core.formats import slugify
from core.search.synonyms import Synonyms
from knowledge.models import OWNED, PilotTopic, Question, QuestionState, QuestionTag, SynonymGroup, Tag, TagSynonym
from knowledge.queries.questions import findable_questions, own_ids, visible_questions
from knowledge.queries.tags import all_tags, tags_by_slug

SHOWN = 10
_kept: dict[str, tuple[object, Synonyms]] = {}


@dataclass(frozen=True)
class TagRow:
    """A tag in the list, with how many questions wait or are solved, and how many pilots answer it."""

    tag: Tag
    waiting: int
    solved: int
    pilots: int


@dataclass(frozen=True)
class TagPage:
    """The newest questions of a tag, who answers it for the whole city, and who of them is there now."""

    tag: Tag
    words: Sequence[str]
    waiting: Sequence[Question]
    solved: Sequence[Question]
    pilots: Sequence[Person]
    present: frozenset[int]


def get_tag(slug: str) -> Tag:
    """With its synonyms; a synonym's address gives its tag. Raises NotFound."""
    found = tags_by_slug([slug]).get(slug) or tags_by_synonym([slug]).get(slug)
    if found is None:
        raise NotFound
    return found


def visible_tag(person: Actor, slug: str) -> Tag:
    """The same; a tag that only unpublished questions bear is there for those who can read one of them."""
    found = get_tag(slug)
    if found.is_unpublished and not _reads_question_with(person, found):
        raise NotFound
    return found


def _reads_question_with(person: Actor, tag: Tag) -> bool:
    readable = visible_questions(person, own=own_ids(person)).join(QuestionTag, QuestionTag.question_id == Question.id)
    bearing = readable.where(QuestionTag.tag_id == tag.id).with_only_columns(Question.id).limit(1)
    return db.session.scalar(bearing) is not None


def tags_by_synonym(slugs: Iterable[str]) -> dict[str, Tag]:
    """The tag for which each of these slugs is another word; unknown ones are missing."""
    statement = select(TagSynonym).where(TagSynonym.slug.in_(set(slugs))).options(joinedload(TagSynonym.tag))
    return {synonym.slug: synonym.tag for synonym in db.session.scalars(statement)}


def tags_by_group(slugs: Iterable[str]) -> dict[str, Tag]:
    """The one tag that stands in a group of synonyms with each of these slugs."""
    wanted, found = set(slugs), {}
    for words in db.session.scalars(select(SynonymGroup.words)) if wanted else ():
        if met := wanted & (others := {slugify(word) for word in words}):
            tags = list(tags_by_slug(others).values())
            found.update({slug: tags[0] for slug in met if len(tags) == 1})
    return found


def tag_rows() -> Sequence[TagRow]:
    """All tags by name; three statements."""
    counted = (
        select(QuestionTag.tag_id, Question.state, func.count())
        .join(Question, Question.id == QuestionTag.question_id)
        .where(Question.state.in_((*OWNED, QuestionState.SOLVED)), Question.hidden_at.is_(None))
        .group_by(QuestionTag.tag_id, Question.state)
    )
    waiting: dict[int, int] = {}
    solved: dict[int, int] = {}
    for tag_id, state, count in db.session.execute(counted):
        which = solved if state is QuestionState.SOLVED else waiting
        which[tag_id] = which.get(tag_id, 0) + count
    pools = {row[0]: row[1] for row in db.session.execute(_in_pools().group_by(PilotTopic.tag_id))}
    return [
        TagRow(tag, waiting.get(tag.id, 0), solved.get(tag.id, 0), pools.get(tag.id, 0))
        for tag in sorted(all_tags(), key=lambda tag: slugify(tag.name))
    ]


def tag_page(person: Actor, tag: Tag) -> TagPage:
    """What the page of a tag shows, as much for a tag with ten questions as for one with ten thousand."""
    pilots = db.session.scalars(
        select(Person)
        .join(PilotTopic, PilotTopic.person_id == Person.id)
        .where(PilotTopic.tag_id == tag.id, Person.id.in_(_running_pilots()), Person.blocked_at.is_(None))
        .options(joinedload(Person.department))
        .order_by(Person.name)
    ).all()
    present = present_people([pilot.id for pilot in pilots], at=utcnow())
    words = [synonym.name for synonym in tag.synonyms]
    return TagPage(
        tag,
        sorted({*words, *_words_beside(tag)} - {tag.name}, key=slugify),
        _newest(person, tag, *OWNED),
        _newest(person, tag, QuestionState.SOLVED),
        pilots,
        frozenset(present),
    )


def is_in_pool(person: Actor, tag: Tag) -> bool:
    return db.session.get(PilotTopic, (person.id, tag.id)) is not None


def synonyms() -> Synonyms:
    """What search takes for the same; made anew whenever the vocabulary has changed, which one statement tells."""
    stamp = db.session.execute(select(*(part for table in (TagSynonym, SynonymGroup) for part in _parts(table)))).one()
    where = str(db.engine.url)
    if where not in _kept or _kept[where][0] != stamp:
        _kept[where] = stamp, Synonyms(_groups())
    return _kept[where][1]


def _parts(table: Any) -> Sequence[Any]:
    return [
        select(figure).scalar_subquery() for figure in (func.max(table.id), func.count(table.id), func.max(table.at))
    ]


def _groups() -> Iterable[Sequence[str]]:
    tags = select(Tag).where(Tag.id.in_(select(TagSynonym.tag_id))).options(selectinload(Tag.synonyms))
    for tag in db.session.scalars(tags):
        yield [tag.name, *(synonym.name for synonym in tag.synonyms)]
    yield from db.session.scalars(select(SynonymGroup.words))


def _words_beside(tag: Tag) -> Iterable[str]:
    """Of the groups in which the tag is the only one."""
    for words in db.session.scalars(select(SynonymGroup.words)):
        slugs = {slugify(word) for word in words}
        if tag.slug in slugs and len(tags_by_slug(slugs)) == 1:
            yield from words


def _newest(person: Actor, tag: Tag, *states: QuestionState) -> Sequence[Question]:
    tagged = select(QuestionTag.question_id).where(QuestionTag.tag_id == tag.id)
    statement = (
        findable_questions(person)
        .where(Question.state.in_(states), Question.id.in_(tagged))
        .options(joinedload(Question.department), joinedload(Question.owner), selectinload(Question.tags))
        .order_by(Question.id.desc())
        .limit(SHOWN)
    )
    return db.session.scalars(statement).unique().all()


def _running_pilots() -> Select[int]:
    return select(Appointment.person_id).where(is_running(today()))


def _in_pools() -> Select[int, int]:
    return (
        select(PilotTopic.tag_id, func.count())
        .join(Person, Person.id == PilotTopic.person_id)
        .where(PilotTopic.person_id.in_(_running_pilots()), Person.blocked_at.is_(None))
    )
