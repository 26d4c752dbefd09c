"""What people do about their own enrolments: asking for a seat, answering an offer, cancelling; and their list."""

from collections.abc import Callable
from typing import Any

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from accounts.queries import get_department
from accounts.rules import is_employee
from core.access import actor, allow, ensure
from core.db import utcnow
from core.web import see_other
from pilots.actions import enrolments as actions
from pilots.forms.enrolments import RequestForm
from pilots.models import Cohort, Enrolment, EnrolmentState
from pilots.queries import enrolments as queries
from pilots.queries.programmes import get_cohort_by_slug
from pilots.rules import enrolments as rules
from pilots.rules.programmes import can_manage_programmes, can_see_programmes
from pilots.views.blueprint import blueprint
from pilots.views.steps import done, done_or_told

WORDS = {
    "not_enrolling": _l("Enrolment in this course is closed."),
    "not_entitled": _l("The office has not approved your training for this department yet."),
    "prerequisite_missing": _l("Another programme has to be completed first."),
    "person_blocked": _l("This person or department is not active any more."),
    "step_not_allowed": _l("This is not possible any more: the enrolment has moved on meanwhile."),
    "offer_over": _l("The time to answer this offer is over. You are on the waiting list again."),
    "other_programme": _l("Choose another course of the same programme."),
    "already_enrolled": _l("This person is enrolled in that course already."),
    "grant_used_up": _l("The land funds no more people of this town. Choose the city's own cost."),
    "grant_too_late": _l("The course has begun: nothing is paid any more. Choose the city's own cost."),
    "grant_no_contract": _l(
        "Without a signed transfer contract this registration would lose the grant. First have the contract signed,"
        " then enter its day here; it must not lie in the future."
    ),
    "grant_no_voucher": _l(
        "Without the number of the voucher this registration would lose the grant. First request the voucher, then"
        " enter its number here."
    ),
    "other_department": _l("Seats are swapped inside a department only."),
}


@blueprint.route("/lernen/<slug>", methods=["GET", "POST"])
@allow(can_see_programmes)
def cohort(slug: str) -> ResponseReturnValue:
    """The page itself takes the request for a seat."""
    found = get_cohort_by_slug(actor(), slug)
    entitled = queries.entitlements(actor(), found) if rules.can_request(actor(), found, utcnow()) else []
    form = RequestForm()
    form.offer(entitled)
    if request.method == "POST":
        ensure(not actor().is_mask)
        if entitled and form.validate_on_submit() and done(form, lambda: _request(form, found), WORDS):
            flash(_("You are enrolled. How it goes on stands on this page."), "success")
            return see_other(url_for("pilots.cohort", slug=slug))
        if not entitled:
            form.form_errors.append(str(WORDS["not_entitled"]))
    own = queries.newest_enrolment(found.id, actor().id)
    page = render_template(
        "pilots/cohort.html",
        cohort=found,
        now=utcnow(),
        can_manage=can_manage_programmes(actor()),
        form=form,
        has_errors=bool(form.errors),
        entitled=entitled,
        missing=queries.missing_prerequisites(actor(), found.programme) if entitled else [],
        is_under_way=not entitled and queries.has_nomination_under_way(actor()),
        own=own,
        place=_position(own, found),
        seats=queries.seats_of(found, utcnow()),
        shown=[one for one in queries.enrolments_shown_to(actor(), found) if one.person_id != actor().id],
    )
    return page, 422 if form.errors else 200


def _request(form: RequestForm, found: Cohort) -> Enrolment:
    number, kind = form.choice
    return actions.request_seat(
        actor=actor(),
        cohort=found,
        department=get_department(number),
        kind=kind,
        submission=form.submission.data or "",
    )


def _position(own: Enrolment | None, found: Cohort) -> int | None:
    """The place on the waiting list, counted from one."""
    if own is None or own.state is not EnrolmentState.WAITING:
        return None
    return [one.id for one in queries.waiting_list(found)].index(own.id) + 1


@blueprint.get("/ich/kurse")
@allow(is_employee)
def own_enrolments() -> str:
    return render_template("pilots/own_enrolments.html", enrolments=queries.own_enrolments(actor()), now=utcnow())


@blueprint.get("/lernen/anmeldungen/<int:number>")
@allow(is_employee)
def enrolment(number: int) -> str:
    found = queries.get_enrolment(actor(), number)
    return render_template(
        "pilots/enrolment.html",
        enrolment=found,
        history=queries.history_of(found),
        position=_position(found, found.cohort),
        rules=rules,
        now=utcnow(),
        can_manage=can_manage_programmes(actor()),
    )


@blueprint.post("/lernen/anmeldungen/<int:number>/annehmen")
@allow(is_employee)
def accept_offer(number: int) -> ResponseReturnValue:
    found = queries.get_enrolment(actor(), number)
    if done_or_told(lambda: actions.accept_offer(actor=actor(), enrolment=found), WORDS):
        flash(_("The seat is taken."), "success")
    return see_other(_back(found))


@blueprint.route("/lernen/anmeldungen/<int:number>/ablehnen", methods=["GET", "POST"])
@allow(is_employee)
def decline_offer(number: int) -> ResponseReturnValue:
    return _confirmed(number, "pilots/decline_offer.html", actions.decline_offer, _("The seat goes to the next one."))


@blueprint.route("/lernen/anmeldungen/<int:number>/stornieren", methods=["GET", "POST"])
@allow(is_employee)
def cancel_enrolment(number: int) -> ResponseReturnValue:
    return _confirmed(
        number, "pilots/cancel_enrolment.html", actions.cancel_enrolment, _("Your enrolment is cancelled.")
    )


def _confirmed(number: int, template: str, action: Callable[..., Any], news: str) -> ResponseReturnValue:
    """A question first, then the step, which is called as its action is."""
    found, name = queries.get_enrolment(actor(), number), action.__name__
    ensure(rules.standing_for(actor(), found, name) is not None)
    if request.method == "GET":
        if not rules.can_take_step(actor(), found, name):
            flash(str(WORDS["step_not_allowed"]), "warning")
            return see_other(_back(found))
        return render_template(template, enrolment=found, back=_back(found))
    if done_or_told(lambda: action(actor=actor(), enrolment=found), WORDS):
        flash(news, "success")
    return see_other(_back(found))


def _back(found: Enrolment) -> str:
    """To the page of the course, or, for whoever acts for a guest, of the enrolment."""
    if found.person_id == actor().id:
        return url_for("pilots.cohort", slug=found.cohort.slug)
    return url_for("pilots.enrolment", number=found.id)
