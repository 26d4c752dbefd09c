"""Nominations: made, asked, decided; written down step by step, told to whom it concerns, never two at a time."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from accounts import actions as accounts
from accounts.models import AppointmentKind, Department, Notice
from accounts.queries.organisation import today
from core.audit import AuditEntry
from core.db import db, transaction, utcnow
from core.errors import Conflict, NotAllowed
from pilots import jobs
from pilots.actions import nominations as steps
from pilots.actions.nominating import edit_nomination, submit_nomination
from pilots.models import Nomination, NominationMove, Standing
from pilots.models import NominationState as State
from pilots.rules.nominations import CONSENT_TERM, REMIND_BEFORE
from tests.conftest import person
from tests.pilots.nominating import (
    again,
    consented,
    council,
    do,
    draft,
    entry,
    in_state,
    lapsed,
    nominate,
    propose,
    second_office,
    volunteer,
)


def history(nomination: Nomination) -> list[tuple[str, Standing]]:
    of_it = select(NominationMove).where(NominationMove.subject_id == nomination.id).order_by(NominationMove.seq)
    return [(move.move, move.standing) for move in db.session.scalars(of_it)]


def told(kind: str) -> set[str]:
    rows = db.session.scalars(select(Notice).where(Notice.kind == kind))
    return {row.person.email.partition("@")[0] for row in rows}


def refused(expected: str, call, *args, **kwargs) -> None:
    with pytest.raises(Conflict) as error:
        call(*args, **kwargs)
    assert error.value.code == expected


@pytest.mark.parametrize("state", [*State])
def test_the_state_is_the_last_row_of_the_history(app, state):
    made = in_state(state)
    assert made.state is state
    moves = db.session.scalars(select(NominationMove).where(NominationMove.subject_id == made.id)).all()
    rows = sorted(moves, key=lambda move: move.seq)
    assert [row.seq for row in rows] == [*range(1, len(rows) + 1)]
    assert [row.from_state for row in rows] == [None, *(row.to_state for row in rows[:-1])]
    assert rows[-1].to_state == state
    acts = db.session.scalars(select(AuditEntry.act).where(AuditEntry.subject_kind == "nomination")).all()
    assert [act.removeprefix("pilots.") for act in acts] == [row.move for row in rows]


def test_the_head_nominates_and_the_nominee_is_asked_until_the_minute(app):
    made = nominate()
    assert history(made) == [
        ("draft_nomination", Standing.HEAD),
        ("submit_nomination", Standing.HEAD),
        ("ask_consent", Standing.SYSTEM),
    ]
    assert made.consent_until == made.consent_asked_at + CONSENT_TERM
    assert told("nomination_consent") == {"emil"}


def test_a_draft_is_told_to_nobody_and_can_be_changed(app):
    made = draft()
    assert db.session.scalars(select(Notice)).all() == []
    do(edit_nomination, made, "heike", entry=entry("emil", kind="deputy", why="Anders."))
    assert (again(made).kind, again(made).why) == (AppointmentKind.DEPUTY, "Anders.")
    do(submit_nomination, made, "heike")
    with pytest.raises(Conflict):
        do(edit_nomination, made, "heike", entry=entry("emil"))


def test_the_same_press_again_nominates_once(app):
    assert nominate(key="einmal").id == nominate(key="einmal").id
    assert len(history(again(nominate(key="einmal")))) == 3


def test_a_department_has_one_under_way_for_each_kind(app):
    first = nominate()
    refused("one_is_live", nominate)
    refused("one_is_live", propose)
    refused("one_is_live", volunteer)
    other = draft()
    refused("one_is_live", do, submit_nomination, other, "heike")
    assert nominate(kind="deputy").state is State.AWAITING_CONSENT
    do(steps.withdraw, first, "heike", reason="Doch nicht.")
    assert do(submit_nomination, other, "heike").state is State.AWAITING_CONSENT


def test_the_database_itself_refuses_a_second_one(app):
    made = nominate()
    row = {column.name: getattr(made, column.name) for column in Nomination.__table__.columns if column.name != "id"}
    with pytest.raises(IntegrityError), transaction():
        db.session.add(Nomination(**row | {"submission": "anders"}))


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": State.LAPSED},
        {"state": State.REFUSED, "ended_at": utcnow()},
        {"consent_until": None},
        {"council_how": "Mündlich"},
        {"submitted_at": None},
        {"nominee_id": None},
        {"ended_at": utcnow()},
        {"forgotten_at": utcnow()},
    ],
)
def test_the_database_refuses_half_truths(app, wrong):
    change = update(Nomination).where(Nomination.id == nominate().id).values(**wrong)
    with pytest.raises(IntegrityError), transaction():
        db.session.execute(change)


def test_consent_leads_to_the_office_which_confirms(app):
    made = consented()
    assert told("nomination_consented") == {"heike", "olga"}
    do(steps.confirm, made, "olga")
    ended = again(made)
    assert (ended.state, ended.ended_by_id) == (State.CONFIRMED, person("olga").id)
    assert told("nomination_confirmed") == {"heike", "emil"}
    refused("step_not_allowed", do, steps.confirm, made, "olga")


def test_who_declines_gives_no_reason_and_the_head_learns_no_more(app):
    made = do(steps.decline, nominate(), "emil")
    assert (made.state, made.end_reason) == (State.DECLINED, "")
    assert told("nomination_declined") == {"heike", "olga"}


def test_the_office_asks_and_the_head_answers(app):
    made = do(steps.query, consented(), "olga", question="Wie viele Stunden?")
    assert told("nomination_query") == {"heike"}
    refused("step_not_allowed", do, steps.confirm, made, "olga")
    do(steps.answer_query, made, "heike", answer="Vier in der Woche.")
    assert told("nomination_answered") == {"olga"}
    assert do(steps.confirm, made, "olga").state is State.CONFIRMED


def test_what_the_office_proposes_waits_for_the_head(app):
    made = propose()
    assert (made.state, told("nomination_to_endorse")) == (State.SUBMITTED, {"heike"})
    assert told("nomination_consent") == set(), "the person is asked when the head agrees"
    with pytest.raises(NotAllowed):
        do(steps.endorse, made, "olga")
    do(steps.endorse, made, "heike")
    assert told("nomination_consent") == {"emil"}


def test_who_volunteers_has_consented_by_that(app):
    made = volunteer()
    assert told("nomination_to_endorse") == {"heike"}
    do(steps.endorse, made, "heike")
    endorsed = again(made)
    assert (endorsed.state, endorsed.consented_at) == (State.CONSENTED, endorsed.submitted_at)
    assert told("nomination_consented") == {"olga"}
    assert told("nomination_endorsed") == {"emil"}
    assert do(steps.step_back, made, "emil").state is State.WITHDRAWN
    assert told("nomination_stepped_back") == {"heike", "olga"}


def test_a_head_who_volunteers_waits_for_nobody_in_the_department(app):
    assert volunteer("heike").state is State.CONSENTED
    assert nominate("heike", "heike", kind="deputy").state is State.CONSENTED


def test_on_behalf_of_the_head_is_written_down_and_told(app):
    made = nominate("olga")
    moves = db.session.scalars(select(NominationMove).where(NominationMove.subject_id == made.id)).all()
    heike = person("heike").id
    assert [move.on_behalf_of_id for move in sorted(moves, key=lambda move: move.seq)] == [heike, heike, None]
    assert told("nomination_on_behalf") == {"heike"}
    with transaction():
        person("ben").department = person("emil").department
    assert nominate("ben", kind="deputy").state is State.AWAITING_CONSENT
    refused("not_for_oneself", nominate, "ben", "ben", kind="pilot")
    with pytest.raises(NotAllowed):
        nominate("erika")


def test_another_of_the_office_may_endorse_for_the_head(app):
    made = propose()
    second_office()
    do(steps.endorse, made, "paul")
    row = db.session.scalars(select(NominationMove).where(NominationMove.move == "endorse_nomination")).one()
    assert (row.standing, row.on_behalf_of_id) == (Standing.HEAD, person("heike").id)


def test_the_staff_council_comes_first_where_it_is_switched_on(app):
    council()
    made = consented()
    refused("council_missing", do, steps.confirm, made, "olga")
    tomorrow = utcnow().date() + timedelta(days=2)
    refused("council_in_future", do, steps.document_council, made, "olga", on=tomorrow, how="Sitzung")
    with pytest.raises(NotAllowed):
        do(steps.document_council, made, "heike", on=utcnow().date(), how="Sitzung")
    do(steps.document_council, made, "olga", on=utcnow().date() - timedelta(days=1), how="Zugestimmt, Sitzung 12")
    assert do(steps.confirm, made, "olga").state is State.CONFIRMED
    refused("step_not_allowed", do, steps.document_council, made, "olga", on=utcnow().date(), how="Noch einmal")


def test_switching_needs_office_or_administration(app):
    council(actor="anna")
    council(actor="anna")
    assert len(db.session.scalars(select(AuditEntry).where(AuditEntry.act == "pilots.choose_switch")).all()) == 1
    for key in ("heike", "pia", "karl"):
        with pytest.raises(NotAllowed):
            council(is_on=False, actor=key)


def close_department() -> None:
    db.session.scalars(select(Department).where(Department.code == "32")).one().closed_at = utcnow()


def behead() -> None:
    db.session.scalars(select(Department).where(Department.code == "32")).one().head_id = None


def block() -> None:
    person("emil").blocked_at = utcnow()


def move_away() -> None:
    person("emil").department = person("erika").department


def appoint() -> None:
    accounts.appoint_person(
        actor=person("olga"),
        person=person("emil"),
        department=person("emil").department,
        kind=AppointmentKind.PILOT,
        valid_from=today(),
        reason="Schon lange dabei.",
    )


@pytest.mark.parametrize(
    ("meanwhile", "code"),
    [
        (close_department, "department_closed"),
        (behead, "no_head"),
        (block, "nominee_blocked"),
        (move_away, "nominee_elsewhere"),
        (appoint, "already_appointed"),
    ],
)
def test_what_has_become_pointless_is_not_confirmed_and_not_begun(app, meanwhile, code):
    made = consented()
    with transaction():
        meanwhile()
    refused(code, do, steps.confirm, made, "olga")
    assert again(made).state is State.CONSENTED
    assert do(steps.refuse, made, "olga", reason="Es geht nicht mehr.").state is State.REFUSED
    with pytest.raises((Conflict, NotAllowed)):
        propose()


def test_a_deputy_may_be_nominated_as_pilot_and_a_division_for_nothing(app):
    with transaction():
        standesamt = db.session.scalars(select(Department).where(Department.code == "34")).one()
        standesamt.head_id = person("erika").id
    assert nominate("erika", "detlef", code="34").state is State.AWAITING_CONSENT
    refused("already_appointed", nominate, "erika", "pia", code="34", kind="deputy")
    refused("not_a_department", propose, "olga", "emil", code="D1")


def test_the_reminder_comes_once_and_late_runs_do_no_harm(app):
    made = nominate()
    jobs.tend_nominations()
    assert told("nomination_reminder") == set()
    with time_machine.travel(made.consent_until - REMIND_BEFORE):
        jobs.tend_nominations()
        jobs.tend_nominations()
    assert told("nomination_reminder") == {"emil"}
    assert len(db.session.scalars(select(Notice).where(Notice.kind == "nomination_reminder")).all()) == 1


def test_the_outbox_reminds_and_lapses_at_the_minute(app, run_jobs, mailbox):
    made = nominate()
    run_jobs()
    with time_machine.travel(made.consent_until - REMIND_BEFORE + timedelta(seconds=1)):
        run_jobs()
        run_jobs()
    subjects = [mail["Subject"] for mail in mailbox() if "emil@" in mail["To"]]
    assert len(subjects) == 2
    assert "Erinnerung" in subjects[1]
    with time_machine.travel(made.consent_until):
        run_jobs()
        assert again(made).state is State.LAPSED
    assert told("nomination_lapsed") == {"heike", "emil"}


def test_it_lapses_once_even_when_the_night_comes_late(app):
    made = nominate()
    with time_machine.travel(made.consent_until + timedelta(days=9)):
        refused("term_is_over", do, steps.give_consent, made, "emil")
        refused("term_is_over", do, steps.decline, made, "emil")
        jobs.tend_nominations()
        jobs.tend_nominations()
    assert history(again(made))[-1] == ("lapse_nomination", Standing.SYSTEM)
    assert len(history(again(made))) == 4
    assert told("nomination_reminder") == set(), "too late to remind"


def test_consent_counts_until_the_last_second(app):
    made = nominate()
    with time_machine.travel(made.consent_until - timedelta(seconds=1)):
        assert do(steps.give_consent, made, "emil").state is State.CONSENTED


def test_what_led_to_nothing_names_nobody_after_its_period(app):
    made, kept = lapsed(), consented()
    do(steps.confirm, kept, "olga")
    refused_one = do(steps.refuse, do(steps.give_consent, nominate(kind="deputy"), "emil"), "olga", reason="Kein Platz")
    with time_machine.travel(utcnow() + timedelta(days=731)):
        jobs.tend_nominations()
        jobs.tend_nominations()
    for one in (again(made), again(refused_one)):
        assert (one.nominee_id, one.nominated_by_id, one.why) == (None, None, "")
    assert again(kept).nominee_id == person("emil").id
    words = select(NominationMove.reason).where(NominationMove.subject_id == refused_one.id)
    assert set(db.session.scalars(words)) == {""}
