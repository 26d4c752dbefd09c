"""Rows of the exchange: threads with their posts, practice cards with adoptions, remarks, and how long entries hold."""

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bench import words
from bench.texts import fill, text
from core.db import Model
from core.files import FileKind
from knowledge.models import (
    Adoption,
    AdoptionEvent,
    AdoptionState,
    Attachment,
    Board,
    CheckWhy,
    Comment,
    EntryKind,
    EntryState,
    Freshness,
    OwnerKind,
    Poll,
    PollOption,
    PollVote,
    Post,
    Practice,
    PracticeEvent,
    PracticeState,
    PracticeTag,
    Scale,
    Thread,
    ThreadEvent,
    ThreadReading,
)

FIRST_DAY = datetime(2025, 3, 3, 8, tzinfo=UTC)
BOARDS = ("Werkzeuge", "Aus den Ämtern", "Vorstellungsrunde")
DAYS = ("Dienstag", "Mittwoch", "Donnerstag", "Freitag")
FILE_EVERY = 5
ADOPTED_BY = 3
Row = dict[str, Any]
Rows = tuple[type[Model], Sequence[Mapping[str, Any]]]


def forum_rows(threads: int, posts_each: int, pilots: Sequence[int], chance: random.Random) -> Iterator[Rows]:
    """Every thread is as long as the others, so that each of its pages is full."""
    yield Board, [{"id": n, "slug": f"bereich-{n}", "name": name} for n, name in enumerate(BOARDS, 1)]
    yield Thread, [_thread(number, posts_each, pilots, chance) for number in range(1, threads + 1)]
    numbers = ((thread, seq) for thread in range(1, threads + 1) for seq in range(1, posts_each + 1))
    yield Post, [_post(thread, seq, pilots, chance) for thread, seq in numbers]
    for number in range(1, threads + 1):
        yield from _around(number, posts_each, pilots)


def _around(thread: int, posts: int, pilots: Sequence[int]) -> Iterator[Rows]:
    """What stands around the posts: what the office did, how far everybody has read, files, in every second a poll."""
    at = FIRST_DAY + timedelta(hours=thread)
    yield (
        ThreadEvent,
        [{"thread_id": thread, "move": "move_thread", "actor_id": pilots[0], "note": BOARDS[0], "at": at}],
    )
    yield ThreadReading, [{"person_id": pilot, "thread_id": thread, "last_seq": 5, "read_at": at} for pilot in pilots]
    yield Attachment, [_file(thread, seq, posts, pilots[0]) for seq in range(FILE_EVERY, posts + 1, FILE_EVERY)]
    if thread % 2:
        yield from _poll(thread, pilots, at)


def _file(thread: int, seq: int, posts: int, uploader: int) -> Row:
    name = f"anleitung-{thread}-{seq}"
    return {
        "post_kind": "post",
        "post_id": (thread - 1) * posts + seq,
        "uploader_id": uploader,
        "submission": name,
        "name": f"{name}.pdf",
        "kind": FileKind.PDF,
        "size": 48_000,
        "digest": name,
        "stored_as": name,
        "read_at": FIRST_DAY,  # what is stored lies nowhere: nobody looks for its text
    }


def _poll(thread: int, pilots: Sequence[int], at: datetime) -> Iterator[Rows]:
    """One that still runs, in which everybody sees who chose what."""
    poll = {"id": thread, "thread_id": thread, "author_id": pilots[0], "question": "Welcher Tag passt Ihnen?"}
    rules = {"is_multiple": False, "is_anonymous": False, "ends_at": at + timedelta(days=3650), "created_at": at}
    yield Poll, [poll | rules | {"submission": f"seed-{thread}"}]
    options = [(thread - 1) * len(DAYS) + position for position in range(1, len(DAYS) + 1)]
    rows = zip(options, DAYS, strict=True)
    yield (
        PollOption,
        [{"id": n, "poll_id": thread, "position": at, "text": day} for at, (n, day) in enumerate(rows, 1)],
    )
    cast = [(options[number % len(options)], pilot) for number, pilot in enumerate(pilots[:12])]
    yield (
        PollVote,
        [{"option_id": n, "voter": f"{thread} {pilot}", "poll_id": thread, "person_id": pilot} for n, pilot in cast],
    )


def _thread(number: int, posts: int, pilots: Sequence[int], chance: random.Random) -> Row:
    at = FIRST_DAY + timedelta(hours=number)
    return {
        "id": number,
        "board_id": 1 + number % len(BOARDS),
        "author_id": pilots[number % len(pilots)],
        "title": fill(chance.choice(words.TITLES), chance),
        "submission": f"seed-{number}",
        "created_at": at,
        "post_count": posts,
        "last_post_id": number * posts,
        "last_post_at": at + timedelta(minutes=posts),
    }


def _post(thread: int, seq: int, pilots: Sequence[int], chance: random.Random) -> Row:
    body, html = text(chance, sentences=2)
    return {
        "thread_id": thread,
        "seq": seq,
        "author_id": pilots[(thread + seq - 1) % len(pilots)],
        "body": body,
        "body_html": html,
        "submission": f"seed-{thread}-{seq}",
        "created_at": FIRST_DAY + timedelta(hours=thread, minutes=seq),
    }


