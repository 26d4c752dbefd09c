"""Making a nomination: of somebody else, or of oneself; and changing a draft."""

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.models import AppointmentKind, Department
from accounts.queries import get_department_by_slug, get_person, organisation
from accounts.rules import is_employee, is_head
from core.access import actor, allow, ensure
from core.errors import NotFound
from core.web import see_other
from pilots.actions import nominating as actions
from pilots.actions.nominating import NominationEntry
from pilots.forms.nominations import EditNominationForm, NominationForm, VolunteerForm
from pilots.models import Nomination
from pilots.queries import nominations as found
from pilots.queries.candidates import candidates_of
from pilots.rules import nominations as rules
from pilots.views.blueprint import blueprint
from pilots.views.nomination_words import done

HEAD, BEHALF, OFFICE = "head", "behalf", "office"


@blueprint.route("/vorschlaege/neu", methods=["GET", "POST"])
@allow(is_employee)
def nominate() -> ResponseReturnValue:
    """For one's own department, or one that is chosen first."""
    choices = [one for one in organisation().leaves if rules.can_nominate(actor(), one)]
    department = _chosen(choices)
    if department is None:
        return render_template("pilots/choose_department.html", departments=choices)
    form = _form(department)
    made: list[Nomination] = []
    if form.validate_on_submit() and _fits(form) and done(form, lambda: made.append(_nominate(form, department))):
        flash(_made(made[0]), "success")
        return _after(made[0])
    page = render_template(
        "pilots/nominate.html",
        form=form,
        department=department,
        is_on_behalf=not is_head(actor(), department),
        has_choice=len(choices) > 1,
        has_errors=bool(form.errors),
    )
    return page, 422 if form.errors else 200


@blueprint.route("/vorschlaege/mich", methods=["GET", "POST"])
@allow(is_employee)
def volunteer() -> ResponseReturnValue:
    """Somebody puts themselves forward to the head of their department."""
    department = organisation().by_id.get(actor().department_id or 0)
    form = VolunteerForm()
    if department is None:
        return render_template("pilots/volunteer.html", form=form, department=None)
    department = get_department_by_slug(department.slug)
    made: list[Nomination] = []
    if form.validate_on_submit() and done(form, lambda: made.append(_volunteer(form, department))):
        flash(_("You have put yourself forward. The head of your department has been told."), "success")
        return see_other(url_for("pilots.nomination", number=made[0].id))
    page = render_template("pilots/volunteer.html", form=form, department=department, has_errors=bool(form.errors))
    return page, 422 if form.errors else 200


@blueprint.route("/vorschlaege/<int:number>/bearbeiten", methods=["GET", "POST"])
@allow(is_employee)
def edit_nomination(number: int) -> ResponseReturnValue:
    nomination = found.get_nomination(actor(), number)
    ensure(rules.can_see_nomination(actor(), nomination))
    if not rules.can_edit_nomination(actor(), nomination):
        return see_other(url_for("pilots.nomination", number=number))
    form = EditNominationForm(nominee=str(nomination.nominee_id), kind=nomination.kind.value, why=nomination.why)
    form.nominee.choices = _people(nomination.department)
    if form.validate_on_submit() and done(form, lambda: _edit(form, nomination)):
        flash(_("Your changes are saved."), "success")
        return see_other(url_for("pilots.nomination", number=number))
    page = render_template(
        "pilots/edit_nomination.html", form=form, nomination=nomination, has_errors=bool(form.errors)
    )
    return page, 422 if form.errors else 200


def _chosen(choices: list[Department]) -> Department | None:
    """By the address, the only one there is, or the one that somebody leads. Raises NotFound for another's."""
    slug = request.args.get("amt", "")
    if slug:
        wanted = get_department_by_slug(slug)
        if wanted.id not in {one.id for one in choices}:
            raise NotFound
        return wanted
    if not actor().is_office and len(choices) == 1:
        return get_department_by_slug(choices[0].slug)
    return None


def _form(department: Department) -> NominationForm:
    form = NominationForm()
    form.nominee.choices = _people(department)
    options = _options(department)
    form.made_as.choices = options
    if len(options) == 1:
        del form.made_as
    return form


def _fits(form: NominationForm) -> bool:
    """A proposal of the office goes to the head at once."""
    if "draft" not in request.form or not form.made_as or form.made_as.data != OFFICE:
        return True
    form.form_errors.append(
        _("Only a nomination of the head can be a draft. Submit it, or choose on behalf of the head.")
    )
    return False


def _options(department: Department) -> list[tuple[str, str]]:
    leads = is_head(actor(), department)
    own = (HEAD, _("I, as head of the department")) if leads else (BEHALF, _("I, on behalf of the head"))
    office = (OFFICE, _("The office proposes it to the head, who decides whether the person is asked"))
    return [own, office] if rules.can_propose(actor(), department) else [own]


def _people(department: Department) -> list[tuple[str, str]]:
    people = [(str(one.id), one.name) for one in candidates_of(department)]
    return [("", _("Please choose")), *people]


def _nominate(form: NominationForm, department: Department) -> Nomination:
    entry = NominationEntry(
        department=department,
        kind=AppointmentKind(form.kind.data),
        nominee=get_person(int(form.nominee.data)),
        why=form.why.data or "",
    )
    submission = form.submission.data or ""
    if form.made_as and form.made_as.data == OFFICE:
        return actions.propose_nomination(actor=actor(), entry=entry, submission=submission)
    if "draft" in request.form:
        return actions.draft_nomination(actor=actor(), entry=entry, submission=submission)
    return actions.nominate(actor=actor(), entry=entry, submission=submission)


def _volunteer(form: VolunteerForm, department: Department) -> Nomination:
    entry = NominationEntry(department, AppointmentKind(form.kind.data), get_person(actor().id), form.why.data or "")
    return actions.volunteer(actor=actor(), entry=entry, submission=form.submission.data or "")


def _edit(form: EditNominationForm, nomination: Nomination) -> None:
    nominee = get_person(int(form.nominee.data))
    entry = NominationEntry(nomination.department, AppointmentKind(form.kind.data), nominee, form.why.data or "")
    actions.edit_nomination(actor=actor(), nomination=nomination, entry=entry)


def _made(nomination: Nomination) -> str:
    if nomination.submitted_at is None:
        return str(_("The draft is saved. Nobody else has been told."))
    if nomination.consent_asked_at is None:
        return str(_("The nomination is made. The head of the department has been told."))
    return str(_("The nomination is made. The person has been asked."))


def _after(nomination: Nomination) -> ResponseReturnValue:
    """A colleague who nominated on behalf of the head cannot see what becomes of it."""
    if rules.can_see_nomination(actor(), nomination):
        return see_other(url_for("pilots.nomination", number=nomination.id))
    return see_other(url_for("pilots.nominations"))
