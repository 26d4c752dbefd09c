"""Two administrators at once: one of them is told, nobody sees an error."""

import threading

import pytest

from accounts import actions
from accounts.actions import DepartmentEntry
from core.db import transaction
from core.errors import Conflict
from tests.conftest import person


def twice_at_once(app, act):
    """What came of it, both times: None or the conflict's code."""
    codes, start = [], threading.Barrier(2)

    def run():
        with app.app_context():
            start.wait()
            try:
                with transaction():
                    act()
            except Conflict as conflict:
                codes.append(conflict.code)
            else:
                codes.append(None)

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return codes


@pytest.mark.parametrize("round_", range(5))
def test_one_address_makes_one_account(app, round_):
    def create():
        actions.create_person(actor=person("anna"), email="neu@stadt.example", name="Nina Neu")

    assert set(twice_at_once(app, create)) == {None, "email_taken"}


@pytest.mark.parametrize("round_", range(5))
def test_one_code_makes_one_department(app, round_):
    def create():
        actions.create_department(actor=person("anna"), entry=DepartmentEntry(code="99", name="Neues Amt"))

    assert set(twice_at_once(app, create)) == {None, "code_taken"}
