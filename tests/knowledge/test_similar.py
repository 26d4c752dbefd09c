"""Similar questions while asking: their state, the accepted answer, and the button that ends the asking."""

import io

from sqlalchemy import func, select

from core import files
from core.db import db, transaction
from knowledge import actions
from knowledge.models import Attachment, Question, SavedQuestion
from knowledge.queries import path_of
from tests.api.caller import script_of
from tests.conftest import counted_queries, person
from tests.forms import hidden_fields
from tests.knowledge.asking import accept, again, answer, ask

TITLE = "Posteingang scannen"
LOOK = "/fragen/neu?title=Posteingang+scannen"


def solved(title: str = TITLE) -> Question:
    question = ask("pia", title=title, body="Wer scannt?")
    accept(answer(question, "olga", "Die **Scanstelle** im Erdgeschoss."), "pia")
    return question


def count(table) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def end_asking(client, question, **fields):
    """Press the button of the question."""
    page = client.get(LOOK).text
    data = hidden_fields(page, "/fragen/neu") | fields
    response = client.post(f"/fragen/{question.id}/beantwortet", data=data)
    assert (response.status_code, response.location) == (303, path_of(question.id, question.title))
    return client.get(response.location)


def test_a_hit_shows_its_state_and_the_accepted_answer(client_of, run_jobs):
    question = solved()
    run_jobs()
    page = client_of("erika").get(LOOK).text
    box = page[page.index('id="aehnliche-fragen"') : page.index("Wenn keine davon hilft")]
    assert "Gelöst" in box
    assert "#check" in box
    assert "Die Scanstelle im Erdgeschoss." in box
    assert f'formaction="/fragen/{question.id}/beantwortet"' in box
    assert 'form="beantwortet"' in box


def test_an_open_question_answers_nothing(client_of, run_jobs):
    question = ask("pia", title=TITLE)
    run_jobs()
    erika = client_of("erika")
    assert f"/fragen/{question.id}/beantwortet" not in erika.get(LOOK).text
    assert "hat noch keine Antwort" in end_asking(erika, question).text
    assert count(SavedQuestion) == 0


def test_the_asking_ends_at_the_answer_and_counts_once(client_of, run_jobs):
    question, erika = solved(), client_of("erika")
    run_jobs()
    for _ in range(3):
        response = end_asking(erika, question)
    assert "data-done" in response.text
    assert "Schön, dass Ihre Antwort schon da ist" in response.text
    assert "1 Person hat hier die Antwort gefunden, statt zu fragen" in response.text
    end_asking(client_of("emil"), question)
    page = client_of("paul").get(path_of(question.id, question.title)).text
    assert "2 Personen haben hier die Antwort gefunden" in page
    assert "Erika" not in page
    assert count(SavedQuestion) == again(question).saved_count == 2
    assert count(Question) == 1


def test_files_of_the_question_that_is_not_asked_go(client_of, run_jobs):
    question, erika = solved(), client_of("erika")
    run_jobs()
    for key, name in (("erika", "meine"), ("emil", "meine")):
        kept = files.accept(io.BytesIO(f"Notiz von {key}".encode()), "notiz.txt")
        with transaction():
            actions.stage_attachment(actor=person(key), submission=name, file=kept)
    end_asking(erika, question, submission="meine")
    assert count(Attachment) == 1
    assert db.session.scalars(select(Attachment)).one().uploader_id == person("emil").id


def test_programs_that_suggest_get_state_and_answer(run_jobs):
    solved()
    run_jobs()
    [hit] = script_of("erika").get("/suggest", q=TITLE).json["hits"]
    assert (hit["status"], hit["answer"]) == ("solved", "Die Scanstelle im Erdgeschoss.")


def test_many_hits_cost_as_many_statements_as_one(client_of, run_jobs):
    erika = client_of("erika")

    def cost(hits: int) -> int:
        run_jobs()
        erika.get(LOOK)
        with counted_queries() as statements:
            page = erika.get(LOOK).text
        assert page.count("Angenommene Antwort:") == hits
        return len(statements)

    solved()
    one = cost(1)
    for number in range(4):
        solved(f"{TITLE} im Haus {number}")
    assert cost(5) == one
