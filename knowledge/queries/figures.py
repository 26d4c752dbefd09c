"""What figures are counted from. Nothing here is shown as it is: rules/figures.py says what may be."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from statistics import median

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, literal, or_, select, union_all

from accounts.models import Actor, Department, Person
from accounts.queries.seals import masks_of
from core.db import db
from core.formats import LOCAL
from core.worktime import worktime_between
from knowledge.models import Answer, MissedSearches, Question, QuestionState, QuestionTag, SavedQuestion, Tag
from knowledge.rules.figures import (
    FEWEST_PEOPLE,
    LONGEST_LOOK_BACK,
    Fact,
    Figures,
    Group,
    Quarter,
    figures_of,
    grouped,
    large_groups,
    parts_of_a_whole,
)

SECONDS_AN_HOUR = 3600


@dataclass(frozen=True)
class QuarterCount:
    """A bar of the picture; None where fewer than five people asked."""

    quarter: Quarter
    asked: int | None
    solved: int | None


@dataclass(frozen=True)
class FiguresPage:
    """`names` of departments by id; `tags` by id. `missed` searches found nothing, `saved` ended an asking."""

    quarter: Quarter
    whole: Figures
    departments: Sequence[Group]
    tags: Sequence[Group]
    names: dict[int, Department]
    tag_names: dict[int, Tag]
    missed: int
    saved: int | None
    history: Sequence[QuarterCount]


@dataclass(frozen=True)
class OwnFigures:
    """For the person alone. `hours` of working time until the own first answers to others' questions."""

    asked: int
    solved: int
    answered: int
    accepted: int
    hours: float | None


def figures_page(quarter: Quarter, newest: Quarter) -> FiguresPage:
    facts = _facts(quarter)
    tags_of = _tags_of(quarter)
    by_department = parts_of_a_whole(grouped(facts, lambda fact: [fact.department_id or 0]))
    by_tag = large_groups(grouped(facts, lambda fact: tags_of.get(fact.question_id, ())))
    return FiguresPage(
        quarter,
        figures_of(facts),
        by_department,
        by_tag,
        _departments(by_department),
        _tags(by_tag),
        _missed(quarter),
        _saved(quarter),
        _history(newest),
    )


def own_figures(person: Actor) -> OwnFigures:
    mine = Question.asker_id.in_([person.id, *masks_of(person.id)])
    asked = select(func.count(), func.count(case((_is_solved(), 1)))).where(mine)
    given = select(func.count(), func.count(Answer.accepted_at)).where(Answer.author_id == person.id)
    first = db.session.execute(_first_answers().where(Answer.author_id == person.id))
    hours = [_hours(row.created_at, row.answered_at) for row in first]
    return OwnFigures(
        *db.session.execute(asked.where(_counts())).one(),
        *db.session.execute(given).one(),
        hours=median(hours) if hours else None,
    )


def oldest_quarter() -> Quarter | None:
    """In which the first question was asked; None: none was."""
    first = db.session.scalar(select(func.min(Question.created_at)).where(_counts()))
    return Quarter.of(first.astimezone(LOCAL).date()) if first else None


def _facts(quarter: Quarter) -> list[Fact]:
    first = {row.id: row for row in db.session.execute(_first_answers().where(*_within(quarter)))}
    asked = select(Question.id, Question.department_id, _known_asker().label("asker_id"), Question.state)
    asked = asked.join(Question.asker)
    return [_fact(row, first.get(row.id)) for row in db.session.execute(asked.where(_counts(), *_within(quarter)))]


def _known_asker() -> ColumnElement[int | None]:
    """Empty for a mask: several may be one person's, and do not make the five who are needed."""
    return case((~Person.is_mask, Question.asker_id))


def _fact(
    question: Row[int, int | None, int | None, QuestionState], first: Row[int, datetime, datetime, int] | None
) -> Fact:
    is_solved = question.state is QuestionState.SOLVED
    if first is None:
        return Fact(question.id, question.department_id, question.asker_id, is_solved)
    hours = _hours(first.created_at, first.answered_at)
    return Fact(question.id, question.department_id, question.asker_id, is_solved, hours, first.author_id)


