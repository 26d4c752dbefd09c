"""Switching on and off what a house does its own way."""

from sqlalchemy import select

from accounts.models import Person
from core import audit
from core.access import ensure
from core.db import db, lock_name, utcnow
from pilots.models import Switch, SwitchName
from pilots.rules.nominations import can_choose_switch


def choose_switch(*, actor: Person, name: SwitchName, is_on: bool) -> None:
    """From now on it is like this; the same again changes nothing. Raises NotAllowed."""
    ensure(can_choose_switch(actor))
    lock_name("switches")
    row = db.session.scalars(select(Switch).where(Switch.name == name)).one_or_none()
    if is_on == (row is not None and row.is_on):
        return
    if row is None:
        row = Switch(name=name)
        db.session.add(row)
    row.is_on, row.at, row.actor_id = is_on, utcnow(), actor.id
    db.session.flush()
    audit.record(
        "pilots.choose_switch",
        actor_id=actor.id,
        subject=("switch", row.id),
        details={"name": name.value, "on": is_on},
    )
