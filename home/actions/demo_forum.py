"""The demo city's exchange forum, lived through post by post by the real actions."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from accounts.models import Person
from core.db import clock_at, db
from home.actions.demo_replay import OFFICE, office_hours
from knowledge.actions import forum as actions
from knowledge.actions.polls import start_poll, vote
from knowledge.models import Board, Thread


def live_forum(content: Mapping[str, Any], *, people: Mapping[str, Person], now: datetime) -> None:
    """`content`: boards and threads; `people` by e-mail address."""
    with clock_at(now - timedelta(days=400)):
        boards = {entry["key"]: _board(entry, people[OFFICE]) for entry in content["boards"]}
    posts = [
        (office_hours(now - timedelta(days=post["days_ago"]), now), number, seq)
        for number, entry in enumerate(content["threads"])
        for seq, post in enumerate(entry["posts"])
    ]
    made: dict[int, Thread] = {}
    for at, number, seq in sorted(posts):
        entry = content["threads"][number]
        with clock_at(at):
            _write(entry, number, seq, boards, people, made)
            if seq == len(entry["posts"]) - 1:
                if "poll" in entry:
                    _ask(entry["poll"], made[number], people, now)
                _mark(entry, made[number], people[OFFICE])
            db.session.flush()


def _board(entry: Mapping[str, Any], office: Person) -> Board:
    return actions.make_board(actor=office, name=entry["name"], description=entry["description"])


def _write(
    entry: Mapping[str, Any],
    number: int,
    seq: int,
    boards: Mapping[str, Board],
    people: Mapping[str, Person],
    made: dict[int, Thread],
) -> None:
    post = entry["posts"][seq]
    author, body, key = people[post["author"]], post["body"].strip(), f"forum-{number}-{seq}"
    if seq:
        actions.write_post(actor=author, thread=made[number], body=body, submission=key)
        return
    made[number] = actions.start_thread(
        actor=author, board=boards[entry["board"]], title=entry["title"], body=body, submission=key
    )


def _mark(entry: Mapping[str, Any], thread: Thread, office: Person) -> None:
    if entry.get("pinned"):
        actions.pin_thread(actor=office, thread=thread, is_pinned=True)
    if entry.get("locked"):
        actions.lock_thread(actor=office, thread=thread, is_locked=True)


def _ask(entry: Mapping[str, Any], thread: Thread, people: Mapping[str, Person], now: datetime) -> None:
    poll = start_poll(
        actor=people[OFFICE],
        thread=thread,
        question=entry["question"],
        options=entry["options"],
        is_multiple=entry["is_multiple"],
        is_anonymous=entry["is_anonymous"],
        ends_at=now + timedelta(days=entry["ends_in_days"]),
        submission=f"poll-{thread.id}",
    )
    by_position = {option.position: option.id for option in poll.options}
    for email, chosen in entry["votes"]:
        vote(actor=people[email], poll=poll, option_ids=[by_position[position] for position in chosen])
