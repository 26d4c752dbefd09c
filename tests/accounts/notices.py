"""Notices to test with: a real kind, about the own account (visible) or somebody else's (not)."""

from itertools import count

from sqlalchemy import select

from accounts import actions
from accounts.models import Delivery, Notice
from core.db import db, transaction
from tests.conftest import person

KIND = "password_changed"
SENTENCE = "Ihr Passwort für das Lotsennetz wurde geändert"
HIDDEN = "etwas, das Sie nicht mehr sehen können"
_events = count()


def tell(key, number=1, *, about=None):
    """Tell somebody `number` times; returns the ids, oldest first."""
    with transaction():
        return [
            actions.notify(
                kind=KIND,
                person_id=person(key).id,
                subject_id=person(about or key).id,
                event=str(next(_events)),
            ).id
            for _ in range(number)
        ]


def prefer(key, delivery: Delivery):
    with transaction():
        actions.choose_deliveries(actor=person(key), chosen={KIND: delivery})


def notice(number) -> Notice:
    return db.session.scalars(select(Notice).where(Notice.id == number)).one()
