"""Answers, comments, replies by mail, posts of programs and sealed questions that wait for the office."""

import io

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from core import search_index
from core.db import db, transaction
from core.errors import Conflict, NotAllowed
from knowledge import actions
from knowledge.models import (
    Answer,
    Attachment,
    Comment,
    Hiding,
    MailOutcome,
    PostKind,
    Question,
    QuestionState,
    Revision,
)
from knowledge.queries.finding import find_everything
from knowledge.queries.moderation import hidden_of, hidden_posts
from knowledge.queries.premoderation import count_waiting_posts
from tests import letters
from tests.api.caller import script_of
from tests.conftest import person
from tests.forms import hidden_fields, submit
from tests.knowledge.asking import accept, again, answer, ask
from tests.knowledge.attaching import pdf
from tests.knowledge.moderating import REASON, decline, hide, publish, show, switch
from tests.knowledge.replying import arrive, mails_to, plain, reply_address
from tests.knowledge.sealed import crowd, everything, seal, somebody, telling
from tests.knowledge.waiting import (
    SECRET,
    TITLE,
    WAITS,
    come_to_the_office,
    comment,
    count,
    path,
    told,
)

QUESTION, ANSWER, COMMENT, POST, PRACTICE = PostKind


# --- Answers


def test_a_waiting_answer_leaves_the_question_open_and_no_trace_for_others(client_of, run_jobs, mailbox):
    asked = ask("erika")
    due, _ = again(asked).answer_by, run_jobs()
    switch(ANSWER)
    emil = client_of("emil")
    sent = submit(emil, path(asked), action=path(asked), body=f"Gehen Sie in die {SECRET}.")
    assert sent.status_code == 303
    run_jobs()
    search_index.rebuild()
    given = db.session.scalars(select(Answer)).one()
    own = emil.get(path(asked)).text
    assert own.count(WAITS) == 2
    assert SECRET in own
    for key in ("erika", "pia", "ben"):
        text = client_of(key).get(path(asked)).text
        assert not [
            word for word in (SECRET, "Emil Ernst", f'id="antwort-{given.id}', "ausgeblendet") if word in text
        ], key
        assert client_of(key).get(f"/antworten/{given.id}/bearbeiten").status_code == 404
        assert script_of(key).get(f"/questions/{asked.id}").json["answers"] == []
    assert SECRET in client_of("olga").get(path(asked)).text
    assert "Wieder zeigen" not in client_of("olga").get(path(asked)).text
    row = again(asked)
    assert (row.state, row.answer_count, row.answer_by) == (QuestionState.OPEN, 0, due)
    assert told("erika") == []
    assert "answer_posted" not in told("pia")
    assert find_everything(person("emil"), SECRET).rows == []
    for key in ("erika", "olga"):
        with pytest.raises(NotAllowed):
            accept(given, key)


def test_a_published_answer_answers_the_question_once(client_of, run_jobs):
    asked = ask("erika")
    with transaction():
        actions.follow_question(actor=person("ben"), question=again(asked), is_on=True)
    switch(ANSWER)
    given = answer(asked, "emil", f"Fragen Sie @Heike Haupt in der {SECRET}.")
    publish(ANSWER, given.id)
    run_jobs()
    row = again(asked)
    assert (row.state, row.answer_count, row.answer_by) == (QuestionState.ANSWERED, 1, None)
    assert [(one.move, one.actor_id) for one in row.events][1:] == [("answer", person("emil").id)]
    assert told("erika") == ["answer_posted"]
    assert told("pia") == ["question_assigned", "answer_posted"]
    assert told("ben") == ["followed_answer"]
    assert told("heike") == ["mentioned"]
    assert told("emil") == ["post_published"]
    assert find_everything(person("ben"), SECRET).rows
    accept(given)
    assert again(asked).state is QuestionState.SOLVED


def test_hiding_another_answer_says_nothing_of_the_one_that_waits(app):
    asked = ask("erika")
    shown = answer(asked)
    switch(ANSWER)
    waiting = answer(asked, "emil")
    hide(ANSWER, shown.id)
    assert again(asked).state is QuestionState.OPEN
    assert again(asked).events[-1].reason == REASON
    hide(QUESTION, asked.id)
    publish(ANSWER, waiting.id)
    assert again(asked).state is QuestionState.ANSWERED
    show(QUESTION, asked.id)
    assert (again(asked).state, again(asked).answer_by) == (QuestionState.ANSWERED, None)


