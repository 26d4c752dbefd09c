"""Reads of the home area: what the start page shows, and whether the demo city is loaded."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select

from accounts.models import Department, Person
from accounts.queries import organisation
from core.db import db, utcnow
from knowledge.models import Question
from knowledge.queries import count_waiting, questions_of, recently_solved, waiting_for, watched_questions
from pilots.models import Nomination
from pilots.queries import Care, care_of, coverage_on
from pilots.queries.nominations import waiting_nominations

SHOWN = 5
DEMO_DOMAIN = "@demo.example"


@dataclass(frozen=True)
class EmployeePage:
    """The start of somebody who works for the city. `care` is None without a department of one's own.

    `waiting`: the most urgent of `waiting_count` questions that wait for this person at `now`; `nominations`: the
    oldest that do.
    """

    now: datetime

    care: Care | None
    waiting: Sequence[Question]
    waiting_count: int
    nominations: Sequence[Nomination]
    own: Sequence[Question]
    watched: Sequence[Question]
    solved: Sequence[Question]


@dataclass(frozen=True)
class CommitteePage:
    """The start of a member of the committee: figures, nobody's questions."""

    covered: int
    counted: int


def start_page(person: Person) -> EmployeePage | CommitteePage:
    if not person.is_employee:
        figures = coverage_on().figures
        return CommitteePage(figures.with_pilot, figures.departments)
    waiting = waiting_for(person, limit=SHOWN)
    return EmployeePage(
        now=utcnow(),
        care=_care(person),
        waiting=waiting,
        waiting_count=count_waiting(person) if len(waiting) == SHOWN else len(waiting),
        nominations=waiting_nominations(person, limit=SHOWN),
        own=questions_of(person, limit=SHOWN),
        watched=watched_questions(person, limit=SHOWN, of_others=True).questions,
        solved=recently_solved(person, limit=SHOWN),
    )


def _care(person: Person) -> Care | None:
    tree = organisation()
    department = tree.by_id.get(person.department_id) if person.department_id else None
    return care_of(department, tree) if department else None


def demo_accounts_exist() -> bool:
    """Whether somebody could sign in with the demo city's published password."""
    return db.session.scalar(select(Person.id).where(Person.email.endswith(DEMO_DOMAIN)).limit(1)) is not None


def is_empty() -> bool:
    """Nobody and no department is in the database yet."""
    return db.session.scalar(select(or_(select(Person.id).exists(), select(Department.id).exists()))) is False
