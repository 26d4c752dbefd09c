"""What hiding a post and showing it again means for what depends on it, kind by kind.

Nothing is owed for a hidden question: it keeps its owner, and whoever has it gets the whole time anew when it is shown.
A question whose only answer is hidden is open again; a hidden answer is none that solved it. While the question is
hidden too, that waits until it is shown.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from accounts.models import Actor
from core.db import lock
from knowledge.actions.forum import thread_changed
from knowledge.actions.freshness import rest_entry, wake_entry
from knowledge.actions.history import changed
from knowledge.actions.ownership import give_back
from knowledge.actions.practices import practice_changed
from knowledge.actions.settling import follow_loss, follow_return
from knowledge.models import Answer, Comment, EntryKind, Hiding, Post, PostKind, Practice, Question, QuestionState
from knowledge.queries.freshness import entry_of

OPEN = QuestionState.OPEN


@dataclass(frozen=True)
class Effect:
    """`lock` holds the post and what it hangs on; `hide` and `show` run once it is hidden or shown again."""

    lock: Callable[[Any], None]
    hide: Callable[[Any, Hiding, Actor], None]
    show: Callable[[Any, Hiding, Actor], None]


def _hide_question(question: Question, hiding: Hiding, _actor: Actor) -> None:
    hiding.answer_owed, question.answer_by = question.answer_by is not None, None
    for answer in question.answers:
        if answer.is_accepted:
            _rest(hiding, EntryKind.ANSWER, answer.id)
    changed(question)


def _show_question(question: Question, hiding: Hiding, actor: Actor) -> None:
    if hiding.answer_owed and question.state is OPEN and question.paused_at is None:
        give_back(question, cause="shown", answer_owed=True)
    for answer in question.answers:
        if answer.is_accepted:
            wake_entry(kind=EntryKind.ANSWER, thing_id=answer.id, state=hiding.entry_state)
    follow_loss(question, actor=actor)
    changed(question)


def _hide_answer(answer: Answer, _hiding: Hiding, actor: Actor) -> None:
    answer.question.answer_count -= 1
    follow_loss(answer.question, actor=actor)
    changed(answer.question)


def _show_answer(answer: Answer, hiding: Hiding, actor: Actor) -> None:
    answer.question.answer_count += 1
    follow_return(answer, hiding, actor=actor)
    changed(answer.question)


def _hide_practice(practice: Practice, hiding: Hiding, _actor: Actor) -> None:
    _rest(hiding, EntryKind.PRACTICE, practice.id)
    practice_changed(practice)


def _show_practice(practice: Practice, hiding: Hiding, _actor: Actor) -> None:
    wake_entry(kind=EntryKind.PRACTICE, thing_id=practice.id, state=hiding.entry_state)
    practice_changed(practice)


def _follow_post(post: Post, _hiding: Hiding, _actor: Actor) -> None:
    """The thread goes with the post that opens it."""
    if post.seq == 1:
        post.thread.hidden_at = post.hidden_at
    thread_changed(post.thread)


def _rest(hiding: Hiding, kind: EntryKind, thing_id: int) -> None:
    entry = entry_of(kind, thing_id)
    hiding.entry_state = entry.state if entry else None
    rest_entry(kind=kind, thing_id=thing_id)


def _nothing(_comment: Comment, _hiding: Hiding, _actor: Actor) -> None:
    """Nothing hangs on a comment, and search does not know it."""


def _lock_both(post: Any, holder: Any) -> None:
    lock(holder)
    lock(post)


EFFECTS = {
    PostKind.QUESTION: Effect(lock, _hide_question, _show_question),
    PostKind.ANSWER: Effect(lambda one: _lock_both(one, one.question), _hide_answer, _show_answer),
    PostKind.COMMENT: Effect(lambda one: _lock_both(one, one.question), _nothing, _nothing),
    PostKind.POST: Effect(lambda one: _lock_both(one, one.thread), _follow_post, _follow_post),
    PostKind.PRACTICE: Effect(lock, _hide_practice, _show_practice),
}
