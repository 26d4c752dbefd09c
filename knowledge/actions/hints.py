"""The office's list of words that give a hint."""

from collections.abc import Collection

from sqlalchemy import delete, select

from accounts.models import Actor
from core import audit
from core.access import ensure
from core.db import db, lock_name, utcnow
from knowledge.models import HintWord
from knowledge.rules.hints import can_curate_hints


def choose_hint_words(*, actor: Actor, words: Collection[str]) -> None:
    """The list is these words from now on; the same again changes nothing. Raises NotAllowed."""
    ensure(can_curate_hints(actor))
    lock_name("hint words")
    wanted, present = {word.lower() for word in words}, set(db.session.scalars(select(HintWord.word)))
    if wanted == present:
        return
    db.session.execute(delete(HintWord).where(HintWord.word.in_(present - wanted)))
    db.session.add_all(HintWord(word=word, created_at=utcnow()) for word in sorted(wanted - present))
    counts = {"added": len(wanted - present), "removed": len(present - wanted)}
    audit.record("knowledge.choose_hint_words", actor_id=actor.id, subject=("hint_words", 0), details=counts)
