"""Knowledge that stays true: dates of accepted answers, the queue, causes, what expires at night."""

import secrets
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from accounts.models import Notice
from core import search_index
from core.cli import run_nightly
from core.db import db, transaction
from core.errors import Conflict, NotAllowed
from knowledge import actions, queries
from knowledge.actions.freshness import mark_of
from knowledge.models import Cause, CauseKind, CheckWhy, EntryKind, EntryState, Freshness, OwnerKind
from tests.conftest import person
from tests.forms import submit
from tests.knowledge.asking import accept, again, answer, ask

MONDAY_MORNING = datetime(2026, 3, 9, 8, 0, tzinfo=UTC)
A_YEAR_LATER = MONDAY_MORNING + timedelta(days=366)


@pytest.fixture(autouse=True)
def monday(app):
    with time_machine.travel(MONDAY_MORNING, tick=False) as clock:
        yield clock


def solved(asker: str = "erika", author: str = "pia", title: str = "Wie signiere ich?"):
    """An accepted answer's dates."""
    made = answer(ask(asker, title=title), author)
    accept(made, asker)
    return entry_for(made)


def entry_for(made) -> Freshness:
    db.session.expire_all()
    return db.session.scalars(select(Freshness).where(Freshness.thing_id == made.id)).one()


def reread(entry: Freshness) -> Freshness:
    number = entry.id
    db.session.expire_all()
    return db.session.get_one(Freshness, number)


def cause(name: str = "E-Akte", *entries: Freshness) -> Cause:
    with transaction():
        made = actions.create_cause(
            actor=person("pia"), kind=CauseKind.SYSTEM, name=name, version="7.1", description=""
        )
        db.session.flush()
        for entry in entries:
            row = db.session.get_one(Freshness, entry.id)
            row.causes.append(made)
    return made


def change(made: Cause, key: str = "olga", submission: str | None = None) -> int:
    with transaction():
        row = db.session.get_one(Cause, made.id)
        return actions.change_cause(
            actor=person(key),
            cause=row,
            version="7.2",
            note="Die Maske ist neu.",
            submission=submission or secrets.token_hex(8),
        ).marked


def check(entry: Freshness, key: str = "pia", seen: str | None = None) -> bool:
    row = reread(entry)
    seen = mark_of(row) if seen is None else seen
    with transaction():
        return actions.check_entry(actor=person(key), entry=db.session.get_one(Freshness, entry.id), seen=seen)


def notices(kind: str, key: str) -> int:
    db.session.rollback()
    found = select(Notice).where(Notice.kind == kind, Notice.person_id == person(key).id)
    return len(db.session.scalars(found).all())


def test_an_accepted_answer_gets_dates_and_the_questions_owner(app):
    entry = solved()
    assert (entry.valid_from, entry.checked_on) == (date(2026, 3, 9), date(2026, 3, 9))
    assert entry.valid_until == date(2027, 3, 9)
    assert entry.owner.name == "Pia Petersen"
    assert entry.checked_by is None


def test_an_author_who_is_a_pilot_keeps_what_the_office_had(app):
    assert solved("ben", "paul").owner.name == "Paul Pohl"


def test_an_answer_of_a_colleague_is_kept_by_whom_the_rules_name(app):
    entry = solved("ben", "emil")
    assert (entry.owner_kind, entry.owner_id) == (OwnerKind.OFFICE, None)


def test_an_answer_that_is_accepted_no_more_rests_and_comes_back_with_its_causes(app):
    made = answer(ask("erika"))
    accept(made)
    entry = entry_for(made)
    bound = cause("E-Akte", entry)
    with transaction():
        actions.unaccept_answer(actor=person("erika"), answer=db.session.merge(made))
    assert reread(entry).state is EntryState.RESTING
    assert change(bound) == 0
    accept(made)
    entry = reread(entry)
    assert entry.state is EntryState.VALID
    assert [one.name for one in entry.causes] == ["E-Akte"]


def test_changing_a_cause_marks_everything_bound_and_tells_each_owner_once(app):
    mine, also_mine, the_offices, unbound = solved(), solved(), solved("ben", "emil"), solved()
    bound = cause("E-Akte", mine, also_mine, the_offices)
    assert change(bound, "paul") == 3
    assert {reread(one).state for one in (mine, also_mine, the_offices)} == {EntryState.TO_CHECK}
    assert reread(unbound).state is EntryState.VALID
    assert reread(mine).due_why is CheckWhy.CAUSE
    assert notices("cause_changed", "pia") == 1
    assert notices("cause_changed", "olga") == 1
    assert [row.entry.id for row in queries.checks_for(person("pia")).rows] == [mine.id, also_mine.id]
    assert [row.entry.id for row in queries.checks_for(person("olga")).rows] == [the_offices.id]


