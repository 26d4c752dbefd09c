"""Removes what has served its purpose. How long each is kept stands in accounts/rules.py."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, or_, update

from accounts.models import Notice, OneTimeLink, SignIn
from core.audit import AuditEntry
from core.db import db, utcnow
from core.outbox import OutboxJob


def remove_sign_ins(before: datetime) -> int:
    """Those that lapsed or were ended before."""
    return _remove(SignIn, or_(SignIn.expires_at < before, SignIn.ended_at < before))


def remove_links(before: datetime) -> int:
    """Those that were sent before, used or not."""
    return _remove(OneTimeLink, OneTimeLink.created_at < before)


def remove_finished_jobs(before: datetime) -> int:
    """Jobs that were given up stay until somebody has looked at them."""
    return _remove(OutboxJob, OutboxJob.finished_at < before)


def remove_read_notices(before: datetime) -> int:
    return _remove(Notice, Notice.read_at < before)


def remove_audit_entries(before: datetime) -> int:
    return _remove(AuditEntry, AuditEntry.at < before)


def end_all_sign_ins() -> None:
    """After a restore: a browser that was signed out since the backup must not be signed in again."""
    db.session.connection().execute(update(SignIn).where(SignIn.ended_at.is_(None)).values(ended_at=utcnow()))


def _remove(kind: Any, which: Any) -> int:
    return db.session.connection().execute(delete(kind).where(which)).rowcount
