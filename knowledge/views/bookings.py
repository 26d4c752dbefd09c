"""A booked slot: its page for the two people, giving it back, what came of it; and slots for a question."""

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from core.access import actor, allow, ensure
from core.db import utcnow
from core.web import see_other
from knowledge import queries as questions
from knowledge.actions import consultations as actions
from knowledge.forms.consultations import BookForm, OutcomeOfTalkForm
from knowledge.models import Booking
from knowledge.queries import consultations as queries
from knowledge.rules import consultations as rules
from knowledge.rules.consultations import can_offer_hours, can_see_hours
from knowledge.views.agenda import pressed
from knowledge.views.blueprint import blueprint
from knowledge.views.consultations import book, url_of_booking
from knowledge.views.steps import done, leads_back, question_to_pass, url_of


@blueprint.route("/sprechstunden/termine/<int:number>", methods=["GET", "POST"])
@allow(can_see_hours)
def booking(number: int) -> ResponseReturnValue:
    """The page itself takes the pilot's note of what came of it."""
    found, now = queries.get_booking(actor(), number), utcnow()
    form = OutcomeOfTalkForm(body=found.outcome)
    may_write = rules.can_write_outcome(actor(), found, now)
    if form.is_submitted():
        ensure(may_write)
    if form.validate_on_submit() and done(form, lambda: _note(form, found)):
        flash(_("It is a draft of your answer now. Read it once more and publish it."), "success")
        return see_other(f"{url_of(found.question)}#antwort-schreiben" if found.question else url_of_booking(found))
    values = {"booking": found, "form": form, "may_write": may_write, "rules": rules, "now": now}
    page = render_template("knowledge/booking.html", **values, has_errors=bool(form.errors))
    return page, 422 if form.errors else 200


def _note(form: OutcomeOfTalkForm, found: Booking) -> None:
    actions.write_outcome(actor=actor(), booking=found, body=form.body.data)


@blueprint.post("/sprechstunden/termine/<int:number>/absagen")
@allow(can_see_hours)
def cancel_booking(number: int) -> ResponseReturnValue:
    found = queries.get_booking(actor(), number)
    message = _("The slot is free again. The other one is told.")
    pressed(lambda: actions.cancel_booking(actor=actor(), booking=found), message)
    return see_other(url_for("knowledge.consultation_hours"))


@blueprint.route("/fragen/<int:number>/sprechstunde", methods=["GET", "POST"])
@allow(can_see_hours)
@leads_back
def book_for_question(number: int) -> ResponseReturnValue:
    question = question_to_pass(number, rules.can_book_for_question)
    slots = queries.free_slots(question)
    form = BookForm(topic=question.title).of(slots, named=True)
    if form.validate_on_submit() and (made := book(form, question)):
        return see_other(url_of_booking(made))
    values = {"question": question, "form": form, "slots": slots, "has_errors": bool(form.errors)}
    return render_template("knowledge/book_for_question.html", **values), 422 if form.errors else 200


@blueprint.post("/fragen/<int:number>/sprechstunde/anbieten")
@allow(can_offer_hours)
def offer_slot(number: int) -> ResponseReturnValue:
    question = questions.get_question(actor(), number)
    message = _("Whoever asked is told that they may book a slot in a consultation hour.")
    pressed(lambda: actions.offer_slot(actor=actor(), question=question), message)
    return see_other(url_of(question))
