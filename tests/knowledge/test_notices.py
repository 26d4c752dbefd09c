"""The sentences of notices about questions: German, in one line, with any title."""

import pytest

from accounts.sentences import kind_label, words
from knowledge.jobs import NOTICES
from tests.knowledge.asking import answer, ask

CODES = [kind.code for kind in NOTICES]
TITLE = '100 % "sicher" & <b>fett</b> %(name)s {{ x }}'


@pytest.mark.parametrize("code", CODES)
def test_each_kind_has_a_name_and_a_sentence_that_carries_the_title_unchanged(app, code):
    with app.test_request_context("/"):
        text = words(f"notices/{code}.txt", title=TITLE, actor_name="Olga Otto").strip()
        label = kind_label(code)
    assert TITLE in text
    assert "\n" not in text
    assert text.endswith(".")
    assert label != code
    assert not {"question", "answer", "your"} & set(f"{text} {label}".lower().split())


def test_who_is_told_reads_it_in_the_inbox(client_of):
    question = ask("erika", "Wie scanne ich?")
    assert "Die Frage „Wie scanne ich?“ liegt jetzt bei Ihnen." in client_of("pia").get("/ich/mitteilungen").text
    answer(question)
    page = client_of("erika").get("/ich/mitteilungen").text
    assert "Pia Petersen hat auf die Frage „Wie scanne ich?“ geantwortet." in page
