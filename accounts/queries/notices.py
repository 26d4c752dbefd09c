"""Reads about notices; and the kinds of them, which the areas above bring along."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from accounts.models import Delivery, Notice, NoticeSetting, Person
from accounts.queries.seals import masks_of
from accounts.rules import signed_in
from core.access import Rule
from core.db import db
from core.errors import NotFound
from core.mail_in import Deed

PAGE = 30


@dataclass(frozen=True)
class Subject:
    """What a notice is about, as the reader may see it now; `note`: words that belong to it, such as a reason."""

    title: str
    path: str
    note: str = ""


# Which of these things the person may see now, by id; a thing that is missing is told to nobody.
Subjects = Callable[[Person, Sequence[int]], Mapping[int, Subject]]


@dataclass(frozen=True)
class ReplyTo:
    """What a reply to the mail about a notice does, and to which conversation it belongs, such as `question-7`."""

    deed: Deed
    number: int
    conversation: str


# What its reader may do by answering the mail; None where there is nothing to reply to.
Replies = Callable[[Notice], ReplyTo | None]


# Whether its reader may still see what happened; a mail that waits is not sent otherwise.
Stands = Callable[[Notice], bool]


class Topic(StrEnum):
    """What kinds of notices are about; the settings stand in this order under these headings."""

    NOMINATIONS = "nominations"
    OWNED = "owned"
    ASKED = "asked"
    WRITTEN = "written"
    FOLLOWED = "followed"
    KNOWLEDGE = "knowledge"
    EXCHANGE = "exchange"
    MEETINGS = "meetings"
    OFFICE = "office"
    ACCOUNT = "account"


@dataclass(frozen=True)
class NoticeKind:
    """A kind of notice. Its sentence is templates/notices/<code>.txt, its name templates/notices/<code>.label.txt.

    `reaches`: whom their roles can bring it; the settings offer it to them.
    """

    code: str
    subjects: Subjects
    default: Delivery = Delivery.MAIL
    replies: Replies | None = None
    stands: Stands | None = None
    topic: Topic = Topic.ACCOUNT
    reaches: Rule = signed_in


@dataclass(frozen=True)
class InboxRow:
    """A notice with what it is about; `subject` is None when the reader may not see that any more."""

    notice: Notice
    subject: Subject | None


_kinds: dict[str, NoticeKind] = {}


def register_kinds(kinds_of_areas: Iterable[NoticeKind]) -> None:
    """Called once, when the app is put together."""
    _kinds.update({kind.code: kind for kind in kinds_of_areas})


def kinds() -> Mapping[str, NoticeKind]:
    return _kinds


def inbox(person: Person, *, before: int | None = None, limit: int = PAGE) -> list[InboxRow]:
    """The newest notices of a person and of their masks, older than the id `before`.

    Unreadable subjects stay as rows without link.
    """
    mine = Notice.person_id.in_([person.id, *masks_of(person.id)])
    statement = select(Notice).where(mine).options(joinedload(Notice.actor))
    if before is not None:
        statement = statement.where(Notice.id < before)
    return rows(person, db.session.scalars(statement.order_by(Notice.id.desc()).limit(limit)).all())


def rows(person: Person, notices: Sequence[Notice]) -> list[InboxRow]:
    """Notices of one person with their subjects: one query for each kind of subject, however many notices."""
    wanted: dict[Any, list[int]] = {}
    for notice in notices:
        if kind := kinds().get(notice.kind):
            wanted.setdefault(kind.subjects, []).append(notice.subject_id)
    subjects = {load: load(person, numbers) for load, numbers in wanted.items()}
    return [InboxRow(notice, _subject(notice, subjects)) for notice in notices]


def _subject(notice: Notice, subjects: Mapping[Any, Mapping[int, Subject]]) -> Subject | None:
    kind = kinds().get(notice.kind)
    return subjects[kind.subjects].get(notice.subject_id) if kind else None


def get_notice(person: Person, number: int) -> Notice:
    """One of the notices of a person or of their masks, with whom it is for. Raises NotFound."""
    mine = Notice.person_id.in_([person.id, *masks_of(person.id)])
    wanted = select(Notice).where(Notice.id == number, mine).options(joinedload(Notice.person))
    found = db.session.scalars(wanted).one_or_none()
    if found is None:
        raise NotFound
    return found


def notice_to_mail(number: int) -> Notice | None:
    """A notice with its actor, its person and all that their roles need, for the mail about it."""
    reader = joinedload(Notice.person).options(joinedload(Person.grants), joinedload(Person.appointments))
    statement = select(Notice).where(Notice.id == number).options(reader, joinedload(Notice.actor))
    return db.session.scalars(statement).unique().one_or_none()


def reply_to(notice: Notice) -> ReplyTo | None:
    """What answering the mail about it would do, as things are now."""
    kind = kinds().get(notice.kind)
    return kind.replies(notice) if kind and kind.replies else None


def still_stands(notice: Notice) -> bool:
    """Asked before a mail; pages judge what the notice leads to."""
    kind = kinds().get(notice.kind)
    return kind is None or kind.stands is None or kind.stands(notice)


def notice_settings(person_id: int) -> dict[str, Delivery]:
    """How each registered kind reaches this person."""
    chosen = db.session.scalars(select(NoticeSetting).where(NoticeSetting.person_id == person_id))
    own = {setting.kind: setting.delivery for setting in chosen}
    return {code: own.get(code, kind.default) for code, kind in kinds().items()}


def offered_settings(person: Person) -> dict[Topic, dict[str, Delivery]]:
    """How the kinds reach this person that their roles can bring them or that came already, by topic; no empty one."""
    came = set(db.session.scalars(select(Notice.kind).where(Notice.person_id == person.id).distinct()))
    present = notice_settings(person.id)
    offered: dict[Topic, dict[str, Delivery]] = {topic: {} for topic in Topic}
    for code, kind in kinds().items():
        if code in came or kind.reaches(person):
            offered[kind.topic][code] = present[code]
    return {topic: codes for topic, codes in offered.items() if codes}
