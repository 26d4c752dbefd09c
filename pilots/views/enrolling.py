"""What the office does with enrolments: enrolling somebody, calling off, putting first, moving, swapping."""

from collections.abc import Callable
from typing import Any

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.models import AppointmentKind, Person
from accounts.queries import get_department, get_person, organisation, people_called
from core.access import actor, allow, ensure
from core.db import utcnow
from core.web import see_other
from pilots.actions import enrolments as actions
from pilots.forms.enrolments import EnrolForm, ExternalForm, FundingForm, ReasonForm, TargetForm
from pilots.forms.programmes import amount_of
from pilots.models import Cohort, Enrolment
from pilots.queries import enrolments as queries
from pilots.queries.programmes import coming_cohorts, get_cohort
from pilots.rules import enrolments as rules
from pilots.rules.programmes import can_manage_programmes
from pilots.views.blueprint import blueprint
from pilots.views.cohorts import url_of_cohort
from pilots.views.enrolments import WORDS
from pilots.views.steps import done


@blueprint.route("/verwaltung/kurse/<int:number>/anmelden", methods=["GET", "POST"])
@allow(can_manage_programmes)
def enrol_person(number: int) -> ResponseReturnValue:
    found = get_cohort(actor(), number)
    ensure(rules.can_enrol_others(actor(), found, utcnow()))
    form = EnrolForm()
    form.offer(organisation().leaves)
    person = _person(form) if form.validate_on_submit() else None
    if person is not None and done(form, lambda: _enrol(form, found, person), WORDS):
        flash(_("%(name)s is enrolled and is told.", name=person.name), "success")
        return see_other(f"{url_of_cohort(found)}#teilnehmende")
    return _page("pilots/enrol_person.html", form, cohort=get_cohort(actor(), number))


def _person(form: EnrolForm) -> Person | None:
    """The one of this name or address; None, and the form says why, for nobody, several, or oneself."""
    text = form.person.data or ""
    found = people_called([text])
    known = {one.id for one in found.get(text, []) + found.get(text.lower(), [])} - {actor().id}
    if len(known) != 1:
        several = _("Several people have this name. Enter the e-mail address.")
        form.person.errors = [several if known else _("Nobody else with an account has this name or address.")]
        return None
    return get_person(known.pop())


def _enrol(form: EnrolForm, found: Cohort, person: Person) -> Enrolment:
    return actions.enrol_person(
        actor=actor(),
        cohort=found,
        person=person,
        department=get_department(int(form.department.data)),
        kind=AppointmentKind(form.kind.data),
        submission=form.submission.data or "",
    )


@blueprint.route("/verwaltung/kurse/<int:number>/gast", methods=["GET", "POST"])
@allow(can_manage_programmes)
def enrol_external(number: int) -> ResponseReturnValue:
    found = get_cohort(actor(), number)
    ensure(rules.can_enrol_others(actor(), found, utcnow()))
    form = ExternalForm()

    def enrol() -> None:
        name, submission = form.name.data or "", form.submission.data or ""
        actions.enrol_external(actor=actor(), cohort=found, name=name, submission=submission)

    if form.validate_on_submit() and done(form, enrol, WORDS):
        flash(_("The guest is enrolled."), "success")
        return see_other(f"{url_of_cohort(found)}#teilnehmende")
    return _page("pilots/enrol_external.html", form, cohort=get_cohort(actor(), number))


@blueprint.route("/verwaltung/anmeldungen/<int:number>/aufheben", methods=["GET", "POST"])
@allow(can_manage_programmes)
def call_off_enrolment(number: int) -> ResponseReturnValue:
    news = _("The enrolment is called off. Whoever it is about is told why.")
    return _reasoned(number, "pilots/call_off_enrolment.html", actions.call_off_enrolment, news)


@blueprint.route("/verwaltung/anmeldungen/<int:number>/vorziehen", methods=["GET", "POST"])
@allow(can_manage_programmes)
def prefer_enrolment(number: int) -> ResponseReturnValue:
    return _reasoned(
        number, "pilots/prefer_enrolment.html", actions.prefer_enrolment, _("Put first. The reason stays.")
    )


