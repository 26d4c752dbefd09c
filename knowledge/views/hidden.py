"""What pages of posts need to say of hidden ones and to offer reporting."""

from collections.abc import Iterable, Mapping
from typing import Any

from accounts.models import Actor
from knowledge.models import Hideable, Hiding, PostKind, Question
from knowledge.queries.moderation import Key, hidings_of
from knowledge.rules import moderation


def of_question(found: Question) -> dict[PostKind, Iterable[Hideable]]:
    """All posts on the page of a question."""
    return {
        PostKind.QUESTION: [found],
        PostKind.ANSWER: found.answers,
        PostKind.COMMENT: found.comments,
    }


def kept_back_from(person: Actor, hidings: Mapping[Key, Hiding]) -> set[Key]:
    """What was never published leaves no trace for others, not even that there is something."""
    if person.is_office:
        return set()
    return {key for key, one in hidings.items() if one.is_unpublished and one.author_id != person.id}


def moderation_on_page(posts: Mapping[PostKind, Iterable[Hideable]]) -> dict[str, Any]:
    """What `knowledge/_moderation.html` reads; a statement only where something is hidden."""
    return {"post_rules": moderation, "hidings": hidings_of(posts)}
