"""Who may do what in the exchange forum. Pure: everything judged comes in as an argument."""

from accounts.models import Actor
from knowledge.models import Post, Thread


def can_use_forum(person: Actor) -> bool:
    """Pilots, deputies and the office: a place to ask each other without the whole city listening."""
    return person.is_pilot or person.is_office


def can_keep_order(person: Actor) -> bool:
    """The office pins, locks and moves threads and makes boards."""
    return person.is_office


def can_write_post(person: Actor, thread: Thread) -> bool:
    return can_use_forum(person) and thread.locked_at is None and not thread.is_turned


def can_edit_post(person: Actor, post: Post, thread: Thread) -> bool:
    """Everybody the own ones, as long as the thread is open."""
    return can_write_post(person, thread) and person.id == post.author_id


def can_turn_thread(person: Actor, thread: Thread) -> bool:
    """Who opened it, and the office; what it was turned into it stays."""
    return can_use_forum(person) and not thread.is_turned and (person.is_office or person.id == thread.author_id)
