"""The administration of departments and of the appointments in them."""

from typing import Any

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts import actions, queries, rules
from accounts.forms.conflicts import conflict_text, show_conflict
from accounts.forms.departments import DepartmentForm
from accounts.forms.people import KIND_NAMES, AppointForm, EndAppointmentForm, number_or_none
from accounts.models import AppointmentKind, AppointmentState, Department, Person
from accounts.queries.administration import DepartmentUse
from accounts.queries.organisation import periods_of, successions_of, today
from accounts.views.blueprint import blueprint
from accounts.views.form_page import form_page
from core.access import actor, allow
from core.db import transaction
from core.errors import Conflict
from core.web import see_other


@blueprint.get("/verwaltung/aemter")
@allow(rules.can_manage_departments)
def admin_departments() -> ResponseReturnValue:
    appointments = queries.current_appointments()
    return render_template(
        "accounts/admin_departments.html",
        tree=queries.departments_as_tree(queries.every_department()),
        people=queries.people_per_department(),
        pilots={number: [a for a in appointments if a.department_id == number] for number in _places(appointments)},
        kind_names=KIND_NAMES,
    )


def _places(appointments: Any) -> set[int]:
    return {appointment.department_id for appointment in appointments}


@blueprint.route("/verwaltung/aemter/neu", methods=["GET", "POST"])
@allow(rules.can_manage_departments)
def admin_new_department() -> ResponseReturnValue:
    form = DepartmentForm(queries.every_department(), data={"parent": number_or_none(request.args.get("unter"))})
    if form.validate_on_submit():
        try:
            with transaction():
                department = actions.create_department(actor=actor(), entry=_entry(form))
        except Conflict as conflict:
            show_conflict(form, conflict)
        else:
            flash(_("The department is made."), "success")
            return see_other(url_for(".admin_department", number=department.id))
    return form_page("accounts/admin_new_department.html", form)


@blueprint.get("/verwaltung/aemter/<int:number>")
@allow(rules.can_manage_departments)
def admin_department(number: int) -> ResponseReturnValue:
    use = queries.department_use(number)
    return render_template(
        "accounts/admin_department.html",
        department=queries.get_department_to_manage(number),
        use=use,
        obstacles=[conflict_text(Conflict(code)) for code in use.obstacles],
        appointments=queries.appointments_of_department(number),
        kind_names=KIND_NAMES,
        today=today(),
        can_appoint=rules.can_manage_appointments(actor()),
        periods=periods_of(number),
        successions=successions_of(number),
    )


@blueprint.route("/verwaltung/aemter/<int:number>/bearbeiten", methods=["GET", "POST"])
@allow(rules.can_manage_departments)
def admin_edit_department(number: int) -> ResponseReturnValue:
    department = queries.get_department_to_manage(number)
    form = _edit_form(department)
    if form.validate_on_submit():
        try:
            with transaction():
                actions.change_department(actor=actor(), department=department, entry=_entry(form))
        except Conflict as conflict:
            show_conflict(form, conflict)
        else:
            flash(_("The changes are saved."), "success")
            return see_other(url_for(".admin_department", number=number))
    return form_page("accounts/admin_edit_department.html", form, department=queries.get_department_to_manage(number))


def _edit_form(department: Department) -> DepartmentForm:
    same = ("code", "name", "phone", "email", "location", "is_counted")
    values = {name: getattr(department, name) for name in same}
    head = department.head.email if department.head else ""
    return DepartmentForm(
        queries.every_department(),
        own=department,
        data={**values, "parent": department.parent_id, "head": head},
    )


def _entry(form: DepartmentForm) -> actions.DepartmentEntry:
    parent_id = form.parent.data
    return actions.DepartmentEntry(
        code=form.code.data,
        name=form.name.data,
        parent=queries.get_department(parent_id) if parent_id is not None else None,
        head=form.head_person,
        phone=form.phone.data,
        email=form.email.data,
        location=form.location.data,
        is_counted=form.is_counted.data,
    )


@blueprint.route("/verwaltung/aemter/<int:number>/schliessen", methods=["GET", "POST"])
@allow(rules.can_manage_departments)
def admin_close_department(number: int) -> ResponseReturnValue:
    department = queries.get_department(number)
    if request.method == "GET":
        use = queries.department_use(number)
        return render_template(
            "accounts/admin_close_department.html",
            department=department,
            obstacles=[conflict_text(Conflict(code)) for code in _obstacles(department, use)],
        )
    return _act(actions.close_department, department, _("“%(name)s” is closed.", name=department.name))


def _obstacles(department: Department, use: DepartmentUse) -> list[str]:
    return use.obstacles if department.is_open else ["closed"]


@blueprint.post("/verwaltung/aemter/<int:number>/oeffnen")
@allow(rules.can_manage_departments)
def admin_reopen_department(number: int) -> ResponseReturnValue:
    department = queries.get_department(number)
    return _act(actions.reopen_department, department, _("“%(name)s” is open again.", name=department.name))


def _act(action: Any, department: Department, done: str) -> ResponseReturnValue:
    """One act on a department, told on its page."""
    try:
        with transaction():
            action(actor=actor(), department=department)
    except Conflict as conflict:
        flash(conflict_text(conflict), "error")
    else:
        flash(done, "success")
    return see_other(url_for(".admin_department", number=department.id))


@blueprint.route("/verwaltung/aemter/<int:number>/benennen", methods=["GET", "POST"])
@allow(rules.can_manage_appointments)
def admin_appoint(number: int) -> ResponseReturnValue:
    """First somebody is searched, then the address names the person and the form asks for the rest."""
    department, person_id = queries.get_department(number), number_or_none(request.args.get("person"))
    if person_id is None:
        words = request.args.get("q", "").strip()
        found = queries.find_people(words)
        return render_template("accounts/admin_appoint.html", department=department, words=words, found=found)
    return _appoint(department, queries.get_person(person_id))


def _appoint(department: Department, person: Person) -> ResponseReturnValue:
    form = AppointForm(data={"valid_from": today()})
    if form.validate_on_submit():
        try:
            with transaction():
                actions.appoint_person(
                    actor=actor(),
                    person=person,
                    department=department,
                    kind=AppointmentKind(form.kind.data),
                    valid_from=form.valid_from.data,
                    valid_until=form.valid_until.data,
                    state=AppointmentState(form.begins_as.data),
                    reason=form.reason.data or "",
                )
        except Conflict as conflict:
            show_conflict(form, conflict)
        else:
            flash(_("%(name)s is appointed.", name=person.name), "success")
            return see_other(url_for(".admin_department", number=department.id))
    return form_page("accounts/admin_appoint.html", form, department=department, person=person)


@blueprint.route("/verwaltung/benennungen/<int:number>/beenden", methods=["GET", "POST"])
@allow(rules.can_manage_appointments)
def admin_end_appointment(number: int) -> ResponseReturnValue:
    appointment = queries.get_appointment(number)
    department_id, form = appointment.department_id, EndAppointmentForm(data={"valid_until": today()})
    handover, has_served = f"/amt/uebergabe/{appointment.person_id}", appointment.valid_from < today()
    if form.validate_on_submit():
        try:
            with transaction():
                actions.end_appointment(actor=actor(), appointment=appointment, valid_until=form.valid_until.data)
        except Conflict as conflict:
            show_conflict(form, conflict)
        else:
            flash(_("The end of the appointment is recorded."), "success")
            return see_other(handover if has_served else url_for(".admin_department", number=department_id))
    return form_page("accounts/admin_end_appointment.html", form, appointment=queries.get_appointment(number))
