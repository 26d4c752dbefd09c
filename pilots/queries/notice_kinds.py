"""The kinds of notices of this area: what each is about, how it reaches people by default, whom."""

from functools import partial

from accounts.models import Delivery
from accounts.queries.notices import NoticeKind, Topic
from accounts.rules import is_employee, is_office
from pilots.queries.appointments import appointment_subjects
from pilots.queries.certificates import certificate_subjects
from pilots.queries.enrolments import enrolment_subjects, has_open_offer
from pilots.queries.handovers import handover_subjects
from pilots.queries.nominations import awaits_consent, awaits_head, consent_subjects, nomination_subjects
from pilots.rules import can_take_over

of_nomination = partial(NoticeKind, subjects=nomination_subjects, topic=Topic.NOMINATIONS, reaches=is_employee)
of_appointment = partial(NoticeKind, subjects=appointment_subjects, topic=Topic.OWNED, reaches=is_employee)
of_certificate = partial(NoticeKind, subjects=certificate_subjects, reaches=is_employee)

of_enrolment = partial(NoticeKind, subjects=enrolment_subjects, topic=Topic.NOMINATIONS, reaches=is_employee)

NOTICES = [
    NoticeKind("handed_over", handover_subjects, topic=Topic.OWNED, reaches=can_take_over),
    of_nomination("nomination_consent", subjects=consent_subjects, stands=awaits_consent),
    of_nomination("nomination_reminder", subjects=consent_subjects, stands=awaits_consent),
    of_nomination("nomination_endorsed", default=Delivery.SITE),
    of_nomination("nomination_to_endorse", stands=awaits_head),
    of_nomination("nomination_on_behalf"),
    of_nomination("nomination_consented"),
    of_nomination("nomination_declined"),
    of_nomination("nomination_lapsed"),
    of_nomination("nomination_query", stands=awaits_head),
    of_nomination("nomination_answered", reaches=is_office),
    of_nomination("nomination_confirmed"),
    of_nomination("nomination_refused"),
    of_nomination("nomination_withdrawn"),
    of_nomination("nomination_stepped_back"),
    of_appointment("appointment_ends"),
    of_appointment("handover_to_accept"),
    of_certificate("certificate_issued"),
    of_certificate("certificate_replaced"),
    of_certificate("certificate_revoked"),
    of_enrolment("seat_offered", stands=has_open_offer),
    of_enrolment("seat_given"),
    of_enrolment("seat_swapped"),
    of_enrolment("offer_expired"),
    of_enrolment("enrolment_moved"),
    of_enrolment("enrolment_ended"),
    of_enrolment("course_incomplete"),
    of_enrolment("no_show_noted"),
]
