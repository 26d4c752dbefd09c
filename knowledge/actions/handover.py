"""What goes over when somebody hands over: questions, entries, cards, subscriptions, hours, meetings, tasks.

Nothing here tells the successor: the handover does, once, with the list of it all.
"""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import delete, select

from accounts.actions import notify
from core.db import db, utcnow
from knowledge.actions.calendars import invite
from knowledge.actions.consultations import cancel_own_booking
from knowledge.actions.ownership import hand_over_question
from knowledge.models import (
    Booking,
    ConsultationHour,
    ConsultationSlot,
    EntryKind,
    Follow,
    Freshness,
    Meeting,
    MeetingOutcome,
    Practice,
    PracticeContributor,
    PracticeState,
)
from knowledge.queries import handover as shown
from knowledge.queries import owned_by
from knowledge.queries.calendars import BOOKING
from pilots.queries.handovers import Move, Mover


def move_questions(move: Move) -> list[int]:
    """Where the rules had to find somebody else, such as for a question of the successor's, it is not among them."""
    return [
        question.id
        for question in owned_by(move.leaver.id)
        if hand_over_question(
            actor=move.actor, question=question, leaver=move.leaver, to=move.successor, note=move.note
        )
    ]


def move_answers(move: Move) -> list[int]:
    return _move_entries(move, EntryKind.ANSWER)


def move_practices(move: Move) -> list[int]:
    """Published cards get another owner and keep their author; a draft is the successor's, with the author named."""
    cards = _move_entries(move, EntryKind.PRACTICE)
    own = (Practice.author_id == move.leaver.id, Practice.state == PracticeState.DRAFT)
    drafts = db.session.scalars(_locked(select(Practice).where(*own), Practice)).all()
    for draft in drafts:
        draft.author_id, draft.submission = move.successor.id, _submission(draft.id)
        _credit(draft.id, move)
    return cards + [draft.id for draft in drafts]


def _credit(practice_id: int, move: Move) -> None:
    """Whoever began it stands beside whoever goes on."""
    of_card = PracticeContributor.practice_id == practice_id
    named = set(db.session.scalars(select(PracticeContributor.person_id).where(of_card)))
    if move.successor.id in named:
        db.session.execute(
            delete(PracticeContributor).where(of_card, PracticeContributor.person_id == move.successor.id)
        )
    if move.leaver.id not in named:
        db.session.add(PracticeContributor(practice_id=practice_id, person_id=move.leaver.id))


def _move_entries(move: Move, kind: EntryKind) -> list[int]:
    """Also those that rest or were retired: they may come back."""
    kept = (Freshness.owner_id == move.leaver.id, Freshness.kind == kind)
    entries = db.session.scalars(_locked(select(Freshness).where(*kept), Freshness)).all()
    for entry in entries:
        entry.owner_id = move.successor.id
    return [entry.thing_id for entry in entries if entry.state in shown.KEPT]


def move_tags(move: Move) -> list[int]:
    return _move_follows(move, Follow.tag_id)


def move_departments(move: Move) -> list[int]:
    return _move_follows(move, Follow.department_id)


def _move_follows(move: Move, column: Any) -> list[int]:
    """Whoever said that they do not want to hear of it is left in peace."""
    mine = (Follow.person_id == move.leaver.id, column.is_not(None), Follow.muted_at.is_(None))
    follows = db.session.scalars(_locked(select(Follow).where(*mine), Follow)).all()
    theirs = select(column).where(Follow.person_id == move.successor.id, column.is_not(None))
    known = set(db.session.scalars(theirs))
    numbers = [getattr(follow, column.key) for follow in follows]
    for follow, number in zip(follows, numbers, strict=True):
        if number in known:
            db.session.delete(follow)
        else:
            follow.person_id = move.successor.id
    return numbers


