"""The topics a pilot offers to answer for the whole city."""

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs lag behind

from core.access import actor, allow
from core.db import transaction
from core.errors import Conflict
from core.search.analysis import fold
from core.web import see_other
from knowledge import queries, rules
from knowledge.actions.topics import choose_topics
from knowledge.forms.topics import ChooseTopicsForm
from knowledge.models import Tag
from knowledge.views.blueprint import blueprint


@blueprint.route("/ich/themen", methods=["GET", "POST"])
@allow(rules.can_choose_topics)
def topics() -> ResponseReturnValue:
    person = actor()
    form = ChooseTopicsForm(tags=[tag.id for tag in queries.topics_of([person.id]).get(person.id, ())])
    form.tags.choices = [SelectChoice(tag.id, tag.name) for tag in sorted(queries.all_tags(), key=_by_name)]
    if form.validate_on_submit():
        try:
            with transaction():
                choose_topics(actor=person, tag_ids=form.tags.data or [])
        except Conflict:
            form.tags.errors = [_("One of the topics does not exist any more. Choose again.")]
        else:
            flash(_("Your topics are saved. Questions with these tags can now come to you."), "success")
            return see_other(url_for("knowledge.topics"))
    status = 422 if form.errors else 200
    return render_template("knowledge/topics.html", form=form, has_errors=bool(form.errors)), status


def _by_name(tag: Tag) -> str:
    """As in a German dictionary, where case and umlauts do not count."""
    return fold(tag.name)
