"""Who reports posts, who hides them and shows them again, who sees what is hidden. Pure: what is judged comes in."""

from accounts.models import Actor
from knowledge.models import Hideable, PostKind

PREMODERATED = (PostKind.QUESTION, PostKind.ANSWER, PostKind.COMMENT)
"""What the office can want to look at before others read it: what employees write. The rest comes from pilots."""


def shows(person: Actor, post: Hideable, author_id: int | None) -> bool:
    """A hidden post stays readable for whoever wrote it and for the office."""
    return not post.is_hidden or person.is_office or (author_id is not None and person.id == author_id)


def publishes_at_once(person: Actor) -> bool:
    """Pilots, deputies and the office answer for what they write. Nobody under a mask: it would tell who wears it."""
    return person.is_pilot or person.is_office


def can_choose_premoderation(person: Actor) -> bool:
    return person.is_office


def can_report_post(person: Actor, author_id: int | None) -> bool:
    """Whoever can read it; nobody their own."""
    return person.is_employee and person.id != author_id


def can_see_reports(person: Actor) -> bool:
    return person.is_office


def can_decide_on_post(person: Actor, author_id: int | None, *, is_alone: bool = False) -> bool:
    """The office, and nobody about their own post; `is_alone`: unless nobody else is in the office."""
    return person.is_office and (is_alone or person.id != author_id)


def can_hide_post(person: Actor, post: Hideable, author_id: int | None, *, is_alone: bool = False) -> bool:
    return not post.is_hidden and can_decide_on_post(person, author_id, is_alone=is_alone)


def can_show_post(person: Actor, post: Hideable, author_id: int | None, *, is_alone: bool = False) -> bool:
    return post.is_hidden and can_decide_on_post(person, author_id, is_alone=is_alone)


def can_dismiss_reports(person: Actor, author_id: int | None, *, is_alone: bool = False) -> bool:
    return can_decide_on_post(person, author_id, is_alone=is_alone)


def can_see_reporters(person: Actor, author_id: int | None) -> bool:
    """Who reported and in which words: never whoever wrote the post, whatever their role."""
    return person.is_office and person.id != author_id
