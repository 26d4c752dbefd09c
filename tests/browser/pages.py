"""Every page that somebody can open, with whom to open it as and where it stands in the demo city."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import url_for
from sqlalchemy import Select, select

from accounts.models import Appointment, Department, Person
from core.db import db, utcnow
from knowledge.models import Answer, Booking, ConsultationHour, Meeting, Question, QuestionState, Revision

Values = Callable[[], dict[str, Any]]
VISITOR, EMPLOYEE, PILOT, OFFICE, ADMIN, COMMITTEE = "visitor", "employee", "pilot", "office", "admin", "committee"
SIGN_INS = {
    EMPLOYEE: "mitarbeiterin@demo.example",
    PILOT: "lotsin@demo.example",
    OFFICE: "amt@demo.example",
    ADMIN: "admin@demo.example",
    COMMITTEE: "ausschuss@demo.example",
}
OPEN, ANSWERED, SOLVED = QuestionState.OPEN, QuestionState.ANSWERED, QuestionState.SOLVED
# Answer to programs, not to people.
NO_PAGES = {
    "home.api_document",
    "home.choose_language",
    "home.favicon",
    "home.healthz",
    "home.robots",
    "knowledge.attachment",
    "knowledge.calendar_feed",
    "knowledge.meeting_file",
    "knowledge.practice_sheet",
    "pilots.attendance_sheet",
    "pilots.badge_issuer",
    "pilots.badge_key",
    "pilots.badge_revocations",
    "pilots.certificate_badge",
    "pilots.certificate_sheet",
    "pilots.nomination_letter_sheet",
}
# One-time links by purpose; known as soon as the database is filled.
LINKS: dict[str, str] = {}


@dataclass(frozen=True)
class Page:
    """`endpoint` may be an address; `case` tells several looks of one apart; `status` is what it answers with."""

    endpoint: str
    role: str
    values: Values = dict
    case: str = ""
    status: int = 200

    @property
    def name(self) -> str:
        return "-".join(part for part in (self.endpoint.strip("/"), self.role, self.case) if part)


def address_of(page: Page) -> str:
    return page.endpoint if page.endpoint.startswith("/") else url_for(page.endpoint, **page.values())


def me(role: str) -> Person:
    return db.session.scalars(select(Person).where(Person.email == SIGN_INS[role])).one()


def _first(query: Select[Any]) -> Any:
    found = db.session.scalars(query.limit(1)).first()
    assert found is not None, f"the demo city has no row for {query}"
    return found


def numbered(query: Callable[[], Select[Any]]) -> Values:
    return lambda: {"number": _first(query()).id}


def _mine(*states: QuestionState) -> Values:
    return numbered(lambda: select(Question).where(Question.asker_id == me(EMPLOYEE).id, Question.state.in_(states)))


def _anybodys(*states: QuestionState) -> Values:
    return numbered(lambda: select(Question).where(Question.state.in_(states)))


def _not_of_the_pilot() -> Select[Any]:
    others = Question.owner_id != me(PILOT).id, Question.asker_id != me(PILOT).id
    return select(Question).where(Question.state == OPEN, *others)


def _shown(*states: QuestionState, **more: Any) -> Values:
    """The one with most answers; with its slug, so that no redirect is measured."""

    def values() -> dict[str, Any]:
        query = select(Question).where(Question.state.in_(states)).order_by(Question.answer_count.desc())
        found = _first(query)
        return {"number": found.id, "slug": found.slug, **more}

    return values


def _always(**values: Any) -> Values:
    return lambda: values


def _link(purpose: str) -> Values:
    return lambda: {"token": LINKS[purpose]}


DEPARTMENT = numbered(lambda: select(Department).where(Department.slug == "standesamt"))
PERSON = numbered(lambda: select(Person).where(Person.email == SIGN_INS[EMPLOYEE]))
ANSWER = numbered(lambda: select(Answer).where(Answer.author_id == me(PILOT).id))
HELD = numbered(lambda: select(Meeting).where(Meeting.minutes != ""))
COMING = numbered(lambda: select(Meeting).where(Meeting.starts_at > utcnow(), Meeting.cancelled_at.is_(None)))
HOUR = numbered(lambda: select(ConsultationHour).where(ConsultationHour.pilot_id == me(PILOT).id))
BOOKING = numbered(lambda: select(Booking).where(Booking.person_id == me(EMPLOYEE).id))
REWORDED = numbered(lambda: select(Question).join(Revision, Revision.question_id == Question.id))

PAGES = [
    *(Page("home.start", role) for role in (EMPLOYEE, PILOT, OFFICE, ADMIN, COMMITTEE)),
    *(Page("home.display", role) for role in (VISITOR, EMPLOYEE)),
    Page("home.accessibility", VISITOR),
    Page("home.imprint", VISITOR),
    Page("home.plain_language", VISITOR),
    Page("home.privacy", VISITOR),
    Page("/gibt-es-nicht", VISITOR, status=404),
    Page("/gibt-es-nicht", EMPLOYEE, status=404),
    Page("/verwaltung", EMPLOYEE, status=403),
    Page("accounts.sign_in", VISITOR),
    Page("accounts.forgot_password", VISITOR),
    Page("accounts.reset_password", VISITOR, _link("reset")),
    Page("accounts.reset_password", VISITOR, _always(token="abgelaufen"), "lapsed", 404),
    Page("accounts.accept_invitation", VISITOR, _link("invitation")),
    Page("accounts.accept_invitation", VISITOR, _always(token="abgelaufen"), "lapsed", 404),
    *(Page("accounts.profile", role) for role in (EMPLOYEE, PILOT, COMMITTEE)),
    *(Page("accounts.absences", role) for role in (EMPLOYEE, PILOT)),
    Page("accounts.change_password", EMPLOYEE),
    Page("accounts.notices", EMPLOYEE),
    Page("accounts.notices", OFFICE),
    Page("accounts.notice_settings", EMPLOYEE),
    Page("accounts.sign_ins", EMPLOYEE),
    Page("accounts.tokens", EMPLOYEE),
    Page("knowledge.admin_home", ADMIN),
    Page("knowledge.admin_home", OFFICE),
    Page("accounts.admin_audit", ADMIN),
    Page("accounts.admin_outbox", ADMIN),
    Page("accounts.admin_people", ADMIN),
    Page("accounts.admin_new_person", ADMIN),
    Page("accounts.admin_person", ADMIN, PERSON),
    Page("accounts.admin_edit_person", ADMIN, PERSON),
    Page("accounts.admin_block_person", ADMIN, PERSON),
    Page("accounts.admin_end_sign_ins", ADMIN, PERSON),
    Page("accounts.admin_record_absence", ADMIN, PERSON),
    Page("accounts.admin_departments", ADMIN),
    Page("accounts.admin_new_department", ADMIN),
    Page("accounts.admin_department", ADMIN, DEPARTMENT),
    Page("accounts.admin_edit_department", ADMIN, DEPARTMENT),
    Page("accounts.admin_close_department", ADMIN, DEPARTMENT),
    Page("accounts.admin_merge_department", ADMIN, DEPARTMENT),
    Page("accounts.admin_split_department", ADMIN, DEPARTMENT),
    Page("accounts.admin_appoint", ADMIN, DEPARTMENT),
    Page("accounts.admin_appoint", ADMIN, lambda: {**DEPARTMENT(), "person": PERSON()["number"]}, "chosen"),
    Page("accounts.admin_appoint", ADMIN, lambda: {**DEPARTMENT(), "q": "a"}, "found"),
    Page("accounts.admin_end_appointment", ADMIN, numbered(lambda: select(Appointment))),
    Page("accounts.admin_import", ADMIN),
    Page("accounts.admin_import_file", ADMIN, _always(what="aemter"), "aemter"),
    Page("accounts.admin_import_file", ADMIN, _always(what="personen"), "personen"),
    *(Page("pilots.pilots_map", role) for role in (EMPLOYEE, OFFICE)),
    *(Page("pilots.coverage", role) for role in (EMPLOYEE, OFFICE)),
    Page("pilots.coverage", EMPLOYEE, lambda: {"am": (utcnow() - timedelta(days=300)).date().isoformat()}, "past"),
    Page("pilots.coverage_departments", EMPLOYEE),
    Page("pilots.coverage_departments", EMPLOYEE, _always(stand="without"), "without"),
    Page("pilots.coverage_goal", OFFICE),
    Page("pilots.coverage_forecasts", EMPLOYEE),
    Page("pilots.plan_coverage", OFFICE),
    Page("knowledge.seat_plan", OFFICE),
    Page("knowledge.bus_factor", OFFICE),
    Page("pilots.plan_coverage", OFFICE, _always(plaetze="8", monat="6", kosten="690", geht="0"), "changed"),
    *(Page("pilots.appointment", role, numbered(lambda: select(Appointment))) for role in (OFFICE, ADMIN)),
    *(Page("pilots.own_appointments", role) for role in (EMPLOYEE, PILOT)),
    Page("pilots.department_appointments", OFFICE, _always(slug="standesamt")),
    Page("knowledge.department", EMPLOYEE, _always(slug="standesamt")),
    Page("knowledge.department", EMPLOYEE, _always(slug="ordnungsamt"), "without"),
    *(Page("knowledge.questions", role) for role in (EMPLOYEE, PILOT)),
    Page("knowledge.questions", EMPLOYEE, _always(ansicht="unbeantwortet", amt="standesamt"), "filtered"),
    Page("knowledge.doubt_answer", EMPLOYEE, ANSWER),
    *(Page("knowledge.watch_list", role) for role in (EMPLOYEE, PILOT)),
    Page("knowledge.questions", EMPLOYEE, _always(stichwort="e-akte"), "tag"),
    Page("knowledge.search", EMPLOYEE),
    Page("knowledge.search", EMPLOYEE, _always(q="Bescheid digital unterschreiben"), "hits"),
    Page("knowledge.search", EMPLOYEE, _always(q="Quittenmarmelade"), "nothing"),
    Page("knowledge.ask_question", EMPLOYEE),
    Page("knowledge.ask_question", EMPLOYEE, _always(title="Wie unterschreibe ich einen Bescheid?"), "words"),
    Page("knowledge.question", EMPLOYEE, _shown(OPEN), "open"),
    Page("knowledge.question", PILOT, _shown(ANSWERED), "answered"),
    Page("knowledge.question", OFFICE, _shown(SOLVED), "solved"),
    Page("knowledge.question", EMPLOYEE, _shown(QuestionState.DUPLICATE, ansehen=1), "duplicate"),
    Page("knowledge.frequent_questions", EMPLOYEE),
    Page(
        "knowledge.undo_duplicate",
        OFFICE,
        numbered(lambda: select(Question).where(Question.state == QuestionState.DUPLICATE)),
    ),
    Page("knowledge.question", OFFICE, _shown(QuestionState.WITHDRAWN), "withdrawn"),
    Page("knowledge.question", EMPLOYEE, _shown(QuestionState.CLOSED), "closed"),
    Page("knowledge.edit_question", EMPLOYEE, _mine(OPEN, ANSWERED, SOLVED)),
    Page("knowledge.withdraw_question", EMPLOYEE, _mine(OPEN)),
    Page("knowledge.reopen_question", EMPLOYEE, _mine(ANSWERED, SOLVED)),
    Page("knowledge.close_question", OFFICE, _anybodys(OPEN)),
    Page("knowledge.mark_duplicate", OFFICE, _anybodys(OPEN)),
    Page("knowledge.hand_on_question", OFFICE, _anybodys(OPEN)),
    Page("knowledge.take_over_question", PILOT, numbered(_not_of_the_pilot)),
    Page("knowledge.question_revisions", EMPLOYEE, REWORDED),
    Page("knowledge.edit_answer", PILOT, ANSWER),
    Page("knowledge.comment_answer", EMPLOYEE, ANSWER),
    Page("knowledge.answer_revisions", EMPLOYEE, ANSWER),
    Page("knowledge.topics", PILOT),
    Page("knowledge.tags", EMPLOYEE),
    *(Page("knowledge.tag", role, _always(slug="vpn")) for role in (EMPLOYEE, PILOT, OFFICE)),
    Page("knowledge.edit_tag", OFFICE, _always(slug="vpn")),
    Page("knowledge.merge_tag", OFFICE, _always(slug="vpn")),
    Page("knowledge.meetings", PILOT),
    Page("knowledge.past_meetings", PILOT),
    Page("knowledge.meeting", PILOT, COMING, "coming"),
    Page("knowledge.meeting", OFFICE, HELD, "held"),
    Page("knowledge.plan_meeting", PILOT),
    Page("knowledge.edit_meeting", OFFICE, COMING),
    Page("knowledge.cancel_meeting", OFFICE, COMING),
    Page("knowledge.write_minutes", PILOT, HELD),
    Page("knowledge.add_outcome", PILOT, HELD),
    *(Page("knowledge.calendars", role) for role in (EMPLOYEE, PILOT)),
    *(Page("knowledge.consultation_hours", role) for role in (EMPLOYEE, PILOT)),
    *(Page("knowledge.consultation_hour", role, HOUR) for role in (EMPLOYEE, PILOT)),
    Page("knowledge.offer_hours", PILOT),
    Page("knowledge.cancel_hour", PILOT, HOUR),
    Page("knowledge.booking", EMPLOYEE, BOOKING),
    Page("knowledge.book_for_question", EMPLOYEE, _mine(OPEN)),
]

# Looked at in both themes at both widths; the others in one combination each.
MAIN = {
    "home.start-employee",
    "home.start-pilot",
    "accounts.sign_in-visitor",
    "accounts.notices-employee",
    "accounts.admin_people-admin",
    "pilots.pilots_map-employee",
    "knowledge.department-employee",
    "knowledge.questions-employee",
    "knowledge.search-employee-hits",
    "knowledge.ask_question-employee",
    "knowledge.question-pilot-answered",
    "knowledge.question-office-solved",
}
