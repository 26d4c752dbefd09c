"""The administration of people."""

from typing import Any

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts import actions, queries, rules
from accounts.forms.conflicts import conflict_text, show_conflict
from accounts.forms.people import ROLE_NAMES, PersonForm, department_choices, number_or_none
from accounts.forms.profile import AbsenceForm
from accounts.models import Department, Person, Role
from accounts.queries.administration import PAGE, PeopleFilter
from accounts.queries.organisation import today
from accounts.views.blueprint import blueprint
from accounts.views.form_page import form_page
from core.access import actor, allow, ensure
from core.db import transaction, utcnow
from core.errors import Conflict
from core.forms import Form
from core.web import see_other


@blueprint.get("/verwaltung/personen")
@allow(rules.can_see_people)
def admin_people() -> ResponseReturnValue:
    chosen = PeopleFilter(
        words=request.args.get("q", "").strip(),
        department_id=number_or_none(request.args.get("amt")),
        role=request.args.get("rolle", ""),
        state=request.args.get("stand", ""),
    )
    found = queries.people_page(chosen, after=number_or_none(request.args.get("nach")), limit=PAGE + 1)
    shown = found[:PAGE]
    return render_template(
        "accounts/admin_people.html",
        people=shown,
        count=queries.count_people(chosen),
        chosen=chosen,
        is_filtered=chosen != PeopleFilter(),
        departments=[(one.value, one.label) for one in department_choices(queries.every_department(), _("All"))],
        role_names=ROLE_NAMES,
        next_url=_next_url(shown[-1].id) if len(found) > PAGE else None,
        can_manage=rules.can_manage_people(actor()),
    )


def _next_url(last: int) -> str:
    kept: dict[str, Any] = {name: request.args.get(name) or None for name in ("q", "amt", "rolle", "stand")}
    return url_for(".admin_people", **kept, nach=last)


@blueprint.route("/verwaltung/personen/neu", methods=["GET", "POST"])
@allow(rules.can_manage_people)
def admin_new_person() -> ResponseReturnValue:
    form = PersonForm(queries.every_department(), data={"roles": [Role.EMPLOYEE.value]})
    if form.validate_on_submit():
        try:
            person = _create(form)
        except Conflict as conflict:
            show_conflict(form, conflict)
        else:
            flash(_("The account is made, the invitation is on its way."), "success")
            return see_other(url_for(".admin_person", number=person.id))
    return form_page("accounts/admin_new_person.html", form)


def _create(form: PersonForm) -> Person:
    with transaction():
        person = actions.create_person(
            actor=actor(),
            name=form.name.data,
            email=form.email.data,
            department=_department(form.department.data),
            roles=form.chosen_roles,
        )
        actions.invite(actor=actor(), person=person)
    return person


@blueprint.get("/verwaltung/personen/<int:number>")
@allow(rules.can_see_people)
def admin_person(number: int) -> ResponseReturnValue:
    person, appointments, sign_ins = queries.get_person_to_manage(number)
    absences = queries.absences_of([number], since=utcnow()).get(number, [])
    return render_template(
        "accounts/admin_person.html",
        person=person,
        appointments=appointments,
        sign_ins=sign_ins,
        absences=absences,
        cancel_urls={
            one.id: url_for(".admin_cancel_absence", number=number, absence_number=one.id) for one in absences
        },
        now=utcnow(),
        today=today(),
        role_names=ROLE_NAMES,
        can_manage=rules.can_manage_people(actor()),
        can_block=rules.can_block_person(actor(), person),
        can_record_absence=rules.can_record_absence(actor(), person),
    )


@blueprint.route("/verwaltung/personen/<int:number>/bearbeiten", methods=["GET", "POST"])
@allow(rules.can_manage_people)
def admin_edit_person(number: int) -> ResponseReturnValue:
    person = queries.get_person(number)
    form = _edit_form(person)
    if form.validate_on_submit():
        try:
            _change(person, form)
        except Conflict as conflict:
            show_conflict(form, conflict)
        else:
            flash(_("The changes are saved."), "success")
            return see_other(url_for(".admin_person", number=number))
    return form_page("accounts/admin_edit_person.html", form, person=queries.get_person(number))