def test_a_file_waits_with_its_answer(client_of, run_jobs):
    asked = ask("erika")
    switch(ANSWER)
    emil = client_of("emil")
    page = emil.get(path(asked))
    fields = hidden_fields(page.text, path(asked)) | {"body": "Siehe Anlage, bitte."}
    fields["files"] = (io.BytesIO(pdf("Seepferdchen")), "anlage.pdf")
    assert emil.post(path(asked), data=fields, content_type="multipart/form-data").status_code == 303
    run_jobs()
    file = db.session.scalars(select(Attachment)).one()
    given = db.session.scalars(select(Answer)).one()
    assert (file.post_kind, file.post_id) == ("answer", given.id)
    assert emil.get(f"/anhaenge/{file.id}").status_code == 200
    assert client_of("ben").get(f"/anhaenge/{file.id}").status_code == 404
    assert find_everything(person("ben"), "Seepferdchen").rows == []
    publish(ANSWER, given.id)
    run_jobs()
    assert client_of("ben").get(f"/anhaenge/{file.id}").status_code == 200
    assert find_everything(person("ben"), "Seepferdchen").rows


# --- Comments


@pytest.mark.parametrize("on_answer", [False, True])
def test_a_waiting_comment_is_told_when_it_is_published(client_of, run_jobs, on_answer):
    asked = ask("erika")
    given = answer(asked)
    run_jobs()
    before = {key: told(key) for key in ("erika", "pia", "emil")}
    switch(COMMENT)
    address = f"/antworten/{given.id}/kommentar" if on_answer else f"/fragen/{asked.id}/kommentar"
    ben = client_of("ben")
    assert submit(ben, address, body=f"@Emil Ernst war in der {SECRET}.").status_code == 303
    run_jobs()
    made = db.session.scalars(select(Comment)).one()
    assert ben.get(path(asked)).text.count(WAITS) == 2
    text = client_of("erika").get(path(asked)).text
    assert not [word for word in (SECRET, f"kommentar-{made.id}", "ausgeblendet") if word in text]
    assert {key: told(key) for key in before} == before
    publish(COMMENT, made.id)
    run_jobs()
    assert SECRET in client_of("erika").get(path(asked)).text
    assert told("erika") == [*before["erika"], "comment_posted"]
    assert told("pia") == [*before["pia"], "comment_posted"]
    assert told("emil") == ["mentioned"]


def test_a_reply_to_a_query_lets_the_clock_run_on_when_it_is_published(app):
    asked = ask("erika")
    switch(COMMENT)
    with transaction():
        actions.query_asker(actor=person("pia"), question=again(asked), body="Welches Gerät?", submission="q")
    reply = comment(asked, "erika")
    assert again(asked).paused_at is not None
    publish(COMMENT, reply.id)
    assert again(asked).paused_at is None
    assert again(asked).answer_by is not None
    assert again(asked).events[-1].move == "reply"


# --- Mails and programs


def test_a_reply_by_mail_waits_and_its_sender_is_told(app, run_jobs, mailbox, replies_are_on):
    asked = ask("erika")
    made = answer(asked)
    run_jobs()
    switch(COMMENT)
    raw = letters.letter(reply_address(mailbox, "erika"), "erika@stadt.example", f"Nein, in der {SECRET}.")
    assert arrive(raw) is MailOutcome.PUBLISHED
    run_jobs()
    (row,) = db.session.scalars(select(Comment)).all()
    assert (row.answer_id, row.is_hidden) == (made.id, True)
    mail = mails_to(mailbox, "erika")[-1]
    assert mail["Subject"] == "Ihr Beitrag wird vorher geprüft"
    assert WAITS in plain(mail)
    assert "comment_posted" not in told("pia")
    assert SECRET not in "".join(plain(one) for one in mails_to(mailbox, "pia"))


def test_programs_are_told_that_it_waits(app):
    switch(QUESTION, ANSWER)
    asked = script_of("erika").post("/questions", {"title": TITLE, "body": "Licht"})
    assert (asked.status_code, asked.json["published"], asked.json["chain"]) == (201, False, [])
    assert (asked.json["owner_since"], asked.json["answer_by"]) == (None, None)
    address = f"/questions/{asked.json['id']}"
    assert script_of("emil").get(address).status_code == 404
    assert script_of("emil").get("/questions").json["items"] == []
    publish(QUESTION, asked.json["id"])
    assert script_of("emil").get(address).json["published"] is True
    given = script_of("emil").post(f"{address}/answers", {"body": "Dort drüben"})
    assert (given.status_code, given.json["published"]) == (201, False)
    assert script_of("pia").post(f"{address}/answers", {"body": "Hier drüben"}).json["published"] is True


# --- Without a name


