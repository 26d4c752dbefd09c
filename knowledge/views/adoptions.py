"""A department takes a practice over, step by step."""

from flask import flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.models import Department
from accounts.queries import get_department
from accounts.rules import is_employee
from core.access import actor, allow, ensure
from core.web import see_other
from knowledge.actions import adoptions as actions
from knowledge.forms.adoptions import DropForm, FinishForm, WantForm
from knowledge.models import Adoption, Practice, PracticeState
from knowledge.queries import adoptions as queries
from knowledge.queries import practices as cards
from knowledge.rules import adoptions as rules
from knowledge.views.blueprint import blueprint
from knowledge.views.practices import url_of_practice
from knowledge.views.steps import done, done_or_told


@blueprint.route("/praxis/<int:number>/uebernehmen", methods=["GET", "POST"])
@allow(is_employee)
def want_practice(number: int) -> ResponseReturnValue:
    practice = cards.get_practice(actor(), number)
    present = queries.adoptions_of(practice)
    free = queries.adopters(actor(), practice, present)
    ensure(practice.state is PracticeState.PUBLISHED and bool(queries.own_departments(actor())))
    if not free:
        flash(_("Your departments take this over already."), "info")
        return see_other(f"{url_of_practice(practice)}#uebernahmen")
    form = _form(free, queries.sources(practice, present))
    if form.validate_on_submit() and done(form, lambda: _want(form, practice)):
        flash(_("Your department stands among those who take it over. Whoever wrote the card is told."), "success")
        return see_other(f"{url_of_practice(practice)}#uebernahmen")
    page = render_template("knowledge/want_practice.html", practice=practice, form=form, has_errors=bool(form.errors))
    return page, 422 if form.errors else 200


def _form(free: list[Department], having: list[Department]) -> WantForm:
    form = WantForm()
    mine = actor().department_id
    form.department.choices = _choices(sorted(free, key=lambda one: one.id != mine))
    form.source.choices = _choices(having) or [("", _("Nobody in particular"))]
    return form


def _choices(departments: list[Department]) -> list[tuple[str, str]]:
    return [(str(one.id), one.name) for one in departments]


def _want(form: WantForm, practice: Practice) -> Adoption:
    return actions.want_practice(
        actor=actor(),
        practice=practice,
        department=get_department(int(form.department.data)),
        source=get_department(int(form.source.data)) if form.source.data else None,
    )


@blueprint.post("/uebernahmen/<int:number>/beginnen")
@allow(is_employee)
def start_adoption(number: int) -> ResponseReturnValue:
    adoption = queries.get_adoption(actor(), number)
    if done_or_told(lambda: actions.start_adoption(actor=actor(), adoption=adoption)):
        flash(_("Your department is at it now."), "success")
    return see_other(f"{url_of_practice(adoption.practice)}#uebernahmen")


@blueprint.route("/uebernahmen/<int:number>/abschliessen", methods=["GET", "POST"])
@allow(is_employee)
def finish_adoption(number: int) -> ResponseReturnValue:
    adoption = queries.get_adoption(actor(), number)
    ensure(rules.can_move_adoption(actor(), adoption))
    form = FinishForm()
    if not rules.can_take_step(actor(), adoption, "finish_adoption"):
        return see_other(f"{url_of_practice(adoption.practice)}#uebernahmen")
    if form.validate_on_submit() and done(
        form, lambda: actions.finish_adoption(actor=actor(), adoption=adoption, changes=form.note.data)
    ):
        flash(_("Adopted. What you changed helps the next ones."), "success")
        return see_other(f"{url_of_practice(adoption.practice)}#uebernahmen")
    return _step_page("knowledge/finish_adoption.html", adoption, form)


@blueprint.route("/uebernahmen/<int:number>/aufgeben", methods=["GET", "POST"])
@allow(is_employee)
def drop_adoption(number: int) -> ResponseReturnValue:
    adoption = queries.get_adoption(actor(), number)
    ensure(rules.can_move_adoption(actor(), adoption))
    form = DropForm()
    if not rules.can_take_step(actor(), adoption, "drop_adoption"):
        return see_other(f"{url_of_practice(adoption.practice)}#uebernahmen")
    if form.validate_on_submit() and done(
        form, lambda: actions.drop_adoption(actor=actor(), adoption=adoption, reason=form.note.data)
    ):
        flash(_("Given up. Your reason stands with it and spares others the detour."), "success")
        return see_other(f"{url_of_practice(adoption.practice)}#uebernahmen")
    return _step_page("knowledge/drop_adoption.html", adoption, form)


def _step_page(template: str, adoption: Adoption, form: FinishForm | DropForm) -> ResponseReturnValue:
    page = render_template(template, adoption=adoption, form=form, has_errors=bool(form.errors))
    return page, 422 if form.errors else 200
