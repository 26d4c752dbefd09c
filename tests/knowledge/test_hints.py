"""Words of the office's list bring a form back once, with all that was typed; sent anyway, it is sent."""

import pytest
from sqlalchemy import select

from core.db import db, transaction
from core.errors import NotAllowed
from knowledge.actions.hints import choose_hint_words
from knowledge.models import Answer, Comment, Practice, Question, Thread
from knowledge.queries.hints import hint_words
from knowledge.rules.hints import words_met
from tests.conftest import person
from tests.forms import hidden_fields, submit
from tests.knowledge.asking import ask
from tests.knowledge.discussing import board, discuss
from tests.knowledge.practising import FIELDS

TEXT = "Das Programm ist totaler Mist, es startet nicht."


@pytest.fixture
def listed(app):
    with transaction():
        choose_hint_words(actor=person("olga"), words=["Mist", "so ein Quatsch"])


def count(kind) -> int:
    return len(db.session.scalars(select(kind)).all())


@pytest.mark.parametrize(
    ("text", "met"),
    [
        ("So ein  Mist!", ["mist"]),
        ("Der Mistkäfer", []),
        ("so\nein Quatsch", ["so ein quatsch"]),
        ("Optimist", []),
        ("MIST und so ein Quatsch", ["mist", "so ein quatsch"]),
        ("C++ hilft", ["c++"]),
        ("", []),
    ],
)
def test_whole_words_are_met_whatever_their_case(text, met):
    assert words_met([text], ["mist", "so ein quatsch", "c++"]) == met


def test_a_question_comes_back_once_and_is_sent_anyway(listed, client_of):
    erika = client_of("erika")
    words = {"title": "Warum startet das nicht?", "body": TEXT, "tags": "Software"}
    back = submit(erika, "/fragen/neu", **words)
    assert back.status_code == 422
    assert "Ihr Text enthält: mist." in back.text
    assert "Trotzdem absenden" in back.text
    assert TEXT in back.text
    assert "Warum startet das nicht?" in back.text
    assert count(Question) == 0
    sent = erika.post("/fragen/neu", data=hidden_fields(back.text) | words | {"anyway": "1"})
    assert sent.status_code == 303
    assert count(Question) == 1


def test_a_form_with_a_mistake_says_that_first(listed, client_of):
    back = submit(client_of("erika"), "/fragen/neu", title="", body=TEXT)
    assert "Trotzdem absenden" not in back.text


def test_every_form_for_something_to_read_gives_the_hint(listed, client_of):
    asked, thread, part = ask("erika"), discuss("pia"), board().id
    pia = client_of("pia")
    forms = {
        f"/fragen/{asked.id}/rueckfrage": {"body": TEXT},
        f"/fragen/{asked.id}-{asked.slug}": {"body": TEXT},
        f"/fragen/{asked.id}/kommentar": {"body": TEXT},
        f"/fragen/{asked.id}/bearbeiten": {"title": "Anders", "body": TEXT},
        f"/austausch/{thread.id}-{thread.slug}": {"body": TEXT},
        "/austausch/neu": {"board": part, "title": "Noch eins", "body": TEXT},
        "/praxis/neu": FIELDS | {"problem": TEXT},
    }
    for path, fields in forms.items():
        page = pia.get(path).text
        action = path if f'action="{path}"' in page else None
        back = pia.post(path, data=hidden_fields(page, action) | fields)
        assert back.status_code == 422, path
        assert "Trotzdem absenden" in back.text, path
        assert TEXT in back.text, path
        assert pia.post(path, data=hidden_fields(page, action) | fields | {"anyway": "1"}).status_code == 303, path
    assert [count(kind) for kind in (Answer, Comment, Practice, Thread)] == [1, 2, 1, 2]


def test_the_office_keeps_the_list(client_of):
    olga = client_of("olga")
    assert submit(olga, "/amt/hinweiswoerter", words="Mist\n\nmist\nso  ein Quatsch").status_code == 303
    assert list(hint_words()) == ["mist", "so ein quatsch"]
    refused = submit(olga, "/amt/hinweiswoerter", words="x")
    assert refused.status_code == 422
    assert "jede Zeile hat 2 bis 60 Zeichen" in refused.text
    assert submit(olga, "/amt/hinweiswoerter", words="quatsch").status_code == 303
    db.session.rollback()
    assert list(hint_words()) == ["quatsch"]
    with pytest.raises(NotAllowed):
        choose_hint_words(actor=person("pia"), words=[])
