"""Tables and words of the pilots area. Appointments live in accounts, so that nothing below asks upwards."""

from pilots.models.coverage import Coverage
from pilots.models.handovers import Handover, HandoverItem
from pilots.models.moves import Move, Standing

__all__ = [
    "Coverage",
    "Handover",
    "HandoverItem",
    "Move",
    "Standing",
]
