"""Keeping one file that somebody brought, by a form or by mail, until what it belongs to is written."""

from typing import IO

from accounts.models import Actor
from core import files
from core.db import db, transaction
from core.files import FileRefused
from knowledge import actions


def keep_file(actor: Actor, submission: str, stream: IO[bytes], name: str | None) -> None:
    """Judge it and let it wait under `submission`, in transactions of its own; nothing stays of one that may not.

    The same file again is the one there already. Slow. Raises FileRefused, NotAllowed; Conflict too_many_files,
    person_quota, total_quota.
    """
    db.session.rollback()  # a scanner may take its time: no transaction stays open meanwhile
    try:
        file = files.accept(stream, name)
    except FileRefused as error:
        _note(actor, error)
        raise
    kept = ""
    try:
        with transaction():
            staged = actions.stage_attachment(actor=actor, submission=submission, file=file).stored_as
        kept = staged
    finally:
        if kept != file.stored_as:
            files.remove_file(file.stored_as)


def _note(actor: Actor, error: FileRefused) -> None:
    if error.code == "file_virus":
        with transaction():
            actions.note_virus(actor=actor, found=str(error.details["found"]))
