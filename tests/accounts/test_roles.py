"""Who gets which role, and who may give it."""

import pytest
from sqlalchemy import select

from accounts import actions
from accounts.models import Role
from accounts.views.importing import perform
from core.audit import AuditEntry
from core.db import db, transaction
from core.errors import Conflict, NotAllowed
from knowledge.actions import take_over_question
from tests.conftest import person
from tests.forms import submit
from tests.knowledge.asking import again, ask


def granted(key: str) -> set[str]:
    return {grant.role.value for grant in person(key).grants}


def test_roles_are_given_and_taken_with_checkboxes(client_of):
    path = f"/verwaltung/personen/{person('erika').id}/bearbeiten"
    same = {"name": "Erika Engel", "email": "erika@stadt.example", "department": person("erika").department_id}
    submit(client_of("anna"), path, **same, roles=["employee", "office"])
    assert granted("erika") == {"employee", "office"}
    submit(client_of("anna"), path, **same, roles=["committee"])
    assert granted("erika") == {"committee"}
    entries = db.session.execute(select(AuditEntry.act, AuditEntry.details).order_by(AuditEntry.id)).all()
    assert [(act, details["role"]) for act, details in entries] == [
        ("accounts.grant_role", "office"),
        ("accounts.grant_role", "committee"),
        ("accounts.withdraw_role", "employee"),
        ("accounts.withdraw_role", "office"),
    ]


@pytest.mark.parametrize("by", ["form", "import"])
def test_who_loses_the_office_loses_its_questions(app, run_jobs, by):
    """Taken over as one of the office: without it, nobody is left who may own the question."""
    question = ask("ben")
    with transaction():
        take_over_question(actor=person("olga"), question=again(question), note="Das mache ich.")
    if by == "form":
        with transaction():
            actions.set_roles(actor=person("anna"), person=person("olga"), roles={Role.EMPLOYEE})
    else:
        table = b"email;name;roles\nolga@stadt.example;Olga Otto;employee\n"
        assert perform("people", table, "p.csv", actor=person("anna"), dry_run=False).applied
    run_jobs()
    assert again(question).owner_id != person("olga").id


def test_a_role_that_stays_keeps_who_gave_it_and_when(app):
    with transaction():
        actions.set_roles(actor=person("anna"), person=person("erika"), roles={Role.EMPLOYEE, Role.OFFICE})
    before = {grant.role: (grant.id, grant.granted_by_id) for grant in person("erika").grants}
    with transaction():
        actions.set_roles(actor=person("anna"), person=person("erika"), roles={Role.OFFICE})
    assert {grant.role: (grant.id, grant.granted_by_id) for grant in person("erika").grants} == {
        Role.OFFICE: before[Role.OFFICE]
    }
    assert before[Role.OFFICE][1] == person("anna").id


def test_nobody_changes_the_own_roles(client_of):
    path = f"/verwaltung/personen/{person('anna').id}/bearbeiten"
    page = client_of("anna").get(path).text
    assert "Die eigenen Rollen kann niemand ändern" in page
    assert 'name="roles"' not in page
    submit(client_of("anna"), path, name="Anna A.", email="anna@stadt.example", roles=["employee"])
    assert granted("anna") == {"admin"}
    assert person("anna").name == "Anna A."
    with pytest.raises(NotAllowed), transaction():
        actions.set_roles(actor=person("anna"), person=person("anna"), roles={Role.ADMIN, Role.OFFICE})


@pytest.mark.parametrize("key", ["olga", "pia", "erika", "karl", "heike"])
def test_only_an_admin_gives_roles(app, key):
    with pytest.raises(NotAllowed), transaction():
        actions.set_roles(actor=person(key), person=person("ben"), roles={Role.ADMIN})


@pytest.mark.parametrize(
    ("roles", "code"),
    [(set(), "no_role"), ({Role.PILOT}, "role_not_granted"), ({Role.EMPLOYEE}, "last_admin")],
)
def test_roles_that_cannot_be(app, roles, code):
    with pytest.raises(Conflict, match=code), transaction():
        actions.set_roles(actor=actions.OPERATOR, person=person("anna"), roles=roles)
    assert granted("anna") == {"admin"}


def test_a_blocked_admin_does_not_count_as_one_who_remains(app):
    with transaction():
        second = actions.create_person(
            actor=actions.OPERATOR, email="z@stadt.example", name="Z", roles={Role.ADMIN, Role.EMPLOYEE}
        )
        actions.block_person(actor=actions.OPERATOR, person=second)
    with pytest.raises(Conflict, match="last_admin"), transaction():
        actions.set_roles(actor=actions.OPERATOR, person=person("anna"), roles={Role.EMPLOYEE})