def test_a_sealed_question_waits_whoever_asks_it_and_names_nobody(client_of, run_jobs):
    crowd()
    somebody()
    xenia, before = client_of("xenia"), everything()
    switch(QUESTION)
    asked, of_pilot = seal("xenia", title=TITLE), seal("pia", title="Und ich?")
    assert again(asked).is_hidden
    assert again(of_pilot).is_hidden
    run_jobs()
    queue = client_of("olga").get("/amt/meldungen?ansicht=zu-pruefen").text
    assert queue.count("Name versiegelt") == 2
    assert not telling(queue)
    assert WAITS in xenia.get(path(asked)).text
    assert TITLE in xenia.get("/ich/meldungen").text
    assert client_of("pia").get(path(asked)).status_code == 404
    publish(QUESTION, asked.id)
    run_jobs()
    assert not telling(client_of("emil").get(path(asked)).text)
    assert "hat Ihren Beitrag" in xenia.get("/ich/mitteilungen").text
    assert {(one.at.minute, one.at.second) for one in db.session.scalars(select(Hiding))} == {(0, 0)}
    changed = {row for table, rows in everything().items() for row in rows - before[table]}
    assert not [row for row in changed if telling(row)]


def test_the_office_does_not_decide_about_its_own_sealed_question_unless_alone(app):
    switch(QUESTION)
    asked, other = seal("olga"), seal("olga", title="Noch eine?")
    publish(QUESTION, asked.id)
    assert not again(asked).is_hidden
    come_to_the_office("emil")
    for act in (publish, decline):
        with pytest.raises(NotAllowed):
            act(QUESTION, other.id)
    publish(QUESTION, other.id, "emil")


def test_nobody_in_the_office_decides_about_their_own_while_there_are_others(app):
    switch(QUESTION)
    waiting = ask("emil")
    come_to_the_office("emil")
    for act in (publish, decline):
        with pytest.raises(NotAllowed):
            act(QUESTION, waiting.id, "emil")
    publish(QUESTION, waiting.id)


# --- In the database


def test_what_waits_was_never_published_and_what_was_hidden_has_a_reason(app):
    asked = ask("erika")
    rows = {"kind": QUESTION, "thing_id": asked.id, "author_id": asked.asker_id}
    for bad in ({"reason": "", "actor_id": person("olga").id}, {"reason": "x"}):
        with pytest.raises(IntegrityError), transaction():
            db.session.add(Hiding(**rows, **bad))
    assert hidden_of(person("erika")).rows == []


# --- Once more


def change(kind: PostKind, number: int, key: str, body: str) -> None:
    edit, what, thing = {
        QUESTION: (actions.edit_question, "question", Question),
        ANSWER: (actions.edit_answer, "answer", Answer),
    }[kind]
    with transaction():
        row = db.session.get_one(thing, number)
        more = {"title": row.title, "tags": []} if kind is QUESTION else {}
        edit(actor=person(key), body=body, **{what: row}, **more)


@pytest.mark.parametrize("kind", [QUESTION, ANSWER])
def test_what_its_author_changes_after_it_was_declined_waits_again(client_of, run_jobs, kind):
    asked = ask("pia")
    switch(kind)
    number = (ask("ben", title=TITLE) if kind is QUESTION else answer(asked, "ben", f"Nein, {SECRET}.")).id
    for round_ in (1, 2):
        decline(kind, number)
        assert count_waiting_posts() == 0
        change(kind, number, "olga", f"Gekürzt {round_}.")
        assert count_waiting_posts() == 0
        change(kind, number, "ben", f"Im Rathaus {round_}.")
        assert count_waiting_posts() == 1
        assert told("ben").count("post_declined") == round_
        assert told("olga").count("post_waiting") == round_ + 1
    queue = client_of("olga").get("/amt/meldungen?ansicht=zu-pruefen").text
    assert f"Grund der Ablehnung: {REASON}" in queue
    assert f"Grund der Ablehnung: {REASON}" in client_of("ben").get("/ich/meldungen").text
    assert hidden_posts().rows == []
    with pytest.raises(Conflict, match="edited_while_read"):
        show(kind, number)
    publish(kind, number)
    assert told("ben")[-1] == "post_published"
    change(kind, number, "ben", "Später geändert.")
    assert count_waiting_posts() == 0
    assert count(Revision) == 1


def test_a_hidden_post_that_is_changed_waits_for_nobody(app):
    given = answer(ask("erika"))
    switch(ANSWER)
    hide(ANSWER, given.id)
    change(ANSWER, given.id, "pia", "Im Rathaus.")
    assert count_waiting_posts() == 0


def test_an_answer_to_what_became_a_duplicate_counts_when_it_is_separated(app):
    asked, original = ask("erika"), ask("emil", title="Wie signiere ich einen Bescheid?")
    switch(ANSWER)
    given = answer(asked, "ben")
    with transaction():
        actions.mark_duplicate(actor=person("pia"), question=again(asked), original=again(original))
    publish(ANSWER, given.id)
    assert again(asked).state is QuestionState.DUPLICATE
    with transaction():
        actions.undo_duplicate(actor=person("pia"), question=again(asked))
    assert (again(asked).state, again(asked).answer_count, again(asked).answer_by) == (QuestionState.ANSWERED, 1, None)
