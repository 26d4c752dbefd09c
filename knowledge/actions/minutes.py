"""What came of a meeting: minutes, decisions and tasks, and how these become questions or threads."""

from datetime import date

from sqlalchemy import select

from accounts.actions import notify
from accounts.models import Actor, Person
from core import audit
from core.access import ensure
from core.db import db, lock, lock_name, utcnow
from core.errors import Conflict
from core.markup import to_html
from knowledge.actions.forum import start_thread
from knowledge.actions.questions import ask_question
from knowledge.models import Board, Meeting, MeetingOutcome, OutcomeKind, Question, Thread
from knowledge.queries.meetings import attendees_of, circle
from knowledge.rules import meetings as rules

LONGEST_TITLE = 160


def write_minutes(*, actor: Actor, meeting: Meeting, body: str) -> Meeting:
    """Write or correct the minutes; who signed up is told of the first ones. Raises NotAllowed."""
    lock(meeting)
    ensure(rules.can_write_minutes(actor, meeting, utcnow()))
    if meeting.minutes == body:
        return meeting
    is_first = not meeting.minutes
    meeting.minutes, meeting.minutes_html = body, to_html(body)
    meeting.minutes_at, meeting.minutes_by_id = utcnow(), actor.id
    audit.record("knowledge.write_minutes", actor_id=actor.id, subject=("meeting", meeting.id))
    if is_first:
        for person_id in attendees_of(meeting.id):
            notify(kind="meeting_minutes", person_id=person_id, subject_id=meeting.id, actor_id=actor.id)
    return meeting


def add_outcome(
    *,
    actor: Actor,
    meeting: Meeting,
    kind: OutcomeKind,
    text: str,
    submission: str,
    person_id: int | None = None,
    due_on: date | None = None,
) -> MeetingOutcome:
    """Write down a decision, or a task with who does it until when; they are told.

    The same `submission` again gives what it made the first time. Raises NotAllowed; Conflict not_of_the_circle.
    """
    lock(meeting)
    lock_name(submission)
    same = select(MeetingOutcome).where(MeetingOutcome.author_id == actor.id, MeetingOutcome.submission == submission)
    if existing := db.session.scalars(same).one_or_none():
        return existing
    ensure(rules.can_write_minutes(actor, meeting, utcnow()))
    if person_id is not None and person_id not in {person.id for person in circle()}:
        raise Conflict("not_of_the_circle")
    outcome = MeetingOutcome(
        meeting_id=meeting.id,
        kind=kind,
        text=text,
        author_id=actor.id,
        person_id=person_id if kind is OutcomeKind.TODO else None,
        due_on=due_on if kind is OutcomeKind.TODO else None,
        submission=submission,
        created_at=utcnow(),
    )
    db.session.add(outcome)
    db.session.flush()
    audit.record("knowledge.add_outcome", actor_id=actor.id, subject=("meeting_outcome", outcome.id))
    _tell("meeting_todo", outcome, actor_id=actor.id)
    return outcome


def finish_todo(*, actor: Actor, outcome: MeetingOutcome, done: bool) -> None:
    """Tick a task off, or say that it is not done after all; the same again changes nothing. Raises NotAllowed."""
    lock(outcome)
    ensure(rules.can_finish_todo(actor, outcome))
    if done == (outcome.done_at is not None):
        return
    outcome.done_at = utcnow() if done else None
    act = "knowledge.finish_todo" if done else "knowledge.reopen_todo"
    audit.record(act, actor_id=actor.id, subject=("meeting_outcome", outcome.id))


def remind_todo(*, outcome: MeetingOutcome) -> None:
    """Tell who has the task, once, that its day has come."""
    if outcome.done_at is None and outcome.due_on is not None:
        _tell("meeting_todo_due", outcome, actor_id=None)


def ask_outcome(*, actor: Person, outcome: MeetingOutcome, note: str) -> Question:
    """Ask what came out of a meeting as a question, once; `note` says where it comes from. Raises NotAllowed."""
    lock(outcome)
    if outcome.question_id is not None:
        return db.session.get_one(Question, outcome.question_id)
    ensure(rules.can_ask_outcome(actor, outcome))
    question = ask_question(
        actor=actor,
        title=title_of(outcome),
        body=f"{outcome.text}\n\n{note}",
        tags=[],
        submission=f"outcome-{outcome.id}",
    )
    outcome.question_id = question.id
    audit.record("knowledge.ask_outcome", actor_id=actor.id, subject=("meeting_outcome", outcome.id))
    return question


def discuss_outcome(
    *, actor: Person, outcome: MeetingOutcome, board: Board, title: str, body: str, submission: str
) -> Thread:
    """Go on in the forum with what came out of a meeting, once. Raises NotAllowed; Conflict discussed_already.

    The same `submission` again gives the thread it made.
    """
    lock(outcome)
    if outcome.thread_id is not None:
        return _thread_made(outcome, submission)
    ensure(rules.can_discuss_outcome(actor, outcome))
    thread = start_thread(actor=actor, board=board, title=title, body=body, submission=submission)
    outcome.thread_id = thread.id
    audit.record("knowledge.discuss_outcome", actor_id=actor.id, subject=("meeting_outcome", outcome.id))
    return thread


def _thread_made(outcome: MeetingOutcome, submission: str) -> Thread:
    thread = db.session.get_one(Thread, outcome.thread_id)
    if thread.submission != submission:
        raise Conflict("discussed_already")
    return thread


def title_of(outcome: MeetingOutcome) -> str:
    """Its first line, cut between words where it is too long."""
    line = outcome.text.splitlines()[0]
    return line if len(line) <= LONGEST_TITLE else line[: LONGEST_TITLE - 1].rpartition(" ")[0] + "…"


def _tell(kind: str, outcome: MeetingOutcome, *, actor_id: int | None) -> None:
    if outcome.person_id is not None:
        notify(
            kind=kind,
            person_id=outcome.person_id,
            subject_id=outcome.meeting_id,
            event=str(outcome.id),
            actor_id=actor_id,
        )
