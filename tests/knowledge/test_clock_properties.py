"""The clock over random calendars: holidays, absences, working days, pauses, late and repeated nights."""

import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select

from accounts.models import Absence, Notice, Person
from core.db import clock_at, db, transaction
from core.errors import Conflict, NotAllowed
from core.worktime import is_worktime, worktime_between
from knowledge import actions, rules
from knowledge.jobs import escalate
from knowledge.models import ClockPause, OwnerKind, Ownership, Question, QuestionEvent
from tests.conftest import person
from tests.knowledge.asking import again, answer, ask

START = datetime(2026, 3, 30, 7, 0, tzinfo=UTC)  # the week before Easter: two holidays and the clock change are near
MOMENT = timedelta(microseconds=1)
HOUR = timedelta(hours=1)
TERMS = rules.Terms()

moments = st.integers(0, 24 * 400).map(lambda hours: START + hours * HOUR)
spans = st.lists(
    st.tuples(moments, st.integers(1, 24 * 40)).map(lambda pair: (pair[0], pair[0] + pair[1] * HOUR)), max_size=4
)
weekdays = st.frozensets(st.integers(0, 4), min_size=1)


def in_worktime(at: datetime, away: list[tuple[datetime, datetime]], days: frozenset[int]) -> bool:
    """Or at its very end: eight hours from 8:00 are over at 16:00."""
    calendar = rules.calendar_of(days)
    return any(is_worktime(each, absences=away, calendar=calendar) for each in (at, at - MOMENT))


@settings(max_examples=200)
@given(moments, spans, spans, weekdays, st.sampled_from(OwnerKind), st.booleans())
def test_deadlines_lie_in_working_time_and_leave_all_of_it(since, absences, pauses, days, kind, is_second):
    calendar, away = rules.calendar_of(days), [*absences, *pauses]
    found = rules.deadlines(
        kind, since, is_second=is_second, terms=TERMS, absences=absences, pauses=pauses, calendar=calendar
    )
    for at in (found.remind_at, found.answer_by):
        assert in_worktime(at, away, days)
    assert since < found.remind_at <= found.answer_by
    whole = TERMS.office - TERMS.pass_on if is_second and kind is OwnerKind.PERSON else TERMS.pass_on
    assert worktime_between(since, found.answer_by, absences=away, calendar=calendar) == whole
    assert (found.pass_on_at is None) == (kind is OwnerKind.OFFICE)


@settings(max_examples=100)
@given(moments, spans, spans, weekdays)
def test_being_away_longer_never_makes_it_due_earlier(since, absences, more, days):
    def due(away: list[tuple[datetime, datetime]]) -> datetime:
        calendar = rules.calendar_of(days)
        return rules.deadlines(
            OwnerKind.PERSON, since, is_second=False, terms=TERMS, absences=away, calendar=calendar
        ).answer_by

    assert due(absences) <= due([*absences, *more])


steps = st.lists(
    st.one_of(
        st.tuples(st.just("wait"), st.integers(1, 100)),
        st.tuples(st.just("nights"), st.integers(1, 3)),
        st.tuples(st.just("away"), st.sampled_from(["pia", "detlef"]), st.integers(0, 60), st.integers(1, 200)),
        st.tuples(st.sampled_from(["query", "reply", "answer", "reopen", "hand_on"])),
    ),
    min_size=3,
    max_size=14,
)


