"""Polls in threads: asking one, voting."""

from datetime import date, datetime, time, timedelta

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from core.access import actor, allow, ensure
from core.formats import LOCAL
from core.forms import Form
from core.web import see_other
from knowledge.actions import polls as actions
from knowledge.forms.polls import PollForm
from knowledge.models import Thread
from knowledge.queries import forum as threads
from knowledge.queries import polls as queries
from knowledge.rules import polls as rules
from knowledge.rules.forum import can_use_forum
from knowledge.views.blueprint import blueprint
from knowledge.views.forum import url_of_thread
from knowledge.views.steps import done, done_or_told


@blueprint.route("/austausch/<int:number>/umfrage", methods=["GET", "POST"])
@allow(can_use_forum)
def start_poll(number: int) -> ResponseReturnValue:
    thread = threads.get_thread(actor(), number)
    ensure(rules.can_start_poll(actor(), thread))
    form = PollForm()
    if form.validate_on_submit() and done(form, lambda: _start(form, thread)):
        flash(_("Your poll stands above the posts."), "success")
        return see_other(url_of_thread(thread))
    page = render_template("knowledge/start_poll.html", thread=thread, form=form, has_errors=bool(form.errors))
    return page, 422 if form.errors else 200


def _start(form: PollForm, thread: Thread) -> None:
    actions.start_poll(
        actor=actor(),
        thread=thread,
        question=form.question.data,
        options=form.option_texts,
        is_multiple=form.is_multiple.data,
        is_anonymous=form.is_anonymous.data,
        ends_at=_end_of(form.ends_on.data),
        submission=form.submission.data or "",
    )


def _end_of(day: date | None) -> datetime:
    """The day itself still counts."""
    assert day is not None  # the form holds one
    return datetime.combine(day + timedelta(days=1), time(), LOCAL)


@blueprint.post("/umfragen/<int:number>/stimme")
@allow(can_use_forum)
def vote_in_poll(number: int) -> ResponseReturnValue:
    poll = queries.get_poll(actor(), number)
    chosen = request.form.getlist("option", type=int)
    if Form().validate_on_submit() and done_or_told(lambda: actions.vote(actor=actor(), poll=poll, option_ids=chosen)):
        flash(_("Your vote counts.") if chosen else _("You have no vote in this poll any more."), "success")
    return see_other(f"{url_of_thread(poll.thread)}#umfrage-{poll.id}")
