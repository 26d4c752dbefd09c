"""Nominations over HTTP: from the form to the office's word, by notice and mail; and who sees what of it."""

import re
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from accounts.models import Department
from core import pdf
from core.db import db, transaction
from pilots.actions import nominations as steps
from pilots.models import Nomination
from pilots.models import NominationState as State
from tests.conftest import counted_queries, person
from tests.forms import hidden_fields, submit
from tests.pilots.nominating import again, consented, council, do, draft, in_state, nominate, propose, volunteer

NEW = "/vorschlaege/neu"


def page(number: int) -> str:
    return f"/vorschlaege/{number}"


def move(client, number: int, what: str, **fields: str):
    """Fill in one of the forms of the page."""
    action = f"{page(number)}/{what}"
    named = {f"{what}-{name}": value for name, value in fields.items()}
    return submit(client, page(number), action=action, **named)


def newest() -> Nomination:
    db.session.expire_all()
    return db.session.scalars(select(Nomination).order_by(Nomination.id.desc()).limit(1)).one()


def test_from_the_heads_form_by_the_mails_link_to_the_offices_word(client_of, run_jobs, mailbox):
    heike, emil, olga = client_of("heike"), client_of("emil"), client_of("olga")
    sent = submit(heike, NEW, nominee=str(person("emil").id), kind="pilot", why="Er erklärt gern.")
    assert sent.status_code == 303
    run_jobs()
    mail = next(mail for mail in mailbox() if "emil@" in mail["To"])
    (path,) = set(re.findall(r"/vorschlaege/\d+/zustimmung", mail.as_string()))
    question = emil.get(path).text
    assert "Heike Haupt hat Sie vorgeschlagen." in question
    assert "Er erklärt gern." in question
    assert "Bitte antworten Sie bis" in question
    assert submit(emil, path, answer="ja").status_code == 303
    number = newest().id
    assert "wartet auf das Amt" in olga.get("/amt").text
    assert move(olga, number, "rueckfrage", words="Wie viele Stunden?").status_code == 303
    assert "Wie viele Stunden?" in heike.get(page(number)).text
    assert move(heike, number, "antworten", words="Vier in der Woche.").status_code == 303
    assert move(olga, number, "bestaetigen").status_code == 303
    assert newest().state is State.CONFIRMED
    assert "Bestätigt" in emil.get(page(number)).text
    run_jobs()
    told = [mail["Subject"] for mail in mailbox() if "emil@" in mail["To"]]
    assert any("bestätigt" in subject for subject in told)


def test_the_question_is_the_nominees_alone_and_closes_with_its_term(client_of):
    made = nominate()
    path = f"{page(made.id)}/zustimmung"
    assert client_of("heike").get(path).status_code == 403
    assert client_of("olga").get(path).status_code == 403
    assert client_of("erika").get(path).status_code == 404
    emil = client_of("emil")
    assert submit(emil, path).status_code == 422
    with time_machine.travel(made.consent_until + timedelta(minutes=1)):
        emil = client_of("emil")
        data = hidden_fields(emil.get("/vorschlaege/mich").text) | {"answer": "ja"}
        assert emil.post(path, data=data).location == page(made.id)
        late = emil.get(page(made.id)).text
    assert again(made).state is State.AWAITING_CONSENT
    assert "Die Frist ist abgelaufen" in late
    assert "Jetzt antworten" not in late


def test_who_declines_is_asked_for_no_reason_and_nobody_reads_more(client_of, run_jobs, mailbox):
    made = nominate()
    submit(client_of("emil"), f"{page(made.id)}/zustimmung", answer="nein")
    run_jobs()
    shown = client_of("heike").get(page(made.id)).text
    assert "Nicht angenommen" in shown
    assert "ablehn" not in shown.lower().replace("abgelehnt", "ablehn")
    mail = next(mail for mail in mailbox() if "heike@" in mail["To"])
    assert "icht angenommen" in mail["Subject"]


