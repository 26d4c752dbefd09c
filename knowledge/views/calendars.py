"""Calendars to subscribe to, and single events as files."""

from flask import Response, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.rules import everyone
from core import ics
from core.access import actor, allow
from core.db import transaction
from core.errors import Conflict, NotFound
from core.forms import Form
from core.web import absolute, see_other
from knowledge import queries
from knowledge.actions.calendars import create_feed, end_feed
from knowledge.forms.calendars import FeedForm
from knowledge.mails import named
from knowledge.models import CalendarFeed, FeedKind
from knowledge.queries.calendars import event_of_meeting, events_of, feed_of_token, feeds_of, get_feed
from knowledge.rules.calendars import can_have_feed, can_subscribe
from knowledge.rules.meetings import can_meet
from knowledge.views.blueprint import blueprint
from knowledge.views.words import conflict_text


@blueprint.route("/ich/kalender", methods=["GET", "POST"])
@allow(can_subscribe)
def calendars() -> ResponseReturnValue:
    """The new address stands on this one answer alone, so there is no redirect."""
    form, secret = FeedForm().of(actor()), None
    if form.validate_on_submit():
        secret = _created(form)
    page = render_template(
        "knowledge/calendars.html",
        form=form,
        address=absolute(url_for("knowledge.calendar_feed", token=secret)) if secret else None,
        feeds=feeds_of(actor()),
        has_errors=bool(form.errors),
    )
    return page, 422 if form.errors else 200


def _created(form: FeedForm) -> str | None:
    try:
        with transaction():
            _feed, secret = create_feed(actor=actor(), kind=form.feed_kind)
    except Conflict as error:
        form.form_errors.append(conflict_text(error))
        return None
    return secret


@blueprint.post("/ich/kalender/<int:number>/beenden")
@allow(can_subscribe)
def end_calendar(number: int) -> ResponseReturnValue:
    feed = get_feed(actor(), number)
    if Form().validate_on_submit():
        with transaction():
            end_feed(actor=actor(), feed=feed)
        flash(_("The address opens nothing any more."), "success")
    return see_other(url_for("knowledge.calendars"))


@blueprint.get("/kalender/<token>.ics")
@allow(everyone)
def calendar_feed(token: str) -> Response:
    """For calendar programs, which cannot sign in: who has the address may read."""
    feed = feed_of_token(token)
    if not can_have_feed(feed.person, feed.kind):
        raise NotFound
    response = _file(ics.feed(_name(feed), [named(event) for event in events_of(feed)]))
    response.headers["Cache-Control"] = "private, max-age=300"
    response.add_etag()
    response.make_conditional(request)
    return response


def _name(feed: CalendarFeed) -> str:
    is_common = feed.kind is FeedKind.PILOTS
    return str(_("Meetings of the pilots") if is_common else _("Lotsennetz: my events"))


@blueprint.get("/treffen/<int:number>/termin.ics")
@allow(can_meet)
def meeting_file(number: int) -> Response:
    """One meeting for a calendar that subscribes to nothing."""
    found = queries.get_meeting(actor(), number)
    response = _file(ics.feed(found.title, [event_of_meeting(found)]))
    response.headers["Content-Disposition"] = f'attachment; filename="treffen-{number}.ics"'
    return response


def _file(content: bytes) -> Response:
    return Response(content, mimetype="text/calendar", content_type="text/calendar; charset=utf-8")
