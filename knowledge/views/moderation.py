"""Reporting a post; the office's queues; hiding, showing again, dismissing; what was reported by oneself."""

from collections.abc import Callable
from typing import Any

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.rules import is_employee
from core.access import actor, allow, ensure
from core.web import see_other
from knowledge import rules
from knowledge.actions import moderation as actions
from knowledge.forms.moderation import REASONS, DecisionForm, ReportForm
from knowledge.models import PostKind, ReportReason
from knowledge.queries import moderation as queries
from knowledge.queries.moderation import PostView, QueuePage
from knowledge.queries.premoderation import count_waiting_posts, waiting_posts
from knowledge.views.blueprint import blueprint
from knowledge.views.lists import key_in_address
from knowledge.views.steps import done

WORDS = {
    "frage": PostKind.QUESTION,
    "antwort": PostKind.ANSWER,
    "kommentar": PostKind.COMMENT,
    "beitrag": PostKind.POST,
    "praxis": PostKind.PRACTICE,
}
"""By the word in the address."""
WAITING = "zu-pruefen"
POST = "<any(frage, antwort, kommentar, beitrag, praxis):what>/<int:number>"


def word_of(kind: PostKind) -> str:
    return next(word for word, named in WORDS.items() if named is kind)


@blueprint.route(f"/melden/{POST}", methods=["GET", "POST"])
@allow(is_employee)
def report_post(what: str, number: int) -> ResponseReturnValue:
    post = queries.get_post_view(actor(), WORDS[what], number)
    ensure(rules.can_report_post(actor(), post.author_id))
    form = ReportForm()
    if form.validate_on_submit() and done(form, lambda: _report(form, post)):
        flash(_("Thank you. The office looks at it and tells you what became of your report."), "success")
        return see_other(post.path)
    own = queries.own_open_report(actor(), post)
    page = render_template(
        "knowledge/report_post.html", post=post, form=form, own=own, reasons=REASONS, has_errors=bool(form.errors)
    )
    return page, 422 if form.errors else 200


def _report(form: ReportForm, post: PostView) -> None:
    reason = ReportReason(form.reason.data)
    actions.report_post(actor=actor(), post=post, reason=reason, words=form.words.data or "")


@blueprint.get("/amt/meldungen")
@allow(rules.can_see_reports)
def reports() -> str:
    chosen = request.args.get("ansicht", "")
    chosen = chosen if chosen in QUEUES else ""
    page = QUEUES[chosen](key_in_address(_paged_by(chosen)))
    return render_template(
        "knowledge/reports.html",
        chosen=chosen,
        page=page,
        tabs=_tabs(chosen),
        is_first=key_in_address(_paged_by(chosen)) is None,
        first_url=_address(chosen),
        next_url=_address(chosen, page.next_key) if page.next_key else None,
        reasons=REASONS,
        word_of=word_of,
        rules=rules,
        author_of=queries.author_judge(actor()),
        is_alone=queries.is_alone_in_office(actor()),
    )


QUEUES: dict[str, Callable[[int | None], QueuePage]] = {
    "": lambda key: queries.open_reports(after=key or 0),
    "erledigt": lambda key: queries.settled_reports(before=key),
    "ausgeblendet": lambda key: queries.hidden_posts(before=key),
    WAITING: lambda key: waiting_posts(after=key or 0),
}
"""By the word in the address."""


def _tabs(chosen: str) -> list[tuple[str, str, bool]]:
    """Address, label and whether it is this one."""
    count = count_waiting_posts()
    waiting = _("To look at first (%(count)s)", count=count) if count else _("To look at first")
    labels = {"": _("Open"), WAITING: waiting, "erledigt": _("Settled"), "ausgeblendet": _("Hidden posts")}
    return [(_address(name), label, name == chosen) for name, label in labels.items()]


def _address(chosen: str, key: int | None = None) -> str:
    keys: dict[str, Any] = {_paged_by(chosen): key}
    return url_for("knowledge.reports", ansicht=chosen or None, **keys)


