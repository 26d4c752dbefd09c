"""The administration's first page, the backlog of jobs and the audit log."""

from datetime import timedelta

from sqlalchemy import update

from accounts import actions
from core import audit, outbox
from core.db import db, transaction, utcnow
from tests.conftest import person
from tests.forms import submit


def job(topic: str = "test.topic", **values: object) -> int:
    with transaction():
        row = outbox.OutboxJob(topic=topic, payload={"thing_id": 7}, **values)
        db.session.add(row)
        db.session.flush()
        return row.id


def test_the_first_page_shows_each_what_they_can_do(client_of):
    anna, olga = client_of("anna").get("/verwaltung").text, client_of("olga").get("/verwaltung").text
    assert "10 Konten" in anna
    assert "5 Ämter zählen, davon 3 ohne Lotsin oder Lotsen" in anna
    assert "/verwaltung/protokoll" in anna
    assert "/verwaltung/protokoll" not in olga
    assert "/verwaltung/aemter" in olga


def test_an_admin_is_told_what_is_wrong_with_the_machine(client_of):
    job(given_up_at=utcnow(), last_error="OSError: no route")
    assert "<li>Aufgegebene Aufträge: 1" in client_of("anna").get("/verwaltung").text
    assert "given up" not in client_of("olga").get("/verwaltung").text


def test_a_job_that_was_given_up_is_tried_again(client_of):
    number = job(given_up_at=utcnow(), attempts=8, last_error="OSError: no route <b>")
    waiting = job("test.later", due_at=utcnow() + timedelta(days=1))
    anna = client_of("anna")
    page = anna.get("/verwaltung/auftraege").text
    assert "OSError: no route &lt;b&gt;" in page
    assert "test.later" in page
    action = f"/verwaltung/auftraege/{number}/erneut"
    assert submit(anna, "/verwaltung/auftraege", action=action).status_code == 303
    row = db.session.get_one(outbox.OutboxJob, number)
    assert (row.given_up_at, row.attempts) == (None, 0)
    again = submit(anna, "/verwaltung/personen/neu", to=action)
    assert "war nicht aufgegeben" in anna.get(again.location).text
    assert db.session.get_one(outbox.OutboxJob, waiting).given_up_at is None


def test_all_jobs_of_a_kind_are_tried_again_at_once(client_of):
    lost = [job("test.mail_it", given_up_at=utcnow(), attempts=8) for _ in range(3)]
    other = job(given_up_at=utcnow())
    anna = client_of("anna")
    action = "/verwaltung/auftraege/test.mail_it/alle-erneut"
    assert "/verwaltung/auftraege/test.topic/alle-erneut" not in anna.get("/verwaltung/auftraege").text
    answer = submit(anna, "/verwaltung/auftraege", action=action)
    assert "3 Aufträge werden noch einmal versucht." in anna.get(answer.location).text
    assert {row.given_up_at for row in map(row_of, lost)} == {None}
    assert row_of(other).given_up_at
    again = submit(anna, "/verwaltung/personen/neu", to=action)
    assert "Es wurde nichts geändert" in anna.get(again.location).text


def row_of(number):
    return db.session.get_one(outbox.OutboxJob, number)


def test_a_mail_nobody_takes_names_its_reader(client_of):
    with transaction():
        notice = actions.notify(kind="password_changed", person_id=person("erika").id, subject_id=person("erika").id)
        db.session.execute(update(outbox.OutboxJob).values(given_up_at=utcnow(), last_error="MailRefused: 550"))
    assert notice
    page = client_of("anna").get("/verwaltung/auftraege").text
    assert "MailRefused: 550" in page
    assert "E-Mail an Erika Engel" in page
    assert f'href="/verwaltung/personen/{person("erika").id}"' in page


def test_the_log_names_who_did_what_to_whom(client_of):
    with transaction():
        actions.block_person(actor=person("anna"), person=person("erika"))
        audit.record("core.cleaned", actor_id=None, subject=("index", 3), details={"count": 5})
        audit.record("other.act", actor_id=999, subject=("person", 999))
    page = client_of("anna").get("/verwaltung/protokoll").text
    places = [page.index(f"<td>{act}</td>") for act in ("other.act", "core.cleaned", "Konto gesperrt")]
    assert places == sorted(places)
    assert "Anna Adler" in page
    assert "Erika Engel" in page
    assert "System" in page
    assert "Nummer 999" in page
    assert "Anzahl: 5" in page
    assert "Suchindex 3" in page


def test_the_log_is_filtered_by_act_and_person(client_of):
    with transaction():
        actions.block_person(actor=person("anna"), person=person("erika"))
        actions.end_sign_ins_of(actor=person("anna"), person=person("emil"))
    anna = client_of("anna")
    by_act = anna.get("/verwaltung/protokoll?handlung=accounts.end_sign_ins").text
    assert "Emil Ernst" in by_act
    assert "Erika Engel" not in by_act
    for words in ("ERIKA@stadt.example", "Erika Engel"):
        by_person = anna.get("/verwaltung/protokoll", query_string={"person": words}).text
        assert ">Erika Engel</a>" in by_person
        assert "Emil Ernst" not in by_person
    assert "hat dazu keine Einträge" in anna.get("/verwaltung/protokoll?person=Niemand").text


def test_the_log_goes_on_by_key(client_of):
    with transaction():
        for number in range(60):
            audit.record("test.act", actor_id=None, subject=("thing", number))
    anna = client_of("anna")
    first = anna.get("/verwaltung/protokoll?handlung=test.act").text
    assert "thing 59" in first
    assert "thing 9<" not in first
    oldest = 60 - 50 + 1  # ids count from 1 in a fresh database
    assert f"handlung=test.act&amp;vor={oldest}" in first
    second = anna.get(f"/verwaltung/protokoll?handlung=test.act&vor={oldest}").text
    assert "thing 9\n" in second or "thing 9<" in second
    assert "thing 10" not in second


def test_strange_addresses_do_no_harm(client_of):
    anna = client_of("anna")
    for path in (
        "/verwaltung/protokoll?vor=x&handlung=%27",
        "/verwaltung/personen?nach=999999999999999&amt=abc&rolle=x&stand=y&q=%25_%5C",
        "/verwaltung/aemter/neu?unter=-1",
    ):
        assert anna.get(path).status_code == 200, path
    for path in ("personen/0", "aemter/999", "benennungen/999/beenden", "import/anderes"):
        assert anna.get(f"/verwaltung/{path}").status_code == 404, path
