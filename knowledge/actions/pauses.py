"""Starting and ending pauses of the clock; the caller holds the question's lock."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update

from core.db import db, utcnow
from knowledge.models import ClockPause, Comment, PauseEnd, Question


def start_pause(question: Question, comment: Comment) -> ClockPause:
    """Nothing is owed until the asker replies; whoever owns the question stays its owner."""
    pause = ClockPause(question_id=question.id, comment_id=comment.id, asked_by_id=comment.author_id, since=utcnow())
    question.answer_by, question.paused_at = None, pause.since
    db.session.add(pause)
    return pause


def end_pause(question: Question, how: PauseEnd) -> bool:
    """False when none was running."""
    if question.paused_at is None:
        return False
    running = update(ClockPause).where(ClockPause.question_id == question.id, ClockPause.until.is_(None))
    db.session.execute(running.values(until=utcnow(), ended_by=how))
    question.paused_at = None
    return True


def pauses_since(question_id: int, at: datetime) -> Sequence[tuple[datetime, datetime]]:
    """Spans that are over and reach past `at`: no working time of the owner who had the question then."""
    statement = select(ClockPause.since, ClockPause.until).where(
        ClockPause.question_id == question_id, ClockPause.until > at
    )
    return [(since, until) for since, until in db.session.execute(statement) if until is not None]
