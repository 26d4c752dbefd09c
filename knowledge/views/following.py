"""Following questions, tags and departments, and the list of what one follows."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.queries import get_department_by_slug
from accounts.rules import is_employee
from core.access import actor, allow, ensure
from core.db import utcnow
from knowledge import actions, queries, rules
from knowledge.queries.questions import HIGHEST_ID
from knowledge.queries.vocabulary import visible_tag
from knowledge.views.blueprint import blueprint
from knowledge.views.steps import url_of
from knowledge.views.voices import pressed


@blueprint.post("/fragen/<int:number>/beobachten")
@allow(is_employee)
def follow_question(number: int) -> ResponseReturnValue:
    found = queries.get_question(actor(), number)
    ensure(rules.can_follow_question(actor(), found))
    back = _back(f"{url_of(found)}#stimmen-frage")
    return pressed(lambda on: actions.follow_question(actor=actor(), question=found, is_on=on), back)


@blueprint.post("/stichworte/<slug>/beobachten")
@allow(rules.can_follow_tag)
def follow_tag(slug: str) -> ResponseReturnValue:
    found = visible_tag(actor(), slug)
    back = _back(url_for("knowledge.questions", stichwort=slug))
    return pressed(lambda on: actions.follow_tag(actor=actor(), tag=found, is_on=on), back)


@blueprint.post("/lotsen/<slug>/beobachten")
@allow(rules.can_follow_department)
def follow_department(slug: str) -> ResponseReturnValue:
    found = get_department_by_slug(slug)
    back = _back(url_for("knowledge.department", slug=slug))
    return pressed(lambda on: actions.follow_department(actor=actor(), department=found, is_on=on), back)


@blueprint.get("/ich/beobachtet")
@allow(is_employee)
def watch_list() -> str:
    before = request.args.get("vor", type=int)
    before = before if before is not None and 0 < before <= HIGHEST_ID else None
    page = queries.watched_questions(actor(), before=before)
    return render_template(
        "knowledge/watch_list.html",
        page=page,
        tags=queries.watched_tags(actor()),
        departments=queries.watched_departments(actor()),
        is_first=before is None,
        next_url=url_for("knowledge.watch_list", vor=page.next_before) if page.next_before else None,
        now=utcnow(),
    )


def _back(usual: str) -> str:
    """Who pressed in the watch list stays there."""
    return url_for("knowledge.watch_list") if "list" in request.form else usual
