"""The demo city: its departments, people, pilots and tags as rows; its questions are lived through (demo_replay)."""

import tomllib
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import and_, delete, or_, update

from accounts.actions.periods import note_period
from accounts.models import (
    Absence,
    Appointment,
    AppointmentKind,
    Delivery,
    Department,
    Notice,
    Person,
    Role,
    RoleGrant,
)
from accounts.queries import hash_password
from core.db import clock_at, db
from core.errors import Conflict
from core.formats import LOCAL, slugify
from core.outbox import OutboxJob
from home.actions.demo_causes import live_causes
from home.actions.demo_certificates import live_certificates
from home.actions.demo_courses import live_courses
from home.actions.demo_enrolments import live_enrolments
from home.actions.demo_forecasts import forecast_months
from home.actions.demo_forum import live_forum
from home.actions.demo_meetings import live_meetings
from home.actions.demo_nominations import live_nominations
from home.actions.demo_practices import live_practices
from home.actions.demo_replay import Replay
from home.actions.demo_reports import live_reports
from home.actions.demo_sealed import live_sealed
from home.actions.demo_voices import Voices, follow
from home.queries import is_empty
from knowledge.models import PilotTopic, Tag, TagSynonym
from pilots.actions.coverage import set_goal

FOLDER = Path(__file__).parent.parent / "demo"
DEMO_PASSWORD = "lotsen-demo-2026"  # noqa: S105 -- published on purpose; production refuses the demo city
DEMO_SIGN_INS = {
    "mitarbeiterin@demo.example": "Beschäftigte, deren Amt eine Lotsin hat",
    "mitarbeiter-ohne@demo.example": "Beschäftigter, dessen Amt noch niemanden hat",
    "lotsin@demo.example": "diese Lotsin",
    "leitung@demo.example": "Leitung eines Amts ohne Lotsin oder Lotsen",
    "amt@demo.example": "Amt für Digitalisierung",
    "ausschuss@demo.example": "Mitglied im Ausschuss",
    "einwohnerin@demo.example": "sachkundige Einwohnerin",
    "admin@demo.example": "Administration",
}
SETTLED_DAYS_AGO = 900
READ_AFTER, READ_BY_ALL_AFTER = timedelta(days=2), timedelta(days=10)
# One in so many takes longer: inboxes look lived-in.
LATE_READER = 5


def load_demo(*, now: datetime) -> None:
    """Fill an empty database; days count back from `now`. Raises Conflict("not_empty")."""
    if not is_empty():
        raise Conflict("not_empty")
    city, tags = _read("city"), _read("tags")
    with clock_at(now - timedelta(days=SETTLED_DAYS_AGO)):
        departments = _departments(city)
        people = _people(_read("people")["people"], departments)
        _heads(city, departments, people)
        by_key = _tags(tags["tags"])
        _pilots(city, departments, people, by_key, now)
        _absences(city, people, now)
        db.session.flush()
    _goal(city["goal"], people, now)
    names = {key: tag.name for key, tag in by_key.items()}
    questions = [entry for path in sorted(FOLDER.glob("questions_*.toml")) for entry in _read(path.stem)["questions"]]
    replay = Replay(people=people, tag_names=names, now=now)
    replay.run(questions)
    voices = _read("voices")
    Voices(people, replay.questions, now).live(voices["voices"])
    follow(voices["follows"], people=people, questions=replay.questions, tags=by_key, departments=departments)
    live_sealed(_read("sealed")["sealed"], people=people, tag_names=names, now=now)
    live_reports(_read("reports")["reports"], people=people, now=now)
    live_causes(_read("causes")["causes"], people=people, questions=replay.questions, now=now)
    live_practices(_read("practices")["practices"], people=people, departments=departments, tag_names=names, now=now)
    live_forum(_read("forum"), people=people, now=now)
    live_meetings(_read("meetings"), people=people, now=now)
    programmes = live_courses(_read("courses"), people=people, now=now)
    live_certificates(_read("certificates")["certificates"], people=people, programmes=programmes, now=now)
    live_nominations(_read("nominations")["nominations"], people=people, departments=departments, now=now)
    live_enrolments(_read("courses")["enrolments"], people=people, now=now)
    forecast_months(now=now)
    _forget_what_is_over(now)


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def _departments(city: dict[str, Any]) -> dict[str, Department]:
    made: dict[str, Department] = {}
    for entry in city["divisions"]:
        made[entry["code"]] = Department(**entry, is_counted=False)
    for entry in city["departments"]:
        fields = {name: value for name, value in entry.items() if name not in ("division", "head")}
        made[entry["code"]] = Department(**fields, parent=made[entry["division"]])
    db.session.add_all(made.values())
    db.session.flush()
    for department in made.values():
        note_period(department)
    return made


