"""The JSON API of the knowledge area: questions, answers, search."""

from knowledge.views.api import questions, search

__all__ = ["questions", "search"]
