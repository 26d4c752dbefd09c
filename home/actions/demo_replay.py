"""The demo city's questions, lived through in their order by the real actions under the clock of each moment."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any

from sqlalchemy import select

from accounts.models import Absence, Person
from core.db import clock_at, db
from core.formats import LOCAL
from core.outbox import OutboxJob
from knowledge import actions
from knowledge.models import Answer, Ownership, Question

FRIDAY = 4
OPENS, CLOSES = time(8), time(16)
OFFICE = "amt@demo.example"
ON_THE_CLOCK = {
    "knowledge.remind_owner": actions.remind_owner,
    "knowledge.pass_on": actions.pass_on_overdue,
}


@dataclass(frozen=True)
class Step:
    """Something that happens at a moment."""

    at: datetime
    do: Callable[[], object]


@dataclass
class Replay:
    """`people` by e-mail address, `tag_names` by the key of the files; the caller holds the transaction."""

    people: Mapping[str, Person]
    tag_names: Mapping[str, str]
    now: datetime
    questions: dict[str, Question] = field(default_factory=dict)

    def run(self, entries: list[dict[str, Any]]) -> None:
        steps = [step for entry in entries for step in self._steps(entry)]
        for step in sorted([*steps, *self._absences()], key=lambda step: step.at):
            self._let_time_pass(step.at)
            self._do(step)
        self._let_time_pass(self.now)

    def _do(self, step: Step) -> None:
        """Written at once: what is written later would bear a later time."""
        with clock_at(step.at):
            step.do()
            db.session.flush()

    def _let_time_pass(self, until: datetime) -> None:
        """Reminders and passing on, as the worker would have done them."""
        due = select(OutboxJob).where(
            OutboxJob.topic.in_(ON_THE_CLOCK), OutboxJob.due_at <= until, OutboxJob.finished_at.is_(None)
        )
        while job := db.session.scalars(due.order_by(OutboxJob.due_at, OutboxJob.id).limit(1)).first():
            job.finished_at = job.due_at
            ownership = db.session.get_one(Ownership, job.payload["ownership_id"])
            self._do(Step(job.due_at, partial(ON_THE_CLOCK[job.topic], ownership=ownership)))

    def _absences(self) -> Iterator[Step]:
        for absence in db.session.scalars(select(Absence).where(Absence.starts_at <= self.now)):
            yield Step(absence.starts_at, partial(actions.follow_absence, person_id=absence.person_id))

    def _steps(self, entry: dict[str, Any]) -> Iterator[Step]:
        yield Step(self._moment(entry["asked_days_ago"]), partial(self._ask, entry))
        for number, answer in enumerate(entry.get("answers", ())):
            yield Step(self._moment(answer["days_ago"]), partial(self._answer, entry, number))
            for seq, comment in enumerate(answer.get("comments", ())):
                yield Step(self._moment(comment["days_ago"]), partial(self._comment, entry, number, seq))
        yield from self._end(entry)

    def _end(self, entry: dict[str, Any]) -> Iterator[Step]:
        """How the question came to its state; a reopened one was accepted or closed half-way before."""
        state, days = entry["state"], entry.get("state_days_ago", 0.0)
        if state == "reopened":
            yield Step(self._moment(_half_way(entry)), partial(self._settle, entry))
            yield Step(self._moment(days), partial(self._reopen, entry))
        elif state not in ("open", "answered"):
            yield Step(self._moment(days), partial(self._settle, entry))

    def _ask(self, entry: dict[str, Any]) -> None:
        self.questions[entry["key"]] = actions.ask_question(
            actor=self.people[entry["asker"]],
            title=entry["title"],
            body=entry["body"].strip(),
            tags=[self.tag_names[key] for key in entry["tags"]],
            submission=entry["key"],
        )

    def _answer(self, entry: dict[str, Any], number: int) -> None:
        answer = entry["answers"][number]
        actions.answer_question(
            actor=self.people[answer["author"]],
            question=self.questions[entry["key"]],
            body=answer["body"].strip(),
            submission=f"{entry['key']}-{number}",
        )

    def _comment(self, entry: dict[str, Any], number: int, seq: int) -> None:
        comment = entry["answers"][number]["comments"][seq]
        actions.comment_answer(
            actor=self.people[comment["author"]],
            answer=self._made(entry, number),
            body=comment["body"].strip(),
            submission=f"{entry['key']}-{number}-{seq}",
        )

    def _settle(self, entry: dict[str, Any]) -> None:
        question, asker = self.questions[entry["key"]], self.people[entry["asker"]]
        by = self.people[entry.get("state_by", OFFICE)]
        if entry["state"] == "duplicate":
            actions.mark_duplicate(actor=by, question=question, original=self.questions[entry["duplicate_of"]])
        elif entry["state"] == "withdrawn":
            actions.withdraw_question(actor=asker, question=question)
        elif "close_reason" in entry:
            actions.close_question(actor=by, question=question, reason=entry["close_reason"])
        else:
            actions.accept_answer(actor=asker, answer=self._made(entry, _accepted(entry)))

    def _reopen(self, entry: dict[str, Any]) -> None:
        question, asker = self.questions[entry["key"]], self.people[entry["asker"]]
        actions.reopen_question(actor=asker, question=question, reason=entry["reason"])

    def _made(self, entry: dict[str, Any], number: int) -> Answer:
        return db.session.scalars(select(Answer).where(Answer.submission == f"{entry['key']}-{number}")).one()

    def _moment(self, days_ago: float) -> datetime:
        return office_hours(self.now - timedelta(days=days_ago), self.now)


def office_hours(moment: datetime, now: datetime) -> datetime:
    """The moment moved into opening hours of its day, a weekend's into its Friday's; what came first stays first.

    Of today the part until `now` counts.
    """
    local = moment.astimezone(LOCAL)
    days_off = max(local.weekday() - FRIDAY, 0)
    first = local.date() - timedelta(days=days_off)
    length = 3 if first.weekday() == FRIDAY else 1
    begin, end = (datetime.combine(first + timedelta(days=number), time(), LOCAL) for number in (0, length))
    opens, closes = (datetime.combine(first, hour, LOCAL) for hour in (OPENS, CLOSES))
    end, closes = min(end, now), min(closes, now)
    opens = min(opens, closes)
    return opens + (closes - opens) * ((moment - begin) / (end - begin))


def _accepted(entry: dict[str, Any]) -> int:
    return next(number for number, answer in enumerate(entry["answers"]) if answer.get("accepted"))


def _half_way(entry: dict[str, Any]) -> float:
    """Between the last answer (or the question) and its reopening."""
    last = min([entry["asked_days_ago"], *(answer["days_ago"] for answer in entry.get("answers", ()))])
    return float(last + entry["state_days_ago"]) / 2
