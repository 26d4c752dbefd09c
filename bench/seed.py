"""A city of any size as real rows: people, departments, questions with owners, events, tags and answers."""

import random
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select

from accounts.models import (
    Appointment,
    AppointmentKind,
    Department,
    DepartmentPeriod,
    Notice,
    Person,
    Role,
    RoleGrant,
    SignIn,
)
from accounts.queries.people import with_roles
from bench import exchange, history, words
from bench.texts import fill, text
from core.db import Model, db, transaction, utcnow
from core.formats import slugify
from core.hashing import hashed
from knowledge.models import (
    Answer,
    MoveRole,
    OwnerKind,
    OwnerReason,
    Ownership,
    PilotTopic,
    Question,
    QuestionEvent,
    QuestionState,
    QuestionTag,
    Tag,
)

FIRST_DAY = datetime(2025, 1, 7, 8, tzinfo=UTC)
PILOT_DEPARTMENTS = 30
READER = 1  # the id of the employee with whose eyes the pages are measured
Row = dict[str, Any]


@dataclass(frozen=True)
class Size:
    people: int = 2_000
    departments: int = 40
    questions: int = 10_000
    answers_each: int = 2
    threads: int = 600
    posts_each: int = 25
    practices: int = 300
    with_history: bool = False


WHOLE = Size()
SMALL = Size(people=60, questions=10, threads=10, practices=10)
OLD = Size(people=1_000, departments=40, questions=10, threads=10, practices=10, with_history=True)
OLD_AND_LARGE = Size(people=1_000, departments=400, questions=10, threads=10, practices=10, with_history=True)
"""Five years of pilots and names of departments; measured by the page of coverage alone."""


def settle(size: Size = WHOLE) -> None:
    """Fill an empty, migrated database; the same rows each time."""
    chance = random.Random(4711)
    with transaction():
        for model, rows in _rows(size, chance):
            for start in range(0, len(rows), 1000):
                db.session.execute(insert(model), rows[start : start + 1000])


def sign_in(person_id: int = READER) -> str:
    """The random name of a new browser in which this person is signed in."""
    token = secrets.token_urlsafe(32)
    with transaction():
        expires = utcnow() + timedelta(days=1)
        db.session.add(SignIn(token_hash=hashed(token), person_id=person_id, expires_at=expires))
    return token


def first_pilot() -> int:
    """Whose desk is measured: for whom most is waiting."""
    waiting = select(Question.owner_id).where(Question.answer_by.is_not(None), Question.owner_id.is_not(None))
    most = waiting.group_by(Question.owner_id).order_by(func.count().desc(), Question.owner_id)
    return db.session.scalars(most.limit(1)).one() or 0


def actor(person_id: int) -> Person:
    """A person with the roles that rules ask for."""
    return db.session.scalars(with_roles().where(Person.id == person_id)).unique().one()


def _rows(size: Size, chance: random.Random) -> Iterator[tuple[type[Model], Sequence[Mapping[str, Any]]]]:
    departments = list(_departments(size))
    people = list(_people(size, chance))
    pilots = list(_appointments(size))
    yield Department, departments
    yield DepartmentPeriod, list(history.periods(departments, FIRST_DAY.date(), with_history=size.with_history))
    yield Person, people
    yield RoleGrant, [_grant(row["id"], size) for row in people]
    yield Appointment, pilots
    if size.with_history:
        yield Appointment, list(history.past_appointments(departments, size.people, FIRST_DAY.date(), len(pilots) + 1))
    yield Tag, [{"id": n, "slug": slugify(name), "name": name} for n, name in enumerate(words.TAGS, 1)]
    yield PilotTopic, [{"person_id": row["person_id"], "tag_id": 1 + row["id"] % len(words.TAGS)} for row in pilots]
    made = [_question(number, size, chance, people) for number in range(1, size.questions + 1)]
    for index, model in enumerate((Question, Ownership, QuestionTag, Answer, QuestionEvent)):
        yield model, [row for parts in made for row in parts[index]]
    yield Notice, list(_notices(made))
    authors = {row["person_id"]: row["department_id"] for row in pilots if row["kind"] is AppointmentKind.PILOT}
    yield from exchange.answer_rows([row for parts in made for row in parts[3]])
    yield from exchange.forum_rows(size.threads, size.posts_each, list(authors), chance)
    yield from exchange.practice_rows(size.practices, authors, chance)


def _departments(size: Size) -> Iterator[Row]:
    for number, name in enumerate(words.DIVISIONS, 1):
        yield {"id": number, "code": f"D{number}", "name": f"Dezernat {name}", "slug": f"dezernat-{number}"}
    for number in range(size.departments):
        name = department_name(number)
        parent = 1 + number * len(words.DIVISIONS) // size.departments
        yield {
            "id": _department(number),
            "code": str(10 + number),
            "name": name,
            "slug": slugify(name),
            "parent_id": parent,
            "phone": f"07000 4711-{100 + number}",
            "email": f"{slugify(name)}@stadt.example",
            "location": f"Rathausplatz {1 + number}",
        }


def department_name(number: int) -> str:
    """Numbered where there are more of them than names."""
    again, which = divmod(number, len(words.DEPARTMENTS))
    return f"{words.DEPARTMENTS[which]} {again + 1}" if again else words.DEPARTMENTS[which]


def _department(number: int) -> int:
    return len(words.DIVISIONS) + 1 + number


def _people(size: Size, chance: random.Random) -> Iterator[Row]:
    for number in range(1, size.people + 1):
        name = f"{chance.choice(words.FIRST)} {chance.choice(words.LAST)}"
        yield {
            "id": number,
            "name": name,
            "email": f"{slugify(name)}.{number}@stadt.example",
            "department_id": _department(number % size.departments),
            "phone": f"07000 4711-{number}",
            "location": f"Raum {number % 400}",
            "created_at": FIRST_DAY,
        }


