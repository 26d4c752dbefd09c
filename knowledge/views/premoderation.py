"""Posts that the office looks at before others can read them: switching that, publishing one, declining one."""

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from core.access import actor, allow, ensure
from core.db import transaction
from core.web import see_other
from knowledge import rules
from knowledge.actions import moderation as actions
from knowledge.actions.premoderation import choose_premoderation as choose
from knowledge.forms.premoderation import PublishForm, SwitchForm
from knowledge.models import PostKind
from knowledge.queries import moderation as queries
from knowledge.queries.premoderation import count_waiting_posts, premoderations
from knowledge.rules.moderation import PREMODERATED
from knowledge.views.blueprint import blueprint
from knowledge.views.moderation import POST, WAITING, WORDS, decide, word_of
from knowledge.views.steps import done


@blueprint.route("/amt/vorher-pruefen", methods=["GET", "POST"])
@allow(rules.can_choose_premoderation)
def choose_premoderation() -> ResponseReturnValue:
    form = SwitchForm()
    if form.validate_on_submit():
        with transaction():
            choose(actor=actor(), kind=PostKind(form.area.data), is_on=form.on.data == "1")
        flash(_("From now on it is like this."), "success")
        return see_other(url_for("knowledge.choose_premoderation"))
    page = render_template(
        "knowledge/choose_premoderation.html",
        form=form,
        areas=PREMODERATED,
        states=premoderations(),
        waiting_count=count_waiting_posts(),
        has_errors=bool(form.errors),
    )
    return page, 422 if form.errors else 200


@blueprint.route(f"/amt/meldungen/{POST}/veroeffentlichen", methods=["GET", "POST"])
@allow(rules.can_see_reports)
def publish_post(what: str, number: int) -> ResponseReturnValue:
    post = queries.get_post_view(actor(), WORDS[what], number)
    author_id = queries.author_judge(actor())(post)
    ensure(rules.can_decide_on_post(actor(), author_id, is_alone=queries.is_alone_in_office(actor())))
    form = PublishForm(base=post.wording)
    if form.validate_on_submit() and done(form, lambda: _publish(form, post)):
        flash(_("The post is published. Its author has been told."), "success")
        return see_other(url_for("knowledge.reports", ansicht=WAITING))
    form.base.data = post.wording
    page = render_template(
        "knowledge/publish_post.html",
        post=post,
        form=form,
        hiding=queries.running_hiding(post),
        word=word_of(post.kind),
        has_errors=bool(form.errors),
    )
    return page, 422 if form.errors else 200


def _publish(form: PublishForm, post: queries.PostView) -> None:
    actions.publish_post(actor=actor(), post=post, base=form.base.data or None)


@blueprint.route(f"/amt/meldungen/{POST}/ablehnen", methods=["GET", "POST"])
@allow(rules.can_see_reports)
def decline_post(what: str, number: int) -> ResponseReturnValue:
    news = _("The post is not published. Its author has been told why.")
    act = actions.decline_post
    return decide("knowledge/decline_post.html", what, number, act, news, about_wording=True, back=WAITING)
