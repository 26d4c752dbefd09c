"""Reads of the words that give a hint."""

from collections.abc import Sequence

from sqlalchemy import select

from core.db import db
from knowledge.models import HintWord


def hint_words() -> Sequence[str]:
    return db.session.scalars(select(HintWord.word).order_by(HintWord.word)).all()
