"""Following: by itself and by hand, who is told of what, once and never of one's own doing; the watch list."""

import pytest
from sqlalchemy import select

from accounts.models import Department, Notice, Person
from core import outbox
from core.db import db, transaction
from knowledge import actions
from knowledge.models import Follow, Tag
from knowledge.queries import path_of
from tests.conftest import counted_queries, person
from tests.forms import submit
from tests.knowledge.asking import accept, again, answer, ask


def path(question) -> str:
    return path_of(question.id, question.title)


def follow(key: str, question, *, is_on: bool = True) -> None:
    with transaction():
        actions.follow_question(actor=person(key), question=again(question), is_on=is_on)


def follow_subject(key: str, *, tag: str = "", department: str = "") -> None:
    with transaction():
        if tag:
            found = db.session.query(Tag).filter_by(slug=tag).one()
            actions.follow_tag(actor=person(key), tag=found, is_on=True)
        if department:
            place = db.session.query(Department).filter_by(slug=department).one()
            actions.follow_department(actor=person(key), department=place, is_on=True)


def told(kind: str) -> list[str]:
    db.session.rollback()
    return sorted(notice.person.name for notice in db.session.scalars(select(Notice).where(Notice.kind == kind)))


def followers(question) -> set[str]:
    db.session.rollback()
    rows = select(Person.name).join(Follow, Follow.person_id == Person.id)
    return set(db.session.scalars(rows.where(Follow.question_id == question.id, Follow.muted_at.is_(None))))


def test_who_asks_answers_or_has_the_same_question_follows_by_itself(app):
    question = ask("erika")
    answer(question, "pia")
    with transaction():
        actions.have_same_question(actor=person("emil"), question=again(question), is_same=True)
    assert followers(question) == {"Erika Engel", "Pia Petersen", "Emil Ernst"}


def test_nothing_brings_back_who_said_no_but_themselves(app):
    question = ask("erika")
    answer(question, "paul")
    follow("paul", question, is_on=False)
    answer(question, "paul", "Noch etwas dazu.")
    assert "Paul Pohl" not in followers(question)
    follow("paul", question)
    assert "Paul Pohl" in followers(question)


def test_the_button_shows_and_changes_what_holds(client_of):
    question = ask("erika")
    emil, address = client_of("emil"), f"/fragen/{question.id}/beobachten"

    def button() -> str:
        page = emil.get(path(question)).text
        return page[page.index('id="stimmen-frage-beobachten"') :].partition("</button>")[0]

    assert 'aria-pressed="false"' in button()
    for _ in range(2):
        assert submit(emil, path(question), action=address, set="1").status_code == 303
    assert 'aria-pressed="true"' in button()
    submit(emil, path(question), action=address, set="0")
    assert 'aria-pressed="false"' in button()


def test_followers_are_told_of_an_answer_once_and_not_who_wrote_it_or_was_told_anyway(app, run_jobs):
    question = ask("erika")
    for key in ("emil", "paul", "pia"):
        follow(key, question)
    made = answer(question, "paul")
    run_jobs()
    assert told("followed_answer") == ["Emil Ernst"]
    assert told("answer_posted") == ["Erika Engel", "Pia Petersen"]
    with transaction():
        outbox.enqueue("knowledge.tell_of_answer", answer_id=made.id)
    run_jobs()
    assert told("followed_answer") == ["Emil Ernst"]


def test_who_follows_a_duplicate_hears_of_its_original_and_no_longer_once_that_is_undone(app, run_jobs):
    original, twin = ask("ben", title="Das Original"), ask("erika", title="Dasselbe anders")
    follow("emil", twin)
    follow("paul", twin)
    follow("paul", original, is_on=False)
    with transaction():
        actions.mark_duplicate(actor=person("olga"), question=again(twin), original=again(original))
    answer(original, "pia")
    run_jobs()
    assert told("followed_answer") == ["Emil Ernst", "Erika Engel"]
    with transaction():
        actions.undo_duplicate(actor=person("olga"), question=again(twin))
    answer(original, "detlef", "Noch eine.")
    run_jobs()
    assert told("followed_answer") == ["Emil Ernst", "Erika Engel", "Pia Petersen"]


def test_the_asker_who_does_not_want_to_hear_of_it_does_not(app, run_jobs):
    question = ask("erika")
    follow("erika", question, is_on=False)
    answer(question, "paul")
    run_jobs()
    assert "Erika Engel" not in told("answer_posted") + told("followed_answer")


