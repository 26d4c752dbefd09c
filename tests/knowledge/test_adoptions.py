"""Adopting practices: for whom one may speak, the steps with their words, the notice, the picture and its table."""

from types import SimpleNamespace

import pytest
from sqlalchemy import select

from accounts.models import Department, Notice
from core.db import db, transaction
from core.errors import Conflict, NotAllowed
from knowledge.actions import adoptions as actions
from knowledge.models import Adoption, AdoptionEvent, AdoptionState
from knowledge.rules import adoptions as rules
from knowledge.views.spread import drawings
from tests.conftest import counted_queries, person
from tests.forms import submit
from tests.knowledge.practising import adopt, again, practise

WANTED, ADOPTING, ADOPTED, DROPPED = AdoptionState


def department(slug: str) -> Department:
    return db.session.scalars(select(Department).where(Department.slug == slug)).one()


def adoption(made: Adoption) -> Adoption:
    return db.session.get_one(Adoption, made.id)


@pytest.mark.parametrize("origin", [None, *AdoptionState])
def test_a_step_leads_where_the_table_says(origin):
    leads = {
        "want_practice": ({None, DROPPED}, WANTED),
        "start_adoption": ({WANTED}, ADOPTING),
        "finish_adoption": ({WANTED, ADOPTING}, ADOPTED),
        "drop_adoption": ({WANTED, ADOPTING, ADOPTED}, DROPPED),
    }
    assert {step.name for step in rules.MACHINE.steps} == set(leads)
    for name, (origins, target) in leads.items():
        if origin in origins:
            assert rules.MACHINE.target(name, origin) is target
        else:
            with pytest.raises(Conflict):
                rules.MACHINE.target(name, origin)


@pytest.mark.parametrize(
    ("slug", "speakers"),
    [
        ("standesamt", {"pia", "detlef", "olga"}),
        ("ordnungsamt", {"heike", "olga"}),
        ("kaemmerei", {"paul", "olga"}),
        ("bauamt", {"olga"}),
    ],
)
def test_pilot_deputy_head_and_office_speak_for_a_department(app, slug, speakers):
    keys = ("erika", "pia", "detlef", "paul", "heike", "olga", "anna", "karl", "ben")
    assert {key for key in keys if rules.can_speak_for(person(key), department(slug))} == speakers


def test_a_department_adopts_a_practice_and_says_what_it_changed(client_of):
    card = practise("pia")
    paul = client_of("paul")
    address = f"/praxis/{card.id}-{card.slug}"
    assert f"/praxis/{card.id}/uebernehmen" in paul.get(address).text
    mine, theirs = department("kaemmerei").id, department("standesamt").id
    submit(paul, f"/praxis/{card.id}/uebernehmen", department=mine, source=theirs)
    [made] = db.session.scalars(select(Adoption))
    assert (made.state, made.source_id) == (WANTED, theirs)
    submit(paul, address, action=f"/uebernahmen/{made.id}/beginnen")
    assert submit(paul, f"/uebernahmen/{made.id}/abschliessen", note=" ").status_code == 422
    submit(paul, f"/uebernahmen/{made.id}/abschliessen", note="Nur für Rechnungen")
    page = client_of("emil").get(address).text
    for text in ("1 Amt hat das übernommen", "Nur für Rechnungen", '<th scope="row">Kämmerei</th>', "Paul Pohl"):
        assert text in page
    moves = db.session.scalars(select(AdoptionEvent.move).order_by(AdoptionEvent.seq)).all()
    assert moves == ["want_practice", "start_adoption", "finish_adoption"]
    told = db.session.scalars(select(Notice.kind).where(Notice.person_id == person("pia").id)).all()
    assert told == ["practice_adoption"] * 3
    assert "Paul Pohl hat für ein Amt eingetragen" in client_of("pia").get("/ich/mitteilungen").text


def test_who_gives_up_says_why_and_may_want_to_again(client_of):
    card = practise("pia")
    made = adopt(card, "paul", "kaemmerei")
    paul = client_of("paul")
    submit(paul, f"/uebernahmen/{made.id}/aufgeben", note="Kein Bedarf mehr")
    assert "Kein Bedarf mehr" in client_of("emil").get(f"/praxis/{card.id}-{card.slug}").text
    assert paul.get(f"/uebernahmen/{made.id}/aufgeben").status_code == 303
    assert adopt(card, "paul", "kaemmerei").id == made.id
    assert (adoption(made).state, adoption(made).note) == (WANTED, "")


