"""Calendars to subscribe to, and invitations by mail, read back by other readers than the one that writes them."""

from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest
import recurring_ical_events
import time_machine
import vobject
from sqlalchemy import select

from core.db import db, transaction, utcnow
from core.formats import LOCAL
from core.hashing import hashed
from knowledge import actions
from knowledge.actions.meetings import MeetingEntry
from knowledge.models import CalendarFeed, Meeting, Rhythm
from knowledge.rules.series import Repeat
from tests import ics
from tests.conftest import person
from tests.forms import submit
from tests.knowledge.meeting import again, attend, plan

NOW = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)
TUESDAY = datetime(2026, 10, 20, 8, 0, tzinfo=UTC)
HARD = "Übergabe; „Prüfung“, Größe: ÄÖÜß\\n und noch viele Wörter mehr, damit die Zeile gefaltet werden muss"


@pytest.fixture(autouse=True)
def _october():
    with time_machine.travel(NOW, tick=True):
        yield


def subscribe(client, kind="own"):
    """The path of a new calendar."""
    page = submit(client, "/ich/kalender", action="/ich/kalender", kind=kind).text
    return "/kalender/" + page.split("/kalender/")[1].split("<")[0]


def edit(meeting, key="pia", **changes):
    found = again(meeting)
    values = {name: getattr(found, name) for name in ("title", "place", "starts_at", "ends_at", "body")}
    with transaction():
        actions.edit_meeting(actor=person(key), meeting=found, entry=MeetingEntry(**values | changes))


def cancel(meeting):
    with transaction():
        actions.cancel_meeting(actor=person("pia"), meeting=again(meeting), reason="Feiertag")


def in_series():
    return db.session.scalars(select(Meeting).where(Meeting.series_id.is_not(None)).order_by(Meeting.planned_at)).all()


def occurrences(content):
    """Start in local time, title and place of everything in the calendar, by recurring-ical-events."""
    calendar = icalendar.Calendar.from_ical(content)
    found = recurring_ical_events.of(calendar).between(date(2026, 1, 1), date(2030, 1, 1))
    rows = [(event["DTSTART"].dt, str(event["SUMMARY"]), str(event["LOCATION"])) for event in found]
    return sorted((start.astimezone(LOCAL).strftime("%Y-%m-%d %H:%M"), title, place) for start, title, place in rows)


def calendar_parts(mails):
    """Method and content of the calendar in each mail."""
    found = []
    for mail in mails:
        [part] = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
        found.append((part.get_param("method"), part.get_payload(decode=True)))
    return found


def test_the_pilots_calendar_holds_a_series_with_its_exceptions_over_the_clock_change(client, client_of):
    plan(starts_at=TUESDAY, title=HARD, repeat=Repeat(Rhythm.WEEKLY, 1, 5))
    parts = in_series()
    cancel(parts[1])
    edit(parts[3], starts_at=TUESDAY + timedelta(days=23, hours=3), ends_at=TUESDAY + timedelta(days=23, hours=4))
    edit(parts[4], place="Videokonferenz")
    address = subscribe(client_of("olga"), "pilots")
    content = client.get(address).data
    expected = [
        ("2026-10-20 10:00", "Rathaus, Raum 112"),
        ("2026-11-03 10:00", "Rathaus, Raum 112"),
        ("2026-11-12 12:00", "Rathaus, Raum 112"),
        ("2026-11-17 10:00", "Videokonferenz"),
    ]
    assert occurrences(content) == [(start, HARD, place) for start, place in expected]
    calendar = ics.read(content)
    [master, moved, elsewhere] = ics.events(calendar)
    assert master.text("SUMMARY") == HARD
    assert master.one("RRULE") == "FREQ=WEEKLY;COUNT=5;INTERVAL=1"
    assert master.one("EXDATE") == "20261027T100000"
    assert (moved.one("RECURRENCE-ID"), moved.one("DTSTART")) == ("20261110T100000", "20261112T120000")
    assert elsewhere.one("RECURRENCE-ID") == "20261117T100000"
    assert len({event.one("UID") for event in (master, moved, elsewhere)}) == 1


