"""Attendance: noted on the list or by the code of the room; enough of it is a certificate, exactly one."""

import io
from datetime import timedelta

import pytest
import time_machine
from pypdf import PdfReader
from sqlalchemy import func, select

from accounts.rules import PERIODS
from core import pdf
from core.db import db, transaction, utcnow
from core.errors import Conflict, NotAllowed
from pilots.actions import attendance
from pilots.jobs import judge_courses
from pilots.models import Attendance, Certificate, Cohort, Enrolment, EnrolmentState
from pilots.queries.attendance import get_session, list_of, progress_of, room_code
from tests.conftest import person
from tests.forms import submit
from tests.knowledge.test_practice_sheet import kinds
from tests.pilots.attending import after, close, course, during, note, sessions
from tests.pilots.enrolling import again, external, settle
from tests.pilots.teaching import programme

COMPLETED, INCOMPLETE, NO_SHOW = EnrolmentState.COMPLETED, EnrolmentState.INCOMPLETE, EnrolmentState.NO_SHOW


def enrolment(of: Cohort, key: str) -> Enrolment:
    wanted = select(Enrolment).where(Enrolment.cohort_id == of.id, Enrolment.person_id == person(key).id)
    return db.session.scalars(wanted).one()


def certificates() -> int:
    return db.session.scalar(select(func.count()).select_from(Certificate)) or 0


def test_who_was_there_all_the_time_gets_one_certificate(app):
    made = course(None, "emil", "ben")
    for one in sessions(made):
        with during(one):
            note(one, enrolment(made, "emil"))
            note(one, enrolment(made, "emil"))
    with after(made):
        close(made)
        close_again(made)
    assert again(enrolment(made, "emil")).state is COMPLETED
    assert certificates() == 1
    certificate = db.session.scalars(select(Certificate)).one()
    assert (certificate.holder_name, certificate.cohort_id) == ("Emil Ernst", made.id)
    assert certificate.issued_on == sessions(made)[-1].starts_at.date()
    assert again(enrolment(made, "ben")).state is EnrolmentState.ATTENDING


def close_again(made: Cohort) -> None:
    with pytest.raises(Conflict, match="nobody_noted"):
        close(made)


def test_too_little_names_what_is_missing_and_making_it_up_elsewhere_completes(client_of):
    taught = programme()
    made, other = course(taught, "emil"), course(taught, in_days=60)
    first, second = sessions(made)
    with during(first):
        note(first, enrolment(made, "emil"))
    with after(made):
        close(made)
        assert again(enrolment(made, "emil")).state is INCOMPLETE
        page = client_of("emil").get(f"/lernen/{made.slug}/anwesenheit").text
        assert "50 % der Zeit; für das Zertifikat braucht es 80 %." in " ".join(page.split())
        assert other.slug in page
        assert "Für Ihr Zertifikat fehlen Termine" in client_of("emil").get("/ich/mitteilungen").text
    assert certificates() == 0
    wrong, right = sessions(other)
    assert [one.is_guest for one in list_of(get_session(person("paul"), right.id))] == [True]
    with during(wrong), pytest.raises(Conflict, match="not_taking_part"):
        note(wrong, enrolment(made, "emil"))
    with during(right):
        note(right, enrolment(made, "emil"))
    assert again(enrolment(made, "emil")).state is COMPLETED
    assert certificates() == 1
    assert second.module_id == right.module_id


def test_the_clock_closes_a_course_whose_lists_were_kept_and_leaves_others_alone(app):
    kept, silent = course(None, "emil"), course(None, "ben")
    for one in sessions(kept):
        with during(one):
            note(one, enrolment(kept, "emil"))
    with after(kept, days=2):
        judge_courses()
        assert again(enrolment(kept, "emil")).state is EnrolmentState.ATTENDING
    with after(kept, days=4):
        settle(silent)
        judge_courses()
        judge_courses()
    assert again(enrolment(kept, "emil")).state is COMPLETED
    assert again(enrolment(silent, "ben")).state is EnrolmentState.ATTENDING
    assert certificates() == 1


def test_who_keeps_the_list(app):
    made = course(None, "emil", "erika")
    first = sessions(made)[0]
    with during(first):
        for key in ("emil", "heike", "anna", "pia"):
            with pytest.raises(NotAllowed):
                note(first, enrolment(made, "erika"), key)
        note(first, enrolment(made, "emil"), "olga")
        note(first, enrolment(made, "emil"), "paul", is_present=False)
    assert progress_of(again(enrolment(made, "emil"))).share == 0


def test_nobody_notes_themselves_and_nobody_before_the_date(app):
    made = course(None, "emil", "paul")
    first = sessions(made)[0]
    with during(first), pytest.raises(NotAllowed):
        note(first, enrolment(made, "paul"))
    with time_machine.travel(first.starts_at - timedelta(hours=1)), pytest.raises(Conflict, match="not_begun"):
        note(first, enrolment(made, "emil"))


