"""Reads for routing: who may be asked, who owns what, by which terms."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, Date, Select, bindparam, cast, func, null, or_, select, union_all
from sqlalchemy.orm import aliased

from accounts.models import Actor, Appointment, AppointmentKind, Department, Person
from accounts.queries import current_appointments, office_people, present_people
from accounts.queries.organisation import is_running, today
from core import config
from core.db import db, utcnow
from knowledge.models import OwnerKind, OwnerReason, Ownership, PilotTopic, Question, QuestionTag
from knowledge.rules import Candidate, Terms, chain
from knowledge.rules.routing import THE_OFFICE

Named = tuple[OwnerReason, int, str]
"""A rule, the id of whom it names, their name."""
NamedBy = defaultdict[int, list[Named]]


@dataclass(frozen=True)
class Receivers:
    """Pilots, deputies and people of the office, by name; `takes_office`: the office as such may get it too."""

    people: Sequence[Person]
    takes_office: bool


def terms() -> Terms:
    """The city's terms, from its settings."""
    settings = config.current()
    return Terms(
        remind=timedelta(hours=settings.remind_after_hours),
        pass_on=timedelta(hours=settings.pass_on_after_hours),
        office=timedelta(hours=settings.office_after_hours),
    )


def current_ownership(question_id: int) -> Ownership | None:
    """The running ownership of a question; None when nobody owes anything any more."""
    return db.session.scalars(
        select(Ownership).where(Ownership.question_id == question_id, Ownership.until.is_(None))
    ).one_or_none()


def owned_by(person_id: int) -> Sequence[Question]:
    """Questions of which this person is the owner now."""
    return db.session.scalars(select(Question).where(Question.owner_id == person_id).order_by(Question.id)).all()


def chain_of(question: Question) -> list[Candidate]:
    """Everybody who may be asked this question, in order, present or not; three statements."""
    return chains_of([question])[question.id]


def chains_of(questions: Sequence[Question]) -> dict[int, list[Candidate]]:
    """The chain of each question by its id; three statements however many they are."""
    departments = {one.department_id for one in questions if one.department_id is not None}
    of_department, of_question = _named(departments, [one.id for one in questions])
    named = {one.id: of_department[one.department_id or 0] + of_question[one.id] for one in questions}
    candidates = _candidates([each for group in named.values() for each in group])
    chosen = {number: [candidates[each] for each in dict.fromkeys(group)] for number, group in named.items()}
    return {
        one.id: [THE_OFFICE] if one.is_unplaced else chain(chosen[one.id], asker_id=one.asker_id) for one in questions
    }


def chain_for(person: Actor) -> list[Candidate]:
    """Who would be asked a question of this person, in order, before they say what it is about."""
    department = person.department_id or 0
    named = _named({department})[0][department]
    return chain(_candidates(named).values(), asker_id=person.id or 0)


def _candidates(named: Collection[Named]) -> dict[Named, Candidate]:
    ids = {person_id for _, person_id, _ in named}
    present, loads = present_people(ids, at=utcnow()), _loads(ids)
    return {
        each: Candidate(OwnerKind.PERSON, each[0], each[1], each[2], each[1] in present, loads.get(each[1], 0))
        for each in named
    }


def receivers(question: Question) -> Receivers:
    """To whom it may be handed on: whoever is present and neither the asker nor the owner already."""
    known = {one.person_id: one.person for one in current_appointments()}
    known |= {person.id: person for person in office_people()}
    fit = present_people(known.keys() - {question.asker_id, question.owner_id}, at=utcnow())
    people = sorted((known[number] for number in fit), key=lambda person: (person.name, person.id))
    return Receivers(people, takes_office=question.owner_kind is not OwnerKind.OFFICE)


