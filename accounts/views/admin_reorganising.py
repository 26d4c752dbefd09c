"""The administration of departments that merge and split."""

from flask import flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts import actions, queries, rules
from accounts.forms.conflicts import show_conflict
from accounts.forms.departments import MergeForm, SplitForm
from accounts.models import Department, Person
from accounts.queries.administration import people_of_department
from accounts.views.blueprint import blueprint
from accounts.views.form_page import form_page
from core.access import actor, allow
from core.db import transaction
from core.errors import Conflict
from core.web import see_other


@blueprint.route("/verwaltung/aemter/<int:number>/zusammenlegen", methods=["GET", "POST"])
@allow(rules.can_manage_departments)
def admin_merge_department(number: int) -> ResponseReturnValue:
    department = queries.get_department(number)
    form = MergeForm(queries.every_department(), department)
    if form.validate_on_submit() and (into := _merge(form, department)):
        flash(_("It is a part of “%(name)s” now.", name=into.name), "success")
        return see_other(url_for(".admin_department", number=into.id))
    use = queries.department_use(number)
    return form_page("accounts/admin_merge_department.html", form, department=queries.get_department(number), use=use)


@blueprint.route("/verwaltung/aemter/<int:number>/aufteilen", methods=["GET", "POST"])
@allow(rules.can_manage_departments)
def admin_split_department(number: int) -> ResponseReturnValue:
    department, people = queries.get_department(number), people_of_department(number)
    form = SplitForm(people)
    if form.validate_on_submit() and (made := _split(form, department, people)):
        flash(_("The new department is made."), "success")
        return see_other(url_for(".admin_department", number=made.id))
    return form_page("accounts/admin_split_department.html", form, department=queries.get_department(number))


def _merge(form: MergeForm, department: Department) -> Department | None:
    try:
        with transaction():
            into = queries.get_department(form.into.data)
            return actions.merge_departments(actor=actor(), department=department, into=into)
    except Conflict as conflict:
        show_conflict(form, conflict)
        return None


def _split(form: SplitForm, department: Department, people: list[Person]) -> Department | None:
    chosen = set(form.people.data or ())
    try:
        with transaction():
            entry = actions.DepartmentEntry(
                code=form.code.data,
                name=form.name.data,
                parent=queries.get_department(department.parent_id) if department.parent_id else None,
                is_counted=department.is_counted,
            )
            going = [one for one in people if str(one.id) in chosen]
            return actions.split_department(actor=actor(), department=department, entry=entry, people=going)
    except Conflict as conflict:
        show_conflict(form, conflict)
        return None
