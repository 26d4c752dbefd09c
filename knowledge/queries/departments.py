"""What the page of a department shows: who answers for it, what they know and what they answered."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Integer, Select, bindparam, func, select
from sqlalchemy.orm import joinedload

from accounts.models import Actor, Department
from accounts.queries import Organisation, get_department_by_slug, organisation
from core.db import db
from core.errors import NotFound
from knowledge.models import Answer, Question, QuestionState, Tag
from knowledge.queries.consultations import HourRow, hours_of
from knowledge.queries.following import is_following
from knowledge.queries.questions import Sight, questions_in, sight_of
from knowledge.queries.tags import topics_of
from pilots.queries import Care, Staffing, care_of, provided, provided_care, staffing_of

LAST_ANSWERED = 5
LOOKED_THROUGH = 50
"""Last answers among which these are sought, so that a page costs the same after ten years."""


@dataclass(frozen=True)
class DepartmentPage:
    """A department in the narrow sense. `topics` by person id; `answered` newest first."""

    department: Department
    division: Department | None
    care: Care
    topics: Mapping[int, Sequence[Tag]]
    answered: Sequence[Question]
    open_count: int
    is_followed: bool
    hours: Sequence[HourRow]


@dataclass(frozen=True)
class DivisionPage:
    """A division with the departments and divisions below it."""

    department: Department
    division: Department | None
    rows: Sequence[Staffing]
    divisions: Sequence[Department]


def department_page(person: Actor, slug: str) -> DepartmentPage | DivisionPage:
    """What this person may see of a department or division. Raises NotFound, for closed ones too."""
    department = get_department_by_slug(slug)
    if not department.is_open:
        raise NotFound
    tree = organisation()
    if department.id in tree.parent_ids:
        return _division_page(department, tree)
    care = provided_care(care_of(department, tree))
    people = [contact.person.id for contact in care.staffing.contacts]
    return DepartmentPage(
        department,
        tree.division_of(department),
        care,
        topics_of(people),
        last_answered(person, people),
        open_questions(person, department),
        is_following(person, department),
        hours_of(people),
    )


def _division_page(division: Department, tree: Organisation) -> DivisionPage:
    staff = provided(staffing_of(tree.below(division)))
    divisions = [other for other in tree.divisions if other.parent_id == division.id]
    return DivisionPage(division, tree.division_of(division), list(staff.values()), divisions)


def last_answered(person: Actor, author_ids: Iterable[int], *, limit: int = LAST_ANSWERED) -> Sequence[Question]:
    """The questions among these people's last answers, each once, as far as the person may see them; newest first."""
    values = {"reader": [person.id], "authors": list(set(author_ids)), "rows": limit}
    return db.session.scalars(_last_answered(sight_of(person)), values).all()


@cache
def _last_answered(sight: Sight) -> Select[Question]:
    of_them = Answer.author_id.in_(bindparam("authors", expanding=True)), Answer.hidden_at.is_(None)
    answers = select(Answer.id, Answer.question_id).where(*of_them)
    last = answers.order_by(Answer.id.desc()).limit(LOOKED_THROUGH).subquery()
    newest = select(last.c.question_id, func.max(last.c.id).label("answer_id")).group_by(last.c.question_id).subquery()
    return (
        questions_in(sight)
        .join(newest, newest.c.question_id == Question.id)
        .where(Question.hidden_at.is_(None), Question.state.in_((QuestionState.ANSWERED, QuestionState.SOLVED)))
        .options(joinedload(Question.department))
        .order_by(newest.c.answer_id.desc())
        .limit(bindparam("rows", type_=Integer))
    )


def open_questions(person: Actor, department: Department) -> int:
    """How many questions from this department have no answer yet."""
    values = {"reader": [person.id], "home": department.id}
    return db.session.scalar(_open_count(sight_of(person)), values) or 0


@cache
def _open_count(sight: Sight) -> Select[int]:
    is_open = Question.hidden_at.is_(None), Question.state == QuestionState.OPEN
    here = questions_in(sight).where(Question.department_id == bindparam("home"), *is_open)
    return here.with_only_columns(func.count(), maintain_column_froms=True)