def _named(departments: Collection[int], question_ids: Collection[int] = ()) -> tuple[NamedBy, NamedBy]:
    """Whom the rules name, by department for rules 1, 2 and 4, by question for rule 3; one statement."""
    by_department, by_question = NamedBy(list), NamedBy(list)
    asked_for = {"departments": list(departments), "questions": list(question_ids), "today": today()}
    for asked, department_id, kind, person_id, name in db.session.execute(_NAMED, asked_for):
        if kind is None:
            by_question[asked].append((OwnerReason.SKILL, person_id, name))
        elif department_id == asked or kind is AppointmentKind.PILOT:
            by_department[asked].append((_reason(department_id == asked, kind), person_id, name))
    return by_department, by_question


def _reason(is_own: bool, kind: AppointmentKind) -> OwnerReason:
    if not is_own:
        return OwnerReason.DIVISION
    return OwnerReason.PILOT if kind is AppointmentKind.PILOT else OwnerReason.DEPUTY


def _of_departments() -> Select[int, int | None, AppointmentKind | None, int, str]:
    """Rules 1, 2 and 4, for each department: its pilots and deputies, pilots of its division."""
    own, other = aliased(Department), aliased(Department)
    return (
        select(own.id, Appointment.department_id, Appointment.kind, Person.id, Person.name)
        .join(Person, Person.id == Appointment.person_id)
        .join(other, other.id == Appointment.department_id)
        .join(own, or_(other.id == own.id, other.parent_id == own.parent_id, other.id == own.parent_id))
        .where(own.id.in_(bindparam("departments", expanding=True)), is_running(_TODAY), Person.blocked_at.is_(None))
    )


def _of_skills() -> Select[int, int | None, AppointmentKind | None, int, str]:
    """Rule 3, for each question: pilots who offered to answer one of its tags."""
    running = select(Appointment.person_id).where(is_running(_TODAY))
    nothing = (cast(null(), Appointment.department_id.type), cast(null(), Appointment.kind.type))
    return (
        select(QuestionTag.question_id, *nothing, Person.id, Person.name)
        .join(PilotTopic, PilotTopic.tag_id == QuestionTag.tag_id)
        .join(Person, Person.id == PilotTopic.person_id)
        .where(QuestionTag.question_id.in_(bindparam("questions", expanding=True)))
        .where(Person.id.in_(running), Person.blocked_at.is_(None))
        .distinct()
    )


_TODAY = bindparam("today", type_=Date)
_NAMED = union_all(_of_departments(), _of_skills())
"""Built once: building it anew takes longer than the database needs to answer it."""


def _loads(person_ids: Iterable[int]) -> dict[int, int]:
    """How many questions wait for an answer of each."""
    people = list(set(person_ids))
    found = db.session.execute(_LOADS, {"people": people}) if people else ()
    return {owner_id: count for owner_id, count in found if owner_id is not None}


_LOADS = (
    select(Question.owner_id, func.count())
    .where(Question.owner_id.in_(bindparam("people", expanding=True)), Question.answer_by.is_not(None))
    .group_by(Question.owner_id)
)


def overdue_ownerships() -> Sequence[int]:
    """Ids of running ownerships whose time to pass on is over while an answer is still owed."""
    return _owing(Ownership.pass_on_at <= utcnow())


def unreminded_ownerships() -> Sequence[int]:
    """Ids of running ownerships whose reminder is due and was not sent."""
    return _owing(Ownership.remind_at <= utcnow(), Ownership.reminded_at.is_(None))


def _owing(*conditions: ColumnElement[bool]) -> Sequence[int]:
    statement = (
        select(Ownership.id)
        .join(Question, Question.id == Ownership.question_id)
        .where(Ownership.until.is_(None), Question.answer_by.is_not(None), *conditions)
    )
    return db.session.scalars(statement.order_by(Ownership.id)).all()


def absent_owners() -> Sequence[int]:
    """People who are away now while questions wait for them."""
    owners = set(db.session.scalars(select(Question.owner_id).where(Question.answer_by.is_not(None)).distinct()))
    numbers = {number for number in owners if number is not None}
    return sorted(numbers - present_people(numbers, at=utcnow()))
