"""Making questions and answers in tests through the real actions."""

import secrets
from collections.abc import Sequence

from core.db import db, transaction
from knowledge import actions
from knowledge.models import Answer, Question
from tests.conftest import person


def ask(
    key: str = "erika",
    title: str = "Wie signiere ich einen Bescheid digital?",
    body: str = "Ich habe die Signaturkarte, aber das Programm findet sie **nicht**.",
    tags: Sequence[str] = ("Signatur",),
) -> Question:
    with transaction():
        return actions.ask_question(
            actor=person(key), title=title, body=body, tags=tags, submission=secrets.token_hex(8)
        )


def answer(question: Question, key: str = "pia", body: str = "Das Lesegerät muss vor dem Start stecken.") -> Answer:
    with transaction():
        return actions.answer_question(
            actor=person(key), question=again(question), body=body, submission=secrets.token_hex(8)
        )


def accept(made: Answer, key: str = "erika") -> None:
    with transaction():
        actions.accept_answer(actor=person(key), answer=db.session.get_one(Answer, made.id))


def again(question: Question) -> Question:
    return db.session.get_one(Question, question.id)
