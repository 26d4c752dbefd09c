"""A thread becomes a question with its answer or a practice card; authors stay, and its address leads there."""

import pytest
from sqlalchemy import func, select

from core.db import db, transaction
from core.errors import Conflict, NotAllowed
from knowledge.actions.turning import turn_into_question
from knowledge.models import Answer, Ownership, Practice, Question, QuestionState, Thread
from tests.conftest import person
from tests.forms import submit
from tests.knowledge.browsing import follow
from tests.knowledge.discussing import again, discuss, reply
from tests.knowledge.practising import FIELDS


def talk() -> Thread:
    """Pia asks, Paul answers, Detlef chats."""
    thread = discuss("pia", "Wie heißt die Scanstelle?", "Ich **suche** sie.")
    reply(thread, "paul", "Sie sitzt im Rathaus.")
    reply(thread, "detlef", "Grüße an alle.")
    return thread


def turn(thread: Thread, key: str = "pia", *, taken: tuple[int, ...] = (2, 3), accepted: int = 2) -> Question:
    with transaction():
        return turn_into_question(
            actor=person(key),
            thread=again(thread),
            title="Wo ist sie?",
            tags=["Scannen"],
            taken=taken,
            accepted=accepted,
        )


def test_the_posts_become_question_and_answers_of_those_who_wrote_them(client_of):
    thread = talk()
    address = f"/austausch/{thread.id}-{thread.slug}"
    pia = client_of("pia")
    response = submit(
        pia, f"/austausch/{thread.id}/frage", title="Wo ist die Scanstelle?", taken=["2"], accepted="2", tags="Scannen"
    )
    [question] = db.session.scalars(select(Question))
    assert (question.asker_id, question.state) == (person("pia").id, QuestionState.SOLVED)
    [answer] = db.session.scalars(select(Answer))
    assert (answer.author_id, answer.is_accepted) == (person("paul").id, True)
    assert answer.valid_until is not None
    page = client_of("erika").get(response.location).text
    for text in (
        "Wo ist die Scanstelle?",
        "Pia Petersen",
        "Paul Pohl",
        "<strong>suche</strong>",
        "Angenommene Antwort",
    ):
        assert text in page
    assert "Grüße an alle" not in page
    for key in ("erika", "olga"):
        assert client_of(key).get(address).location == response.location
    assert "Wie heißt" not in pia.get("/austausch").text
    assert "eine Frage mit Antwort gemacht" in client_of("paul").get("/ich/mitteilungen").text
    assert "Grüße an alle" in client_of("paul").get(f"{address}?ansehen=1").text
    assert client_of("erika").get(f"{address}?ansehen=1").status_code == 301


def test_nobody_owes_an_answer_any_more_and_search_finds_the_question_instead(client_of, run_jobs):
    turn(talk())
    run_jobs()
    assert db.session.scalars(select(Ownership).where(Ownership.until.is_(None))).all() == []
    page = client_of("pia").get("/suche?q=Scanstelle+Rathaus").text
    assert "/fragen/1-wo-ist-sie" in page
    assert "/austausch/" not in page[page.index("<main") :].replace('href="/suche', "")


def test_turning_twice_is_turning_once(app):
    thread = talk()
    assert turn(thread).id == turn(thread, "olga").id
    assert db.session.scalar(select(func.count()).select_from(Question)) == 1


def test_an_answer_has_to_come_along(client_of):
    thread = talk()
    with pytest.raises(Conflict):
        turn(thread, taken=(3,), accepted=2)
    assert submit(client_of("pia"), f"/austausch/{thread.id}/frage", taken=["3"], accepted="2").status_code == 422
    alone = discuss("pia", "Allein")
    assert "Noch hat niemand geantwortet" in client_of("pia").get(f"/austausch/{alone.id}/frage").text


def test_who_opened_it_and_the_office_turn_it_and_others_do_not(client_of):
    thread = talk()
    for key in ("paul", "detlef"):
        with pytest.raises(NotAllowed):
            turn(thread, key)
        assert client_of(key).get(f"/austausch/{thread.id}/frage").status_code == 403
        assert client_of(key).get(f"/praxis/neu?thema={thread.id}").status_code == 403
    assert turn(thread, "olga").asker_id == person("pia").id


def test_a_turned_thread_takes_no_more_posts(app):
    thread = talk()
    turn(thread)
    with pytest.raises(Conflict):
        reply(thread, "paul")


def test_a_thread_becomes_a_practice_card_with_everybody_who_wrote(client_of):
    thread = talk()
    olga = client_of("olga")
    form = olga.get(f"/praxis/neu?thema={thread.id}").text
    for text in ("Wie heißt die Scanstelle?", "Ich **suche** sie.", "Sie sitzt im Rathaus."):
        assert text in form
    made = submit(olga, f"/praxis/neu?thema={thread.id}", **FIELDS)
    [card] = db.session.scalars(select(Practice))
    assert card.author_id == person("pia").id
    assert "mit Detlef Dorn, Paul Pohl" in olga.get(made.location).text
    pia = client_of("pia")
    assert follow(pia, pia.get(f"/austausch/{thread.id}-{thread.slug}")).request.path == made.location
    assert olga.get(f"/praxis/neu?thema={thread.id}").location == made.location
    with pytest.raises(Conflict):
        turn(thread)
