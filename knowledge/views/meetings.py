"""Exchange meetings: the lists, one meeting with its agenda, calling it together, moving and cancelling it."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from accounts.rules import is_employee
from core.access import actor, allow, ensure
from core.db import utcnow
from core.formats import LOCAL
from core.markup import to_html
from core.web import LARGEST_ID, see_other
from knowledge import actions, queries
from knowledge.forms.meetings import CancelMeetingForm, EditMeetingForm, PlanMeetingForm, TopicForm
from knowledge.models import Meeting
from knowledge.rules import meetings as rules
from knowledge.rules.meetings import can_meet, can_plan_meeting
from knowledge.views.blueprint import blueprint
from knowledge.views.steps import done, wants_preview


def url_of_meeting(meeting: Meeting) -> str:
    return url_for("knowledge.meeting", number=meeting.id)


@blueprint.get("/treffen")
@allow(is_employee)
def meetings() -> ResponseReturnValue:
    """Who does not meet finds the consultation hours here."""
    if not can_meet(actor()):
        return redirect(url_for("knowledge.consultation_hours"))
    page = queries.coming_meetings(actor(), after=_key("nach"))
    return render_template("knowledge/meetings.html", page=page, is_first=_key("nach") is None)


@blueprint.get("/treffen/vergangen")
@allow(can_meet)
def past_meetings() -> str:
    page = queries.past_meetings(actor(), before=_key("vor"))
    return render_template("knowledge/past_meetings.html", page=page, is_first=_key("vor") is None)


def _key(name: str) -> int | None:
    key = request.args.get(name, type=int)
    return key if key is not None and 0 < key <= LARGEST_ID else None


@blueprint.route("/treffen/<int:number>", methods=["GET", "POST"])
@allow(can_meet)
def meeting(number: int) -> ResponseReturnValue:
    """The page itself takes new topics for the agenda."""
    form = TopicForm()
    if form.validate_on_submit() and (address := _topic_added(form, number)):
        return see_other(address)
    return _page(number, form), 422 if form.errors else 200


def _topic_added(form: TopicForm, number: int) -> str | None:
    found = queries.get_meeting(actor(), number)
    entry = {"title": form.title.data, "submission": form.submission.data or ""}
    if not done(form, lambda: actions.add_topic(actor=actor(), meeting=found, **entry)):
        return None
    flash(_("Your topic is on the agenda."), "success")
    return f"{url_of_meeting(found)}#tagesordnung"


def _page(number: int, form: TopicForm) -> str:
    found = queries.get_meeting_page(actor(), number)
    return render_template(
        "knowledge/meeting.html",
        meeting=found,
        form=form,
        has_errors=bool(form.errors),
        voted=queries.voted_topics(actor(), number),
        has_signed_up=actor().id in {one.person_id for one in found.attendances},
        rules=rules,
        now=utcnow(),
    )


@blueprint.route("/treffen/neu", methods=["GET", "POST"])
@allow(can_plan_meeting)
def plan_meeting() -> ResponseReturnValue:
    form = PlanMeetingForm()
    made: list[Meeting] = []
    if not wants_preview() and form.validate_on_submit() and done(form, lambda: made.append(_planned(form))):
        count = form.repeat.length if form.repeat else 1
        flash(
            ngettext("The meeting is planned.", "%(num)d meetings are planned, this is the first one.", count),
            "success",
        )
        return see_other(url_of_meeting(made[0]))
    return _form_page("knowledge/plan_meeting.html", form)


def _planned(form: PlanMeetingForm) -> Meeting:
    submission = form.submission.data or ""
    return actions.plan_meeting(actor=actor(), entry=form.entry, repeat=form.repeat, submission=submission)


@blueprint.route("/treffen/<int:number>/bearbeiten", methods=["GET", "POST"])
@allow(can_meet)
def edit_meeting(number: int) -> ResponseReturnValue:
    found = queries.get_meeting(actor(), number)
    ensure(rules.can_edit_meeting(actor(), found))
    starts, ends = found.starts_at.astimezone(LOCAL), found.ends_at.astimezone(LOCAL)
    times = {"on": starts.date(), "starts": starts.time(), "ends": ends.time()}
    form = EditMeetingForm(title=found.title, body=found.body, place=found.place, **times)
    if not wants_preview() and form.validate_on_submit() and done(form, lambda: _edit(form, found)):
        flash(_("Your changes are saved."), "success")
        return see_other(url_of_meeting(found))
    return _form_page("knowledge/edit_meeting.html", form, meeting=found)


def _edit(form: EditMeetingForm, found: Meeting) -> None:
    actions.edit_meeting(actor=actor(), meeting=found, entry=form.entry)


def _form_page(template: str, form: PlanMeetingForm | EditMeetingForm, **values: Meeting) -> ResponseReturnValue:
    preview = to_html(form.body.data or "") if wants_preview() else None
    page = render_template(template, form=form, has_errors=bool(form.errors), preview_html=preview, **values)
    return page, 422 if form.errors else 200


@blueprint.route("/treffen/<int:number>/absagen", methods=["GET", "POST"])
@allow(can_meet)
def cancel_meeting(number: int) -> ResponseReturnValue:
    found = queries.get_meeting(actor(), number)
    if found.is_cancelled:
        flash(_("This meeting is cancelled already."), "info")
        return see_other(url_of_meeting(found))
    ensure(rules.can_edit_meeting(actor(), found))
    if found.is_over(utcnow()):
        flash(_("This meeting is over. It cannot be cancelled any more."), "warning")
        return see_other(url_of_meeting(found))
    form = CancelMeetingForm()
    if form.validate_on_submit() and done(form, lambda: _cancel(form, found)):
        flash(_("The meeting is cancelled. Everybody who signed up is told."), "success")
        return see_other(url_of_meeting(found))
    page = render_template("knowledge/cancel_meeting.html", meeting=found, form=form, has_errors=bool(form.errors))
    return page, 422 if form.errors else 200


def _cancel(form: CancelMeetingForm, found: Meeting) -> None:
    whole = bool(form.whole_series.data)
    actions.cancel_meeting(actor=actor(), meeting=found, reason=form.reason.data, whole_series=whole)