def _reasoned(number: int, template: str, action: Callable[..., Any], news: str) -> ResponseReturnValue:
    found = _to_move(number, action.__name__)
    form = ReasonForm()
    step = lambda: action(actor=actor(), enrolment=found, reason=form.reason.data)  # noqa: E731
    if form.validate_on_submit() and done(form, step, WORDS):
        flash(news, "success")
        return see_other(url_for("pilots.enrolment", number=number))
    return _page(template, form, enrolment=queries.get_enrolment(actor(), number))


@blueprint.route("/verwaltung/anmeldungen/<int:number>/umbuchen", methods=["GET", "POST"])
@allow(can_manage_programmes)
def move_enrolment(number: int) -> ResponseReturnValue:
    found = _to_move(number, "move_enrolment")
    others = [one for one in coming_cohorts(utcnow()) if _takes(one, found.cohort)]
    form = TargetForm()
    form.offer(_("Into which course?"), [(one.id, one.name) for one in others])
    made: list[Enrolment] = []

    def move() -> None:
        target = get_cohort(actor(), int(form.target.data))
        more = {"reason": form.reason.data, "submission": form.submission.data or ""}
        made.append(actions.move_enrolment(actor=actor(), enrolment=found, cohort=target, **more))

    if form.validate_on_submit() and done(form, move, WORDS):
        flash(_("Moved. The date of the first enrolment still counts."), "success")
        return see_other(url_for("pilots.enrolment", number=made[0].id))
    return _page("pilots/move_enrolment.html", form, enrolment=queries.get_enrolment(actor(), number))


def _takes(one: Cohort, source: Cohort) -> bool:
    return one.id != source.id and one.programme_id == source.programme_id and not one.is_locked(utcnow())


@blueprint.route("/verwaltung/anmeldungen/<int:number>/tauschen", methods=["GET", "POST"])
@allow(can_manage_programmes)
def swap_seats(number: int) -> ResponseReturnValue:
    found = _to_move(number, "give_seat")
    waiting = [one for one in queries.waiting_list(found.cohort) if one.department_id == found.department_id]
    form = TargetForm()
    form.offer(_("Who takes the seat?"), [(one.id, one.name) for one in waiting if found.department_id])

    def swap() -> None:
        other = queries.get_enrolment(actor(), int(form.target.data))
        actions.swap_seats(actor=actor(), seated=found, waiting=other, reason=form.reason.data)

    if form.validate_on_submit() and done(form, swap, WORDS):
        flash(_("The seats are swapped. Both are told."), "success")
        return see_other(f"{url_of_cohort(found.cohort)}#teilnehmende")
    return _page("pilots/swap_seats.html", form, enrolment=queries.get_enrolment(actor(), number))


@blueprint.route("/verwaltung/anmeldungen/<int:number>/foerderung", methods=["GET", "POST"])
@allow(can_manage_programmes)
def settle_funding(number: int) -> ResponseReturnValue:
    found = queries.get_enrolment(actor(), number)
    ensure(rules.can_settle_funding(actor(), found))
    form = FundingForm(
        funding=found.funding.value,
        contract_on=found.contract_on,
        voucher_id=found.voucher_id,
        received=amount_of(found.received_cents),
    )
    step = lambda: actions.settle_funding(actor=actor(), enrolment=found, entry=form.entry)  # noqa: E731
    if form.validate_on_submit() and done(form, step, WORDS):
        flash(_("Your changes are saved."), "success")
        return see_other(url_for("pilots.enrolment", number=number))
    return _page("pilots/settle_funding.html", form, enrolment=queries.get_enrolment(actor(), number))


def _to_move(number: int, name: str) -> Enrolment:
    """Raises NotFound; NotAllowed for the own enrolment, and where the state allows nobody to."""
    found = queries.get_enrolment(actor(), number)
    ensure(rules.can_take_step(actor(), found, name))
    return found


def _page(template: str, form: Any, **values: Any) -> ResponseReturnValue:
    page = render_template(template, form=form, has_errors=bool(form.errors), **values)
    return page, 422 if form.errors else 200
