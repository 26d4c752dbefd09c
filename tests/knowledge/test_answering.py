"""The page of a question, answers, comments, accepting."""

from datetime import timedelta

import pytest

from core.db import db, transaction, utcnow
from knowledge import actions
from knowledge.models import Answer, Comment, QuestionState
from knowledge.queries import path_of
from tests.conftest import counted_queries, person
from tests.forms import hidden_fields, submit
from tests.knowledge.asking import accept, again, answer, ask
from tests.knowledge.browsing import follow


def comment(made: Answer, key: str, body: str) -> None:
    with transaction():
        found = db.session.get_one(Answer, made.id)
        actions.comment_answer(actor=person(key), answer=found, body=body, submission=body)


def path(question) -> str:
    return path_of(question.id, question.title)


def test_the_page_tells_who_has_it_who_comes_next_and_who_may_be_away(client_of):
    page = client_of("ben").get(path(ask("erika"))).text
    assert "<strong>Liegt bei Pia Petersen</strong>" in page
    assert "Wer als Nächstes gefragt wird" in page
    assert page.index("Detlef Dorn") < page.index("Springt ein, wenn sonst niemand da ist")
    assert "Stellvertretung im Amt" in page


@pytest.mark.parametrize("address", ["/fragen/{}", "/fragen/{}-", "/fragen/{}-falsch"])
def test_a_wrong_or_missing_slug_leads_to_the_right_address(client_of, address):
    question = ask()
    response = client_of("erika").get(address.format(question.id))
    if address.endswith("-"):
        assert response.status_code == 404
    else:
        assert (response.status_code, response.location) == (301, path(question))


@pytest.mark.parametrize("number", ["999", "99999999999999999999", "0"])
def test_a_question_that_does_not_exist_is_not_found(client_of, number):
    for address in (
        "/fragen/{}",
        "/fragen/{}-x",
        "/fragen/{}/bearbeiten",
        "/fragen/{}/fassungen",
        "/antworten/{}/fassungen",
    ):
        assert client_of("erika").get(address.format(number)).status_code == 404


def test_an_answer_is_published_and_the_address_leads_to_it(client_of):
    question = ask()
    pia = client_of("pia")
    response = submit(pia, path(question), body="Das Lesegerät muss **vorher** stecken.")
    made = again(question).answers[0]
    assert (response.status_code, response.location) == (303, f"{path(question)}#antwort-{made.id}")
    assert "<strong>vorher</strong>" in pia.get(path(question)).text
    assert again(question).state is QuestionState.ANSWERED


def test_a_double_press_answers_once(client_of):
    question = ask()
    pia = client_of("pia")
    fields = hidden_fields(pia.get(path(question)).text, path(question)) | {"body": "Einmal."}
    for _ in range(2):
        assert pia.post(path(question), data=fields).status_code == 303
    db.session.rollback()
    assert len(again(question).answers) == 1


def test_an_empty_answer_is_refused_and_a_preview_saves_nothing(client_of):
    question = ask()
    pia = client_of("pia")
    refused = submit(pia, path(question), action=path(question), body="  ")
    assert refused.status_code == 422
    assert "Schreiben Sie Ihre Antwort." in refused.text
    shown = submit(pia, path(question), action=path(question), body="Das ist **wichtig**.", preview="1")
    assert shown.status_code == 200
    assert "<strong>wichtig</strong>" in shown.text
    assert not again(question).answers


def test_an_answer_to_a_question_that_was_closed_meanwhile_keeps_the_text(client_of):
    question = ask()
    pia = client_of("pia")
    fields = hidden_fields(pia.get(path(question)).text, path(question))
    with transaction():
        actions.close_question(actor=person("olga"), question=again(question), reason="Erledigt sich.")
    response = pia.post(path(question), data=fields | {"body": "Mein langer Text"})
    assert response.status_code == 422
    assert "nimmt keine Antworten mehr an" in response.text
    assert "Mein langer Text" in response.text


def test_the_asker_accepts_and_takes_back(client_of):
    question = ask()
    made = answer(question)
    erika = client_of("erika")
    page = erika.get(path(question)).text
    assert "Das hat mir geholfen" in page
    accept_path = f"/antworten/{made.id}/annehmen"
    assert submit(erika, path(question), action=accept_path).status_code == 303
    page = erika.get(path(question)).text
    assert "Angenommene Antwort" in page
    assert "Geprüft am" in page
    assert "gültig bis" in page
    submit(erika, path(question), action=f"/antworten/{made.id}/zuruecknehmen")
    assert "Zuständig: Pia Petersen" in erika.get(path(question)).text
    assert again(question).state is QuestionState.ANSWERED


def test_accepting_what_was_closed_meanwhile_is_told_in_words(client_of):
    question = ask()
    made = answer(question)
    erika = client_of("erika")
    fields = hidden_fields(erika.get(path(question)).text, f"/antworten/{made.id}/annehmen")
    with transaction():
        actions.close_question(actor=person("olga"), question=again(question), reason="Erledigt sich.")
    response = follow(erika, erika.post(f"/antworten/{made.id}/annehmen", data=fields))
    assert "Das geht nicht: Die Frage ist geschlossen. Möglich ist: " in response.text
    assert "wieder öffnen" in response.text


