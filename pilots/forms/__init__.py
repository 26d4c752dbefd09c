"""Forms of the pilots area."""

from pilots.forms.handovers import HandoverForm

__all__ = ["HandoverForm"]
