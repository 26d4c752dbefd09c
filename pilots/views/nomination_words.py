"""What the pages of nominations say: states, refusals; and trying a step."""

from collections.abc import Callable

from flask import flash
from flask_babel import gettext as _

from core.db import transaction
from core.errors import Conflict
from core.forms import Form
from pilots.models import NominationState as State


def state_words() -> dict[State, str]:
    """In plain words; who declined and who was never asked is nobody's business."""
    return {
        State.DRAFT: _("Draft"),
        State.SUBMITTED: _("Waits for the head"),
        State.AWAITING_CONSENT: _("Waits for consent"),
        State.CONSENTED: _("Waits for the office"),
        State.QUERY: _("The office has asked"),
        State.CONFIRMED: _("Confirmed"),
        State.DECLINED: _("Not accepted"),
        State.LAPSED: _("Lapsed"),
        State.REFUSED: _("Refused by the office"),
        State.WITHDRAWN: _("Withdrawn"),
    }


def conflict_text(error: Conflict) -> str:
    words = {
        "step_not_allowed": _("This has changed meanwhile and does not fit any more. Look at what it is now."),
        "term_is_over": _("The time to answer is over. Ask the head of your department if you would like to do it."),
        "one_is_live": _("Somebody is nominated for this department already. Wait until that is decided."),
        "department_closed": _("This department does not exist any more."),
        "not_a_department": _("Choose a department; nobody is nominated for a division."),
        "no_head": _("Nobody is entered as head of this department. The office or the administration can do that."),
        "nominee_blocked": _("This account is blocked or does not exist any more."),
        "nominee_elsewhere": _("This person does not work in this department."),
        "already_appointed": _("This person is appointed in this department already."),
        "not_for_oneself": _("You cannot nominate yourself on behalf of the head. Put yourself forward instead."),
        "council_missing": _("First write down how the staff council took part."),
        "council_in_future": _("This day is still to come. Give the day on which the staff council took part."),
    }
    return str(words[error.code])


def done(form: Form, step: Callable[[], object]) -> bool:
    """Take the step in a transaction; False, and the form says why, when it does not fit the present state."""
    try:
        with transaction():
            step()
    except Conflict as error:
        form.form_errors.append(conflict_text(error))
        return False
    return True


def done_or_told(step: Callable[[], object]) -> bool:
    """As `done`, for a button without fields: a message says why it does not fit the present state."""
    try:
        with transaction():
            step()
    except Conflict as error:
        flash(conflict_text(error), "warning")
        return False
    return True
