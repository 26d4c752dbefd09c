"""Who is mentioned in a text. "@Vorname Nachname" or "@vorname.nachname" (the e-mail address before its @) is a
person, "@lotsen" all pilots, "@lotsen-standesamt" those of a department, "@amt" the office."""

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup
from sqlalchemy import or_, select

from accounts.models import Department, Person
from accounts.queries import current_appointments, office_people
from core import markup
from core.db import db

PILOTS, OFFICE = "lotsen", "amt"


@dataclass(frozen=True)
class Mentions:
    """Names as written: of a person their id, of a group its department's slug ("" all pilots, None the office)."""

    people: Mapping[str, int]
    groups: Mapping[str, str | None]

    @property
    def addresses(self) -> dict[str, str]:
        """By name; people have no page of their own, the office has none either."""
        links = {name: "" if slug is None else f"/lotsen/{slug}".rstrip("/") for name, slug in self.groups.items()}
        return dict.fromkeys(self.people, "") | links


def rendered(text: str) -> Markup:
    """The text as safe HTML, its mentions set apart."""
    return markup.to_html(text, mentions=mentions_in(text).addresses)


def mentions_in(text: str) -> Mentions:
    """Two statements at most, none for a text without "@". A name that several people bear is nobody's."""
    names = markup.mention_candidates(text)
    if not names:
        return Mentions({}, {})
    found = Mentions(_people(names), _groups(names))
    meant = markup.mentioned(text, found.addresses)
    return Mentions(
        {name: number for name, number in found.people.items() if name in meant},
        {name: slug for name, slug in found.groups.items() if name in meant},
    )


def mentioned_people(text: str) -> set[int]:
    """Ids of everybody who is mentioned, by name or as one of a group."""
    found = mentions_in(text)
    people = set(found.people.values())
    for slug in set(found.groups.values()):
        people |= _members(slug)
    return people


def _people(names: set[str]) -> dict[str, int]:
    """An address is lower case, a name is not: the "Pia" of an unknown "@Pia Paulsen" is nobody's address."""
    words = {name for name in names if " " not in name and name == name.lower()}
    by_address = [Person.email.startswith(f"{word}@", autoescape=True) for word in words]
    statement = select(Person.id, Person.name, Person.email).where(
        Person.blocked_at.is_(None), ~Person.is_mask, or_(Person.name.in_(names), *by_address)
    )
    found: dict[str, set[int]] = {}
    for number, name, email in db.session.execute(statement):
        for written in {name, email.partition("@")[0]} & names:
            found.setdefault(written, set()).add(number)
    return {name: numbers.pop() for name, numbers in found.items() if len(numbers) == 1}


def _groups(names: set[str]) -> dict[str, str | None]:
    """The reserved words and departments that exist."""
    lower = {name: name.lower() for name in names}
    groups: dict[str, str | None] = {name: "" for name, word in lower.items() if word == PILOTS}
    groups |= {name: None for name, word in lower.items() if word == OFFICE}
    slugs = {name: word.removeprefix(f"{PILOTS}-") for name, word in lower.items() if word.startswith(f"{PILOTS}-")}
    if slugs:
        open_ones = select(Department.slug).where(Department.slug.in_(slugs.values()), Department.closed_at.is_(None))
        there = set(db.session.scalars(open_ones))
        groups |= {name: slug for name, slug in slugs.items() if slug in there}
    return groups


def _members(slug: str | None) -> set[int]:
    if slug is None:
        return {person.id for person in office_people()}
    running = current_appointments()
    if slug:
        department = db.session.scalar(select(Department.id).where(Department.slug == slug))
        running = [appointment for appointment in running if appointment.department_id == department]
    return {appointment.person_id for appointment in running}
