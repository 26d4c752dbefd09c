"""Nominations for tests: making one and taking it as far as a test needs it. Heike leads the Ordnungsamt, Emil works
there; Olga is the office."""

import secrets
from collections.abc import Callable

import time_machine
from sqlalchemy import select

from accounts.models import AppointmentKind, Department, Role, RoleGrant
from core.db import db, transaction, utcnow
from pilots.actions import nominating as making
from pilots.actions import nominations as steps
from pilots.actions.nominating import NominationEntry
from pilots.actions.switches import choose_switch
from pilots.models import Nomination, SwitchName
from pilots.models import NominationState as State
from pilots.rules import nominations as rules
from tests.conftest import person


def entry(
    nominee: str = "emil", code: str = "32", kind: str = "pilot", why: str = "Sie hilft allen."
) -> NominationEntry:
    department = db.session.scalars(select(Department).where(Department.code == code)).one()
    return NominationEntry(department, AppointmentKind(kind), person(nominee), why)


def nominate(actor: str = "heike", nominee: str = "emil", *, key: str | None = None, **more: str) -> Nomination:
    """By the head, or on behalf of the head: the nominee is asked."""
    with transaction():
        return making.nominate(
            actor=person(actor), entry=entry(nominee, **more), submission=key or secrets.token_hex(8)
        )


def draft(actor: str = "heike", nominee: str = "emil", **more: str) -> Nomination:
    with transaction():
        return making.draft_nomination(
            actor=person(actor), entry=entry(nominee, **more), submission=secrets.token_hex(8)
        )


def propose(actor: str = "olga", nominee: str = "emil", **more: str) -> Nomination:
    with transaction():
        return making.propose_nomination(
            actor=person(actor), entry=entry(nominee, **more), submission=secrets.token_hex(8)
        )


def volunteer(actor: str = "emil", **more: str) -> Nomination:
    with transaction():
        return making.volunteer(actor=person(actor), entry=entry(actor, **more), submission=secrets.token_hex(8))


def do(action: Callable[..., object], nomination: Nomination, actor: str, **more: object) -> Nomination:
    """Take a step as somebody of the cast; gives the row as it is afterwards."""
    number = nomination.id
    with transaction():
        action(actor=person(actor), nomination=db.session.get_one(Nomination, number), **more)
    return again(nomination)


def again(nomination: Nomination) -> Nomination:
    """As it is now, whoever changed it meanwhile."""
    number = nomination.id
    db.session.rollback()
    return db.session.get_one(Nomination, number)


def consented(**more: str) -> Nomination:
    return do(steps.give_consent, nominate(**more), "emil")


def second_office(key: str = "paul") -> None:
    """Somebody else of the cast works in the office too."""
    with transaction():
        db.session.add(RoleGrant(person_id=person(key).id, role=Role.OFFICE, granted_at=utcnow()))


def council(*, is_on: bool = True, actor: str = "olga") -> None:
    with transaction():
        choose_switch(actor=person(actor), name=SwitchName.STAFF_COUNCIL, is_on=is_on)


def in_state(state: State) -> Nomination:
    """One that has come that far on the usual way."""
    return WAYS[state]()


WAYS: dict[State, Callable[[], Nomination]] = {
    State.DRAFT: draft,
    State.SUBMITTED: propose,
    State.AWAITING_CONSENT: nominate,
    State.CONSENTED: consented,
    State.QUERY: lambda: do(steps.query, consented(), "olga", question="Wie viele Stunden?"),
    State.CONFIRMED: lambda: do(steps.confirm, consented(), "olga"),
    State.DECLINED: lambda: do(steps.decline, nominate(), "emil"),
    State.LAPSED: lambda: lapsed(),
    State.REFUSED: lambda: do(steps.refuse, consented(), "olga", reason="Der Kurs ist voll."),
    State.WITHDRAWN: lambda: do(steps.withdraw, nominate(), "heike"),
}


def lapsed() -> Nomination:
    with time_machine.travel(utcnow() - rules.CONSENT_TERM):
        made = nominate()
    with transaction():
        assert steps.lapse_nomination(nomination=db.session.get_one(Nomination, made.id))
    return again(made)
