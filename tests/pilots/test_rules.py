"""When somebody is back."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.models import Absence
from pilots.queries import back_at

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


def away(start: int, end: int) -> Absence:
    return Absence(starts_at=NOON + timedelta(hours=start), ends_at=NOON + timedelta(hours=end))


@pytest.mark.parametrize(
    ("absences", "hours"),
    [
        ([], None),
        ([away(1, 5)], None),
        ([away(-5, 0)], None),
        ([away(-1, 5)], 5),
        ([away(-1, 5), away(5, 9)], 9),
        ([away(-1, 5), away(6, 9)], 5),
    ],
)
def test_somebody_is_back_when_the_absences_that_follow_each_other_are_over(absences, hours) -> None:
    expected = None if hours is None else NOON + timedelta(hours=hours)
    assert back_at(absences, NOON) == expected