def test_the_code_of_the_room_lives_for_minutes_and_only_for_whoever_takes_part(client_of):
    made = course(None, "emil")
    first = sessions(made)[0]
    path = f"/lernen/termine/{first.id}/dabei"
    with during(first):
        emil, shown = client_of("emil"), room_code(first, utcnow())
        assert shown in client_of("paul").get(f"/lernen/termine/{first.id}/code").text
        answer = submit(emil, path, code="AAAAAA")
        assert (answer.status_code, "nicht der Code" in answer.text) == (422, True)
        for key in ("ben", "heike"):
            assert client_of(key).get(path).status_code == 404
    with time_machine.travel(first.starts_at + timedelta(hours=1, minutes=11)):
        assert submit(client_of("emil"), path, code=shown).status_code == 422
    with time_machine.travel(first.starts_at + timedelta(hours=1, minutes=4)):
        typed = f" {shown[:3].lower()} {shown[3:]} "
        assert submit(client_of("emil"), path, code=typed).location == f"/lernen/{made.slug}/anwesenheit"
        submit(client_of("emil"), path, code=shown)
    row = db.session.scalars(select(Attendance)).one()
    assert (row.means, row.noted_by_id) == ("code", None)
    with time_machine.travel(first.ends_at + timedelta(hours=1)):
        assert submit(client_of("emil"), path, code=room_code(first, utcnow())).status_code == 422


def test_codes_are_not_tried_out(client_of):
    made = course(None, "emil")
    first = sessions(made)[0]
    with during(first):
        emil = client_of("emil")
        codes = [submit(emil, f"/lernen/termine/{first.id}/dabei", code=f"AAAA{n:02}").status_code for n in range(12)]
    assert set(codes[10:]) == {429}


def test_the_list_on_a_phone(client_of):
    made = course(None, "emil")
    guest = external(made, "Eva Extern")
    first = sessions(made)[0]
    path = f"/lernen/termine/{first.id}/anwesenheit"
    with during(first):
        paul = client_of("paul")
        answer = submit(paul, path, enrolment=str(guest.id), present="1")
        assert answer.location == f"{path}#p{guest.id}"
        page = paul.get(path).text
        assert "Eva Extern ist nicht da" in page
        assert "Emil Ernst ist da" in page
        submit(paul, path, enrolment=str(guest.id), present="0")
        assert "Eva Extern ist da" in paul.get(path).text
        assert submit(paul, path, enrolment="999", present="1").status_code == 404
        assert submit(paul, path, enrolment="x", present="1").status_code == 422
    for key in ("emil", "heike", "ben"):
        assert client_of(key).get(path).status_code == 403


def test_the_list_on_paper(client_of):
    if not pdf.is_available():
        pytest.skip("no Pango on this machine, so pages offer no PDF")
    made = course(None, "emil")
    first = sessions(made)[0]
    found = PdfReader(io.BytesIO(client_of("paul").get(f"/lernen/termine/{first.id}/liste.pdf").data))
    text = " ".join(found.pages[0].extract_text().split())
    assert "Emil Ernst" in text
    assert "Unterschrift" in text
    root = found.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert {"/Table", "/TH", "/TD", "/H1"} <= kinds(root["/StructTreeRoot"])
    assert client_of("emil").get(f"/lernen/termine/{first.id}/liste.pdf").status_code == 403


def test_who_never_came(client_of):
    made = course(None, "emil", "ben")
    first = sessions(made)[0]
    with during(first):
        note(first, enrolment(made, "ben"))
    for days, expected in ((-1, "no_no_show"), (15, "no_no_show")):
        with after(made, days=days), pytest.raises(Conflict, match=expected), transaction():
            attendance.note_no_show(actor=person("paul"), enrolment=again(enrolment(made, "emil")))
    with after(made):
        settle(made)
        with pytest.raises(Conflict, match="no_no_show"), transaction():
            attendance.note_no_show(actor=person("paul"), enrolment=again(enrolment(made, "ben")))
        number = enrolment(made, "emil").id
        paul = client_of("paul")
        assert "Emil Ernst" in paul.get(f"/lernen/{made.slug}/anwesenheit").text
        assert submit(paul, f"/lernen/anmeldungen/{number}/nicht-erschienen").status_code == 303
        assert again(enrolment(made, "emil")).state is NO_SHOW
        emil = client_of("emil")
        assert "dass Sie nie da waren" in emil.get("/ich/mitteilungen").text
        assert "Es ist eingetragen" in emil.get(f"/lernen/{made.slug}/anwesenheit").text
        heike = client_of("heike")
        assert heike.get(f"/lernen/{made.slug}/anwesenheit").status_code == 404
        assert "dass Emil" not in heike.get(f"/lernen/{made.slug}").text


def test_lists_are_forgotten_and_certificates_stay(app):
    made = course(None, "emil")
    for one in sessions(made):
        with during(one):
            note(one, enrolment(made, "emil"))
    with after(made):
        close(made)
    with after(made, days=PERIODS["attendances"].days + 1):
        judge_courses()
    assert db.session.scalar(select(func.count()).select_from(Attendance)) == 0
    assert certificates() == 1


def test_the_page_of_the_course_leads_there_whoever_may_go(client_of):
    made = course(None, "emil")
    for key, leads in (("emil", True), ("paul", True), ("olga", True), ("ben", False), ("heike", False)):
        page = client_of(key).get(f"/lernen/{made.slug}").text
        assert (f"/lernen/{made.slug}/anwesenheit" in page) is leads, key
