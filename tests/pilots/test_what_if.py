"""What if: changes of a city that stays as it is, costs, next steps; and the pages of it."""

from datetime import date, timedelta

import pytest
import time_machine

from accounts.queries.organisation import today
from core.db import utcnow
from pilots.jobs import renew_forecast
from pilots.rules.forecast import (
    NEVER,
    Arrivals,
    Candidate,
    City,
    History,
    Place,
    Share,
    Spell,
    Stage,
    Wave,
    Ways,
    forecast,
)
from pilots.rules.what_if import Change, Cost, Step, best_steps, changed, cost_of, with_course
from tests.pilots.test_forecasting import settled  # noqa: F401 - the fixture

TODAY = date(2026, 11, 30)
WAYS = Ways(Spell(3, 6), Spell(4, 0.5), Share(5, 1), Share(6, 0), Spell(2, 3), 30, (4,), 60)
THERE, READY = Place((NEVER,)), Place(candidates=(Candidate(Stage.READY),))
CITY = City([THERE, THERE, READY, Place()], History(900, Spell(1, 9), Arrivals([Wave(1, 4)] * 3, 2), WAYS))


def share_of(city: City) -> float:
    return forecast(city, today=TODAY, runs=150, months=36).years_with_pilot


def test_nothing_changed_is_the_same_city() -> None:
    assert changed(CITY, Change()) == CITY


@pytest.mark.parametrize("ways", [WAYS, None])
def test_a_further_course_helps_and_the_city_itself_stays(ways) -> None:
    city = City(CITY.places, History(900, Spell(1, 9), Arrivals([Wave(1, 4)] * 3, 2), ways))
    assert share_of(changed(city, Change(seats=4, course_in=30))) > share_of(city)
    assert city == City(CITY.places, History(900, Spell(1, 9), Arrivals([Wave(1, 4)] * 3, 2), ways))


def test_somebody_who_leaves_opens_their_department() -> None:
    gone = changed(CITY, Change(leaving=0, leaving_in=90))
    assert [list(place.ends) for place in gone.places] == [[90], [NEVER], [], []]
    assert [list(place.ends) for place in changed(CITY, Change(leaving=0)).places] == [[], [NEVER], [], []]
    assert share_of(gone) < share_of(CITY)
    two = City([Place((50.0, NEVER))], CITY.history)
    assert list(changed(two, Change(leaving=0, leaving_in=400)).places[0].ends) == [50.0, 400]


def test_who_refuses_keeps_the_goal_out_of_reach() -> None:
    told = forecast(changed(CITY, Change(refusing=2)), today=TODAY, runs=60)
    assert (told.share, told.complete_on) == (0.0, None)


def test_costs_with_and_without_grant() -> None:
    assert cost_of(12, 690_00, 3) == Cost(12 * 690_00, 12 * 690_00 - 3 * 300_00)
    assert cost_of(2, 690_00, 3) == Cost(1380_00, 780_00)
    assert cost_of(2, 100_00, 3) == Cost(200_00, 0)
    assert cost_of(0, 690_00, 3) == Cost(0, 0)


def test_steps_are_told_best_first_and_none_that_gains_nothing() -> None:
    found = best_steps(CITY, today=TODAY)
    assert found
    assert [one.gain for one in found] == sorted((one.gain for one in found), reverse=True)
    assert all(one.gain > 0 for one in found)
    assert Step.SUCCEED not in {one.step for one in found}  # nobody's end is known
    assert best_steps(City([THERE], History(900, Spell(0, 1e6), Arrivals([], 2))), today=TODAY) == []


def test_without_known_cohorts_the_seats_go_to_departments_with_nobody() -> None:
    city = City(CITY.places, History(900, Spell(1, 9), Arrivals([Wave(1, 4)] * 3, 2)))
    after = with_course(city, 5, 30)
    assert [len(place.candidates) for place in after.places] == [0, 0, 1, 1]
    assert after.places[3].candidates[0].stage is Stage.TRAINING


def test_the_office_tries_out_and_nothing_is_kept(client_of, settled) -> None:  # noqa: F811
    olga = client_of("olga")
    page = olga.get("/abdeckung/planen?plaetze=6&monat=3&kosten=690&gefoerdert=3&geht=0&geht_in=4&ziel=2030-01-01")
    assert page.status_code == 200
    assert "4.140" in page.text
    assert "3.240" in page.text
    for odd in ("plaetze=-1&geht=99", "plaetze=abc&ziel=nie&lehnt_ab=x", "monat=²&kosten=99999999999"):
        assert olga.get(f"/abdeckung/planen?{odd}").status_code == 200


def test_with_too_little_data_nothing_is_made_up(client_of) -> None:
    text = client_of("olga").get("/abdeckung/planen?plaetze=6&monat=3").text
    assert "zu wenige Daten" in text
    assert "<svg" not in text.split("<main")[1]


def test_what_was_forecast_is_compared_with_what_came(client_of, settled) -> None:  # noqa: F811
    erika = client_of("erika")
    assert erika.get("/abdeckung/vorhersagen").status_code == 200
    told = []
    for days in (200, 120, 0):
        with time_machine.travel(utcnow() - timedelta(days=days)):
            renew_forecast()
            told.append(today())
    text = erika.get("/abdeckung/vorhersagen").text
    assert text.count('href="/abdeckung?am=') == 3
    assert all(f"am={day.isoformat()}" in text for day in told)
