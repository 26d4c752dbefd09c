"""The grant of the land: when a registration would lose it, what is to be done first, and the money still open."""

from datetime import date, timedelta

import pytest

from accounts.queries.organisation import today
from core.db import db, transaction, utcnow
from core.errors import Conflict, NotAllowed
from pilots.actions import enrolments
from pilots.actions.grant import GrantEntry
from pilots.models import Cohort, Enrolment, Funding
from pilots.queries.enrolments import everybody_in
from pilots.queries.grant import grant_facts
from pilots.rules.grant import most_funded, what_loses_grant
from tests.conftest import person
from tests.forms import submit
from tests.pilots.enrolling import again, external, request, state
from tests.pilots.teaching import again as course_again
from tests.pilots.teaching import cohort, programme, session

GRANT = {"grant_day_cents": 10_000, "grant_days": 3, "grant_most": 2}
DAY = date(2026, 11, 30)
WHOLE = {"contract_on": DAY, "voucher_id": "BG-1", "registered_on": DAY, "begins_on": None, "others": 0, "most": 3}


def funded(**changes: int) -> Cohort:
    course = cohort(programme(**GRANT | changes))
    session(course, utcnow().date() + timedelta(days=40))
    return course


def settle(enrolment: Enrolment, key: str = "olga", **changes: object) -> None:
    values = {"funding": Funding.GRANT, "voucher_id": "BG-2026-17", "contract_on": today()}
    with transaction():
        enrolments.settle_funding(actor=person(key), enrolment=again(enrolment), entry=GrantEntry(**values | changes))


@pytest.mark.parametrize(
    ("inhabitants", "people"),
    [(1, 1), (9_999, 1), (10_000, 2), (30_000, 2), (30_001, 3), (130_000, 3), (130_001, None)],
)
def test_how_many_people_of_a_town_are_funded(inhabitants, people):
    assert most_funded(inhabitants) == people


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, None),
        ({"begins_on": DAY + timedelta(days=1)}, None),
        ({"begins_on": DAY}, "grant_too_late"),
        ({"contract_on": None}, "grant_no_contract"),
        ({"contract_on": DAY + timedelta(days=1)}, "grant_no_contract"),
        ({"voucher_id": ""}, "grant_no_voucher"),
        ({"others": 2}, None),
        ({"others": 3}, "grant_used_up"),
    ],
)
def test_what_would_lose_the_grant(changes, code):
    assert what_loses_grant(**WHOLE | changes) == code


def test_a_registration_with_a_grant_waits_until_contract_and_voucher_are_there(app):
    made = request(funded(), "ben")
    assert state(made) == "funding_check"
    for changes, code in (
        ({"contract_on": None}, "grant_no_contract"),
        ({"contract_on": today() + timedelta(days=1)}, "grant_no_contract"),
        ({"voucher_id": ""}, "grant_no_voucher"),
    ):
        with pytest.raises(Conflict, match=code):
            settle(made, **changes)
        assert state(made) == "funding_check"
    settle(made)
    assert (state(made), again(made).voucher_id) == ("seated", "BG-2026-17")


def test_at_own_cost_the_registration_counts_at_once(app):
    made = request(funded(), "ben")
    settle(made, funding=Funding.OWN)
    found = again(made)
    assert (state(made), found.funding, found.voucher_id, found.contract_on) == ("seated", Funding.OWN, "", None)


def test_no_more_people_than_the_land_funds_in_all_courses(app):
    course = funded(grant_most=1)
    other = cohort(course_again(course).programme, name="Herbst")
    first, second, guest = request(course, "ben"), request(other, "emil"), external(other)
    assert [state(one) for one in (first, second, guest)] == ["funding_check", "seated", "seated"]
    with pytest.raises(Conflict, match="grant_used_up"):
        settle(second)


def test_after_the_course_has_begun_nothing_is_paid(app):
    course = cohort(programme(**GRANT))
    session(course, utcnow().date() - timedelta(days=1))
    made = request(course, "ben")
    assert again(made).funding is Funding.OWN
    with pytest.raises(Conflict, match="grant_too_late"):
        settle(made)


def test_only_the_office_settles_it(app):
    made = request(funded(), "ben")
    for key in ("ben", "erika", "anna"):
        with pytest.raises(NotAllowed):
            settle(made, key)


def test_the_office_reads_what_is_still_open(client_of):
    course = funded()
    first, _second = request(course, "ben"), request(course, "emil")
    browser = client_of("olga")
    path = f"/verwaltung/anmeldungen/{first.id}/foerderung"
    answer = submit(browser, path, funding="grant", contract_on="", voucher_id="")
    assert answer.status_code == 422
    assert "Lassen Sie zuerst den Vertrag unterschreiben" in answer.text
    fields = {"funding": "grant", "contract_on": today().isoformat(), "voucher_id": "BG-7", "received": "120,50"}
    assert submit(browser, path, **fields).status_code == 303
    facts = grant_facts(course_again(course), everybody_in(course_again(course)))
    assert (facts.in_town, facts.most, facts.people, facts.unsettled) == (2, 2, 1, 1)
    assert (facts.promised_cents, facts.open_cents) == (30_000, 17_950)
    page = browser.get(f"/verwaltung/kurse/{course.id}").text
    assert "179,50\xa0€" in page
    assert "Förderung wird geprüft" in client_of("emil").get(f"/lernen/{course.slug}").text
    assert db.session.get(Enrolment, first.id).received_cents == 12_050
