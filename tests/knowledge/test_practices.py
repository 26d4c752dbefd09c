"""Practice cards: written as drafts, published, edited with their wordings kept, archived with a reason, listed."""

from datetime import date

import pytest
from sqlalchemy import func, select

from accounts.models import Appointment, AppointmentKind, Person, Role, RoleGrant, Visitor
from core.db import db, transaction
from core.errors import Conflict, NotAllowed
from knowledge.actions import practices as actions
from knowledge.models import Practice, PracticeEvent, PracticeState
from knowledge.rules import practices as rules
from tests.conftest import counted_queries, person
from tests.forms import submit
from tests.knowledge.practising import CARD, FIELDS, again, practise

DRAFT, PUBLISHED, ARCHIVED = PracticeState
HERE, ELSEWHERE = 10, 20
NUMBERS = {"author": 1, "pilot": 2, "other_pilot": 3, "colleague": 4, "office": 5, "admin": 6, "committee": 7}


def somebody(key: str) -> Person | Visitor:
    """In memory alone; the author is no pilot any more, `pilot` answers for the author's department."""
    if key == "visitor":
        return Visitor()
    role = {"office": Role.OFFICE, "admin": Role.ADMIN, "committee": Role.COMMITTEE}.get(key, Role.EMPLOYEE)
    made = Person(id=NUMBERS[key], name=key, department_id=HERE)
    made.grants = [RoleGrant(role=role)]
    where = {"pilot": HERE, "other_pilot": ELSEWHERE}.get(key)
    if where:
        kind = AppointmentKind.PILOT
        made.appointments = [Appointment(kind=kind, department_id=where, valid_from=date(2024, 1, 1))]
    return made


KEEPERS = {"author", "pilot", "office"}
STAFF = KEEPERS | {"other_pilot", "colleague", "admin"}
MAY = {
    rules.can_see_practice: {DRAFT: KEEPERS, PUBLISHED: STAFF, ARCHIVED: STAFF},
    rules.can_edit_practice: {DRAFT: KEEPERS, PUBLISHED: KEEPERS},
    rules.can_publish_practice: {DRAFT: KEEPERS},
    rules.can_archive_practice: {PUBLISHED: KEEPERS},
    rules.can_republish_practice: {ARCHIVED: KEEPERS},
}


@pytest.mark.parametrize("state", PracticeState)
@pytest.mark.parametrize("rule", MAY, ids=lambda rule: rule.__name__)
def test_who_may_do_it_in_which_state(rule, state):
    card = Practice(id=1, author_id=NUMBERS["author"], department_id=HERE, state=state)
    assert {key for key in [*NUMBERS, "visitor"] if rule(somebody(key), card)} == MAY[rule].get(state, set())


def test_pilots_and_the_office_write():
    writers = {key for key in [*NUMBERS, "visitor"] if rules.can_write_practice(somebody(key))}
    assert writers == {"pilot", "other_pilot", "office"}


@pytest.mark.parametrize("origin", [None, *PracticeState])
def test_a_step_leads_where_the_table_says(origin):
    leads = {
        ("publish_practice", DRAFT): PUBLISHED,
        ("archive_practice", PUBLISHED): ARCHIVED,
        ("republish_practice", ARCHIVED): PUBLISHED,
    }
    for step in rules.MACHINE.steps:
        if target := leads.get((step.name, origin)):
            assert rules.MACHINE.target(step.name, origin) is target
        else:
            with pytest.raises(Conflict):
                rules.MACHINE.target(step.name, origin)
    assert {step.name for step in rules.MACHINE.steps if step.needs_reason} == {"archive_practice"}


def test_a_card_is_written_read_published_and_found_in_the_list(client_of):
    pia, emil = client_of("pia"), client_of("emil")
    response = submit(pia, "/praxis/neu", **FIELDS)
    assert response.location.startswith("/praxis/")
    assert "Das ist ein Entwurf" in pia.get(response.location).text
    assert emil.get(response.location).status_code == 404
    assert CARD.title not in emil.get("/praxis").text
    assert CARD.title in pia.get("/praxis?ansicht=entwuerfe").text
    number = db.session.scalars(select(Practice.id)).one()
    submit(pia, response.location, action=f"/praxis/{number}/veroeffentlichen")
    page = emil.get(response.location).text
    for text in (
        "<strong>von Hand</strong>",
        "Vorlage mit Feldern",
        "Niedrig: Zwei Tage",
        "Hoch: Halb so viele Fehler",
    ):
        assert text in page
    assert "<li>Vorlage holen</li>" in page
    assert CARD.title in emil.get("/praxis").text


