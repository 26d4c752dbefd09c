"""Where somebody is signed in, passwords, and the links that set them."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from accounts import actions, queries
from accounts.models import LinkPurpose, Notice, OneTimeLink, SignIn
from accounts.views.devices import device_words
from core.audit import AuditEntry
from core.db import db, transaction, utcnow
from core.errors import Conflict, NotAllowed, NotFound
from core.hashing import hashed
from core.outbox import OutboxJob
from tests.conftest import SECRET, person
from tests.forms import hidden_fields, submit
from tests.people import PASSWORD

NEW = "vier zufällige wörter hier"


def link_in(mail):
    text = mail.get_body(("plain",)).get_content()
    return next(line for line in text.splitlines() if "/passwort/" in line or "/einladung/" in line)


def path_in(mail):
    return link_in(mail).removeprefix("http://127.0.0.1:5000")


def is_signed_in(client):
    return client.get("/ich").status_code == 200


def sign_in(client, password, email="erika@stadt.example"):
    return submit(client, "/anmelden", email=email, password=password)


# Sign-ins


def test_everybody_sees_only_their_own_sign_ins(client_of):
    client_of("emil")
    erika = client_of("erika")
    assert erika.get("/ich/anmeldungen").text.count("Dieses Gerät") == 1
    foreign = db.session.scalars(select(SignIn).where(SignIn.person_id == person("emil").id)).one().id
    data = hidden_fields(erika.get("/ich/anmeldungen").text)
    assert erika.post(f"/ich/anmeldungen/{foreign}/beenden", data=data).status_code == 404


def test_one_ends_another_of_the_own_sign_ins(client_of):
    here, elsewhere = client_of("erika"), client_of("erika")
    other = db.session.scalars(select(SignIn).order_by(SignIn.id.desc())).first().id
    address = f"/ich/anmeldungen/{other}/beenden"
    assert submit(here, "/ich/anmeldungen", action=address).status_code == 303
    assert not is_signed_in(elsewhere)
    assert is_signed_in(here)
    assert "accounts.end_sign_in" in db.session.scalars(select(AuditEntry.act)).all()


def test_one_ends_all_others_at_once(client_of):
    here, *others = (client_of("erika") for _ in range(3))
    stranger = client_of("emil")
    submit(here, "/ich/anmeldungen", action="/ich/anmeldungen/andere-beenden")
    assert "2 andere Anmeldungen sind beendet" in here.get("/ich/anmeldungen").text
    assert [is_signed_in(client) for client in (here, *others, stranger)] == [True, False, False, True]


def test_a_sign_in_ends_by_itself(client):
    sign_in(client, PASSWORD)
    with time_machine.travel(utcnow() + timedelta(days=13, hours=23)):
        assert is_signed_in(client)
    with time_machine.travel(utcnow() + timedelta(days=14, seconds=1)):
        assert not is_signed_in(client)


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox · Windows"),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0",
            "Edge · Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 Version/18.0 Safari/604.1",
            "Safari · iPhone",
        ),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", "Chrome · Android"),
        ("curl/8.0", ""),
        ("<script>" * 1000, ""),
    ],
)
def test_a_device_is_kept_in_two_words(agent, words):
    assert device_words(agent) == words


# Changing the password


def change(client, **fields):
    return submit(client, "/ich/passwort", **({"current_password": PASSWORD, "password": NEW} | fields))


def test_a_new_password_ends_all_other_sign_ins_and_is_told(client_of, run_jobs, mailbox):
    here, elsewhere = client_of("erika"), client_of("erika")
    assert change(here).location == "/ich"
    assert is_signed_in(here)
    assert not is_signed_in(elsewhere)
    assert sign_in(elsewhere, PASSWORD).status_code == 422
    assert sign_in(elsewhere, NEW).status_code == 303
    run_jobs()
    [mail] = mailbox()
    assert mail["Subject"] == "Ihr Passwort für das Lotsennetz wurde geändert"
    assert "accounts.change_password" in db.session.scalars(select(AuditEntry.act)).all()


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"current_password": "wrong"}, "nicht Ihr aktuelles Passwort"),
        ({"password": "elf zeichen"}, "mindestens 12 Zeichen"),
        ({"password": "Erika@stadt.example"}, "nicht enthält"),
        ({"password": "Erika Engel"}, "mindestens 12 Zeichen"),
        ({"password": "aaaaaaaaaaaaaa"}, "mehr verschiedenen Zeichen"),
        ({"password": "passwort1234"}, "leicht zu erraten"),
        ({"password": "!!PassWort2026"}, "leicht zu erraten"),
        ({"password": "Willkommen#2026"}, "leicht zu erraten"),
        ({"password": "qwertz123456"}, "leicht zu erraten"),
        ({"password": "Engel-Engel-1"}, "leicht zu erraten"),
        ({"password": PASSWORD}, "schon Ihr Passwort"),
        ({"password": "x1y2" * 60}, "höchstens 200 Zeichen"),
    ],
)
def test_a_weak_password_is_refused_with_the_reason(client_of, fields, text):
    answer = change(client_of("erika"), **fields)
    assert answer.status_code == 422
    assert text in answer.text
    assert "Fehler:" in answer.text


@pytest.mark.parametrize("ends", [True, False])
def test_who_changes_the_password_decides_about_the_tokens(client_of, ends):
    client, own, foreign = client_of("erika"), new_token("erika"), new_token("emil")
    page = client.get("/ich/passwort").text
    assert "Monatsbericht" in page
    assert "checked" in page
    assert change(client, **({"end_tokens": "y"} if ends else {})).status_code == 303
    assert works(own) is not ends
    assert works(foreign)


def test_without_tokens_nobody_is_asked_about_them(client_of):
    assert "end_tokens" not in client_of("erika").get("/ich/passwort").text


def new_token(key):
    with transaction():
        _token, secret = actions.create_token(actor=person(key), person=person(key), label="Monatsbericht")
    return secret


def works(secret):
    return queries.person_of_token(hashed(secret)) is not None


def test_a_reset_and_a_new_admin_password_end_the_tokens(client):
    first, second, link = new_token("erika"), new_token("emil"), new_link()
    with transaction():
        actions.set_password(link=link, password_hash="irrelevant")
        actions.make_admin(actor=actions.OPERATOR, email="emil@stadt.example", name="", password_hash="irrelevant")
    assert not works(first)
    assert not works(second)


# Forgotten


def ask_for_link(client, email):
    return submit(client, "/passwort-vergessen", email=email)


def test_a_forgotten_password_is_replaced_by_a_link_from_a_mail(client, client_of, run_jobs, mailbox):
    elsewhere = client_of("erika")
    ask_for_link(client, "ERIKA@stadt.example")
    run_jobs()
    [mail] = mailbox()
    assert (mail["To"], mail["List-Unsubscribe"]) == ("Erika Engel <erika@stadt.example>", None)
    path = path_in(mail)
    assert client.get(path).status_code == 200
    assert submit(client, path, password=NEW).location == "/anmelden"
    assert not is_signed_in(elsewhere)
    assert sign_in(client, NEW).status_code == 303
    assert client.get(path).status_code == 404
    assert "Dieser Link gilt nicht mehr" in client.get(path).text
    assert db.session.scalars(select(Notice.kind)).all() == ["password_changed"]


def test_nobody_learns_which_addresses_have_an_account(client, run_jobs, mailbox):
    with transaction():
        person("emil").blocked_at = utcnow()
    pages = []
    with time_machine.travel(utcnow(), tick=False):  # the form's token names the second
        for email in ("erika@stadt.example", "nobody@stadt.example", "emil@stadt.example"):
            answer = ask_for_link(client, email)
            pages.append((answer.status_code, answer.location, client.get("/passwort-vergessen").text))
    assert pages[0] == pages[1] == pages[2]
    assert db.session.scalars(select(OutboxJob.topic)).all() == ["accounts.mail_link"] * 3
    run_jobs()
    assert [mail["To"] for mail in mailbox()] == ["Erika Engel <erika@stadt.example>"]


def new_link(purpose=LinkPurpose.RESET):
    with transaction():
        if purpose is LinkPurpose.RESET:
            actions.request_reset(email="erika@stadt.example")
        else:
            actions.invite(actor=person("anna"), person=person("erika"))
    return db.session.scalars(select(OneTimeLink).order_by(OneTimeLink.id.desc())).first()


def test_a_link_lapses_after_an_hour(client):
    token = queries.link_token(new_link(), SECRET)
    with time_machine.travel(utcnow() + timedelta(minutes=59)):
        assert client.get(f"/passwort/{token}").status_code == 200
    with time_machine.travel(utcnow() + timedelta(minutes=61)):
        assert client.get(f"/passwort/{token}").status_code == 404


def test_the_table_alone_opens_nothing(app):
    link = new_link()
    forged = queries.link_token(link, "another secret than that of the site, long enough")
    with pytest.raises(NotFound):
        queries.link_of_token(forged, LinkPurpose.RESET, SECRET)
    with pytest.raises(NotFound):
        queries.link_of_token(queries.link_token(link, SECRET), LinkPurpose.INVITATION, SECRET)


def test_a_used_link_is_not_mailed(app, run_jobs, mailbox):
    link = new_link()
    with transaction():
        actions.set_password(link=link, password_hash="irrelevant")
    run_jobs()
    assert [mail["Subject"] for mail in mailbox()] == ["Ihr Passwort für das Lotsennetz wurde geändert"]
    with transaction(), pytest.raises(Conflict):
        actions.set_password(link=link, password_hash="again")


def test_whoever_is_signed_in_stays_so_when_using_the_own_link(client_of):
    client = client_of("erika")
    assert submit(client, f"/passwort/{queries.link_token(new_link(), SECRET)}", password=NEW).location == "/"
    assert is_signed_in(client)


def test_a_link_sets_no_password_that_is_there_already_or_easily_guessed(client):
    path = f"/passwort/{queries.link_token(new_link(), SECRET)}"
    for password, text in ((PASSWORD, "schon Ihr Passwort"), ("Sommer-2026!", "leicht zu erraten")):
        answer = submit(client, path, password=password)
        assert answer.status_code == 422
        assert text in answer.text
    assert sign_in(client, PASSWORD).status_code == 303


# Invited


def test_an_invitation_sets_the_first_password_and_signs_in(client, run_jobs, mailbox):
    with transaction():
        person("erika").password_hash = None
    first, second = new_link(LinkPurpose.INVITATION), new_link(LinkPurpose.INVITATION)
    run_jobs()
    [mail] = mailbox()
    assert mail["Subject"] == "Ihre Einladung ins Lotsennetz"
    assert path_in(mail) == f"/einladung/{queries.link_token(second, SECRET)}"
    assert client.get(f"/einladung/{queries.link_token(first, SECRET)}").status_code == 404
    with time_machine.travel(utcnow() + timedelta(days=6)):
        assert submit(client, path_in(mail), password=NEW).location == "/"
        assert is_signed_in(client)
    assert db.session.scalars(select(Notice)).all() == []


def test_only_admins_invite_and_only_those_who_need_it(app):
    with transaction(), pytest.raises(NotAllowed):
        actions.invite(actor=person("olga"), person=person("erika"))
    with transaction(), pytest.raises(Conflict, match="has_password"):
        actions.invite(actor=person("anna"), person=person("erika"))
