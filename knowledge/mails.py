"""Mails of the knowledge area: an event for the calendar of whoever gets it. Words stand in templates/mail/."""

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from accounts.models import Person
from accounts.sentences import words
from core.formats import format_span
from core.ics import Event, Method, Party, message
from core.mail import Mail, address_of_site


def invitation_mail(person: Person, event: Event, *, is_update: bool, reference: str) -> Mail:
    """Asks the reader's calendar to take the event in, to change it, or to take it out."""
    method = Method.CANCEL if event.is_cancelled else Method.REQUEST
    attendee = Party(person.name, person.email)
    organizer = Party("Lotsennetz", address_of_site(current_app.config["LOTSENNETZ"]))
    with force_locale(person.language):
        values = {"language": person.language, "settings_url": None, "event": event}
        values |= {"title": _title(event, is_update), "span": format_span(event.starts_at, event.ends_at)}
        return Mail(
            to_name=person.name,
            to_address=person.email,
            subject=str(values["title"]),
            text=words("mail/event.txt", **values),
            html=words("mail/event.html", **values),
            reference=reference,
            calendar=(method.value, message(method, event, organizer=organizer, attendee=attendee)),
        )


def _title(event: Event, is_update: bool) -> str:
    if event.is_cancelled:
        return str(_("Cancelled: %(title)s", title=event.title))
    if is_update:
        return str(_("Changed: %(title)s", title=event.title))
    return str(_("For your calendar: %(title)s", title=event.title))
