"""Certificates: issued once, replaced, revoked, expired, and after erasure still genuine."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import delete, func, select, text
from sqlalchemy.exc import IntegrityError

from accounts.models import Notice
from accounts.queries.organisation import today
from accounts.rules import PERIODS
from core.audit import AuditEntry
from core.db import db, transaction, utcnow
from core.errors import Conflict, NotAllowed
from pilots.actions import certificates as actions
from pilots.jobs import end_certificates
from pilots.models import Certificate, CertificateMove, CertificateState, RevocationReason, Standing
from pilots.queries.certificates import CertificateFilter, certificate_page, code_of
from tests.conftest import person
from tests.forms import submit
from tests.pilots.certifying import again, certify, code, programme

LIST = "/verwaltung/zertifikate"


def page_of(certificate: Certificate, rest: str = "") -> str:
    return f"/ich/zertifikate/{certificate.id}{rest}"


def test_the_office_issues_one_and_the_holder_is_told(client_of, run_jobs, mailbox):
    with transaction():
        programme()
    day = today() - timedelta(days=3)
    number = db.session.scalar(select(func.min(programme().id)))
    olga = client_of("olga")
    answer = submit(olga, f"{LIST}/neu", holder="ERIKA@stadt.example", programme=str(number), issued_on=day.isoformat())
    assert answer.status_code == 303
    made = db.session.scalars(select(Certificate)).one()
    assert (made.holder_name, made.person_id, made.number) == ("Erika Engel", person("erika").id, f"{day.year}-00001")
    run_jobs()
    assert "Grundlehrgang" in mailbox()[-1].get_body(("plain",)).get_content()
    erika = client_of("erika")
    assert "Grundlehrgang" in erika.get("/ich/zertifikate").text
    assert code(made) in erika.get(page_of(made)).text


def test_the_same_form_twice_issues_one(app):
    with transaction():
        completion = actions.Completion(programme(), "Eva Extern", today())
        first = actions.issue_certificate(actor=person("olga"), completion=completion, submission="one")
        assert actions.issue_certificate(actor=person("olga"), completion=completion, submission="one") is first
        enrolled = actions.certify_completion(completion=completion, enrolment_id=7)
        assert actions.certify_completion(completion=completion, enrolment_id=7) is enrolled
    assert db.session.scalar(select(func.count()).select_from(Certificate)) == 2


def test_register_numbers_count_within_the_year_and_are_not_given_out_again(app):
    first, second = certify(), certify("emil")
    assert [first.number, second.number] == [f"{today().year}-0000{number}" for number in (1, 2)]
    with time_machine.travel(utcnow() + timedelta(days=366)):
        assert certify("ben").number == f"{today().year}-00001"


def test_what_the_form_refuses(client_of):
    with transaction():
        number = programme(valid_months=24).id
    olga, day = client_of("olga"), today()
    wrong = [
        ({"holder": "", "programme": str(number), "issued_on": day.isoformat()}, "Geben Sie einen Namen"),
        ({"holder": "nie@mand.example", "programme": str(number), "issued_on": day.isoformat()}, "hat niemand"),
        ({"holder": "Eva Extern", "programme": "", "issued_on": day.isoformat()}, "Wählen Sie einen Lehrgang"),
        ({"holder": "Eva Extern", "programme": str(number), "issued_on": "gestern"}, "als Datum"),
        (
            {"holder": "Eva Extern", "programme": str(number), "issued_on": (day + timedelta(days=1)).isoformat()},
            "nicht in der Zukunft",
        ),
        (
            {"holder": "Eva Extern", "programme": str(number), "issued_on": (day - timedelta(days=900)).isoformat()},
            "schon abgelaufen",
        ),
    ]
    for fields, words in wrong:
        answer = submit(olga, f"{LIST}/neu", **fields)
        assert (answer.status_code, words in answer.text) == (422, True), fields
        assert fields["holder"] in answer.text
    assert db.session.scalar(select(func.count()).select_from(Certificate)) == 0


def test_a_replaced_one_leads_to_the_new_one_with_a_new_code_and_the_same_days(client_of):
    old = certify()
    before = code(old)
    olga = client_of("olga")
    assert submit(olga, f"{LIST}/{old.id}/ersetzen", name="Erika Ernst").status_code == 303
    new = db.session.scalars(select(Certificate).where(Certificate.replaces_id == old.id)).one()
    assert (again(old).state, new.state) == (CertificateState.REPLACED, CertificateState.VALID)
    assert (new.holder_name, new.issued_on, new.valid_until) == ("Erika Ernst", old.issued_on, old.valid_until)
    assert code(new) != before
    assert f"Ersetzt durch {new.number}" in client_of("erika").get(page_of(old)).text
    assert olga.get(f"{LIST}/{old.id}/ersetzen").status_code == 403


def test_a_revoked_one_says_to_its_holder_why(client_of):
    made = certify()
    olga = client_of("olga")
    answer = submit(olga, f"{LIST}/{made.id}/widerrufen")
    assert (answer.status_code, "Wählen Sie, warum" in answer.text) == (422, True)
    assert submit(olga, f"{LIST}/{made.id}/widerrufen", reason="deception").status_code == 303
    erika = client_of("erika")
    assert "Durch Täuschung erlangt" in erika.get(page_of(made)).text
    assert "Ihr Zertifikat wurde widerrufen" in erika.get("/ich/mitteilungen").text
    assert erika.get(page_of(made, "/zertifikat.pdf")).status_code == 404


def test_the_clock_ends_those_whose_last_day_is_over(app):
    made, for_good = certify(on=today()), certify("emil", valid_months=None)
    with time_machine.travel(utcnow() + timedelta(days=728)):
        end_certificates()
        assert again(made).state is CertificateState.VALID
    with time_machine.travel(utcnow() + timedelta(days=735)):
        assert again(made).state_on(today()) is CertificateState.EXPIRED
        for _ in range(2):
            end_certificates()
        assert again(made).state is CertificateState.EXPIRED
        assert again(for_good).state is CertificateState.VALID
    last = db.session.scalars(select(CertificateMove).where(CertificateMove.subject_id == made.id)).all()[-1]
    assert (last.seq, last.standing, last.actor_id) == (2, Standing.SYSTEM, None)


def test_the_state_is_the_last_row_of_the_history(app):
    one, two, three = certify(), certify("emil"), certify("ben")
    with transaction():
        actions.revoke_certificate(actor=person("olga"), certificate=one, reason=RevocationReason.BY_MISTAKE)
        actions.replace_certificate(actor=person("olga"), certificate=two, holder_name="Emil Engel")
        actions.erase_certificate(actor=person("ben"), certificate=three)
    for certificate in db.session.scalars(select(Certificate)):
        assert certificate.moves[-1].to_state == certificate.state
        assert [move.seq for move in certificate.moves] == list(range(1, len(certificate.moves) + 1))


def test_what_ended_does_not_go_on(app):
    made = certify()
    with transaction():
        actions.revoke_certificate(actor=person("olga"), certificate=made, reason=RevocationReason.BY_MISTAKE)
    for step in (
        lambda: actions.revoke_certificate(
            actor=person("olga"), certificate=again(made), reason=RevocationReason.REQUESTED
        ),
        lambda: actions.replace_certificate(actor=person("olga"), certificate=again(made), holder_name="X Y"),
    ):
        with pytest.raises(Conflict, match="step_not_allowed"), transaction():
            step()


def traces(of: int) -> list[tuple[str, str]]:
    """Every row of every table of certificates and their acts that says the name or points to the person."""
    found = []
    for table, columns in {
        "certificates": ("person_id",),
        "certificate_moves": ("actor_id", "on_behalf_of_id"),
        "audit_entries": ("actor_id",),
        "notices": ("person_id",),
    }.items():
        for column in columns:
            sql = text(f"SELECT count(*) FROM {table} WHERE {column} = :number")
            found += [(table, column)] * db.session.scalar(sql, {"number": of})
    names = db.session.scalars(select(Certificate.holder_name + Certificate.sort_name + Certificate.source)).all()
    return found + [("certificates", name) for name in names if "engel" in name.lower() or "enrolment" in name]


def test_after_erasure_nothing_leads_to_the_holder_and_the_code_still_works(client_of, client):
    made = certify()
    typed = code(made)
    assert traces(person("erika").id)
    erika = client_of("erika")
    answer = submit(erika, page_of(made, "/daten-loeschen"))
    assert answer.location == "/ich/zertifikate"
    assert "noch kein Zertifikat" in erika.get("/ich/zertifikate").text
    assert traces(person("erika").id) == []
    public = client.get(f"/zertifikat/{typed}").text
    assert "Das Zertifikat ist echt. Personendaten wurden gelöscht." in public
    assert "Namen prüfen" not in public
    assert erika.get(page_of(made)).status_code == 404
    assert "gelöscht" in client_of("olga").get(page_of(made)).text
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.act == "pilots.erase_certificate")).one()
    assert entry.actor_id is None


def test_a_revoked_one_stays_revoked_when_its_name_goes(client_of, client):
    made = certify()
    typed = code(made)
    with transaction():
        actions.revoke_certificate(actor=person("olga"), certificate=made, reason=RevocationReason.DECEPTION)
    assert submit(client_of("olga"), page_of(made, "/daten-loeschen")).location == LIST
    assert again(made).state is CertificateState.REVOKED
    assert "Das Zertifikat ist nicht gültig." in client.get(f"/zertifikat/{typed}").text


def test_an_erased_account_takes_its_names_along(app):
    made, other = certify(), certify("emil")
    with transaction():
        assert actions.erase_certificates_of(person("erika").id) == 1
    assert again(made).is_erased
    assert not again(other).is_erased


def test_names_on_what_ended_long_ago_go_by_themselves(app):
    made, running = certify(), certify("emil", valid_months=None)
    with transaction():
        actions.revoke_certificate(actor=person("olga"), certificate=made, reason=RevocationReason.BY_MISTAKE)
    with time_machine.travel(utcnow() + PERIODS["certificates"] - timedelta(days=1)):
        end_certificates()
        assert not again(made).is_erased
    with time_machine.travel(utcnow() + PERIODS["certificates"] + timedelta(days=1)):
        end_certificates()
    assert again(made).is_erased
    assert not again(running).is_erased


def test_nobody_else_sees_or_changes_it(app, client_of):
    made = certify()
    for key in ("emil", "pia", "heike", "anna"):
        for rest in ("", "/zertifikat.pdf", "/daten-loeschen"):
            assert client_of(key).get(page_of(made, rest)).status_code == 404
        assert client_of(key).get(LIST).status_code == 403
    for key in ("erika", "anna"):
        with pytest.raises(NotAllowed), transaction():
            actions.replace_certificate(actor=person(key), certificate=again(made), holder_name="X Y")
    with pytest.raises(NotAllowed), transaction():
        actions.erase_certificate(actor=person("emil"), certificate=again(made))


def test_the_office_finds_them_by_name_number_code_programme_and_state(app):
    made, other = certify("erika", name="Erika Müller-Engel"), certify("emil", valid_months=None)
    gone = certify("ben")
    with transaction():
        actions.revoke_certificate(actor=person("olga"), certificate=gone, reason=RevocationReason.REQUESTED)

    def found(**chosen) -> list[int]:
        return [one.id for one in certificate_page(CertificateFilter(**chosen))[0]]

    assert found() == [gone.id, other.id, made.id]
    for words in ("mueller", "engel erika", made.number, code(made), code(made).lower().replace("-", "")):
        assert found(words=words) == [made.id], words
    assert found(words="niemand") == []
    assert found(programme_id=other.programme_id) == [other.id]
    assert found(state="revoked") == [gone.id]


def test_the_list_goes_on_by_key_with_as_many_statements(client_of, app):
    for number in range(33):
        certify(None, name=f"Person {number}")
    olga = client_of("olga")
    first = olga.get(LIST).text
    assert "Person 32" in first
    assert "Person 2<" not in first
    last = certificate_page(CertificateFilter())[1]
    assert "Person 2<" in olga.get(f"{LIST}?vor={last}").text
    for odd in ("?vor=x", "?vor=99999999999", "?stand=nichts", "?lehrgang=abc"):
        assert olga.get(LIST + odd).status_code == 200


@pytest.mark.parametrize(
    "values",
    [
        {"state": "revoked"},
        {"reason_class": "deception"},
        {"holder_name": ""},
        {"state": "anonymised"},
        {"state": "expired", "valid_until": None},
        {"valid_until": "2000-01-01"},
        {"state": "lost"},
    ],
)
def test_the_database_refuses_what_cannot_be(app, values):
    made = certify()
    changes = ", ".join(f"{name} = :{name}" for name in values)
    with pytest.raises(IntegrityError), transaction():
        db.session.execute(text(f"UPDATE certificates SET {changes} WHERE id = :id"), values | {"id": made.id})


def test_the_code_is_nowhere_in_the_database(app):
    made = certify()
    secret = code_of(made)
    row = db.session.execute(text("SELECT * FROM certificates")).one()
    assert secret not in str(row)
    db.session.execute(delete(Notice))
    db.session.rollback()
