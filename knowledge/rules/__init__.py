"""Who may do what to questions and answers, how questions move, who comes next, and until when."""

from knowledge.rules.clock import Deadlines, Terms, deadlines
from knowledge.rules.moves import MOVES, Move, allowed_moves, target
from knowledge.rules.permissions import (
    can_accept_answer,
    can_answer_question,
    can_ask_question,
    can_choose_topics,
    can_close_question,
    can_comment_answer,
    can_edit_answer,
    can_edit_question,
    can_hand_on_question,
    can_mark_duplicate,
    can_reopen_question,
    can_search,
    can_see_question,
    can_take_over_question,
    can_withdraw_question,
    is_owner,
    takes_answers,
)
from knowledge.rules.routing import Candidate, chain, next_owner

__all__ = [
    "MOVES",
    "Candidate",
    "Deadlines",
    "Move",
    "Terms",
    "allowed_moves",
    "can_accept_answer",
    "can_answer_question",
    "can_ask_question",
    "can_choose_topics",
    "can_close_question",
    "can_comment_answer",
    "can_edit_answer",
    "can_edit_question",
    "can_hand_on_question",
    "can_mark_duplicate",
    "can_reopen_question",
    "can_search",
    "can_see_question",
    "can_take_over_question",
    "can_withdraw_question",
    "chain",
    "deadlines",
    "is_owner",
    "next_owner",
    "takes_answers",
    "target",
]
