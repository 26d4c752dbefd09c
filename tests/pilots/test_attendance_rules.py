"""What is missing of a course and whether it is enough, without a database."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from pilots.models import CohortSession
from pilots.rules.attendance import (
    ALPHABET,
    CODE_LIVES,
    CODE_SYMBOLS,
    is_enough,
    missing,
    plain,
    share,
    symbols,
    window,
)

NOON = datetime(2026, 3, 9, 12, tzinfo=UTC)
MODULES = st.sampled_from([None, 1, 2, 3])


@st.composite
def courses(draw, cohort: int = 1, first: int = 1) -> list[CohortSession]:
    modules, hours = draw(st.lists(MODULES, max_size=6)), st.integers(1, 8)
    return [
        CohortSession(
            id=first + number,
            cohort_id=cohort,
            module_id=module,
            starts_at=NOON + timedelta(days=number),
            ends_at=NOON + timedelta(days=number, hours=draw(hours)),
        )
        for number, module in enumerate(modules)
    ]


@given(courses(), courses(2, 100), st.data())
def test_each_date_elsewhere_makes_up_one_of_its_module_and_no_more(own, elsewhere, data) -> None:
    there = data.draw(st.lists(st.sampled_from(own), unique_by=id)) if own else []
    lost = missing(own, there + elsewhere)
    for module in (None, 1, 2, 3):
        open_ones = [one for one in own if one.module_id == module and one not in there]
        spare = len([one for one in elsewhere if one.module_id == module]) if module else 0
        assert len([one for one in lost if one.module_id == module]) == max(0, len(open_ones) - spare)
    assert not set(map(id, lost)) & set(map(id, there))


@given(courses(), st.data())
def test_the_share_grows_with_every_date_and_is_whole_at_the_end(own, data) -> None:
    order = data.draw(st.permutations(own))
    shares = [share(own, order[:count]) for count in range(len(own) + 1)]
    assert shares == sorted(shares)
    assert shares[0] == 0
    assert shares[-1] == (100 if own else 0)
    for count, reached in enumerate(shares):
        assert is_enough(own, order[:count], 80) is bool(own and reached >= 80)


def test_a_share_is_never_rounded_up() -> None:
    own = [
        CohortSession(id=n, cohort_id=1, starts_at=NOON + timedelta(days=n), ends_at=NOON + timedelta(days=n, hours=1))
        for n in range(3)
    ]
    assert share(own, own[:2]) == 66
    assert not is_enough(own, own[:2], 67)


@given(st.binary(min_size=32, max_size=32))
def test_the_code_of_the_room_is_read_however_it_is_typed(mark) -> None:
    code = symbols(mark.hex())
    assert len(code) == CODE_SYMBOLS
    assert set(code) <= set(ALPHABET)
    assert plain(f" {code[:3].lower()}-{code[3:]}".replace("1", "l").replace("0", "o")) == code


def test_the_code_changes_every_five_minutes() -> None:
    windows = [window(NOON + timedelta(minutes=minute)) for minute in range(20)]
    assert timedelta(minutes=5) == CODE_LIVES
    assert len(set(windows)) == 4
