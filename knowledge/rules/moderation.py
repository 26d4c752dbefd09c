"""Who reports posts, who hides them and shows them again, who sees what is hidden. Pure: what is judged comes in."""

from accounts.models import Actor
from knowledge.models import Hideable


def shows(person: Actor, post: Hideable, author_id: int | None) -> bool:
    """A hidden post stays readable for whoever wrote it and for the office."""
    return not post.is_hidden or person.is_office or (author_id is not None and person.id == author_id)


def can_report_post(person: Actor, author_id: int | None) -> bool:
    """Whoever can read it; nobody their own."""
    return person.is_employee and person.id != author_id


def can_see_reports(person: Actor) -> bool:
    return person.is_office


def can_hide_post(person: Actor, post: Hideable) -> bool:
    return person.is_office and not post.is_hidden


def can_show_post(person: Actor, post: Hideable) -> bool:
    return person.is_office and post.is_hidden


def can_dismiss_reports(person: Actor) -> bool:
    return person.is_office
