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
from knowledge.queries.ownership import Receivers, chain_for, chain_of, current_ownership, owned_by, receivers, terms
from knowledge.queries.questions import (
    QUESTION_KIND,
    get_answer,
    get_question,
    get_question_page,
    load_for_page,
    notice_subjects,
    path_of,
    question_documents,
    revisions_of,
    visible_questions,
)
from knowledge.queries.search import SearchPage, SearchRow, find_questions, related_questions, similar_questions
from knowledge.queries.standing import Standing, standing_of
from knowledge.queries.tags import all_tags, tags_by_slug, topics_of

__all__ = [
    "QUESTION_KIND",
    "Scope",
    "QuestionFilter",
    "SearchPage",
    "SearchRow",
    "Standing",
    "all_tags",
    "Receivers",
    "chain_for",
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
    "path_of",
    "question_page",
    "questions_of",
    "receivers",
    "recently_solved",
    "related_questions",
    "revisions_of",
    "similar_questions",
    "standing_of",
    "tags_by_slug",
    "terms",
    "topics_of",
    "visible_questions",
    "waiting_for",
]