def _paged_by(chosen: str) -> str:
    """What is open or waits is read from the oldest on, the rest backwards."""
    return "nach" if chosen in ("", WAITING) else "vor"


@blueprint.route(f"/amt/meldungen/{POST}/ausblenden", methods=["GET", "POST"])
@allow(rules.can_see_reports)
def hide_post(what: str, number: int) -> ResponseReturnValue:
    news = _("The post is hidden. Its author has been told why.")
    return decide("knowledge/hide_post.html", what, number, actions.hide_post, news)


@blueprint.route(f"/amt/meldungen/{POST}/zeigen", methods=["GET", "POST"])
@allow(rules.can_see_reports)
def show_post(what: str, number: int) -> ResponseReturnValue:
    news = _("The post can be read again. Its author has been told.")
    first = _("The post is published. Its author has been told.")
    return decide("knowledge/show_post.html", what, number, actions.show_post, news, about_wording=True, first=first)


@blueprint.route(f"/amt/meldungen/{POST}/abweisen", methods=["GET", "POST"])
@allow(rules.can_see_reports)
def dismiss_reports(what: str, number: int) -> ResponseReturnValue:
    news = _("The report is dismissed. Who reported has been told why.")
    return decide("knowledge/dismiss_reports.html", what, number, actions.dismiss_reports, news)


def decide(
    template: str,
    what: str,
    number: int,
    act: Callable[..., Any],
    news: str,
    *,
    about_wording: bool = False,
    back: str | None = None,
    first: str | None = None,
) -> ResponseReturnValue:
    """One page of a decision with a reason; `about_wording`: it is about the one that was read and no later one;
    `back`: the queue that it leads to; `first`: the news about what nobody could read before."""
    post = queries.get_post_view(actor(), WORDS[what], number)
    author_id = queries.author_judge(actor())(post)
    ensure(rules.can_decide_on_post(actor(), author_id, is_alone=queries.is_alone_in_office(actor())))
    form, decided = DecisionForm(), list[Any]()
    words = {"reason": form.reason.data} | ({"base": form.base.data or None} if about_wording else {})
    if form.validate_on_submit() and done(form, lambda: decided.append(act(actor=actor(), post=post, **words))):
        flash(first if first and decided[0].is_unpublished else news, "success")
        return see_other(url_for("knowledge.reports", ansicht=back))
    form.base.data = post.wording
    hiding = queries.running_hiding(post)
    page = render_template(
        template,
        post=post,
        form=form,
        reports=queries.reports_on(post),
        hiding=hiding,
        is_decided=back == WAITING and (hiding is None or not hiding.is_waiting),
        reasons=REASONS,
        back=url_for("knowledge.reports", ansicht=back),
        is_own=not rules.can_see_reporters(actor(), author_id),
        has_errors=bool(form.errors),
    )
    return page, 422 if form.errors else 200


@blueprint.get("/ich/meldungen")
@allow(is_employee)
def own_reports() -> str:
    """What somebody reported, and what of their own waits or the office hid: by whom, when and why."""
    reports = queries.own_reports(actor(), before=key_in_address("meldungen"))
    hidden = queries.hidden_of(actor(), before=key_in_address("ausgeblendet"))
    return render_template(
        "knowledge/own_reports.html",
        reports=reports,
        hidden=hidden,
        reports_pager=_own_pager("meldungen", reports),
        hidden_pager=_own_pager("ausgeblendet", hidden),
        reasons=REASONS,
    )


def _own_pager(name: str, page: QueuePage) -> tuple[str | None, str | None]:
    """The addresses of what is older and of the newest, where there is more than one page of a list."""
    keys: dict[str, Any] = {name: page.next_key}
    address = url_for("knowledge.own_reports")
    older = url_for("knowledge.own_reports", **keys) if page.next_key else None
    return older, address if key_in_address(name) else None
