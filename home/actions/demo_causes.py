"""What answers of the demo city depend on, and what changed of it, by the real actions."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from accounts.models import Person
from core.db import clock_at, db
from home.actions.demo_replay import office_hours
from knowledge import actions
from knowledge.models import Cause, CauseKind, Question


def live_causes(
    entries: Iterable[Mapping[str, Any]],
    *,
    people: Mapping[str, Person],
    questions: Mapping[str, Question],
    now: datetime,
) -> None:
    """`people` by e-mail address, `questions` by the key of the files."""
    for entry in entries:
        with clock_at(_moment(entry, now)):
            cause = _create(entry, people[entry["by"]])
            for key in entry["questions"]:
                _bind(questions[key], cause, people[entry["by"]])
        if changed := entry.get("changed"):
            with clock_at(_moment(changed, now)):
                _change(changed, cause, people[entry["by"]])


def _moment(entry: Mapping[str, Any], now: datetime) -> datetime:
    return office_hours(now - timedelta(days=entry["days_ago"]), now)


def _create(entry: Mapping[str, Any], by: Person) -> Cause:
    words = {name: entry[name] for name in ("name", "version", "description")}
    return actions.create_cause(actor=by, kind=CauseKind(entry["kind"]), **words)


def _bind(question: Question, cause: Cause, by: Person) -> None:
    for answer in question.answers:
        if answer.is_accepted and (entry := answer.freshness):
            actions.change_entry(
                actor=by,
                entry=entry,
                valid_from=entry.valid_from,
                valid_until=entry.valid_until,
                owner=entry.owner,
                cause_ids={*(one.id for one in entry.causes), cause.id},
            )
    db.session.flush()


def _change(entry: Mapping[str, Any], cause: Cause, by: Person) -> None:
    actions.change_cause(
        actor=by, cause=cause, version=entry["version"], note=entry["note"], submission=f"demo-{cause.name}"
    )
