"""Reads about reported and hidden posts: what a post is, whatever its kind; the office's queue; one's own."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import joinedload

from accounts.models import Actor, Person
from accounts.queries import office_people
from accounts.queries.notices import Subject
from accounts.queries.seals import masks_of
from core.db import db
from core.markup import to_text
from knowledge.models import (
    Answer,
    Comment,
    Hideable,
    Hiding,
    Post,
    PostKind,
    Practice,
    Question,
    Report,
)
from knowledge.queries.forum import get_post, path_of_post
from knowledge.queries.practices import get_practice, practice_path, practice_text
from knowledge.queries.questions import get_answer, get_comment, get_question, path_of
from knowledge.rules import can_see_answer, can_see_comment, can_see_question
from knowledge.rules.forum import can_see_post
from knowledge.rules.practices import can_see_practice

PAGE = 20
EXCERPT = 400
OFFICE_PATH, OWN_PATH = "/amt/meldungen", "/ich/meldungen"
Key = tuple[PostKind, int]


@dataclass(frozen=True)
class PostView:
    """A post of any kind. `title`: its own, or that of what it hangs on; `thing`: the row itself."""

    kind: PostKind
    thing: Any
    author_id: int | None
    title: str
    path: str
    text: str

    @property
    def key(self) -> Key:
        return self.kind, self.thing.id

    @property
    def wording(self) -> str:
        """Tells one from the next by what it says: of sealed questions only the hour of an edit is known."""
        return sha256(f"{self.title}\n{getattr(self.thing, 'body', self.text)}".encode()).hexdigest()


def _question(one: Question) -> PostView:
    return PostView(PostKind.QUESTION, one, one.asker_id, one.title, path_of(one.id, one.title), to_text(one.body))


def _answer(one: Answer) -> PostView:
    path = f"{path_of(one.question_id, one.question.title)}#antwort-{one.id}"
    return PostView(PostKind.ANSWER, one, one.author_id, one.question.title, path, to_text(one.body))


def _comment(one: Comment) -> PostView:
    path = f"{path_of(one.question_id, one.question.title)}#kommentar-{one.id}"
    return PostView(PostKind.COMMENT, one, one.author_id, one.question.title, path, to_text(one.body))


def _post(one: Post) -> PostView:
    return PostView(PostKind.POST, one, one.author_id, one.thread.title, path_of_post(one), to_text(one.body))


def _practice(one: Practice) -> PostView:
    path = practice_path(one.id, one.title)
    return PostView(PostKind.PRACTICE, one, one.author_id, one.title, path, practice_text(one))


@dataclass(frozen=True)
class Source:
    """How posts of a kind are found: one for who may see it, many whoever asks; who sees them, what they are."""

    get: Callable[[Actor, int], Any]
    model: type[Any]
    options: Sequence[Any]
    shows: Callable[[Actor, Any], bool]
    view: Callable[[Any], PostView]


ON_COMMENT = (joinedload(Comment.question), joinedload(Comment.answer))
SOURCES = {
    PostKind.QUESTION: Source(get_question, Question, (), can_see_question, _question),
    PostKind.ANSWER: Source(
        get_answer,
        Answer,
        (joinedload(Answer.question),),
        lambda person, one: can_see_answer(person, one, one.question),
        _answer,
    ),
    PostKind.COMMENT: Source(get_comment, Comment, ON_COMMENT, can_see_comment, _comment),
    PostKind.POST: Source(
        get_post, Post, (joinedload(Post.thread),), lambda person, one: can_see_post(person, one, one.thread), _post
    ),
    PostKind.PRACTICE: Source(get_practice, Practice, (joinedload(Practice.freshness),), can_see_practice, _practice),
}


@dataclass(frozen=True)
class ReportedPost:
    """A post in the queue with its reports, the oldest first; `post` is None when it is gone."""

    key: Key
    post: PostView | None
    reports: Sequence[Report]


@dataclass(frozen=True)
class QueuePage:
    """One page of the queue; `next_key` is the id of a report or hiding after which the next page goes on."""

    rows: Sequence[Any]
    next_key: int | None


@dataclass(frozen=True)
class HiddenPost:
    """A post that is or was hidden; `post` is None while the reader cannot see it, or what it hangs on."""

    hiding: Hiding
    post: PostView | None


@dataclass(frozen=True)
class OwnReport:
    """What somebody reported; `post` is None while they cannot see it."""

    report: Report
    post: PostView | None


def get_post_view(person: Actor, kind: PostKind, number: int) -> PostView:
    """Raises NotFound, also when the person may not see the post."""
    source = SOURCES[kind]
    return source.view(source.get(person, number))


def post_views(keys: Iterable[Key]) -> Mapping[Key, PostView]:
    """Whoever asks: the caller judges. One statement for each kind."""
    by_kind: dict[PostKind, set[int]] = {}
    for kind, number in keys:
        by_kind.setdefault(kind, set()).add(number)
    found: dict[Key, PostView] = {}
    for kind, numbers in by_kind.items():
        source = SOURCES[kind]
        statement = select(source.model).where(source.model.id.in_(numbers)).options(*source.options)
        found |= {(kind, one.id): source.view(one) for one in db.session.scalars(statement)}
    return found


def is_alone_in_office(person: Actor) -> bool:
    """Nobody else there could decide."""
    return not {one.id for one in office_people()} - {person.id}


def author_judge(person: Actor) -> Callable[[PostView], int | None]:
    """Whose a post is, as rules judge it: the person's own also where they wrote it under a mask."""
    masks = masks_of(person.id)
    return lambda post: person.id if post.author_id in masks else post.author_id


