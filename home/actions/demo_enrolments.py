"""Who of the demo city takes part in courses, and who waits; lived through by the real actions."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from accounts.models import AppointmentKind, Department, Person
from accounts.queries.organisation import today
from core.db import clock_at, db
from core.formats import LOCAL
from pilots.actions import enrolments
from pilots.actions.grant import GrantEntry
from pilots.actions.seats import settle_seats
from pilots.models import Cohort, Enrolment, Funding

OFFICE = "amt@demo.example"
BREAKFAST = time(9, 30)
# Today's deeds were done before the city was loaded.
JUST_NOW = timedelta(minutes=20)
AN_HOUR = timedelta(hours=1)
People = Mapping[str, Person]
Entry = Mapping[str, Any]


def live_enrolments(content: Sequence[Entry], *, people: People, now: datetime) -> None:
    """`content`: who, for each course."""
    for part in content:
        key = Cohort.submission == f"cohort-{part['cohort']}"
        cohort = db.session.scalars(select(Cohort).where(key)).one()
        made = [(entry, _enrolled(entry, cohort, people, now)) for entry in part["people"]]
        for entry, enrolment in made:
            if "preferred" in entry:
                with clock_at(_at(-1, now)):
                    enrolments.prefer_enrolment(actor=people[OFFICE], enrolment=enrolment, reason=entry["preferred"])
        for entry, enrolment in made:
            if "cancels" in entry:
                with clock_at(_at(entry["cancels"], now)):
                    enrolments.cancel_enrolment(actor=people[entry["person"]], enrolment=enrolment)
        with clock_at(now):
            settle_seats(cohort=cohort)
        db.session.flush()


def _enrolled(entry: Entry, cohort: Cohort, people: People, now: datetime) -> Enrolment:
    """With the grant, where the land pays for it."""
    enrolment = _enrol(entry, cohort, people, now)
    if "voucher" in entry:
        with clock_at(_at(entry["days"], now) + AN_HOUR):
            cents = entry["received"] * 100 if "received" in entry else None
            grant = GrantEntry(Funding.GRANT, entry["voucher"], today(), cents)
            enrolments.settle_funding(actor=people[OFFICE], enrolment=enrolment, entry=grant)
    return enrolment


def _enrol(entry: Entry, cohort: Cohort, people: People, now: datetime) -> Enrolment:
    key = f"demo-{cohort.id}-{entry.get('person', entry.get('guest'))}"
    with clock_at(_at(entry["days"], now)):
        if "guest" in entry:
            return enrolments.enrol_external(actor=people[OFFICE], cohort=cohort, name=entry["guest"], submission=key)
        person = people[entry["person"]]
        department = db.session.get_one(Department, person.department_id)
        wanted: dict[str, Any] = {"department": department, "kind": AppointmentKind(entry.get("kind", "pilot"))}
        if entry.get("self"):
            return enrolments.request_seat(actor=person, cohort=cohort, submission=key, **wanted)
        return enrolments.enrol_person(actor=people[OFFICE], cohort=cohort, person=person, submission=key, **wanted)


def _at(days: int, now: datetime) -> datetime:
    day = now.astimezone(LOCAL).date() + timedelta(days=days)
    return min(datetime.combine(day, BREAKFAST, LOCAL), now - JUST_NOW)
