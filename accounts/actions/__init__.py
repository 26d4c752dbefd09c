"""Writes of the accounts area."""

from accounts.actions.notices import notify

__all__ = ["notify"]
