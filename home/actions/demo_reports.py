"""Posts of the demo city that somebody reported, and what the office decided, by the real actions."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from accounts.models import Person
from core.db import clock_at, db
from home.actions.demo_replay import OFFICE, office_hours
from knowledge.actions.moderation import dismiss_reports, hide_post, report_post
from knowledge.models import Answer, Comment, Post, PostKind, ReportReason
from knowledge.queries.moderation import get_post_view

MODELS: Mapping[str, Any] = {"answer": Answer, "comment": Comment, "post": Post}
DECISIONS = {"hide": hide_post, "dismiss": dismiss_reports}


def live_reports(entries: Sequence[Mapping[str, Any]], *, people: Mapping[str, Person], now: datetime) -> None:
    """`people` by e-mail address."""
    for entry in entries:
        number = _number(entry)
        for said in entry["by"]:
            _report(said, people[said["person"]], PostKind(entry["kind"]), number, now)
        if "decision" in entry:
            _decide(entry, people[OFFICE], number, now)


def _report(said: Mapping[str, Any], person: Person, kind: PostKind, number: int, now: datetime) -> None:
    with clock_at(_moment(said, now)):
        post = get_post_view(person, kind, number)
        report_post(actor=person, post=post, reason=ReportReason(said["reason"]), words=said["words"])
        db.session.flush()


def _decide(entry: Mapping[str, Any], office: Person, number: int, now: datetime) -> None:
    with clock_at(_moment(entry, now)):
        post = get_post_view(office, PostKind(entry["kind"]), number)
        DECISIONS[entry["decision"]](actor=office, post=post, reason=entry["answer"])
        db.session.flush()


def _number(entry: Mapping[str, Any]) -> int:
    model = MODELS[entry["kind"]]
    return int(db.session.scalars(select(model.id).where(model.submission == entry["post"])).one())


def _moment(entry: Mapping[str, Any], now: datetime) -> datetime:
    return office_hours(now - timedelta(days=entry["days_ago"]), now)
