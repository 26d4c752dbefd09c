"""My profile: what I may change, and what others set."""

import pytest
from sqlalchemy import select

from accounts import actions
from core.audit import AuditEntry
from core.db import db, transaction
from core.errors import NotAllowed
from tests.conftest import person
from tests.forms import submit

TYPED = {"phone": "0711 4711", "location": "Rathaus, Zimmer 12", "about": "Fragen Sie mich zu Formularen."}


def test_somebody_changes_how_others_reach_them(client_of):
    client = client_of("erika")
    assert submit(client, "/ich", language="en", **TYPED).status_code == 303
    page = client.get("/ich").text
    assert all(value in page for value in TYPED.values())
    assert "Ihr Profil ist gespeichert" in page
    assert (person("erika").phone, person("erika").language) == ("0711 4711", "en")
    [entry] = db.session.scalars(select(AuditEntry)).all()
    assert entry.details == {"fields": "phone,location,about,language"}


def test_name_address_department_and_roles_are_shown_and_not_taken(client_of):
    client = client_of("erika")
    page = client.get("/ich").text
    assert all(text in page for text in ("erika@stadt.example", "Standesamt", "Beschäftigt"))
    submit(client, "/ich", language="de", email="admin@stadt.example", department_id="1", name="X", roles="admin")
    erika = person("erika")
    assert (erika.email, erika.name, erika.is_admin) == ("erika@stadt.example", "Erika Engel", False)


def test_only_pilots_have_consultation_hours(client_of):
    for key, kept in (("pia", "Di 10–12"), ("erika", "")):
        client = client_of(key)
        assert ("Sprechzeiten" in client.get("/ich").text) is bool(kept)
        submit(client, "/ich", language="de", consultation_hours="Di 10–12")
        assert person(key).consultation_hours == kept


@pytest.mark.parametrize("fields", [{"phone": "1" * 41}, {"language": "fr"}])
def test_what_does_not_fit_is_refused_and_kept_in_the_form(client_of, fields):
    answer = submit(client_of("erika"), "/ich", **({"language": "de", "location": "Zimmer 9"} | fields))
    assert answer.status_code == 422
    assert "Zimmer 9" in answer.text
    assert person("erika").location == ""


def test_nobody_edits_somebody_else(app):
    with transaction(), pytest.raises(NotAllowed):
        actions.change_profile(
            actor=person("anna"), person=person("erika"), phone="", location="", about="", language="de"
        )


@pytest.mark.parametrize("path", ["", "/passwort", "/anmeldungen", "/zugriff", "/abwesenheiten", "/mitteilungen"])
@pytest.mark.parametrize("key", ["erika", "karl"])
def test_every_own_page_opens_for_everybody_with_an_account(client_of, client, path, key):
    assert client_of(key).get(f"/ich{path}").status_code == 200
    assert client.get(f"/ich{path}").location == f"/anmelden?next=/ich{path}"
