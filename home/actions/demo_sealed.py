"""The demo city's questions without a name, with the dialogue that goes on under the mask."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from accounts.models import Person
from core.db import clock_at, db
from home.actions.demo_replay import OFFICE, office_hours
from knowledge import actions
from knowledge.actions.comments import query_asker
from knowledge.actions.sealing import ask_sealed, moment_at
from knowledge.models import Question


def live_sealed(
    entries: Sequence[Mapping[str, Any]], *, people: Mapping[str, Person], tag_names: Mapping[str, str], now: datetime
) -> None:
    """`people` by e-mail address, `tag_names` by the key of the files; the key that seals is made with the first."""
    for entry in entries:
        with clock_at(_moment(entry, now)):
            question = ask_sealed(
                actor=people[entry["asker"]],
                title=entry["title"],
                body=entry["body"].strip(),
                tags=[tag_names[key] for key in entry["tags"]],
                submission=entry["key"],
            )
            db.session.flush()
        for number, step in enumerate(entry["steps"]):
            with clock_at(_moment(step, now)):
                _take(step, question, people[OFFICE], f"{entry['key']}-{number}")
                db.session.flush()


def _take(step: Mapping[str, Any], question: Question, office: Person, submission: str) -> None:
    words = {"body": step["body"].strip(), "submission": submission}
    if step["what"] == "query":
        query_asker(actor=office, question=question, **words)
    elif step["what"] == "answer":
        actions.answer_question(actor=office, question=question, **words)
    else:
        with clock_at(moment_at(question)):
            actions.comment_question(actor=question.asker, question=question, **words)


def _moment(entry: Mapping[str, Any], now: datetime) -> datetime:
    return office_hours(now - timedelta(days=entry["days_ago"]), now)
