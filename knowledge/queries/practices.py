"""Reads of practice cards: one, its earlier wordings, lists, and what search and notices need."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, exists, or_, select, true
from sqlalchemy.orm import joinedload, selectinload

from accounts.models import Actor, Department, Person
from accounts.queries.notices import Subject
from accounts.queries.organisation import today
from core import search_index
from core.db import db
from core.errors import NotFound
from core.formats import slugify
from core.markup import to_text
from core.search import Document, SearchUnavailable
from knowledge.models import (
    EntryKind,
    EntryState,
    Freshness,
    Practice,
    PracticeEvent,
    PracticeRevision,
    PracticeState,
    PracticeTag,
    Scale,
    Tag,
)
from knowledge.queries.attached import texts_of_practices, words_of_files
from knowledge.queries.questions import HIGHEST_ID, INDEX_BATCH, Sight, sight_of
from knowledge.queries.tags import tag_called
from knowledge.rules.practices import can_see_practice

PRACTICE_KIND = "praxis"
ARCHIVED_WEIGHT, STALE_WEIGHT = 0.8, 0.6
PAGE = 20
RELATED_SHARE = 0.15


class Shelf(StrEnum):
    """Which cards of all: the tabs of the list."""

    PUBLISHED = "veroeffentlicht"
    DRAFTS = "entwuerfe"
    ARCHIVE = "archiv"


STATE_OF = {
    Shelf.PUBLISHED: PracticeState.PUBLISHED,
    Shelf.DRAFTS: PracticeState.DRAFT,
    Shelf.ARCHIVE: PracticeState.ARCHIVED,
}


@dataclass(frozen=True)
class PracticeFilter:
    """What the address of the list says; `department` and `tag` are slugs."""

    shelf: Shelf = Shelf.PUBLISHED
    tag: str | None = None
    department: str | None = None
    effort: Scale | None = None
    effect: Scale | None = None


@dataclass(frozen=True)
class PracticePage:
    """One page of the list; `next_before` is the key of the page after it."""

    practices: Sequence[Practice]
    next_before: "PageKey | None"


@dataclass(frozen=True)
class PageKey:
    """Where a page of the list begins: behind this card, which is one of those that sank or not."""

    number: int
    has_sunk: bool = False


def practice_path(practice_id: int, title: str) -> str:
    """The lasting address of a practice card."""
    return f"/praxis/{practice_id}-{slugify(title)}"


def visible_practices(person: Actor) -> Select[Practice]:
    """The cards a person may see; the statement from which every list starts."""
    return _practices_in(sight_of(person), person.id, person.pilot_departments)


def _practices_in(
    sight: Sight,
    reader: int | BindParameter[int] | None,
    departments: Collection[int] | BindParameter[Any],
) -> Select[Practice]:
    if sight is Sight.NOTHING:
        return select(Practice).where(~true())
    if sight is Sight.ALL:
        return select(Practice)
    kept = Practice.department_id.in_(departments)
    is_open = and_(or_(Practice.state != PracticeState.DRAFT, kept), Practice.hidden_at.is_(None))
    return select(Practice).where(or_(is_open, Practice.author_id == reader))


def practices_by_id(person: Actor, numbers: Sequence[int]) -> dict[int, Practice]:
    """Those of them that the person may see."""
    values = {"reader": person.id, "departments": list(person.pilot_departments), "numbers": numbers}
    found = db.session.scalars(_numbered(sight_of(person)), values) if numbers else ()
    return {practice.id: practice for practice in found}


@cache
def _numbered(sight: Sight) -> Select[Practice]:
    """Built once, as others here: putting a statement together takes a third of what it costs."""
    visible = _practices_in(sight, bindparam("reader"), bindparam("departments", expanding=True))
    return visible.where(Practice.id.in_(bindparam("numbers", expanding=True)))


def findable_practices(person: Actor) -> Select[Practice]:
    """Those of them that are not hidden, for search."""
    return visible_practices(person).where(Practice.hidden_at.is_(None))


def get_practice(person: Actor, number: int) -> Practice:
    """With all its page shows, in four statements. Raises NotFound, also when the person may not see it."""
    if number > HIGHEST_ID:
        raise NotFound
    practice = db.session.scalars(_WITH_ALL_ITS_PAGE_SHOWS, {"number": number}).one_or_none()
    if practice is None or not can_see_practice(person, practice):
        raise NotFound
    return practice


_WITH_ALL_ITS_PAGE_SHOWS = (
    select(Practice)
    .where(Practice.id == bindparam("number"))
    .options(
        joinedload(Practice.author).joinedload(Person.department),
        joinedload(Practice.department),
        selectinload(Practice.tags),
        selectinload(Practice.contributors),
        selectinload(Practice.events).joinedload(PracticeEvent.actor),
        joinedload(Practice.freshness).options(
            joinedload(Freshness.cause), joinedload(Freshness.owner), joinedload(Freshness.checked_by)
        ),
    )
)


def practice_page(person: Actor, chosen: PracticeFilter, *, before: PageKey | None = None) -> PracticePage:
    """Cards the person may see, newest first, the stale ones last; those behind `before`; two statements a page."""
    statement = visible_practices(person).where(Practice.state == STATE_OF[chosen.shelf], *_narrower(chosen))
    has_sunk = _is_stale(today())
    if before is not None:
        statement = statement.where(_behind(before, has_sunk))
    loaded = joinedload(Practice.department), joinedload(Practice.freshness), selectinload(Practice.tags)
    ordered = statement.options(*loaded).order_by(has_sunk, Practice.id.desc()).limit(PAGE + 1)
    found = db.session.scalars(ordered).unique().all()
    shown = found[:PAGE]
    return PracticePage(shown, _key_of(shown[-1]) if len(found) > PAGE else None)


def is_stale(practice: Practice, on: date) -> bool:
    """Expired or retired; needs its freshness."""
    return practice.freshness is not None and practice.freshness.is_stale(on)


def _is_stale(on: date) -> ColumnElement[bool]:
    """As `is_stale`, for the database."""
    return exists().where(
        Freshness.kind == EntryKind.PRACTICE,
        Freshness.thing_id == Practice.id,
        or_(Freshness.state == EntryState.RETIRED, Freshness.valid_until < on),
    )


def _behind(key: PageKey, has_sunk: ColumnElement[bool]) -> ColumnElement[bool]:
    older = Practice.id < key.number
    return and_(has_sunk, older) if key.has_sunk else or_(has_sunk, older)


def _key_of(practice: Practice) -> PageKey:
    return PageKey(practice.id, is_stale(practice, today()))


def _narrower(chosen: PracticeFilter) -> list[ColumnElement[bool]]:
    tagged = select(PracticeTag.practice_id).join(Tag, Tag.id == PracticeTag.tag_id).where(tag_called(chosen.tag or ""))
    department = select(Department.id).where(Department.slug == chosen.department).scalar_subquery()
    return [
        condition
        for wanted, condition in (
            (chosen.tag, Practice.id.in_(tagged)),
            (chosen.department, Practice.department_id == department),
            (chosen.effort, Practice.effort == chosen.effort),
            (chosen.effect, Practice.effect == chosen.effect),
        )
        if wanted
    ]


def practice_revisions(practice: Practice) -> Sequence[PracticeRevision]:
    """Earlier wordings, newest first, with their editors."""
    statement = select(PracticeRevision).where(PracticeRevision.practice_id == practice.id)
    return db.session.scalars(
        statement.options(joinedload(PracticeRevision.editor)).order_by(PracticeRevision.seq.desc())
    ).all()


def practice_subjects(person: Person, numbers: Sequence[int]) -> Mapping[int, Subject]:
    """Title and address of those cards the person may still see."""
    found = db.session.scalars(visible_practices(person).where(Practice.id.in_(numbers)))
    return {practice.id: Subject(practice.title, practice_path(practice.id, practice.title)) for practice in found}


def practice_documents(numbers: Sequence[int] | None) -> Iterable[Document]:
    """What search knows of practice cards: all, or those with these ids, without drafts and hidden ones."""
    statement = (
        select(Practice)
        .where(Practice.state != PracticeState.DRAFT, Practice.hidden_at.is_(None))
        .options(selectinload(Practice.tags), joinedload(Practice.department), joinedload(Practice.freshness))
        .order_by(Practice.id)
    )
    if numbers is not None:
        yield from _documents(db.session.scalars(statement.where(Practice.id.in_(numbers))).all())
        return
    last = 0
    while batch := db.session.scalars(statement.where(Practice.id > last).limit(INDEX_BATCH)).all():
        yield from _documents(batch)
        last = batch[-1].id
        db.session.expunge_all()


def practice_text(practice: Practice) -> str:
    """All its words without marks, for search and excerpts."""
    texts = [to_text(text) for text in (practice.problem, practice.approach, practice.steps)]
    return "\n".join([*texts, practice.effort_note, practice.effect_note, practice.costs])


def _documents(practices: Sequence[Practice]) -> Iterable[Document]:
    attached = texts_of_practices([practice.id for practice in practices])
    return [_document(practice, words_of_files(attached.get(practice.id, ()))) for practice in practices]


def _document(practice: Practice, files: str) -> Document:
    words = [*(tag.name for tag in practice.tags), practice.department.name if practice.department else ""]
    return Document(
        kind=PRACTICE_KIND,
        id=practice.id,
        title=practice.title,
        body="\n".join([practice_text(practice), " ".join(words), files]),
        visible_to=frozenset({"employee"}),
        weight=_weight(practice),
    )


def _weight(practice: Practice) -> float:
    if practice.state is PracticeState.ARCHIVED:
        return ARCHIVED_WEIGHT
    return STALE_WEIGHT if is_stale(practice, today()) else 1.0


def related_practices(person: Actor, practice: Practice, *, limit: int = 5) -> Sequence[Practice]:
    """Others that share title words or tags, by the engine that finds similar questions; none without an index."""
    words = " ".join([practice.title, *(tag.name for tag in practice.tags)])
    try:
        found = search_index.engine().find(words, visible_to=person.keys, kinds=[PRACTICE_KIND], limit=limit + 1)
    except SearchUnavailable:
        return []
    best = max((hit.score for hit in found.hits), default=0.0)
    near = [hit.id for hit in found.hits if hit.id != practice.id and hit.score >= RELATED_SHARE * best][:limit]
    by_id = practices_by_id(person, near)
    found_again = [by_id[number] for number in near if number in by_id]
    return [one for one in found_again if one.state is PracticeState.PUBLISHED and not one.is_hidden]
