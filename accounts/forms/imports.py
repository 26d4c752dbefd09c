"""The forms of an import, and what its report says about a row."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, HiddenField
from wtforms.validators import Length

from accounts.forms.people import ROLE_NAMES
from accounts.models import Role
from core.forms import Form
from core.tables import ImportReport, Rejected, sentence
from core.tables.columns import plain


def N_(text: str) -> str:  # noqa: N802 - the name that extracts
    """Marks a sentence for translation where it stands."""
    return text


REASONS = {
    "already_deputy": N_("This person is deputy of this department. End that first."),
    "ambiguous_head": N_("Several people have this name. Enter the e-mail address."),
    "bad_email": N_("This is no e-mail address."),
    "blocked_pilot": N_("This account is blocked and cannot be appointed."),
    "department_closed": N_("This department is closed."),
    "last_admin": N_("Nobody would be left who can administer. One account must keep this role."),
    "own_roles": N_("Nobody changes the own roles. Ask another administrator."),
    "parent_circle": N_("This department would stand above itself."),
    "parent_closed": N_("The department above is closed."),
    "pilot_without_department": N_("A pilot needs a department. Enter its code."),
    "stands_twice": N_("This stands in line %(line)s already."),
    "unknown_department": N_("No department has this code. Import the departments first."),
    "unknown_head": N_("Nobody with this name or address has an account. Import people first or leave the cell empty."),
    "unknown_parent": N_("No department has this code, neither in the file nor in Lotsennetz."),
    "unknown_role": N_("“%(role)s” is no role. Use employee, office, committee, admin or pilot."),
}
FIELD_NAMES: dict[str, Any] = {
    "appointment": _l("Pilot from today on"),
    "code": _l("Code"),
    "department": _l("Department"),
    "email": _l("E-mail address"),
    "head": _l("Head"),
    "location": _l("Place"),
    "name": _l("Name"),
    "parent": _l("Belongs to"),
    "phone": _l("Phone"),
    "roles": _l("Roles"),
}


def column_name(field: str, report: ImportReport) -> str:
    """A column as the file calls it, with our own name for it where that is another."""
    label = str(FIELD_NAMES.get(field, field))
    heading = report.headings.get(field, "")
    return label if plain(heading) in ("", plain(label)) else f"{heading} ({label})"


def value_shown(field: str, value: str) -> str:
    """A value of a change in words: roles are told by their names."""
    names = [str(ROLE_NAMES[Role(code)]) for code in value.split(",")] if field == "roles" and value else [value]
    return ", ".join(names)


def reason(rejected: Rejected) -> str:
    """The sentence for the person who made the file, in their language."""
    return sentence(rejected, translate=gettext, reasons=REASONS)


class UploadForm(Form):
    file = FileField(_l("File"), [FileRequired(_l("Choose a file."))], description=_l("CSV or XLSX, at most 10 MB."))


class UploadPeopleForm(UploadForm):
    send_invitations = BooleanField(
        _l("Invite new people by e-mail at once"),
        description=_l("Without this you invite them later, one by one, when the city is ready."),
    )


class ApplyImportForm(Form):
    """`kept` names the uploaded file."""

    kept = HiddenField(validators=[Length(max=100)])
    send_invitations = HiddenField(validators=[Length(max=1)])
