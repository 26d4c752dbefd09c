"""What happens afterwards in the pilots area."""

from collections.abc import Callable
from datetime import timedelta

from accounts.queries.organisation import today
from accounts.rules import PERIODS
from core.db import db, transaction, utcnow
from core.outbox import Handler, Job, each
from pilots.actions import appointments, nominations, remove_handovers, seats
from pilots.actions.attendance import judge_course, remove_attendances
from pilots.actions.certificates import erase_ended_certificates, expire_certificates
from pilots.actions.enrolments import forget_enrolment
from pilots.actions.forecasts import keep_forecast
from pilots.models import Cohort, Enrolment, Nomination
from pilots.queries import appointments as appointments_found
from pilots.queries import attendance, enrolments, notice_kinds
from pilots.queries import nominations as found
from pilots.queries.forecasting import forecast_for

JUDGED_AFTER = timedelta(days=3)
"""So long after a course whoever keeps its lists can still correct them."""


def forget_handovers() -> None:
    with transaction():
        remove_handovers(utcnow() - PERIODS["handovers"])


def renew_forecast() -> None:
    """Worked out with no transaction open: it takes its time."""
    day = today()
    told = forecast_for(day)
    with transaction():
        keep_forecast(day=day, told=told)


def remind_nominee(job: Job) -> None:
    _on_nomination(int(job.payload["nomination_id"]), nominations.remind_nominee)


def lapse_nomination(job: Job) -> None:
    _on_nomination(int(job.payload["nomination_id"]), nominations.lapse_nomination)


def tend_nominations() -> None:
    """What the outbox missed: reminders that are due, terms that are over; and names that have served their purpose."""
    now = utcnow()
    for number in found.nominations_to_remind(now):
        _on_nomination(number, nominations.remind_nominee)
    for number in found.nominations_to_lapse(now):
        _on_nomination(number, nominations.lapse_nomination)
    for number in found.nominations_to_forget(now - PERIODS["nominations"]):
        _on_nomination(number, nominations.forget_nomination)


def _on_nomination(number: int, action: Callable[..., object]) -> None:
    """One transaction each: one bad row must not undo the others."""
    with transaction():
        nomination: Nomination | None = found.nomination_to_move(number)
        if nomination is not None:
            action(nomination=nomination)


def judge_courses() -> None:
    """Courses whose lists were kept and that nobody closed; one transaction each."""
    for number in attendance.cohorts_to_judge(utcnow() - JUDGED_AFTER):
        with transaction():
            judge_course(cohort=db.session.get_one(Cohort, number))
    with transaction():
        remove_attendances(utcnow() - PERIODS["attendances"])


def end_certificates() -> None:
    """Those whose time is over, and the names on those that ended long ago."""
    with transaction():
        expire_certificates()
        erase_ended_certificates(utcnow() - PERIODS["certificates"])


def settle_seats(job: Job) -> None:
    _settle(int(job.payload["cohort_id"]))


def tend_courses() -> None:
    """Offers that ran out, courses that begin, lists whose order changed; and names that have served their purpose."""
    now = utcnow()
    for number in enrolments.cohorts_to_settle():
        _settle(number)
    for number in enrolments.enrolments_to_forget(now - PERIODS["enrolments"]):
        with transaction():
            forget_enrolment(enrolment=db.session.get_one(Enrolment, number))


def _settle(number: int) -> None:
    with transaction():
        cohort = db.session.get(Cohort, number)
        if cohort is not None:
            seats.settle_seats(cohort=cohort)


def tend_appointments() -> None:
    """Ends that come are announced, handovers that are due begin; late or twice, each once."""
    for numbers, action in (
        (appointments_found.handovers_to_begin(), appointments.begin_due_handover),
        (appointments_found.ends_to_announce(), appointments.announce_end),
    ):
        for number in numbers:
            with transaction():
                if appointment := appointments_found.appointment_to_move(number):
                    action(appointment=appointment)


HANDLERS: dict[str, Handler] = {
    "pilots.remind_nominee": each(remind_nominee),
    "pilots.lapse_nomination": each(lapse_nomination),
    "pilots.settle_seats": each(settle_seats),
}
NIGHTLY: list[Callable[[], object]] = [
    tend_appointments,
    forget_handovers,
    tend_nominations,
    tend_courses,
    judge_courses,
    end_certificates,
    renew_forecast,
]
NOTICES = notice_kinds.NOTICES
