"""Writes about the goal of coverage."""

from datetime import date

from accounts.models import Person
from accounts.queries.organisation import today
from core import audit
from core.access import ensure
from core.db import db, lock_name, utcnow
from core.errors import Conflict
from pilots.models import CoverageGoal
from pilots.queries.coverage import coverage_on, goal_on
from pilots.rules.coverage import can_set_goal


def set_goal(*, actor: Person, day: date | None) -> CoverageGoal | None:
    """By that day every department shall have a pilot; None: there is no goal any more. The same again is none anew.

    Raises NotAllowed, Conflict("goal_in_the_past").
    """
    ensure(can_set_goal(actor))
    lock_name("coverage-goal")
    if day is not None and day <= today():
        raise Conflict("goal_in_the_past")
    current = goal_on(today())
    if (current.day if current else None) == day:
        return current
    goal = CoverageGoal(day=day, covered=coverage_on().figures.with_pilot, actor_id=actor.id, at=utcnow())
    db.session.add(goal)
    db.session.flush()
    details = {"day": day.isoformat() if day else ""}
    audit.record("pilots.set_goal", actor_id=actor.id, subject=("coverage_goal", goal.id), details=details)
    return goal
