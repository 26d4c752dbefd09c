"""Asking a poll in a thread, and voting in it."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete, select

from accounts.models import Person
from core import audit
from core.access import ensure
from core.db import db, lock, lock_name, utcnow
from core.errors import Conflict
from knowledge.models import Poll, PollOption, PollVote, Thread
from knowledge.queries.polls import voter_key
from knowledge.rules import polls as rules


def start_poll(
    *,
    actor: Person,
    thread: Thread,
    question: str,
    options: Sequence[str],
    is_multiple: bool,
    is_anonymous: bool,
    ends_at: datetime,
    submission: str,
) -> Poll:
    """Ask the others. The same `submission` again gives the poll it made the first time.

    Raises NotAllowed; Conflict ends_too_soon.
    """
    lock(thread)
    lock_name(submission)
    same = select(Poll).where(Poll.author_id == actor.id, Poll.submission == submission)
    if existing := db.session.scalars(same).one_or_none():
        return existing
    ensure(rules.can_start_poll(actor, thread))
    if ends_at <= utcnow():
        raise Conflict("ends_too_soon")
    poll = Poll(
        thread_id=thread.id,
        author_id=actor.id,
        question=question,
        is_multiple=is_multiple,
        is_anonymous=is_anonymous,
        ends_at=ends_at,
        submission=submission,
        created_at=utcnow(),
    )
    poll.options = [PollOption(position=number, text=text) for number, text in enumerate(options, start=1)]
    db.session.add(poll)
    db.session.flush()
    audit.record("knowledge.start_poll", actor_id=actor.id, subject=("poll", poll.id))
    return poll


def vote(*, actor: Person, poll: Poll, option_ids: Collection[int]) -> None:
    """From now on exactly these options, until the end; none of them takes the vote back.

    Nothing of it stands in the audit log: an anonymous vote leaves no other trace than itself.
    Raises NotAllowed; Conflict poll_is_over, unknown_option, one_option_only.
    """
    lock(poll)
    if poll.is_over(utcnow()):
        raise Conflict("poll_is_over")
    ensure(rules.can_vote(actor, poll, at=utcnow()))
    wanted = set(option_ids)
    if wanted - {option.id for option in poll.options}:
        raise Conflict("unknown_option")
    if len(wanted) > 1 and not poll.is_multiple:
        raise Conflict("one_option_only")
    voter = voter_key(poll.id, actor.id)
    db.session.execute(delete(PollVote).where(PollVote.poll_id == poll.id, PollVote.voter == voter))
    known = None if poll.is_anonymous else actor.id
    db.session.add_all(
        PollVote(option_id=number, voter=voter, poll_id=poll.id, person_id=known) for number in sorted(wanted)
    )
    db.session.flush()
