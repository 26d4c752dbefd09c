"""What pages of posts need to say of hidden ones and to offer reporting."""

from collections.abc import Iterable, Mapping
from typing import Any

from knowledge.models import Hideable, PostKind, Question
from knowledge.queries.moderation import hidings_of
from knowledge.rules import moderation


def of_question(found: Question) -> dict[PostKind, Iterable[Hideable]]:
    """All posts on the page of a question."""
    return {
        PostKind.QUESTION: [found],
        PostKind.ANSWER: found.answers,
        PostKind.COMMENT: found.comments,
    }


def moderation_on_page(posts: Mapping[PostKind, Iterable[Hideable]]) -> dict[str, Any]:
    """What `knowledge/_moderation.html` reads; a statement only where something is hidden."""
    return {"post_rules": moderation, "hidings": hidings_of(posts)}
