"""Writes of the pilots area."""

from pilots.actions.handovers import hand_over, remove_handovers

__all__ = ["hand_over", "remove_handovers"]
