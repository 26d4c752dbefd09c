"""The office's pages of one course: making, changing, copying and cancelling it, and its dates."""

from datetime import timedelta
from typing import Any

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from accounts.queries import people_called
from core.access import actor, allow, ensure
from core.db import utcnow
from core.formats import LOCAL
from core.web import see_other
from pilots.actions import cohorts as actions
from pilots.actions.cohorts import SessionEntry
from pilots.forms.programmes import CancelCohortForm, CohortForm, CopyCohortForm, SessionForm, amount_of
from pilots.models import Cohort, CohortSession, EnrolmentState
from pilots.models.enrolments import IN_TRAINING
from pilots.queries import enrolments
from pilots.queries import programmes as queries
from pilots.queries.conflicts import conflicts_of
from pilots.queries.grant import grant_facts
from pilots.rules import programmes as rules
from pilots.rules.enrolments import can_enrol_others
from pilots.rules.programmes import can_manage_programmes
from pilots.rules.waiting_list import in_order
from pilots.views.blueprint import blueprint
from pilots.views.steps import done, done_or_told

A_DAY = timedelta(days=1)
WORDS = {
    "ends_before_start": _l("Enter an end after the beginning."),
    "cohort_is_over": _l("This course is over. It cannot be cancelled any more."),
    "session_removed": _l("This date was removed meanwhile."),
    "seats_held": _l("More people hold seats than that. Move or call off somebody first."),
    "several_people": _l("Several people have this name. Enter the e-mail address."),
}


def url_of_cohort(cohort: Cohort) -> str:
    return url_for("pilots.admin_cohort", number=cohort.id)


@blueprint.get("/verwaltung/kurse/<int:number>")
@allow(can_manage_programmes)
def admin_cohort(number: int) -> str:
    found = queries.get_cohort(actor(), number)
    everybody = enrolments.everybody_in(found)
    return render_template(
        "pilots/admin_cohort.html",
        cohort=found,
        conflicts=conflicts_of(found, [one.person for one in everybody if one.person and one.state in IN_TRAINING]),
        everybody=[one for one in everybody if one.state is not EnrolmentState.WAITING],
        waiting=in_order((one for one in everybody if one.state is EnrolmentState.WAITING), found.rule),
        seats=enrolments.seats_of(found, utcnow()),
        grant=grant_facts(found, everybody),
        can_enrol=can_enrol_others(actor(), found, utcnow()),
        now=utcnow(),
        can_edit=rules.can_edit_cohort(actor(), found),
    )


@blueprint.route("/verwaltung/lehrgaenge/<int:number>/kurs", methods=["GET", "POST"])
@allow(can_manage_programmes)
def new_cohort(number: int) -> ResponseReturnValue:
    programme = queries.get_programme(actor(), number)
    ensure(rules.can_add_cohort(actor(), programme))
    form = CohortForm()
    made: list[Cohort] = []

    def create() -> None:
        submission = form.submission.data or ""
        made.append(actions.create_cohort(actor=actor(), programme=programme, entry=form.entry, submission=submission))

    if form.validate_on_submit() and done(form, create, WORDS):
        flash(_("The course is kept. Now enter its dates."), "success")
        return see_other(url_of_cohort(made[0]))
    return _page("pilots/new_cohort.html", form, programme=programme)


@blueprint.route("/verwaltung/kurse/<int:number>/bearbeiten", methods=["GET", "POST"])
@allow(can_manage_programmes)
def edit_cohort(number: int) -> ResponseReturnValue:
    found = queries.get_cohort(actor(), number)
    ensure(rules.can_edit_cohort(actor(), found))
    form = CohortForm(**_typed(found))
    step = lambda: actions.edit_cohort(actor=actor(), cohort=found, entry=form.entry)  # noqa: E731
    if form.validate_on_submit() and done(form, step, WORDS):
        flash(_("Your changes are saved."), "success")
        return see_other(url_of_cohort(found))
    return _page("pilots/edit_cohort.html", form, cohort=queries.get_cohort(actor(), number))


def _typed(cohort: Cohort) -> dict[str, Any]:
    """What the form shows for it."""
    return {
        "name": cohort.name,
        "seats": cohort.seats,
        "first_day": cohort.enrols_from.astimezone(LOCAL).date(),
        "last_day": cohort.enrols_until.astimezone(LOCAL).date() - A_DAY,
        "lock_day": cohort.locks_at.astimezone(LOCAL).date() - A_DAY,
        "place": cohort.place,
        "seat_cost": amount_of(cohort.seat_cents),
        "budget_line": cohort.budget_line,
    }


@blueprint.route("/verwaltung/kurse/<int:number>/kopieren", methods=["GET", "POST"])
@allow(can_manage_programmes)
def copy_cohort(number: int) -> ResponseReturnValue:
    found = queries.get_cohort(actor(), number)
    ensure(rules.can_add_cohort(actor(), found.programme))
    form = CopyCohortForm()
    made: list[Cohort] = []

    def copy() -> None:
        submission = form.submission.data or ""
        made.append(actions.copy_cohort(actor=actor(), cohort=found, name=form.name.data or "", submission=submission))

    if form.validate_on_submit() and done(form, copy, WORDS):
        flash(_("The course is copied, a year later. Check its dates."), "success")
        return see_other(url_of_cohort(made[0]))
    return _page("pilots/copy_cohort.html", form, cohort=found)


