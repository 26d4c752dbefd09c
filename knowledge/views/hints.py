"""A hint before a text with certain words is sent, once; and the office's list of these words."""

from typing import Any

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import HiddenField, StringField, TextAreaField

from core.access import actor, allow
from core.forms import Form
from core.web import see_other
from knowledge.actions.hints import choose_hint_words
from knowledge.forms.hints import HintWordsForm
from knowledge.queries.hints import hint_words
from knowledge.rules.hints import can_curate_hints, words_met
from knowledge.views.blueprint import blueprint
from knowledge.views.steps import done


def hinted(form: Form) -> bool:
    """Whether a good form comes back because of a word in it; it names the word and offers to be sent anyway."""
    if "anyway" in request.form:
        return False
    form.hint = words_met([field.data or "" for field in form if _is_text(field)], hint_words())
    if form.hint:
        text = _("Your text contains: %(words)s. Is it meant so? Then press “Send anyway”.", words=", ".join(form.hint))
        form.form_errors.append(text)
    return bool(form.hint)


def _is_text(field: Any) -> bool:
    return isinstance(field, StringField | TextAreaField) and not isinstance(field, HiddenField)


@blueprint.route("/amt/hinweiswoerter", methods=["GET", "POST"])
@allow(can_curate_hints)
def choose_words() -> ResponseReturnValue:
    form = HintWordsForm(words="\n".join(hint_words()))
    if form.validate_on_submit() and done(form, lambda: choose_hint_words(actor=actor(), words=form.chosen)):
        flash(_("The list is saved."), "success")
        return see_other(url_for("knowledge.choose_words"))
    page = render_template("knowledge/choose_words.html", form=form, has_errors=bool(form.errors))
    return page, 422 if form.errors else 200
