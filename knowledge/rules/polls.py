"""Who may ask and vote in polls, and when a result may be seen. Pure: everything judged comes in as an argument."""

from datetime import datetime

from accounts.models import Actor
from knowledge.models import Poll, Thread
from knowledge.rules.forum import can_use_forum, can_write_post

FEWEST = 5
"""From so many voters on the result of an anonymous poll is shown: fewer could be guessed."""


def can_start_poll(person: Actor, thread: Thread) -> bool:
    """Who opened the thread, and the office."""
    return can_write_post(person, thread) and (person.is_office or person.id == thread.author_id)


def can_vote(person: Actor, poll: Poll, *, at: datetime) -> bool:
    return can_use_forum(person) and not poll.is_over(at)


def can_see_result(poll: Poll, *, voters: int, at: datetime) -> bool:
    """An open poll's always; an anonymous one's after its end: while it runs, the difference of two looks is a vote."""
    return not poll.is_anonymous or (poll.is_over(at) and voters >= FEWEST)
