"""Tags: the list, the page of each, and how the office curates them."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.rules import is_employee
from core.access import actor, allow
from core.db import utcnow
from core.web import see_other
from knowledge import queries, rules
from knowledge.actions.vocabulary import curate_tag, merge_tags, offer_to_answer
from knowledge.forms.vocabulary import CurateTagForm, MergeTagForm
from knowledge.models import Tag
from knowledge.queries.vocabulary import get_tag, is_in_pool, tag_page, tag_rows, visible_tag
from knowledge.views.blueprint import blueprint
from knowledge.views.steps import done
from knowledge.views.voices import pressed


@blueprint.get("/stichwoerter")
@allow(is_employee)
def tags() -> str:
    return render_template("knowledge/tags.html", rows=tag_rows())


@blueprint.get("/stichwoerter/<slug>")
@allow(is_employee)
def tag(slug: str) -> ResponseReturnValue:
    found = visible_tag(actor(), slug)
    if found.slug != slug:
        return redirect(_url_of(found))
    return render_template(
        "knowledge/tag.html",
        page=tag_page(actor(), found),
        is_following=queries.is_following(actor(), found),
        is_in_pool=rules.can_choose_topics(actor()) and is_in_pool(actor(), found),
        rules=rules,
        now=utcnow(),
    )


@blueprint.post("/stichwoerter/<slug>/beantworten")
@allow(rules.can_choose_topics)
def answer_tag(slug: str) -> ResponseReturnValue:
    found = visible_tag(actor(), slug)
    return pressed(lambda on: offer_to_answer(actor=actor(), tag=found, is_on=on), _url_of(found))


@blueprint.route("/stichwoerter/<slug>/bearbeiten", methods=["GET", "POST"])
@allow(rules.can_curate_tags)
def edit_tag(slug: str) -> ResponseReturnValue:
    found = get_tag(slug)
    words = ", ".join(synonym.name for synonym in found.synonyms)
    form = CurateTagForm(name=found.name, description=found.description, synonyms=words)
    if form.validate_on_submit() and done(form, lambda: _curate(form, found)):
        flash(_("Your changes are saved."), "success")
        return see_other(_url_of(found))
    page = render_template("knowledge/edit_tag.html", tag=found, form=form, has_errors=bool(form.errors))
    return page, 422 if form.errors else 200


def _curate(form: CurateTagForm, found: Tag) -> None:
    curate_tag(
        actor=actor(),
        tag=found,
        name=form.name.data,
        description=form.description.data or "",
        synonyms=form.words,
    )


@blueprint.route("/stichwoerter/<slug>/zusammenlegen", methods=["GET", "POST"])
@allow(rules.can_curate_tags)
def merge_tag(slug: str) -> ResponseReturnValue:
    found = get_tag(slug)
    form = MergeTagForm()
    others = [one for one in queries.all_tags() if one.id != found.id]
    form.into.choices = [("", _("Please choose")), *((one.slug, one.name) for one in others)]
    if form.validate_on_submit():
        into = get_tag(form.into.data)
        if done(form, lambda: merge_tags(actor=actor(), tag=found, into=into)):
            flash(_("The tags are one now. The old address leads to the new one."), "success")
            return see_other(url_for("knowledge.tag", slug=form.into.data))
    page = render_template("knowledge/merge_tag.html", tag=found, form=form, has_errors=bool(form.errors))
    return page, 422 if form.errors else 200


def _url_of(found: Tag) -> str:
    return url_for("knowledge.tag", slug=found.slug)
