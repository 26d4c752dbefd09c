"""Reporting, hiding and showing posts in tests through the real actions."""

from core.db import transaction
from knowledge.actions import moderation as actions
from knowledge.actions.premoderation import choose_premoderation
from knowledge.models import Hiding, PostKind, Report, ReportReason
from knowledge.queries.moderation import get_post_view
from tests.conftest import person

WORDS = "Da steht ein Name drin."
REASON = "Enthält personenbezogene Daten"


def report(
    kind: PostKind, number: int, key: str = "emil", reason: ReportReason = ReportReason.OTHER, words: str = WORDS
) -> Report:
    with transaction():
        post = get_post_view(person(key), kind, number)
        return actions.report_post(actor=person(key), post=post, reason=reason, words=words)


def hide(kind: PostKind, number: int, key: str = "olga", reason: str = REASON) -> Hiding:
    with transaction():
        return actions.hide_post(actor=person(key), post=get_post_view(person(key), kind, number), reason=reason)


def show(kind: PostKind, number: int, key: str = "olga", reason: str = "Der Name ist entfernt") -> Hiding:
    with transaction():
        return actions.show_post(actor=person(key), post=get_post_view(person(key), kind, number), reason=reason)


def dismiss(kind: PostKind, number: int, key: str = "olga", reason: str = "Das ist kein Name") -> None:
    with transaction():
        actions.dismiss_reports(actor=person(key), post=get_post_view(person(key), kind, number), reason=reason)


def switch(*kinds: PostKind, key: str = "olga", is_on: bool = True) -> None:
    """What employees write of these kinds waits from now on."""
    for kind in kinds:
        with transaction():
            choose_premoderation(actor=person(key), kind=kind, is_on=is_on)


def publish(kind: PostKind, number: int, key: str = "olga", base: str | None = None) -> Hiding:
    with transaction():
        return actions.publish_post(actor=person(key), post=get_post_view(person(key), kind, number), base=base)


def decline(kind: PostKind, number: int, key: str = "olga", reason: str = REASON) -> Hiding:
    with transaction():
        return actions.decline_post(actor=person(key), post=get_post_view(person(key), kind, number), reason=reason)