def open_reports(*, after: int = 0, limit: int = PAGE) -> QueuePage:
    """Posts with open reports, the one that was reported first on top."""
    first = func.min(Report.id)
    grouped = (
        select(Report.kind, Report.thing_id, first)
        .where(Report.settled_at.is_(None))
        .group_by(Report.kind, Report.thing_id)
        .having(first > after)
        .order_by(first)
        .limit(limit + 1)
    )
    found = db.session.execute(grouped).all()
    shown = found[:limit]
    rows = _reported([(kind, number) for kind, number, _first in shown])
    return QueuePage(rows, shown[-1][2] if len(found) > limit else None)


def _reported(keys: Sequence[Key]) -> list[ReportedPost]:
    views, by_key = post_views(keys), dict[Key, list[Report]]()
    waiting = select(Report).where(Report.settled_at.is_(None), Report.thing_id.in_([number for _, number in keys]))
    for report in db.session.scalars(waiting.options(joinedload(Report.reporter)).order_by(Report.id)):
        by_key.setdefault((report.kind, report.thing_id), []).append(report)
    return [ReportedPost(key, views.get(key), by_key[key]) for key in keys if key in by_key]


def reports_on(post: PostView) -> Sequence[Report]:
    """The open ones on one post."""
    return next((row.reports for row in _reported([post.key])), ())


def settled_reports(*, before: int | None = None, limit: int = PAGE) -> QueuePage:
    """Newest first, each with its post."""
    statement = _reports(Report.settled_at.is_not(None), before)
    found = db.session.scalars(statement.limit(limit + 1)).all()
    shown, views = found[:limit], post_views((one.kind, one.thing_id) for one in found[:limit])
    rows = [ReportedPost((one.kind, one.thing_id), views.get((one.kind, one.thing_id)), [one]) for one in shown]
    return QueuePage(rows, shown[-1].id if len(found) > limit else None)


def _reports(which: Any, before: int | None) -> Select[Report]:
    statement = select(Report).where(which).options(joinedload(Report.reporter), joinedload(Report.settled_by))
    return (statement.where(Report.id < before) if before else statement).order_by(Report.id.desc())


def hidden_posts(*, before: int | None = None, limit: int = PAGE) -> QueuePage:
    """What is hidden now, what was hidden last first; what waits to be published is elsewhere."""
    decided = and_(Hiding.lifted_at.is_(None), Hiding.actor_id.is_not(None))
    found = db.session.scalars(_hidings(decided, before).limit(limit + 1)).all()
    shown = found[:limit]
    return QueuePage(_with_posts(shown), shown[-1].id if len(found) > limit else None)


def _hidings(which: Any, before: int | None = None) -> Select[Hiding]:
    statement = select(Hiding).where(which).options(joinedload(Hiding.actor), joinedload(Hiding.lifted_by))
    return (statement.where(Hiding.id < before) if before else statement).order_by(Hiding.id.desc())


def _with_posts(hidings: Sequence[Hiding]) -> list[HiddenPost]:
    """For the office, which sees them all."""
    views = post_views((one.kind, one.thing_id) for one in hidings)
    return [HiddenPost(one, views.get((one.kind, one.thing_id))) for one in hidings]


def _as_seen_by(person: Actor, hidings: Sequence[Hiding], masks: Sequence[int]) -> list[HiddenPost]:
    """What a mask wrote hangs on its own question."""
    return [
        HiddenPost(row.hiding, row.post if row.hiding.author_id in masks else _if_shown(person, row.post))
        for row in _with_posts(hidings)
    ]


def count_open_reports() -> int:
    """How many posts wait for the office."""
    keys = select(Report.kind, Report.thing_id).where(Report.settled_at.is_(None)).distinct().subquery()
    return db.session.scalar(select(func.count()).select_from(keys)) or 0


def own_open_report(person: Actor, post: PostView) -> Report | None:
    kind, number = post.key
    mine = Report.kind == kind, Report.thing_id == number, Report.reporter_id == person.id
    return db.session.scalars(select(Report).where(*mine, Report.settled_at.is_(None))).one_or_none()


def own_reports(person: Actor, *, before: int | None = None, limit: int = PAGE) -> QueuePage:
    """What somebody reported, newest first."""
    found = db.session.scalars(_reports(_reported_by(person), before).limit(limit + 1)).all()
    return QueuePage(_own(person, found[:limit]), found[limit - 1].id if len(found) > limit else None)


