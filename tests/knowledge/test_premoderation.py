"""What employees write waits for the office where it wants that; then everything happens once, as at submission."""

import threading
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from core import search_index
from core.audit import AuditEntry
from core.db import db, transaction
from core.errors import Conflict, NotAllowed, NotFound
from knowledge import actions, queries
from knowledge.models import (
    Follow,
    Hiding,
    OwnerKind,
    Ownership,
    PostKind,
    Question,
    QuestionEvent,
    Revision,
)
from knowledge.queries.finding import find_everything
from knowledge.queries.moderation import get_post_view, hidden_posts
from knowledge.queries.premoderation import count_waiting_posts, premoderations, waiting_posts
from tests.conftest import person
from tests.forms import hidden_fields, submit
from tests.knowledge.asking import again, answer, ask
from tests.knowledge.moderating import REASON, decline, publish, show, switch
from tests.knowledge.waiting import (
    MORNING,
    SECRET,
    TITLE,
    WAITS,
    comment,
    count,
    follow_the_registry,
    path,
    told,
    told_others,
)

QUESTION, ANSWER, COMMENT, POST, PRACTICE = PostKind


# --- Off, and who is not concerned


def test_it_is_off_everywhere_at_first_and_costs_no_page_anything(app, client_of):
    asked = ask("erika", title=TITLE)
    assert again(asked).owner_id == person("pia").id
    assert not any([comment(asked).is_hidden, answer(asked, "emil").is_hidden])
    assert count(Hiding) == 0
    assert not premoderations()


@pytest.mark.parametrize("key", ["pia", "detlef", "olga"])
def test_pilots_deputies_and_the_office_publish_at_once(app, key):
    switch(QUESTION, ANSWER, COMMENT)
    asked = ask(key, title=TITLE)
    assert not asked.is_hidden
    assert not answer(asked, key).is_hidden
    assert not comment(asked, key).is_hidden


@pytest.mark.parametrize("key", ["erika", "ben", "heike", "anna"])
def test_what_everybody_else_writes_waits_in_the_areas_that_are_on(app, key):
    published = ask("pia")
    switch(ANSWER)
    assert not ask(key).is_hidden
    assert not comment(published, key).is_hidden
    assert answer(published, key).is_hidden
    switch(ANSWER, is_on=False)
    switch(COMMENT, QUESTION)
    assert ask(key).is_hidden
    assert comment(published, key).is_hidden
    assert not answer(published, key).is_hidden


# --- Switching


def test_the_office_switches_an_area_and_it_is_recorded(client_of):
    olga = client_of("olga")
    page = olga.get("/amt/vorher-pruefen").text
    assert page.count("erscheinen sofort") == 3
    assert "Zuletzt umgeschaltet" not in page
    fields = hidden_fields(page)
    assert (fields["area"], fields["on"]) == ("question", "1")
    assert olga.post("/amt/vorher-pruefen", data=fields).status_code == 303
    page = olga.get("/amt/vorher-pruefen").text
    assert "Fragen: werden vorher geprüft" in page
    assert "Zuletzt umgeschaltet von Olga Otto" in page
    olga.post("/amt/vorher-pruefen", data=fields)
    acts = db.session.scalars(select(AuditEntry).where(AuditEntry.act == "knowledge.choose_premoderation")).all()
    assert [(one.actor_id, one.details) for one in acts] == [(person("olga").id, {"area": "question", "on": True})]
    assert olga.post("/amt/vorher-pruefen", data=fields | {"area": "practice"}).status_code == 422
    assert olga.post("/amt/vorher-pruefen", data=fields | {"on": "vielleicht"}).status_code == 422
    with pytest.raises(NotAllowed):
        switch(ANSWER, key="pia")


