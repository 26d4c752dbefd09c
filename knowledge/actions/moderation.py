"""Reporting posts; hiding them, showing them again, and dismissing reports, always with a reason; publishing posts that
waited for the office, or declining them with a reason.

Nobody decides about their own post, unless they are the only one in the office: somebody has to.
"""

from datetime import datetime

from sqlalchemy import delete, select

from accounts.actions import notify
from accounts.models import Actor
from accounts.queries import office_people
from core import audit
from core.access import ensure
from core.db import db, lock_name, utcnow
from core.errors import Conflict
from knowledge import rules
from knowledge.actions.hiding import EFFECTS
from knowledge.actions.history import one_step
from knowledge.actions.publishing import publish_waiting
from knowledge.models import Hiding, QuestionState, Report, ReportOutcome, ReportReason
from knowledge.queries.moderation import (
    PostView,
    author_judge,
    is_alone_in_office,
    own_open_report,
    reports_on,
    running_hiding,
)


def report_post(*, actor: Actor, post: PostView, reason: ReportReason, words: str) -> Report:
    """Tell the office that it should not be read; again while that is open gives the report there is.

    The office is told of the first report on a post, but not whoever wrote it. Raises NotAllowed.
    """
    kind, number = post.key
    lock_name(f"reports {kind} {number}")
    ensure(rules.can_report_post(actor, post.author_id))
    if existing := own_open_report(actor, post):
        return existing
    is_first = not reports_on(post)
    report = Report(kind=kind, thing_id=number, reporter_id=actor.id, reason=reason, words=words, at=utcnow())
    db.session.add(report)
    db.session.flush()
    _record("knowledge.report_post", actor, post, reason=reason.value)
    if is_first:
        _tell_office(actor, post, report)
    return report


def _tell_office(actor: Actor, post: PostView, report: Report) -> None:
    for person in office_people():
        if person.id != post.author_id:
            notify(kind="post_reported", person_id=person.id, subject_id=report.id, actor_id=actor.id)


def dismiss_reports(*, actor: Actor, post: PostView, reason: str) -> None:
    """The post stays; who reported it is told why. Raises NotAllowed; Conflict settled_already."""
    kind, number = post.key
    lock_name(f"reports {kind} {number}")
    ensure(rules.can_dismiss_reports(actor, author_judge(actor)(post), is_alone=is_alone_in_office(actor)))
    if not _settle(actor, post, ReportOutcome.DISMISSED, reason):
        raise Conflict("settled_already")
    _record("knowledge.dismiss_reports", actor, post)


@one_step
def hide_post(*, actor: Actor, post: PostView, reason: str) -> Hiding:
    """From now on its author and the office alone see it; the author is told why, so is who reported it.

    Raises NotAllowed; Conflict hidden_already.
    """
    kind, number = post.key
    lock_name(f"reports {kind} {number}")
    EFFECTS[kind].lock(post.thing)
    if post.thing.is_hidden:
        raise Conflict("hidden_already")
    author_id = author_judge(actor)(post)
    ensure(rules.can_hide_post(actor, post.thing, author_id, is_alone=is_alone_in_office(actor)))
    hiding = Hiding(kind=kind, thing_id=number, author_id=post.author_id, actor_id=actor.id, reason=reason, at=utcnow())
    db.session.add(hiding)
    post.thing.hidden_at = hiding.at
    EFFECTS[kind].hide(post.thing, hiding, actor)
    db.session.flush()
    _settle(actor, post, ReportOutcome.HIDDEN, reason)
    _record("knowledge.hide_post", actor, post)
    _tell_author("post_hidden", actor, hiding)
    return hiding


@one_step
def show_post(*, actor: Actor, post: PostView, reason: str, base: str | None = None) -> Hiding:
    """Everybody who could see it can again, and all is as it was before; its author is told.

    One that was declined is published then. `base` as in publish_post. Raises NotAllowed; Conflict shown_already,
    edited_while_read also when it waits (again), withdrawn_meanwhile.
    """
    kind, number = post.key
    lock_name(f"reports {kind} {number}")
    EFFECTS[kind].lock(post.thing)
    hiding = running_hiding(post)
    if hiding is None:
        raise Conflict("shown_already")
    _ensure_showing(actor, post)
    if hiding.is_waiting:
        raise Conflict("edited_while_read")
    _refuse_unread(post, base)
    if hiding.is_unpublished:
        _refuse_withdrawn(post)
        return _publish(actor, post, hiding, reason)
    _lift(actor, post, hiding, reason)
    EFFECTS[kind].show(post.thing, hiding, actor)
    db.session.flush()
    _record("knowledge.show_post", actor, post)
    _tell_author("post_shown", actor, hiding)
    return hiding