def _people(entries: list[dict[str, Any]], departments: dict[str, Department]) -> dict[str, Person]:
    """All share one hash: it is slow to make."""
    shared = hash_password(DEMO_PASSWORD)
    made = {entry["email"]: _person(entry, departments, shared) for entry in entries}
    db.session.add_all(made.values())
    db.session.flush()
    return made


def _person(entry: dict[str, Any], departments: dict[str, Department], password_hash: str) -> Person:
    department = departments.get(entry.get("department", ""))
    person = Person(
        email=entry["email"],
        name=f"{entry['first_name']} {entry['last_name']}",
        password_hash=password_hash,
        department=department,
        about=entry.get("job", ""),
        phone=department.phone if department else "",
        location=department.location if department else "",
    )
    person.grants = [RoleGrant(role=Role(role)) for role in entry["roles"]]
    return person


def _heads(city: dict[str, Any], departments: dict[str, Department], people: dict[str, Person]) -> None:
    for entry in city["departments"]:
        if "head" in entry:
            departments[entry["code"]].head_id = people[entry["head"]].id


def _tags(entries: list[dict[str, Any]]) -> dict[str, Tag]:
    """By the key the files use; the address is made from the name, as for tags that people make."""
    made = {
        entry["slug"]: Tag(slug=slugify(entry["name"]), name=entry["name"], description=entry["description"])
        for entry in entries
    }
    db.session.add_all(made.values())
    db.session.flush()
    taken = {tag.slug for tag in made.values()}
    for entry in entries:
        words = [word for word in entry["synonyms"] if slugify(word) not in taken]
        db.session.add_all(TagSynonym(tag_id=made[entry["slug"]].id, slug=slugify(word), name=word) for word in words)
        taken |= {slugify(word) for word in words}
    db.session.flush()
    return made


def _pilots(
    city: dict[str, Any],
    departments: dict[str, Department],
    people: dict[str, Person],
    tags: dict[str, Tag],
    now: datetime,
) -> None:
    for entry in city["pilots"]:
        person = people[entry["person"]]
        since = (now - timedelta(days=entry["since_days_ago"])).astimezone(LOCAL).date()
        appointment = Appointment(kind=AppointmentKind(entry["kind"]), valid_from=since)
        appointment.person, appointment.department = person, departments[entry["department"]]
        person.phone, person.consultation_hours = entry["phone"], entry["consultation_hours"]
        person.about = f"{person.about}\n{entry['reach_me']}"
        db.session.add(appointment)
        db.session.add_all(PilotTopic(person_id=person.id, tag_id=tags[key].id) for key in entry["topics"])


def _absences(city: dict[str, Any], people: dict[str, Person], now: datetime) -> None:
    for entry in city["absences"]:
        starts_at, ends_at = (_morning(now, entry[name]) for name in ("from_days", "until_days"))
        db.session.add(Absence(person_id=people[entry["person"]].id, starts_at=starts_at, ends_at=ends_at))


def _goal(entry: dict[str, Any], people: dict[str, Person], now: datetime) -> None:
    with clock_at(now - timedelta(days=entry["set_days_ago"])):
        aim = (now + timedelta(days=entry["in_days"])).astimezone(LOCAL).date()
        set_goal(actor=people[entry["set_by"]], day=aim)


def _morning(now: datetime, days: int) -> datetime:
    return datetime.combine(now.astimezone(LOCAL).date() + timedelta(days=days), time(), LOCAL)


def _forget_what_is_over(now: datetime) -> None:
    """No mail for the past: its jobs are gone, its notices are for the site alone, and most were read."""
    db.session.execute(delete(OutboxJob).where(OutboxJob.due_at <= now))
    db.session.execute(update(Notice).values(delivery=Delivery.SITE))
    is_read = or_(
        Notice.created_at < now - READ_BY_ALL_AFTER,
        and_(Notice.created_at < now - READ_AFTER, Notice.person_id % LATE_READER != 0),
    )
    db.session.execute(update(Notice).where(is_read).values(read_at=Notice.created_at))
