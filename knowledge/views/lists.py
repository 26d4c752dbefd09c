"""The list of questions: tabs, filters, pages."""

from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _

from accounts.queries import organisation
from accounts.rules import is_employee
from core.access import actor, allow
from core.db import utcnow
from knowledge import queries
from knowledge.models import QuestionState
from knowledge.queries import QuestionFilter, Scope
from knowledge.queries.questions import HIGHEST_ID
from knowledge.views.blueprint import blueprint

LONGEST_SLUG = 80


@blueprint.get("/fragen")
@allow(is_employee)
def questions() -> str:
    chosen = _filter()
    page = queries.question_page(actor(), chosen, before=key_in_address())
    tags = queries.all_tags()
    followable = next((tag for tag in tags if tag.slug == chosen.tag), None)
    return render_template(
        "knowledge/questions.html",
        chosen=chosen,
        page=page,
        is_first=key_in_address() is None,
        next_url=_address(chosen, vor=page.next_before) if page.next_before else None,
        first_url=_address(chosen),
        tabs=_tabs(chosen),
        scope_url=url_for("knowledge.questions", ansicht=_scope_word(chosen)),
        is_narrowed=any((chosen.state, chosen.tag, chosen.department)),
        states=_states(),
        tags=[("", _("All")), *((tag.slug, tag.name) for tag in tags)],
        followable=followable,
        is_followed=queries.is_following(actor(), followable),
        now=utcnow(),
        departments=[("", _("All")), *((one.slug, one.name) for one in organisation().leaves)],
    )


def _filter() -> QuestionFilter:
    """From the address; what does not exist narrows nothing, or finds nothing."""
    scope, state = request.args.get("ansicht", ""), request.args.get("status", "")
    return QuestionFilter(
        scope=Scope(scope) if scope in set(Scope) else Scope.ALL,
        state=QuestionState(state) if state in set(QuestionState) else None,
        tag=request.args.get("stichwort", "")[:LONGEST_SLUG] or None,
        department=request.args.get("amt", "")[:LONGEST_SLUG] or None,
    )


def key_in_address(name: str = "vor") -> int | None:
    key = request.args.get(name, type=int)
    return key if key is not None and 0 < key <= HIGHEST_ID else None


def _scope_word(chosen: QuestionFilter) -> str | None:
    """Left out of the address where it is the default."""
    return None if chosen.scope is Scope.ALL else chosen.scope.value


def _address(chosen: QuestionFilter, **more: Any) -> str:
    return url_for(
        "knowledge.questions",
        ansicht=_scope_word(chosen),
        status=chosen.state.value if chosen.state else None,
        stichwort=chosen.tag,
        amt=chosen.department,
        **more,
    )


def _tabs(chosen: QuestionFilter) -> list[tuple[str, str, bool]]:
    """Address, label and whether it is this one; the own department only for who has one."""
    waiting = queries.count_waiting(actor())
    labels = {
        Scope.ALL: _("All"),
        Scope.MINE: _("Mine"),
        Scope.DEPARTMENT: _("My department"),
        Scope.WAITING: _("Waiting for me (%(count)d)", count=waiting) if waiting else _("Waiting for me"),
        Scope.UNANSWERED: _("Unanswered"),
    }
    shown = [scope for scope in Scope if scope is not Scope.DEPARTMENT or actor().department_id]
    return [(_address(QuestionFilter(scope)), labels[scope], scope is chosen.scope) for scope in shown]


def _states() -> list[tuple[str, str]]:
    words = {
        QuestionState.OPEN: _("Open"),
        QuestionState.ANSWERED: _("Answered"),
        QuestionState.SOLVED: _("Solved"),
        QuestionState.DUPLICATE: _("Duplicate"),
        QuestionState.WITHDRAWN: _("Withdrawn"),
        QuestionState.CLOSED: _("Closed"),
    }
    return [("", _("All")), *((state.value, words[state]) for state in QuestionState)]
