"""The counts of what readers report of an answer, and the end of doubts."""

from sqlalchemy import func, select

from core.db import db, utcnow
from knowledge.models import DOUBTS, Answer, Reaction, ReactionKind


def settle_doubts(answer: Answer) -> None:
    """It was changed or checked: what was reported before does not count any more. The caller holds its lock."""
    doubts = select(Reaction).where(Reaction.answer_id == answer.id, Reaction.kind.in_(DOUBTS))
    for doubt in db.session.scalars(doubts.where(Reaction.settled_at.is_(None))):
        doubt.settled_at = utcnow()
    count_reactions(answer)


def count_reactions(answer: Answer) -> None:
    """Afresh from the rows, written at once; settled doubts do not count."""
    db.session.flush()
    unsettled = select(Reaction.kind, func.count()).where(
        Reaction.answer_id == answer.id, Reaction.settled_at.is_(None)
    )
    counts = {row[0]: row[1] for row in db.session.execute(unsettled.group_by(Reaction.kind))}
    answer.helped_count = counts.get(ReactionKind.HELPED, 0)
    answer.outdated_count = counts.get(ReactionKind.OUTDATED, 0)
    answer.wrong_count = counts.get(ReactionKind.WRONG, 0)
    db.session.flush()