def test_the_same_press_again_changes_a_cause_once(app):
    entry = solved()
    bound = cause("E-Akte", entry)
    assert change(bound, submission="einmal") == 1
    check(entry)
    assert change(bound, submission="einmal") == 1
    assert reread(entry).state is EntryState.VALID


def test_one_click_keeps_an_entry_for_another_year(app, monday):
    entry = solved()
    change(cause("E-Akte", entry))
    monday.move_to(MONDAY_MORNING + timedelta(days=10))
    assert check(entry)
    entry = reread(entry)
    assert entry.state is EntryState.VALID
    assert (entry.checked_on, entry.valid_until) == (date(2026, 3, 19), date(2027, 3, 19))
    assert entry.checked_by.name == "Pia Petersen"
    assert not check(entry)
    found = queries.get_answer(person("erika"), entry.thing_id)
    assert (found.checked_on, found.valid_until) == (entry.checked_on, entry.valid_until)


def test_a_click_on_a_page_from_before_the_change_does_not_clear_the_mark(app):
    entry = solved()
    seen = mark_of(entry)
    change(cause("E-Akte", entry))
    with pytest.raises(Conflict):
        check(entry, seen=seen)
    assert reread(entry).state is EntryState.TO_CHECK


def test_only_the_owner_and_the_office_check(app):
    entry = solved()
    for key in ("erika", "emil", "paul", "detlef", "anna"):
        with pytest.raises(NotAllowed):
            check(entry, key)
    assert check(entry, "olga")


def test_what_expires_is_queued_by_night_once(app, monday, run_jobs):
    entry, other = solved(), solved()
    run_jobs()
    monday.move_to(datetime(2027, 3, 9, 22, 0, tzinfo=UTC))
    run_nightly()
    assert reread(entry).state is EntryState.VALID, "the last day is a good one"
    monday.move_to(datetime(2027, 3, 9, 23, 30, tzinfo=UTC))  # the next day in Berlin
    for _ in range(3):
        run_nightly()
    assert {reread(entry).state, reread(other).state} == {EntryState.TO_CHECK}
    assert reread(entry).due_why is CheckWhy.EXPIRED
    assert notices("entries_to_check", "pia") == 1
    check(entry)
    run_nightly()
    assert reread(entry).state is EntryState.VALID


def test_what_expired_sinks_in_search_and_rises_when_it_is_checked(app, monday, run_jobs):
    def order() -> list[int]:
        db.session.rollback()
        found = queries.find_questions(person("erika"), "Signaturkarte")
        return [(row.question.id, row.is_stale) for row in found.rows]

    old = solved(title="Signaturkarte einlesen")
    monday.move_to(MONDAY_MORNING + timedelta(days=30))
    fresh = solved(title="Signaturkarte einlesen")
    run_jobs()
    search_index.rebuild()
    first, second = (queries.get_answer(person("erika"), one.thing_id).question_id for one in (old, fresh))
    assert order() == [(first, False), (second, False)]
    monday.move_to(A_YEAR_LATER)
    run_nightly()
    run_jobs()
    assert order() == [(second, False), (first, True)]
    check(old)
    run_jobs()
    search_index.rebuild()
    assert order() == [(first, False), (second, False)]


def test_a_retired_answer_stays_and_says_why(app, client_of, run_jobs):
    entry = solved()
    number = entry.id
    path = f"/aktualitaet/{number}/ausmustern"
    assert submit(client_of("pia"), path, reason="").status_code == 422
    sent = submit(client_of("pia"), path, reason="Das Verfahren gibt es nicht mehr.")
    assert sent.status_code == 303
    page = client_of("emil").get(sent.location.partition("#")[0]).text
    assert "Das Verfahren gibt es nicht mehr." in page
    assert "Gilt nicht mehr" in page
    assert check(reread(entry))
    assert reread(entry).state is EntryState.VALID


