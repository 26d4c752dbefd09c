"""The pages of desks, checks and causes, and of what goes with a question, for the tour."""

from typing import Any

from sqlalchemy import Select, select

from accounts.models import Person
from core.db import db
from knowledge.models import (
    Answer,
    Attachment,
    Cause,
    Freshness,
    Hiding,
    PostKind,
    Question,
    QuestionState,
    Revision,
    Unsealing,
    UnsealingState,
)
from pilots.models import Handover
from tests.browser.pages import ADMIN, EMPLOYEE, OFFICE, PILOT, Page, Values, me, numbered


def _owned() -> Select[tuple[Question]]:
    return select(Question).where(
        Question.owner_id == me(PILOT).id, Question.state == QuestionState.OPEN, Question.paused_at.is_(None)
    )


def _open() -> Select[tuple[Question]]:
    return select(Question).where(Question.state == QuestionState.OPEN)


CAUSE = numbered(lambda: select(Cause).order_by(Cause.id))
ENTRY = numbered(
    lambda: select(Freshness).where(Freshness.kind == "answer").order_by(Freshness.due_since.is_(None), Freshness.id)
)
FILE = numbered(lambda: select(Attachment).where(Attachment.uploader_id == me(EMPLOYEE).id))

LEAVER = numbered(lambda: select(Person).where(Person.id == me(PILOT).id))
HANDOVER = numbered(lambda: select(Handover))


def _unsealing(state: UnsealingState) -> Values:
    return numbered(lambda: select(Unsealing).where(Unsealing.state == state))


def _sealed() -> dict[str, Any]:
    found = db.session.scalars(select(Question).where(Question.is_sealed).limit(1)).one()
    return {"number": found.id, "slug": found.slug}


def _kept_wording() -> dict[str, Any]:
    kept = db.session.scalars(select(Revision).where(Revision.answer_id.is_not(None)).limit(1)).one()
    return {"what": "antworten", "number": kept.answer_id, "seq": kept.seq}


def _reportable() -> dict[str, Any]:
    given = db.session.scalars(select(Answer).where(Answer.author_id == me(PILOT).id).limit(1)).one()
    return {"what": "antwort", "number": given.id}


def _waiting(kind: PostKind = PostKind.QUESTION) -> dict[str, Any]:
    waiting = db.session.scalars(select(Hiding).where(Hiding.kind == kind, Hiding.is_unpublished).limit(1)).one()
    return {"what": "frage", "number": waiting.thing_id}


def _waiting_comment() -> dict[str, Any]:
    return {"number": _waiting(PostKind.COMMENT)["number"]}


def _waiting_question() -> dict[str, Any]:
    found = db.session.get_one(Question, _waiting()["number"])
    return {"number": found.id, "slug": found.slug}


KEEPING_PAGES = [
    *(Page("knowledge.question", role, _sealed, "sealed") for role in (EMPLOYEE, OFFICE)),
    Page("knowledge.request_unsealing", OFFICE, numbered(lambda: select(Question).where(Question.is_sealed))),
    *(Page("knowledge.unsealing_list", role) for role in (OFFICE, ADMIN)),
    Page("knowledge.unsealing", ADMIN, _unsealing(UnsealingState.REQUESTED), "requested"),
    Page("knowledge.confirm_unsealing", ADMIN, _unsealing(UnsealingState.REQUESTED)),
    Page("knowledge.unsealing", OFFICE, _unsealing(UnsealingState.CONFIRMED), "confirmed"),
    Page("knowledge.asker_behind_seal", OFFICE, _unsealing(UnsealingState.CONFIRMED)),
    Page("knowledge.restore_revision", OFFICE, _kept_wording),
    Page("knowledge.redact_revision", OFFICE, _kept_wording),
    *(Page("pilots.handover", role, LEAVER) for role in (PILOT, OFFICE)),
    Page("pilots.handed_over", OFFICE, HANDOVER),
    Page("accounts.workdays", PILOT),
    Page("knowledge.report_post", EMPLOYEE, _reportable),
    Page("knowledge.own_reports", EMPLOYEE),
    Page("knowledge.choose_words", OFFICE),
    Page("knowledge.reports", OFFICE),
    Page("knowledge.reports", OFFICE, lambda: {"ansicht": "ausgeblendet"}, "hidden"),
    Page("knowledge.reports", OFFICE, lambda: {"ansicht": "zu-pruefen"}, "waiting"),
    Page("knowledge.choose_premoderation", OFFICE),
    Page("knowledge.edited", OFFICE),
    *(Page(f"knowledge.{step}", OFFICE, _waiting) for step in ("publish_post", "decline_post")),
    Page("knowledge.edit_comment", EMPLOYEE, _waiting_comment),
    *(Page("knowledge.question", role, _waiting_question, "waiting") for role in (EMPLOYEE, OFFICE)),
    *(Page(f"knowledge.{step}", OFFICE, _reportable) for step in ("hide_post", "show_post", "dismiss_reports")),
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
