"""Attendance: the list of a date on a phone and on paper, the code of the room, and closing a course."""

from typing import Any

from flask import Response, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from accounts.queries.organisation import today
from accounts.rules import is_employee
from core import pdf, qr
from core.access import actor, allow, ensure
from core.db import utcnow
from core.errors import NotFound
from core.limits import by_person, limiter
from core.web import absolute, see_other
from pilots.actions import attendance as actions
from pilots.forms.attendance import ConfirmForm, NoteAttendanceForm, RoomCodeForm
from pilots.models import Cohort, CohortSession
from pilots.queries import attendance as queries
from pilots.queries.enrolments import get_enrolment
from pilots.queries.programmes import get_cohort_by_slug
from pilots.rules import attendance as rules
from pilots.rules.enrolments import can_take_step
from pilots.views.blueprint import blueprint
from pilots.views.certificates import SHEETS_LIMIT
from pilots.views.steps import done, done_or_told

CODES_LIMIT = "10/minute;60/hour"
"""Codes are short: nobody tries them out."""
WORDS = {
    "not_begun": _l("The list opens half an hour before the date and closes half an hour after it for the code."),
    "not_taking_part": _l("This date is not one that counts for this person now."),
    "wrong_code": _l("This is not the code that is shown now. It changes every five minutes."),
    "not_over": _l("The course is not over yet."),
    "nobody_noted": _l("Nobody was noted as present. Keep the lists of the dates first."),
    "no_no_show": _l("This can be noted only of somebody who was never there, within two weeks after the course."),
}


@blueprint.get("/lernen/<slug>/anwesenheit")
@allow(is_employee)
def course_attendance(slug: str) -> str:
    """For whoever keeps the lists all dates, for whoever takes part what they have."""
    cohort = get_cohort_by_slug(actor(), slug)
    is_keeper = rules.can_keep_attendance(actor(), cohort)
    own = _own(cohort, is_keeper)
    again = queries.taught_again(own.missing, cohort, utcnow()) if own else ()
    return render_template(
        "pilots/course_attendance.html", cohort=cohort, own=own, again=again, now=utcnow(), **_kept(cohort, is_keeper)
    )


def _own(cohort: Cohort, is_keeper: bool) -> queries.Progress | None:
    person = actor()
    try:
        return queries.own_progress(person, cohort) if person.is_signed_in else None
    except NotFound:
        if is_keeper:
            return None
        raise


def _kept(cohort: Cohort, is_keeper: bool) -> dict[str, Any]:
    never = queries.never_there(cohort) if is_keeper and cohort.is_over(utcnow()) else []
    return {
        "is_keeper": is_keeper,
        "never": [one for one in never if rules.can_be_no_show(one, False, cohort.ends_at, utcnow())],
        "can_note": lambda one: can_take_step(actor(), one, "note_no_show"),
        "has_pdf": pdf.is_available(),
    }


@blueprint.post("/lernen/<slug>/abschliessen")
@allow(is_employee)
def close_course(slug: str) -> ResponseReturnValue:
    cohort = get_cohort_by_slug(actor(), slug)
    if done_or_told(lambda: actions.close_course(actor=actor(), cohort=cohort), WORDS):
        flash(_("Whoever attended enough has the certificate; the others know what is missing."), "success")
    return see_other(url_for(".course_attendance", slug=slug))


@blueprint.route("/lernen/termine/<int:number>/anwesenheit", methods=["GET", "POST"])
@allow(is_employee)
def session_attendance(number: int) -> ResponseReturnValue:
    session = _kept_session(number)
    form = NoteAttendanceForm()
    if form.validate_on_submit():
        return _noted(session, form)
    page = render_template(
        "pilots/session_attendance.html",
        session=session,
        rows=queries.list_of(session),
        is_open=rules.is_open(session, utcnow()),
        is_code_open=rules.is_code_open(session, utcnow()),
        has_pdf=pdf.is_available(),
    )
    return page, 422 if form.errors else 200


