"""Who may do what in the exchange forum. Pure: everything judged comes in as an argument."""

from accounts.models import Actor
from knowledge.models import Post, Thread
from knowledge.rules.moderation import shows


def can_use_forum(person: Actor) -> bool:
    """Pilots, deputies and the office: a place to ask each other without the whole city listening."""
    return person.is_pilot or person.is_office


def can_keep_order(person: Actor) -> bool:
    """The office pins, locks and moves threads and makes boards."""
    return person.is_office


def can_see_thread(person: Actor, thread: Thread) -> bool:
    """A hidden one is its author's and the office's alone."""
    return can_use_forum(person) and shows(person, thread, thread.author_id)


def can_see_post(person: Actor, post: Post, thread: Thread) -> bool:
    return can_see_thread(person, thread) and shows(person, post, post.author_id)


def takes_posts(thread: Thread) -> bool:
    return thread.locked_at is None and not thread.is_turned and not thread.is_hidden


def can_write_post(person: Actor, thread: Thread) -> bool:
    return can_use_forum(person) and takes_posts(thread)


def can_edit_post(person: Actor, post: Post, thread: Thread) -> bool:
    """Everybody the own ones, as long as the thread is open; also what is hidden, so that it can be put right."""
    is_open = thread.locked_at is None and not thread.is_turned
    return person.id == post.author_id and is_open and can_use_forum(person)


def can_turn_thread(person: Actor, thread: Thread) -> bool:
    """Who opened it, and the office; what it was turned into it stays."""
    if thread.is_turned or thread.is_hidden:
        return False
    return can_use_forum(person) and (person.is_office or person.id == thread.author_id)