def test_followers_are_told_that_it_is_solved_but_not_who_said_so(app, run_jobs):
    question = ask("erika")
    follow("emil", question)
    made = answer(question, "pia")
    accept(made)
    run_jobs()
    assert told("followed_accepted") == ["Emil Ernst"]
    assert told("answer_accepted") == ["Pia Petersen"]


def test_the_asker_hears_when_the_office_accepts_for_them(app, run_jobs):
    question = ask("erika")
    accept(answer(question, "pia"), "olga")
    run_jobs()
    assert told("followed_accepted") == ["Erika Engel"]


def test_a_new_question_is_told_once_to_who_follows_its_tags_or_department(app, run_jobs):
    ask("erika", tags=("Signatur", "Bescheid"))
    follow_subject("emil", tag="signatur", department="standesamt")
    follow_subject("emil", tag="bescheid")
    follow_subject("paul", department="standesamt")
    for key in ("pia", "erika"):
        follow_subject(key, tag="signatur")
    ask("erika", title="Wie prüfe ich eine Signatur?", tags=("Signatur", "Bescheid"))
    ask("ben", title="Anderes Amt, anderes Stichwort", tags=("Drucker",))
    run_jobs()
    assert told("followed_question") == ["Emil Ernst", "Paul Pohl"]


def test_what_one_may_not_see_any_more_is_not_told(app, run_jobs):
    question = ask("erika")
    follow("emil", question)
    answer(question, "pia")
    with transaction():
        actions.withdraw_question(actor=person("erika"), question=again(question))
    run_jobs()
    assert told("followed_answer") == []


def test_a_tag_and_a_department_are_followed_from_their_pages(client_of):
    ask("erika")
    emil = client_of("emil")
    submit(emil, "/fragen?stichwort=signatur", action="/stichworte/signatur/beobachten", set="1")
    submit(emil, "/lotsen/standesamt", action="/lotsen/standesamt/beobachten", set="1")
    page = emil.get("/ich/beobachtet").text
    assert 'href="/fragen?stichwort=signatur"' in page
    assert 'href="/lotsen/standesamt"' in page
    gone = submit(emil, "/ich/beobachtet", action="/stichworte/signatur/beobachten", set="0")
    assert gone.location == "/ich/beobachtet"
    page = emil.get("/ich/beobachtet").text
    assert 'href="/fragen?stichwort=signatur"' not in page
    assert 'href="/lotsen/standesamt"' in page


def test_the_watch_list_pages_by_key_at_the_same_cost_and_hides_what_is_hidden(client_of):
    emil = client_of("emil")
    made = [ask("erika", title=f"Beobachtet {number:02}") for number in range(3)]
    for question in made:
        follow("emil", question)

    def cost() -> int:
        with counted_queries() as statements:
            emil.get("/ich/beobachtet")
        return len(statements)

    cost()
    before = cost()
    for number in range(3, 30):
        follow("emil", ask("erika", title=f"Beobachtet {number:02}"))
    assert cost() == before
    first = emil.get("/ich/beobachtet").text
    assert "Beobachtet 29" in first
    assert "Beobachtet 04" not in first
    older = first.partition('rel="next"')[0].rpartition('href="')[2].partition('"')[0]
    assert "Beobachtet 04" in emil.get(older).text
    with transaction():
        actions.withdraw_question(actor=person("erika"), question=again(made[0]))
    assert "Beobachtet 00" not in emil.get(older).text


@pytest.mark.parametrize("value", ["0", "-1", "99999999999", "x"])
def test_a_wrong_key_shows_the_first_page(client_of, value):
    follow("emil", ask("erika", title="Nur diese eine"))
    assert "Nur diese eine" in client_of("emil").get(f"/ich/beobachtet?vor={value}").text


def test_the_start_page_lists_what_one_follows_of_others(client_of):
    question = ask("erika", title="Was Emil beobachtet")
    assert "Was Emil beobachtet" not in client_of("emil").get("/").text.partition("Zuletzt gelöst")[0]
    follow("emil", question)
    page = client_of("emil").get("/").text
    assert page.index("Was ich beobachte") < page.index("Was Emil beobachtet")
    assert "Was ich beobachte" not in client_of("erika").get("/").text