def test_switching_off_publishes_nothing_that_waits(client_of):
    switch(QUESTION)
    asked = ask("erika", title=TITLE)
    switch(QUESTION, is_on=False)
    olga = client_of("olga")
    assert again(asked).is_hidden
    assert SECRET in olga.get("/amt/meldungen?ansicht=zu-pruefen").text
    assert "1 Beitrag wartet auf die Veröffentlichung" in olga.get("/amt/vorher-pruefen").text
    assert not ask("erika").is_hidden


# --- A question


def test_a_question_waits_and_is_nobodys_business_but_the_askers_and_the_offices(client_of, run_jobs, mailbox):
    follow_the_registry("ben")
    switch(QUESTION)
    erika, pia, olga = client_of("erika"), client_of("pia"), client_of("olga")
    sent = submit(erika, "/fragen/neu", title=TITLE, body="Da brennt Licht, @Emil Ernst weiß es.", tags="Signatur")
    assert sent.status_code == 303
    asked = db.session.scalars(select(Question)).one()
    run_jobs()
    search_index.rebuild()
    own = erika.get(sent.location).text
    assert own.count(WAITS) == 2
    assert "Zuständig" not in own
    assert "Antwort schreiben" not in own
    assert "Wird vor der Veröffentlichung geprüft" in erika.get("/fragen?ansicht=meine").text
    assert "Wird vor der Veröffentlichung geprüft" in erika.get("/").text
    assert WAITS in olga.get(path(asked)).text
    assert "Wird vor der Veröffentlichung geprüft" in olga.get("/fragen").text
    places = ["/fragen", "/fragen?ansicht=unbeantwortet", f"/suche?q={SECRET}", "/stichwoerter/signatur", "/", "/lotse"]
    places += ["/fragen/haeufig", "/lotsen/standesamt", "/fragen?amt=standesamt"]
    for page in places:
        assert "Da brennt Licht" not in pia.get(page).text, page
        assert f"/fragen/{asked.id}-" not in pia.get(page).text, page
    for page in (path(asked), f"/fragen/{asked.id}/kommentar", f"/api/v1/questions/{asked.id}"):
        assert pia.get(page).status_code == 404, page
    assert find_everything(person("olga"), SECRET).rows == []
    assert told_others("pia", "detlef", "emil", "ben", "erika") == []
    assert told("olga") == ["post_waiting"]
    assert not [mail for mail in mailbox() if "olga@" not in mail["To"]]
    row = again(asked)
    assert (row.answer_by, row.clock_started_at, row.owner_kind) == (None, None, OwnerKind.OFFICE)
    assert (count(Ownership), count(QuestionEvent), count(Follow, Follow.question_id.is_not(None))) == (0, 0, 0)
    assert queries.count_waiting(person("olga")) == 0


def test_nothing_is_done_with_a_question_that_waits(client_of):
    switch(QUESTION)
    asked = ask("erika")
    for step in (
        lambda: answer(asked),
        lambda: comment(asked, "erika"),
        lambda: _close(asked),
        lambda: actions.take_over_question(actor=person("olga"), question=again(asked), note="Ich"),
    ):
        with pytest.raises((NotAllowed, NotFound, Conflict)):
            step()
    with pytest.raises(NotFound):
        queries.get_question(person("pia"), asked.id)
    assert "Sprechstunde darüber" not in client_of("erika").get(path(asked)).text
    assert client_of("erika").get(f"/fragen/{asked.id}/sprechstunde").status_code == 403


def _close(asked: Question) -> None:
    with transaction():
        actions.close_question(actor=person("olga"), question=again(asked), reason="Nein")


