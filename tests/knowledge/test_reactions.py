"""It helped, it is outdated, it is wrong, confirmed: who is told, what the page shows, what ends it."""

import pytest
from sqlalchemy import func, select

from accounts.models import Notice
from core.db import db, transaction
from core.errors import NotAllowed
from knowledge import actions
from knowledge.actions.freshness import mark_of
from knowledge.models import Answer, EntryState, Freshness, PilotTopic, Reaction, ReactionKind, Tag
from knowledge.queries import path_of, question_documents
from tests.conftest import person
from tests.forms import submit
from tests.knowledge.asking import accept, again, answer, ask

OUTDATED, WRONG = ReactionKind.OUTDATED, ReactionKind.WRONG


def path(question) -> str:
    return path_of(question.id, question.title)


def fresh(made: Answer) -> Answer:
    db.session.rollback()
    return db.session.get_one(Answer, made.id)


def doubt(key: str, made: Answer, kind: ReactionKind, note: str = "Seit März gilt das neue Verfahren.") -> None:
    with transaction():
        actions.doubt_answer(actor=person(key), answer=fresh(made), kind=kind, note=note)


def confirm(key: str, made: Answer, *, is_on: bool = True) -> None:
    with transaction():
        actions.confirm_answer(actor=person(key), answer=fresh(made), is_on=is_on)


def told(kind: str) -> list[str]:
    db.session.rollback()
    return sorted(notice.person.name for notice in db.session.scalars(select(Notice).where(Notice.kind == kind)))


def counts(made: Answer) -> tuple[int, int, int]:
    found = fresh(made)
    return found.helped_count, found.outdated_count, found.wrong_count


def test_that_it_worked_is_counted_once_a_person_and_can_be_taken_back(client_of):
    question = ask()
    made = answer(question, "pia")
    emil, address = client_of("emil"), f"/antworten/{made.id}/geholfen"
    for _ in range(2):
        assert submit(emil, path(question), action=address, set="1").location == f"{path(question)}#antwort-{made.id}"
    assert counts(made) == (1, 0, 0)
    assert "Hat geholfen (1)" in emil.get(path(question)).text
    assert "Hat 1 Person geholfen" in client_of("pia").get(path(question)).text
    submit(emil, path(question), action=address, set="0")
    assert counts(made) == (0, 0, 0)


def test_outdated_asks_for_a_word_and_tells_whoever_has_the_question(client_of):
    question = ask("erika")
    made = answer(question, "paul")
    emil, address = client_of("emil"), f"/antworten/{made.id}/bedenken"
    refused = submit(emil, address, kind="outdated", note="  ")
    assert refused.status_code == 422
    assert "Schreiben Sie, was nicht stimmt." in refused.text
    assert submit(emil, address, note="Ohne Wahl").status_code == 422
    taken = submit(emil, address, kind="outdated", note="Seit März gilt das neue Verfahren.")
    assert taken.location == f"{path(question)}#antwort-{made.id}"
    page = emil.get(path(question)).text
    assert "Als veraltet gemeldet" in page
    assert "Seit März gilt das neue Verfahren." in page[page.index('id="verlauf"') :]
    assert told("answer_outdated") == ["Pia Petersen"]


def test_an_accepted_answer_called_outdated_goes_into_its_owners_queue_and_a_check_settles_it(app):
    question = ask("erika")
    made = answer(question, "paul")
    accept(made)
    doubt("emil", made, OUTDATED)
    doubt("ben", made, WRONG)
    entry = fresh(made).freshness
    assert (entry.state, entry.note) == (EntryState.TO_CHECK, "Seit März gilt das neue Verfahren.")
    assert told("entries_to_check") == [entry.owner.name]
    assert told("answer_outdated") == []
    assert counts(made) == (0, 1, 1)
    with transaction():
        entry = fresh_entry(made)
        actions.check_entry(actor=entry.owner, entry=entry, seen=mark_of(entry))
    assert counts(made) == (0, 0, 0)


def fresh_entry(made: Answer) -> Freshness:
    entry = db.session.get_one(Answer, made.id).freshness
    assert entry is not None
    return entry


def test_outdated_goes_to_the_author_where_the_office_has_the_question(app):
    made = answer(ask("ben"), "paul")
    doubt("emil", made, OUTDATED)
    assert told("answer_outdated") == ["Paul Pohl"]


