"""What the audit log calls the acts of this area."""

from flask_babel import lazy_gettext as _l

ACTS = {
    "knowledge.accept": _l("Answer accepted"),
    "knowledge.archive_practice": _l("Practice card archived"),
    "knowledge.edit_practice": _l("Practice card edited"),
    "knowledge.publish_practice": _l("Practice card published"),
    "knowledge.republish_practice": _l("Practice card published again"),
    "knowledge.write_practice": _l("Practice card written"),
    "knowledge.answer": _l("Answered for the first time"),
    "knowledge.answer_question": _l("Answer written"),
    "knowledge.ask_question": _l("Question asked"),
    "knowledge.assign_question": _l("Question given to somebody"),
    "knowledge.choose_topics": _l("Topics chosen"),
    "knowledge.close": _l("Question closed"),
    "knowledge.comment_answer": _l("Comment written"),
    "knowledge.comment_question": _l("Comment on a question written"),
    "knowledge.edit_answer": _l("Answer edited"),
    "knowledge.edit_question": _l("Question edited"),
    "knowledge.mark_duplicate": _l("Marked as a duplicate"),
    "knowledge.reopen": _l("Question reopened"),
    "knowledge.unaccept": _l("Acceptance taken back"),
    "knowledge.withdraw": _l("Question withdrawn"),
}
