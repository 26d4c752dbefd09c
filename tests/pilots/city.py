"""A city that lives: random acts, day after day, by the actions that the pages use, and a diary beside them."""

import random
from datetime import date, timedelta

import time_machine
from sqlalchemy import select

from accounts import actions
from accounts.models import Appointment, AppointmentKind, AppointmentState, Department, Person
from accounts.queries import department_use
from accounts.queries.organisation import today
from core.db import db, transaction, utcnow
from core.errors import Conflict
from pilots.actions import nominations as steps
from pilots.actions.appointments import move_appointment
from pilots.models import Nomination
from pilots.models import NominationState as State
from pilots.models.nominations import LIVE
from tests.conftest import person
from tests.people import APPOINTED, DEPARTMENTS, NAMES, SETTLED_ON
from tests.pilots import nominating
from tests.pilots.naive import NaiveDepartment

STEPS = {
    State.SUBMITTED: [(steps.endorse, "heike", {}, "live")],
    State.AWAITING_CONSENT: [(steps.give_consent, "emil", {}, "live"), (steps.decline, "emil", {}, "over")],
    State.CONSENTED: [(steps.confirm, "olga", {}, "confirmed"), (steps.refuse, "olga", {"reason": "Voll."}, "over")],
}


class City:
    """`diary`: what a naive reader of the acts believes, by the department's slug."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.diary: dict[str, NaiveDepartment] = {}
        self.made = 0
        self.nominated: dict[date, str] = {}
        self.confirmed: list[date] = []
        self.after: dict[int, list[list]] = {}
        slugs = {code: slug for code, _name, slug, _parent in DEPARTMENTS}
        for code, name, slug, parent in DEPARTMENTS:
            self.diary[slug] = NaiveDepartment([(SETTLED_ON, name, slugs.get(parent or ""), True, True)])
            held = [kind.value for _key, place, kind in APPOINTED if place == code]
            self.diary[slug].held = [(what, SETTLED_ON, None) for what in held]

    def live(self, days: int, acts_a_day: int = 2) -> list[date]:
        """Returns the days lived, each with its acts done; the last one is today."""
        start = utcnow() - timedelta(days=days)
        lived = []
        for number in range(days + 1):
            with time_machine.travel(start + timedelta(days=number)):
                for _ in range(self.chance.randint(0, acts_a_day)):
                    self._act()
                lived.append(today())
        return lived

    def _act(self) -> None:
        acts = (self._appoint, self._appoint, self._end, self._create, self._close, self._reopen, self._change)
        acts = (*acts, self._nominate, self._go_on, self._go_on, self._merge, self._split, self._accept)
        self.chance.choice(acts)()

    def _appoint(self) -> None:
        department, key = self._any(Department.closed_at.is_(None)), self.chance.choice(NAMES)
        first = today() + timedelta(days=self.chance.choice([0, 0, 0, 3]))
        kind = self.chance.choice([*AppointmentKind])
        someone = person(key)
        again = select(Appointment.id).where(
            Appointment.person_id == someone.id, Appointment.department_id == department.id
        )
        if db.session.scalars(again).first():
            return
        with transaction():
            actions.appoint_person(
                actor=person("olga"),
                person=someone,
                department=department,
                kind=kind,
                valid_from=first,
                reason="Schon lange dabei.",
            )
        self.diary[department.slug].held.append((kind.value, first, None))

    def _end(self) -> None:
        running = db.session.scalars(select(Appointment).where(Appointment.valid_until.is_(None))).all()
        if not running:
            return
        one = self.chance.choice(running)
        number, place = one.id, db.session.get_one(Department, one.department_id)
        until = today() + timedelta(days=self.chance.choice([0, 0, 4]))
        held = self.diary[place.slug].held
        held.remove((one.kind.value, one.valid_from, None))
        if until > one.valid_from:
            held.append((one.kind.value, one.valid_from, until))
            what = "leaving" if one.kind is AppointmentKind.PILOT else "deputy"
            self.after[number] = [[place.slug, what, until, None]]
        with transaction():
            actions.end_appointment(actor=person("olga"), appointment=one, valid_until=until)

    def _accept(self) -> None:
        """Nobody is there to accept, says the head, or the office where none is entered."""
        waiting = db.session.scalars(
            select(Appointment).where(Appointment.state == AppointmentState.HANDING_OVER)
        ).all()
        if not waiting:
            return
        one = self.chance.choice(waiting)
        number, until = one.id, one.valid_until
        head = db.session.get_one(Department, one.department_id).head_id
        actor = db.session.get_one(Person, head) if head else person("olga")
        with transaction():
            move_appointment(actor=actor, appointment=one, name="end_unaccepted")
        self._pieces(number, until)[-1][3] = today()

    def _pieces(self, number: int, until: date | None) -> list[list]:
        """Those of an appointment; of one that went over, by the day on which it ended."""
        if number in self.after:
            return self.after[number]
        return next(one for one in self.after.values() if one[-1][2] == until and one[-1][3] is None)

    def write_down(self) -> None:
        """What the diary knows besides: handovers that wait, and nominations."""
        for pieces in self.after.values():
            for slug, what, first, until in pieces:
                if until is None or first < until:
                    self.diary[slug].held.append((what, first, until))
        self.nominations_of_the_diary()

    def _create(self) -> None:
        self.made += 1
        parent = self._any(Department.closed_at.is_(None)) if self.chance.random() < 0.7 else None
        entry = actions.DepartmentEntry(
            code=f"N{self.made}", name=f"Neues Amt {self.made}", parent=parent, is_counted=self.chance.random() < 0.8
        )
        with transaction():
            made = actions.create_department(actor=person("olga"), entry=entry)
        self._note(made)

    def _close(self) -> None:
        open_ones = db.session.scalars(select(Department).where(Department.closed_at.is_(None))).all()
        free = [one for one in open_ones if not department_use(one.id).obstacles]
        if free:
            one = self.chance.choice(free)
            with transaction():
                actions.close_department(actor=person("olga"), department=one)
            self._note(one)

    def _reopen(self) -> None:
        closed = db.session.scalars(select(Department).where(Department.closed_at.is_not(None))).all()
        free = [one for one in closed if one.parent_id is None or db.session.get_one(Department, one.parent_id).is_open]
        if free:
            one = self.chance.choice(free)
            with transaction():
                actions.reopen_department(actor=person("olga"), department=one)
            self._note(one)

    def _change(self) -> None:
        """Renamed, moved below another division, or counted no more."""
        one = self._any(Department.closed_at.is_(None), Department.code.not_in(["D1", "D2", "D3"]))
        parent = self._any(Department.code.in_(["D1", "D2", "D3"]), Department.closed_at.is_(None))
        entry = actions.DepartmentEntry(
            code=one.code,
            name=f"{one.name}!" if len(one.name) < 60 else one.name,
            parent=parent,
            head=db.session.get(Person, one.head_id) if one.head_id else None,
            is_counted=self.chance.random() < 0.8,
        )
        with transaction():
            actions.change_department(actor=person("olga"), department=one, entry=entry)
        self._note(one)

    def _leaves(self) -> list[Department]:
        found = db.session.scalars(select(Department).where(Department.closed_at.is_(None)).order_by(Department.id))
        return [one for one in found if not department_use(one.id).departments and one.code != "32"]

    def _merge(self) -> None:
        """Not the one whose nominations the diary follows."""
        leaves = self._leaves()
        if len(leaves) > 1:
            old, into = self.chance.sample(leaves, 2)
            with transaction():
                actions.merge_departments(actor=person("olga"), department=old, into=into)
            self._note(old)
            self._read_appointments(old, into)
            self._hand_over_on(old, into, is_merge=True)

    def _split(self) -> None:
        self.made += 1
        old = self.chance.choice(self._leaves())
        people = list(db.session.scalars(select(Person).where(Person.department_id == old.id)))
        going = self.chance.sample(people, len(people) // 2)
        entry = actions.DepartmentEntry(code=f"N{self.made}", name=f"Neues Amt {self.made}")
        with transaction():
            made = actions.split_department(actor=person("olga"), department=old, entry=entry, people=going)
        self._note(made)
        self._read_appointments(old, made)
        self._hand_over_on(old, made, is_merge=False)

    def _hand_over_on(self, old: Department, into: Department, *, is_merge: bool) -> None:
        """Handovers that wait go on in the department that goes on; ends to come go with their appointments."""
        for pieces in self.after.values():
            slug, what, first, until = pieces[-1]
            if slug != old.slug or until is not None:
                continue
            if first > today() and not self._ends(old, first):
                pieces[-1][3] = first
                if self._ends(into, first):
                    pieces.append([into.slug, what, first, None])
            elif first <= today() and is_merge:
                pieces[-1][3] = today()
                pieces.append([into.slug, what, today(), None])

    def _ends(self, department: Department, day: date) -> bool:
        there = Appointment.department_id == department.id, Appointment.valid_until == day
        running = Appointment.state != AppointmentState.ENDED
        return db.session.scalars(select(Appointment.id).where(*there, running)).first() is not None

    def _read_appointments(self, *departments: Department) -> None:
        """What goes over is told by the rows; days that are over must be as the diary had them."""
        for one in departments:
            rows = db.session.scalars(select(Appointment).where(Appointment.department_id == one.id)).all()
            told = [(row.kind.value, row.valid_from, row.valid_until) for row in rows]
            yesterday = today() - timedelta(days=1)
            before, after = (
                sorted(
                    what for what, first, until in held if first <= yesterday and (until is None or until > yesterday)
                )
                for held in (self.diary[one.slug].held, told)
            )
            assert before == after
            self.diary[one.slug].held = told

    def _nominate(self) -> None:
        """By the office, and the head agrees at once or later."""
        live = select(Nomination.id).where(Nomination.state.in_(LIVE))
        department = db.session.scalars(select(Department).where(Department.code == "32")).one()
        if db.session.scalars(live).first() or not department.is_open:
            return
        try:
            nominating.propose()
        except Conflict:
            return
        self.nominated[today()] = "live"

    def _go_on(self) -> None:
        """The next step that leads on, or an end."""
        one = db.session.scalars(select(Nomination).where(Nomination.state.in_(LIVE))).first()
        if one is None:
            return
        step, who, more, state = self.chance.choice(STEPS[one.state])
        try:
            nominating.do(step, one, who, **more)
        except Conflict:
            return
        self.nominated[today()] = state
        if state == "confirmed":
            self.confirmed.append(today())

    def nominations_of_the_diary(self) -> None:
        """What was live as the days ended, and what was confirmed until somebody was appointed."""
        held = self.diary["ordnungsamt"].held
        changes = sorted(self.nominated.items())
        for (day, state), (following, _) in zip(changes, [*changes[1:], (None, "")], strict=True):
            if state == "live":
                held.append(("nominated", day, following))
        begun = sorted(first for what, first, _until in held if what == "pilot")
        for day in self.confirmed:
            until = next((first for first in begun if first >= day), day + timedelta(days=730))
            if until > day:
                held.append(("nominated", day, until))

    def _note(self, department: Department) -> None:
        one = db.session.get_one(Department, department.id)
        above = db.session.get_one(Department, one.parent_id).slug if one.parent_id else None
        facts = (today(), one.name, above, one.is_counted, one.is_open)
        self.diary.setdefault(one.slug, NaiveDepartment()).facts.append(facts)

    def _any(self, *which) -> Department:
        return self.chance.choice(db.session.scalars(select(Department).where(*which).order_by(Department.id)).all())
