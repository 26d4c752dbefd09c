"""Finding questions: by the engine, judged again by the database; by the database alone when the index is gone."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Select, bindparam, or_
from sqlalchemy.orm import joinedload, selectinload

from accounts.models import Actor
from accounts.queries.organisation import today
from core import search_index
from core.db import db
from core.markup import excerpt, to_text
from core.search import Found, Hit, SearchUnavailable, Segment, marked
from core.search.analysis import query_terms
from core.search.synonyms import Synonyms
from knowledge.models import Answer, Question
from knowledge.queries.attached import LONGEST_EXCERPTED, AttachedText, attached_texts, excerpt_or_file
from knowledge.queries.questions import (
    QUESTION_KIND,
    Sight,
    findable_questions,
    is_stale,
    questions_in,
    shown,
    sight_of,
)
from knowledge.queries.vocabulary import synonyms

MOST_HITS = 20
LONGEST_QUERY = 400
RELATED_SHARE = 0.15
"""Least score of a related question, as a share of the score the question itself gets for its own words."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class SearchRow:
    """A hit as the page shows it, in pieces of which some are marked.

    `is_stale`: its accepted answer is expired or retired. `file`: where the excerpt stands.
    """

    question: Question
    score: float
    title: Sequence[Segment]
    excerpt: Sequence[Segment]
    is_stale: bool = False
    file: str = ""

    @property
    def answer(self) -> str:
        """The first lines of the accepted answer, or nothing."""
        return next((excerpt(one.body) for one in shown(self.question.answers) if one.is_accepted), "")


@dataclass(frozen=True)
class SearchPage:
    """What was found. `certain` is False when nothing fits well; `is_reduced`: the database answered, not the index."""

    query: str
    rows: Sequence[SearchRow]
    total: int
    certain: bool
    is_reduced: bool = False


def find_questions(person: Actor, query: str, *, limit: int = MOST_HITS) -> SearchPage:
    """Questions and their answers for a query in everyday words, the best first, only what the person may see."""
    query = query.strip()[:LONGEST_QUERY]
    if not query or not person.is_employee:
        return SearchPage(query, (), 0, certain=False)
    others = synonyms()
    found, is_reduced = _found(person, query, limit, others)
    words = others.widened(query)
    questions = _visible(person, [hit.id for hit in found.hits])
    texts = attached_texts(list(questions), most=LONGEST_EXCERPTED)
    rows = [_row(questions[hit.id], hit, words, texts[hit.id]) for hit in found.hits if hit.id in questions]
    total = found.total - (len(found.hits) - len(rows))
    return SearchPage(query, rows, total, found.certain and bool(rows), is_reduced)


def similar_questions(person: Actor, text: str, *, limit: int = 5, but: int | None = None) -> SearchPage:
    """Questions like this one, for the asker who is still writing and beside a question (`but`: itself)."""
    page = find_questions(person, text, limit=limit + (but is not None))
    rows = [row for row in page.rows if row.question.id != but][:limit]
    return SearchPage(page.query, rows, page.total, page.certain, page.is_reduced)


def related_questions(person: Actor, question: Question, *, limit: int = 5) -> Sequence[Question]:
    """Others that share title words or tags, without excerpts, in one statement; none without an index."""
    words = " ".join([question.title, *(tag.name for tag in question.tags)])
    try:
        found = _indexed(person, words, limit + 1)
    except SearchUnavailable:
        return []
    best = max((hit.score for hit in found.hits), default=0.0)
    known = (question.id, question.duplicate_of_id)
    near = [hit.id for hit in found.hits if hit.id not in known and hit.score >= RELATED_SHARE * best][:limit]
    rows = db.session.scalars(_found_for(sight_of(person)), _wanted(person, near)) if near else ()
    by_id = {one.id: one for one in rows}
    return [by_id[number] for number in near if number in by_id]


def _indexed(person: Actor, query: str, limit: int, others: Synonyms | None = None) -> Found:
    engine, kinds = search_index.engine(), [QUESTION_KIND]
    return engine.find(query, visible_to=person.keys, kinds=kinds, limit=limit, synonyms=others)


def _found(person: Actor, query: str, limit: int, others: Synonyms | None = None) -> tuple[Found, bool]:
    try:
        return _indexed(person, query, limit, others), False
    except SearchUnavailable:
        logger.warning("search index is not available, the database answers")
        return _from_database(person, query, limit), True


def _from_database(person: Actor, query: str, limit: int) -> Found:
    """The words themselves in title or text; no inflections, no ranking but the number of words met."""
    words = [word for word in query.lower().split() if len(word) > 2][:8]
    columns = (Question.title, Question.body)
    conditions = [column.icontains(word, autoescape=True) for word in words for column in columns]
    ids = findable_questions(person).where(or_(False, *conditions)).with_only_columns(Question.id, Question.title)
    rows = db.session.execute(ids.order_by(Question.id.desc()).limit(200)).all()
    ranked = sorted(rows, key=lambda row: -sum(word in row.title.lower() for word in words))
    hits = [Hit(QUESTION_KIND, row.id, 1.0) for row in ranked[:limit]]
    return Found(hits, total=len(rows), terms=query_terms(query), certain=bool(hits))


def _visible(person: Actor, numbers: Sequence[int]) -> Mapping[int, Question]:
    found = db.session.scalars(_shown_to(sight_of(person)), _wanted(person, numbers))
    return {question.id: question for question in found}


def _wanted(person: Actor, numbers: Sequence[int]) -> dict[str, Sequence[int | None]]:
    return {"reader": [person.id], "numbers": numbers}


@cache
def _found_for(sight: Sight) -> Select[Question]:
    findable = questions_in(sight).where(Question.hidden_at.is_(None))
    return findable.where(Question.id.in_(bindparam("numbers", expanding=True)))


@cache
def _shown_to(sight: Sight) -> Select[Question]:
    return _found_for(sight).options(
        joinedload(Question.department),
        joinedload(Question.owner),
        selectinload(Question.answers).joinedload(Answer.freshness),
    )


def _row(question: Question, hit: Hit, query: str, attached: Sequence[AttachedText]) -> SearchRow:
    """The accepted answer says most, then the newest, then the question; a word found in none of them, the file."""
    answers = sorted(shown(question.answers), key=lambda answer: (answer.is_accepted, answer.id), reverse=True)
    text = "\n".join(to_text(body) for body in (*(answer.body for answer in answers[:2]), question.body))
    words, file = excerpt_or_file(text, query, attached)
    return SearchRow(question, hit.score, marked(question.title, query), words, is_stale(question, today()), file)
