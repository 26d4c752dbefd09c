"""The words of notices, from templates/notices/, for pages and mails alike."""

from typing import Any

from flask import current_app
from flask_babel import gettext as _
from jinja2 import TemplateNotFound

from accounts.models import Delivery, Person, Role
from accounts.queries.notices import InboxRow, Topic
from core.formats import nested_quotes
from core.mail_in import Deed

REPLY_HINTS = ("You can reply to this e-mail –", "Sie können auf diese E-Mail antworten –")
"""By which such a line is known in a reply; a test holds the translations to it."""


def words(template: str, **values: Any) -> str:
    """A template of a mail or a notice in the present language; needs no request, so it suits the worker too."""
    return current_app.jinja_env.get_template(template).render(**values)


def sentence(row: InboxRow) -> str:
    """What happened, in one line of plain text; nothing about a thing its reader may not see any more."""
    if row.subject is None:
        return str(_("This notice is about something that you cannot see any more."))
    actor = row.notice.actor
    text = words(
        f"notices/{row.notice.kind}.txt",
        title=nested_quotes(row.subject.title),
        actor_name=actor.name if actor else "Lotsennetz",
        note=row.subject.note,
    )
    return " ".join(text.split())


def reply_hint(deed: Deed) -> str:
    """The line of a mail that says what answering it does; it begins as `REPLY_HINTS` say."""
    hints = {
        Deed.ANSWER: _("You can reply to this e-mail – your text will be published as an answer."),
        Deed.COMMENT: _("You can reply to this e-mail – your text will be published as a comment."),
        Deed.REMARK: _("You can reply to this e-mail – your text will be published as a comment."),
        Deed.POST: _("You can reply to this e-mail – your text will be published as a post."),
    }
    return str(hints[deed])


def kind_label(code: str) -> str:
    """What the settings call a kind of notice."""
    try:
        return " ".join(words(f"notices/{code}.label.txt").split())
    except TemplateNotFound:
        return code


def topic_label(topic: Topic) -> str:
    """The heading above its kinds in the settings."""
    labels = {
        Topic.NOMINATIONS: _("Nominations and training"),
        Topic.OWNED: _("Questions I am responsible for"),
        Topic.ASKED: _("Questions I asked"),
        Topic.WRITTEN: _("What I wrote"),
        Topic.FOLLOWED: _("What I follow"),
        Topic.KNOWLEDGE: _("Entries I take care of"),
        Topic.EXCHANGE: _("Exchange"),
        Topic.MEETINGS: _("Meetings and consultation hours"),
        Topic.OFFICE: _("Office and administration"),
        Topic.ACCOUNT: _("My account"),
    }
    return str(labels[topic])


def delivery_label(delivery: Delivery) -> str:
    labels = {
        Delivery.SITE: _("Only here"),
        Delivery.MAIL: _("By e-mail at once"),
        Delivery.DAILY: _("By e-mail once a working day"),
        Delivery.WEEKLY: _("By e-mail once a week"),
    }
    return str(labels[delivery])


def role_words(person: Person) -> str:
    """The roles somebody has, in the order of the enum."""
    labels = {
        Role.EMPLOYEE: _("Employee"),
        Role.PILOT: _("Digital pilot"),
        Role.OFFICE: _("Office for digitalisation"),
        Role.COMMITTEE: _("Member of the committee"),
        Role.ADMIN: _("Administrator"),
    }
    return ", ".join(label for role, label in labels.items() if role in person.roles)
