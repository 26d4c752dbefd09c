"""The page of a department, and the topics its pilots choose."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from accounts.models import Absence, Department
from core.audit import AuditEntry
from core.db import db, transaction, utcnow
from core.errors import Conflict, NotAllowed
from knowledge.actions.topics import choose_topics
from knowledge.models import PilotTopic, Tag
from knowledge.queries import topics_of
from tests.conftest import person
from tests.forms import submit
from tests.knowledge.asking import accept, answer, ask


def department(code: str) -> Department:
    return db.session.scalars(select(Department).where(Department.code == code)).one()


def send_away(key: str) -> None:
    with transaction():
        now = utcnow()
        times = {"starts_at": now - timedelta(days=1), "ends_at": now + timedelta(days=3)}
        db.session.add(Absence(person_id=person(key).id, **times))


def make_tags(*names: str) -> list[int]:
    with transaction():
        tags = [Tag(slug=name.lower(), name=name) for name in names]
        db.session.add_all(tags)
        db.session.flush()
        return [tag.id for tag in tags]


def test_it_shows_how_to_reach_the_pilot_and_what_they_know(client_of) -> None:
    with transaction():
        pia = person("pia")
        pia.phone, pia.location, pia.about = "0123 45-6", "Zimmer 7", "Ich helfe gern.\nAuch vor Ort."
        pia.consultation_hours = "Montag 9 Uhr"
        department("34").email = "standesamt@stadt.example"
    numbers = make_tags("Signatur")
    with transaction():
        choose_topics(actor=person("pia"), tag_ids=numbers)
    page = client_of("emil").get("/lotsen/standesamt").text
    for shown in ("Pia Petersen", "tel:0123456", "pia@stadt.example", "Zimmer 7", "Auch vor Ort.", "Montag 9 Uhr"):
        assert shown in page
    for shown in ("Signatur", "Detlef Dorn", "mailto:standesamt@stadt.example", "Dezernat I", "/fragen?amt=standesamt"):
        assert shown in page
    assert "Abwesend" not in page
    assert "Vertritt heute" not in page


def test_the_deputy_stands_in_while_the_pilot_is_away(client_of) -> None:
    send_away("pia")
    page = client_of("erika").get("/lotsen/standesamt").text
    assert "Abwesend, wieder da am" in page
    assert "Vertritt heute" in page
    assert "niemand da" not in page


def test_when_all_are_away_the_division_or_the_office_helps(client_of) -> None:
    send_away("pia")
    send_away("detlef")
    page = client_of("erika").get("/lotsen/standesamt").text
    assert "Zurzeit ist aus diesem Amt niemand da." in page
    assert "alle anderen an das Amt für Digitalisierung." in page


def test_without_a_pilot_those_of_the_division_are_named(client_of) -> None:
    page = client_of("emil").get("/lotsen/ordnungsamt").text
    assert "Dieses Amt hat noch keine Lotsin und keinen Lotsen." in page
    assert "Pia Petersen" in page
    assert "/fragen/neu" in page
    assert "Heike Haupt" in page


def test_an_absent_pilot_of_the_division_is_not_named(client_of) -> None:
    send_away("pia")
    page = client_of("emil").get("/lotsen/ordnungsamt").text
    assert "Pia Petersen" not in page
    assert "alle anderen an das Amt für Digitalisierung." in page


def test_it_shows_what_they_answered_and_what_is_open(client_of) -> None:
    solved = ask("emil", title="Wie verbinde ich den Beamer?")
    answer(solved, "pia")
    accept(answer(solved, "pia", "Oder per Kabel."), "emil")
    ask("erika", title="Noch ohne Antwort")
    page = client_of("erika").get("/lotsen/standesamt").text
    assert page.count("Wie verbinde ich den Beamer?") == 1
    assert "Noch ohne Antwort" not in page
    assert "1 Frage aus diesem Amt wartet auf eine Antwort." in page


def test_a_withdrawn_question_is_shown_to_nobody_else(client_of) -> None:
    from knowledge import actions
    from tests.knowledge.asking import again

    question = ask("emil", title="Lieber doch nicht")
    answer(question, "pia")
    with transaction():
        actions.withdraw_question(actor=person("emil"), question=again(question))
    assert "Lieber doch nicht" not in client_of("erika").get("/lotsen/standesamt").text


def test_a_division_shows_its_departments(client_of) -> None:
    page = client_of("erika").get("/lotsen/dezernat-1").text
    assert "Standesamt" in page
    assert "Ordnungsamt" in page
    assert "Kämmerei" not in page


def test_a_closed_or_unknown_department_is_not_found(client_of) -> None:
    with transaction():
        department("60").closed_at = utcnow()
    client = client_of("erika")
    assert client.get("/lotsen/bauamt").status_code == 404
    assert client.get("/lotsen/gibt-es-nicht").status_code == 404


def test_who_may_see_a_department(client, client_of) -> None:
    assert client.get("/lotsen/standesamt").status_code == 303
    assert client_of("karl").get("/lotsen/standesamt").status_code == 403


def test_a_pilot_chooses_topics(client_of) -> None:
    one, two, three = make_tags("Eins", "Zwei", "Drei")
    client = client_of("pia")
    response = submit(client, "/ich/themen", tags=[one, two])
    assert response.status_code == 303
    assert "Ihre Themen sind gespeichert." in client.get("/ich/themen").text
    submit(client, "/ich/themen", tags=[two, three])
    db.session.rollback()
    assert {tag.id for tag in topics_of([person("pia").id])[person("pia").id]} == {two, three}
    submit(client, "/ich/themen")
    db.session.rollback()
    assert topics_of([person("pia").id]) == {}


def test_a_topic_that_does_not_exist_is_refused(client_of) -> None:
    make_tags("Eins")
    response = submit(client_of("pia"), "/ich/themen", tags=["4711"])
    assert response.status_code == 422
    db.session.rollback()
    assert db.session.scalars(select(PilotTopic)).all() == []


def test_choosing_the_same_again_writes_nothing(app) -> None:
    numbers = make_tags("Eins")
    for _ in range(2):
        with transaction():
            choose_topics(actor=person("pia"), tag_ids=numbers)
    acts = db.session.scalars(select(AuditEntry).where(AuditEntry.act == "knowledge.choose_topics")).all()
    assert [entry.subject_id for entry in acts] == [person("pia").id]


def test_the_action_itself_refuses(app) -> None:
    with transaction(), pytest.raises(NotAllowed):
        choose_topics(actor=person("erika"), tag_ids=[])
    with transaction(), pytest.raises(Conflict) as refused:
        choose_topics(actor=person("pia"), tag_ids=[4711])
    assert refused.value.code == "unknown_tag"


def test_only_pilots_may_choose_topics(client, client_of) -> None:
    assert client.get("/ich/themen").status_code == 303
    assert client_of("erika").get("/ich/themen").status_code == 403
    assert client_of("detlef").get("/ich/themen").status_code == 200
