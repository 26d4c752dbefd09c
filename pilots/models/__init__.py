"""Tables and words of the pilots area. Appointments live in accounts, so that nothing below asks upwards."""

from pilots.models.appointments import AppointmentMove
from pilots.models.attendance import Attendance, AttendanceMeans
from pilots.models.certificates import Certificate, CertificateMove, CertificateState, RevocationReason
from pilots.models.cohorts import Cohort, CohortSession
from pilots.models.coverage import Coverage, CoverageGoal, Evidence
from pilots.models.enrolments import Enrolment, EnrolmentMove, EnrolmentState, Funding, Place
from pilots.models.forecasts import CoverageForecast
from pilots.models.handovers import Handover, HandoverItem
from pilots.models.moves import Move, Standing
from pilots.models.nominations import Nomination, NominationMove, NominationState
from pilots.models.programmes import Programme, ProgrammeLevel, ProgrammeModule, ProgrammePrerequisite
from pilots.models.switches import Switch, SwitchName

__all__ = [
    "AppointmentMove",
    "Attendance",
    "AttendanceMeans",
    "Certificate",
    "CertificateMove",
    "CertificateState",
    "Cohort",
    "CohortSession",
    "Coverage",
    "CoverageForecast",
    "CoverageGoal",
    "Enrolment",
    "EnrolmentMove",
    "EnrolmentState",
    "Evidence",
    "Funding",
    "Handover",
    "HandoverItem",
    "Move",
    "Nomination",
    "NominationMove",
    "NominationState",
    "Place",
    "Programme",
    "ProgrammeLevel",
    "ProgrammeModule",
    "ProgrammePrerequisite",
    "RevocationReason",
    "Standing",
    "Switch",
    "SwitchName",
]
