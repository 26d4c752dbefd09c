"""In which order the answers of a question are read."""

from collections.abc import Iterable

from knowledge.models import Answer


def in_order(answers: Iterable[Answer]) -> list[Answer]:
    """The accepted one first, then what more readers found helpful, then what came first."""
    return sorted(answers, key=lambda answer: (not answer.is_accepted, -answer.helpful_count, answer.id))
