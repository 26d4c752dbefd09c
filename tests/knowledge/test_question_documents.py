"""What search is given of all questions, however many there are."""

import pytest
from flask import Flask

from core import search_index
from knowledge import queries
from tests.knowledge.asking import ask


def test_every_question_is_handed_over_once_in_several_batches(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries.questions, "INDEX_BATCH", 2)
    asked = [ask(title=f"Frage {number}?").id for number in range(5)]
    assert [document.id for document in queries.question_documents(None)] == asked
    assert search_index.rebuild() == 5