@one_step
def publish_post(*, actor: Actor, post: PostView, base: str | None = None) -> Hiding:
    """What waited can be read by all, and happens now as it would have when it was submitted; its author is told.

    `base` is the `wording` that was looked at. Raises NotAllowed; Conflict decided_already, edited_while_read,
    withdrawn_meanwhile.
    """
    hiding = _waiting(actor, post, base)
    return _publish(actor, post, hiding, "")


@one_step
def decline_post(*, actor: Actor, post: PostView, reason: str, base: str | None = None) -> Hiding:
    """What waited stays its author's and the office's; the author is told why.

    `base` is the `wording` that was looked at. Raises NotAllowed; Conflict decided_already, edited_while_read,
    withdrawn_meanwhile.
    """
    hiding = _waiting(actor, post, base)
    hiding.actor_id, hiding.reason, hiding.at = actor.id, reason, utcnow()
    db.session.flush()
    _record("knowledge.decline_post", actor, post)
    _tell_author("post_declined", actor, hiding, event=hiding.at.isoformat())
    return hiding


def _waiting(actor: Actor, post: PostView, base: str | None) -> Hiding:
    """Hold what nobody has decided about yet, in the wording that the actor has read."""
    kind, number = post.key
    lock_name(f"reports {kind} {number}")
    EFFECTS[kind].lock(post.thing)
    hiding = running_hiding(post)
    if hiding is None or not hiding.is_waiting:
        raise Conflict("decided_already")
    _ensure_showing(actor, post)
    _refuse_withdrawn(post)
    _refuse_unread(post, base)
    return hiding


def _refuse_unread(post: PostView, base: str | None) -> None:
    if base is not None and base != post.wording:
        raise Conflict("edited_while_read")


def _refuse_withdrawn(post: PostView) -> None:
    if getattr(post.thing, "state", None) is QuestionState.WITHDRAWN:
        raise Conflict("withdrawn_meanwhile")


def _publish(actor: Actor, post: PostView, hiding: Hiding, reason: str) -> Hiding:
    _lift(actor, post, hiding, reason)
    publish_waiting(post.kind, post.thing, hiding)
    db.session.flush()
    _record("knowledge.publish_post", actor, post)
    _tell_author("post_published", actor, hiding)
    return hiding


def _ensure_showing(actor: Actor, post: PostView) -> None:
    author_id = author_judge(actor)(post)
    ensure(rules.can_show_post(actor, post.thing, author_id, is_alone=is_alone_in_office(actor)))


def _lift(actor: Actor, post: PostView, hiding: Hiding, reason: str) -> None:
    hiding.lifted_at, hiding.lifted_by_id, hiding.lift_reason = utcnow(), actor.id, reason
    post.thing.hidden_at = None


def remove_reports(before: datetime) -> None:
    """Settled ones, and hidings that are over."""
    db.session.execute(delete(Report).where(Report.settled_at < before))
    db.session.execute(delete(Hiding).where(Hiding.lifted_at < before))


def _settle(actor: Actor, post: PostView, outcome: ReportOutcome, answer: str) -> int:
    """Returns how many were open."""
    kind, number = post.key
    waiting = select(Report).where(Report.kind == kind, Report.thing_id == number, Report.settled_at.is_(None))
    reports = db.session.scalars(waiting.order_by(Report.id)).all()
    for report in reports:
        report.settled_at, report.settled_by_id = utcnow(), actor.id
        report.outcome, report.answer = outcome, answer
        db.session.flush()
        notify(kind="report_settled", person_id=report.reporter_id, subject_id=report.id, actor_id=actor.id)
    return len(reports)


def _tell_author(kind: str, actor: Actor, hiding: Hiding, event: str = "") -> None:
    if hiding.author_id is not None:
        notify(kind=kind, person_id=hiding.author_id, subject_id=hiding.id, event=event, actor_id=actor.id)


def _record(act: str, actor: Actor, post: PostView, **details: str) -> None:
    kind, number = post.key
    audit.record(act, actor_id=actor.id, subject=(kind.value, number), details=details)
