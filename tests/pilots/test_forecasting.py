"""The forecast from the database to page, API and command line, kept once a day."""

import json
from datetime import date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from accounts.actions.periods import note_period
from accounts.models import Appointment, AppointmentKind, Department, Person
from accounts.queries.organisation import today
from core.db import db, transaction, utcnow
from core.formats import LOCAL
from pilots.jobs import renew_forecast
from pilots.models import CoverageForecast, Nomination, NominationState, Standing
from pilots.queries import coverage_on
from pilots.queries.forecasting import city_on
from pilots.queries.forecasts import first_of_months, forecast_on
from pilots.rules.forecast import NEVER, Stage, Verdict, Wave
from pilots.views.forecast_words import season
from tests.api.caller import script_of
from tests.conftest import counted_queries, person
from tests.pilots.teaching import cohort, programme, session


@pytest.fixture
def settled(app) -> list[Department]:
    """Six departments that count got a pilot one after the other; the rest of the cast's departments do not count."""
    with time_machine.travel(utcnow() - timedelta(days=900)):
        with transaction():
            for department in db.session.scalars(select(Department)):
                department.is_counted = False
                note_period(department)
        places = [add_department(number) for number in range(8)]
    for number, place in enumerate(places[:6]):
        appoint(place, today() - timedelta(days=800 - 100 * number))
    return places


def add_department(number: int) -> Department:
    with transaction():
        place = Department(code=f"F{number}", name=f"Amt F{number}", slug=f"amt-f{number}")
        db.session.add(place)
        db.session.flush()
        note_period(place)
    return place


def appoint(place: Department, begins: date, until: date | None = None, key: str = "emil") -> None:
    with transaction():
        row = Appointment(kind=AppointmentKind.PILOT, valid_from=begins, valid_until=until)
        row.person, row.department = db.session.merge(person(key)), db.session.get_one(Department, place.id)
        db.session.add(row)


def nominate(place: Department, *, days_ago: int, state: NominationState, ended: int | None = None) -> None:
    with transaction():
        now = utcnow()
        db.session.add(
            Nomination(
                department_id=place.id,
                kind=AppointmentKind.PILOT,
                state=state,
                made_as=Standing.OFFICE,
                nominee_id=person("emil").id,
                nominated_by_id=person("olga").id,
                submission=f"{place.id}-{days_ago}",
                submitted_at=now - timedelta(days=days_ago),
                consent_asked_at=None if ended is None else now - timedelta(days=days_ago - 1),
                consent_until=None if ended is None else now - timedelta(days=days_ago - 15),
                consented_at=None if ended is None else now - timedelta(days=days_ago - 2),
                ended_at=None if ended is None else now - timedelta(days=ended),
                ended_by_id=None if ended is None else person("olga").id,
            )
        )


def test_what_there_is_and_what_was_counted(settled) -> None:
    appoint(settled[6], today() - timedelta(days=30), today() + timedelta(days=60))
    city = city_on(today())
    assert [place.ends for place in city.places] == [[NEVER]] * 6 + [[60.0], []]
    history = city.history
    assert history.days == 800
    assert list(history.arrivals.waves) == [Wave(1, 8 - n) for n in range(6)] + [Wave(1, 2)]
    assert history.leaving.events == 0
    assert history.leaving.years == pytest.approx((sum(800 - 100 * n for n in range(6)) + 30) / 365.25)
    assert history.ways is None


def test_an_end_opens_a_gap_and_counts_as_leaving(settled) -> None:
    appoint(settled[6], today() - timedelta(days=300), today() - timedelta(days=100))
    history = city_on(today()).history
    assert history.leaving.events == 1
    assert city_on(today()).places[6].ends == []
    assert city_on(today() - timedelta(days=150)).places[6].ends == [50.0]


def test_nominations_and_courses_make_the_ways(settled) -> None:
    nominate(settled[6], days_ago=40, state=NominationState.SUBMITTED)
    nominate(settled[7], days_ago=90, state=NominationState.CONFIRMED, ended=50)
    nominate(settled[2], days_ago=700, state=NominationState.CONFIRMED, ended=690)
    made = cohort(programme(), seats=9)
    session(made, today() + timedelta(days=40))
    city = city_on(today())
    assert [[one.stage for one in place.candidates] for place in city.places[6:]] == [[Stage.PROPOSED], [Stage.READY]]
    assert [list(place.candidates) for place in city.places[:6]] == [[]] * 6  # the third was appointed since
    ways = city.history.ways
    assert ways is not None
    assert (ways.confirming.well, ways.confirming.badly, ways.deciding.events) == (2, 0, 2)
    assert ways.seats == [9]
    assert [course.free for course in city.courses] == [9]


