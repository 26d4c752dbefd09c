"""Who should get the next seats, and what hangs on one person, from rows to page."""

from datetime import timedelta

from accounts.queries.organisation import today
from core.db import db, transaction
from knowledge.models import PilotTopic
from knowledge.queries.planning import seat_demand, sole_experts, sole_holders
from knowledge.queries.tags import tags_by_slug
from pilots.models import NominationState
from pilots.rules.seat_plan import best_plan
from tests.conftest import person
from tests.knowledge.asking import ask
from tests.pilots import nominating
from tests.pilots.teaching import cohort, programme, session


def test_a_confirmed_nominee_gets_a_seat_with_its_reason(client_of) -> None:
    ask("emil", title="Wie scanne ich?", tags=["Scanner"])
    nomination = nominating.in_state(NominationState.CONFIRMED)
    made = cohort(programme(), seats=2)
    session(made, today() + timedelta(days=40))
    found = seat_demand()
    assert list(found.nominations) == [nomination.id]
    assert [(offer.seats, offer.starts_in) for offer in found.demand.offers] == [(2, 40)]
    assert [seat.nominee.number for seat in best_plan(found.demand).seats] == [nomination.id]
    text = client_of("olga").get("/amt/platzplan").text
    assert "Emil" in text
    assert "Scanner" in text


def test_without_nominees_or_courses_there_is_nothing_to_plan(client_of) -> None:
    assert "nichts zu planen" in client_of("olga").get("/amt/platzplan").text


def test_departments_and_topics_of_one_person_alone(client_of) -> None:
    ask("emil", title="Wie scanne ich?", tags=["Scanner"])
    with transaction():
        tag = tags_by_slug(["scanner"])["scanner"]
        db.session.add(PilotTopic(person_id=person("pia").id, tag_id=tag.id))
    assert [(one.tag.name, one.person.name) for one in sole_experts()] == [("Scanner", person("pia").name)]
    alone = {one.department.slug for one in sole_holders()}
    assert "standesamt" not in alone  # a pilot and a deputy
    text = client_of("olga").get("/amt/ausfall").text
    assert "Scanner" in text
    with transaction():
        db.session.add(PilotTopic(person_id=person("paul").id, tag_id=tag.id))
    assert sole_experts() == []
