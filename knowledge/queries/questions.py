"""Reads of single questions and answers, and what search and notices need of them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from enum import Enum, auto
from typing import Any, TypeVar

from sqlalchemy import BindParameter, Select, and_, bindparam, exists, or_, select, true
from sqlalchemy.orm import aliased, joinedload, selectinload

from accounts.models import Actor, Person
from accounts.queries.notices import Subject
from accounts.queries.organisation import today
from accounts.queries.seals import masks_of
from core.db import db, utcnow
from core.errors import NotFound
from core.formats import slugify
from core.markup import to_text
from core.search import Document
from knowledge.models import (
    OWNED,
    Answer,
    Booking,
    Comment,
    Confirmation,
    ConsultationSlot,
    Freshness,
    Hideable,
    Hiding,
    Ownership,
    Question,
    QuestionEvent,
    QuestionState,
    Revision,
)
from knowledge.queries.attached import attached_texts, words_of_files
from knowledge.rules import can_see_answer, can_see_comment, can_see_question

P = TypeVar("P", bound=Hideable)
QUESTION_KIND = "frage"
SOLVED_WEIGHT, ANSWERED_WEIGHT, ENDED_WEIGHT, STALE_WEIGHT = 1.1, 1.05, 0.8, 0.6
CONFIRMED_FACTOR = 1.05
INDEX_BATCH = 200
HIGHEST_ID = 2**31 - 1
ROW_OF_A_DUPLICATE = (Question.title, Question.answer_count, Question.duplicate_of_id, Question.hidden_at)
SAME_WISH_FOR = timedelta(hours=1)
LOADED_FOR_ROWS = (
    joinedload(Question.department),
    joinedload(Question.owner).load_only(Person.name, Person.department_id),
    joinedload(Question.hiding).load_only(Hiding.is_unpublished, Hiding.actor_id, Hiding.lifted_at),
    selectinload(Question.tags),
)
"""What a row of a list shows of a question."""


def path_of(question_id: int, title: str) -> str:
    """The lasting address of a question."""
    return f"/fragen/{question_id}-{slugify(title)}"


class Sight(Enum):
    """Which questions somebody sees: none, all, or those that are for all and their own."""

    NOTHING = auto()
    ALL = auto()
    COMMON = auto()


def sight_of(person: Actor) -> Sight:
    if not person.is_employee:
        return Sight.NOTHING
    return Sight.ALL if person.is_office else Sight.COMMON


READER: BindParameter[Any] = bindparam("reader", expanding=True)
"""In statements that are built once: under which ids the reader asks."""


def visible_questions(person: Actor, *, own: Sequence[int | None] = ()) -> Select[Question]:
    """The questions a person may see; the statement from which every list starts.

    `own`: what `own_ids` gives, where those asked sealed matter that are withdrawn or hidden.
    """
    return questions_in(sight_of(person), own or [person.id])


def questions_in(sight: Sight, reader: Sequence[int | None] | BindParameter[Any] = READER) -> Select[Question]:
    if sight is Sight.NOTHING:
        return select(Question).where(~true())
    if sight is Sight.ALL:
        return select(Question)
    is_for_all = and_(Question.state != QuestionState.WITHDRAWN, Question.hidden_at.is_(None))
    return select(Question).where(or_(is_for_all, Question.asker_id.in_(reader)))


def own_ids(person: Actor) -> list[int | None]:
    """Under which ids somebody asked: their own and those of their masks."""
    return [person.id, *masks_of(person.id)]


def findable_questions(person: Actor) -> Select[Question]:
    """Those of them that are not hidden: what search and selections of the best show, to the office too."""
    return visible_questions(person).where(Question.hidden_at.is_(None))


def get_question(person: Actor, number: int) -> Question:
    """Raises NotFound, also when the person may not see it."""
    question = db.session.get(Question, number) if number <= HIGHEST_ID else None
    if question is None or not can_see_question(person, question):
        raise NotFound
    return question


def get_answer(person: Actor, number: int) -> Answer:
    """With its question. Raises NotFound."""
    if number > HIGHEST_ID:
        raise NotFound
    loaded = [joinedload(Answer.question), joinedload(Answer.author), joinedload(Answer.freshness)]
    answer = db.session.get(Answer, number, options=loaded)
    if answer is None or not can_see_answer(person, answer, answer.question):
        raise NotFound
    return answer


def get_comment(person: Actor, number: int) -> Comment:
    """With its question and answer. Raises NotFound."""
    loaded = [joinedload(Comment.question), joinedload(Comment.answer), joinedload(Comment.author)]
    comment = db.session.get(Comment, number, options=loaded) if number <= HIGHEST_ID else None
    if comment is None or not can_see_comment(person, comment):
        raise NotFound
    return comment


def get_question_page(person: Actor, number: int) -> Question:
    """A question with all that its page shows, in six statements however long it is. Raises NotFound."""
    question = load_for_page(number)
    if question is None or not can_see_question(person, question):
        raise NotFound
    return question


def load_for_page(number: int) -> Question | None:
    if number > HIGHEST_ID:
        return None
    row = db.session.execute(_WITH_ALL_ITS_PAGE_SHOWS, {"number": number}).unique().one_or_none()
    if row is None:
        return None
    question: Question = row[0]
    question.has_duplicates = bool(row[1])
    return question


# With whether others lead to it. Built once: building it anew takes a twentieth of the page's time.
# What few questions have is read where it is shown: duplicates, unsealings.
_DUPLICATE = aliased(Question)
_WITH_ALL_ITS_PAGE_SHOWS = (
    select(Question, exists().where(_DUPLICATE.duplicate_of_id == Question.id))
    .where(Question.id == bindparam("number"))
    .options(
        joinedload(Question.asker).options(joinedload(Person.department), joinedload(Person.seal)),
        joinedload(Question.department),
        joinedload(Question.owner).joinedload(Person.department),
        joinedload(Question.duplicate_of),
        joinedload(Question.talks).joinedload(Booking.slot).joinedload(ConsultationSlot.hour),
        selectinload(Question.tags),
        selectinload(Question.answers).options(
            joinedload(Answer.author).joinedload(Person.department),
            joinedload(Answer.confirmation).joinedload(Confirmation.person).joinedload(Person.department),
            joinedload(Answer.freshness).options(
                joinedload(Freshness.cause), joinedload(Freshness.owner), joinedload(Freshness.checked_by)
            ),
        ),
        selectinload(Question.comments).joinedload(Comment.author),
        selectinload(Question.ownerships).options(joinedload(Ownership.person), joinedload(Ownership.actor)),
        selectinload(Question.events).joinedload(QuestionEvent.actor),
    )
)


def is_stale(question: Question, on: date) -> bool:
    """Its accepted answer is expired or retired. Needs the answers with their freshness."""
    dates = (answer.freshness for answer in question.answers if answer.is_accepted)
    return any(entry is not None and entry.is_stale(on) for entry in dates)


def revisions_of(*, question_id: int | None = None, answer_id: int | None = None) -> Sequence[Revision]:
    """Earlier wordings, newest first, with their editors."""
    of = Revision.question_id == question_id if question_id else Revision.answer_id == answer_id
    statement = select(Revision).where(of).options(joinedload(Revision.editor)).order_by(Revision.seq.desc())
    return db.session.scalars(statement).all()


def notice_subjects(person: Person, numbers: Sequence[int]) -> Mapping[int, Subject]:
    """Title and address of those questions the person may still see."""
    found = db.session.scalars(visible_questions(person, own=own_ids(person)).where(Question.id.in_(numbers)))
    return {question.id: Subject(question.title, path_of(question.id, question.title)) for question in found}


def question_documents(numbers: Sequence[int] | None) -> Iterable[Document]:
    """What search knows of questions: all of them, or those with these ids.

    Withdrawn and hidden ones are left out; a duplicate's words stand with the question it leads to.
    """
    statement = (
        select(Question)
        .where(Question.state.not_in((QuestionState.WITHDRAWN, QuestionState.DUPLICATE)), Question.hidden_at.is_(None))
        .options(
            selectinload(Question.answers).options(joinedload(Answer.freshness), joinedload(Answer.confirmation)),
            selectinload(Question.tags),
            selectinload(Question.duplicates),
        )
        .order_by(Question.id)
    )
    if numbers is not None:
        yield from _documents(db.session.scalars(statement.where(Question.id.in_(numbers))).all())
        return
    last = 0
    while batch := db.session.scalars(statement.where(Question.id > last).limit(INDEX_BATCH)).all():
        yield from _documents(batch)
        last = batch[-1].id
        db.session.expunge_all()  # whole cities do not fit into memory


def _documents(questions: Sequence[Question]) -> Iterable[Document]:
    attached = attached_texts([question.id for question in questions])
    return [_document(question, words_of_files(attached.get(question.id, ()))) for question in questions]


def _document(question: Question, files: str) -> Document:
    texts = [to_text(question.body), *(to_text(answer.body) for answer in shown(question.answers))]
    aliases = [f"{duplicate.title}\n{to_text(duplicate.body)}" for duplicate in shown(question.duplicates)]
    tags = " ".join(tag.name for tag in question.tags)
    return Document(
        kind=QUESTION_KIND,
        id=question.id,
        title=question.title,
        body="\n".join([*texts, *aliases, tags, files]),
        visible_to=frozenset({"employee"}),
        weight=_weight(question),
    )


def shown(posts: Iterable[P]) -> list[P]:
    """Without those that are hidden."""
    return [post for post in posts if not post.is_hidden]


def _weight(question: Question) -> float:
    """Gently: a solved question is more likely to help than an open one, a closed one less, an expired one least;
    one with a confirmed answer a little more than others."""
    is_confirmed = any(answer.is_confirmed for answer in shown(question.answers))
    return _state_weight(question) * (CONFIRMED_FACTOR if is_confirmed else 1.0)


def _state_weight(question: Question) -> float:
    if question.state is QuestionState.SOLVED:
        return STALE_WEIGHT if is_stale(question, today()) else SOLVED_WEIGHT
    if question.state is QuestionState.CLOSED:
        return ENDED_WEIGHT
    return ANSWERED_WEIGHT if question.answer_count else 1.0


def just_asked(person: Actor, title: str, body: str, *, is_sealed: bool = False) -> Question | None:
    """What the person asked in these words within the last hour and nobody has ended, with or without their name.

    A browser's way back keeps the words, but the form there has a new key. Of sealed ones only the hour is known.
    """
    same = select(Question).where(
        Question.asker_id.in_(masks_of(person.id) if is_sealed else [person.id]),
        Question.title == title,
        Question.body == body,
        Question.created_at > utcnow() - (2 * SAME_WISH_FOR if is_sealed else SAME_WISH_FOR),
        Question.state.in_(OWNED),
    )
    return db.session.scalars(same.order_by(Question.id.desc()).limit(1)).first()