def move_hours(move: Move) -> list[int]:
    """Who booked a slot is told whom they meet now; all calendars follow."""
    coming = (ConsultationHour.cancelled_at.is_(None), ConsultationHour.ends_at > utcnow())
    mine = select(ConsultationHour).where(ConsultationHour.pilot_id == move.leaver.id, *coming)
    hours = db.session.scalars(_locked(mine, ConsultationHour)).all()
    for hour in hours:
        hour.pilot_id, hour.submission = move.successor.id, _submission(hour.id)
    db.session.flush()
    for booking in _bookings_of([hour.id for hour in hours]):
        _follow_booking(booking, move)
    return [hour.id for hour in hours]


def _bookings_of(hour_ids: Sequence[int]) -> Sequence[Booking]:
    """Of slots that are not over; nobody books one of them meanwhile."""
    coming = (ConsultationSlot.hour_id.in_(hour_ids), ConsultationSlot.ends_at > utcnow())
    slots = db.session.scalars(_locked(select(ConsultationSlot).where(*coming), ConsultationSlot)).all()
    booked = (Booking.slot_id.in_([slot.id for slot in slots]), Booking.cancelled_at.is_(None))
    return db.session.scalars(_locked(select(Booking).where(*booked), Booking)).all()


def _follow_booking(booking: Booking, move: Move) -> None:
    invite(person_id=move.leaver.id, kind=BOOKING, subject_id=booking.id, wanted=False)
    if booking.person_id == move.successor.id:
        cancel_own_booking(actor=move.actor, booking=booking)
        return
    for person_id in (move.successor.id, booking.person_id):
        invite(person_id=person_id, kind=BOOKING, subject_id=booking.id)
    event = str(move.successor.id)
    notify(kind="slot_moved", person_id=booking.person_id, subject_id=booking.id, event=event, actor_id=move.actor.id)


def move_meetings(move: Move) -> list[int]:
    coming = (Meeting.cancelled_at.is_(None), Meeting.ends_at > utcnow())
    mine = select(Meeting).where(Meeting.organiser_id == move.leaver.id, *coming)
    meetings = db.session.scalars(_locked(mine, Meeting)).all()
    for meeting in meetings:
        meeting.organiser_id, meeting.submission = move.successor.id, _submission(meeting.id)
    return [meeting.id for meeting in meetings]


def move_tasks(move: Move) -> list[int]:
    mine = select(MeetingOutcome).where(MeetingOutcome.person_id == move.leaver.id, MeetingOutcome.done_at.is_(None))
    tasks = db.session.scalars(_locked(mine, MeetingOutcome)).all()
    for task in tasks:
        task.person_id = move.successor.id
    return [task.id for task in tasks]


def _submission(number: int) -> str:
    """The key of a form belongs to whoever sent it; the thing has another maker now."""
    return f"handover-{number}"


def _locked(statement: Any, kind: Any) -> Any:
    return statement.order_by(kind.id).with_for_update(of=kind).execution_options(populate_existing=True)


def _mover(code: str, columns: str, open_of: Any, named: Any, move: Callable[[Move], Sequence[int]]) -> Mover:
    return Mover(code, frozenset(columns.split()), open_of, named, move)


MOVERS = [
    _mover(
        "questions",
        "questions.owner_id ownerships.person_id",
        shown.open_questions,
        shown.questions_named,
        move_questions,
    ),
    _mover("answers", "freshness.owner_id", shown.kept_answers, shown.answers_named, move_answers),
    _mover(
        "practices",
        "freshness.owner_id practices.author_id",
        shown.kept_practices,
        shown.practices_named,
        move_practices,
    ),
    _mover("hours", "consultation_hours.pilot_id", shown.coming_hours_of, shown.hours_named, move_hours),
    _mover("meetings", "meetings.organiser_id", shown.coming_meetings_of, shown.meetings_named, move_meetings),
    _mover("tasks", "meeting_outcomes.person_id", shown.open_tasks, shown.tasks_named, move_tasks),
    _mover("tags", "follows.person_id", shown.followed_tags, shown.tags_named, move_tags),
    _mover("departments", "follows.person_id", shown.followed_departments, shown.departments_named, move_departments),
]
"""What goes over, in the order of the list. A new kind of thing that somebody looks after gets its line here."""
