"""A thread becomes knowledge: a question with its accepted answer, or a practice card. Authors and address stay."""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from accounts.actions import notify
from accounts.models import Person
from core.access import ensure
from core.db import db, lock, utcnow
from core.errors import Conflict
from knowledge.actions.attachments import carry_files
from knowledge.actions.forum import note_event, thread_changed
from knowledge.actions.moves import accept_answer
from knowledge.actions.practices import Card, write_practice
from knowledge.actions.tags import tags_named
from knowledge.models import (
    Answer,
    MoveRole,
    OwnerKind,
    OwnerReason,
    Ownership,
    Post,
    Practice,
    Question,
    QuestionEvent,
    QuestionState,
    Thread,
)
from knowledge.queries.attached import ANSWER, POST, QUESTION
from knowledge.queries.forum import participants
from knowledge.rules import forum as rules


def turn_into_question(
    *, actor: Person, thread: Thread, title: str, tags: Iterable[str], taken: Collection[int], accepted: int
) -> Question:
    """The first post becomes the question of who opened the thread, the others its answers with their authors.

    `taken`: numbers of the posts that come along (the first always does); `accepted`: the one that answered it.
    Turning twice gives the question of the first time. Raises NotAllowed; Conflict turned_already, no_answer_chosen.
    """
    lock(thread)
    if thread.question_id is not None:
        return db.session.get_one(Question, thread.question_id)
    _ensure_may(actor, thread)
    first, *others = _posts(thread)
    answers = [post for post in others if post.seq in taken]
    if accepted not in {post.seq for post in answers}:
        raise Conflict("no_answer_chosen")
    question = _question(thread, first, title, tags, len(answers))
    made = {post.seq: _answer(question, post) for post in answers}
    db.session.add_all(made.values())
    db.session.flush()
    carry_files(POST, first.id, to_kind=QUESTION, to_number=question.id)
    for post in answers:
        carry_files(POST, post.id, to_kind=ANSWER, to_number=made[post.seq].id)
    _turned(actor, thread, question=question)
    accept_answer(actor=actor, answer=made[accepted])
    for person_id in sorted({post.author_id for post in [first, *answers]} - {actor.id}):
        notify(
            kind="thread_turned", person_id=person_id, subject_id=question.id, event=str(thread.id), actor_id=actor.id
        )
    return question


def turn_into_practice(*, actor: Person, thread: Thread, card: Card, tags: Iterable[str], submission: str) -> Practice:
    """A draft of who opened the thread, with everybody who wrote in it as contributors.

    Turning twice gives the card of the first time. Raises NotAllowed; Conflict turned_already.
    """
    lock(thread)
    if thread.practice_id is not None:
        return db.session.get_one(Practice, thread.practice_id)
    _ensure_may(actor, thread)
    author = db.session.get_one(Person, thread.author_id)
    practice = write_practice(actor=actor, card=card, tags=tags, submission=submission, author=author)
    others = participants(thread) - {author.id}
    practice.contributors = list(db.session.scalars(select(Person).where(Person.id.in_(others)).order_by(Person.id)))
    _turned(actor, thread, practice=practice)
    return practice


def _ensure_may(actor: Person, thread: Thread) -> None:
    if thread.is_turned:
        raise Conflict("turned_already")
    ensure(rules.can_turn_thread(actor, thread))


def _posts(thread: Thread) -> Sequence[Post]:
    author = joinedload(Post.author)
    there = select(Post).where(Post.thread_id == thread.id, Post.hidden_at.is_(None))
    return db.session.scalars(there.options(author).order_by(Post.seq)).all()


def _question(thread: Thread, first: Post, title: str, tags: Iterable[str], answers: int) -> Question:
    """Answered, and with the office for the moment until an answer is accepted."""
    question = Question(
        asker_id=thread.author_id,
        department_id=first.author.department_id,
        title=title,
        body=first.body,
        body_html=first.body_html,
        state=QuestionState.ANSWERED,
        submission=f"thread-{thread.id}",
        created_at=first.created_at,
        answer_count=answers,
        owner_kind=OwnerKind.OFFICE,
        owner_since=utcnow(),
    )
    question.tags = tags_named(tags)
    db.session.add(question)
    db.session.flush()
    db.session.add(
        Ownership(
            question_id=question.id,
            seq=1,
            kind=OwnerKind.OFFICE,
            why=OwnerReason.OFFICE,
            cause="thread",
            since=utcnow(),
        )
    )
    event = QuestionEvent(question_id=question.id, seq=1, move="ask", to_state=QuestionState.ANSWERED)
    event.actor_id, event.role, event.at = thread.author_id, MoveRole.ASKER, first.created_at
    db.session.add(event)
    return question


def _answer(question: Question, post: Post) -> Answer:
    answer = Answer(
        question_id=question.id,
        author_id=post.author_id,
        body=post.body,
        body_html=post.body_html,
        submission=f"post-{post.id}",
        created_at=post.created_at,
        edited_at=None,
    )
    answer.question = question
    return answer


def _turned(
    actor: Person, thread: Thread, *, question: Question | None = None, practice: Practice | None = None
) -> None:
    """From now on the thread's address leads there, and search finds that instead."""
    thread.question_id = question.id if question else None
    thread.practice_id = practice.id if practice else None
    note_event(actor, thread, "knowledge.turn_thread")
    thread_changed(thread)
