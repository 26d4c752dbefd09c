"""Exchange meetings: planning, series by the local clock, moving, cancelling, signing up, the agenda."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
import time_machine
from sqlalchemy import select

from accounts.models import Notice
from core.db import db, transaction, utcnow
from core.errors import Conflict, NotAllowed
from core.formats import LOCAL
from knowledge import actions
from knowledge.actions.meetings import MeetingEntry
from knowledge.models import Meeting, MeetingTopic, Rhythm
from knowledge.rules.series import Repeat, spans
from tests.conftest import counted_queries, person
from tests.forms import hidden_fields, submit
from tests.knowledge.meeting import again, attend, plan, topic

NOW = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)
FIELDS = {
    "title": "Austausch im Oktober",
    "on": "2026-10-20",
    "starts": "10:00",
    "ends": "11:30",
    "place": "Rathaus, Raum 112",
    "body": "Was **hilft** uns?",
}


@pytest.fixture(autouse=True)
def _october():
    with time_machine.travel(NOW, tick=True):
        yield


def told(kind):
    notices = db.session.scalars(select(Notice).where(Notice.kind == kind).order_by(Notice.id))
    return [(notice.person_id, notice.subject_id) for notice in notices]


def entry_of(meeting, **changes):
    values = {name: getattr(meeting, name) for name in ("title", "place", "starts_at", "ends_at", "body")}
    return MeetingEntry(**values | changes)


def test_a_series_keeps_its_hour_through_both_clock_changes():
    first = datetime(2026, 10, 20, 8, 0, tzinfo=UTC), datetime(2026, 10, 20, 9, 30, tzinfo=UTC)
    found = spans(first, Repeat(Rhythm.WEEKLY, 2, 14), "Europe/Berlin")
    assert {start.astimezone(LOCAL).strftime("%H:%M") for start, _ in found} == {"10:00"}
    assert {end.astimezone(LOCAL).strftime("%H:%M") for _, end in found} == {"11:30"}
    hours = [start.astimezone(UTC).hour for start, _ in found]
    assert hours == [8] + [9] * 11 + [8] * 2
    assert {later[0].date() - sooner[0].date() for sooner, later in pairwise(found)} == {timedelta(days=14)}


def test_the_hour_that_the_clock_leaves_out_still_ends_after_it_begins():
    first = datetime(2027, 3, 21, 1, 30, tzinfo=UTC), datetime(2027, 3, 21, 2, 0, tzinfo=UTC)
    found = spans(first, Repeat(Rhythm.WEEKLY, 1, 3), "Europe/Berlin")
    assert all(end > start for start, end in found)


@pytest.mark.parametrize(
    ("first", "days"),
    [
        (datetime(2026, 10, 20, 8, 0, tzinfo=UTC), ["2026-10-20", "2026-11-17", "2026-12-15"]),
        (datetime(2026, 10, 30, 9, 0, tzinfo=UTC), ["2026-10-30", "2026-11-27", "2026-12-25"]),
    ],
)
def test_a_monthly_series_stays_on_its_weekday_of_the_month(first, days):
    found = spans((first, first + timedelta(hours=1)), Repeat(Rhythm.MONTHLY, 1, 3), "Europe/Berlin")
    assert [str(start.date()) for start, _ in found] == days


def test_a_meeting_is_planned_by_form_and_the_circle_is_told_once(client_of, run_jobs):
    pia = client_of("pia")
    response = submit(pia, "/treffen/neu", **FIELDS)
    [meeting] = db.session.scalars(select(Meeting)).all()
    assert response.location == f"/treffen/{meeting.id}"
    assert (meeting.starts_at, meeting.ends_at) == (
        datetime(2026, 10, 20, 8, 0, tzinfo=UTC),
        datetime(2026, 10, 20, 9, 30, tzinfo=UTC),
    )
    page = pia.get(response.location).text
    assert "10:00 bis 11:30 Uhr" in page
    assert "<strong>hilft</strong>" in page
    run_jobs()
    circle = {person(key).id for key in ("detlef", "paul", "olga")}
    assert {number for number, _ in told("meeting_announced")} == circle


def test_a_double_press_plans_once(client_of):
    pia = client_of("pia")
    fields = (
        hidden_fields(pia.get("/treffen/neu").text, None) | FIELDS | {"rhythm": "weekly", "step": "2", "length": "3"}
    )
    assert [pia.post("/treffen/neu", data=fields).status_code for _ in range(2)] == [303, 303]
    assert len(db.session.scalars(select(Meeting)).all()) == 3


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"ends": "09:00"}, "nach dem Beginn"),
        ({"on": "2026-09-01"}, "schon vorbei"),
        ({"on": "irgendwann"}, "Tag als Datum"),
        ({"starts": ""}, "wann es beginnt"),
        ({"place": " "}, "Ort oder den Link"),
        ({"on": "2031-01-01"}, "nächsten drei Jahre"),
        ({"rhythm": "weekly", "step": "0"}, "von 1 bis 12"),
        ({"rhythm": "monthly", "length": "x"}, "von 2 bis 60"),
        ({"rhythm": "monthly", "length": "61"}, "von 2 bis 60"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(client_of, changes, words):
    response = submit(client_of("pia"), "/treffen/neu", **FIELDS | changes)
    assert response.status_code == 422
    assert words in response.text
    assert not db.session.scalars(select(Meeting)).all()


def test_moving_one_of_a_series_leaves_the_others_and_tells_who_signed_up(client_of):
    first = plan(repeat=Repeat(Rhythm.WEEKLY, 1, 3))
    second = db.session.scalars(select(Meeting).order_by(Meeting.id)).all()[1]
    attend(second, "paul")
    planned = second.planned_at
    response = submit(client_of("pia"), f"/treffen/{second.id}/bearbeiten", **FIELDS)
    assert response.status_code == 303
    moved = again(second)
    assert (moved.planned_at, moved.starts_at) == (planned, datetime(2026, 10, 20, 8, 0, tzinfo=UTC))
    assert moved.sequence == 1
    assert told("meeting_moved") == [(person("paul").id, second.id)]
    assert again(first).sequence == 0
    assert "verlegt" in client_of("paul").get(f"/treffen/{second.id}").text


def test_another_title_alone_tells_nobody_and_the_same_again_changes_nothing(app):
    meeting = plan()
    attend(meeting, "paul")
    for entry in (entry_of(meeting), entry_of(meeting, title="Neuer Titel")):
        with transaction():
            actions.edit_meeting(actor=person("pia"), meeting=again(meeting), entry=entry)
    assert again(meeting).sequence == 1
    assert not told("meeting_moved")


def test_cancelling_one_or_the_rest_of_a_series(client_of):
    plan(repeat=Repeat(Rhythm.WEEKLY, 1, 4))
    numbers = db.session.scalars(select(Meeting.id).order_by(Meeting.id)).all()
    attend(db.session.get_one(Meeting, numbers[3]), "paul")
    pia = client_of("pia")
    submit(pia, f"/treffen/{numbers[0]}/absagen", reason="Feiertag")
    submit(pia, f"/treffen/{numbers[2]}/absagen", reason="Sommerpause", whole_series="y")
    off = [number for number in numbers if db.session.get_one(Meeting, number).is_cancelled]
    assert off == [numbers[0], numbers[2], numbers[3]]
    assert told("meeting_cancelled") == [(person("paul").id, numbers[3])]
    page = pia.get(f"/treffen/{numbers[0]}").text
    assert "Feiertag" in page
    assert "Anmelden" not in page[page.index("<main") :]


def test_signing_up_and_off_is_the_same_however_often_it_is_pressed(client_of):
    meeting = plan()
    paul, path = client_of("paul"), f"/treffen/{meeting.id}"
    for wanted, words in (("1", "Paul Pohl"), ("1", "Paul Pohl"), ("0", "noch niemand"), ("0", "noch niemand")):
        token = hidden_fields(paul.get(path).text, f"{path}/teilnahme")
        assert paul.post(f"{path}/teilnahme", data=token | {"wanted": wanted}).status_code == 303
        assert words in paul.get(path).text


def test_topics_are_ordered_by_votes_and_a_vote_counts_once(client_of):
    meeting = plan()
    path = f"/treffen/{meeting.id}"
    topic(meeting, "pia", "Zuerst eingetragen")
    paul = client_of("paul")
    submit(paul, path, action=path, title="Später, aber wichtiger")
    second = db.session.scalars(select(MeetingTopic).order_by(MeetingTopic.id.desc())).first()
    vote = f"/treffen/themen/{second.id}/stimme"
    for _ in range(2):
        submit(paul, path, action=vote, wanted="1")
    submit(client_of("olga"), path, action=vote, wanted="1")
    page = paul.get(path).text
    assert page.index("Später, aber wichtiger") < page.index("Zuerst eingetragen")
    assert "2 Stimmen" in page
    submit(paul, path, action=vote, wanted="0")
    assert "1 Stimme" in paul.get(path).text


def test_only_its_author_the_organiser_and_the_office_remove_a_topic(app):
    meeting = plan("pia")
    made = topic(meeting, "paul")
    with pytest.raises(NotAllowed), transaction():
        actions.remove_topic(actor=person("detlef"), topic=db.session.get_one(MeetingTopic, made.id))
    with transaction():
        actions.remove_topic(actor=person("pia"), topic=db.session.get_one(MeetingTopic, made.id))
    assert not db.session.scalars(select(MeetingTopic)).all()


def test_what_is_over_takes_nobody_and_no_topics(app):
    meeting = plan()
    with time_machine.travel(NOW + timedelta(days=8)):
        for step in (lambda: attend(meeting, "paul"), lambda: topic(meeting, "paul")):
            with pytest.raises(Conflict, match="meeting_is_over"):
                step()


def test_who_signed_up_is_reminded_once_a_day_before_however_late(run_jobs):
    meeting = plan(starts_at=NOW + timedelta(days=3))
    attend(meeting, "paul")
    run_jobs()
    assert not told("meeting_reminder")
    from knowledge.jobs import remind_of_meetings

    with time_machine.travel(NOW + timedelta(days=2, hours=1)):
        run_jobs()
        remind_of_meetings()
        assert told("meeting_reminder") == [(person("paul").id, meeting.id)]


def test_a_moved_meeting_is_not_reminded_of_at_its_old_time(run_jobs):
    meeting = plan(starts_at=NOW + timedelta(days=3))
    attend(meeting, "paul")
    later = entry_of(meeting, starts_at=NOW + timedelta(days=30), ends_at=NOW + timedelta(days=30, hours=1))
    with transaction():
        actions.edit_meeting(actor=person("pia"), meeting=again(meeting), entry=later)
    with time_machine.travel(NOW + timedelta(days=2, hours=1)):
        run_jobs()
        assert not told("meeting_reminder")
    with time_machine.travel(NOW + timedelta(days=29, hours=1)):
        run_jobs()
        assert len(told("meeting_reminder")) == 1


def test_past_meetings_come_page_by_page_and_cost_the_same(client_of):
    plan(repeat=Repeat(Rhythm.WEEKLY, 1, 60), starts_at=NOW + timedelta(days=1))
    with time_machine.travel(NOW + timedelta(days=365)):
        pia, seen, address = client_of("pia"), [], "/treffen/vergangen"
        while address:
            with counted_queries() as statements:
                page = pia.get(address).text
            assert len(statements) <= 4
            seen += [part.split('"')[0] for part in page.split('<h3><a href="/treffen/')[1:]]
            address = page.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0] if 'rel="next"' in page else None
        assert len(seen) == len(set(seen)) == 52
        assert [int(number) for number in seen] == sorted((int(number) for number in seen), reverse=True)


def test_employees_do_not_see_meetings_and_are_not_told(client_of, run_jobs):
    meeting = plan()
    assert client_of("erika").get(f"/treffen/{meeting.id}").status_code == 403
    run_jobs()
    assert person("erika").id not in {number for number, _ in told("meeting_announced")}
    assert utcnow() > NOW


def test_a_meeting_that_is_over_is_not_cancelled_any_more(client_of):
    meeting = plan()
    attend(meeting, "paul")
    with time_machine.travel(again(meeting).ends_at + timedelta(minutes=1), tick=False):
        pia, path = client_of("pia"), f"/treffen/{meeting.id}/absagen"
        answer = pia.get(path)
        assert answer.location == f"/treffen/{meeting.id}"
        assert "kann nicht mehr abgesagt werden" in pia.get(answer.location).text
        with pytest.raises(Conflict, match="meeting_is_over"), transaction():
            actions.cancel_meeting(actor=person("pia"), meeting=again(meeting), reason="Zu spät")
    assert not again(meeting).is_cancelled
    assert not told("meeting_cancelled")