def test_wrong_goes_to_the_author_and_into_the_history(client_of):
    question = ask("erika")
    made = answer(question, "paul")
    doubt("pia", made, WRONG, "Die Karte geht nur am linken Leser.")
    assert told("answer_wrong") == ["Paul Pohl"]
    page = client_of("ben").get(path(question)).text
    assert "Als falsch gemeldet" in page
    assert "Die Karte geht nur am linken Leser." in page[page.index('id="verlauf"') :]
    assert again(question).state == "answered"


def test_the_same_doubt_twice_is_one_and_new_words_are_a_new_line(app):
    made = answer(ask("erika"), "paul")
    for note in ("Erst", "Erst", "Genauer"):
        doubt("emil", made, WRONG, note)
    assert counts(made) == (0, 0, 1)
    assert db.session.scalar(select(func.count()).select_from(Reaction)) == 1
    history = [event.reason for event in fresh(made).question.events if event.move == "called_wrong"]
    assert history == ["Erst", "Genauer"]


def test_who_reported_can_take_it_back(client_of):
    question = ask("erika")
    made = answer(question, "paul")
    doubt("emil", made, OUTDATED)
    emil, address = client_of("emil"), f"/antworten/{made.id}/bedenken"
    page = emil.get(address).text
    assert "Seit März gilt das neue Verfahren." in page
    assert "Zurücknehmen, was ich gemeldet habe" in page
    assert submit(emil, address, withdraw="1").status_code == 303
    assert counts(made) == (0, 0, 0)
    assert "Als veraltet gemeldet" not in emil.get(path(question)).text


def test_editing_the_answer_settles_doubts_and_ends_the_confirmation_but_keeps_that_it_helped(client_of):
    question = ask("erika")
    made = answer(question, "paul")
    with transaction():
        actions.say_it_helped(actor=person("ben"), answer=fresh(made), has_helped=True)
    doubt("emil", made, OUTDATED)
    doubt("ben", made, WRONG)
    confirm("olga", made)
    with transaction():
        actions.edit_answer(actor=person("paul"), answer=fresh(made), body="Jetzt stimmt es.")
    assert counts(made) == (1, 0, 0)
    page = client_of("emil").get(path(question)).text
    assert "gemeldet" not in page.partition("Verlauf")[0].partition('id="verlauf"')[0]
    assert "Von der Fachstelle bestätigt" not in page
    doubt("emil", made, OUTDATED)
    assert counts(made) == (1, 1, 0)


def test_the_pilot_of_the_subject_confirms_and_the_answer_rises(client_of):
    question = ask("erika")
    first, second = answer(question, "pia", "Die erste"), answer(question, "emil", "Die zweite")
    with transaction():
        tag = db.session.query(Tag).filter_by(slug="signatur").one()
        db.session.add(PilotTopic(person_id=person("paul").id, tag_id=tag.id))
    paul = client_of("paul")
    address = f"/antworten/{second.id}/bestaetigen"
    assert address not in client_of("ben").get(path(question)).text
    for _ in range(2):
        assert submit(paul, path(question), action=address, set="1").status_code == 303
    page = client_of("ben").get(path(question)).text
    assert "Von der Fachstelle bestätigt" in page
    assert "Paul Pohl, Kämmerei" in page
    assert page.index("Die zweite") < page.index("Die erste")
    assert told("answer_confirmed") == ["Emil Ernst"]
    submit(paul, path(question), action=address, set="0")
    assert "Von der Fachstelle bestätigt" not in client_of("ben").get(path(question)).text
    assert first.id < second.id


@pytest.mark.parametrize("key", ["erika", "emil", "ben", "paul", "detlef"])
def test_others_do_not_confirm(app, key):
    made = answer(ask("erika"), "pia")
    with pytest.raises(NotAllowed):
        confirm(key, made)


def test_nobody_confirms_the_own_answer(app):
    for key in ("pia", "olga"):
        with pytest.raises(NotAllowed):
            confirm(key, answer(ask("erika"), key))


def test_search_lifts_what_is_confirmed_gently(app, run_jobs):
    question = ask("erika")
    made = answer(question, "emil")

    def weight() -> float:
        db.session.rollback()
        return next(iter(question_documents([question.id]))).weight

    before = weight()
    confirm("pia", made)
    assert before < weight() < before * 1.2
    run_jobs()
