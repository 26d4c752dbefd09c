"""The demo city's programmes and courses, made by the real actions."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from accounts.models import Person
from core.db import clock_at, db
from core.formats import LOCAL
from pilots.actions import cohorts, programmes
from pilots.actions.cohorts import CohortEntry, SessionEntry
from pilots.actions.programmes import ProgrammeEntry
from pilots.models import Cohort, Programme, ProgrammeLevel

MADE_BEFORE = timedelta(days=400)
SATURDAY = 5
OFFICE = "amt@demo.example"
People = Mapping[str, Person]
Entry = Mapping[str, Any]


def live_courses(content: Entry, *, people: People, now: datetime) -> Mapping[str, Programme]:
    """`content`: programmes and cohorts; `people` by e-mail address. The programmes by their keys."""
    taught: dict[str, Programme] = {}
    with clock_at(now - MADE_BEFORE):
        for entry in content["programmes"]:
            taught[entry["key"]] = _programme(entry, taught, people)
        db.session.flush()
    for entry in content["cohorts"]:
        with clock_at(_morning(now, entry["planned"])):
            _cohort(entry, taught[entry["programme"]], people, now)
            db.session.flush()
    return taught


def _programme(entry: Entry, taught: Mapping[str, Programme], people: People) -> Programme:
    same = ("name", "provider", "hours", "least_attendance", "modules")
    fields = {name: entry[name] for name in same} | {
        "valid_months": entry.get("valid_months"),
        "refresher_months": entry.get("refresher_months"),
        "grant_day_cents": entry["grant_day"] * 100 if "grant_day" in entry else None,
        "grant_days": entry.get("grant_days"),
        "grant_most": entry.get("grant_most"),
        "prerequisites": {taught[key].id for key in entry.get("requires", ())},
    }
    words = ProgrammeEntry(level=ProgrammeLevel(entry["level"]), body=entry["body"].strip(), **fields)
    return programmes.create_programme(actor=people[OFFICE], entry=words, submission=f"programme-{entry['key']}")


def _cohort(entry: Entry, programme: Programme, people: People, now: datetime) -> Cohort:
    made = cohorts.create_cohort(
        actor=people[OFFICE],
        programme=programme,
        entry=CohortEntry(
            name=entry["name"],
            seats=entry["seats"],
            enrols_from=_morning(now, entry["enrols_from"]),
            enrols_until=_morning(now, entry["enrols_until"]),
            locks_at=_morning(now, entry["locks"]),
            place=entry["place"],
            seat_cents=entry["seat_cost"] * 100,
            budget_line=entry["budget_line"],
        ),
        submission=f"cohort-{entry['key']}",
    )
    for number, part in enumerate(entry["dates"]):
        words = _date(part, programme, people, now)
        cohorts.add_session(actor=people[OFFICE], cohort=made, entry=words, submission=f"date-{number}")
    return made


def _date(part: Entry, programme: Programme, people: People, now: datetime) -> SessionEntry:
    day = _morning(now, part["days"]).date()
    day += timedelta(days=7 - day.weekday()) if day.weekday() >= SATURDAY else timedelta()
    trainer = people.get(part["trainer"])
    return SessionEntry(
        starts_at=datetime.combine(day, time.fromisoformat(part["starts"]), LOCAL),
        ends_at=datetime.combine(day, time.fromisoformat(part["ends"]), LOCAL),
        module_id=programme.modules[part["module"]].id,
        trainer_id=trainer.id if trainer else None,
        trainer_name="" if trainer else part["trainer"],
    )


def _morning(now: datetime, days: int) -> datetime:
    return datetime.combine(now.astimezone(LOCAL).date() + timedelta(days=days), time(), LOCAL)
