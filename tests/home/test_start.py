"""The start page of each kind of person, and the main menu."""

from datetime import timedelta

import html5lib
import pytest

from accounts.models import Absence
from core.db import db, transaction, utcnow
from knowledge.models import Question
from tests.conftest import person
from tests.knowledge.asking import accept, answer, ask


def sections(markup: str) -> dict[str, str]:
    """The text under each h2 of the main part, by heading."""
    root = html5lib.HTMLParser(namespaceHTMLElements=False).parse(markup)
    parts = [*root.iter("section"), *root.iter("aside")]
    return {
        " ".join(part.find("h2").itertext()).strip(): " ".join(" ".join(part.itertext()).split())
        for part in parts
        if part.find("h2") is not None
    }


def menu(markup: str) -> list[str]:
    root = html5lib.HTMLParser(namespaceHTMLElements=False).parse(markup)
    navs = [nav for nav in root.iter("nav") if nav.get("class") == "nav"]
    return [link.get("href") for nav in navs for link in nav.iter("a")]


def test_a_stranger_is_led_to_the_sign_in(client) -> None:
    response = client.get("/")
    assert response.status_code == 303
    assert response.location.startswith("/anmelden")


def test_the_box_searches_and_offers_similar_questions(client_of) -> None:
    root = html5lib.HTMLParser(namespaceHTMLElements=False).parse(client_of("erika").get("/").text)
    box = next(part for part in root.iter("section") if part.get("class") == "ask")
    form, field = box.find("form"), next(box.iter("input"))
    assert (form.get("method"), form.get("action"), field.get("name")) == ("get", "/suche", "q")
    assert field.get("data-suggest-url") == "/api/v1/suggest"
    assert [part.get("id") for part in box.iter("div") if part.get("class") == "suggest"] == ["vorschlaege"]
    assert "/fragen/neu" in [link.get("href") for link in box.iter("a")]


def test_an_employee_sees_their_pilot_their_questions_and_what_was_solved(client_of) -> None:
    accept(answer(ask("emil", title="Wie verbinde ich den Beamer?"), "paul"), "emil")
    ask("erika", title="Meine eigene Frage")
    parts = sections(client_of("erika").get("/").text)
    assert "Pia Petersen" in parts["Meine Lotsin, mein Lotse"]
    assert "Meine eigene Frage" in parts["Meine letzten Fragen"]
    assert "Beamer" in parts["Zuletzt gelöst"]
    assert "Wartet auf Sie" not in parts


def test_before_the_first_question_the_next_step_is_offered(client_of) -> None:
    parts = sections(client_of("erika").get("/").text)
    assert "Sie haben noch nichts gefragt." in parts["Meine letzten Fragen"]
    assert "Es ist noch keine Frage gelöst." in parts["Zuletzt gelöst"]


def test_the_deputy_is_shown_while_the_pilot_is_away(client_of) -> None:
    with transaction():
        now = utcnow()
        db.session.add(
            Absence(person_id=person("pia").id, starts_at=now - timedelta(1), ends_at=now + timedelta(days=2))
        )
    part = sections(client_of("erika").get("/").text)["Meine Lotsin, mein Lotse"]
    assert "Pia Petersen ist abwesend" in part
    assert "Detlef Dorn" in part
    assert "Vertritt heute" in part


def test_without_a_pilot_it_says_who_is_asked_instead(client_of) -> None:
    assert "Pia Petersen" in sections(client_of("emil").get("/").text)["Meine Lotsin, mein Lotse"]
    part = sections(client_of("ben").get("/").text)["Meine Lotsin, mein Lotse"]
    assert "alle anderen an das Amt für Digitalisierung" in part


def test_without_a_pilot_the_address_of_the_office_stands_there(client_of) -> None:
    assert "mailto:digitalisierung@stadt.example" in client_of("ben").get("/").text
    assert "mailto:digitalisierung@stadt.example" not in client_of("erika").get("/").text


def test_a_pilot_who_is_away_reads_about_themselves_as_you(client_of) -> None:
    with transaction():
        db.session.add(Absence(person_id=person("pia").id, starts_at=utcnow(), ends_at=utcnow() + timedelta(days=3)))
    part = sections(client_of("pia").get("/").text)["Meine Lotsin, mein Lotse"]
    assert "Sie sind als abwesend eingetragen" in part
    assert "Pia Petersen ist" not in part
    assert "Pia Petersen ist" in sections(client_of("erika").get("/").text)["Meine Lotsin, mein Lotse"]


def test_a_pilot_sees_what_waits_the_most_urgent_first_and_what_is_late(client_of) -> None:
    later, sooner = ask("erika", title="Die spätere"), ask("erika", title="Die eilige")
    with transaction():
        db.session.get_one(Question, sooner.id).answer_by = utcnow() - timedelta(hours=1)
        db.session.get_one(Question, later.id).answer_by = utcnow() + timedelta(days=3)
    part = sections(client_of("pia").get("/").text)["Wartet auf Sie"]
    assert part.index("Die eilige") < part.index("Überfällig") < part.index("Die spätere")
    assert part.count("Überfällig") == 1
    assert "Sie sind heute für die Fragen Ihres Amts da." in client_of("pia").get("/").text


def test_more_than_five_waiting_lead_to_the_list(client_of) -> None:
    for number in range(6):
        ask("erika", title=f"Frage {number}")
    part = sections(client_of("pia").get("/").text)["Wartet auf Sie"]
    assert "Alle 6 Fragen, die auf Sie warten" in part


def test_nothing_waiting_is_said_to_those_who_answer(client_of) -> None:
    assert "Zurzeit wartet keine Frage auf Sie." in client_of("olga").get("/").text


def test_an_employee_without_department_is_told_where_questions_go(client_of) -> None:
    client = client_of("erika")
    with transaction():
        person("erika").department_id = None
    assert "Ihnen ist noch kein Amt zugeordnet." in client.get("/").text


def test_the_committee_has_a_start_of_its_own_without_questions(client_of) -> None:
    accept(answer(ask("emil", title="Wie verbinde ich den Beamer?"), "paul"), "emil")
    page = client_of("karl").get("/").text
    assert "Guten Tag, Karl Kern" in page
    assert "Ämtern haben eine Lotsin oder einen Lotsen." in page
    assert "Beamer" not in page
    assert 'action="/suche"' not in page


@pytest.mark.parametrize(
    ("who", "paths"),
    [
        ("erika", ["/", "/fragen", "/praxis", "/lotsen", "/lernen"]),
        (
            "olga",
            [
                *["/", "/amt", "/fragen", "/praxis", "/austausch", "/lotsen", "/lernen", "/vorschlaege"],
                "/treffen",
                "/verwaltung",
            ],
        ),
        ("anna", ["/", "/fragen", "/praxis", "/lotsen", "/lernen", "/verwaltung"]),
        ("karl", ["/"]),
    ],
)
def test_the_menu_holds_what_a_person_may_open(client_of, who: str, paths: list[str]) -> None:
    client = client_of(who)
    assert menu(client.get("/").text) == paths
    assert [client.get(path).status_code for path in paths] == [200] * len(paths)


def test_a_stranger_has_no_menu(client) -> None:
    assert menu(client.get("/impressum").text) == []
