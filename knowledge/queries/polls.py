"""Reads of polls: those of a thread with their results, and what a person chose."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload, selectinload

from accounts.models import Actor
from core.db import db
from core.errors import NotFound
from core.hashing import keyed
from knowledge.models import Poll, PollOption, PollVote, Thread
from knowledge.queries.questions import HIGHEST_ID
from knowledge.rules.forum import can_see_thread, can_use_forum
from knowledge.rules.polls import can_see_result


@dataclass(frozen=True)
class OptionResult:
    """`share` of the voters in whole percent; `names` of those who chose it, in open polls alone."""

    option: PollOption
    votes: int
    share: int
    names: Sequence[str]


@dataclass(frozen=True)
class PollResult:
    """A poll as its page shows it. `results` is empty while the rule hides them; `chosen`: the reader's options."""

    poll: Poll
    voters: int
    results: Sequence[OptionResult]
    chosen: frozenset[int]
    is_over: bool


def voter_key(poll_id: int, person_id: int) -> str:
    """The same for the same person in the same poll, and nothing that leads back to them without the site's key."""
    return keyed(f"poll {poll_id} {person_id}")


def get_poll(person: Actor, number: int) -> Poll:
    """With thread and options. Raises NotFound."""
    if number > HIGHEST_ID or not can_use_forum(person):
        raise NotFound
    statement = select(Poll).where(Poll.id == number).options(joinedload(Poll.thread), selectinload(Poll.options))
    poll = db.session.scalars(statement).one_or_none()
    if poll is None or not can_see_thread(person, poll.thread):
        raise NotFound
    return poll


_POLLS = select(Poll).where(Poll.thread_id == bindparam("thread")).options(selectinload(Poll.options)).order_by(Poll.id)


def polls_of(person: Actor, thread: Thread, *, at: datetime) -> list[PollResult]:
    """In the order in which they were asked; three statements however many votes there are."""
    polls = db.session.scalars(_POLLS, {"thread": thread.id}).all()
    if not polls:
        return []
    votes: dict[int, list[PollVote]] = {}
    cast = select(PollVote).where(PollVote.poll_id.in_([poll.id for poll in polls]))
    for vote in db.session.scalars(cast.options(joinedload(PollVote.person))):
        votes.setdefault(vote.poll_id, []).append(vote)
    return [_result(poll, votes.get(poll.id, []), person, at) for poll in polls]


def _result(poll: Poll, votes: Sequence[PollVote], person: Actor, at: datetime) -> PollResult:
    by_option: dict[int, list[PollVote]] = {}
    for vote in votes:
        by_option.setdefault(vote.option_id, []).append(vote)
    voters = len({vote.voter for vote in votes})
    mine = voter_key(poll.id, person.id) if person.id else ""
    return PollResult(
        poll=poll,
        voters=voters,
        results=_options(poll, by_option, voters) if can_see_result(poll, voters=voters, at=at) else (),
        chosen=frozenset(vote.option_id for vote in votes if vote.voter == mine),
        is_over=poll.is_over(at),
    )


def _options(poll: Poll, by_option: Mapping[int, Sequence[PollVote]], voters: int) -> list[OptionResult]:
    found = []
    for option in poll.options:
        votes = by_option.get(option.id, ())
        names = sorted(vote.person.name for vote in votes if vote.person is not None)
        found.append(OptionResult(option, len(votes), round(100 * len(votes) / voters) if voters else 0, names))
    return found