def test_a_second_press_makes_no_second_card_and_empty_fields_are_named(client_of):
    pia = client_of("pia")
    assert submit(pia, "/praxis/neu").status_code == 422
    first = submit(pia, "/praxis/neu", **FIELDS, submission="einmal")
    assert submit(pia, "/praxis/neu", **FIELDS, submission="einmal").location == first.location
    assert db.session.scalar(select(func.count()).select_from(Practice)) == 1


def test_the_preview_shows_and_saves_nothing(client_of):
    shown = submit(client_of("pia"), "/praxis/neu", **FIELDS | {"approach": "Mit **Vorlage**."}, preview="1")
    assert "<strong>Vorlage</strong>" in shown.text
    assert db.session.scalar(select(func.count()).select_from(Practice)) == 0


def test_an_edit_keeps_the_wording_and_shows_the_changes(client_of):
    made = practise()
    pia = client_of("pia")
    edited = FIELDS | {"title": "Urkunden mit Vorlage", "costs": "50 Euro", "tags": "Urkunden, Vorlagen"}
    response = submit(pia, f"/praxis/{made.id}/bearbeiten", **edited, reason="Genauer")
    assert response.location == f"/praxis/{made.id}-urkunden-mit-vorlage"
    page = client_of("emil").get(f"/praxis/{made.id}/fassungen").text
    for piece in (
        "<del> statt Abtippen</del>",
        "<del> Keine</del><ins> 50 Euro</ins>",
        "Vorlagen</ins>",
        "Genauer",
    ):
        assert piece in page
    assert "Geändert von Pia Petersen" in page


def test_an_edit_that_changes_nothing_leaves_no_trace(client_of):
    made = practise()
    submit(client_of("pia"), f"/praxis/{made.id}/bearbeiten", **FIELDS)
    assert (
        "Das Beispiel steht da, wie es geschrieben wurde." in client_of("emil").get(f"/praxis/{made.id}/fassungen").text
    )


def test_the_archive_says_why_and_the_card_comes_back(client_of):
    made = practise()
    pia = client_of("pia")
    address = f"/praxis/{made.id}-{made.slug}"
    assert submit(pia, f"/praxis/{made.id}/archivieren", reason=" ").status_code == 422
    submit(pia, f"/praxis/{made.id}/archivieren", reason="Neues Fachverfahren")
    emil = client_of("emil")
    assert "Neues Fachverfahren" in emil.get(address).text
    assert made.title not in emil.get("/praxis").text
    assert made.title in emil.get("/praxis?ansicht=archiv").text
    submit(pia, address, action=f"/praxis/{made.id}/wieder-veroeffentlichen")
    assert made.title in emil.get("/praxis").text
    moves = db.session.scalars(select(PracticeEvent.move).order_by(PracticeEvent.seq)).all()
    assert moves == ["write_practice", "publish_practice", "archive_practice", "republish_practice"]


def test_the_action_is_the_lock(app):
    made = practise(is_published=False)
    for step in (
        lambda key: actions.publish_practice(actor=person(key), practice=again(made)),
        lambda key: actions.edit_practice(actor=person(key), practice=again(made), card=CARD, tags=[]),
        lambda key: actions.write_practice(actor=person(key), card=CARD, tags=[], submission="x"),
    ):
        with pytest.raises(NotAllowed), transaction():
            step("erika")
    with pytest.raises(Conflict), transaction():
        actions.archive_practice(actor=person("pia"), practice=again(made), reason="Alt")


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", ["Eins", "Zwei"]),
        ("?stichwort=akten", ["Zwei"]),
        ("?amt=kaemmerei", ["Zwei"]),
        ("?aufwand=low", ["Eins"]),
        ("?wirkung=medium", ["Zwei"]),
        ("?wirkung=medium&aufwand=low", []),
        ("?amt=unbekannt", []),
        ("?ansicht=unsinn&aufwand=unsinn&vor=unsinn", ["Eins", "Zwei"]),
        ("?ansicht=entwuerfe", []),
    ],
)
def test_filters_show_what_they_say(client_of, query, shown):
    practise(title="Eins")
    practise("paul", title="Zwei", tags=["Akten"], effort="high", effect="medium")
    practise(title="Drei", is_published=False)
    page = client_of("emil").get("/praxis" + query).text
    assert [title for title in ("Eins", "Zwei", "Drei") if f">{title}</a>" in page] == shown


def test_the_list_pages_by_key_at_the_same_cost(client_of):
    emil = client_of("emil")
    practise(title="Karte 0")
    with counted_queries() as few:
        emil.get("/praxis")
    for number in range(1, 25):
        practise(title=f"Karte {number}")
    with counted_queries() as many:
        page = emil.get("/praxis").text
    assert len(many) == len(few)
    assert ">Karte 24</a>" in page
    assert ">Karte 4</a>" not in page
    older = emil.get("/praxis", query_string={"vor": 6}).text
    assert ">Karte 4</a>" in older
