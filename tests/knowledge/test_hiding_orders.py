"""Questions and answers are hidden and shown in every order: what a question is always agrees with what can be read."""

from itertools import product

import pytest
from sqlalchemy import select

from core.db import db, transaction
from knowledge import actions
from knowledge.models import Answer, EntryState, Freshness, PostKind, Question, QuestionState
from tests.conftest import person
from tests.knowledge.asking import accept, again, answer, ask
from tests.knowledge.moderating import hide, show

ORDERS = list(product("QA", repeat=4))
"""Each letter hides the question or its answer, or shows it when it is hidden."""
SHORT = list(product("QA", repeat=2))


def begin(name: str) -> tuple[Question, Answer]:
    """A question that is open, answered or solved, with one answer."""
    question = ask("erika")
    given = answer(question, "erika" if name == "open" else "pia")
    if name == "solved":
        accept(given)
    return question, given


def turn(thing: Question | Answer) -> None:
    kind = PostKind.QUESTION if isinstance(thing, Question) else PostKind.ANSWER
    db.session.refresh(thing)
    (show if thing.is_hidden else hide)(kind, thing.id)


def entry_of(given: Answer) -> Freshness | None:
    return db.session.scalars(select(Freshness).where(Freshness.thing_id == given.id)).one_or_none()


def facts(question: Question, given: Answer) -> tuple[object, ...]:
    db.session.expire_all()
    now, entry = again(question), entry_of(given)
    dates = (entry.state, entry.valid_until) if entry else None
    return now.state, now.answer_by is not None, now.owner_kind, given.is_accepted, given.valid_until, dates


def agree(question: Question, given: Answer) -> None:
    """Nothing is owed for what is hidden or ended; what can be read says what a question is."""
    db.session.expire_all()
    now, entry = again(question), entry_of(given)
    assert now.answer_count == (not given.is_hidden)
    counts = not now.is_hidden and given.is_accepted and now.state is QuestionState.SOLVED
    assert entry is None or (entry.state is EntryState.VALID) == counts
    if now.is_hidden or now.state is QuestionState.DUPLICATE:
        assert now.answer_by is None
        return
    helps = not given.is_hidden and given.author_id != now.asker_id
    assert given.is_accepted == (now.state is QuestionState.SOLVED)
    assert not (given.is_accepted and given.is_hidden)
    assert (now.state is QuestionState.OPEN) == (not helps)
    assert (now.answer_by is not None) == (now.state is QuestionState.OPEN)


@pytest.mark.parametrize("name", ["open", "answered", "solved"])
def test_in_every_order_a_question_is_what_can_be_read_and_comes_back_as_it_was(app, name):
    for order in ORDERS:
        question, given = begin(name)
        before = facts(question, given)
        for letter in order:
            turn(question if letter == "Q" else given)
            agree(question, given)
        for thing in (question, given):
            if thing.is_hidden:
                turn(thing)
                agree(question, given)
        assert facts(question, given) == before, order


@pytest.mark.parametrize("name", ["open", "answered", "solved"])
@pytest.mark.parametrize("is_hidden_first", [False, True])
def test_in_every_order_the_same_holds_for_a_duplicate_and_when_it_is_none_any_more(app, name, is_hidden_first):
    for order in SHORT:
        (question, given), original = begin(name), ask("ben")
        before = facts(question, given)
        if is_hidden_first:
            turn(given)
        with transaction():
            actions.mark_duplicate(actor=person("olga"), question=again(question), original=again(original))
        for letter in order:
            turn(question if letter == "Q" else given)
            agree(question, given)
        _release(question, original)
        agree(question, given)
        for thing in (given, question):
            if thing.is_hidden:
                turn(thing)
                agree(question, given)
        assert facts(question, given) == before, order


def _release(question: Question, original: Question) -> None:
    """By hand where that may be done, else because the question it leads to is withdrawn."""
    with transaction():
        if again(question).is_hidden:
            actions.withdraw_question(actor=person("ben"), question=again(original))
        else:
            actions.undo_duplicate(actor=person("olga"), question=again(question))
