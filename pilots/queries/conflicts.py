"""What stands in the way of sessions: public holidays, other sessions, absences of those who take part or teach."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from accounts.models import Absence, Person
from accounts.queries import absences_of
from core.formats import LOCAL
from core.worktime import holiday_on
from pilots.models import Cohort, CohortSession
from pilots.queries.programmes import sessions_between
from pilots.rules.programmes import Span, meeting_sessions


@dataclass(frozen=True)
class Conflicts:
    """Of one session; all three are worth a look and forbid nothing."""

    holiday: str | None = None
    sessions: Sequence[CohortSession] = field(default_factory=tuple)
    away: Sequence[Person] = field(default_factory=tuple)

    def __bool__(self) -> bool:
        return bool(self.holiday or self.sessions or self.away)


def conflicts_of(cohort: Cohort, people: Sequence[Person] = ()) -> dict[int, Conflicts]:
    """By session id, those without any left out; `people` take part. Two statements however many there are."""
    if not cohort.sessions:
        return {}
    starts_at, ends_at = cohort.sessions[0].starts_at, max(session.ends_at for session in cohort.sessions)
    others = sessions_between(starts_at, ends_at)
    known = {person.id: person for person in [*people, *_trainers(cohort)]}
    absences = absences_of(known, since=starts_at)
    found = {
        session.id: Conflicts(
            holiday=holiday_on(session.starts_at.astimezone(LOCAL).date()),
            sessions=meeting_sessions(session, others),
            away=_away(session, [person for person in known.values() if _concerns(session, person, people)], absences),
        )
        for session in cohort.sessions
    }
    return {number: conflicts for number, conflicts in found.items() if conflicts}


def _trainers(cohort: Cohort) -> list[Person]:
    return [session.trainer for session in cohort.sessions if session.trainer]


def _concerns(session: CohortSession, person: Person, people: Sequence[Person]) -> bool:
    """A trainer only has to be there for the own sessions."""
    return person in people or session.trainer_id == person.id


def _away(session: CohortSession, people: Sequence[Person], absences: Mapping[int, Sequence[Absence]]) -> list[Person]:
    def is_away(person: Person) -> bool:
        spans = (Span(one.starts_at, one.ends_at) for one in absences.get(person.id, ()))
        return any(span.meets(session.starts_at, session.ends_at) for span in spans)

    return sorted(filter(is_away, people), key=lambda person: (person.sort_name, person.id))
