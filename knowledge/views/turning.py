"""Turning a thread into a question with its answer; into a practice card it turns where cards are written."""

from collections.abc import Sequence

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from core.access import actor, allow, ensure
from core.markup import excerpt
from core.web import see_other
from knowledge import queries as reads
from knowledge.actions import turning as actions
from knowledge.forms.turning import TurnForm
from knowledge.models import Post, Question, Thread
from knowledge.queries import forum as queries
from knowledge.rules import forum as rules
from knowledge.views.blueprint import blueprint
from knowledge.views.steps import done, url_of

SHOWN = 140


@blueprint.route("/austausch/<int:number>/frage", methods=["GET", "POST"])
@allow(rules.can_use_forum)
def turn_thread(number: int) -> ResponseReturnValue:
    thread = queries.get_thread(actor(), number)
    if thread.is_turned:
        return see_other(url_for("knowledge.thread", number=number))
    ensure(rules.can_turn_thread(actor(), thread))
    posts = queries.first_posts(thread)
    form = TurnForm(title=thread.title, taken=[post.seq for post in posts[1:]])
    form.accepted.choices = form.taken.choices = [(post.seq, _label(post)) for post in posts[1:]]
    made: list[Question] = []
    if form.validate_on_submit() and done(form, lambda: made.append(_turned(form, thread))):
        flash(_("The thread is a question now. Everybody who works here can find it."), "success")
        return see_other(url_of(made[0]))
    return _page(thread, posts, form)


def _label(post: Post) -> str:
    return f"{post.seq}. {post.author.name}: {excerpt(post.body, SHOWN)}"


def _turned(form: TurnForm, thread: Thread) -> Question:
    return actions.turn_into_question(
        actor=actor(),
        thread=thread,
        title=form.title.data,
        tags=form.tag_names,
        taken=form.taken.data or [],
        accepted=form.accepted.data,
    )


def _page(thread: Thread, posts: Sequence[Post], form: TurnForm) -> ResponseReturnValue:
    page = render_template(
        "knowledge/turn_thread.html",
        thread=thread,
        first=posts[0],
        has_replies=len(posts) > 1,
        form=form,
        has_errors=bool(form.errors),
        tags=reads.all_tags(),
    )
    return page, 422 if form.errors else 200