def test_a_second_library_reads_the_same(client, client_of):
    plan(starts_at=TUESDAY, title=HARD, repeat=Repeat(Rhythm.WEEKLY, 1, 3))
    read = vobject.readOne(client.get(subscribe(client_of("pia"), "pilots")).data.decode())
    event = read.vevent
    assert event.summary.value == HARD
    assert event.location.value == "Rathaus, Raum 112"
    assert [at.astimezone(UTC).hour for at in event.getrruleset(addRDate=True)] == [8, 9, 9]


@pytest.mark.parametrize(
    ("first", "repeat"),
    [
        (TUESDAY, Repeat(Rhythm.WEEKLY, 2, 15)),
        (TUESDAY, Repeat(Rhythm.MONTHLY, 1, 14)),
        (datetime(2026, 10, 30, 9, 0, tzinfo=UTC), Repeat(Rhythm.MONTHLY, 2, 9)),
        (datetime(2026, 10, 24, 22, 30, tzinfo=UTC), Repeat(Rhythm.WEEKLY, 1, 24)),
    ],
)
def test_the_rule_in_the_calendar_gives_the_very_meetings(client, client_of, first, repeat):
    plan(starts_at=first, repeat=repeat)
    content = client.get(subscribe(client_of("pia"), "pilots")).data
    ics.read(content)
    ours = [meeting.starts_at.astimezone(LOCAL).strftime("%Y-%m-%d %H:%M") for meeting in in_series()]
    assert [start for start, _, _ in occurrences(content)] == ours


def test_the_clock_change_stands_in_the_calendar_as_germany_has_it(client, client_of):
    plan(starts_at=TUESDAY)
    content = client.get(subscribe(client_of("pia"), "pilots")).data.decode()
    zone = vobject.readOne(content).vtimezone.tzinfo
    offsets = [
        datetime(2027, 3, 28, 1, 59),  # noqa: DTZ001
        datetime(2027, 3, 28, 3, 0),  # noqa: DTZ001
        datetime(2026, 10, 25, 1, 59),  # noqa: DTZ001
        datetime(2026, 10, 25, 3, 1),  # noqa: DTZ001
    ]
    assert [zone.utcoffset(at) for at in offsets] == [timedelta(hours=hours) for hours in (1, 2, 2, 1)]


def test_ones_own_calendar_shows_what_one_signed_up_for_and_what_was_cancelled(client, client_of):
    mine, other, off = plan(title="Meines"), plan(title="Anderes"), plan(title="Abgesagtes")
    attend(mine, "paul")
    attend(off, "paul")
    cancel(off)
    found = ics.events(ics.read(client.get(subscribe(client_of("paul"))).data))
    assert {(event.text("SUMMARY"), event.one("STATUS")) for event in found} == {
        ("Meines", "CONFIRMED"),
        ("Abgesagtes", "CANCELLED"),
    }
    assert other.title not in {event.text("SUMMARY") for event in found}


