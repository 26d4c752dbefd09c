"""Handing over: everything goes to one person at once, who is told once; nothing open is left, nothing is forgotten."""

import secrets
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, or_, select

from accounts import actions as accounts_actions
from accounts.models import Appointment, Department, Notice
from accounts.rules import PERIODS
from core.audit import AuditEntry
from core.db import Model, db, transaction, utcnow
from core.errors import Conflict, NotAllowed
from knowledge import actions
from knowledge.models import (
    Booking,
    ConsultationHour,
    Follow,
    Freshness,
    Meeting,
    MeetingOutcome,
    OwnerKind,
    Ownership,
    Practice,
    PracticeState,
    Question,
    QuestionState,
    Tag,
)
from pilots.actions import hand_over
from pilots.jobs import forget_handovers
from pilots.models import Handover, HandoverItem
from pilots.queries.handovers import movers, open_parts, parts_of
from tests.conftest import person
from tests.forms import submit
from tests.knowledge.asking import accept, again, answer, ask
from tests.knowledge.consulting import book, offer
from tests.knowledge.meeting import hold, outcome, plan
from tests.knowledge.practising import practise


def load(key: str = "pia") -> None:
    """Something of every kind, and of most what does not go over too."""
    ask("erika", title="Wie drucke ich?")
    answer(ask("erika", title="Wie scanne ich?"))
    accepted = answer(ask("erika", title="Wie signiere ich?"))
    accept(accepted)
    practise(key)
    practise(key, title="Noch ein Entwurf", is_published=False)
    book(offer(key), "erika")
    plan(key)
    outcome(hold(plan("olga")), key)
    follow(key)


def follow(key: str, *, is_on: bool = True) -> None:
    tag = db.session.scalars(select(Tag).where(Tag.slug == "signatur")).one().id
    department = db.session.scalars(select(Department).where(Department.slug == "bauamt")).one().id
    with transaction():
        actions.follow_tag(actor=person(key), tag=db.session.get_one(Tag, tag), is_on=is_on)
        actions.follow_department(actor=person(key), department=db.session.get_one(Department, department), is_on=is_on)


def give(leaver: str = "pia", successor: str = "detlef", actor: str = "olga", key: str | None = None) -> Handover:
    with transaction():
        return hand_over(
            actor=person(actor),
            leaver=person(leaver),
            successor=person(successor),
            note="Frau Engel bitte anrufen.",
            submission=key or secrets.token_hex(8),
        )


def listed(reader: str, handover: Handover) -> dict[str, list[str]]:
    found = parts_of(person(reader), db.session.get_one(Handover, handover.id))
    return {part.code: [row.title for row in part.rows] for part in found}


def count(column, *which) -> int:
    return db.session.scalar(select(func.count()).where(column, *which)) or 0


def test_everything_goes_over_and_nothing_open_is_left(app):
    load()
    before = open_parts(person("olga"), person("pia"))
    assert [part.code for part in before] == [mover.code for mover in movers()], "one of every kind"
    handover = give()
    db.session.expire_all()
    pia, detlef = person("pia").id, person("detlef").id
    assert open_parts(person("olga"), person("pia")) == []
    assert count(Question.owner_id == pia) == 0
    assert count(Freshness.owner_id == pia) == 0
    assert count(Follow.person_id == pia, or_(Follow.tag_id.is_not(None), Follow.department_id.is_not(None))) == 0
    assert count(ConsultationHour.pilot_id == pia) == 0
    assert count(Meeting.organiser_id == pia, Meeting.ends_at > utcnow()) == 0
    assert count(MeetingOutcome.person_id == pia, MeetingOutcome.done_at.is_(None)) == 0
    assert count(Practice.author_id == pia, Practice.state == PracticeState.DRAFT) == 0
    assert count(Question.owner_id == detlef, Question.state == QuestionState.OPEN) == 1
    shown = listed("detlef", handover)
    assert shown["questions"] == ["Wie drucke ich?", "Wie scanne ich?"]
    assert shown["practices"] == ["Urkunden mit Vorlage statt Abtippen", "Noch ein Entwurf"]
    assert shown["tasks"] == ["Scanner bestellen"]
    assert [part.code for part in before] == list(shown)


def test_every_question_has_one_owner_and_its_history_says_why(app):
    question = ask("erika")
    give()
    found = again(question)
    spans = db.session.scalars(select(Ownership).where(Ownership.question_id == found.id).order_by(Ownership.seq)).all()
    assert [span.until is None for span in spans] == [False, True]
    assert (spans[1].person_id, spans[1].note) == (person("detlef").id, "Frau Engel bitte anrufen.")
    assert found.answer_by is not None
    assert found.owner_id == person("detlef").id


def test_a_published_card_keeps_its_author_and_a_draft_names_whoever_began_it(app):
    card, draft = practise("pia"), practise("pia", title="Entwurf", is_published=False)
    give(successor="paul")
    db.session.expire_all()
    assert db.session.get_one(Practice, card.id).author.name == "Pia Petersen"
    begun = db.session.get_one(Practice, draft.id)
    assert begun.author.name == "Paul Pohl"
    assert [one.name for one in begun.contributors] == ["Pia Petersen"]


