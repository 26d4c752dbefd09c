"""Writes of the knowledge area."""

from knowledge.actions.answers import answer_question, edit_answer
from knowledge.actions.attachments import (
    attach_files,
    drop_waiting,
    forget_waiting,
    note_text,
    note_virus,
    remove_attachment,
    stage_attachment,
)
from knowledge.actions.causes import change_cause, create_cause, edit_cause
from knowledge.actions.comments import comment_answer, comment_question, edit_comment, query_asker
from knowledge.actions.duplicates import mark_duplicate, undo_duplicate
from knowledge.actions.following import follow_department, follow_question, follow_tag, tell_followers
from knowledge.actions.freshness import (
    change_entry,
    check_entry,
    mark_expired,
    report_entry,
    retire_entry,
)
from knowledge.actions.meetings import (
    add_topic,
    announce_meeting,
    attend_meeting,
    cancel_meeting,
    edit_meeting,
    plan_meeting,
    remind_meeting,
    remove_topic,
    vote_topic,
)
from knowledge.actions.mentions import happening, tell_mentioned
from knowledge.actions.moves import (
    accept_answer,
    close_question,
    reopen_question,
    unaccept_answer,
    withdraw_question,
)
from knowledge.actions.ownership import (
    follow_absence,
    follow_loss,
    hand_on_question,
    pass_on_overdue,
    remind_owner,
    take_over_question,
)
from knowledge.actions.questions import ask_question, edit_question
from knowledge.actions.reactions import confirm_answer, doubt_answer, say_it_helped, withdraw_doubts
from knowledge.actions.voices import find_answer, have_same_question, vote_for_answer, vote_for_question

__all__ = [
    "query_asker",
    "accept_answer",
    "add_topic",
    "announce_meeting",
    "answer_question",
    "ask_question",
    "attend_meeting",
    "cancel_meeting",
    "attach_files",
    "close_question",
    "comment_answer",
    "comment_question",
    "drop_waiting",
    "edit_answer",
    "edit_comment",
    "edit_meeting",
    "edit_question",
    "find_answer",
    "follow_absence",
    "follow_department",
    "follow_loss",
    "follow_question",
    "follow_tag",
    "forget_waiting",
    "hand_on_question",
    "have_same_question",
    "mark_duplicate",
    "note_text",
    "note_virus",
    "pass_on_overdue",
    "plan_meeting",
    "remind_meeting",
    "remind_owner",
    "remove_topic",
    "vote_topic",
    "remove_attachment",
    "reopen_question",
    "stage_attachment",
    "take_over_question",
    "tell_followers",
    "unaccept_answer",
    "vote_for_answer",
    "vote_for_question",
    "undo_duplicate",
    "withdraw_question",
    "change_cause",
    "create_cause",
    "edit_cause",
    "change_entry",
    "check_entry",
    "mark_expired",
    "report_entry",
    "retire_entry",
    "confirm_answer",
    "doubt_answer",
    "say_it_helped",
    "withdraw_doubts",
    "happening",
    "tell_mentioned",
]
