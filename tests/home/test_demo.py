"""The demo city: loaded once into an empty database, lived through, and refused in production."""

import dataclasses
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, func, select

from accounts.models import Appointment, Department, DepartmentPeriod, Notice, Person, RoleGrant
from accounts.queries import proven_person
from accounts.queries.seals import person_behind
from accounts.views.log_words import DETAILS, KINDS
from core import health
from core.audit import AuditEntry
from core.db import db, transaction, utcnow
from core.errors import Conflict
from core.outbox import OutboxJob
from home.actions import DEMO_PASSWORD, DEMO_SIGN_INS, load_demo
from home.actions.demo_replay import office_hours
from home.jobs import no_demo_in_production
from home.views import greeting
from knowledge.models import (
    Answer,
    Comment,
    Confirmation,
    Follow,
    Ownership,
    Question,
    QuestionEvent,
    QuestionState,
    Reaction,
    ReactionKind,
    Report,
    ReportOutcome,
    Tag,
)
from pilots.queries import coverage_on


@pytest.fixture
def empty(app: Flask) -> Flask:
    with transaction():
        for department in db.session.scalars(select(Department)):
            department.head_id = department.parent_id = None
        db.session.flush()
        for model in (Appointment, DepartmentPeriod, RoleGrant, Person, Department):
            db.session.execute(delete(model))
    return app


