"""Lifting a seal: states and roles, two people, a reason, whoever asked is told, every look is recorded."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from accounts.models import Notice, Role, RoleGrant, Seal
from core.audit import AuditEntry
from core.cli import run_nightly
from core.db import db, transaction, utcnow
from core.errors import Conflict, NotAllowed
from knowledge.actions.sealing import look_behind_mask, refuse_unsealing, request_unsealing
from knowledge.models import Question, Unsealing, UnsealingState
from knowledge.rules.sealing import PATIENCE, can_decide_unsealing, can_request_unsealing, can_see_asker
from tests.conftest import person
from tests.forms import submit
from tests.knowledge.asking import again, ask
from tests.knowledge.browsing import follow
from tests.knowledge.sealed import TITLE, confirm, request, seal
from tests.people import NAMES

REASON = "In der Frage steht eine Drohung."


def state(unsealing: int) -> UnsealingState:
    db.session.expire_all()
    return db.session.get_one(Unsealing, unsealing).state


def in_state(wanted: UnsealingState) -> int:
    unsealing = request(seal("erika"))
    if wanted is UnsealingState.CONFIRMED:
        confirm(unsealing)
    elif wanted is UnsealingState.REFUSED:
        refuse(unsealing)
    elif wanted is UnsealingState.EXPIRED:
        with time_machine.travel(utcnow() + PATIENCE + timedelta(days=1)):
            run_nightly()
    assert state(unsealing) is wanted
    return unsealing


def refuse(unsealing: int, key: str = "anna") -> None:
    with transaction():
        found = db.session.get_one(Unsealing, unsealing)
        refuse_unsealing(actor=person(key), unsealing=found, note="Es geht auch so.")


def grant(key: str, role: Role) -> None:
    with transaction():
        db.session.add(RoleGrant(person_id=person(key).id, role=role))


@pytest.mark.parametrize("wanted", UnsealingState)
def test_who_may_decide_and_see_in_each_state(app, wanted):
    unsealing = in_state(wanted)
    found = db.session.get_one(Unsealing, unsealing)
    may_decide = {key for key in NAMES if can_decide_unsealing(person(key), found, utcnow())}
    may_see = {key for key in NAMES if can_see_asker(person(key), found)}
    assert may_decide == ({"anna"} if wanted is UnsealingState.REQUESTED else set())
    assert may_see == ({"olga", "anna"} if wanted is UnsealingState.CONFIRMED else set())


@pytest.mark.parametrize("step", [confirm, refuse])
@pytest.mark.parametrize("wanted", [one for one in UnsealingState if one is not UnsealingState.REQUESTED])
def test_what_is_decided_stays_decided(app, step, wanted):
    unsealing = in_state(wanted)
    with pytest.raises(Conflict, match="already_decided"):
        step(unsealing)
    assert state(unsealing) is wanted


@pytest.mark.parametrize("key", [key for key in NAMES if key != "anna"])
def test_nobody_but_the_administration_decides(app, key):
    unsealing = request(seal("erika"))
    for step in (confirm, refuse):
        with pytest.raises(NotAllowed):
            step(unsealing, key)
    assert state(unsealing) is UnsealingState.REQUESTED


@pytest.mark.parametrize("key", NAMES)
def test_only_the_office_requests_and_only_what_is_sealed(app, key):
    sealed, open_one = seal("erika"), ask("erika")
    assert can_request_unsealing(person(key), again(sealed)) is (key == "olga")
    assert not can_request_unsealing(person(key), again(open_one))


def test_one_person_with_both_roles_is_still_one_person(app):
    grant("olga", Role.ADMIN)
    unsealing = request(seal("erika"))
    with pytest.raises(NotAllowed):
        confirm(unsealing, "olga")


def test_there_is_one_request_at_a_time(app):
    question = seal("erika")
    assert request(question) == request(question)
    assert db.session.query(Unsealing).count() == 1


def test_a_request_lapses_at_its_hour_before_the_night_too(app):
    question = seal("erika")
    unsealing = request(question)
    with time_machine.travel(utcnow() + PATIENCE + timedelta(minutes=1)):
        with pytest.raises(Conflict, match="already_decided"):
            confirm(unsealing)
        assert request(question) != unsealing
    assert state(unsealing) is UnsealingState.EXPIRED


def test_without_a_seal_there_is_nothing_to_lift(app):
    question = seal("erika")
    unsealing = request(question)
    with transaction():
        db.session.query(Seal).delete()
    with pytest.raises(Conflict, match="seal_is_gone"):
        confirm(unsealing)
    with pytest.raises(Conflict, match="seal_is_gone"):
        request(seal_less(question))


def seal_less(question: Question) -> Question:
    with transaction():
        found = db.session.query(Unsealing).one()
        found.state, found.ended_at = UnsealingState.EXPIRED, utcnow()
    return again(question)


def test_the_way_through_the_pages(client_of, run_jobs, mailbox):
    question = seal("erika")
    erika, olga, anna = client_of("erika"), client_of("olga"), client_of("anna")
    page = follow(olga, olga.get(f"/fragen/{question.id}")).text
    assert "Entsiegelung beantragen" in page
    assert submit(olga, f"/fragen/{question.id}/entsiegeln", reason="").status_code == 422
    asked = submit(olga, f"/fragen/{question.id}/entsiegeln", reason=REASON)
    assert asked.status_code == 303
    run_jobs()
    assert "beantragt die Entsiegelung" in anna.get("/ich/mitteilungen").text
    assert TITLE in anna.get("/amt/entsiegelungen").text
    path = asked.location
    assert "Erika" not in olga.get(path).text
    assert olga.get(f"{path}/name").status_code == 403
    assert "Versiegelung aufheben" not in olga.get(path).text
    assert submit(anna, path, action=f"{path}/ablehnen", to=f"{path}/ablehnen", reason="").status_code == 422
    done = submit(anna, f"{path}/bestaetigen", action=f"{path}/bestaetigen")
    assert done.status_code == 303
    run_jobs()
    for client in (olga, anna):
        assert "Erika Engel" not in client.get(path).text
        assert "Erika Engel" in client.get(f"{path}/name").text
    looks = db.session.scalars(select(AuditEntry.actor_id).where(AuditEntry.act == "knowledge.see_asker")).all()
    assert looks == [person("olga").id, person("anna").id]
    assert "Versiegelten Namen angesehen" in anna.get("/verwaltung/protokoll").text
    page = follow(erika, erika.get(f"/fragen/{question.id}")).text
    for words in ("Ihr Name zu dieser Frage wurde offengelegt", "Olga Otto", REASON, "Anna Adler"):
        assert words in page
    assert "offengelegt" in erika.get("/ich/mitteilungen").text
    assert "erika@stadt.example" in {str(mail["To"]).split("<")[-1].rstrip(">") for mail in mailbox()}
    for key in ("emil", "pia", "heike"):
        client = client_of(key)
        page = follow(client, client.get(f"/fragen/{question.id}")).text
        assert "Erika" not in page
        assert REASON not in page
        assert client.get(path).status_code == 403


def test_a_second_admin_does_not_see_what_the_first_confirmed(app):
    grant("heike", Role.ADMIN)
    unsealing = request(seal("erika"))
    confirm(unsealing)
    with pytest.raises(NotAllowed), transaction():
        look_behind_mask(actor=person("heike"), unsealing=db.session.get_one(Unsealing, unsealing))


def test_whoever_loses_the_role_does_not_see_it_any_more(app):
    unsealing = request(seal("erika"))
    confirm(unsealing)
    with transaction():
        db.session.query(RoleGrant).filter_by(person_id=person("olga").id).delete()
    with pytest.raises(NotAllowed), transaction():
        look_behind_mask(actor=person("olga"), unsealing=db.session.get_one(Unsealing, unsealing))


def test_a_refusal_tells_who_requested_and_not_who_asked(app, run_jobs, client_of):
    question = seal("erika")
    unsealing = request(question)
    refuse(unsealing)
    run_jobs()
    assert "entschieden" in client_of("olga").get("/ich/mitteilungen").text
    assert "Es geht auch so." in client_of("olga").get(f"/amt/entsiegelungen/{unsealing}").text
    told = db.session.scalars(select(Notice.kind).where(Notice.person_id == question.asker_id)).all()
    assert "question_unsealed" not in told


def test_every_step_is_in_the_log_with_its_reason(app):
    unsealing = request(seal("erika"))
    confirm(unsealing)
    rows = db.session.scalars(select(AuditEntry).where(AuditEntry.subject_kind == "unsealing")).all()
    assert [(row.act, row.actor_id) for row in rows] == [
        ("knowledge.request_unsealing", person("olga").id),
        ("knowledge.confirm_unsealing", person("anna").id),
    ]
    assert rows[0].details["reason"] == REASON


def test_the_administration_is_asked_once_more_before_a_name_is_seen(app, client_of):
    anna, unsealing = client_of("anna"), request(seal("erika"))
    page = f"/amt/entsiegelungen/{unsealing}"
    assert f'href="{page}/bestaetigen"' in anna.get(page).text
    asked = anna.get(f"{page}/bestaetigen")
    assert REASON in asked.text
    assert "lässt sich nicht rückgängig machen" in asked.text
    assert state(unsealing) is UnsealingState.REQUESTED
    assert submit(anna, f"{page}/bestaetigen", action=f"{page}/bestaetigen").status_code == 303
    assert state(unsealing) is UnsealingState.CONFIRMED
    assert anna.get(f"{page}/bestaetigen").status_code == 403


def test_a_pilot_requests_nothing(app):
    question = seal("erika")
    with pytest.raises(NotAllowed), transaction():
        request_unsealing(actor=person("pia"), question=again(question), reason=REASON)


def test_whoever_asked_decides_nothing_about_the_own_name(app, client_of):
    anna, unsealing = client_of("anna"), request(seal("anna"))
    page = f"/amt/entsiegelungen/{unsealing}"
    assert anna.get(page).status_code == 403
    for step in ("bestaetigen", "ablehnen"):
        words = {"to": f"{page}/{step}", "reason": "Das möchte ich nicht."}
        assert submit(anna, "/amt/entsiegelungen", action="/abmelden", **words).status_code == 403
    assert state(unsealing) is UnsealingState.REQUESTED


def test_it_is_told_of_a_hidden_question_too(app, client_of):
    question = seal("erika")
    path = f"/amt/meldungen/frage/{question.id}/ausblenden"
    assert submit(client_of("olga"), path, reason="Darin steht eine Drohung.").status_code == 303
    confirm(request(question))
    inbox = client_of("erika").get("/ich/mitteilungen").text
    assert f"Ihr Name zu „{TITLE}“" in inbox


def test_the_administration_sees_at_first_sight_that_a_request_waits(client_of):
    anna, none = client_of("anna"), "Zurzeit wartet kein Antrag."
    assert none in anna.get("/verwaltung").text
    unsealing = request(seal("erika"))
    page = anna.get("/verwaltung").text
    assert "1 Antrag wartet auf eine Entscheidung" in page
    assert none not in page
    with time_machine.travel(utcnow() + PATIENCE + timedelta(hours=1)):
        assert none in client_of("anna").get("/verwaltung").text
    refuse(unsealing)
    assert none in anna.get("/verwaltung").text