def test_publishing_does_what_asking_would_have_done_and_the_clock_starts_now(client_of, run_jobs):
    switch(QUESTION)
    with time_machine.travel(MORNING):
        follow_the_registry("ben")
        asked = ask("erika", title=TITLE, body="@Emil Ernst weiß es.")
        run_jobs()
    later = MORNING + timedelta(days=2)
    with time_machine.travel(later, tick=False):
        olga = client_of("olga")
        assert "1 Beitrag wartet" in olga.get("/amt").text
        queue = olga.get("/amt/meldungen?ansicht=zu-pruefen").text
        assert "Zu prüfen (1)" in queue
        assert "Erika Engel" in queue
        page = f"/amt/meldungen/frage/{asked.id}/veroeffentlichen"
        assert page in queue
        assert submit(olga, page).status_code == 303
        run_jobs()
    row = again(asked)
    assert not row.is_hidden
    assert (row.owner_id, row.clock_started_at, row.owner_since, row.created_at) == (person("pia").id, *[later] * 3)
    assert row.answer_by > later
    assert [one.cause for one in row.ownerships] == ["asked"]
    assert [(one.move, one.actor_id, one.at) for one in row.events] == [("ask", person("erika").id, later)]
    assert told("pia") == ["question_assigned"]
    assert told("emil") == ["mentioned"]
    assert told("ben") == ["followed_question"]
    assert told("erika") == ["post_published"]
    assert count(Follow, Follow.question_id == asked.id, Follow.person_id == person("erika").id) == 1
    assert find_everything(person("emil"), SECRET).rows
    assert "Keiner" not in olga.get("/amt/meldungen?ansicht=zu-pruefen").text
    assert "Veröffentlicht von Olga Otto" in client_of("erika").get("/ich/meldungen").text
    assert "hat Ihren Beitrag" in client_of("erika").get("/ich/mitteilungen").text
    with pytest.raises(Conflict, match="decided_already"):
        publish(QUESTION, asked.id)
    with pytest.raises(Conflict, match="decided_already"):
        decline(QUESTION, asked.id)
    assert count(Ownership) == 1


@pytest.mark.parametrize("round_", range(3))
def test_two_of_the_office_publish_at_once_and_it_happens_once(app, round_):
    switch(QUESTION)
    number = ask("erika").id
    codes, start = [], threading.Barrier(3)

    def run(act):
        with app.app_context():
            start.wait()
            try:
                act(QUESTION, number)
                codes.append(None)
            except Conflict as conflict:
                codes.append(conflict.code)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(act,)) for act in (publish, publish, publish)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes, key=str) == [None, "decided_already", "decided_already"]
    db.session.rollback()
    assert (count(Ownership), count(QuestionEvent), told("pia")) == (1, 1, ["question_assigned"])


def test_an_edit_changes_the_waiting_text_and_leaves_no_wording_for_others(client_of, run_jobs):
    switch(QUESTION)
    asked, erika, olga = ask("erika", title=TITLE), client_of("erika"), client_of("olga")
    page = olga.get(f"/amt/meldungen/frage/{asked.id}/veroeffentlichen")
    read = hidden_fields(page.text)
    edited = submit(erika, f"/fragen/{asked.id}/bearbeiten", title="Was ist dort?", body="Da brennt Licht.", tags="")
    assert edited.status_code == 303
    assert WAITS in erika.get(f"/fragen/{asked.id}-was-ist-dort").text
    run_jobs()
    assert told_others("pia", "erika") == []
    late = olga.post(f"/amt/meldungen/frage/{asked.id}/veroeffentlichen", data=read)
    assert late.status_code == 422
    assert "inzwischen geändert" in late.text
    assert "Da brennt Licht" in late.text
    assert again(asked).is_hidden
    publish(QUESTION, asked.id, base=get_post_view(person("olga"), QUESTION, asked.id).wording)
    assert (again(asked).title, again(asked).edited_at) == ("Was ist dort?", None)
    assert count(Revision) == 0
    assert SECRET not in client_of("emil").get(f"/fragen/{asked.id}/fassungen").text