def as_production(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = dataclasses.replace(app.config["LOTSENNETZ"], mode="production")
    monkeypatch.setitem(app.config, "LOTSENNETZ", settings)


def test_the_city_is_as_promised(empty: Flask) -> None:
    before = utcnow()
    with transaction():
        load_demo(now=before)
    figures = coverage_on().figures
    assert (figures.with_pilot, figures.departments) == (5, 24)
    states = Counter(db.session.scalars(select(Question.state)))
    assert sum(states.values()) >= 40
    assert set(states) == set(QuestionState)
    assert_everybody_can_sign_in()
    assert_history_is_past(before)
    assert_nobody_is_mailed(before)
    assert_readers_were_heard()
    assert_office_and_seal_are_at_work()
    assert_the_log_can_be_read(empty)
    assert all(tag.description for tag in db.session.scalars(select(Tag)))
    with transaction(), pytest.raises(Conflict):
        load_demo(now=utcnow())


def assert_readers_were_heard() -> None:
    """Votes, reports and confirmations of each kind, and a watch list for who signs in."""
    assert db.session.scalar(select(func.max(Question.same_count))) > 5
    assert db.session.scalar(select(func.max(Answer.helpful_count))) > 10
    kinds = select(Reaction.kind).distinct()
    assert set(db.session.scalars(kinds)) == set(ReactionKind)
    assert db.session.scalar(select(func.count()).select_from(Confirmation)) >= 3
    assert db.session.scalar(select(func.count()).where(Comment.answer_id.is_(None))) >= 3
    followed = select(func.count()).select_from(Follow).join(Person, Person.id == Follow.person_id)
    assert db.session.scalar(followed.where(Person.email == "mitarbeiterin@demo.example")) >= 5


def assert_office_and_seal_are_at_work() -> None:
    """A report that waits, one of each decision, one hidden post, one question without a name that can be unsealed."""
    outcomes = db.session.scalars(select(Report.outcome)).all()
    assert set(outcomes) == {None, *ReportOutcome}
    assert len(db.session.scalars(select(Comment).where(Comment.hidden_at.is_not(None))).all()) == 1
    sealed = db.session.scalars(select(Question).where(Question.is_sealed)).one()
    asker = db.session.scalars(select(Person).where(Person.email == "mitarbeiterin@demo.example")).one()
    assert sealed.state is QuestionState.ANSWERED
    assert person_behind(sealed.asker_id) == asker.id
    assert [one.author_id == sealed.asker_id for one in sealed.comments] == [False, True, True]


def assert_the_log_can_be_read(app: Flask) -> None:
    """A long life leaves no act, kind or detail behind that stands there as a code."""
    entries = db.session.scalars(select(AuditEntry)).all()
    assert {entry.subject_kind for entry in entries} <= set(KINDS)
    assert {entry.act for entry in entries} <= set(app.extensions["acts"])
    assert {name for entry in entries for name in entry.details} <= set(DETAILS)


def assert_everybody_can_sign_in() -> None:
    for email in DEMO_SIGN_INS:
        person = proven_person(email, DEMO_PASSWORD)
        assert person is not None
        assert person.email == email


def assert_history_is_past(now: datetime) -> None:
    """Everything happened in its order and before now; no owner is the asker."""
    assert db.session.scalar(select(func.max(Ownership.since))) <= now
    assert db.session.scalar(select(func.max(QuestionEvent.at))) <= now
    assert db.session.scalar(select(func.max(Notice.created_at))) <= now
    for question in db.session.scalars(select(Question)):
        times = [question.created_at, *(answer.created_at for answer in question.answers)]
        assert times == sorted(times)
        assert (question.state in (QuestionState.OPEN, QuestionState.ANSWERED)) == (question.owner_kind is not None)
    causes = set(db.session.scalars(select(Ownership.cause)))
    assert {"asked", "overdue", "reopened"} <= causes


def assert_nobody_is_mailed(now: datetime) -> None:
    due = db.session.scalars(select(OutboxJob.topic).where(OutboxJob.due_at <= now)).all()
    assert due == []
    assert db.session.scalar(select(func.count()).where(OutboxJob.topic == "accounts.mail_notice")) == 0
    unread = db.session.scalar(select(func.count()).where(Notice.read_at.is_(None)))
    assert 0 < unread < db.session.scalar(select(func.count()).select_from(Notice)) / 2


def test_the_command_refuses_where_there_is_data(app: Flask) -> None:
    runner = app.test_cli_runner()
    refused = runner.invoke(args=["demo"])
    assert refused.exit_code == 1
    assert "enthält schon Daten" in refused.stderr
    quiet = runner.invoke(args=["demo", "--if-empty"])
    assert (quiet.exit_code, quiet.stderr) == (0, "")


def test_the_command_refuses_in_production(empty: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    as_production(empty, monkeypatch)
    result = empty.test_cli_runner().invoke(args=["demo"])
    assert result.exit_code == 1
    assert "MODE ist production" in result.stderr
    assert db.session.scalar(select(func.count()).select_from(Person)) == 0


def test_production_does_not_start_with_a_demo_account(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with transaction():
        db.session.add(Person(email="amt@demo.example", name="Miriam Seidel"))
    assert no_demo_in_production() == []
    as_production(app, monkeypatch)
    assert [finding.code for finding in health.reasons_not_to_start()] == ["demo_accounts"]
    served = app.test_cli_runner().invoke(args=["serve"])
    assert served.exit_code == 1
    assert "passwords are public" in served.stderr


def test_a_city_s_own_people_do_not_keep_production_from_starting(app: Flask, monkeypatch) -> None:
    as_production(app, monkeypatch)
    assert health.reasons_not_to_start() == []


def test_the_greeting_names_the_sign_ins_only_of_the_demo_city(app: Flask) -> None:
    assert greeting() == []
    with transaction():
        db.session.add(Person(email="amt@demo.example", name="Miriam Seidel"))
    assert any("lotsin@demo.example" in line for line in greeting())
    assert any(DEMO_PASSWORD in line for line in greeting())


@pytest.mark.parametrize(
    "now",
    [
        datetime(2026, 11, 25, 9, 30, tzinfo=UTC),  # Wednesday
        datetime(2026, 11, 25, 2, tzinfo=UTC),
        datetime(2026, 11, 27, 15, tzinfo=UTC),  # Friday
        datetime(2026, 11, 29, 20, tzinfo=UTC),  # Sunday
    ],
)
def test_moments_move_into_office_hours_and_keep_their_order(now: datetime) -> None:
    moments = [now - timedelta(hours=hours) for hours in range(400, -1, -1)]
    moved = [office_hours(moment, now) for moment in moments]
    assert moved == sorted(moved)
    assert max(moved) <= now
    past = [moment.astimezone() for moment in moved if moment.date() < now.date()]
    assert all(moment.weekday() < 5 for moment in past)
    assert all(8 <= office_hours(moment, now).hour <= 16 for moment in moments if now - moment > timedelta(days=1))
