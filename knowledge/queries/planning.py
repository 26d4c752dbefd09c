"""Reads for planning: who needs the seats of the next cohorts, and what hangs on one person alone."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import joinedload

from accounts.models import Appointment, Department, Person
from accounts.queries import current_appointments, organisation
from accounts.queries.organisation import today
from core.db import db, utcnow
from core.formats import LOCAL
from knowledge.models import OWNED, PilotTopic, Question, QuestionTag, Tag
from pilots.models import Cohort, Enrolment, Nomination, NominationState, ProgrammeLevel
from pilots.queries.enrolments import seats_of_all
from pilots.queries.forecasting import HOLDING
from pilots.queries.programmes import coming_cohorts
from pilots.rules.coverage import CONFIRMED_COUNTS
from pilots.rules.seat_plan import Demand, Need, Nominee, Offer

SOON = timedelta(days=365)


@dataclass(frozen=True)
class SeatDemand:
    """What a seat plan is made of, and what its numbers mean."""

    demand: Demand
    nominations: Mapping[int, Nomination]
    cohorts: Mapping[int, Cohort]
    tags: Mapping[int, Tag]


@dataclass(frozen=True)
class SoleHolder:
    """A department that falls to zero if this person leaves."""

    department: Department
    person: Person


@dataclass(frozen=True)
class SoleExpert:
    """A topic that nobody else answers for the whole city."""

    tag: Tag
    person: Person


def seat_demand() -> SeatDemand:
    """Confirmed nominees without a seat, for basic courses that have not begun and have seats."""
    day, now = today(), utcnow()
    nominations = {each.id: each for each in _waiting(now)}
    cohorts = {each.id: each for each in coming_cohorts(now) if _is_offered(each, now)}
    seats = seats_of_all(list(cohorts.values()), now)
    offers = [Offer(each.id, seats[each.id].free, _days_until(each, day)) for each in cohorts.values()]
    tags = _unanswered_topics()
    topics = {number: frozenset(tag.id for tag in found) for number, found in tags.items()}
    nominees = [_nominee(each, topics, now) for each in nominations.values()]
    needs = _needs({each.department for each in nominees}, day)
    by_id = {tag.id: tag for found in tags.values() for tag in found}
    return SeatDemand(Demand(needs, nominees, offers), nominations, cohorts, by_id)


def _waiting(now: datetime) -> Sequence[Nomination]:
    """Confirmed not too long ago; neither in a course nor appointed since."""
    learning = select(Enrolment.person_id).where(Enrolment.state.in_(HOLDING), Enrolment.person_id.is_not(None))
    appointed = select(Appointment.id).where(
        Appointment.person_id == Nomination.nominee_id, Appointment.department_id == Nomination.department_id
    )
    statement = (
        select(Nomination)
        .where(
            Nomination.state == NominationState.CONFIRMED,
            Nomination.ended_at >= now - CONFIRMED_COUNTS,
            Nomination.nominee_id.is_not(None),
            Nomination.nominee_id.not_in(learning),
            ~appointed.exists(),
        )
        .options(joinedload(Nomination.department), joinedload(Nomination.nominee))
        .order_by(Nomination.ended_at, Nomination.id)
    )
    return db.session.scalars(statement).all()


def _is_offered(cohort: Cohort, now: datetime) -> bool:
    return cohort.programme.level is ProgrammeLevel.BASIC and cohort.starts_at is not None and cohort.starts_at > now


def _days_until(cohort: Cohort, day: date) -> int:
    return (cohort.starts_at.astimezone(LOCAL).date() - day).days if cohort.starts_at else 0


def _nominee(each: Nomination, topics: Mapping[int, frozenset[int]], now: datetime) -> Nominee:
    weeks = (now - each.ended_at).days // 7 if each.ended_at else 0
    return Nominee(each.id, each.department_id, weeks, topics.get(each.department_id, frozenset()))


def _needs(departments: set[int], day: date) -> list[Need]:
    running = current_appointments(department_ids=departments) if departments else []
    ends = [(each.department_id, bool(each.valid_until and each.valid_until <= day + SOON)) for each in running]
    leaving = Counter(number for number, is_leaving in ends if is_leaving)
    staying = Counter(number for number, is_leaving in ends if not is_leaving)
    asked = select(Question.department_id, func.count()).where(
        Question.state.in_(OWNED), Question.department_id.in_(bindparam("departments", expanding=True))
    )
    rows = db.session.execute(asked.group_by(Question.department_id), {"departments": list(departments)})
    open_questions = {number: count for number, count in rows}  # noqa: C416 -- rows are no tuples to the type checker
    return [
        Need(number, staying[number], leaving[number], open_questions.get(number, 0)) for number in sorted(departments)
    ]


def _unanswered_topics() -> dict[int, list[Tag]]:
    """By department: tags of its open questions that no pilot of today answers for the whole city."""
    skilled = {each.tag.id for each in _topics()}
    statement = (
        select(Question.department_id, Tag)
        .join(QuestionTag, QuestionTag.question_id == Question.id)
        .join(Tag, Tag.id == QuestionTag.tag_id)
        .where(Question.state.in_(OWNED), Question.department_id.is_not(None))
        .distinct()
        .order_by(Tag.id)
    )
    found = defaultdict[int, list[Tag]](list)
    for department, tag in db.session.execute(statement):
        if tag.id not in skilled and not tag.is_unpublished:
            found[department or 0].append(tag)
    return found


def _topics() -> list[PilotTopic]:
    """Of those who are pilots or deputies today."""
    pilots = {each.person_id for each in current_appointments()}
    topics = db.session.scalars(select(PilotTopic).options(joinedload(PilotTopic.tag), joinedload(PilotTopic.person)))
    return [each for each in topics if each.person_id in pilots]


def sole_holders() -> list[SoleHolder]:
    """Departments that count and have just one pilot or deputy, by code."""
    counted = [department for department in organisation().leaves if department.is_counted]
    people: dict[int, dict[int, Person]] = {department.id: {} for department in counted}
    for each in current_appointments(department_ids=people):
        people[each.department_id][each.person_id] = each.person
    return [SoleHolder(one, next(iter(people[one.id].values()))) for one in counted if len(people[one.id]) == 1]


def sole_experts() -> list[SoleExpert]:
    """Topics that just one pilot of today answers for the whole city, by name."""
    experts: dict[int, list[PilotTopic]] = {}
    for each in _topics():
        experts.setdefault(each.tag_id, []).append(each)
    alone = [found[0] for found in experts.values() if len(found) == 1]
    return [SoleExpert(each.tag, each.person) for each in sorted(alone, key=lambda one: one.tag.name)]
