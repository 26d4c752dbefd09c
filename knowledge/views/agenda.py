"""Signing up for a meeting, and what is done with the topics of its agenda."""

from collections.abc import Callable

from flask import flash, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from core.access import actor, allow
from core.db import transaction
from core.errors import Conflict
from core.forms import Form
from core.web import see_other
from knowledge import actions, queries
from knowledge.rules.meetings import can_meet
from knowledge.views.blueprint import blueprint
from knowledge.views.meetings import url_of_meeting
from knowledge.views.words import conflict_text


def is_wanted() -> bool:
    """What the button said: to have it, or not to have it any more."""
    return request.form.get("wanted", "1") != "0"


def pressed(step: Callable[[], object], message: str) -> None:
    """Do what a single button is for, and say what came of it."""
    if not Form().validate_on_submit():
        return
    try:
        with transaction():
            step()
    except Conflict as error:
        flash(conflict_text(error), "warning")
    else:
        flash(message, "success")


@blueprint.post("/treffen/<int:number>/teilnahme")
@allow(can_meet)
def attend_meeting(number: int) -> ResponseReturnValue:
    found, wanted = queries.get_meeting(actor(), number), is_wanted()
    message = _("You are signed up.") if wanted else _("You are not signed up any more.")
    pressed(lambda: actions.attend_meeting(actor=actor(), meeting=found, wanted=wanted), message)
    return see_other(url_of_meeting(found))


@blueprint.post("/treffen/themen/<int:number>/stimme")
@allow(can_meet)
def vote_topic(number: int) -> ResponseReturnValue:
    topic, wanted = queries.get_topic(actor(), number), is_wanted()
    message = _("Your vote counts.") if wanted else _("Your vote is taken back.")
    address = f"{url_of_meeting(topic.meeting)}#tagesordnung"
    pressed(lambda: actions.vote_topic(actor=actor(), topic=topic, wanted=wanted), message)
    return see_other(address)


@blueprint.post("/treffen/themen/<int:number>/entfernen")
@allow(can_meet)
def remove_topic(number: int) -> ResponseReturnValue:
    topic = queries.get_topic(actor(), number)
    address = f"{url_of_meeting(topic.meeting)}#tagesordnung"
    pressed(lambda: actions.remove_topic(actor=actor(), topic=topic), _("The topic is off the agenda."))
    return see_other(address)
