"""What the desks show: what waits and what happens to it next, checks that are due, what a department has open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import ColumnElement, Select, bindparam, exists, func, or_, select
from sqlalchemy.orm import joinedload

from accounts.models import Actor, Appointment, Department, Person, Role, RoleGrant
from accounts.queries.organisation import is_running, today
from core.db import db, utcnow
from knowledge.models import EntryState, Freshness, OwnerKind, Ownership, Question, QuestionState, Tag
from knowledge.queries.edits import count_edited_posts
from knowledge.queries.freshness import CheckRow, check_rows, checks_for
from knowledge.queries.lists import count_waiting, waiting_for
from knowledge.queries.moderation import count_open_reports
from knowledge.queries.ownership import chains_of
from knowledge.queries.premoderation import count_waiting_posts
from knowledge.queries.questions import Sight, questions_in, sight_of, visible_questions
from knowledge.queries.tags import topics_of
from knowledge.rules import Candidate, next_owner
from knowledge.rules.routing import THE_OFFICE
from pilots.queries.nominations import count_waiting_nominations

SHOWN = 10
CHECKS, OPEN = 5, 5


@dataclass(frozen=True)
class NextStep:
    """What the clock does with a question if nobody answers.

    `remind_at` is empty once the reminder went out; `pass_on_at` and `to` are empty for the office, which keeps it.
    """

    remind_at: datetime | None
    pass_on_at: datetime | None
    to: Candidate | None


@dataclass(frozen=True)
class PilotDesk:
    """`steps` by question id. `has_more_checks`: the queue goes on behind `checks`."""

    waiting: Sequence[Question]
    waiting_count: int
    steps: Mapping[int, NextStep]
    checks: Sequence[CheckRow]
    has_more_checks: bool
    open: Sequence[Question]
    departments: Sequence[Department]
    topics: Sequence[Tag]
    now: datetime


@dataclass(frozen=True)
class OfficeDesk:
    """`orphans`: entries to check whose owner is nobody in particular or cannot check any more.

    `report_count`: how many posts wait because somebody reported them; `waiting_count`: to be published;
    `edited_count`: how many have changes that the office wants to see.
    """

    escalated: Sequence[Question]
    escalated_count: int
    steps: Mapping[int, NextStep]
    orphans: Sequence[CheckRow]
    orphan_count: int
    report_count: int
    waiting_count: int
    nomination_count: int
    edited_count: int
    now: datetime


def pilot_desk(person: Person) -> PilotDesk:
    """Everything on the desk of a pilot or deputy; the same number of statements however much it is."""
    waiting = waiting_for(person, limit=SHOWN)
    checks = checks_for(person, limit=CHECKS)
    return PilotDesk(
        waiting=waiting,
        waiting_count=count_waiting(person),
        steps=next_steps(waiting),
        checks=checks.rows,
        has_more_checks=checks.next_after is not None,
        open=_open_in_departments(person),
        departments=_departments_of(person),
        topics=topics_of([person.id]).get(person.id, []),
        now=utcnow(),
    )


def office_desk(person: Actor) -> OfficeDesk:
    escalated = escalated_questions(person)
    orphans = select(Freshness).where(*_is_orphan()).options(joinedload(Freshness.cause), joinedload(Freshness.owner))
    found = db.session.scalars(orphans.order_by(Freshness.id).limit(SHOWN)).all()
    return OfficeDesk(
        escalated=escalated,
        escalated_count=_count_escalated() if len(escalated) == SHOWN else len(escalated),
        steps=next_steps(escalated),
        orphans=check_rows(person, found),
        orphan_count=_count_orphans() if len(found) == SHOWN else len(found),
        report_count=count_open_reports(),
        waiting_count=count_waiting_posts(),
        nomination_count=count_waiting_nominations(person),
        edited_count=count_edited_posts(),
        now=utcnow(),
    )


def escalated_questions(person: Actor, *, limit: int = SHOWN) -> Sequence[Question]:
    """What the office owes an answer, whether nobody else was there or nobody answered in time; most urgent first."""
    statement = (
        visible_questions(person)
        .where(*_is_escalated())
        .options(joinedload(Question.department))
        .order_by(Question.answer_by, Question.id)
        .limit(limit)
    )
    return db.session.scalars(statement).all()


def next_steps(questions: Sequence[Question]) -> dict[int, NextStep]:
    """What happens to each question that waits, by its id; six statements however many there are."""
    owed = [question for question in questions if question.answer_by is not None]
    if not owed:
        return {}
    running, passed = _ownerships_of(owed)
    chains = chains_of(owed)
    return {
        question.id: _next_step(running[question.id], chains[question.id], passed.get(question.id, set()))
        for question in owed
        if question.id in running
    }


def next_step_of(question: Question, chain: Sequence[Candidate]) -> NextStep | None:
    """The same for one question that was read with its ownerships; None where no answer is owed."""
    if question.answer_by is None or question.clock_started_at is None:
        return None
    run = [each for each in question.ownerships if each.since >= question.clock_started_at]
    passed = {each.person_id for each in run if each.person_id is not None}
    return _next_step(run[-1], chain, passed) if run else None


def _next_step(ownership: Ownership, chain: Sequence[Candidate], passed: set[int]) -> NextStep:
    """As `pass_on_overdue` will decide, if everybody is there then who is there now."""
    remind_at = None if ownership.reminded_at else ownership.remind_at
    if ownership.pass_on_at is None:
        return NextStep(remind_at, None, None)
    to = THE_OFFICE if ownership.cause == "overdue" else next_owner(chain, passed=passed)
    return NextStep(remind_at, ownership.pass_on_at, to)


_OWNERSHIPS = (
    select(Ownership)
    .join(Question, Question.id == Ownership.question_id)
    .where(Question.id.in_(bindparam("questions", expanding=True)))
    .where(Ownership.since >= Question.clock_started_at)
)


def _ownerships_of(questions: Sequence[Question]) -> tuple[dict[int, Ownership], dict[int, set[int]]]:
    """The running ownership of each question, and everybody who had it since its clock started."""
    running: dict[int, Ownership] = {}
    passed: dict[int, set[int]] = {}
    for ownership in db.session.scalars(_OWNERSHIPS, {"questions": [question.id for question in questions]}):
        if ownership.until is None:
            running[ownership.question_id] = ownership
        if ownership.person_id is not None:
            passed.setdefault(ownership.question_id, set()).add(ownership.person_id)
    return running, passed


def _open_in_departments(person: Person) -> Sequence[Question]:
    """The newest unanswered questions from the departments somebody answers for, whoever has them."""
    values = {"reader": [person.id], "departments": list(person.pilot_departments)}
    return db.session.scalars(_open_here(sight_of(person)), values).all()


# Built once, here and below: putting a statement together takes a third of what it costs.
@cache
def _open_here(sight: Sight) -> Select[Question]:
    is_open = Question.hidden_at.is_(None), Question.state == QuestionState.OPEN
    here = Question.department_id.in_(bindparam("departments", expanding=True))
    return (
        questions_in(sight)
        .where(here, *is_open)
        .options(joinedload(Question.department), joinedload(Question.owner))
        .order_by(Question.id.desc())
        .limit(OPEN)
    )


_DEPARTMENTS = (
    select(Department).where(Department.id.in_(bindparam("departments", expanding=True))).order_by(Department.code)
)


def _departments_of(person: Person) -> Sequence[Department]:
    return db.session.scalars(_DEPARTMENTS, {"departments": list(person.pilot_departments)}).all()


def _is_escalated() -> tuple[ColumnElement[bool], ...]:
    return Question.owner_kind == OwnerKind.OFFICE, Question.answer_by.is_not(None)


def _count_escalated() -> int:
    return db.session.scalar(select(func.count()).select_from(Question).where(*_is_escalated())) or 0


def _is_orphan() -> tuple[ColumnElement[bool], ...]:
    """Due, and with nobody who could check it: the office's, or somebody's who is no pilot and not in the office."""
    pilots = exists().where(Appointment.person_id == Freshness.owner_id, is_running(today()))
    office = exists().where(RoleGrant.person_id == Freshness.owner_id, RoleGrant.role == Role.OFFICE)
    is_blocked = exists().where(Person.id == Freshness.owner_id, Person.blocked_at.is_not(None))
    nobody = or_(Freshness.owner_kind == OwnerKind.OFFICE, is_blocked, ~or_(pilots, office))
    return Freshness.state == EntryState.TO_CHECK, nobody


def _count_orphans() -> int:
    return db.session.scalar(select(func.count()).select_from(Freshness).where(*_is_orphan())) or 0