def test_the_address_is_shown_once_kept_as_a_hash_and_ends(client, client_of):
    pia = client_of("pia")
    address = subscribe(pia)
    secret = address.removeprefix("/kalender/").removesuffix(".ics")
    [feed] = db.session.scalars(select(CalendarFeed)).all()
    assert feed.token_hash == hashed(secret)
    assert secret not in pia.get("/ich/kalender").text
    answer = client.get(address)
    assert answer.mimetype == "text/calendar"
    assert answer.headers["Cache-Control"].startswith("private")
    assert "Set-Cookie" not in answer.headers
    assert client.get(address, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    submit(pia, "/ich/kalender", action=f"/ich/kalender/{feed.id}/beenden")
    assert client.get(address).status_code == 404
    assert client.get("/kalender/falsch.ics").status_code == 404


def test_who_is_no_pilot_has_no_common_calendar_and_who_was_loses_it(client, client_of):
    refused = submit(client_of("erika"), "/ich/kalender", action="/ich/kalender", kind="pilots")
    assert refused.status_code == 422
    address = subscribe(client_of("paul"), "pilots")
    assert client.get(address).status_code == 200
    with transaction():
        for appointment in person("paul").appointments:
            appointment.valid_until = utcnow().date()
    assert client.get(address).status_code == 404


def test_somebody_blocked_reads_nothing(client, client_of):
    address = subscribe(client_of("paul"))
    with transaction():
        person("paul").blocked_at = utcnow()
    assert client.get(address).status_code == 404


def test_no_more_than_ten_addresses(client_of):
    pia = client_of("pia")
    for _ in range(10):
        subscribe(pia)
    refused = submit(pia, "/ich/kalender", action="/ich/kalender", kind="own")
    assert "schon 10 Adressen" in refused.text


def test_signing_up_moving_and_cancelling_reach_the_calendar_by_mail(run_jobs, mailbox):
    meeting = plan(title=HARD, starts_at=TUESDAY)
    run_jobs()
    before = len(mailbox())
    attend(meeting, "paul")
    run_jobs()
    edit(meeting, starts_at=TUESDAY + timedelta(days=7), ends_at=TUESDAY + timedelta(days=7, hours=1))
    run_jobs()
    cancel(meeting)
    run_jobs()
    mails = [mail for mail in mailbox()[before:] if mail["To"].startswith("Paul")]
    assert [mail["Subject"].split(":")[0] for mail in mails] == ["Für Ihren Kalender", "Geändert", "Abgesagt"]
    assert [method for method, _ in calendar_parts(mails)] == ["REQUEST", "REQUEST", "CANCEL"]
    found = [ics.read(content) for _, content in calendar_parts(mails)]
    assert [calendar.one("METHOD") for calendar in found] == ["REQUEST", "REQUEST", "CANCEL"]
    parts = [event for calendar in found for event in ics.events(calendar)]
    assert [part.one("SEQUENCE") for part in parts] == ["0", "1", "2"]
    assert len({part.one("UID") for part in parts}) == 1
    assert parts[0].text("SUMMARY") == HARD
    assert [part.one("DTSTART") for part in parts] == ["20261020T100000", "20261027T090000", "20261027T090000"]
    assert len({mail["Message-ID"] for mail in mails}) == 3


def test_a_mail_carries_words_and_the_calendar_side_by_side(run_jobs, mailbox):
    attend(plan(starts_at=TUESDAY), "paul")
    run_jobs()
    mail = next(mail for mail in mailbox() if mail["Subject"].startswith("Für Ihren Kalender"))
    assert mail.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html", "text/calendar"]
    text = mail.get_body(("plain",)).get_content()
    assert "Di, 20. Oktober 2026, 10:00 bis 11:30 Uhr" in text
    read = vobject.readOne(calendar_parts([mail])[0][1].decode())
    assert read.vevent.attendee.value == "mailto:paul@stadt.example"


def test_signing_on_and_off_quickly_mails_only_what_holds_and_off_and_on_rises(run_jobs, mailbox):
    meeting = plan(starts_at=TUESDAY)
    run_jobs()
    before = len(mailbox())
    attend(meeting, "paul")
    attend(meeting, "paul", wanted=False)
    run_jobs()
    assert len(mailbox()) == before, "nothing was told, so nothing is taken back"
    for wanted in (True, False, True):
        attend(meeting, "paul", wanted=wanted)
        run_jobs()
    found = [ics.events(ics.read(content))[0] for _, content in calendar_parts(mailbox()[before:])]
    assert [event.one("STATUS") for event in found] == ["CONFIRMED", "CANCELLED", "CONFIRMED"]
    numbers = [int(event.one("SEQUENCE")) for event in found]
    assert numbers == sorted(set(numbers))


def test_two_changes_before_the_worker_comes_are_one_mail(run_jobs, mailbox):
    meeting = plan(starts_at=TUESDAY)
    attend(meeting, "paul")
    run_jobs()
    before = len(mailbox())
    edit(meeting, place="Raum 1")
    edit(meeting, place="Raum 2")
    run_jobs()
    [(_, content)] = calendar_parts(mailbox()[before:])
    assert ics.events(ics.read(content))[0].text("LOCATION") == "Raum 2"


def test_one_meeting_as_a_file(client_of):
    meeting = plan(starts_at=TUESDAY, title=HARD)
    answer = client_of("pia").get(f"/treffen/{meeting.id}/termin.ics")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="treffen-{meeting.id}.ics"'
    assert ics.events(ics.read(answer.data))[0].text("SUMMARY") == HARD


def test_hostile_words_stay_words(client, client_of):
    title = 'Ende\\nEND:VEVENT;X=1,"2" \u2028BEGIN:VALARM'
    plan(starts_at=TUESDAY, title=title, place='Raum "A"; \\, B')
    found = ics.events(ics.read(client.get(subscribe(client_of("pia"), "pilots")).data))
    assert [event.text("SUMMARY") for event in found] == [title]
    assert found[0].text("LOCATION") == 'Raum "A"; \\, B'
