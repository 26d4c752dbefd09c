"""Taking a question over and handing it on."""

from datetime import timedelta

from accounts.models import Absence
from core.db import db, transaction, utcnow
from knowledge import queries
from knowledge.models import OwnerKind
from knowledge.queries import path_of
from tests.conftest import person
from tests.forms import hidden_fields, submit
from tests.knowledge.asking import accept, again, answer, ask
from tests.knowledge.browsing import follow


def owner_of(question) -> str | None:
    owner = again(question).owner
    return owner.name if owner else None


def test_a_pilot_takes_over_and_the_page_tells_why(client_of):
    question, paul = ask(), client_of("paul")
    address = f"/fragen/{question.id}/uebernehmen"
    assert submit(paul, address, reason="").status_code == 422
    response = submit(paul, address, reason="Das kenne ich aus der Kämmerei.")
    assert response.status_code == 303
    assert owner_of(question) == "Paul Pohl"
    page = paul.get(response.location).text
    assert "Sie haben die Frage übernommen." in page
    assert "Paul Pohl: Das kenne ich aus der Kämmerei." in page


def test_a_question_is_handed_on_to_a_person_or_the_office(client_of):
    question, pia = ask(), client_of("pia")
    address = f"/fragen/{question.id}/weitergeben"
    response = submit(pia, address, receiver=str(person("paul").id), reason="Es geht um Geld.")
    assert response.status_code == 303
    assert owner_of(question) == "Paul Pohl"
    assert pia.get(address).status_code == 403
    assert submit(client_of("paul"), address, receiver="amt", reason="Doch nicht.").status_code == 303
    assert again(question).owner_kind is OwnerKind.OFFICE


def test_offered_is_who_may_own_it_and_is_there(client_of):
    question = ask("erika")
    with transaction():
        away = Absence(person_id=person("paul").id, starts_at=utcnow(), ends_at=utcnow() + timedelta(days=2))
        db.session.add(away)
    receivers = queries.receivers(again(question))
    assert [one.name for one in receivers.people] == ["Detlef Dorn", "Olga Otto"]
    page = client_of("pia").get(f"/fragen/{question.id}/weitergeben").text
    assert "Detlef Dorn, Standesamt" in page
    assert "Paul Pohl" not in page


def test_a_receiver_nobody_offered_is_refused_and_the_reason_kept(client_of):
    question, pia = ask(), client_of("pia")
    for to in ("", "999", str(person("erika").id), "x"):
        response = submit(pia, f"/fragen/{question.id}/weitergeben", receiver=to, reason="Mein guter Grund")
        assert response.status_code == 422
        assert "Wählen Sie, wer die Frage bekommt." in response.text
        assert "Mein guter Grund" in response.text
    assert owner_of(question) == "Pia Petersen"


def test_what_is_settled_meanwhile_is_not_passed_on(client_of):
    question, pia = ask(), client_of("pia")
    address = f"/fragen/{question.id}/weitergeben"
    fields = hidden_fields(pia.get(address).text) | {"receiver": "amt", "reason": "Bitte übernehmen"}
    accept(answer(question))
    response = follow(pia, pia.post(address, data=fields))
    assert "Die Frage hat sich inzwischen erledigt." in response.text
    assert path_of(question.id, question.title) == response.request.path
