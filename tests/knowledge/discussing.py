"""Making threads and posts in tests through the real actions."""

import secrets

from sqlalchemy import select

from core.db import db, transaction
from knowledge.actions import forum as actions
from knowledge.models import Board, Post, Thread
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


def again(thread: Thread) -> Thread:
    return db.session.get_one(Thread, thread.id)
