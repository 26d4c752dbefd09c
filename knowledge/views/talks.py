"""What the page of a question shows of a talk about it, and the draft that came of the talk."""

from typing import Any

from accounts.models import Actor
from knowledge.forms.posts import AnswerForm
from knowledge.models import Question
from knowledge.queries.consultations import draft_of
from knowledge.rules import consultations as rules


def talk_on_page(person: Actor, question: Question, form: AnswerForm) -> dict[str, Any]:
    """The draft goes into the form of the pilot who wrote it, unless they are sending something else."""
    talk = question.talks[-1] if question.talks else None
    draft = draft_of(talk, person, question.answers)
    if draft and not form.is_submitted():
        form.body.data = draft
    return {"talk": talk, "draft": draft, "talk_rules": rules}
