"""Who may say what of an answer after using it, and who speaks for the subject."""

from collections.abc import Collection

from accounts.models import Actor
from knowledge.models import Answer, Question
from knowledge.rules.permissions import can_see_question, can_vote_for_answer, takes_answers


def can_react_to_answer(person: Actor, answer: Answer, question: Question) -> bool:
    """Whoever may find it helpful may say that it helped, is outdated or wrong."""
    return can_vote_for_answer(person, answer, question)


def can_confirm_answer(person: Actor, answer: Answer, question: Question, topics: Collection[int]) -> bool:
    """The office, a pilot who offers one of the question's tags, and the department's pilot who has or had it last.

    `topics`: ids of the tags this person offers to answer. Nobody confirms their own answer.
    """
    if not takes_answers(question) or not can_see_question(person, question) or person.id == answer.author_id:
        return False
    if answer.is_hidden:
        return False
    if person.is_office:
        return True
    offers_it = any(tag.id in topics for tag in question.tags)
    return person.is_pilot and (offers_it or _had_it_last(person, question))


def _had_it_last(person: Actor, question: Question) -> bool:
    here = question.department_id in person.pilot_departments
    return here and bool(question.ownerships) and question.ownerships[-1].person_id == person.id