def practice_rows(count: int, pilots: Mapping[int, int], chance: random.Random) -> Iterator[Rows]:
    """`pilots`: who writes, with their departments; each card is adopted by the departments after the author's."""
    cards = [_card(number, pilots, chance) for number in range(1, count + 1)]
    yield Practice, cards
    yield PracticeTag, [{"practice_id": row["id"], "tag_id": 1 + row["id"] % len(words.TAGS)} for row in cards]
    yield PracticeEvent, [event for row in cards for event in _card_events(row)]
    yield Freshness, [_freshness(row, EntryKind.PRACTICE, row["author_id"], row["id"] % 5 == 0) for row in cards]
    adoptions = [one for row in cards for one in _adoptions(row, list(pilots.values()))]
    yield Adoption, adoptions
    yield AdoptionEvent, [event for one in adoptions for event in _steps(one, cards[one["practice_id"] - 1])]


def _card(number: int, pilots: Mapping[int, int], chance: random.Random) -> Row:
    author, department = list(pilots.items())[number % len(pilots)]
    at = FIRST_DAY + timedelta(hours=number)
    row = {
        "id": number,
        "author_id": author,
        "department_id": department,
        "state": PracticeState.PUBLISHED,
        "title": fill(chance.choice(words.TITLES), chance),
        "effort": Scale.MEDIUM,
        "effort_note": "zwei Tage",
        "effect": Scale.HIGH,
        "costs": "keine",
        "contact": "Siehe Seite des Amtes",
        "submission": f"seed-{number}",
        "created_at": at,
        "published_at": at + timedelta(hours=1),
    }
    for field in ("problem", "approach", "steps"):
        row[field], row[f"{field}_html"] = text(chance, sentences=3)
    return row


def _card_events(card: Row) -> Iterator[Row]:
    of_it = {"practice_id": card["id"], "actor_id": card["author_id"]}
    first = {"seq": 1, "move": "write_practice", "from_state": None, "to_state": PracticeState.DRAFT}
    second = {"seq": 2, "move": "publish_practice", "from_state": PracticeState.DRAFT, "to_state": card["state"]}
    yield of_it | first | {"at": card["created_at"]}
    yield of_it | second | {"at": card["published_at"]}


def _adoptions(card: Row, departments: Sequence[int]) -> Iterator[Row]:
    start = departments.index(card["department_id"])
    for step in range(1, min(ADOPTED_BY, len(departments) - 1) + 1):
        yield {
            "id": (card["id"] - 1) * ADOPTED_BY + step,
            "practice_id": card["id"],
            "department_id": departments[(start + step) % len(departments)],
            "source_id": departments[(start + step - 1) % len(departments)],
            "state": AdoptionState.ADOPTED if step == 1 else AdoptionState.WANTED,
            "note": "Ohne Änderung." if step == 1 else "",
            "created_at": card["published_at"] + timedelta(days=step),
            "moved_at": card["published_at"] + timedelta(days=step),
        }


def _steps(adoption: Row, card: Row) -> Iterator[Row]:
    states = [None, AdoptionState.WANTED, AdoptionState.ADOPTING, AdoptionState.ADOPTED]
    moves = ["want_practice", "start_adoption", "finish_adoption"]
    last = states.index(adoption["state"])
    for seq in range(1, last + 1):
        yield {
            "adoption_id": adoption["id"],
            "seq": seq,
            "move": moves[seq - 1],
            "from_state": states[seq - 1],
            "to_state": states[seq],
            "actor_id": card["author_id"],
            "note": adoption["note"] if seq == last else "",
            "at": adoption["moved_at"],
        }


def answer_rows(answers: Sequence[Row]) -> Iterator[Rows]:
    """A remark on every fourth answer, and how long the accepted ones hold; answers are numbered as they come."""
    numbered = list(enumerate(answers, 1))
    yield Comment, [_comment(number, answer) for number, answer in numbered if number % 4 == 0]
    accepted = [(number, answer) for number, answer in numbered if answer["accepted_at"] is not None]
    yield (
        Freshness,
        [
            _freshness(answer | {"id": number}, EntryKind.ANSWER, answer["author_id"], False)
            for number, answer in accepted
        ],
    )


def _comment(number: int, answer: Row) -> Row:
    return {
        "question_id": answer["question_id"],
        "answer_id": number,
        "author_id": answer["author_id"],
        "body": "Danke für den Hinweis.",
        "body_html": "<p>Danke für den Hinweis.</p>\n",
        "submission": f"seed-{number}",
        "created_at": answer["created_at"] + timedelta(hours=1),
    }


def _freshness(thing: Row, kind: EntryKind, owner: int, is_due: bool) -> Row:
    checked = thing.get("checked_on") or thing["published_at"].date()
    return {
        "kind": kind,
        "thing_id": thing["id"],
        "state": EntryState.TO_CHECK if is_due else EntryState.VALID,
        "valid_from": checked,
        "checked_on": checked,
        "checked_by_id": owner,
        "valid_until": thing.get("valid_until") or date(checked.year + 2, 12, 31),
        "owner_kind": OwnerKind.PERSON,
        "owner_id": owner,
        "due_since": thing["created_at"] if is_due else None,
        "due_why": CheckWhy.EXPIRED if is_due else None,
    }
