"""How a department is provided for."""

from enum import StrEnum


class Coverage(StrEnum):
    """How a department is provided for on a day. At risk: only a deputy is there, nobody they stand in for."""

    WITH_PILOT = "with_pilot"
    AT_RISK = "at_risk"
    WITHOUT = "without"
