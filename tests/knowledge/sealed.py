"""Asking without a name in tests, and what may give a name away."""

import json
import secrets
from typing import Any

from flask import Flask
from sqlalchemy import select

from accounts.models import Department, Person, Role, RoleGrant
from core.db import Model, db, transaction
from knowledge.actions.sealing import ask_sealed, confirm_unsealing, request_unsealing
from knowledge.models import Question, Unsealing
from tests.conftest import person
from tests.people import HASH

NUMBER = 987_654_321
NAME, KEY = "Xenia Quittenbaum", "xenia"
TELLING = (str(NUMBER), "xenia", "quittenbaum")
TITLE = "Darf meine Leitung mein Postfach lesen?"


def somebody(key: str = KEY, name: str = NAME, department: str = "standesamt", number: int | None = NUMBER) -> Person:
    """An employee whose number, name and address stand nowhere else."""
    with transaction():
        where = db.session.scalars(select(Department).where(Department.slug == department)).one()
        made = Person(id=number, name=name, email=f"{key}@stadt.example", password_hash=HASH, department_id=where.id)
        made.grants.append(RoleGrant(role=Role.EMPLOYEE))
        db.session.add(made)
    return person(key)


def crowd(department: str = "standesamt") -> None:
    """So many people that the department gives nobody away."""
    for number in range(5):
        somebody(f"viele{number}", f"Vera Viele{number}", department, None)


def seal(key: str = "erika", title: str = TITLE, submission: str = "") -> Question:
    with transaction():
        return ask_sealed(
            actor=person(key),
            title=title,
            body="Ich frage für mich.",
            tags=["Datenschutz"],
            submission=submission or secrets.token_hex(8),
        )


def request(question: Question, key: str = "olga") -> int:
    with transaction():
        asked = db.session.get_one(Question, question.id)
        return request_unsealing(actor=person(key), question=asked, reason="In der Frage steht eine Drohung.").id


def confirm(number: int, key: str = "anna") -> None:
    with transaction():
        confirm_unsealing(actor=person(key), unsealing=db.session.get_one(Unsealing, number))


def everything() -> dict[str, set[str]]:
    """Every row of every table, as one text each."""
    db.session.rollback()
    found = {}
    for table in Model.metadata.sorted_tables:
        rows = db.session.execute(table.select()).mappings()
        found[table.name] = {json.dumps(dict(row), default=str, sort_keys=True, ensure_ascii=False) for row in rows}
    db.session.rollback()
    return found


def telling(text: str) -> list[str]:
    """What of the person stands in it."""
    return [word for word in TELLING if word in text.lower()]


def files_of(app: Flask) -> dict[str, bytes]:
    """All files beside the database, without the mails and the database itself."""
    folder = app.config["LOTSENNETZ"].instance
    kept = (path for path in folder.rglob("*") if path.is_file() and path.parent.name != "mail")
    return {path.name: path.read_bytes() for path in kept if not path.name.startswith(("site", "test"))}


def fields(**more: Any) -> dict[str, Any]:
    """What the form takes."""
    return {"title": TITLE, "body": "Ich frage für mich.", "tags": "Datenschutz", "sealed": "y"} | more
