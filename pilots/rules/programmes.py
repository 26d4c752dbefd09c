"""Who sees and who makes programmes, cohorts and their sessions; what stands in the way of a session. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.models import Actor
from core.formats import LOCAL
from pilots.models import Cohort, CohortSession, Programme

A_YEAR = timedelta(days=364)
"""52 weeks: a copied session falls on the same weekday."""


def can_see_programmes(person: Actor) -> bool:
    """Whoever works for the city may learn what there is to learn, and when."""
    return person.is_employee


def can_manage_programmes(person: Actor) -> bool:
    return person.is_office


def can_add_cohort(person: Actor, programme: Programme) -> bool:
    return can_manage_programmes(person) and programme.is_open


def can_edit_cohort(person: Actor, cohort: Cohort) -> bool:
    """A cancelled one stays as it was."""
    return can_manage_programmes(person) and not cohort.is_cancelled


def can_teach(person: Actor, cohort: Cohort) -> bool:
    """Whoever teaches one of its sessions. Needs the sessions."""
    return person.is_employee and any(session.trainer_id == person.id for session in cohort.sessions)


@dataclass(frozen=True)
class Span:
    """From an instant until before another; what a session and an absence have in common."""

    starts_at: datetime
    ends_at: datetime

    def meets(self, starts_at: datetime, ends_at: datetime) -> bool:
        return self.starts_at < ends_at and starts_at < self.ends_at


def meeting_sessions(session: CohortSession, others: Iterable[CohortSession]) -> list[CohortSession]:
    """Those of the others that are held at the same time, if only for a part of it."""
    span = Span(session.starts_at, session.ends_at)
    return [one for one in others if one.id != session.id and span.meets(one.starts_at, one.ends_at)]


def a_year_later(at: datetime, years: int = 1) -> datetime:
    """The same weekday and the same time on the wall, 52 weeks later, whatever the clocks did in between."""
    local = at.astimezone(LOCAL)
    return datetime.combine(local.date() + years * A_YEAR, local.time(), LOCAL)
