"""The pages of enrolments: asking, the place and its reason, answering, what the office does, who sees names."""

from datetime import date

import pytest
from sqlalchemy import select

from core.db import db, transaction
from pilots.models import Enrolment
from tests.conftest import counted_queries, person
from tests.forms import submit
from tests.pilots.enrolling import again, department, entitle, external, request, state
from tests.pilots.teaching import cohort, programme, session


def approve(key: str) -> None:
    with transaction():
        entitle(person(key).id, person(key).department_id)


def wanted(key: str) -> str:
    return f"{person(key).department_id}-pilot"


def newest() -> Enrolment:
    return db.session.scalars(select(Enrolment).order_by(Enrolment.id.desc())).first()


def test_somebody_asks_for_a_seat_and_gets_one(client_of):
    course, browser = cohort(), client_of("ben")
    page = browser.get(f"/lernen/{course.slug}").text
    assert "wessen Ausbildung das Amt für Digitalisierung genehmigt hat" in page
    approve("ben")
    assert submit(browser, f"/lernen/{course.slug}", wanted=wanted("ben")).status_code == 303
    assert state(newest()) == "seated"
    assert "Hat einen Platz" in browser.get(f"/lernen/{course.slug}").text
    assert course.name in browser.get("/ich/kurse").text


def test_who_waits_reads_the_place_its_reason_and_what_would_change_it(client_of):
    course = cohort(seats=1)
    request(course, "emil")
    request(course, "ben")
    approve("erika")
    browser = client_of("erika")
    assert "Auf die Warteliste setzen lassen" in browser.get(f"/lernen/{course.slug}").text
    submit(browser, f"/lernen/{course.slug}", wanted=wanted("erika"))
    page = " ".join(browser.get(f"/lernen/{course.slug}").text.split())
    assert "<strong>Platz 2</strong>, weil das eigene Amt schon eine Lotsin oder einen Lotsen hat." in page
    assert "Nach vorn geht es, wenn diese Benennung innerhalb eines halben Jahres endet" in page
    assert "Ben Bauer" not in page


def test_an_offer_is_answered_on_the_page_of_the_course(client_of, run_jobs, mailbox):
    course = cohort(seats=1)
    seated = request(course, "emil")
    waits = request(course, "ben")
    answer = submit(client_of("emil"), f"/lernen/anmeldungen/{seated.id}/stornieren")
    assert answer.status_code == 303
    run_jobs()
    [mail] = [one for one in mailbox() if "ben@" in one["To"]]
    assert f"/lernen/{course.slug}" in mail.get_body(("plain",)).get_content()
    browser = client_of("ben")
    page = browser.get(f"/lernen/{course.slug}").text
    assert "Bitte antworten Sie vor:" in page
    path = f"/lernen/anmeldungen/{waits.id}/annehmen"
    assert submit(browser, f"/lernen/{course.slug}", action=path).status_code == 303
    assert state(waits) == "seated"


def test_the_office_enrols_calls_off_moves_and_puts_first(client_of):
    one = programme()
    course, other = cohort(one, seats=1), cohort(one, name="Herbst", seats=1)
    browser = client_of("olga")
    where = {"department": str(department("ordnungsamt").id), "kind": "deputy"}
    assert submit(browser, f"/verwaltung/kurse/{course.id}/anmelden", person="Niemand", **where).status_code == 422
    assert submit(browser, f"/verwaltung/kurse/{course.id}/anmelden", person="Emil Ernst", **where).status_code == 303
    emil = newest()
    assert submit(browser, f"/verwaltung/kurse/{course.id}/gast", name="Gast Grün").status_code == 303
    guest = newest()
    request(course, "ben")
    path = f"/verwaltung/anmeldungen/{guest.id}"
    assert submit(browser, f"{path}/vorziehen", reason="").status_code == 422
    assert submit(browser, f"{path}/vorziehen", reason="Vereinbart mit der Nachbarstadt.").status_code == 303
    page = browser.get(f"/verwaltung/kurse/{course.id}").text
    assert page.index("Gast Grün") < page.index("Ben Bauer")
    assert "Vereinbart mit der Nachbarstadt." in browser.get(f"/lernen/anmeldungen/{guest.id}").text
    path = f"/verwaltung/anmeldungen/{emil.id}"
    moved = submit(browser, f"{path}/umbuchen", target=str(other.id), reason="Auf eigenen Wunsch.")
    assert moved.status_code == 303
    assert (state(emil), state(guest)) == ("moved", "offered")
    browser.post(f"/lernen/anmeldungen/{guest.id}/annehmen")
    path = f"/verwaltung/anmeldungen/{newest().id}"
    assert submit(browser, f"{path}/aufheben", reason="Das Amt braucht ihn.").status_code == 303
    assert "Das Amt braucht ihn." in client_of("emil").get(f"/lernen/{other.slug}").text


def test_seats_are_swapped_inside_a_department(client_of):
    course = cohort(seats=1)
    seated, waits = request(course, "emil"), request(course, "heike")
    path = f"/verwaltung/anmeldungen/{seated.id}/tauschen"
    assert submit(client_of("olga"), path, target=str(waits.id), reason="Krankheit im Team.").status_code == 303
    assert (state(seated), state(waits)) == ("waiting", "seated")


@pytest.mark.parametrize(("key", "sees"), [("erika", False), ("pia", False), ("heike", True), ("paul", True)])
def test_names_are_not_for_everybody(client_of, key, sees):
    course = cohort()
    session(course, date(2030, 3, 1), trainer_id=person("paul").id)
    request(course, "emil")
    guest = external(course)
    page = client_of(key).get(f"/lernen/{course.slug}").text
    assert ("Emil Ernst" in page) is sees
    assert (guest.external_name in page) is (key == "paul")
    assert "Emil" not in client_of(key).get("/api/v1/cohorts").text


def test_a_full_course_costs_no_more_statements(client_of):
    course = cohort(seats=1)
    request(course, "emil")
    browser = client_of("olga")

    def cost(path: str) -> int:
        with counted_queries() as queries:
            assert browser.get(path).status_code == 200
        return len(queries)

    paths = (f"/lernen/{course.slug}", f"/verwaltung/kurse/{course.id}", "/lernen")
    before = [cost(path) for path in paths]
    for key in ("ben", "erika", "heike", "detlef"):
        request(course, key)
    for number in range(3):
        external(course, f"Gast {number}")
    assert [cost(path) for path in paths] == before
    assert again(newest()).is_external