def test_the_queue_is_worked_off_by_form(app, client_of):
    entry = solved(title="Wie scanne ich Post?")
    number = entry.id
    change(cause("E-Akte", entry))
    client = client_of("pia")
    page = client.get("/lotse/pruefungen")
    assert "Wie scanne ich Post?" in page.text
    assert "Die Maske ist neu." in page.text
    action = f"/aktualitaet/{number}/gueltig?von=liste"
    sent = submit(client, "/lotse/pruefungen", action=action)
    assert sent.location == "/lotse/pruefungen"
    page = client.get("/lotse/pruefungen").text
    assert "Wie scanne ich Post?" not in page
    assert "Nichts ist zu prüfen." in page


def test_the_owner_edits_the_answer_of_somebody_else(app, client_of):
    made = answer(ask("erika"), "emil")
    accept(made)
    number = made.id
    assert entry_for(made).owner.name == "Pia Petersen"
    path = f"/antworten/{number}/bearbeiten"
    assert submit(client_of("pia"), path, body="Der neue Weg.").status_code == 303
    assert client_of("paul").get(path).status_code == 403


def test_dates_owner_and_causes_are_changed_by_form(app, client_of):
    entry = solved()
    number, made = entry.id, cause("Formular 12").id
    path = f"/aktualitaet/{number}"
    client = client_of("pia")
    data = {"valid_from": "2026-02-01", "valid_until": "2026-09-30", "owner": str(person("paul").id), "causes": [made]}
    assert submit(client, path, **(data | {"valid_until": "2026-01-01"})).status_code == 422
    assert submit(client, path, **(data | {"owner": str(person("emil").id)})).status_code == 422
    assert submit(client, path, **data).status_code == 303
    entry = reread(entry)
    assert (entry.valid_from, entry.valid_until) == (date(2026, 2, 1), date(2026, 9, 30))
    assert entry.owner.name == "Paul Pohl"
    assert [one.name for one in entry.causes] == ["Formular 12"]
    assert client.get(path).status_code == 403, "it is Paul's now"


def test_a_cause_is_curated_by_form(app, client_of):
    entry = solved(title="Wie scanne ich Post?")
    client = client_of("paul")
    fields = {"kind": "form", "name": "Formular 12", "version": "Stand März 2026", "description": ""}
    sent = submit(client, "/anlaesse/neu", **fields)
    assert sent.status_code == 303
    assert submit(client, "/anlaesse/neu", **(fields | {"name": "formular 12"})).status_code == 422
    number = int(sent.location.rsplit("/", 1)[1])
    with transaction():
        db.session.get_one(Freshness, entry.id).causes.append(db.session.get_one(Cause, number))
    changed = submit(client, f"/anlaesse/{number}/geaendert", note="Neue Felder", version="Stand April 2026")
    assert changed.status_code == 303
    page = client.get(f"/anlaesse/{number}").text
    assert "Wie scanne ich Post?" in page
    assert "Neue Felder" in page
    assert "Stand April 2026" in page
    assert submit(client, f"/anlaesse/{number}/bearbeiten", kind="form", name="Formular 12b").status_code == 303
    assert "Formular 12b" in client_of("erika").get("/anlaesse").text


def test_a_report_puts_an_entry_into_the_queue_once(app):
    entry = solved()
    for expected in (True, False):
        with transaction():
            row = db.session.get_one(Freshness, entry.id)
            assert actions.report_entry(actor=person("emil"), entry=row, word="Das Amt ist umgezogen.") is expected
    entry = reread(entry)
    assert (entry.due_why, entry.note) == (CheckWhy.REPORTED, "Das Amt ist umgezogen.")
    assert notices("entries_to_check", "pia") == 1


def test_the_api_says_until_when_an_answer_holds(app, client_of):
    entry = solved()
    question = queries.get_answer(person("erika"), entry.thing_id).question_id
    found = client_of("erika").get(f"/api/v1/questions/{question}").json["answers"][0]
    assert (found["checked_on"], found["valid_until"]) == ("2026-03-09", "2027-03-09")


def test_an_entry_of_a_withdrawn_question_is_nobodys_to_see(app, client_of):
    made = answer(ask("erika"))
    accept(made)
    entry = entry_for(made)
    number = entry.id
    with transaction():
        actions.withdraw_question(actor=person("erika"), question=again(made.question))
    assert reread(entry).state is EntryState.RESTING
    assert client_of("pia").get(f"/aktualitaet/{number}").status_code == 404


def test_every_kind_of_entry_that_is_written_is_known(app):
    from knowledge.actions.freshness import FOLLOWERS
    from knowledge.queries.freshness import SUBJECTS

    assert FOLLOWERS.keys() == SUBJECTS.keys()
    assert EntryKind.ANSWER in SUBJECTS