def test_a_new_tag_is_in_no_list_before_a_question_with_it_is_published(client_of):
    switch(QUESTION)
    asked, pia = ask("erika", title=TITLE, tags=["Streng Geheim", "Signatur"]), client_of("pia")
    pages = ["/fragen", "/stichwoerter", "/fragen/neu", "/ich/themen", "/praxis"]
    assert not [page for page in pages if "Streng Geheim" in pia.get(page).text]
    assert "Streng Geheim" in client_of("erika").get(path(asked)).text
    with transaction():
        actions.edit_question(
            actor=person("erika"), question=again(asked), title=TITLE, body="Licht", tags=["Streng Geheim", "Tabu"]
        )
    assert [tag.is_unpublished for tag in again(asked).tags] == [True, True]
    ask("pia", tags=["tabu"])
    assert [tag.is_unpublished for tag in again(asked).tags] == [True, False]
    publish(QUESTION, asked.id)
    assert "Streng Geheim" in pia.get("/stichwoerter").text


def test_a_waiting_question_can_be_withdrawn_and_is_not_decided_any_more(client_of):
    switch(QUESTION)
    asked = ask("erika", title=TITLE)
    with transaction():
        actions.withdraw_question(actor=person("erika"), question=again(asked))
    assert count_waiting_posts() == 0
    assert waiting_posts().rows == []
    with pytest.raises(Conflict, match="withdrawn_meanwhile"):
        publish(QUESTION, asked.id)
    with pytest.raises(NotAllowed):
        actions.reopen_question(actor=person("erika"), question=again(asked), reason="Doch")
    for page in (path(asked), "/ich/meldungen"):
        text = client_of("erika").get(page).text
        assert "Diese Frage ist zurückgezogen" in text
        assert WAITS not in text
        assert "prüft ihn" not in text
    assert client_of("emil").get(path(asked)).status_code == 404


def test_asking_twice_gives_the_one_that_waits(app):
    switch(QUESTION)
    with transaction():
        first = actions.ask_question(actor=person("erika"), title=TITLE, body="Licht", submission="s")
    with transaction():
        again_ = actions.ask_question(actor=person("erika"), title=TITLE, body="Licht", submission="s")
    assert first.id == again_.id
    assert (count(Hiding), told("olga")) == (1, ["post_waiting"])


# --- Declining


@pytest.mark.parametrize("kind", [QUESTION, ANSWER, COMMENT])
def test_what_is_declined_stays_its_authors_who_reads_why_and_can_be_published_later(client_of, run_jobs, kind):
    asked = ask("pia")
    switch(kind)
    made = {QUESTION: lambda: ask("ben", title=TITLE), ANSWER: lambda: answer(asked, "ben", SECRET * 2)}.get(
        kind, lambda: comment(asked)
    )()
    number, word = made.id, {QUESTION: "frage", ANSWER: "antwort", COMMENT: "kommentar"}[kind]
    own_page = path(made) if kind is QUESTION else path(asked)
    refused = submit(client_of("olga"), f"/amt/meldungen/{word}/{number}/ablehnen", reason="")
    assert refused.status_code == 422
    done = submit(client_of("olga"), f"/amt/meldungen/{word}/{number}/ablehnen", reason=REASON)
    assert done.location.endswith("ansicht=zu-pruefen")
    run_jobs()
    assert count_waiting_posts() == 0
    assert told("ben") == ["post_declined"]
    assert told_others("erika", "emil") == []
    ben = client_of("ben")
    assert f"Grund: {REASON}" in ben.get("/ich/mitteilungen").text
    for page in ("/ich/meldungen", own_page):
        text = ben.get(page).text
        assert REASON in text
        assert "Abgelehnt von Olga Otto" in text
    if kind is not QUESTION:
        text = client_of("emil").get(own_page).text
        assert not [word for word in (REASON, SECRET, "ausgeblendet", "Ausgeblendet") if word in text]
    with pytest.raises(Conflict, match="decided_already"):
        publish(kind, number)
    (row,) = hidden_posts().rows
    assert row.hiding.thing_id == number
    show(kind, number)
    run_jobs()
    assert told("ben")[-1] == "post_published"
    text = client_of("emil").get(own_page).text
    assert SECRET in text
    assert not [word for word in (REASON, "nicht veröffentlicht") if word in text]
    assert kind is not QUESTION or count(Ownership, Ownership.question_id == number) == 1