def _grant(person_id: int, size: Size) -> Row:
    role = Role.OFFICE if person_id > size.people - 8 else Role.EMPLOYEE
    return {"person_id": person_id, "role": role, "granted_at": FIRST_DAY}


def _appointments(size: Size) -> Iterator[Row]:
    """A pilot and a deputy in most departments; the pilot of department n is the person whose number is n + 40."""
    for number in range(min(PILOT_DEPARTMENTS, size.departments)):
        for step, kind in enumerate((AppointmentKind.PILOT, AppointmentKind.DEPUTY)):
            yield {
                "id": 1 + 2 * number + step,
                "person_id": pilot_of(number, size) + step * 7,
                "department_id": _department(number),
                "kind": kind,
                "valid_from": date(2025, 1, 1),
            }


def pilot_of(number: int, size: Size) -> int:
    """Whose department is `number`, since people are dealt out in turn; the small city has too few for that."""
    return size.departments + number if size.people >= 2 * size.departments else 2 + number % (size.people // 2)


def _question(number: int, size: Size, chance: random.Random, people: Sequence[Row]) -> tuple[list[Row], ...]:
    """Rows of the question, its ownerships, tags, answers and events."""
    at = FIRST_DAY + timedelta(minutes=60 * number)
    asker = chance.choice(people)
    department = asker["department_id"] - _department(0)
    owner = pilot_of(department % PILOT_DEPARTMENTS, size)
    if owner == asker["id"]:
        owner += 7
    open_ones = number % 20 == 10
    solved = not open_ones and number % 3 != 0
    answers = [] if open_ones else [_answer(number, n, size, chance, at, owner) for n in range(size.answers_each)]
    if solved and answers:
        answers[0] |= {
            "accepted_at": at + timedelta(hours=9),
            "checked_on": at.date(),
            "valid_until": at.date() + timedelta(days=700),
        }
    state = QuestionState.OPEN if open_ones else QuestionState.SOLVED if solved else QuestionState.ANSWERED
    question = _question_row(number, asker, at, state, owner, len(answers), chance)
    until = at + timedelta(hours=9) if solved else None
    ownership = {
        "question_id": number,
        "seq": 1,
        "kind": OwnerKind.PERSON,
        "person_id": owner,
        "why": OwnerReason.PILOT,
        "cause": "asked",
        "since": at,
        "until": until,
    }
    tags = chance.sample(range(1, len(words.TAGS) + 1), 1 + number % 3)
    tagged = [{"question_id": number, "tag_id": tag} for tag in tags]
    return [question], [ownership], tagged, answers, list(_events(number, asker["id"], owner, at, state))


def _question_row(
    number: int, asker: Row, at: datetime, state: QuestionState, owner: int, answers: int, chance: random.Random
) -> Row:
    body, html = text(chance, sentences=3)
    owned = state is not QuestionState.SOLVED
    return {
        "id": number,
        "asker_id": asker["id"],
        "department_id": asker["department_id"],
        "title": fill(chance.choice(words.TITLES), chance),
        "body": body,
        "body_html": html,
        "state": state,
        "submission": f"seed-{number}",
        "created_at": at,
        "clock_started_at": at,
        "answer_count": answers,
        "owner_kind": OwnerKind.PERSON if owned else None,
        "owner_id": owner if owned else None,
        "owner_since": at if owned else None,
        "answer_by": at + timedelta(days=900) if state is QuestionState.OPEN else None,
    }


def _answer(number: int, n: int, size: Size, chance: random.Random, at: datetime, owner: int) -> Row:
    body, html = text(chance, sentences=4)
    return {
        "question_id": number,
        "author_id": owner if n == 0 else 1 + (number * 7 + n) % size.people,
        "body": body,
        "body_html": html,
        "submission": f"seed-{number}-{n}",
        "created_at": at + timedelta(hours=4 + n),
        "accepted_at": None,
        "checked_on": None,
        "valid_until": None,
    }


def _events(number: int, asker: int, owner: int, at: datetime, state: QuestionState) -> Iterable[Row]:
    steps: list[tuple[str, QuestionState | None, QuestionState, int, int]] = [
        ("ask", None, QuestionState.OPEN, asker, 0),
        ("answer", QuestionState.OPEN, QuestionState.ANSWERED, owner, 4),
        ("accept", QuestionState.ANSWERED, QuestionState.SOLVED, asker, 9),
    ]
    count = {QuestionState.OPEN: 1, QuestionState.ANSWERED: 2, QuestionState.SOLVED: 3}[state]
    for seq, (move, origin, target, actor, hours) in enumerate(steps[:count], 1):
        yield {
            "question_id": number,
            "seq": seq,
            "move": move,
            "from_state": origin,
            "to_state": target,
            "actor_id": actor,
            "role": MoveRole.PILOT if move == "answer" else MoveRole.ASKER,
            "at": at + timedelta(hours=hours),
        }


def _notices(made: Sequence[tuple[list[Row], ...]]) -> Iterator[Row]:
    """Every asker was told of the first answer; most have read it."""
    for (question,), _, _, answers, _ in made:
        if answers:
            yield {
                "person_id": question["asker_id"],
                "kind": "answer_posted",
                "subject_id": question["id"],
                "event": f"seed-{question['id']}",
                "actor_id": answers[0]["author_id"],
                "delivery": "site",
                "created_at": answers[0]["created_at"],
                "read_at": None if question["id"] % 10 == 0 else answers[0]["created_at"],
            }


def slugs() -> list[str]:
    """Addresses of the departments, those with pilots first."""
    return [slugify(name) for name in words.DEPARTMENTS]
