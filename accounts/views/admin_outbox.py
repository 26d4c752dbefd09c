"""The backlog of jobs and the audit log.

Looking at these two pages is not itself recorded: they hold acts, codes and numbers, no personal files.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from flask import current_app, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from accounts import queries, rules
from accounts.forms.people import number_or_none
from accounts.queries.administration import PAGE
from accounts.views.blueprint import blueprint
from accounts.views.log_words import DETAILS, KINDS
from core import audit, outbox
from core.access import actor, allow
from core.audit import AuditEntry
from core.db import transaction
from core.web import see_other


@blueprint.get("/verwaltung/auftraege")
@allow(rules.can_operate)
def admin_outbox() -> ResponseReturnValue:
    count, oldest = outbox.backlog()
    lost = outbox.given_up()
    return render_template(
        "accounts/admin_outbox.html",
        due=count,
        oldest=oldest,
        waiting=queries.waiting_jobs(),
        given_up=lost,
        topics=sorted(topic for topic, number in Counter(job.topic for job in lost).items() if number > 1),
        recipients=queries.recipients_of(lost),
    )


@blueprint.post("/verwaltung/auftraege/<int:number>/erneut")
@allow(rules.can_operate)
def admin_retry_job(number: int) -> ResponseReturnValue:
    with transaction():
        is_tried = outbox.retry(number)
        if is_tried:
            audit.record("core.retry_job", actor_id=actor().id, subject=("outbox_job", number))
    if is_tried:
        flash(_("The job is tried again."), "success")
    else:
        flash(_("This job was not given up. Nothing was changed."), "warning")
    return see_other(url_for(".admin_outbox"))


@blueprint.post("/verwaltung/auftraege/<topic>/alle-erneut")
@allow(rules.can_operate)
def admin_retry_jobs(topic: str) -> ResponseReturnValue:
    """After what stood in the way is gone: all of this topic, not click by click."""
    with transaction():
        count = outbox.retry_all(topic)
        if count:
            details: dict[str, int | str | None] = {"topic": topic, "count": count}
            audit.record("core.retry_jobs", actor_id=actor().id, subject=("outbox_job", 0), details=details)
    if count:
        flash(ngettext("%(num)s job is tried again.", "%(num)s jobs are tried again.", count), "success")
    else:
        flash(_("No job of this kind was given up. Nothing was changed."), "warning")
    return see_other(url_for(".admin_outbox"))


@blueprint.get("/verwaltung/protokoll")
@allow(rules.can_operate)
def admin_audit() -> ResponseReturnValue:
    act, words = request.args.get("handlung", ""), request.args.get("person", "").strip()
    person_id = _person_id(words) if words else None
    entries = queries.audit_page(
        acts=[act] if act else [],
        person_id=person_id,
        before=number_or_none(request.args.get("vor")),
        limit=PAGE + 1,
    )
    shown, act_names = entries[:PAGE], current_app.extensions["acts"]
    older: dict[str, Any] = {"handlung": act or None, "person": words or None}
    return render_template(
        "accounts/admin_audit.html",
        entries=shown,
        names=queries.names_of_people(_people_in(shown)),
        departments=queries.departments_by_id(e.subject_id for e in shown if e.subject_kind == "department"),
        acts=[("", _("All")), *((one, act_names.get(one, one)) for one in queries.audited_acts())],
        act_names=act_names,
        kinds=KINDS,
        detail_names=DETAILS,
        act=act,
        words=words,
        next_url=url_for(".admin_audit", **older, vor=shown[-1].id) if len(entries) > PAGE else None,
    )


def _person_id(words: str) -> int:
    """0, which nobody has, when the words name nobody or several."""
    found = queries.people_called([words], with_blocked=True)
    matches = found.get(words) or found.get(words.lower()) or []
    return matches[0].id if len(matches) == 1 else 0


def _people_in(entries: Sequence[AuditEntry]) -> set[int]:
    actors = {entry.actor_id for entry in entries if entry.actor_id is not None}
    return actors | {entry.subject_id for entry in entries if entry.subject_kind == "person"}
