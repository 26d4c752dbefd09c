"""Two at once, or one who presses twice: at most one of them is told, nobody sees an error."""

import threading

import pytest
from sqlalchemy import select

from accounts import actions
from accounts.actions import DepartmentEntry
from accounts.models import Delivery, NoticeSetting, Role, RoleGrant
from core.db import db, transaction
from core.errors import Conflict
from knowledge.actions.topics import choose_topics
from knowledge.models import PilotTopic, Tag
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


@pytest.mark.parametrize("round_", range(5))
def test_roles_given_twice_are_given_once(app, round_):
    def give():
        actions.set_roles(actor=person("anna"), person=person("erika"), roles={Role.EMPLOYEE, Role.OFFICE})

    assert twice_at_once(app, give) == [None, None]
    given = select(RoleGrant.role).where(RoleGrant.person_id == person("erika").id)
    assert sorted(db.session.scalars(given)) == [Role.EMPLOYEE, Role.OFFICE]


@pytest.mark.parametrize("round_", range(5))
def test_deliveries_chosen_twice_are_chosen_once(app, round_):
    def choose():
        actions.choose_deliveries(actor=person("erika"), chosen={"password_changed": Delivery.WEEKLY})

    assert twice_at_once(app, choose) == [None, None]
    assert db.session.scalars(select(NoticeSetting.delivery)).all() == [Delivery.WEEKLY]


@pytest.mark.parametrize("round_", range(5))
def test_topics_chosen_twice_are_chosen_once(app, round_):
    with transaction():
        db.session.add(tag := Tag(name="Pass", slug="pass"))
        db.session.flush()
        number = tag.id

    assert twice_at_once(app, lambda: choose_topics(actor=person("pia"), tag_ids=[number])) == [None, None]
    assert db.session.scalars(select(PilotTopic.tag_id)).all() == [number]
