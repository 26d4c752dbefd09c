"""What the audit log calls the acts of this area."""

from flask_babel import lazy_gettext as _l

ACTS = {
    "knowledge.accept": _l("Answer accepted"),
    "knowledge.archive_practice": _l("Practice card archived"),
    "knowledge.edit_practice": _l("Practice card edited"),
    "knowledge.publish_practice": _l("Practice card published"),
    "knowledge.republish_practice": _l("Practice card published again"),
    "knowledge.write_practice": _l("Practice card written"),
    "knowledge.add_topic": _l("Topic put on an agenda"),
    "knowledge.answer": _l("Answered for the first time"),
    "knowledge.answer_question": _l("Answer written"),
    "knowledge.ask_question": _l("Question asked"),
    "knowledge.assign_question": _l("Question given to somebody"),
    "knowledge.attend_meeting": _l("Signed up for a meeting"),
    "knowledge.cancel_meeting": _l("Meeting cancelled"),
    "knowledge.choose_topics": _l("Topics chosen"),
    "knowledge.close": _l("Question closed"),
    "knowledge.comment_answer": _l("Comment written"),
    "knowledge.comment_question": _l("Comment on a question written"),
    "knowledge.edit_answer": _l("Answer edited"),
    "knowledge.edit_meeting": _l("Meeting edited"),
    "knowledge.edit_question": _l("Question edited"),
    "knowledge.leave_meeting": _l("Signed off from a meeting"),
    "knowledge.mark_duplicate": _l("Marked as a duplicate"),
    "knowledge.plan_meeting": _l("Meeting planned"),
    "knowledge.remove_topic": _l("Topic taken off an agenda"),
    "knowledge.reopen": _l("Question reopened"),
    "knowledge.unaccept": _l("Acceptance taken back"),
    "knowledge.withdraw": _l("Question withdrawn"),
}
