"""Pages of the knowledge area: HTTP in, HTTP out, the transaction."""

from knowledge.views import (
    agenda,
    answers,
    api,
    ask,
    commands,
    comments,
    departments,
    lists,
    meetings,
    minutes,
    moves,
    ownership,
    practice_revisions,
    practices,
    question,
    revisions,
    search,
    topics,
    voices,
)
from knowledge.views.acts import ACTS
from knowledge.views.blueprint import blueprint

__all__ = [
    "ACTS",
    "agenda",
    "answers",
    "api",
    "ask",
    "blueprint",
    "commands",
    "comments",
    "departments",
    "lists",
    "meetings",
    "minutes",
    "moves",
    "ownership",
    "practice_revisions",
    "practices",
    "question",
    "revisions",
    "search",
    "topics",
    "voices",
]
