"""Reads of what a house has switched on."""

from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload

from core.db import db
from pilots.models import Switch, SwitchName


def is_on(name: SwitchName) -> bool:
    return db.session.scalar(_STATE, {"name": name}) or False


_STATE = select(Switch.is_on).where(Switch.name == bindparam("name", type_=Switch.name.type))


def switch_of(name: SwitchName) -> Switch | None:
    """With who switched it last; None where nobody ever did."""
    wanted = select(Switch).where(Switch.name == name).options(joinedload(Switch.actor))
    return db.session.scalars(wanted).one_or_none()
