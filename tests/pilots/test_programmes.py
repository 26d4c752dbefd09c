"""Programmes, courses and their dates: making, changing, copying, what stands in the way of a date, who sees what."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from accounts.models import Absence
from core.db import db, transaction, utcnow
from core.errors import Conflict, NotAllowed
from core.formats import LOCAL
from pilots.actions import cohorts, programmes
from pilots.models import Cohort, CohortSession, Programme, ProgrammeLevel, ProgrammeModule
from pilots.queries.conflicts import conflicts_of
from pilots.queries.programmes import coming_cohorts, get_cohort, get_programme
from pilots.rules.programmes import a_year_later
from tests.conftest import counted_queries, person
from tests.forms import submit
from tests.pilots.teaching import again, at, cohort, cohort_entry, programme, programme_entry, session

MONDAY = date(2027, 3, 1)
FIELDS = {
    "name": "Aufbaulehrgang KI",
    "provider": "Digitalakademie@bw",
    "level": "advanced",
    "hours": "16",
    "least_attendance": "75",
    "modules": "Grundlagen\nGrenzen",
    "body": "Was **KI** kann.",
}
COURSE = {
    "name": "KI im Herbst",
    "seats": "12",
    "first_day": "2027-01-10",
    "last_day": "2027-02-10",
    "lock_day": "2027-02-20",
    "seat_cost": "690,50",
}
DATE = {"on": "2027-03-01", "starts": "09:00", "ends": "16:00", "trainer": "Paul Pohl"}


def edit(one: Programme, **changes: object) -> Programme:
    with transaction():
        return programmes.edit_programme(
            actor=person("olga"), programme=db.session.get_one(Programme, one.id), entry=programme_entry(**changes)
        )


def names(one: Programme) -> list[str]:
    return [module.name for module in get_programme(person("erika"), one.id).modules]


def test_the_office_makes_a_programme_a_course_and_its_dates(client_of):
    browser = client_of("olga")
    assert submit(browser, "/verwaltung/lehrgaenge/neu", **FIELDS).status_code == 303
    made = db.session.scalars(select(Programme)).one()
    assert (made.slug, made.level, made.valid_months) == ("aufbaulehrgang-ki", ProgrammeLevel.ADVANCED, None)
    answer = submit(browser, f"/verwaltung/lehrgaenge/{made.id}/kurs", **COURSE)
    course = db.session.scalars(select(Cohort)).one()
    assert answer.location == f"/verwaltung/kurse/{course.id}"
    assert course.seat_cents == 69_050
    assert course.enrols_until == datetime(2027, 2, 11, tzinfo=LOCAL)
    module = db.session.scalars(select(ProgrammeModule).order_by(ProgrammeModule.id)).first()
    path = f"/verwaltung/kurse/{course.id}/termin"
    assert submit(browser, path, **DATE, module=str(module.id)).status_code == 303
    kept = db.session.scalars(select(CohortSession)).one()
    assert (kept.trainer_id, kept.trainer_name, kept.module_id) == (person("paul").id, "", module.id)
    assert kept.starts_at == at(MONDAY, 9)
    page = client_of("erika").get(f"/lernen/{course.slug}").text
    for words in ("KI im Herbst", "Mo, 1. März 2027, 09:00 bis 16:00 Uhr", "Paul Pohl", "10. Februar 2027, 23:59 Uhr"):
        assert words in page


def test_what_is_wrong_comes_back_with_everything_typed(client_of):
    browser, made = client_of("olga"), programme()
    answer = submit(browser, "/verwaltung/lehrgaenge/neu", **FIELDS | {"hours": "viele", "valid_months": "0"})
    assert answer.status_code == 422
    assert "Geben Sie eine Zahl von 1 bis 1000 ein." in answer.text
    assert "Was **KI** kann." in answer.text
    wrong = COURSE | {"last_day": "2027-01-01", "seat_cost": "viel"}
    answer = submit(browser, f"/verwaltung/lehrgaenge/{made.id}/kurs", **wrong)
    assert answer.status_code == 422
    assert "der nicht vor dem ersten liegt" in answer.text
    assert "Geben Sie einen Betrag ein" in answer.text


def test_a_repeated_submission_makes_one(app):
    entry = programme_entry()
    for _ in range(2):
        with transaction():
            programmes.create_programme(actor=person("olga"), entry=entry, submission="einmal")
    one = db.session.scalars(select(Programme)).one()
    for _ in range(2):
        with transaction():
            cohorts.create_cohort(
                actor=person("olga"),
                programme=db.session.get_one(Programme, one.id),
                entry=cohort_entry(),
                submission="k",
            )
    assert len(db.session.scalars(select(Cohort)).all()) == 1


def test_two_of_the_same_name_have_addresses_of_their_own(app):
    assert [programme().slug for _ in range(3)] == ["grundlehrgang", "grundlehrgang-2", "grundlehrgang-3"]


@pytest.mark.parametrize("key", ["erika", "pia", "heike", "anna"])
def test_only_the_office_makes_and_changes_them(app, key):
    one, course = programme(), cohort()
    entry, who = programme_entry(), person(key)
    for attempt in (
        lambda: programmes.create_programme(actor=who, entry=entry, submission="x"),
        lambda: programmes.archive_programme(actor=who, programme=db.session.get_one(Programme, one.id)),
        lambda: cohorts.edit_cohort(actor=who, cohort=again(course), entry=cohort_entry()),
        lambda: cohorts.cancel_cohort(actor=who, cohort=again(course), reason="Darum."),
        lambda: cohorts.copy_cohort(actor=who, cohort=again(course), name="Noch einer", submission="x"),
    ):
        with pytest.raises(NotAllowed), transaction():
            attempt()


def test_modules_keep_their_rows_when_names_change_or_move(app):
    one = programme(modules=("A", "B", "C"))
    ids = {module.name: module.id for module in get_programme(person("erika"), one.id).modules}
    edit(one, modules=("C", "A", "B"))
    assert names(one) == ["C", "A", "B"]
    edit(one, modules=("C", "Anders", "B"))
    found = {module.name: module.id for module in get_programme(person("erika"), one.id).modules}
    assert found == {"C": ids["C"], "Anders": ids["A"], "B": ids["B"]}
    edit(one, modules=("C", "B", "Neu", "Noch neuer"))
    assert names(one) == ["C", "B", "Neu", "Noch neuer"]
    with pytest.raises(Conflict, match="module_twice"):
        edit(one, modules=("C", "C"))


def test_a_module_that_was_taught_stays(app):
    one = programme(modules=("A", "B"))
    module = get_programme(person("erika"), one.id).modules[0].id
    session(cohort(one), MONDAY, module_id=module)
    with pytest.raises(Conflict, match="module_taught"):
        edit(one, modules=("B",))
    assert names(one) == ["A", "B"]


def test_a_programme_never_requires_itself(app):
    first, second, third = (programme(name=name) for name in ("Eins", "Zwei", "Drei"))
    edit(second, name="Zwei", prerequisites={first.id})
    edit(third, name="Drei", prerequisites={second.id})
    for wanted in (first.id, third.id):
        with pytest.raises(Conflict, match="requires_itself"):
            edit(first, name="Eins", prerequisites={wanted})
    assert [each.name for each in get_programme(person("erika"), third.id).prerequisites] == ["Zwei"]


def test_an_archived_programme_takes_no_new_courses(app):
    one = programme()
    with transaction():
        programmes.archive_programme(actor=person("olga"), programme=db.session.get_one(Programme, one.id))
    with pytest.raises(NotAllowed):
        cohort(one)
    with transaction():
        programmes.restore_programme(actor=person("olga"), programme=db.session.get_one(Programme, one.id))
    assert cohort(one).programme_id == one.id


def test_what_stands_in_the_way_of_a_date_is_shown_and_forbids_nothing(app):
    course, other = cohort(), cohort(name="Der andere")
    easter = session(course, date(2027, 3, 29))
    both = session(course, date(2027, 4, 7), trainer_id=person("paul").id)
    clear = session(course, date(2027, 4, 14))
    twin = session(other, date(2027, 4, 7), first=15, last=17)
    session(other, date(2027, 4, 14), first=16, last=17)
    with transaction():
        for key in ("erika", "paul"):
            away = {"starts_at": at(date(2027, 4, 7), 0), "ends_at": at(date(2027, 4, 15), 0)}
            db.session.add(Absence(person_id=person(key).id, **away))
    found = conflicts_of(get_cohort(person("olga"), course.id), [person("erika")])
    assert found[easter.id].holiday == "Ostermontag"
    assert [one.id for one in found[both.id].sessions] == [twin.id]
    assert [one.name for one in found[both.id].away] == ["Erika Engel", "Paul Pohl"]
    assert [one.name for one in found[clear.id].away] == ["Erika Engel"]
    assert (found[clear.id].holiday, found[clear.id].sessions) == (None, [])


def test_a_copied_course_keeps_weekdays_and_times_through_clock_changes(app):
    course = cohort()
    for day in (date(2027, 3, 25), date(2027, 5, 27)):
        session(course, day)
    with transaction():
        copy = cohorts.copy_cohort(actor=person("olga"), cohort=again(course), name="Noch einmal", submission="c")
    found = get_cohort(person("olga"), copy.id)
    local = [one.starts_at.astimezone(LOCAL) for one in found.sessions]
    assert [one.date() for one in local] == [date(2028, 3, 23), date(2028, 5, 25)]
    assert {one.hour for one in local} == {9}
    assert found.copied_from_id == course.id
    assert conflicts_of(found)[found.sessions[1].id].holiday == "Christi Himmelfahrt"
    assert a_year_later(course.enrols_until) == found.enrols_until


def test_a_removed_date_stays_as_a_row_and_is_shown_to_nobody(app, client_of):
    course = cohort()
    kept, gone = session(course, MONDAY), session(course, MONDAY + timedelta(days=7))
    answer = submit(client_of("olga"), f"/verwaltung/kurstermine/{gone.id}/streichen")
    assert answer.status_code == 303
    assert [one.id for one in get_cohort(person("erika"), course.id).sessions] == [kept.id]
    row = db.session.get_one(CohortSession, gone.id)
    assert row.removed_at is not None
    assert row.sequence == 1
    assert client_of("olga").get(f"/verwaltung/kurstermine/{gone.id}/bearbeiten").status_code == 404


def test_a_cancelled_course_says_why_and_can_not_be_changed(app, client_of):
    course = cohort()
    answer = submit(client_of("olga"), f"/verwaltung/kurse/{course.id}/absagen", reason="Zu wenige Anmeldungen.")
    assert answer.status_code == 303
    assert "Zu wenige Anmeldungen." in client_of("erika").get(f"/lernen/{course.slug}").text
    assert not coming_cohorts(utcnow())
    with pytest.raises(NotAllowed), transaction():
        cohorts.edit_cohort(actor=person("olga"), cohort=again(course), entry=cohort_entry())


def test_lists_cost_the_same_however_long_they_are(app, client_of):
    browser = client_of("olga")

    def cost(path: str) -> int:
        with counted_queries() as queries:
            assert browser.get(path).status_code == 200
        return len(queries)

    def add(first: int) -> None:
        for number in range(first, first + 3):
            course = cohort(programme(name=f"Lehrgang {number}"), name=f"Kurs {number}")
            for week in range(3):
                session(course, MONDAY + timedelta(weeks=week, days=number))

    add(0)
    paths = ("/lernen", "/verwaltung/lehrgaenge", "/api/v1/cohorts", "/verwaltung/kurse/1", "/lernen/kurs-0")
    before = [cost(path) for path in paths]
    add(3)
    assert [cost(path) for path in paths] == before


def test_programs_read_the_courses_page_by_page(app, client_of):
    one = programme()
    made = [cohort(one, name=f"Kurs {number}") for number in range(3)]
    session(made[0], MONDAY)
    first = client_of("erika").get("/api/v1/cohorts?limit=2").json
    assert [each["slug"] for each in first["items"]] == ["kurs-0", "kurs-1"]
    assert first["items"][0]["sessions"][0]["place"] == "Rathaus, Raum 112"
    assert first["next"].endswith(f"after={made[1].id}&limit=2") or f"after={made[1].id}" in first["next"]
    rest = client_of("erika").get(first["next"].removeprefix("http://127.0.0.1:5000")).json
    assert [each["slug"] for each in rest["items"]] == ["kurs-2"]
    assert rest["next"] is None
