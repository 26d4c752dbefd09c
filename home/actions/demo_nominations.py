"""The demo city's nominations, lived through in their order by the real actions."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from accounts.models import AppointmentKind, Department, Person
from core.db import clock_at, db
from home.actions.demo_replay import Step, office_hours
from pilots.actions import nominating as making
from pilots.actions import nominations as actions
from pilots.actions.nominating import NominationEntry
from pilots.models import Nomination

MAKING: dict[str, Callable[..., Nomination]] = {
    "head": making.nominate,
    "draft": making.draft_nomination,
    "office": making.propose_nomination,
    "person": making.volunteer,
}
STEPS: dict[str, tuple[Callable[..., object], str]] = {
    "consent": (actions.give_consent, ""),
    "decline": (actions.decline, ""),
    "endorse": (actions.endorse, ""),
    "query": (actions.query, "question"),
    "answer": (actions.answer_query, "answer"),
    "confirm": (actions.confirm, ""),
    "refuse": (actions.refuse, "reason"),
    "withdraw": (actions.withdraw, "reason"),
}
"""The action of a step, and what its words are called."""


def live_nominations(
    entries: list[dict[str, Any]],
    *,
    people: Mapping[str, Person],
    departments: Mapping[str, Department],
    now: datetime,
) -> None:
    """`people` by e-mail address, `departments` by code."""
    made: dict[str, Nomination] = {}

    def make(entry: dict[str, Any]) -> None:
        kind = AppointmentKind(entry.get("kind", "pilot"))
        nominee, department = people[entry["nominee"]], departments[entry["department"]]
        words = NominationEntry(department, kind, nominee, entry.get("why", ""))
        act = MAKING[entry["made_as"]]
        made[entry["key"]] = act(actor=people[entry["by"]], entry=words, submission=entry["key"])

    def take(entry: dict[str, Any], step: dict[str, Any]) -> None:
        nomination = made[entry["key"]]
        if step["do"] == "lapse":
            actions.lapse_nomination(nomination=nomination)
            return
        act, name = STEPS[step["do"]]
        act(actor=people[step["by"]], nomination=nomination, **({name: step["words"]} if name else {}))

    def steps(entry: dict[str, Any]) -> Iterator[Step]:
        yield Step(_moment(entry["days_ago"], now), partial(make, entry))
        for step in entry.get("steps", ()):
            yield Step(_moment(step["days_ago"], now), partial(take, entry, step))

    for step in sorted((step for entry in entries for step in steps(entry)), key=lambda step: step.at):
        with clock_at(step.at):
            step.do()
            db.session.flush()


def _moment(days_ago: float, now: datetime) -> datetime:
    return office_hours(now - timedelta(days=days_ago), now)
