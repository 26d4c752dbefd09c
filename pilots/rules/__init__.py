"""Who may do what in the pilots area, and how its things move. Pure."""

from pilots.rules.coverage import can_see_coverage, can_see_map, can_set_goal, provision_of
from pilots.rules.handovers import can_hand_over, can_preview_handover, can_read_handover, can_succeed, can_take_over

__all__ = [
    "can_hand_over",
    "can_preview_handover",
    "can_read_handover",
    "can_see_coverage",
    "can_see_map",
    "can_set_goal",
    "can_succeed",
    "can_take_over",
    "provision_of",
]