def test_others_see_no_button_and_are_refused(client_of):
    question = ask()
    made = answer(question)
    emil = client_of("emil")
    page = emil.get(path(question)).text
    assert not [step for step in ("/annehmen", "/bearbeiten", "/schliessen") if step in page]
    fields = hidden_fields(page, path(question))
    assert emil.post(f"/antworten/{made.id}/annehmen", data=fields).status_code == 403


def test_the_accepted_answer_stands_first(client_of):
    question = ask()
    answer(question, "paul", "Die erste Antwort.")
    made = answer(question, "pia", "Die zweite Antwort.")
    accept(made)
    page = client_of("emil").get(path(question)).text
    assert page.index("Die zweite Antwort.") < page.index("Die erste Antwort.")


def test_an_accepted_answer_past_its_date_says_so(client_of):
    question = ask()
    made = answer(question)
    accept(made)
    with transaction():
        old = db.session.get_one(Answer, made.id)
        old.checked_on, old.valid_until = (utcnow() - timedelta(days=days) for days in (400, 35))
        old.checked_on, old.valid_until = old.checked_on.date(), old.valid_until.date()
        entry = old.freshness
        entry.valid_from, entry.checked_on, entry.valid_until = old.checked_on, old.checked_on, old.valid_until
    assert "zu prüfen" in client_of("emil").get(path(question)).text


def test_comments_fold_after_two_and_an_empty_one_has_its_own_page(client_of):
    question = ask()
    made = answer(question)
    for number in range(4):
        comment(made, "emil", f"Bemerkung {number}")
    erika = client_of("erika")
    page = erika.get(path(question)).text
    assert page.index("Bemerkung 1") < page.index("2 weitere Kommentare") < page.index("Bemerkung 2")
    address = f"/antworten/{made.id}/kommentar"
    refused = submit(erika, path(question), action=address, body=" ")
    assert refused.status_code == 422
    assert "Schreiben Sie Ihren Kommentar." in refused.text
    taken = submit(erika, address, body="Danke, das hilft.")
    written = db.session.query(Comment).order_by(Comment.id.desc()).first()
    assert taken.location == f"{path(question)}?kommentar={written.id}#kommentar-{written.id}"
    db.session.rollback()
    assert db.session.query(Comment).count() == 5


def test_the_page_costs_the_same_however_long_it_is_and_writes_nothing(client_of):
    question = ask()
    answer(question)
    client = client_of("erika")

    def cost() -> list[str]:
        with counted_queries() as statements:
            client.get(path(question))
        return statements

    cost()
    before = cost()
    for number in range(4):
        made = answer(question, "paul", f"Antwort {number}")
        for text in "abc":
            comment(made, "emil", f"{number} {text}")
    after = cost()
    assert len(before) <= 15
    assert len(after) <= len(before) + 1, "comments of answers are one more statement"
    assert all(statement.lstrip().upper().startswith("SELECT") for statement in after)


def test_a_duplicate_leads_to_the_original(client_of):
    first, second = ask("pia", title="Das Original"), ask("erika", title="Die Wiederholung")
    with transaction():
        actions.mark_duplicate(actor=person("pia"), question=again(second), original=again(first))
    page = client_of("emil").get(f"{path(second)}?ansehen=1").text
    assert "Zur früheren Frage: Das Original" in page
    assert f'href="{path(first)}"' in page


def test_a_withdrawn_question_is_seen_by_asker_and_office_alone(client_of):
    question = ask()
    made = answer(question)
    with transaction():
        actions.withdraw_question(actor=person("erika"), question=again(question))
    seen = {key: client_of(key).get(path(question)).status_code for key in ("erika", "olga", "pia", "emil", "anna")}
    assert seen == {"erika": 200, "olga": 200, "pia": 404, "emil": 404, "anna": 404}
    assert client_of("pia").get(f"/antworten/{made.id}/kommentar").status_code == 404


def test_related_questions_stand_beside_but_not_itself(client_of, run_jobs):
    ask(title="Bescheid digital signieren: Karte fehlt")
    question = ask(title="Bescheid digital signieren")
    ask(title="Parkplatz im Hof", body="Wo parke ich?", tags=())
    run_jobs()
    page = client_of("erika").get(path(question)).text
    aside = page[page.index("Verwandte Fragen") :]
    assert "Karte fehlt" in aside
    assert "Parkplatz" not in aside
    assert path(question) not in aside


def test_the_answer_to_a_question_that_was_withdrawn_meanwhile_can_be_copied(client_of):
    question = ask("erika")
    emil, path = client_of("emil"), f"/fragen/{question.id}-{question.slug}"
    fields = hidden_fields(emil.get(path).text, path) | {"body": "Das geht über das Menü <b>Extras</b>."}
    with transaction():
        actions.withdraw_question(actor=person("erika"), question=again(question))
    response = emil.post(path, data=fields)
    assert response.status_code == 404
    assert "Das geht über das Menü &lt;b&gt;Extras&lt;/b&gt;." in response.text
    foreign = emil.post(path, data=fields, headers={"Origin": "https://boese.example"})
    assert "Das geht über das Menü" not in foreign.text
