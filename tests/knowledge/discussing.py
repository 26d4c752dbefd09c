"""Making threads and posts in tests through the real actions."""

import secrets
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from core.db import db, transaction, utcnow
from knowledge.actions import forum as actions
from knowledge.actions.polls import start_poll
from knowledge.models import Board, Poll, Post, Thread
from tests.conftest import person


def board(name: str = "Alltag") -> Board:
    if found := db.session.scalars(select(Board).where(Board.name == name)).one_or_none():
        return found
    with transaction():
        return actions.make_board(actor=person("olga"), name=name, description="Was sonst nirgends passt")


def discuss(
    key: str = "pia", title: str = "Wer scannt mit dem Handy?", body: str = "Bei uns **klemmt** es.", on: str = "Alltag"
) -> Thread:
    part = board(on).id
    with transaction():
        return actions.start_thread(
            actor=person(key),
            board=db.session.get_one(Board, part),
            title=title,
            body=body,
            submission=secrets.token_hex(8),
        )


def reply(thread: Thread, key: str = "paul", body: str = "Bei uns nicht.") -> Post:
    with transaction():
        return actions.write_post(actor=person(key), thread=again(thread), body=body, submission=secrets.token_hex(8))


def poll(thread: Thread, key: str = "pia", **more: Any) -> Poll:
    words = {"question": "Wann treffen wir uns?", "options": ["Montag", "Dienstag", "Gar nicht"]}
    ends_at = utcnow() + timedelta(days=7)
    choice = {"is_multiple": False, "is_anonymous": False, "ends_at": ends_at}
    with transaction():
        return start_poll(
            actor=person(key), thread=again(thread), submission=secrets.token_hex(8), **words | choice | more
        )


def again(thread: Thread) -> Thread:
    return db.session.get_one(Thread, thread.id)
