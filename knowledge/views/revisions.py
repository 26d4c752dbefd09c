"""Earlier wordings of questions and answers, and what was changed from one to the next."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from flask import render_template

from accounts.rules import is_employee
from core.access import actor, allow
from core.diff import Piece, word_changes
from knowledge import queries
from knowledge.views.blueprint import blueprint

MOST_COMPARED = 20
"""How many changes are shown word by word; comparing long texts costs time."""


@dataclass(frozen=True)
class Wording:
    title: str
    tags: str
    body: str


class Kept(Protocol):
    """An earlier wording of anything that is edited."""

    @property
    def title(self) -> str: ...
    @property
    def tags(self) -> str: ...
    @property
    def body(self) -> str: ...


@dataclass(frozen=True)
class Change:
    """One edit: its revision says who, when, why and the wording before; the pieces what changed."""

    revision: Kept
    title: Sequence[Piece]
    tags: Sequence[Piece]
    body: Sequence[Piece]


@blueprint.get("/fragen/<int:number>/fassungen")
@allow(is_employee)
def question_revisions(number: int) -> str:
    question = queries.get_question(actor(), number)
    now = Wording(question.title, ", ".join(tag.name for tag in question.tags), question.body)
    changes = list(edits(now, queries.revisions_of(question_id=number)[:MOST_COMPARED]))
    return render_template("knowledge/question_revisions.html", question=question, changes=changes)


@blueprint.get("/antworten/<int:number>/fassungen")
@allow(is_employee)
def answer_revisions(number: int) -> str:
    answer = queries.get_answer(actor(), number)
    changes = list(edits(Wording("", "", answer.body), queries.revisions_of(answer_id=number)[:MOST_COMPARED]))
    return render_template("knowledge/answer_revisions.html", answer=answer, changes=changes)


def edits(now: Wording, revisions: Sequence[Kept]) -> Iterator[Change]:
    """Newest first; each revision holds the wording before its edit."""
    after = now
    for revision in revisions:
        before = Wording(revision.title, revision.tags, revision.body)
        yield Change(
            revision,
            word_changes(before.title, after.title) if before.title != after.title else (),
            word_changes(before.tags, after.tags) if before.tags != after.tags else (),
            word_changes(before.body, after.body) if before.body != after.body else (),
        )
        after = before