def test_wanting_twice_is_wanting_once(app):
    card = practise("pia")
    assert adopt(card, "paul", "kaemmerei").id == adopt(card, "olga", "kaemmerei").id
    assert len(db.session.scalars(select(AdoptionEvent)).all()) == 1


@pytest.mark.parametrize(
    ("key", "slug"), [("erika", "kaemmerei"), ("pia", "kaemmerei"), ("pia", "standesamt"), ("heike", "bauamt")]
)
def test_nobody_adopts_for_others_and_no_department_its_own(app, key, slug):
    card = practise("pia")
    with pytest.raises(NotAllowed):
        adopt(card, key, slug)


def test_a_draft_is_adopted_by_nobody(app):
    with pytest.raises(NotAllowed):
        adopt(practise("pia", is_published=False), "olga", "kaemmerei")


def test_one_has_it_only_from_who_has_it(app):
    card = practise("pia")
    with pytest.raises(Conflict):
        adopt(card, "heike", "ordnungsamt", source="kaemmerei")
    first = adopt(card, "paul", "kaemmerei")
    with transaction():
        actions.finish_adoption(actor=person("paul"), adoption=adoption(first), changes="Nichts")
    assert adopt(card, "heike", "ordnungsamt", source="kaemmerei").source_id == department("kaemmerei").id


def test_others_do_not_move_an_adoption(app):
    made = adopt(practise("pia"), "paul", "kaemmerei")
    for key in ("erika", "pia", "heike"):
        with pytest.raises(NotAllowed), transaction():
            actions.drop_adoption(actor=person(key), adoption=adoption(made), reason="Darum")


def test_the_picture_puts_each_below_whom_it_has_it_from(app):
    card = practise("pia")
    first = adopt(card, "paul", "kaemmerei")
    with transaction():
        actions.finish_adoption(actor=person("paul"), adoption=adoption(first), changes="Nichts")
    adopt(card, "olga", "bauamt")
    adopt(card, "heike", "ordnungsamt", source="kaemmerei")
    rows = db.session.scalars(select(Adoption).order_by(Adoption.id)).all()
    wide, narrow = drawings(again(card), rows)
    assert [spot.label for spot in wide.spots] == ["Standesamt", "Kämmerei", "Ordnungsamt", "Bauamt"]
    assert [spot.x for spot in wide.spots] == [8, 44, 80, 44]
    assert [spot.link_y for spot in wide.spots] == [None, wide.spots[0].y, wide.spots[1].y, wide.spots[0].y]
    assert (wide.width, narrow.width, wide.height) == (480, 288, narrow.height)


def test_the_picture_survives_rows_that_point_at_each_other_and_long_names():
    at = None
    pair = [
        SimpleNamespace(id=n, department_id=n, source_id=3 - n, state=WANTED, moved_at=at, department=long)
        for n, long in ((1, SimpleNamespace(name="A" * 90)), (2, SimpleNamespace(name="B")))
    ]
    card = SimpleNamespace(department_id=9, department=SimpleNamespace(name="Amt"), published_at=at)
    wide, narrow = drawings(card, pair)
    assert len(wide.spots) == len(narrow.spots) == 3
    assert narrow.spots[1].label.endswith("…")
    assert drawings(card, []) == []


def test_the_page_costs_the_same_for_one_adoption_and_for_many(client_of):
    card = practise("pia")
    adopt(card, "paul", "kaemmerei")
    emil = client_of("emil")
    with counted_queries() as few:
        emil.get(f"/praxis/{card.id}-{card.slug}")
    for slug in ("ordnungsamt", "bauamt", "digitalisierung"):
        adopt(card, "olga", slug)
    with counted_queries() as many:
        emil.get(f"/praxis/{card.id}-{card.slug}")
    assert len(many) == len(few)


def test_similar_cards_stand_beside_and_drafts_do_not(client_of, run_jobs):
    card = practise(title="Urkunden mit Vorlage schreiben")
    practise(title="Urkunden mit Vorlage prüfen")
    practise(title="Urkunden mit Vorlage verlieren", is_published=False)
    practise(title="Elternabende per Video", problem="Niemand kam.", approach="Koffer.", steps="", tags=["Video"])
    run_jobs()
    page = client_of("emil").get(f"/praxis/{card.id}-{card.slug}").text
    assert "Urkunden mit Vorlage prüfen</a>" in page
    assert "verlieren" not in page
    assert "Elternabende" not in page
