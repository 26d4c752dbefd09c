"""Forms of the pilots area."""

from pilots.forms.coverage import GoalForm
from pilots.forms.handovers import HandoverForm

__all__ = ["GoalForm", "HandoverForm"]