def test_the_successor_is_told_once_with_the_list(app, run_jobs, mailbox, client_of):
    load()
    run_jobs()
    before = len(mailbox())
    handover = give()
    number = handover.id
    give_again = give(key=db.session.get_one(Handover, number).submission)
    assert give_again.id == number
    run_jobs()
    of_detlef = select(Notice).where(Notice.person_id == person("detlef").id, Notice.kind != "meeting_announced")
    assert [notice.kind for notice in db.session.scalars(of_detlef)] == ["handed_over"]
    to_detlef = [mail.as_string() for mail in mailbox()[before:] if "detlef@" in mail["To"]]
    notices = [text for text in to_detlef if f"/uebergaben/{number}" in text]
    assert len(notices) == 1
    page = client_of("detlef").get(f"/uebergaben/{number}").text
    assert "Wie drucke ich?" in page
    assert "Frau Engel bitte anrufen." in page


def test_the_same_press_again_hands_over_once_and_a_second_one_finds_nothing(app):
    load()
    first = give(key="einmal")
    assert give(key="einmal").id == first.id
    with pytest.raises(Conflict) as refused:
        give()
    assert refused.value.code == "nothing_to_hand_over"
    assert count(Handover.id.is_not(None)) == 1
    acts = db.session.scalars(select(AuditEntry).where(AuditEntry.act == "pilots.hand_over")).all()
    assert [(act.subject_id, act.details["questions"]) for act in acts] == [(person("pia").id, 2)]


def test_questions_of_the_successor_and_urgent_ones_in_their_absence_go_by_the_rules(app):
    own, urgent = ask("detlef"), ask("erika")
    answered = ask("erika", title="Schon beantwortet")
    answer(answered)
    assert again(own).owner_id == person("pia").id
    with transaction():
        accounts_actions.record_absence(
            actor=person("detlef"),
            person=person("detlef"),
            starts_at=utcnow() - timedelta(hours=1),
            ends_at=utcnow() + timedelta(days=9),
        )
    handover = give()
    for question in (own, urgent):
        found = again(question)
        assert found.owner_kind is OwnerKind.OFFICE or found.owner_id not in (person("pia").id, person("detlef").id)
    assert again(answered).owner_id == person("detlef").id
    assert listed("olga", handover)["questions"] == ["Schon beantwortet"]


def test_whoever_booked_a_slot_is_told_whom_they_meet(app, run_jobs, mailbox, client_of):
    hour = offer("pia")
    booking, own = book(hour, "erika"), book(hour, "detlef", number=1)
    run_jobs()
    before = len(mailbox())
    give()
    run_jobs()
    told = select(Notice).where(Notice.kind == "slot_moved", Notice.subject_id == booking.id)
    assert [notice.person_id for notice in db.session.scalars(told)] == [person("erika").id]
    assert db.session.get_one(Booking, own.id).is_cancelled, "nobody talks to themselves"
    path = f"/sprechstunden/termine/{booking.id}"
    assert client_of("detlef").get(path).status_code == 200
    assert client_of("pia").get(path).status_code == 404
    calendars = [mail for mail in mailbox()[before:] if "text/calendar" in mail.as_string()]
    methods = sorted(
        (mail["To"].partition(" ")[0], "METHOD:CANCEL" in part.get_content())
        for mail in calendars
        for part in mail.walk()
        if part.get_content_type() == "text/calendar"
    )
    assert ("Pia", True) in methods
    assert ("Detlef", False) in methods
    assert ("Erika", False) in methods


def test_who_muted_a_tag_is_left_in_peace(app):
    ask("erika")
    follow("pia")
    follow("detlef", is_on=False)
    give()
    kept = db.session.scalars(select(Follow).where(Follow.person_id == person("detlef").id, Follow.tag_id.is_not(None)))
    assert [one.muted_at is not None for one in kept] == [True]


@pytest.mark.parametrize("actor", ["pia", "detlef", "erika", "paul"])
def test_only_who_ends_appointments_hands_over(app, actor):
    load()
    with pytest.raises(NotAllowed):
        give(actor=actor)


@pytest.mark.parametrize("successor", ["pia", "erika", "karl"])
def test_nobody_takes_over_who_could_not_look_after_it(app, successor):
    load()
    with pytest.raises(Conflict) as refused:
        give(successor=successor)
    assert refused.value.code == "successor_unfit"
    assert count(Question.owner_id == person("pia").id) > 0, "nothing went over"