def _noted(session: CohortSession, form: NoteAttendanceForm) -> ResponseReturnValue:
    wanted = int(form.enrolment.data or 0)
    enrolment = next((row.enrolment for row in queries.list_of(session) if row.enrolment.id == wanted), None)
    if enrolment is None:
        raise NotFound
    is_present = form.present.data == "1"

    def step() -> None:
        actions.note_attendance(actor=actor(), session=session, enrolment=enrolment, is_present=is_present)

    name = enrolment.name
    if done_or_told(step, WORDS):
        said = (
            _("%(name)s is noted as present.", name=name)
            if is_present
            else _("%(name)s is not noted any more.", name=name)
        )
        flash(said, "success")
    return see_other(url_for(".session_attendance", number=session.id, _anchor=f"p{enrolment.id}"))


def _kept_session(number: int) -> CohortSession:
    session = queries.get_session(actor(), number)
    ensure(rules.can_keep_attendance(actor(), session.cohort))
    return session


@blueprint.get("/lernen/termine/<int:number>/liste.pdf")
@allow(is_employee)
@limiter.limit(SHEETS_LIMIT, key_func=by_person)
def attendance_sheet(number: int) -> ResponseReturnValue:
    """To sign by hand, for a room without a network."""
    session = _kept_session(number)
    if not pdf.is_available():
        raise NotFound
    address = absolute(url_for(".session_attendance", number=number))
    page = render_template(
        "pilots/attendance_sheet.html",
        session=session,
        rows=queries.list_of(session),
        address=address,
        today=today(),
    )
    try:
        sheet = Response(pdf.to_pdf(page), content_type="application/pdf")
    except pdf.NoPdf:
        flash(_("The PDF could not be made just now. Try again later."), "danger")
        return see_other(url_for(".session_attendance", number=number))
    sheet.headers["Content-Disposition"] = f'inline; filename="anwesenheit-{number}.pdf"'
    return sheet


@blueprint.get("/lernen/termine/<int:number>/code")
@allow(is_employee)
def room_code(number: int) -> ResponseReturnValue:
    """To be shown large on the wall."""
    session = _kept_session(number)
    if not rules.is_code_open(session, utcnow()):
        flash(str(WORDS["not_begun"]), "warning")
        return see_other(url_for(".session_attendance", number=number))
    code = queries.room_code(session, utcnow())
    address = absolute(url_for(".attend", number=number, code=code))
    drawing = qr.to_svg(address, title=_("QR code that leads to %(address)s", address=address))
    short = absolute(url_for(".attend", number=number))
    return render_template("pilots/room_code.html", session=session, code=code, address=short, drawing=drawing)


@blueprint.route("/lernen/termine/<int:number>/dabei", methods=["GET", "POST"])
@allow(is_employee)
@limiter.limit(CODES_LIMIT, methods=["POST"], key_func=by_person)
def attend(number: int) -> ResponseReturnValue:
    session = queries.get_session(actor(), number)
    person = actor()
    if not person.is_signed_in or queries.joining(person, session) is None:
        raise NotFound
    form = RoomCodeForm(code=request.args.get("code", "")[:20])

    def step() -> None:
        actions.attend_by_code(actor=person, session=session, code=form.code.data)

    if form.validate_on_submit() and done(form, step, WORDS):
        flash(_("You are noted as present."), "success")
        return see_other(url_for(".course_attendance", slug=session.cohort.slug))
    page = render_template("pilots/attend.html", session=session, form=form, has_errors=bool(form.errors))
    return page, 422 if form.errors else 200


@blueprint.route("/lernen/anmeldungen/<int:number>/nicht-erschienen", methods=["GET", "POST"])
@allow(is_employee)
def note_no_show(number: int) -> ResponseReturnValue:
    enrolment = get_enrolment(actor(), number)
    ensure(can_take_step(actor(), enrolment, "note_no_show"))
    back = url_for(".course_attendance", slug=enrolment.cohort.slug)
    if not ConfirmForm().validate_on_submit():
        return render_template("pilots/note_no_show.html", enrolment=enrolment, back=back)
    if done_or_told(lambda: actions.note_no_show(actor=actor(), enrolment=enrolment), WORDS):
        flash(_("It is noted, and the person is told."), "success")
    return see_other(back)