def test_the_nightly_keeps_one_forecast_a_day(settled) -> None:
    renew_forecast()
    renew_forecast()
    assert db.session.scalar(select(func.count()).select_from(CoverageForecast)) == 1
    kept = forecast_on(today())
    assert kept is not None
    assert kept.verdict in (Verdict.EXPECTED, Verdict.BEYOND)
    assert kept.basis["lacking"] == 2
    assert len(kept.curve) == 61


def test_with_too_little_data_it_says_so_everywhere(app, client_of) -> None:
    renew_forecast()
    text = client_of("erika").get("/abdeckung").text
    assert "zu wenige Daten" in text
    told = script_of("erika").get("/coverage").json["forecast"]
    assert (told["complete_on"], told["earliest"], told["latest"]) == (None, None, None)
    assert "zu wenige Daten" in told["basis"]


def test_page_api_and_command_tell_the_same(app, client_of, settled) -> None:
    renew_forecast()
    kept = forecast_on(today())
    assert kept is not None
    told = script_of("erika").get("/coverage").json["forecast"]
    result = app.test_cli_runner().invoke(args=["coverage", "--json"])
    assert json.loads(result.stdout)["forecast"] == told
    assert told["complete_on"] == (kept.complete_on.isoformat() if kept.complete_on else None)
    text = client_of("erika").get("/abdeckung").text
    assert told["basis"] in text
    assert "80\N{NO-BREAK SPACE}%" in text or "80 %" in text


def test_a_past_day_keeps_its_forecast_whatever_happens_today(client_of, settled) -> None:
    yesterday = today() - timedelta(days=1)
    with time_machine.travel(datetime.combine(yesterday, datetime.min.time(), LOCAL) + timedelta(hours=3)):
        renew_forecast()
    before = script_of("erika").get("/coverage", on=yesterday.isoformat()).json
    appoint(settled[6], today())
    appoint(settled[7], today())
    renew_forecast()
    assert script_of("erika").get("/coverage", on=yesterday.isoformat()).json == before
    now = script_of("erika").get("/coverage").json["forecast"]
    assert now["complete_on"] == today().isoformat()
    assert coverage_on().figures.without == 0
    older = script_of("erika").get("/coverage", on=(yesterday - timedelta(days=1)).isoformat()).json["forecast"]
    assert older["complete_on"] is None


def test_of_each_month_the_first_is_compared(settled) -> None:
    for days in (0, 1, 40, 41, 80):
        with time_machine.travel(utcnow().replace(day=15) - timedelta(days=days)):
            renew_forecast()
    days = [kept.on for kept in first_of_months()]
    assert days == sorted(days, reverse=True)
    assert len({(day.year, day.month) for day in days}) == len(days)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2028, 9, 1), "Herbst 2028"),
        (date(2028, 12, 1), "Winter 2028/29"),
        (date(2029, 2, 28), "Winter 2028/29"),
        (date(2029, 3, 1), "Frühjahr 2029"),
        (date(2029, 8, 31), "Sommer 2029"),
    ],
)
def test_seasons(app, day: date, words: str) -> None:
    with app.test_request_context():
        assert season(day) == words


def test_the_page_asks_as_often_however_much_was_forecast(client_of, settled) -> None:
    renew_forecast()
    erika = client_of("erika")
    with counted_queries() as few:
        erika.get("/abdeckung")
    for days in range(1, 5):
        with time_machine.travel(utcnow() - timedelta(days=days)):
            renew_forecast()
    with counted_queries() as many:
        erika.get("/abdeckung")
    assert len(few) == len(many)


def test_nobody_is_named_in_what_is_kept(settled) -> None:
    renew_forecast()
    kept = db.session.scalars(select(CoverageForecast)).one()
    names = db.session.scalars(select(Person.name)).all()
    assert not [name for name in names if name in json.dumps([kept.basis, kept.curve])]
