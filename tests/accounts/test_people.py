"""Accounts as the administration keeps them."""

import pytest
from sqlalchemy import func, select

from accounts import actions, queries
from accounts.models import ApiToken, LinkPurpose, OneTimeLink, Person, SignIn
from core.audit import AuditEntry
from core.db import db, transaction
from core.errors import Conflict, NotAllowed
from core.outbox import OutboxJob
from tests.conftest import counted_queries, person
from tests.forms import submit


def acts_about(key: str) -> list[str]:
    subject = (AuditEntry.subject_kind == "person", AuditEntry.subject_id == person(key).id)
    return list(db.session.scalars(select(AuditEntry.act).where(*subject).order_by(AuditEntry.id)))


def jobs(topic: str) -> list[dict[str, int | str]]:
    return list(db.session.scalars(select(OutboxJob.payload).where(OutboxJob.topic == topic)))


def number(code: str) -> int:
    return next(one.id for one in queries.every_department() if one.code == code)


def test_the_list_is_searched_and_filtered_by_its_address(client_of):
    anna = client_of("anna")
    assert "Erika Engel" in anna.get("/verwaltung/personen").text
    found = anna.get("/verwaltung/personen?q=petersen").text
    assert "Pia Petersen" in found
    assert "Erika Engel" not in found
    pilots = anna.get("/verwaltung/personen?rolle=pilot").text
    assert "Pia Petersen" in pilots
    assert "Erika Engel" not in pilots
    in_registry = anna.get(f"/verwaltung/personen?amt={number('34')}").text
    assert "Erika Engel" in in_registry
    assert "Paul Pohl" not in in_registry
    assert "passt niemand" in anna.get("/verwaltung/personen?q=niemand&stand=blocked").text


def test_a_search_finds_umlauts_in_either_case(client_of):
    with transaction():
        db.session.add(Person(name="Özlem Ätna", email="oezlem@stadt.example"))
    assert "Özlem" in client_of("anna").get("/verwaltung/personen?q=özlem").text


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Mueller", "Jörg Müller"),
        ("Muller", "Jörg Müller"),
        ("joerg MÜLLER", "Jörg Müller"),
        ("Müller", "Jutta Mueller"),
        ("Yildiz", "Ayşe Yıldız"),
        ("ayse yıldız", "Ayşe Yıldız"),
        ("Weiss", "Uwe Weiß"),
    ],
)
def test_a_search_finds_names_however_they_are_spelled(client_of, words, name):
    with transaction():
        for n, each in enumerate(("Jörg Müller", "Jutta Mueller", "Ayşe Yıldız", "Uwe Weiß")):
            db.session.add(Person(name=each, email=f"someone{n}@stadt.example"))
    found = client_of("anna").get("/verwaltung/personen", query_string={"q": words}).text
    assert name in found
    assert "Erika Engel" not in found
    appoint = f"/verwaltung/aemter/{number('34')}/benennen"
    assert name in client_of("olga").get(appoint, query_string={"q": words}).text


def test_a_new_name_is_found_and_the_old_one_is_not(client_of):
    with transaction():
        person("erika").name = "Erika Öztürk"
    anna = client_of("anna")
    assert "Erika Öztürk" in anna.get("/verwaltung/personen?q=oztuerk").text
    assert "Erika Öztürk" not in anna.get("/verwaltung/personen?q=engel").text


def test_people_stand_by_surname_and_are_counted(client_of):
    with transaction():
        db.session.add(Person(name="Zoe Äcker", email="zoe@stadt.example"))
        db.session.add(Person(name="Ada Öhm", email="ada@stadt.example"))
    page = client_of("anna").get("/verwaltung/personen").text
    names = ["Zoe Äcker", "Anna Adler", "Ben Bauer", "Ada Öhm", "Olga Otto", "Pia Petersen"]
    places = [page.index(f">{name}</a>") for name in names]
    assert places == sorted(places)
    assert "12 Personen" in page
    assert "1 Person" in client_of("anna").get("/verwaltung/personen?q=petersen").text


def test_the_list_goes_on_by_key_with_as_many_queries_as_before(client_of):
    anna = client_of("anna")
    with counted_queries() as few:
        anna.get("/verwaltung/personen")
    with transaction():
        db.session.add_all([Person(name=f"Zoe {n:03}", email=f"zoe{n}@stadt.example") for n in range(60)])
    with counted_queries() as many:
        first = anna.get("/verwaltung/personen").text
    assert len(many) == len(few)
    assert "Zoe 059" not in first
    last = queries.people_page(queries.PeopleFilter())[-1]
    assert f"nach={last.id}" in first
    assert "Zoe 059" in anna.get(f"/verwaltung/personen?nach={last.id}").text


def test_the_office_sees_people_but_changes_none(client_of):
    olga, erika = client_of("olga"), person("erika").id
    assert olga.get("/verwaltung/personen").status_code == 200
    page = olga.get(f"/verwaltung/personen/{erika}").text
    assert "Konto sperren" not in page
    assert olga.get(f"/verwaltung/personen/{erika}/bearbeiten").status_code == 403
    assert olga.get("/verwaltung/personen/neu").status_code == 403


