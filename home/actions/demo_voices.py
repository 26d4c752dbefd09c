"""What readers of the demo city say of questions and answers, and what they follow, by the real actions."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from typing import Any

from accounts.models import Department, Person
from core.db import clock_at, db
from home.actions.demo_replay import Step, office_hours
from knowledge import actions, rules
from knowledge.models import Answer, Question, ReactionKind, Tag

STRIDE = 7
"""How far the next row of readers starts from the one before: not always the same people."""

DOUBTS = {"outdated_by": ReactionKind.OUTDATED, "wrong_by": ReactionKind.WRONG}


class Voices:
    """`people` by e-mail address, `questions` by the key of the files."""

    def __init__(self, people: Mapping[str, Person], questions: Mapping[str, Question], now: datetime) -> None:
        self.people, self.questions, self.now = people, questions, now
        self.readers = [person for person in people.values() if person.is_employee]
        self.turn = 0

    def live(self, entries: list[dict[str, Any]]) -> None:
        steps = [step for entry in entries for step in self._steps(entry)]
        for step in sorted(steps, key=lambda each: each.at):
            with clock_at(step.at):
                step.do()
                db.session.flush()
        for entry in entries:
            self._count(entry)

    def _steps(self, entry: dict[str, Any]) -> Iterator[Step]:
        question = self.questions[entry["question"]]
        for number, comment in enumerate(entry.get("comments", ())):
            yield self._step(comment, partial(self._comment, entry["question"], number, comment))
        for answer, said in zip(question.answers, entry.get("answers", ()), strict=False):
            for name, kind in DOUBTS.items():
                if name in said:
                    by = self.people[said[name]]
                    doubt = partial(actions.doubt_answer, actor=by, answer=answer, kind=kind, note=said["note"])
                    yield self._step(said, doubt)
            if "confirmed_by" in said:
                by = self.people[said["confirmed_by"]]
                yield self._step(said, partial(actions.confirm_answer, actor=by, answer=answer, is_on=True))

    def _step(self, said: dict[str, Any], do: Callable[[], object]) -> Step:
        return Step(office_hours(self.now - timedelta(days=said["days_ago"]), self.now), do)

    def _comment(self, key: str, number: int, comment: dict[str, Any]) -> None:
        words = {"body": comment["body"], "submission": f"{key}-comment-{number}"}
        actions.comment_question(actor=self.people[comment["author"]], question=self.questions[key], **words)

    def _count(self, entry: dict[str, Any]) -> None:
        question = self.questions[entry["question"]]
        for person in self._some(entry.get("same", 0), partial(rules.can_have_same_question, question=question)):
            actions.have_same_question(actor=person, question=question, is_same=True)
        for person in self._some(entry.get("helpful", 0), partial(rules.can_vote_for_question, question=question)):
            actions.vote_for_question(actor=person, question=question, is_helpful=True)
        for answer, said in zip(question.answers, entry.get("answers", ()), strict=False):
            self._count_answer(answer, said)

    def _count_answer(self, answer: Answer, said: dict[str, Any]) -> None:
        may = partial(rules.can_react_to_answer, answer=answer, question=answer.question)
        for person in self._some(said.get("helpful", 0), may):
            actions.vote_for_answer(actor=person, answer=answer, is_helpful=True)
        for person in self._some(said.get("helped", 0), may):
            actions.say_it_helped(actor=person, answer=answer, has_helped=True)

    def _some(self, count: int, may: Callable[[Person], bool]) -> Sequence[Person]:
        """So many who may, from where the last row began a little further on."""
        self.turn = (self.turn + STRIDE) % len(self.readers)
        in_turn = self.readers[self.turn :] + self.readers[: self.turn]
        return list(islice((person for person in in_turn if may(person)), count))


def follow(
    entries: list[dict[str, Any]],
    *,
    people: Mapping[str, Person],
    questions: Mapping[str, Question],
    tags: Mapping[str, Tag],
    departments: Mapping[str, Department],
) -> None:
    """`tags` by the key of the files, `departments` by code."""
    for entry in entries:
        actor = people[entry["person"]]
        for key in entry.get("questions", ()):
            actions.follow_question(actor=actor, question=questions[key], is_on=True)
        for key in entry.get("tags", ()):
            actions.follow_tag(actor=actor, tag=tags[key], is_on=True)
        for code in entry.get("departments", ()):
            actions.follow_department(actor=actor, department=departments[code], is_on=True)
