"""In which order the answers of a question are read."""

from collections.abc import Iterable

from knowledge.models import Answer


def in_order(answers: Iterable[Answer]) -> list[Answer]:
    """The accepted one first, then those confirmed, then what more readers found helpful, then what came first."""
    return sorted(answers, key=_rank)


def _rank(answer: Answer) -> tuple[bool, bool, int, int]:
    return (not answer.is_accepted, not answer.is_confirmed, -answer.helpful_count, answer.id)