@blueprint.route("/verwaltung/kurse/<int:number>/absagen", methods=["GET", "POST"])
@allow(can_manage_programmes)
def cancel_cohort(number: int) -> ResponseReturnValue:
    found = queries.get_cohort(actor(), number)
    if found.is_cancelled:
        flash(_("This course is cancelled already."), "info")
        return see_other(url_of_cohort(found))
    form = CancelCohortForm()
    step = lambda: actions.cancel_cohort(actor=actor(), cohort=found, reason=form.reason.data)  # noqa: E731
    if form.validate_on_submit() and done(form, step, WORDS):
        flash(_("The course is cancelled."), "success")
        return see_other(url_of_cohort(found))
    return _page("pilots/cancel_cohort.html", form, cohort=queries.get_cohort(actor(), number))


@blueprint.route("/verwaltung/kurse/<int:number>/termin", methods=["GET", "POST"])
@allow(can_manage_programmes)
def add_session(number: int) -> ResponseReturnValue:
    found = queries.get_cohort(actor(), number)
    ensure(rules.can_edit_cohort(actor(), found))
    form = _session_form(found)

    def add() -> None:
        submission = form.submission.data or ""
        actions.add_session(actor=actor(), cohort=found, entry=_entry(form), submission=submission)

    if _is_whole(form) and done(form, add, WORDS):
        flash(_("The date is entered."), "success")
        return see_other(f"{url_of_cohort(found)}#termine")
    return _page("pilots/add_session.html", form, cohort=queries.get_cohort(actor(), number))


@blueprint.route("/verwaltung/kurstermine/<int:number>/bearbeiten", methods=["GET", "POST"])
@allow(can_manage_programmes)
def edit_session(number: int) -> ResponseReturnValue:
    session = queries.get_session(actor(), number)
    found = queries.get_cohort(actor(), session.cohort_id)
    ensure(rules.can_edit_cohort(actor(), found))
    form = _session_form(found, session)
    step = lambda: actions.edit_session(actor=actor(), session=session, entry=_entry(form))  # noqa: E731
    if _is_whole(form) and done(form, step, WORDS):
        flash(_("Your changes are saved."), "success")
        return see_other(f"{url_of_cohort(found)}#termine")
    return _page("pilots/edit_session.html", form, cohort=found, session=session)


@blueprint.route("/verwaltung/kurstermine/<int:number>/streichen", methods=["GET", "POST"])
@allow(can_manage_programmes)
def remove_session(number: int) -> ResponseReturnValue:
    session = queries.get_session(actor(), number)
    found = queries.get_cohort(actor(), session.cohort_id)
    ensure(rules.can_edit_cohort(actor(), found))
    if request.method == "GET":
        return render_template("pilots/remove_session.html", cohort=found, session=session)
    if done_or_told(lambda: actions.remove_session(actor=actor(), session=session), WORDS):
        flash(_("The date is removed."), "success")
    return see_other(f"{url_of_cohort(found)}#termine")


def _session_form(cohort: Cohort, session: CohortSession | None = None) -> SessionForm:
    values: dict[str, Any] = {}
    if session:
        starts, ends = session.starts_at.astimezone(LOCAL), session.ends_at.astimezone(LOCAL)
        values = {"on": starts.date(), "starts": starts.time(), "ends": ends.time(), "place": session.place}
        values |= {"module": str(session.module_id or ""), "trainer": session.trainer_name}
        if session.trainer:
            values["trainer"] = session.trainer.email
    form = SessionForm(**values)
    form.offer(queries.get_programme(actor(), cohort.programme_id).modules)
    return form


def _is_whole(form: SessionForm) -> bool:
    """Its shape fits, and whoever teaches is one person at most."""
    if not form.validate_on_submit():
        return False
    if len(_called(form.trainer.data)) > 1:
        form.trainer.errors = [str(WORDS["several_people"])]
        return False
    return True


def _called(text: str | None) -> list[int]:
    """Ids of the people with this name or address."""
    wanted = text or ""
    found = people_called([wanted]) if wanted else {}
    return sorted({one.id for one in found.get(wanted, []) + found.get(wanted.lower(), [])})


def _entry(form: SessionForm) -> SessionEntry:
    starts_at, ends_at = form.span
    known = _called(form.trainer.data)
    return SessionEntry(
        starts_at=starts_at,
        ends_at=ends_at,
        place=form.place.data or "",
        module_id=int(form.module.data) if form.module.data else None,
        trainer_id=known[0] if known else None,
        trainer_name="" if known else form.trainer.data or "",
    )


def _page(template: str, form: Any, **values: Any) -> ResponseReturnValue:
    page = render_template(template, form=form, has_errors=bool(form.errors), **values)
    return page, 422 if form.errors else 200
