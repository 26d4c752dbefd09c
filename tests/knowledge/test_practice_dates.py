"""Practice cards that stay true: their dates and owners, the queue, archiving from it, what expired sinks."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from accounts.models import Notice, Person
from core import search_index
from core.cli import run_nightly
from core.db import db, transaction
from core.markup import to_html
from knowledge import queries
from knowledge.actions import practices as actions
from knowledge.actions.freshness import mark_of
from knowledge.models import (
    Answer,
    CheckWhy,
    EntryKind,
    EntryState,
    Freshness,
    OwnerKind,
    Practice,
    PracticeRevision,
    PracticeState,
)
from knowledge.queries import practices as cards
from knowledge.queries.finding import find_everything
from knowledge.queries.practices import PracticeFilter
from tests.conftest import person
from tests.forms import submit
from tests.knowledge.asking import accept, answer, ask
from tests.knowledge.practising import FIELDS, again, practise

MONDAY_MORNING = datetime(2026, 3, 9, 8, 0, tzinfo=UTC)
A_YEAR_LATER = MONDAY_MORNING + timedelta(days=366)


@pytest.fixture(autouse=True)
def monday(app):
    with time_machine.travel(MONDAY_MORNING, tick=False) as clock:
        yield clock


def entry_of(card: Practice) -> Freshness | None:
    number = card.id
    db.session.expire_all()
    of_card = select(Freshness).where(Freshness.kind == EntryKind.PRACTICE, Freshness.thing_id == number)
    return db.session.scalars(of_card).one_or_none()


def due(card: Practice) -> Freshness:
    """In its owner's queue, because somebody says so."""
    entry = entry_of(card)
    assert entry is not None
    with transaction():
        row = db.session.get_one(Freshness, entry.id)
        row.state, row.due_since, row.due_why, row.note = (
            EntryState.TO_CHECK,
            MONDAY_MORNING,
            CheckWhy.REPORTED,
            "Die Vorlage ist neu.",
        )
    return db.session.get_one(Freshness, entry.id)


def archive(card: Practice, key: str = "pia") -> None:
    with transaction():
        actions.archive_practice(actor=person(key), practice=again(card), reason="Es gibt ein Fachverfahren.")


def test_a_draft_has_no_dates_and_a_published_card_is_checked_by_its_publisher(app):
    assert entry_of(practise(is_published=False)) is None
    entry = entry_of(practise())
    assert (entry.valid_from, entry.checked_on, entry.valid_until) == (
        date(2026, 3, 9),
        date(2026, 3, 9),
        date(2027, 3, 9),
    )
    assert (entry.owner.name, entry.checked_by.name) == ("Pia Petersen", "Pia Petersen")


def test_who_keeps_a_card_whose_author_cannot_check(app):
    with transaction():
        paul, ben = person("paul"), person("ben")
        card = practise_as(paul, department_id=person("erika").department_id)
        other = practise_as(paul, department_id=ben.department_id)
        for appointment in paul.appointments:
            appointment.valid_until = date(2026, 3, 1)
    with transaction():
        assert queries.freshness.owner_of_practice(again(card)) == person("pia").id, "its department's pilot"
        assert queries.freshness.owner_of_practice(again(other)) is None, "the office"


def practise_as(author: Person, *, department_id: int | None) -> Practice:
    """In the caller's transaction."""
    words = dict.fromkeys(("problem", "approach"), "Wort")
    card = Practice(author=author, department_id=department_id, title="Karte", submission=str(department_id), **words)
    card.problem_html = card.approach_html = to_html("Wort")
    card.effort = card.effect = "low"
    db.session.add(card)
    db.session.flush()
    return card


def test_an_archived_card_rests_and_comes_back_checked(app, monday):
    card = practise()
    archive(card)
    assert entry_of(card).state is EntryState.RESTING
    monday.move_to(MONDAY_MORNING + timedelta(days=5))
    with transaction():
        actions.republish_practice(actor=person("pia"), practice=again(card))
    entry = entry_of(card)
    assert (entry.state, entry.checked_on) == (EntryState.VALID, date(2026, 3, 14))


