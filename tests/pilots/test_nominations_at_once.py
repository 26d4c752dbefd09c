"""Two moves at once cannot both win, whoever makes them."""

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from core.db import db, transaction
from core.errors import Conflict
from pilots.actions import nominating as making
from pilots.actions import nominations as steps
from pilots.models import Nomination, NominationMove
from pilots.models import NominationState as State
from pilots.models.nominations import LIVE
from tests.conftest import person
from tests.pilots.nominating import again, consented, entry, nominate


def at_once(app, *acts: Callable[[], object]) -> list[str | None]:
    """What came of each: None or the conflict's code, in no order."""
    codes: list[str | None] = []
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> None:
        with app.app_context():
            start.wait()
            try:
                with transaction():
                    act()
            except Conflict as conflict:
                codes.append(conflict.code)
            else:
                codes.append(None)

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(codes, key=str)


def taking(action: Callable[..., object], number: int, key: str, **more: object) -> Callable[[], object]:
    return lambda: action(actor=person(key), nomination=db.session.get_one(Nomination, number), **more)


@pytest.mark.parametrize("round_", range(3))
def test_consent_and_withdrawal_at_once(app, round_):
    made = nominate()
    codes = at_once(app, taking(steps.decline, made.id, "emil"), taking(steps.withdraw, made.id, "heike"))
    assert codes == [None, "step_not_allowed"]
    assert again(made).state in (State.DECLINED, State.WITHDRAWN)
    _is_one_history(made)


@pytest.mark.parametrize("round_", range(3))
def test_confirmed_and_refused_at_once(app, round_):
    made = consented()
    codes = at_once(
        app, taking(steps.confirm, made.id, "olga"), taking(steps.refuse, made.id, "olga", reason="Der Kurs ist voll.")
    )
    assert codes == [None, "step_not_allowed"]
    _is_one_history(made)


@pytest.mark.parametrize("round_", range(3))
def test_a_department_never_gets_two_of_a_kind(app, round_):
    def by_head() -> object:
        return making.nominate(actor=person("heike"), entry=entry(), submission="leitung")

    def by_office() -> object:
        return making.propose_nomination(actor=person("olga"), entry=entry(), submission="amt")

    def by_themselves() -> object:
        return making.volunteer(actor=person("emil"), entry=entry(), submission="selbst")

    assert at_once(app, by_head, by_office, by_themselves) == [None, "one_is_live", "one_is_live"]
    live = select(func.count()).select_from(Nomination).where(Nomination.state.in_(LIVE))
    assert db.session.scalar(live) == 1


@pytest.mark.parametrize("round_", range(3))
def test_the_same_form_at_once_makes_one(app, round_):
    def press() -> object:
        return making.nominate(actor=person("heike"), entry=entry(), submission="einmal")

    assert at_once(app, press, press) == [None, None]
    assert db.session.scalar(select(func.count()).select_from(Nomination)) == 1


def _is_one_history(made: Nomination) -> None:
    state = again(made).state
    moves = select(NominationMove).where(NominationMove.subject_id == made.id).order_by(NominationMove.seq)
    rows = db.session.scalars(moves).all()
    assert [row.seq for row in rows] == [*range(1, len(rows) + 1)]
    assert rows[-1].to_state == state