def test_a_new_person_is_invited_by_mail(client_of, run_jobs, mailbox):
    answer = submit(
        client_of("anna"), "/verwaltung/personen/neu", name="Nele Neu", email="Nele@Stadt.Example", roles=["employee"]
    )
    assert answer.status_code == 303
    nele = person("nele")
    assert nele.password_hash is None
    assert {role.value for role in nele.roles} == {"employee"}
    run_jobs()
    assert [mail["To"] for mail in mailbox()] == ["Nele Neu <nele@stadt.example>"]
    assert acts_about("nele") == ["accounts.create_person", "accounts.invite"]


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"name": "", "email": "x@stadt.example", "roles": "employee"}, "Geben Sie den Namen ein."),
        ({"name": "X", "email": "kein", "roles": "employee"}, "Geben Sie eine E-Mail-Adresse wie"),
        ({"name": "X", "email": "ERIKA@stadt.example", "roles": "employee"}, "schon ein anderes Konto"),
        ({"name": "X", "email": "x@stadt.example"}, "Wählen Sie mindestens eine Rolle."),
        ({"name": "X" * 121, "email": "x@stadt.example", "roles": "employee"}, "Kürzen Sie"),
    ],
)
def test_what_does_not_fit_comes_back_with_what_was_typed(client_of, fields, text):
    answer = submit(client_of("anna"), "/verwaltung/personen/neu", **fields)
    assert answer.status_code == 422
    assert text in answer.text
    assert f'value="{fields["email"]}"' in answer.text
    assert person("anna")
    assert db.session.scalar(select(func.count()).select_from(Person)) == 10


def test_moving_somebody_moves_their_open_questions(client_of):
    erika = person("erika").id
    answer = submit(
        client_of("anna"),
        f"/verwaltung/personen/{erika}/bearbeiten",
        name="Erika Engel-Ernst",
        email="erika@stadt.example",
        department=number("20"),
        roles="employee",
    )
    assert answer.status_code == 303
    assert person("erika").name == "Erika Engel-Ernst"
    assert person("erika").department.code == "20"
    assert jobs("knowledge.follow_person") == [{"person_id": erika}]
    assert acts_about("erika") == ["accounts.change_person"]


def test_a_new_address_voids_links_sent_to_the_old_one(app):
    with transaction():
        actions.request_reset(email="erika@stadt.example")
    with transaction():
        actions.change_person(
            actor=person("anna"), person=person("erika"), email="ee@stadt.example", name="Erika", department=None
        )
    link = db.session.scalars(select(OneTimeLink).where(OneTimeLink.purpose == LinkPurpose.RESET)).one()
    assert link.used_at is not None


def test_blocking_ends_every_way_in_and_unblocking_opens_the_account(client_of, app):
    anna, erika = client_of("anna"), client_of("erika")
    with transaction():
        actions.create_token(actor=person("erika"), person=person("erika"), label="x")
    page = f"/verwaltung/personen/{person('erika').id}"
    submit(anna, f"{page}/sperren")
    assert erika.get("/ich").status_code in (302, 303)
    assert person("erika").blocked_at is not None
    running = SignIn.person_id == person("erika").id, SignIn.ended_at.is_(None)
    assert db.session.scalars(select(SignIn).where(*running)).all() == []
    assert db.session.scalars(select(ApiToken.ended_at)).one() is not None
    assert jobs("knowledge.follow_person") == [{"person_id": person("erika").id}]
    submit(anna, page, action=f"{page}/entsperren")
    assert person("erika").blocked_at is None
    assert acts_about("erika") == ["accounts.block_person", "accounts.unblock_person"]


def test_nobody_blocks_the_own_account(client_of):
    anna = client_of("anna")
    assert anna.get(f"/verwaltung/personen/{person('anna').id}/sperren").status_code == 403
    with pytest.raises(NotAllowed), transaction():
        actions.block_person(actor=person("anna"), person=person("anna"))


def test_the_last_admin_stays(app):
    with pytest.raises(Conflict, match="last_admin"), transaction():
        actions.block_person(actor=actions.OPERATOR, person=person("anna"))
    with transaction():
        actions.create_person(actor=actions.OPERATOR, email="b@stadt.example", name="B", roles={"admin"})
        actions.block_person(actor=actions.OPERATOR, person=person("anna"))
    assert person("anna").blocked_at is not None


def test_sign_ins_of_somebody_are_ended(client_of):
    anna, erika = client_of("anna"), client_of("erika")
    submit(anna, f"/verwaltung/personen/{person('erika').id}/abmelden")
    assert erika.get("/ich").status_code in (302, 303)
    assert acts_about("erika") == ["accounts.end_sign_ins"]


def test_an_invitation_goes_out_again_only_without_a_password(client_of, run_jobs, mailbox):
    anna = client_of("anna")
    submit(anna, "/verwaltung/personen/neu", name="Nele", email="nele@stadt.example", roles="employee")
    page = f"/verwaltung/personen/{person('nele').id}"
    submit(anna, page, action=f"{page}/einladen")
    run_jobs()
    assert len(mailbox()) == 1  # the first link was void before its turn came
    erika = f"/verwaltung/personen/{person('erika').id}"
    assert "einladen" not in anna.get(erika).text


def test_the_office_records_an_absence_for_somebody(client_of):
    path = f"/verwaltung/personen/{person('pia').id}/abwesenheit"
    answer = submit(client_of("olga"), path, starts_on="2098-01-05", ends_on="2098-01-09")
    assert answer.status_code == 303
    assert acts_about("pia") == ["accounts.record_absence"]
    again = submit(client_of("olga"), path, starts_on="2098-01-07", ends_on="2098-01-08")
    assert again.status_code == 422
    assert "schon eine Abwesenheit" in again.text


@pytest.mark.parametrize("key", ["erika", "pia", "heike", "karl"])
def test_others_do_not_get_in(client_of, key):
    client = client_of(key)
    for path in ("", "/personen", "/personen/1", "/aemter", "/auftraege", "/protokoll", "/import"):
        assert client.get(f"/verwaltung{path}").status_code == 403, path
    with pytest.raises(NotAllowed), transaction():
        actions.create_person(actor=person(key), email="x@stadt.example", name="X")