def _first_answers() -> Select[int, datetime, datetime, int]:
    """Of each question that somebody other than the asker answered."""
    first = (
        select(func.min(Answer.id).label("id"))
        .join(Question, Question.id == Answer.question_id)
        .where(or_(Question.asker_id.is_(None), Answer.author_id != Question.asker_id), Answer.hidden_at.is_(None))
        .group_by(Answer.question_id)
        .subquery()
    )
    return (
        select(Question.id, Question.created_at, Answer.created_at.label("answered_at"), Answer.author_id)
        .join(Answer, Answer.question_id == Question.id)
        .join(first, first.c.id == Answer.id)
        .where(_counts())
    )


def _hours(asked: datetime, answered: datetime) -> float:
    return worktime_between(asked, max(asked, answered)).total_seconds() / SECONDS_AN_HOUR


def _counts() -> ColumnElement[bool]:
    """What came in with an import was asked elsewhere; what was withdrawn or hidden is nobody's business."""
    states = (QuestionState.WITHDRAWN, QuestionState.DUPLICATE)
    return and_(Question.state.not_in(states), Question.external_id.is_(None), Question.hidden_at.is_(None))


def _is_solved() -> ColumnElement[bool]:
    return Question.state == QuestionState.SOLVED


def _within(quarter: Quarter) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return Question.created_at >= _start_of(quarter), Question.created_at < _start_of(quarter.after)


def _start_of(quarter: Quarter) -> datetime:
    return datetime.combine(quarter.first_day, time(), LOCAL).astimezone(UTC)


def _tags_of(quarter: Quarter) -> dict[int, list[int]]:
    tagged = select(QuestionTag.question_id, QuestionTag.tag_id).join(Question, Question.id == QuestionTag.question_id)
    found: dict[int, list[int]] = {}
    for question_id, tag_id in db.session.execute(tagged.where(_counts(), *_within(quarter))):
        found.setdefault(question_id, []).append(tag_id)
    return found


def _departments(groups: Sequence[Group]) -> dict[int, Department]:
    wanted = select(Department).where(Department.id.in_([group.key for group in groups if group.key]))
    return {department.id: department for department in db.session.scalars(wanted)}


def _tags(groups: Sequence[Group]) -> dict[int, Tag]:
    wanted = select(Tag).where(Tag.id.in_([group.key for group in groups if group.key]))
    return {tag.id: tag for tag in db.session.scalars(wanted)}


def _missed(quarter: Quarter) -> int:
    days = (MissedSearches.day >= quarter.first_day, MissedSearches.day < quarter.after.first_day)
    return db.session.scalar(select(func.coalesce(func.sum(MissedSearches.count), 0)).where(*days)) or 0


def _saved(quarter: Quarter) -> int | None:
    """None: fewer than five people found their answer so."""
    span = (SavedQuestion.at >= _start_of(quarter), SavedQuestion.at < _start_of(quarter.after))
    counted = select(func.count(), func.count(SavedQuestion.person_id.distinct())).where(*span)
    saved, people = db.session.execute(counted).one()
    return saved if people >= FEWEST_PEOPLE else None


def _history(newest: Quarter) -> list[QuarterCount]:
    """The last two years, oldest first, in one statement."""
    quarters = [newest]
    while len(quarters) < LONGEST_LOOK_BACK:
        quarters.insert(0, quarters[0].before)
    counted = union_all(*(_counted(number, quarter) for number, quarter in enumerate(quarters)))
    rows = {row.number: row for row in db.session.execute(counted)}
    return [_quarter_count(quarter, rows[number]) for number, quarter in enumerate(quarters)]


def _counted(number: int, quarter: Quarter) -> Select[int, int, int, int]:
    people = func.count(_known_asker().distinct()).label("people")
    solved = func.count(case((_is_solved(), 1))).label("solved")
    counted = select(literal(number).label("number"), func.count().label("asked"), solved, people)
    return counted.select_from(Question).join(Question.asker).where(_counts(), *_within(quarter))


def _quarter_count(quarter: Quarter, row: Row[int, int, int, int]) -> QuarterCount:
    is_enough = row.people >= FEWEST_PEOPLE
    return QuarterCount(quarter, row.asked if is_enough else None, row.solved if is_enough else None)
