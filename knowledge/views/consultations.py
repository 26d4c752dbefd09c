"""Consultation hours: the list, one hour with its slots, offering and cancelling."""

from datetime import datetime

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from core.access import actor, allow, ensure
from core.db import utcnow
from core.web import LARGEST_ID, see_other
from knowledge.actions import consultations as actions
from knowledge.forms.consultations import BookForm, CancelHourForm, OfferHoursForm
from knowledge.models import Booking, ConsultationHour, ConsultationSlot, Question
from knowledge.queries import consultations as queries
from knowledge.rules import consultations as rules
from knowledge.rules.consultations import can_offer_hours, can_see_hours
from knowledge.views.blueprint import blueprint
from knowledge.views.steps import done


def url_of_hour(hour: ConsultationHour) -> str:
    return url_for("knowledge.consultation_hour", number=hour.id)


def url_of_booking(booking: Booking) -> str:
    return url_for("knowledge.booking", number=booking.id)


@blueprint.get("/sprechstunden")
@allow(can_see_hours)
def consultation_hours() -> str:
    key = request.args.get("nach", type=int)
    after = key if key is not None and 0 < key <= LARGEST_ID else None
    return render_template(
        "knowledge/consultation_hours.html",
        page=queries.coming_hours(after=after),
        is_first=after is None,
        bookings=queries.bookings_of(actor()) if after is None else [],
        rules=rules,
    )


@blueprint.route("/sprechstunden/neu", methods=["GET", "POST"])
@allow(can_offer_hours)
def offer_hours() -> ResponseReturnValue:
    form = OfferHoursForm().ready()
    made: list[ConsultationHour] = []
    if form.validate_on_submit() and done(form, lambda: made.append(_offered(form))):
        flash(_("Your consultation hour can be booked."), "success")
        return see_other(url_of_hour(made[0]))
    page = render_template("knowledge/offer_hours.html", form=form, has_errors=bool(form.errors))
    return page, 422 if form.errors else 200


def _offered(form: OfferHoursForm) -> ConsultationHour:
    submission = form.submission.data or ""
    return actions.offer_hours(actor=actor(), entry=form.entry, repeat=form.repeat, submission=submission)


@blueprint.route("/sprechstunden/<int:number>", methods=["GET", "POST"])
@allow(can_see_hours)
def consultation_hour(number: int) -> ResponseReturnValue:
    """The page itself takes bookings."""
    hour, now = queries.get_hour(actor(), number), utcnow()
    form = BookForm().of(_bookable(hour, now))
    if form.validate_on_submit() and (made := book(form)):
        return see_other(url_of_booking(made))
    if form.form_errors:  # somebody was faster: what is free has to be read anew
        hour = queries.get_hour(actor(), number)
        form.of(_bookable(hour, now))
    values = {"hour": hour, "form": form, "has_free": bool(form.slot.choices), "rules": rules, "now": now}
    page = render_template("knowledge/consultation_hour.html", **values, has_errors=bool(form.errors))
    return page, 422 if form.errors else 200


def _bookable(hour: ConsultationHour, now: datetime) -> list[ConsultationSlot]:
    return [slot for slot in hour.slots if slot.booking is None and rules.can_book_slot(actor(), slot, now)]


def book(form: BookForm, question: Question | None = None) -> Booking | None:
    """Take the chosen slot; None, and the form says why, when somebody was faster."""
    slot, made = queries.get_slot(form.slot_id), []

    def step() -> None:
        words = {"topic": form.topic.data, "submission": form.submission.data or ""}
        made.append(actions.book_slot(actor=actor(), slot=slot, question=question, **words))

    if not done(form, step):
        return None
    flash(_("The slot is yours. It comes into your calendar by e-mail."), "success")
    return made[0]


@blueprint.route("/sprechstunden/<int:number>/absagen", methods=["GET", "POST"])
@allow(can_offer_hours)
def cancel_hour(number: int) -> ResponseReturnValue:
    hour = queries.get_hour(actor(), number)
    if hour.is_cancelled:
        flash(_("This consultation hour is cancelled already."), "info")
        return see_other(url_of_hour(hour))
    ensure(rules.can_cancel_hour(actor(), hour, utcnow()))
    form = CancelHourForm()
    if form.validate_on_submit() and done(form, lambda: _cancel(form, hour)):
        flash(_("The consultation hour is cancelled. Everybody who booked is told."), "success")
        return see_other(url_of_hour(hour))
    page = render_template("knowledge/cancel_hour.html", hour=hour, form=form, has_errors=bool(form.errors))
    return page, 422 if form.errors else 200


def _cancel(form: CancelHourForm, hour: ConsultationHour) -> None:
    whole = bool(form.whole_series.data)
    actions.cancel_hour(actor=actor(), hour=hour, reason=form.reason.data, whole_series=whole)
