"""Finding everything one may see, whatever its kind: by the engine, judged again by the database.

Without the index the database answers, kind after kind, by the words themselves.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, or_
from sqlalchemy.orm import InstrumentedAttribute, joinedload, selectinload

from accounts.models import Actor
from accounts.queries.organisation import today
from core import search_index
from core.db import db
from core.markup import to_text
from core.search import Found, Hit, SearchUnavailable, Segment, marked
from core.search.analysis import query_terms
from knowledge.models import Post, Practice, Question, Thread
from knowledge.queries.attached import (
    LONGEST_EXCERPTED,
    AttachedText,
    attached_texts,
    excerpt_or_file,
    texts_of_practices,
    texts_of_threads,
)
from knowledge.queries.forum import THREAD_KIND, findable_threads, thread_path
from knowledge.queries.practices import PRACTICE_KIND, findable_practices, is_stale, practice_path, practice_text
from knowledge.queries.questions import QUESTION_KIND, ROW_OF_A_DUPLICATE, findable_questions, path_of, shown
from knowledge.queries.search import LONGEST_QUERY, MOST_HITS
from knowledge.queries.vocabulary import synonyms

ALIASES = selectinload(Question.duplicates).load_only(*ROW_OF_A_DUPLICATE)
MOST_WORDS, SHORTEST_WORD, MOST_SCANNED = 8, 3, 200
MOST_READ = 30
"""How many posts of a thread an excerpt is taken from."""


@dataclass(frozen=True)
class Kind:
    """A kind of thing that can be found: what of it one may see, the columns to look into without an index."""

    visible: Callable[[Actor], Select[Any]]
    key: InstrumentedAttribute[int]
    columns: Sequence[InstrumentedAttribute[str]]
    options: Sequence[Any]
    path: Callable[[int, str], str]
    text: Callable[[Any], str]
    attached: Callable[..., Mapping[int, Sequence[AttachedText]]]


@dataclass(frozen=True)
class FoundRow:
    """A hit as pages and programs show it; `pieces`, `excerpt` and `alias` are cut where words are marked.

    `alias`: how somebody else asked the question, where that fits the query better than its title.
    `file`: where the excerpt stands, when not in the post itself. `is_stale`: a card that is expired or retired.
    """

    kind: str
    thing: Any
    score: float
    path: str
    pieces: Sequence[Segment]
    excerpt: Sequence[Segment]
    alias: Sequence[Segment] = ()
    file: str = ""
    is_stale: bool = False


@dataclass(frozen=True)
class FoundPage:
    """What was found. `certain` is False when nothing fits well; `is_reduced`: the database answered, not the index."""

    query: str
    rows: Sequence[FoundRow]
    total: int
    certain: bool
    is_reduced: bool = False


def _question_text(question: Question) -> str:
    """The accepted answer says most, then the newest; a question without one shows its own text."""
    answers = sorted(shown(question.answers), key=lambda answer: (answer.is_accepted, answer.id), reverse=True)
    return "\n".join(to_text(body) for body in (*(answer.body for answer in answers[:2]), question.body))


def _thread_text(thread: Thread) -> str:
    return "\n".join(to_text(post.body) for post in shown(thread.posts))


KINDS = {
    QUESTION_KIND: Kind(
        findable_questions,
        Question.id,
        (Question.title, Question.body),
        (joinedload(Question.department), joinedload(Question.owner), selectinload(Question.answers), ALIASES),
        path_of,
        _question_text,
        attached_texts,
    ),
    PRACTICE_KIND: Kind(
        findable_practices,
        Practice.id,
        (Practice.title, Practice.problem, Practice.approach),
        (joinedload(Practice.department), joinedload(Practice.freshness)),
        practice_path,
        practice_text,
        texts_of_practices,
    ),
    THREAD_KIND: Kind(
        findable_threads,
        Thread.id,
        (Thread.title,),
        (joinedload(Thread.board), selectinload(Thread.posts.and_(Post.seq <= MOST_READ))),
        thread_path,
        _thread_text,
        texts_of_threads,
    ),
}


def find_everything(person: Actor, query: str, *, kind: str | None = None, limit: int = MOST_HITS) -> FoundPage:
    """All kinds, or one, for a query in everyday words, the best first, only what the person may see."""
    query = query.strip()[:LONGEST_QUERY]
    if not query or not person.is_employee:
        return FoundPage(query, (), 0, certain=False)
    kinds = [kind] if kind else list(KINDS)
    others = synonyms()
    try:
        found = search_index.engine().find(query, visible_to=person.keys, kinds=kinds, limit=limit, synonyms=others)
        is_reduced = False
    except SearchUnavailable:
        found, is_reduced = _from_database(person, query, kinds, limit), True
    things = _things(person, found.hits)
    words = others.widened(query)
    texts = _attached(things)
    rows = [_row(things[hit.kind, hit.id], hit, words, texts) for hit in found.hits if (hit.kind, hit.id) in things]
    return FoundPage(query, rows, found.total, found.certain, is_reduced)


def _things(person: Actor, hits: Sequence[Hit]) -> Mapping[tuple[str, int], Any]:
    """What the person may see of them, at most one statement with its details for each kind."""
    found: dict[tuple[str, int], Any] = {}
    for name in {hit.kind for hit in hits}:
        kind, numbers = KINDS[name], [hit.id for hit in hits if hit.kind == name]
        statement = kind.visible(person).where(kind.key.in_(numbers)).options(*kind.options)
        found |= {(name, thing.id): thing for thing in db.session.scalars(statement).unique()}
    return found


def _attached(things: Collection[tuple[str, int]]) -> Mapping[tuple[str, int], Sequence[AttachedText]]:
    """What their documents say, one statement for each kind."""
    texts: dict[tuple[str, int], Sequence[AttachedText]] = {}
    for name in {kind for kind, _ in things}:
        numbers = [number for kind, number in things if kind == name]
        found = KINDS[name].attached(numbers, most=LONGEST_EXCERPTED)
        texts |= {(name, number): documents for number, documents in found.items()}
    return texts


def _row(thing: Any, hit: Hit, query: str, texts: Mapping[tuple[str, int], Sequence[AttachedText]]) -> FoundRow:
    kind = KINDS[hit.kind]
    words, file = excerpt_or_file(kind.text(thing), query, texts.get((hit.kind, hit.id), ()))
    path, pieces = kind.path(thing.id, thing.title), marked(thing.title, query)
    alias = _alias(thing, query, _matches(pieces)) if isinstance(thing, Question) else ()
    sank = isinstance(thing, Practice) and is_stale(thing, today())
    return FoundRow(hit.kind, thing, hit.score, path, pieces, words, alias, file, sank)


def _alias(question: Question, query: str, matches: int) -> Sequence[Segment]:
    """The duplicate's title with the most words of the query, if it has more of them than the question's own."""
    titles: list[Sequence[Segment]] = [marked(duplicate.title, query) for duplicate in shown(question.duplicates)]
    best = max(titles, key=_matches, default=())
    return best if _matches(best) > matches else ()


def _matches(segments: Sequence[Segment]) -> int:
    return sum(segment.is_match for segment in segments)


def _from_database(person: Actor, query: str, kinds: Sequence[str], limit: int) -> Found:
    """No inflections, no ranking but the number of words met in the title."""
    words = [word for word in query.lower().split() if len(word) >= SHORTEST_WORD][:MOST_WORDS]
    ranked = sorted(
        (row for name in kinds for row in _scanned(person, name, words)),
        key=lambda row: -sum(word in row[2].lower() for word in words),
    )
    hits = [Hit(name, number, 1.0) for name, number, _title in ranked[:limit]]
    return Found(hits, total=len(ranked), terms=query_terms(query), certain=bool(hits))


def _scanned(person: Actor, name: str, words: Sequence[str]) -> list[tuple[str, int, str]]:
    kind = KINDS[name]
    conditions = [column.icontains(word, autoescape=True) for word in words for column in kind.columns]
    statement = kind.visible(person).where(or_(False, *conditions)).order_by(kind.key.desc()).limit(MOST_SCANNED)
    rows = db.session.execute(statement.with_only_columns(kind.key, kind.columns[0]))
    return [(name, number, title) for number, title in rows]
