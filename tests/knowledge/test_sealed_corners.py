"""What a sealed question keeps in corners: handovers, small departments, reports, what is withdrawn or hidden."""

from datetime import UTC, datetime

import pytest
import time_machine
from sqlalchemy import select

from accounts.models import Person
from core.db import db, transaction
from knowledge import actions
from knowledge.actions.ownership import hand_over_question
from knowledge.models import OwnerKind, Report
from tests.conftest import person
from tests.forms import submit
from tests.knowledge.asking import again, answer
from tests.knowledge.sealed import TITLE, seal, somebody

MORNING = datetime(2026, 3, 9, 9, 37, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def monday(app):
    with time_machine.travel(MORNING, tick=False) as clock:
        yield clock


@pytest.mark.parametrize("to", ["pia", "olga"])
def test_it_goes_back_to_the_office_at_a_handover_whoever_follows(app, to):
    question = seal("pia")
    with transaction():
        actions.take_over_question(actor=person("paul"), question=again(question), note="Ich sehe nach.")
    with transaction():
        given = {"leaver": person("paul"), "to": person(to), "note": "Geht über."}
        assert not hand_over_question(actor=person("olga"), question=again(question), **given)
    assert again(question).owner_kind is OwnerKind.OFFICE


def test_only_those_who_could_have_asked_hide_whoever_asked(app):
    """The pilot and the deputy of the department never stand behind its name, nor who never signed in."""
    for number in range(3):
        somebody(f"drei{number}", f"Dora Drei{number}", number=None)
    with transaction():
        invited = Person(name="Ina Invited", email="ina@stadt.example", department_id=person("erika").department_id)
        db.session.add(invited)
    assert seal("erika").is_unplaced
    somebody("vier", "Vera Vier", number=None)
    assert not seal("erika", title="Wo es fünf sein können").is_unplaced


def test_what_is_withdrawn_or_hidden_stays_among_the_own(client_of):
    erika, olga = client_of("erika"), client_of("olga")
    gone, hidden = seal("erika"), seal("erika", title="Ausgeblendet und ohne Namen")
    assert submit(erika, f"/fragen/{gone.id}/zurueckziehen").status_code == 303
    assert (
        submit(olga, f"/amt/meldungen/frage/{hidden.id}/ausblenden", reason="Darin steht ein Name.").status_code == 303
    )
    mine = erika.get("/fragen?ansicht=meine").text
    assert TITLE in mine
    assert "Ausgeblendet und ohne Namen" in mine
    assert TITLE not in client_of("emil").get("/fragen?ansicht=meine").text


def test_nothing_happens_before_what_it_follows(client_of):
    question = seal("erika")
    given = answer(question, "pia")
    path = f"/fragen/{question.id}-{again(question).slug}"
    steps = f"/antworten/{given.id}/annehmen"
    assert submit(client_of("erika"), path, action=steps, to=steps).status_code == 303
    db.session.expire_all()
    found = db.session.get_one(type(given), given.id)
    assert found.accepted_at == found.created_at == MORNING


def test_reports_about_ones_own_question_name_nobody(client_of):
    erika, question = client_of("erika"), seal("erika")
    given = answer(question, "pia")
    words = {"reason": "other", "words": "Das verrät, wo ich arbeite."}
    assert submit(erika, f"/melden/antwort/{given.id}", **words).status_code == 303
    assert db.session.scalars(select(Report.reporter_id)).all() == [question.asker_id]
    assert "Das verrät, wo ich arbeite." in erika.get("/ich/meldungen").text
    assert erika.get(f"/melden/frage/{question.id}").status_code == 403


def test_nobody_gets_a_link_to_sign_in_as_a_mask(app, run_jobs, mailbox):
    address = db.session.get_one(Person, seal("erika").asker_id).email
    run_jobs()
    told = len(mailbox())
    assert submit(app.test_client(), "/passwort-vergessen", email=address).status_code == 303
    run_jobs()
    assert len(mailbox()) == told
