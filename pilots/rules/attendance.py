"""Who keeps the list of a date, which dates somebody has, and whether that is enough. Pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from accounts.models import Actor
from pilots.models import Cohort, CohortSession, Enrolment, EnrolmentState
from pilots.rules.certificate_codes import ALPHABET
from pilots.rules.programmes import can_teach

OPENS_BEFORE = timedelta(minutes=30)
"""From then on the list of a date is open: people arrive early."""
CODE_LIVES = timedelta(minutes=5)
"""The code shown in the room changes so often; the one before it still counts."""
CODE_SYMBOLS = 6
_ALIKE = str.maketrans("ILO", "110")
NO_SHOW_TERM = timedelta(days=14)
PRESENT_STATES = frozenset({EnrolmentState.SEATED, EnrolmentState.ATTENDING, EnrolmentState.INCOMPLETE})


def can_keep_attendance(person: Actor, cohort: Cohort) -> bool:
    """The office, and whoever teaches one of its dates. Needs the sessions."""
    return person.is_office or can_teach(person, cohort)


def is_open(session: CohortSession, at: datetime) -> bool:
    return session.removed_at is None and at >= session.starts_at - OPENS_BEFORE


def is_code_open(session: CohortSession, at: datetime) -> bool:
    """The code lives while people are in the room."""
    return is_open(session, at) and at < session.ends_at + OPENS_BEFORE


def missing(sessions: Iterable[CohortSession], attended: Iterable[CohortSession]) -> list[CohortSession]:
    """Which dates of a course somebody does not have: neither was there nor made its module up on another date."""
    there = list(attended)
    numbers = {one.id for one in there}
    own = list(sessions)
    spare = [one.module_id for one in there if one.id not in {each.id for each in own} and one.module_id is not None]
    found = []
    for session in own:
        if session.id in numbers:
            continue
        if session.module_id in spare:
            spare.remove(session.module_id)
            continue
        found.append(session)
    return found


def share(sessions: Sequence[CohortSession], attended: Iterable[CohortSession]) -> int:
    """Per cent of the time of a course, rounded down; 0 for a course without dates."""
    whole = sum((_length(one) for one in sessions), timedelta())
    lost = sum((_length(one) for one in missing(sessions, attended)), timedelta())
    return int((whole - lost) * 100 // whole) if whole else 0


def is_enough(sessions: Sequence[CohortSession], attended: Iterable[CohortSession], least: int) -> bool:
    """`least`: per cent."""
    return bool(sessions) and share(sessions, attended) >= least


def can_make_up(enrolment: Enrolment, session: CohortSession, open_modules: Iterable[int | None]) -> bool:
    """On a date of another course that teaches what they miss."""
    is_elsewhere = session.cohort_id != enrolment.cohort_id
    return is_elsewhere and enrolment.state in PRESENT_STATES and session.module_id in set(open_modules)


def can_be_no_show(enrolment: Enrolment, has_attended: bool, ended_at: datetime | None, at: datetime) -> bool:
    """Somebody of whom nobody saw anything, until two weeks after the course."""
    is_time = ended_at is not None and ended_at <= at < ended_at + NO_SHOW_TERM
    return is_time and not has_attended and enrolment.state is EnrolmentState.ATTENDING


def window(at: datetime) -> int:
    """The number of the code that is shown in the room then."""
    return int(at.timestamp() // CODE_LIVES.total_seconds())


def symbols(mark: str) -> str:
    """The code that a mark, hexadecimal digits, stands for; as people can read it out."""
    number = int(mark, 16)
    return "".join(ALPHABET[number >> 5 * place & 31] for place in range(CODE_SYMBOLS))


def plain(typed: str) -> str:
    """A code as it was made, in small letters, with I for 1, with spaces."""
    return "".join(filter(str.isalnum, typed.upper())).translate(_ALIKE)


def _length(session: CohortSession) -> timedelta:
    return session.ends_at - session.starts_at
