"""An edit that counts as a check: offered to who may check the entry, chosen already for who comes from the queue."""

from flask import request

from core.access import actor
from knowledge import actions, rules
from knowledge.actions.freshness import mark_of
from knowledge.forms.checking import WithCheck
from knowledge.models import Freshness


def comes_from_queue() -> bool:
    return request.args.get("von") == "liste"


def offer_check(form: WithCheck, entry: Freshness | None) -> None:
    """Without an entry that this person may check, the form says nothing of it."""
    if entry is None or not rules.can_check_entry(actor(), entry):
        del form.is_checked, form.seen
    elif not form.is_submitted():
        form.is_checked.data, form.seen.data = comes_from_queue(), mark_of(entry)


def check_with_edit(form: WithCheck, entry: Freshness | None) -> None:
    """Before the wording is changed: the locks are taken in this order. Raises as `check_entry`."""
    if entry is not None and "is_checked" in form and form.is_checked.data:
        actions.check_entry(actor=actor(), entry=entry, seen=form.seen.data or "")


def show_again(form: WithCheck, entry: Freshness | None) -> None:
    """The next try knows why the entry is due now."""
    if entry is not None and "seen" in form and form.errors:
        form.seen.data = mark_of(entry)
