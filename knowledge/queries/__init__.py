"""Reads of the knowledge area."""

from knowledge.queries.lists import (
    QuestionFilter,
    Scope,
    count_waiting,
    question_page,
    questions_of,
    recently_solved,
    waiting_for,
)
from knowledge.queries.ownership import chain_of, current_ownership, owned_by, terms
from knowledge.queries.questions import (
    QUESTION_KIND,
    get_answer,
    get_question,
    get_question_page,
    load_for_page,
    notice_subjects,
    question_documents,
    revisions_of,
    visible_questions,
)
from knowledge.queries.search import SearchPage, SearchRow, find_questions, similar_questions
from knowledge.queries.tags import all_tags, tags_by_slug, topics_of

__all__ = [
    "QUESTION_KIND",
    "Scope",
    "QuestionFilter",
    "SearchPage",
    "SearchRow",
    "all_tags",
    "chain_of",
    "count_waiting",
    "current_ownership",
    "find_questions",
    "get_answer",
    "get_question",
    "get_question_page",
    "load_for_page",
    "notice_subjects",
    "owned_by",
    "question_documents",
    "question_page",
    "questions_of",
    "recently_solved",
    "revisions_of",
    "similar_questions",
    "tags_by_slug",
    "terms",
    "topics_of",
    "visible_questions",
    "waiting_for",
]
