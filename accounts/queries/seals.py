"""Reads about masks: whose they are, and who is behind one. Each needs the key of the site."""

from collections.abc import Sequence

from sqlalchemy import ScalarSelect, exists, func, select

from accounts.models import Appointment, Notice, Person, Role, RoleGrant, Seal
from accounts.queries.organisation import is_running, today
from core.db import db
from core.sealing import Marks, SealingUnavailable, unseal

PURPOSE = "person"
MOST_UNREAD = 500
"""So many new notices to masks are looked at for the number at the bell; the inbox has all."""


def masks_of(person_id: int | None) -> list[int]:
    """Ids of the masks somebody wears; none while the key is away. One statement, and a mark for each seal there is."""
    if person_id is None:
        return []
    seals = {seal.id: seal for seal in db.session.scalars(select(Seal))}
    return [seals[name].mask_id for name in _mine(person_id, [(seal.id, seal.mark) for seal in seals.values()])]


def is_worn_by(person_id: int | None, seal: Seal) -> bool:
    """Whether it is this person's mask that is sealed so."""
    return bool(_mine(person_id, [(seal.id, seal.mark)]))


def person_behind(mask_id: int | None) -> int | None:
    """Who wears this mask; None when the seal is gone or cannot be opened."""
    found = db.session.scalars(select(Seal).where(Seal.mask_id == mask_id)).one_or_none()
    return _opened(found) if found else None


def _opened(seal: Seal) -> int | None:
    try:
        return int.from_bytes(unseal(seal.ciphertext, bound_to=bond(seal)), "big")
    except SealingUnavailable:
        return None


def bond(seal: Seal) -> str:
    """What a ciphertext belongs to: copied into another row it cannot be read."""
    return f"{seal.id} {seal.mask_id}"


def is_sealed(mask_id: int) -> bool:
    """Whether it could still be found out who it is."""
    return db.session.scalar(select(Seal.id).where(Seal.mask_id == mask_id)) is not None


def seals_fit() -> bool:
    """Whether the key is there and opens what is sealed; also where nothing is."""
    some = db.session.scalars(select(Seal).order_by(Seal.id).limit(1)).one_or_none()
    return some is None or _opened(some) is not None


def unread_masks() -> ScalarSelect[str]:
    """Id and mark of the seal of each new notice to a mask, in one text: part of a query that is made anyway."""
    unread = select((Seal.id + " " + Seal.mark).label("line")).join(Notice, Notice.person_id == Seal.mask_id)
    lines = unread.where(Notice.read_at.is_(None)).limit(MOST_UNREAD).subquery()
    return select(func.aggregate_strings(lines.c.line, "\n")).scalar_subquery()


def count_own(person_id: int, lines: str | None) -> int:
    """How many of `unread_masks` are this person's."""
    pairs = (line.partition(" ") for line in (lines or "").splitlines())
    return len(_mine(person_id, [(name, mark) for name, _space, mark in pairs]))


def possible_askers_of(department_id: int) -> int:
    """How many people of a department a sealed question of it can be from: those who can sign in and do not answer
    questions themselves."""
    here = select(func.count()).select_from(Person).where(Person.department_id == department_id)
    answers = exists().where(RoleGrant.person_id == Person.id, RoleGrant.role == Role.OFFICE)
    pilots = exists().where(Appointment.person_id == Person.id, is_running(today()))
    able = here.where(Person.blocked_at.is_(None), Person.password_hash.is_not(None))
    return db.session.scalar(able.where(~answers, ~pilots)) or 0


def _mine(person_id: int | None, seals: Sequence[tuple[str, str]]) -> list[str]:
    """Of ids with their marks those of this person; none while the key is away."""
    if person_id is None or not seals:
        return []
    try:
        marks = Marks(PURPOSE)
    except SealingUnavailable:
        return []
    return [name for name, mark in seals if marks.fits(mark, name, person_id)]
