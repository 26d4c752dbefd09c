"""Files that come with a form: kept at once, so that nothing is lost when the form must be shown again."""

from collections.abc import Sequence
from typing import Any

from flask import request
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from core import config, files
from core.access import actor
from core.db import transaction
from core.errors import Conflict
from core.files import FileRefused
from core.web import allow_attachments
from knowledge import actions, queries, rules
from knowledge.file_words import refusal_text
from knowledge.keeping import keep_file
from knowledge.models import Attachment
from knowledge.views.blueprint import blueprint
from knowledge.views.words import conflict_text

WITH_FILES = (
    "knowledge.ask_question",
    "knowledge.question",
    "knowledge.edit_question",
    "knowledge.edit_answer",
    "knowledge.write_practice",
    "knowledge.edit_practice",
    "knowledge.start_thread",
    "knowledge.thread",
    "knowledge.edit_post",
)
LONGEST_KEY = 64


@blueprint.url_value_preprocessor
def _admit_files(endpoint: str | None, _values: Any) -> None:
    """Before anything reads the form, which the check against forged requests does for every view."""
    if endpoint in WITH_FILES and request.method == "POST":
        allow_attachments()


def receive(form: Any, key: str | None) -> bool:
    """Keep the files this form brought and drop those it names; False, and the field says why, when one is refused."""
    if request.method != "POST" or not rules.can_attach_files(actor()):
        return True
    key = (key or "")[:LONGEST_KEY]
    _drop(key)
    sent = [one for one in form.files.data or () if isinstance(one, FileStorage) and one.filename]
    most = config.current().attachments_per_post
    refused = [text for one in sent[:most] if (text := _refusal(one, key))]
    if len(sent) > most:
        refused.append(_("Choose at most %(count)d files.", count=most))
    for one in sent:
        one.close()
    form.files.errors = [*form.files.errors, *refused]
    return not refused


def waiting_for(key: str | None) -> Sequence[Attachment]:
    """What this form brought and still keeps; nothing before it was sent."""
    return queries.waiting_attachments(actor(), (key or "")[:LONGEST_KEY]) if request.method == "POST" else ()


def _drop(key: str) -> None:
    numbers = {int(value) for value in request.form.getlist("drop_files") if value.isascii() and value.isdigit()}
    if numbers:
        with transaction():
            actions.drop_waiting(actor=actor(), submission=key, numbers=numbers)


def _refusal(sent: FileStorage, key: str) -> str | None:
    """Keep one file; the sentence that says why not."""
    name = files.file_name(sent.filename)
    try:
        keep_file(actor(), key, sent.stream, sent.filename)
    except FileRefused as error:
        return refusal_text(error, name)
    except Conflict as error:
        return f"{name}: {conflict_text(error)}"
    return None