def test_what_expired_is_queued_says_so_and_sinks_in_list_and_search(app, monday, client_of, run_jobs):
    old = practise(title="Urkunden mit der alten Vorlage")
    run_jobs()
    monday.move_to(MONDAY_MORNING + timedelta(days=100))
    newer = [practise("paul", title=f"Urkunden mit Vorlage {number}") for number in range(2)]
    latest = practise(title="Urkunden ganz anders")
    with transaction():
        entry = db.session.get_one(Freshness, entry_of(latest).id)
        entry.valid_from, entry.checked_on, entry.valid_until = date(2025, 1, 1), date(2025, 1, 1), date(2026, 1, 1)
    monday.move_to(A_YEAR_LATER)
    run_nightly()
    run_jobs()
    search_index.rebuild()
    assert entry_of(old).due_why is CheckWhy.EXPIRED
    assert [row.subject.title for row in queries.checks_for(person("pia")).rows] == [old.title, latest.title]
    listed = cards.practice_page(person("erika"), PracticeFilter()).practices
    assert [card.id for card in listed] == [newer[1].id, newer[0].id, latest.id, old.id]
    found = find_everything(person("erika"), "Urkunden Vorlage").rows
    assert [row.is_stale for row in found] == [False, False, True, True]
    path = cards.practice_path(old.id, old.title)
    assert "Das ist vielleicht veraltet" in client_of("erika").get(path).text
    page = client_of("erika").get("/praxis").text
    assert page.index(newer[0].title) < page.index("Vielleicht veraltet") < page.index(old.title)
    told = select(Notice).where(Notice.kind == "entries_to_check", Notice.person_id == person("pia").id)
    assert len(db.session.scalars(told).all()) == 1


def test_the_list_is_paged_across_what_sank(app, monkeypatch, client_of):
    monkeypatch.setattr(cards, "PAGE", 2)
    made = [practise(title=f"Karte Nummer {number}") for number in range(5)]
    with transaction():
        for card in (made[4], made[1]):
            entry = db.session.get_one(Freshness, entry_of(card).id)
            entry.state, entry.note = EntryState.RETIRED, "Alt"
    numbers, key, pages = [], None, 0
    while pages == 0 or key:
        page = cards.practice_page(person("erika"), PracticeFilter(), before=key)
        numbers += [card.id for card in page.practices]
        key, pages = page.next_before, pages + 1
    assert numbers == [made[number].id for number in (3, 2, 0, 4, 1)]
    first = client_of("erika").get("/praxis").text
    assert f"vor={made[2].id}" in first
    second = client_of("erika").get(f"/praxis?vor={made[2].id}").text
    assert "veraltet=1" in second
    last = client_of("erika").get(f"/praxis?vor={made[4].id}&veraltet=1").text
    assert made[1].title in last
    assert made[0].title not in last


def test_the_queue_is_worked_off_with_one_click(app, client_of):
    entry = due(practise())
    number, client = entry.id, client_of("pia")
    assert "Die Vorlage ist neu." in client.get("/lotse/pruefungen").text
    assert submit(client, "/lotse/pruefungen", action=f"/aktualitaet/{number}/gueltig?von=liste").status_code == 303
    assert "Nichts ist zu prüfen." in client.get("/lotse/pruefungen").text


def test_what_holds_no_more_goes_into_the_archive_and_back_to_the_queue(app, client_of):
    card = practise()
    entry = due(card)
    number, card_number, client = entry.id, card.id, client_of("pia")
    path = f"/praxis/{card_number}/archivieren?von=liste"
    assert path in client.get("/lotse/pruefungen").text
    led = client.get(f"/aktualitaet/{number}/ausmustern?von=liste")
    assert (led.status_code, led.location) == (302, path)
    sent = submit(client, path, reason="Das Verfahren gibt es nicht mehr.")
    assert sent.location == "/lotse/pruefungen"
    assert again(card).state is PracticeState.ARCHIVED
    assert "Nichts ist zu prüfen." in client.get("/lotse/pruefungen").text


