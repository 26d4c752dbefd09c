"""Search for programs: what the search page and the suggestions while asking find."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from pydantic import Field

from core import api
from core.access import actor, allow
from core.search.excerpts import Segment
from core.web import absolute
from knowledge import rules
from knowledge.models import QuestionState
from knowledge.queries import QUESTION_KIND, SearchPage, SearchRow, similar_questions
from knowledge.queries.finding import FoundPage, find_everything
from knowledge.queries.forum import THREAD_KIND
from knowledge.queries.practices import PRACTICE_KIND
from knowledge.queries.questions import path_of
from knowledge.views.blueprint import blueprint

HITS, SUGGESTIONS = 20, 5
LONGEST_QUERY = 2000


class SearchKind(StrEnum):
    QUESTION = QUESTION_KIND
    PRACTICE = PRACTICE_KIND
    THREAD = THREAD_KIND


class HitShape(api.Shape):
    """`score` compares within one answer only; `excerpt` is plain text."""

    kind: SearchKind
    id: int
    external_id: str | None
    title: str
    url: str
    score: float
    excerpt: str


class SuggestHitShape(HitShape):
    """`answer`: the first lines of the accepted answer, as plain text; empty when there is none."""

    status: QuestionState
    answer: str


class SearchShape(api.Shape):
    """The best hits of `total`. `certain` is false when nothing fits well; `corrected`: the spelling that was used."""

    query: str
    corrected: str | None
    certain: bool
    total: int
    hits: list[HitShape]


class SuggestShape(SearchShape):
    hits: list[SuggestHitShape]  # type: ignore[assignment]


class SearchQuery(api.Query):
    q: str = Field("", max_length=LONGEST_QUERY)
    kind: SearchKind | None = None
    limit: int = Field(HITS, ge=1, le=api.LARGEST_PAGE)


class SuggestQuery(api.Query):
    q: str = Field("", max_length=LONGEST_QUERY)
    limit: int = Field(SUGGESTIONS, ge=1, le=api.LARGEST_PAGE)


@blueprint.get(f"{api.ROOT}/search")
@allow(rules.can_search)
@api.reads(SearchShape)
def api_search(query: SearchQuery) -> SearchShape:
    """Everything you may see for a query in everyday words, the best first."""
    return search_shape(find_everything(actor(), query.q, kind=query.kind, limit=query.limit))


@blueprint.get(f"{api.ROOT}/suggest")
@allow(rules.can_search)
@api.reads(SuggestShape)
def api_suggest(query: SuggestQuery) -> SuggestShape:
    """Questions like the one somebody is writing."""
    return suggest_shape(similar_questions(actor(), query.q, limit=query.limit))


def search_shape(page: FoundPage) -> SearchShape:
    """No spelling is corrected yet, so `corrected` stays empty."""
    hits = [HitShape(**_hit(row.kind, row.thing, row.path, row.score, row.excerpt)) for row in page.rows]
    return SearchShape(query=page.query, corrected=None, certain=page.certain, total=page.total, hits=hits)


def suggest_shape(page: SearchPage) -> SuggestShape:
    """Questions alone, each with its state and what was accepted as its answer."""
    hits = [
        SuggestHitShape(
            **_hit(QUESTION_KIND, row.question, _path(row), row.score, row.excerpt),
            status=row.question.state,
            answer=row.answer,
        )
        for row in page.rows
    ]
    return SuggestShape(query=page.query, corrected=None, certain=page.certain, total=page.total, hits=hits)


def _hit(kind: str, thing: Any, path: str, score: float, excerpt: Iterable[Segment]) -> dict[str, Any]:
    return {
        "kind": SearchKind(kind),
        "id": thing.id,
        "external_id": getattr(thing, "external_id", None),
        "title": thing.title,
        "url": absolute(path),
        "score": score,
        "excerpt": _plain(excerpt),
    }


def _path(row: SearchRow) -> str:
    return path_of(row.question.id, row.question.title)


def _plain(segments: Iterable[Segment]) -> str:
    return "".join(segment.text for segment in segments)
