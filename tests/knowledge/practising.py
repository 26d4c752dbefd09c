"""Making practice cards in tests through the real actions."""

import secrets
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from accounts.models import Department
from core.db import db, transaction
from knowledge.actions import adoptions
from knowledge.actions import practices as actions
from knowledge.actions.practices import Card
from knowledge.models import Adoption, Practice, Scale
from tests.conftest import person

CARD = Card(
    title="Urkunden mit Vorlage statt Abtippen",
    problem="Jede Urkunde wurde **von Hand** abgetippt.",
    approach="Wir haben eine Vorlage mit Feldern gebaut.",
    steps="1. Vorlage holen\n2. Felder prüfen",
    effort=Scale.LOW,
    effort_note="Zwei Tage",
    effect=Scale.HIGH,
    effect_note="Halb so viele Fehler",
    costs="Keine",
    contact="Standesamt, Urkundenstelle",
)
FIELDS = {name: str(getattr(CARD, name)) for name in Card.__dataclass_fields__} | {"tags": "Urkunden"}
"""As the form sends them."""


def practise(
    key: str = "pia", *, tags: Sequence[str] = ("Urkunden",), is_published: bool = True, **words: Any
) -> Practice:
    card = Card(**{name: getattr(CARD, name) for name in Card.__dataclass_fields__} | words)
    with transaction():
        made = actions.write_practice(actor=person(key), card=card, tags=tags, submission=secrets.token_hex(8))
        if is_published:
            actions.publish_practice(actor=person(key), practice=made)
        return made


def adopt(practice: Practice, key: str, department: str, *, source: str | None = None) -> Adoption:
    """`department` and `source` are slugs; by default it comes from whoever wrote the card."""
    with transaction():
        card = again(practice)
        found = {one.slug: one for one in db.session.scalars(select(Department))}
        return adoptions.want_practice(
            actor=person(key),
            practice=card,
            department=found[department],
            source=found[source] if source else card.department,
        )


def again(practice: Practice) -> Practice:
    return db.session.get_one(Practice, practice.id)