def test_a_draft_is_saved_changed_and_submitted(client_of):
    heike = client_of("heike")
    sent = submit(heike, NEW, nominee=str(person("emil").id), kind="pilot", draft="1")
    made = newest()
    assert (sent.location, made.state) == (page(made.id), State.DRAFT)
    assert client_of("emil").get(page(made.id)).status_code == 404
    assert client_of("olga").get(page(made.id)).status_code == 404
    edited = submit(heike, f"{page(made.id)}/bearbeiten", nominee=str(person("emil").id), kind="deputy", why="Neu")
    assert edited.status_code == 303
    assert move(heike, made.id, "einreichen").status_code == 303
    assert (newest().state, newest().kind.value, newest().why) == (State.AWAITING_CONSENT, "deputy", "Neu")
    assert client_of("emil").get(page(made.id)).status_code == 200


def test_what_was_typed_comes_back_with_what_is_missing(client_of):
    heike = client_of("heike")
    answer = submit(heike, NEW, kind="deputy", why="Ein langer Satz, den niemand zweimal tippt.")
    assert answer.status_code == 422
    assert "Wählen Sie, wen Sie vorschlagen." in answer.text
    assert "Ein langer Satz, den niemand zweimal tippt." in answer.text
    nominate()
    second = submit(heike, NEW, nominee=str(person("heike").id), kind="pilot", why="Noch ein Satz.")
    assert second.status_code == 422
    assert "Für dieses Amt ist schon jemand vorgeschlagen." in second.text
    assert "Noch ein Satz." in second.text


def test_the_same_form_twice_nominates_once(client_of):
    heike = client_of("heike")
    data = hidden_fields(heike.get(NEW).text) | {"nominee": str(person("emil").id), "kind": "pilot"}
    assert [heike.post(NEW, data=data).status_code for _ in range(2)] == [303, 303]
    assert len(db.session.scalars(select(Nomination)).all()) == 1


def test_the_office_chooses_the_department_and_proposes(client_of):
    olga = client_of("olga")
    assert "Wählen Sie zuerst das Amt." in olga.get(NEW).text
    path = f"{NEW}?amt=ordnungsamt"
    assert submit(olga, path, nominee=str(person("emil").id), kind="pilot").status_code == 422, "who nominates?"
    fields = {"nominee": str(person("emil").id), "kind": "pilot", "made_as": "office"}
    drafted = submit(olga, path, draft="1", **fields)
    assert drafted.status_code == 422
    assert "kann ein Entwurf sein" in drafted.text
    sent = submit(olga, path, **fields)
    assert sent.status_code == 303
    made = newest()
    assert made.state is State.SUBMITTED
    heike = client_of("heike")
    assert "Emil Ernst, Ordnungsamt" in heike.get("/").text
    assert move(heike, made.id, "befuerworten").status_code == 303
    assert newest().state is State.AWAITING_CONSENT
    assert "Emil Ernst, Ordnungsamt" in client_of("emil").get("/").text


def test_a_colleague_acts_on_behalf_of_the_head_and_sees_nothing_afterwards(client_of):
    with transaction():
        department_id = person("emil").department_id
        ben = person("ben")
        ben.department_id = department_id
    client = client_of("ben")
    assert "Im Auftrag der Amtsleitung" in client.get(NEW).text
    sent = submit(client, NEW, nominee=str(person("emil").id), kind="pilot")
    assert (sent.status_code, sent.location) == (303, "/vorschlaege")
    made = newest()
    assert client.get(page(made.id)).status_code == 404
    shown = client_of("heike").get(page(made.id)).text
    assert "im Auftrag von Heike Haupt" in shown


def test_somebody_puts_themselves_forward_and_steps_back(client_of):
    emil = client_of("emil")
    assert submit(emil, "/vorschlaege/mich", kind="pilot", why="Ich mag das.").status_code == 303
    made = newest()
    assert (made.state, made.is_volunteer) == (State.SUBMITTED, True)
    assert move(emil, made.id, "zuruecktreten").status_code == 303
    assert newest().state is State.WITHDRAWN