def test_whoever_checks_a_card_may_edit_and_archive_it(app, client_of):
    card = practise()
    number, path = card.id, f"/praxis/{card.id}/bearbeiten"
    assert client_of("paul").get(path).status_code == 403
    with transaction():
        entry = db.session.get_one(Freshness, entry_of(card).id)
        entry.owner_kind, entry.owner_id = OwnerKind.PERSON, person("paul").id
    assert client_of("paul").get(path).status_code == 200
    assert client_of("paul").get(f"/praxis/{number}/archivieren").status_code == 200


def is_chosen(page: str) -> bool:
    """Whether the box that makes an edit a check is ticked."""
    (box,) = re.findall(r'<input[^>]*name="is_checked"[^>]*>', page)
    return " checked" in box


def test_an_edit_from_the_queue_counts_as_a_check(app, client_of, monday):
    card = practise()
    entry = due(card)
    number, seen, path = entry.id, mark_of(entry), f"/praxis/{card.id}/bearbeiten"
    monday.move_to(MONDAY_MORNING + timedelta(days=10))
    client = client_of("pia")
    assert f"{path}?von=liste" in client.get("/lotse/pruefungen").text
    assert is_chosen(client.get(f"{path}?von=liste").text)
    assert not is_chosen(client.get(path).text)
    fields = FIELDS | {"approach": "Mit der neuen Vorlage.", "is_checked": "y"}
    sent = submit(client, f"{path}?von=liste", **fields | {"seen": "valid//"})
    assert sent.status_code == 422, "it became due for another reason"
    assert seen in sent.text
    assert db.session.scalars(select(PracticeRevision)).all() == [], "nothing was changed"
    sent = submit(client, f"{path}?von=liste", **fields)
    assert sent.location == "/lotse/pruefungen"
    db.session.expire_all()
    entry = db.session.get_one(Freshness, number)
    assert (entry.state, entry.checked_on) == (EntryState.VALID, date(2026, 3, 19))
    assert again(card).approach == "Mit der neuen Vorlage."


def test_an_edit_without_the_box_is_no_check(app, client_of):
    card = practise()
    entry = due(card)
    assert submit(client_of("pia"), f"/praxis/{card.id}/bearbeiten", **FIELDS).status_code == 303
    db.session.expire_all()
    assert db.session.get_one(Freshness, entry.id).state is EntryState.TO_CHECK


def test_the_author_who_does_not_check_is_not_offered_the_box(app, client_of):
    made = answer(ask("erika"), "emil")
    accept(made)
    path = f"/antworten/{made.id}/bearbeiten"
    assert 'name="is_checked"' not in client_of("emil").get(path).text
    assert 'name="is_checked"' in client_of("pia").get(path).text
    forged = submit(client_of("emil"), path, body="Neu und ungeprüft.", is_checked="y", seen="valid//")
    assert forged.status_code == 303
    assert entry_for_answer(made).checked_by_id is None


def test_editing_an_answer_from_the_queue_counts_as_a_check(app, client_of, monday):
    made = answer(ask("erika"), "emil")
    accept(made)
    monday.move_to(A_YEAR_LATER)
    run_nightly()
    path = f"/antworten/{made.id}/bearbeiten?von=liste"
    client = client_of("pia")
    assert path in client.get("/lotse/pruefungen").text
    sent = submit(client, path, body="Der neue Weg.", is_checked="y")
    assert sent.location == "/lotse/pruefungen"
    entry = entry_for_answer(made)
    assert (entry.state, entry.checked_by.name, entry.checked_on) == (
        EntryState.VALID,
        "Pia Petersen",
        date(2027, 3, 10),
    )
    assert db.session.get_one(Answer, made.id).checked_on == date(2027, 3, 10)


def entry_for_answer(made: Answer) -> Freshness:
    number = made.id
    db.session.expire_all()
    of_answer = select(Freshness).where(Freshness.kind == EntryKind.ANSWER, Freshness.thing_id == number)
    return db.session.scalars(of_answer).one()
