"""What tests about posts that wait for the office share."""

import secrets
from datetime import UTC, datetime

from sqlalchemy import func, select

from accounts.models import Notice, Role, RoleGrant
from core.db import db, transaction
from knowledge import actions
from knowledge.models import (
    Comment,
    Question,
)
from tests.conftest import person
from tests.knowledge.asking import again

SECRET = "Quabeckstraße"
TITLE = f"Was ist in der {SECRET}?"
WAITS = "wird vor der Veröffentlichung geprüft"
MORNING = datetime(2026, 3, 9, 9, 37, 12, tzinfo=UTC)


def comment(question: Question, key: str = "ben", body: str = f"Das war in der {SECRET}.") -> Comment:
    with transaction():
        row, key_of_form = again(question), secrets.token_hex(8)
        return actions.comment_question(actor=person(key), question=row, body=body, submission=key_of_form)


def path(question: Question) -> str:
    row = again(question)
    return f"/fragen/{row.id}-{row.slug}"


def told(key: str) -> list[str]:
    mine = select(Notice.kind).where(Notice.person_id == person(key).id).order_by(Notice.id)
    return list(db.session.scalars(mine))


def follow_the_registry(key: str) -> None:
    with transaction():
        actions.follow_department(actor=person(key), department=person("erika").department, is_on=True)


def come_to_the_office(key: str) -> None:
    with transaction():
        db.session.add(RoleGrant(person_id=person(key).id, role=Role.OFFICE))


def told_others(*keys: str) -> list[str]:
    return [kind for key in keys for kind in told(key)]


def count(thing, *conditions) -> int:
    return db.session.scalar(select(func.count()).select_from(thing).where(*conditions)) or 0