def test_with_the_staff_council_the_office_documents_first(client_of):
    olga = client_of("olga")
    assert submit(olga, "/verwaltung/personalrat", on="1").status_code == 303
    made = consented()
    shown = olga.get(page(made.id)).text
    assert f"{page(made.id)}/bestaetigen" in shown or "Halten Sie zuerst fest" in shown
    assert "Halten Sie zuerst fest" in shown
    assert move(olga, made.id, "personalrat", words="Zugestimmt").status_code == 422, "no day"
    day = again(made).consented_at.date().isoformat()
    assert move(olga, made.id, "personalrat", on=day, words="In Sitzung 12 zugestimmt").status_code == 303
    assert "In Sitzung 12 zugestimmt" in client_of("heike").get(page(made.id)).text
    assert "In Sitzung 12" not in client_of("emil").get(page(made.id)).text
    assert move(olga, made.id, "bestaetigen").status_code == 303


def test_the_nominee_does_not_read_what_office_and_head_ask(client_of):
    made = do(steps.query, consented(), "olga", question="Reicht die Zeit dafür?")
    assert "Reicht die Zeit dafür?" in client_of("heike").get(page(made.id)).text
    shown = client_of("emil").get(page(made.id)).text
    assert "Reicht die Zeit dafür?" not in shown
    assert "das Amt hat die Amtsleitung gefragt" in shown
    do(steps.answer_query, made, "heike", answer="Ja, sie reicht.")
    refused = do(steps.refuse, made, "olga", reason="Der Kurs ist voll.")
    shown = client_of("emil").get(page(refused.id)).text
    assert "Der Kurs ist voll." in shown
    assert "Ja, sie reicht." not in shown


@pytest.mark.parametrize("state", [*State])
def test_in_every_state_each_sees_the_page_or_nothing(client_of, state):
    number = in_state(state).id
    seen = {key for key in ("heike", "emil", "olga", "erika", "pia", "paul") if is_seen(client_of(key), number)}
    assert seen == ({"heike"} if state is State.DRAFT else {"heike", "emil", "olga"})


def is_seen(client, number: int) -> bool:
    """On its page and in the list alike."""
    is_page = client.get(page(number)).status_code == 200
    is_listed = f'href="{page(number)}"' in client.get("/vorschlaege").text
    assert is_page == is_listed
    return is_page


def test_nobody_else_finds_it_in_search_notices_or_mails(client_of, run_jobs, mailbox):
    made = do(steps.refuse, consented(), "olga", reason="Der Kurs ist voll.")
    run_jobs()
    assert not [mail["To"] for mail in mailbox() if not re.search("heike|emil|olga", mail["To"])]
    for key in ("erika", "pia", "paul", "anna"):
        client = client_of(key)
        for path in ("/suche?q=Kurs+voll", "/suche?q=Emil+Ernst", "/ich/mitteilungen", "/", "/lotsen"):
            assert page(made.id) not in client.get(path).text, (key, path)
            assert "Der Kurs ist voll." not in client.get(path).text, (key, path)


def test_a_notice_about_it_says_nothing_to_whom_it_no_longer_concerns(client_of):
    made = nominate()
    assert page(made.id) in client_of("emil").get("/ich/mitteilungen").text
    with transaction():
        department = db.session.get_one(Department, made.department_id)
        department.head_id = person("ben").id
    do(steps.decline, made, "emil")
    assert "Emil Ernst" not in client_of("heike").get("/ich/mitteilungen").text
    assert "Emil Ernst" in client_of("ben").get("/ich/mitteilungen").text


def test_the_second_of_two_moves_is_told_and_loses_nothing_typed(client_of):
    made = consented()
    olga = client_of("olga")
    form = hidden_fields(olga.get(page(made.id)).text, f"{page(made.id)}/ablehnen")
    do(steps.withdraw, made, "heike")
    late = olga.post(f"{page(made.id)}/ablehnen", data=form | {"ablehnen-words": "Ein langer Grund."})
    assert late.status_code == 422
    assert "Das hat sich inzwischen geändert" in late.text
    assert "Ein langer Grund." in late.text
    assert olga.post(f"{page(made.id)}/bestaetigen", data=form).status_code == 303
    assert "Das hat sich inzwischen geändert" in olga.get(page(made.id)).text