class Life:
    """One question under its own clock; every step that the rules of the house refuse changes nothing."""

    def __init__(self) -> None:
        self.now = START
        with clock_at(self.now):
            self.question = ask("erika", title=f"Frage {secrets.token_hex(8)}")

    def take(self, step: tuple) -> None:
        getattr(self, step[0])(*step[1:])
        self.check()

    def wait(self, hours: int) -> None:
        self.now += hours * HOUR

    def nights(self, times: int) -> None:
        """Late or early, once or three times: the first does what is due, the others nothing."""
        with clock_at(self.now):
            escalate()
            before = self.rows()
            for _ in range(times - 1):
                escalate()
            assert self.rows() == before
            self.nothing_skipped()

    def away(self, key: str, begins: int, hours: int) -> None:
        starts_at = self.now + begins * HOUR
        with clock_at(self.now), transaction():
            db.session.add(Absence(person_id=person(key).id, starts_at=starts_at, ends_at=starts_at + hours * HOUR))
            db.session.flush()
            actions.follow_absence(person_id=person(key).id)

    def query(self) -> None:
        owner = self.fresh().owner
        key = owner.email.partition("@")[0] if owner else "olga"
        words = {"body": "Was genau?", "submission": secrets.token_hex(8)}
        self.try_to(lambda: actions.query_asker(actor=person(key), question=self.fresh(), **words))

    def reply(self) -> None:
        words = {"body": "Genau das.", "submission": secrets.token_hex(8)}
        self.try_to(lambda: actions.comment_question(actor=person("erika"), question=self.fresh(), **words))

    def answer(self) -> None:
        with clock_at(self.now):
            answer(self.question, "emil")

    def reopen(self) -> None:
        words = {"reason": "Das hilft mir nicht."}
        self.try_to(lambda: actions.reopen_question(actor=person("erika"), question=self.fresh(), **words))

    def hand_on(self) -> None:
        words = {"to": person("paul"), "note": "Paul weiß das."}
        self.try_to(lambda: actions.hand_on_question(actor=person("olga"), question=self.fresh(), **words))

    def try_to(self, act: Callable[[], object]) -> None:
        try:
            with clock_at(self.now), transaction():
                act()
        except (Conflict, NotAllowed):
            pass

    def fresh(self) -> Question:
        return again(self.question)

    def rows(self) -> list[int]:
        db.session.rollback()
        counted = (Ownership, ClockPause, QuestionEvent, Notice)
        return [db.session.scalar(select(func.count()).select_from(table)) for table in counted]

    def nothing_skipped(self) -> None:
        question = self.fresh()
        running = [each for each in question.ownerships if each.until is None]
        if question.answer_by is None:
            return
        assert running[0].pass_on_at is None or running[0].pass_on_at > self.now
        assert running[0].reminded_at or running[0].remind_at > self.now

    def check(self) -> None:
        db.session.expire_all()
        with clock_at(self.now):
            question = self.fresh()
            self.one_owner_at_every_moment(question)
            self.the_due_time_is_working_time(question)
            self.the_pause_is_a_row(question)

    def one_owner_at_every_moment(self, question: Question) -> None:
        spans = question.ownerships
        assert [each.seq for each in spans] == list(range(1, len(spans) + 1))
        assert all(one.until == other.since for one, other in pairwise(spans))
        assert spans[0].since == question.created_at
        assert spans[-1].until is None
        assert (spans[-1].kind, spans[-1].person_id) == (question.owner_kind, question.owner_id)
        assert question.owner_id != question.asker_id

    def the_due_time_is_working_time(self, question: Question) -> None:
        if question.answer_by is None:
            return
        owner, away = question.owner, []
        if owner is not None:
            own = db.session.scalars(select(Absence).where(Absence.person_id == owner.id))
            away = [(each.starts_at, each.ends_at) for each in own]
        assert in_worktime(question.answer_by, away, owner.weekdays if owner else frozenset(range(5)))

    def the_pause_is_a_row(self, question: Question) -> None:
        rows = db.session.scalars(select(ClockPause).where(ClockPause.question_id == question.id)).all()
        running = [each for each in rows if each.until is None]
        assert [each.since for each in running] == ([question.paused_at] if question.paused_at else [])
        assert not (question.paused_at and question.answer_by)

    def told_once(self) -> None:
        """One reminder and one passing on for each ownership, at most."""
        for kind in ("question_reminder", "question_passed_on"):
            told = select(func.count()).where(Notice.kind == kind, Notice.subject_id == self.question.id)
            events = db.session.execute(told.add_columns(Notice.event, Notice.person_id).group_by("event", "person_id"))
            assert all(row[0] == 1 for row in events)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps, weekdays, weekdays)
def test_a_question_has_one_owner_and_a_fair_time_whatever_happens(app, taken, pias_days, detlefs_days):
    with transaction():
        db.session.execute(delete(Absence))
        for key, days in (("pia", pias_days), ("detlef", detlefs_days)):
            row: Person = person(key)
            row.workdays = sum(1 << day for day in days)
    life = Life()
    for step in taken:
        life.take(step)
    life.told_once()
    life.try_to(lambda: actions.withdraw_question(actor=person("erika"), question=life.fresh()))