def _reported_by(person: Actor) -> ColumnElement[bool]:
    """By them or, at a question they asked sealed, by their mask."""
    return Report.reporter_id.in_([person.id, *masks_of(person.id)])


def _own(person: Actor, found: Sequence[Report]) -> list[OwnReport]:
    views = post_views((one.kind, one.thing_id) for one in found)
    return [OwnReport(one, _if_shown(person, views.get((one.kind, one.thing_id)))) for one in found]


def _if_shown(person: Actor, post: PostView | None) -> PostView | None:
    return post if post is not None and SOURCES[post.kind].shows(person, post.thing) else None


def hidden_of(person: Actor, *, before: int | None = None, limit: int = PAGE) -> QueuePage:
    """Their own posts that are or were hidden, newest first: who did it, when and why."""
    masks = masks_of(person.id)
    mine = Hiding.author_id.in_([person.id, *masks])
    found = db.session.scalars(_hidings(mine, before).limit(limit + 1)).all()
    return QueuePage(_as_seen_by(person, found[:limit], masks), found[limit - 1].id if len(found) > limit else None)


def running_hiding(post: PostView) -> Hiding | None:
    kind, number = post.key
    same = Hiding.kind == kind, Hiding.thing_id == number, Hiding.lifted_at.is_(None)
    return db.session.scalars(select(Hiding).where(*same).options(joinedload(Hiding.actor))).one_or_none()


def hidings_of(posts: Mapping[PostKind, Iterable[Hideable]]) -> Mapping[Key, Hiding]:
    """Why those of these posts that are hidden are it; no statement where none is."""
    wanted = {(kind, post.id) for kind, group in posts.items() for post in group if post.is_hidden}  # type: ignore[attr-defined]
    if not wanted:
        return {}
    numbers = Hiding.thing_id.in_({number for _, number in wanted}), Hiding.lifted_at.is_(None)
    found = {(one.kind, one.thing_id): one for one in db.session.scalars(_hidings(numbers[0]).where(numbers[1]))}
    return {key: found[key] for key in wanted if key in found}


def hidden_subjects(person: Person, numbers: Sequence[int]) -> Mapping[int, Subject]:
    """Notices about a post of one's own that was hidden: what it hangs on, and why."""
    return _hiding_subjects(person, numbers, lambda hiding: hiding.reason)


def shown_subjects(person: Person, numbers: Sequence[int]) -> Mapping[int, Subject]:
    """The same when it can be read again."""
    return _hiding_subjects(person, numbers, lambda hiding: hiding.lift_reason)


def published_subjects(person: Person, numbers: Sequence[int]) -> Mapping[int, Subject]:
    """Notices about a post of one's own that waited for the office: where it can be read now."""
    masks = masks_of(person.id)
    mine = _hidings(Hiding.id.in_(numbers)).where(Hiding.author_id.in_([person.id, *masks]))
    rows = _as_seen_by(person, db.session.scalars(mine).all(), masks)
    return {row.hiding.id: Subject(row.post.title, row.post.path) for row in rows if row.post}


def _hiding_subjects(person: Person, numbers: Sequence[int], why: Callable[[Hiding], str]) -> Mapping[int, Subject]:
    masks = masks_of(person.id)
    mine = _hidings(Hiding.id.in_(numbers)).where(Hiding.author_id.in_([person.id, *masks]))
    rows = _as_seen_by(person, db.session.scalars(mine).all(), masks)
    return {
        row.hiding.id: Subject(
            _title_of(row.post), f"{OWN_PATH}#ausblendung-{row.hiding.id}", _without_stop(why(row.hiding))
        )
        for row in rows
    }


def _title_of(post: PostView | None) -> str:
    """Empty for whoever does not see the post: what it hangs on is told to nobody else."""
    return post.title if post else ""


def _without_stop(reason: str) -> str:
    """The sentence it goes into has its own."""
    return " ".join(reason.split()).rstrip(".")


def report_subjects(person: Person, numbers: Sequence[int]) -> Mapping[int, Subject]:
    """Notices about what became of one's report lead to the list of one's own."""
    mine = _reports(_reported_by(person), None).where(Report.id.in_(numbers))
    return {
        one.report.id: Subject(
            _title_of(one.post),
            f"{OWN_PATH}#meldung-{one.report.id}",
            _without_stop(one.report.answer),
        )
        for one in _own(person, db.session.scalars(mine).all())
    }


def reported_subjects(person: Person, numbers: Sequence[int]) -> Mapping[int, Subject]:
    """Notices about a new report lead the office to its queue."""
    if not person.is_office:
        return {}
    waiting = select(Report).where(Report.id.in_(numbers), Report.settled_at.is_(None))
    found = db.session.scalars(waiting).all()
    views = post_views((one.kind, one.thing_id) for one in found)
    return {
        one.id: Subject(views[one.kind, one.thing_id].title, OFFICE_PATH)
        for one in found
        if (one.kind, one.thing_id) in views
    }
