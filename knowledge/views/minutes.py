"""What came of a meeting: its minutes, decisions and tasks, and how they become questions."""

from flask import flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from core.access import actor, allow, ensure
from core.db import transaction, utcnow
from core.forms import Form
from core.markup import to_html
from core.web import absolute, see_other
from knowledge import queries
from knowledge.actions import minutes as actions
from knowledge.forms.minutes import MinutesForm, OutcomeForm
from knowledge.models import Meeting
from knowledge.queries.meetings import path_of_meeting
from knowledge.rules import meetings as rules
from knowledge.rules.meetings import can_meet
from knowledge.views.agenda import is_wanted, pressed
from knowledge.views.blueprint import blueprint
from knowledge.views.meetings import url_of_meeting
from knowledge.views.steps import done, url_of, wants_preview


def _begun(number: int) -> Meeting:
    """Raises NotFound, NotAllowed before it has begun."""
    found = queries.get_meeting(actor(), number)
    ensure(rules.can_write_minutes(actor(), found, utcnow()))
    return found


@blueprint.route("/treffen/<int:number>/protokoll", methods=["GET", "POST"])
@allow(can_meet)
def write_minutes(number: int) -> ResponseReturnValue:
    found = _begun(number)
    form = MinutesForm(body=found.minutes)
    if not wants_preview() and form.validate_on_submit() and done(form, lambda: _write(form, found)):
        flash(_("The minutes are saved."), "success")
        return see_other(f"{url_of_meeting(found)}#protokoll")
    preview = to_html(form.body.data or "") if wants_preview() else None
    values = {"meeting": found, "form": form, "has_errors": bool(form.errors), "preview_html": preview}
    return render_template("knowledge/write_minutes.html", **values), 422 if form.errors else 200


def _write(form: MinutesForm, found: Meeting) -> None:
    actions.write_minutes(actor=actor(), meeting=found, body=form.body.data)


@blueprint.route("/treffen/<int:number>/ergebnisse", methods=["GET", "POST"])
@allow(can_meet)
def add_outcome(number: int) -> ResponseReturnValue:
    found = _begun(number)
    form = OutcomeForm().of(queries.circle())
    if form.validate_on_submit() and done(form, lambda: _add(form, found)):
        flash(_("It is written down."), "success")
        return see_other(f"{url_of_meeting(found)}#ergebnisse")
    page = render_template("knowledge/add_outcome.html", meeting=found, form=form, has_errors=bool(form.errors))
    return page, 422 if form.errors else 200


def _add(form: OutcomeForm, found: Meeting) -> None:
    actions.add_outcome(
        actor=actor(),
        meeting=found,
        kind=form.outcome_kind,
        text=form.text.data,
        person_id=form.person_id,
        due_on=form.due_on.data,
        submission=form.submission.data or "",
    )


@blueprint.post("/treffen/ergebnisse/<int:number>/erledigt")
@allow(can_meet)
def finish_todo(number: int) -> ResponseReturnValue:
    outcome, wanted = queries.get_outcome(actor(), number), is_wanted()
    address = f"{url_of_meeting(outcome.meeting)}#ergebnisse"
    message = _("The task is done.") if wanted else _("The task is open again.")
    pressed(lambda: actions.finish_todo(actor=actor(), outcome=outcome, done=wanted), message)
    return see_other(address)


@blueprint.post("/treffen/ergebnisse/<int:number>/frage")
@allow(can_meet)
def ask_outcome(number: int) -> ResponseReturnValue:
    outcome = queries.get_outcome(actor(), number)
    address = f"{url_of_meeting(outcome.meeting)}#ergebnisse"
    if not Form().validate_on_submit():
        return see_other(address)
    link = f"[{outcome.meeting.title}]({absolute(path_of_meeting(outcome.meeting_id))})"
    with transaction():
        question = actions.ask_outcome(actor=actor(), outcome=outcome, note=_("From the meeting %(link)s.", link=link))
    flash(_("Your question has been asked."), "success")
    return see_other(url_of(question))
