"""What the administration's pages say when a change does not fit the present state."""

from typing import Any

from flask_babel import lazy_gettext as _l

from core.errors import Conflict
from core.forms import Form

# code: (the field it belongs to, or "" for the form as a whole, the sentence)
TEXTS: dict[str, tuple[str, Any]] = {
    "absence_over": ("ends_on", _l("Enter a last day that is not over yet.")),
    "absence_overlaps": ("starts_on", _l("An absence is already recorded for some of these days.")),
    "already_appointed": ("valid_from", _l("This person is already appointed in this department.")),
    "bad_email": ("email", _l("Enter an e-mail address such as name@city.example.")),
    "begins_in_the_past": ("valid_from", _l("Enter today or a later day: days that are over are not told anew.")),
    "blocked": ("", _l("This account is blocked.")),
    "closed": ("", _l("This is closed already.")),
    "code_taken": ("code", _l("Another department has this code. Choose another one.")),
    "department_closed": ("department", _l("This department is closed. Choose an open one.")),
    "email_taken": ("email", _l("Somebody else has an account with this e-mail address.")),
    "ended": ("", _l("This appointment has an end already.")),
    "ends_before_start": ("valid_until", _l("Enter a day after the appointment begins.")),
    "needs_reason": ("reason", _l("Nobody with a completed training: write why they are appointed all the same.")),
    "ends_in_the_past": ("valid_until", _l("Enter today or a later day: days that are over are not told anew.")),
    "has_appointments": ("", _l("Appointments run here. End them first.")),
    "has_departments": ("", _l("Departments belong to it. Close or move them first.")),
    "has_password": ("", _l("This person has a password already and needs no invitation.")),
    "has_people": ("", _l("People belong to it. Move them first.")),
    "into_division": ("into", _l("Departments belong to the one you chose. Choose another one.")),
    "into_itself": ("into", _l("Choose another department.")),
    "not_its_people": ("people", _l("Somebody you chose does not belong to it any more. Choose again.")),
    "last_admin": ("roles", _l("This is the last account that can administer. Give somebody else the role first.")),
    "no_role": ("roles", _l("Choose at least one role.")),
    "not_blocked": ("", _l("This account is not blocked.")),
    "open": ("", _l("This is open already.")),
    "parent_circle": ("parent", _l("A department cannot stand above itself. Choose another one.")),
    "parent_closed": ("parent", _l("The department above is closed. Open it first or choose another one.")),
    "role_not_granted": ("roles", _l("This role cannot be given.")),
}


def conflict_text(conflict: Conflict) -> str:
    """KeyError for a code that no action of this area raises."""
    return str(TEXTS[conflict.code][1])


def show_conflict(form: Form, conflict: Conflict) -> None:
    """At its field where the form has it, else at the form as a whole."""
    name, text = TEXTS[conflict.code]
    if name in form:
        form[name].errors = [*form[name].errors, str(text)]
    else:
        form.form_errors.append(str(text))
