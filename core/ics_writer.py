"""Writes the events of `core/ics.py` as iCalendar; the only import of icalendar."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
from icalendar import vCalAddress, vText

from core.ics import Event, Method, Party, Rule

PRODUCT = "-//Lotsennetz//Lotsennetz 1//DE"
ZONE = "Europe/Berlin"


def feed(name: str, events: Iterable[Event]) -> bytes:
    calendar = _calendar()
    calendar.add("X-WR-CALNAME", vText(name))
    calendar.add("NAME", vText(name))
    calendar.add("REFRESH-INTERVAL", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", timedelta(hours=1))
    for event in events:
        calendar.add_component(_component(event))
    return bytes(calendar.to_ical())


def message(method: Method, event: Event, *, organizer: Party, attendee: Party) -> bytes:
    calendar = _calendar()
    calendar.add("METHOD", method.value)
    component = _component(event)
    component.add("ORGANIZER", _address(organizer))
    accepted = _address(attendee)
    for name, value in (("ROLE", "REQ-PARTICIPANT"), ("PARTSTAT", "ACCEPTED"), ("RSVP", "FALSE")):
        accepted.params[name] = vText(value)
    component.add("ATTENDEE", accepted)
    calendar.add_component(component)
    return bytes(calendar.to_ical())


def _calendar() -> icalendar.Calendar:
    calendar = icalendar.Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", PRODUCT)
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add_component(_berlin())
    return calendar


def _berlin() -> icalendar.Timezone:
    """The rule since 1996: summer from the last Sunday of March, 2 o'clock, to that of October, 3 o'clock."""
    zone = icalendar.Timezone()
    zone.add("TZID", ZONE)
    winter, summer = timedelta(hours=1), timedelta(hours=2)
    for part, name, begins, month, before, after in (
        (icalendar.TimezoneDaylight(), "CEST", "19960331T020000", 3, winter, summer),
        (icalendar.TimezoneStandard(), "CET", "19961027T030000", 10, summer, winter),
    ):
        part.add("DTSTART", datetime.strptime(begins, "%Y%m%dT%H%M%S"))  # noqa: DTZ007 -- local by definition
        part.add("TZOFFSETFROM", before)
        part.add("TZOFFSETTO", after)
        part.add("TZNAME", name)
        part.add("RRULE", {"FREQ": "YEARLY", "BYMONTH": month, "BYDAY": "-1SU"})
        zone.add_component(part)
    return zone


def _component(event: Event) -> icalendar.Event:
    made = icalendar.Event()
    made.add("UID", event.uid)
    made.add("DTSTAMP", event.changed_at.astimezone(UTC).replace(microsecond=0))
    made.add("LAST-MODIFIED", event.changed_at.astimezone(UTC).replace(microsecond=0))
    made.add("SEQUENCE", event.sequence)
    if event.replaces is not None:
        made.add("RECURRENCE-ID", _local(event.replaces))
    made.add("DTSTART", _local(event.starts_at))
    made.add("DTEND", _local(event.ends_at))
    if event.rule is not None:
        made.add("RRULE", _rule(event.rule))
    if event.without:
        made.add("EXDATE", [_local(at) for at in event.without])
    made.add("SUMMARY", event.title)
    made.add("LOCATION", event.place)
    made.add("DESCRIPTION", f"{event.text}\n\n{event.url}".strip())
    made.add("URL", event.url)
    made.add("STATUS", "CANCELLED" if event.is_cancelled else "CONFIRMED")
    return made


def _rule(rule: Rule) -> dict[str, str | int]:
    every: dict[str, str | int] = {"FREQ": rule.rhythm.upper(), "INTERVAL": rule.step, "COUNT": rule.length}
    return every | ({"BYDAY": rule.weekday} if rule.weekday else {})


def _local(at: datetime) -> datetime:
    return at.astimezone(ZoneInfo(ZONE)).replace(microsecond=0)


def _address(party: Party) -> vCalAddress:
    address = vCalAddress(f"mailto:{party.address}")
    address.params["CN"] = vText(party.name)
    return address