def test_the_list_is_narrowed_by_what_waits_kind_and_department(client_of):
    waiting, other = propose(kind="deputy"), nominate()
    heike = client_of("heike")

    def listed(client, query: str = "") -> list[str]:
        return re.findall(r'href="(/vorschlaege/\d+)"', client.get(f"/vorschlaege{query}").text)

    assert listed(heike) == [page(other.id), page(waiting.id)]
    assert listed(heike, "?ansicht=wartet") == [page(waiting.id)]
    assert listed(client_of("emil"), "?ansicht=wartet") == [page(other.id)]
    assert listed(client_of("olga"), "?ansicht=wartet") == []
    assert listed(heike, "?art=pilot") == [page(other.id)]
    assert listed(client_of("olga"), "?amt=ordnungsamt&art=deputy") == [page(waiting.id)]
    assert listed(client_of("olga"), "?amt=bauamt") == []
    assert listed(heike, "?ansicht=beendet") == []
    assert listed(heike, "?ansicht=unsinn&art=unsinn") == [page(other.id), page(waiting.id)]


def test_a_long_list_goes_on_and_asks_no_more_of_the_database(client_of):
    for _ in range(2):
        do(steps.withdraw, nominate(), "heike")
    heike = client_of("heike")
    with counted_queries() as few:
        heike.get("/vorschlaege")
    for _ in range(21):
        do(steps.withdraw, nominate(), "heike")
    with counted_queries() as many:
        first = heike.get("/vorschlaege").text
    assert len(many) == len(few)
    (next_url,) = set(re.findall(r"/vorschlaege\?vor=\d+", first))
    assert len(set(re.findall(r'href="(/vorschlaege/\d+)"', first))) == 20
    assert len(set(re.findall(r'href="(/vorschlaege/\d+)"', heike.get(next_url).text))) == 3
    for odd in ("99999999999999999999", "-5", "0", "x"):
        assert heike.get(f"/vorschlaege?vor={odd}").status_code == 200


def test_the_office_sees_who_is_missing_and_has_a_letter_ready(client_of):
    olga = client_of("olga")
    shown = olga.get("/vorschlaege/ohne").text
    assert "Ordnungsamt" in shown
    assert "Heike Haupt" in shown
    assert "Standesamt" not in shown, "it has a pilot"
    letter = olga.get("/vorschlaege/ohne/ordnungsamt").text
    assert "Guten Tag Heike Haupt," in letter
    assert "/vorschlaege/neu?amt=ordnungsamt" in letter
    made = nominate()
    assert "Heike Haupt" not in olga.get("/vorschlaege/ohne").text
    assert olga.get("/vorschlaege/ohne/ordnungsamt").status_code == 404
    do(steps.withdraw, made, "heike")
    assert "Letzter Vorschlag: Zurückgezogen" in olga.get("/vorschlaege/ohne").text


@pytest.mark.skipif(not pdf.is_available(), reason="the libraries that set text are missing")
def test_the_letter_comes_as_an_accessible_pdf(client_of):
    sheet = client_of("olga").get("/vorschlaege/ohne/ordnungsamt/brief.pdf")
    assert (sheet.status_code, sheet.mimetype) == (200, "application/pdf")
    assert sheet.data.startswith(b"%PDF")
    assert b"/MarkInfo" in sheet.data or b"/StructTreeRoot" in sheet.data or len(sheet.data) > 5000


def test_where_nobody_leads_the_department_any_more_the_office_withdraws(client_of):
    made = propose()
    with transaction():
        db.session.get_one(Department, made.department_id).head_id = None
    olga = client_of("olga")
    assert move(olga, made.id, "zurueckziehen", words="Das Amt hat keine Leitung.").status_code == 303
    assert again(made).state is State.WITHDRAWN


def test_on_the_start_page_stands_what_waits_for_each(client_of):
    volunteer()
    assert "Vorschläge, die auf Sie warten" in client_of("heike").get("/").text
    assert "Vorschläge, die auf Sie warten" not in client_of("emil").get("/").text
    assert "Vorschläge, die auf Sie warten" not in client_of("olga").get("/").text
    draft(kind="deputy")
    council()
    assert client_of("heike").get("/vorschlaege?ansicht=entwuerfe").text.count("Emil Ernst, Ordnungsamt") == 1
