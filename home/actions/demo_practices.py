"""The demo city's practice cards and who adopted them, lived through in their order by the real actions."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from accounts.models import Department, Person
from core.db import clock_at, db
from home.actions.demo_replay import Step, office_hours
from knowledge.actions import adoptions
from knowledge.actions import practices as actions
from knowledge.actions.practices import MARKDOWN, Card
from knowledge.models import Practice, Scale
from knowledge.queries.adoptions import adoptions_of

STEPS = ("wanted", "adopting", "adopted", "dropped")


def live_practices(
    entries: list[dict[str, Any]],
    *,
    people: Mapping[str, Person],
    departments: Mapping[str, Department],
    tag_names: Mapping[str, str],
    now: datetime,
) -> None:
    """`people` by e-mail address, `departments` by code, `tag_names` by the key of the files."""
    made: dict[str, Practice] = {}

    def write(entry: dict[str, Any]) -> None:
        card = Card(**{name: _words(entry, name) for name in Card.__dataclass_fields__})
        tags = [tag_names[key] for key in entry["tags"]]
        actor = people[entry["author"]]
        made[entry["key"]] = actions.write_practice(actor=actor, card=card, tags=tags, submission=entry["key"])

    def publish(entry: dict[str, Any]) -> None:
        actions.publish_practice(actor=people[entry["author"]], practice=made[entry["key"]])

    def archive(entry: dict[str, Any]) -> None:
        actor = people[entry["author"]]
        actions.archive_practice(actor=actor, practice=made[entry["key"]], reason=entry["archive_reason"])

    def adopt(entry: dict[str, Any], adoption: dict[str, Any], step: str) -> None:
        actor, card = people[adoption["by"]], made[entry["key"]]
        department = departments[adoption["department"]]
        if step == "wanted":
            source = departments[adoption["source"]]
            adoptions.want_practice(actor=actor, practice=card, department=department, source=source)
            return
        present = next(one for one in adoptions_of(card) if one.department_id == department.id)
        if step == "adopting":
            adoptions.start_adoption(actor=actor, adoption=present)
        elif step == "adopted":
            adoptions.finish_adoption(actor=actor, adoption=present, changes=adoption["changes"])
        else:
            adoptions.drop_adoption(actor=actor, adoption=present, reason=adoption["reason"])

    def steps(entry: dict[str, Any]) -> Iterator[Step]:
        yield Step(_moment(entry["written_days_ago"], now), partial(write, entry))
        if "published_days_ago" in entry:
            yield Step(_moment(entry["published_days_ago"], now), partial(publish, entry))
        for adoption in entry.get("adoptions", ()):
            for step in STEPS:
                if f"{step}_days_ago" in adoption:
                    yield Step(_moment(adoption[f"{step}_days_ago"], now), partial(adopt, entry, adoption, step))
        if "archived_days_ago" in entry:
            yield Step(_moment(entry["archived_days_ago"], now), partial(archive, entry))

    for step in sorted((step for entry in entries for step in steps(entry)), key=lambda step: step.at):
        with clock_at(step.at):
            step.do()
            db.session.flush()


def _words(entry: dict[str, Any], name: str) -> Any:
    if name in ("effort", "effect"):
        return Scale(entry[name])
    return entry.get(name, "").strip() if name in MARKDOWN else entry.get(name, "")


def _moment(days_ago: float, now: datetime) -> datetime:
    return office_hours(now - timedelta(days=days_ago), now)