def _edit_form(person: Person) -> PersonForm:
    """Without roles for one's own account: nobody changes the own ones."""
    form = PersonForm(
        queries.every_department(),
        keep=person.department_id,
        data={
            "name": person.name,
            "email": person.email,
            "department": person.department_id,
            "roles": [role.value for role in actions.granted_roles(person)],
        },
    )
    if not rules.can_grant_roles(actor(), person):
        del form.roles
    return form


def _change(person: Person, form: PersonForm) -> None:
    with transaction():
        actions.change_person(
            actor=actor(),
            person=person,
            name=form.name.data,
            email=form.email.data,
            department=_department(form.department.data),
        )
        if "roles" in form:
            actions.set_roles(actor=actor(), person=person, roles=form.chosen_roles)


@blueprint.route("/verwaltung/personen/<int:number>/sperren", methods=["GET", "POST"])
@allow(rules.can_manage_people)
def admin_block_person(number: int) -> ResponseReturnValue:
    person = queries.get_person(number)
    if request.method == "GET":
        ensure(rules.can_block_person(actor(), person))
        return render_template("accounts/admin_block_person.html", person=person)
    return _act(actions.block_person, person, _("The account is blocked. All sign-ins are ended."))


@blueprint.post("/verwaltung/personen/<int:number>/entsperren")
@allow(rules.can_manage_people)
def admin_unblock_person(number: int) -> ResponseReturnValue:
    return _act(actions.unblock_person, queries.get_person(number), _("The account is open again."))


@blueprint.post("/verwaltung/personen/<int:number>/einladen")
@allow(rules.can_manage_people)
def admin_invite_person(number: int) -> ResponseReturnValue:
    return _act(actions.invite, queries.get_person(number), _("The invitation is on its way."))


@blueprint.route("/verwaltung/personen/<int:number>/abmelden", methods=["GET", "POST"])
@allow(rules.can_manage_people)
def admin_end_sign_ins(number: int) -> ResponseReturnValue:
    person = queries.get_person(number)
    if request.method == "GET":
        return render_template("accounts/admin_end_sign_ins.html", person=person)
    return _act(actions.end_sign_ins_of, person, _("All sign-ins are ended."))


def _act(action: Any, person: Person, done: str) -> ResponseReturnValue:
    """One act on a person, told on their page."""
    try:
        with transaction():
            action(actor=actor(), person=person)
    except Conflict as conflict:
        flash(conflict_text(conflict), "error")
    else:
        flash(done, "success")
    return see_other(url_for(".admin_person", number=person.id))


@blueprint.route("/verwaltung/personen/<int:number>/abwesenheit", methods=["GET", "POST"])
@allow(rules.can_see_people)
def admin_record_absence(number: int) -> ResponseReturnValue:
    person, form = queries.get_person(number), AbsenceForm(data={"starts_on": today()})
    if form.validate_on_submit():
        try:
            with transaction():
                actions.record_absence(actor=actor(), person=person, starts_at=form.starts_at, ends_at=form.ends_at)
        except Conflict as conflict:
            show_conflict(form, conflict)
        else:
            flash(_("The absence is recorded."), "success")
            return see_other(url_for(".admin_person", number=number))
    return form_page("accounts/admin_record_absence.html", form, person=queries.get_person(number))


@blueprint.post("/verwaltung/personen/<int:number>/abwesenheit/<int:absence_number>/absagen")
@allow(rules.can_see_people)
def admin_cancel_absence(number: int, absence_number: int) -> ResponseReturnValue:
    """For somebody who is back sooner, or whose absence was recorded wrongly."""
    absence = queries.get_absence(queries.get_person(number), absence_number)
    if Form().validate_on_submit():
        try:
            with transaction():
                actions.cancel_absence(actor=actor(), absence=absence)
            flash(_("The absence is cancelled."), "success")
        except Conflict:
            flash(_("This absence is over already."), "info")
    return see_other(url_for(".admin_person", number=number))


def _department(number: int | None) -> Department | None:
    return queries.get_department(number) if number is not None else None