def test_by_form_the_office_hands_over_and_the_leaver_looks_on(app, client_of):
    load()
    path = f"/amt/uebergabe/{person('pia').id}"
    page = client_of("pia").get(path).text
    assert "Wie drucke ich?" in page
    assert 'name="successor"' not in page
    olga = client_of("olga")
    assert "Detlef Dorn (Standesamt)" in olga.get(path).text
    assert submit(olga, path).status_code == 422
    assert submit(olga, path, successor=str(person("erika").id)).status_code == 422
    sent = submit(olga, path, successor=str(person("detlef").id), note="Viel Erfolg")
    assert sent.status_code == 303
    assert "Viel Erfolg" in olga.get(sent.location).text
    after = olga.get(path).text
    assert "Es gibt nichts zu übergeben." in after
    assert sent.location in after
    assert client_of("pia").get(sent.location).status_code == 200
    assert client_of("paul").get(sent.location).status_code == 404


def test_the_end_of_an_appointment_leads_there(app, client_of):
    appointment = db.session.scalars(select(Appointment).where(Appointment.person_id == person("pia").id)).one()
    path, leaver = f"/verwaltung/benennungen/{appointment.id}/beenden", person("pia").id
    olga = client_of("olga")
    assert f"/amt/uebergabe/{leaver}" in olga.get(path).text
    end = (utcnow() + timedelta(days=30)).date().isoformat()
    assert submit(olga, path, valid_until=end).location == f"/amt/uebergabe/{leaver}"


def test_what_is_not_the_readers_to_see_is_counted_alone(app):
    question = ask("erika")
    handover = give()
    with transaction():
        actions.withdraw_question(actor=person("erika"), question=again(question))
    (part,) = parts_of(person("detlef"), db.session.get_one(Handover, handover.id))
    assert (part.rows, part.more) == ([], 1)


def test_lists_are_forgotten_after_their_period(app):
    ask("erika")
    give()
    forget_handovers()
    assert count(Handover.id.is_not(None)) == 1
    with time_machine.travel(utcnow() + PERIODS["handovers"] + timedelta(days=1)):
        forget_handovers()
    assert count(Handover.id.is_not(None)) == 0
    assert count(HandoverItem.thing_id.is_not(None)) == 0


STAYS = {
    "who did, wrote or saw something once": """
        adoption_events.actor_id answers.author_id attachments.uploader_id cause_changes.actor_id causes.created_by_id
        comments.author_id duplicates.actor_id duplicates.ended_by_id freshness.checked_by_id
        coverage_goals.actor_id appointment_moves.actor_id appointment_moves.on_behalf_of_id
        questions.ended_by_id handovers.actor_id handovers.leaver_id
        handovers.successor_id meeting_outcomes.author_id meeting_topics.author_id meetings.minutes_by_id
        notices.actor_id ownerships.actor_id polls.author_id posts.author_id post_revisions.editor_id
        practice_contributors.person_id
        practice_events.actor_id practice_revisions.editor_id question_events.actor_id questions.asker_id
        revisions.editor_id role_grants.granted_by_id thread_events.actor_id threads.author_id clock_pauses.asked_by_id
        received_mails.person_id
        bookings.cancelled_by_id saved_questions.person_id same_askers.person_id
        hidings.actor_id hidings.author_id hidings.lifted_by_id reports.reporter_id reports.settled_by_id
        nominations.nominee_id nominations.nominated_by_id nominations.ended_by_id nominations.council_by_id
        nomination_moves.actor_id nomination_moves.on_behalf_of_id switches.actor_id
        premoderations.actor_id unsealings.decided_by_id unsealings.requested_by_id
        programmes.author_id cohorts.author_id certificate_moves.actor_id certificate_moves.on_behalf_of_id
        attendances.noted_by_id
        enrolments.ended_by_id enrolment_moves.actor_id
        enrolment_moves.on_behalf_of_id
    """,
    "what belongs to the person and not to the task": """
        enrolments.person_id
        absences.person_id api_tokens.person_id bookings.person_id calendar_feeds.person_id confirmations.person_id
        digests.person_id invitations.person_id meeting_attendances.person_id meeting_topic_votes.person_id
        notice_settings.person_id notices.person_id one_time_links.person_id pilot_topics.person_id
        poll_votes.person_id reactions.person_id role_grants.person_id sign_ins.person_id thread_readings.person_id
        votes.person_id seals.mask_id certificates.person_id
    """,
    "what the office decides by itself": """
        appointments.person_id departments.head_id cohort_sessions.trainer_id
    """,
}


def test_whatever_points_to_a_person_goes_over_or_stays_for_a_reason(app):
    """A new column that names somebody: does it say who looks after something? Then it needs a mover."""
    named = {
        f"{table.name}.{column.name}"
        for table in Model.metadata.tables.values()
        for column in table.columns
        for key in column.foreign_keys
        if key.column.table.name == "people"
    }
    moved = set().union(*(mover.columns for mover in movers()))
    stays = {name for names in STAYS.values() for name in names.split()}
    assert not moved & stays
    assert moved | stays == named


def test_every_kind_has_its_heading(app):
    load()
    page = app.jinja_env.get_template("pilots/_handover.html").module
    with app.test_request_context():
        names = [str(page.part_name(mover.code)).strip() for mover in movers()]
    assert all(names)
    assert len(set(names)) == len(names)
