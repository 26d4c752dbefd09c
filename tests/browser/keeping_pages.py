"""The pages of desks, checks and causes, and of what goes with a question, for the tour."""

from sqlalchemy import Select, select

from knowledge.models import Attachment, Cause, Freshness, Question, QuestionState
from tests.browser.pages import EMPLOYEE, OFFICE, PILOT, Page, me, numbered


def _owned() -> Select[tuple[Question]]:
    return select(Question).where(
        Question.owner_id == me(PILOT).id, Question.state == QuestionState.OPEN, Question.paused_at.is_(None)
    )


def _open() -> Select[tuple[Question]]:
    return select(Question).where(Question.state == QuestionState.OPEN)


CAUSE = numbered(lambda: select(Cause).order_by(Cause.id))
ENTRY = numbered(lambda: select(Freshness).order_by(Freshness.due_since.is_(None), Freshness.id))
FILE = numbered(lambda: select(Attachment).where(Attachment.uploader_id == me(EMPLOYEE).id))

KEEPING_PAGES = [
    Page("accounts.workdays", PILOT),
    Page("knowledge.desk", PILOT),
    Page("knowledge.office", OFFICE),
    Page("knowledge.figures", OFFICE),
    Page("knowledge.own_figures_page", PILOT),
    Page("knowledge.checks", PILOT),
    Page("knowledge.checks", OFFICE),
    Page("knowledge.entry", OFFICE, ENTRY),
    Page("knowledge.retire_entry", OFFICE, ENTRY),
    *(Page("knowledge.causes", role) for role in (EMPLOYEE, OFFICE)),
    Page("knowledge.new_cause", OFFICE),
    Page("knowledge.cause", OFFICE, CAUSE),
    Page("knowledge.edit_cause", OFFICE, CAUSE),
    Page("knowledge.change_cause", OFFICE, CAUSE),
    Page("knowledge.query_asker", PILOT, numbered(_owned)),
    Page(
        "knowledge.comment_question",
        EMPLOYEE,
        numbered(lambda: select(Question).where(Question.state == QuestionState.OPEN)),
    ),
    Page("knowledge.remove_attachment", EMPLOYEE, FILE),
]
