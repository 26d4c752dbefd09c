"""Signing in: who gets in, what everybody else is told, and that nothing typed is lost over it."""

import time
from dataclasses import replace

import pytest
from sqlalchemy import select

from accounts.models import Person, SignIn
from accounts.queries.sign_in import HASHER, hash_password
from core.db import db, transaction, utcnow
from tests.conftest import person
from tests.forms import hidden_fields, submit
from tests.people import HASH, PASSWORD

ERIKA = "erika@stadt.example"
WRONG = "passen nicht zusammen"


def sign_in(client, email=ERIKA, password=PASSWORD, **more):
    return submit(client, "/anmelden", email=email, password=password, **more)


def test_somebody_signs_in_and_goes_where_they_wanted_to(client):
    data = hidden_fields(client.get("/anmelden?next=/ich/anmeldungen").text)
    answer = client.post("/anmelden", data=data | {"email": " Erika@Stadt.example ", "password": PASSWORD})
    assert (answer.status_code, answer.location) == (303, "/ich/anmeldungen")
    assert "Dieses Gerät" in client.get("/ich/anmeldungen").text


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_nobody_is_led_away_from_the_site(client, target):
    assert sign_in(client, next=target).location == "/"


def test_the_cookie_is_new_with_every_sign_in_and_its_name_is_stored_as_a_hash(client):
    with client.session_transaction() as session:
        session["planted"] = "by somebody else"
    sign_in(client)
    with client.session_transaction() as session:
        assert set(session) - {"csrf_token", "_flashes"} == {"sign_in", "_permanent"}
        token = session["sign_in"]
    row = db.session.scalars(select(SignIn)).one()
    assert token not in row.token_hash
    assert row.expires_at > utcnow()


def test_signed_in_already_means_going_on(client_of):
    assert client_of("erika").get("/anmelden?next=/ich").location == "/ich"


@pytest.mark.parametrize(
    ("email", "password"),
    [(ERIKA, "wrong"), ("nobody@stadt.example", PASSWORD), ("blocked", PASSWORD), ("invited", PASSWORD)],
)
def test_every_refusal_reads_the_same(client, email, password):
    with transaction():
        person("emil").blocked_at = utcnow()
        person("ben").password_hash = None
    typed = {"blocked": "emil@stadt.example", "invited": "ben@stadt.example"}.get(email, email)
    answer = sign_in(client, typed, password)
    assert answer.status_code == 422
    assert WRONG in answer.text
    other = sign_in(client, "x@y.example", "z")
    assert _without_tokens(answer.text, typed) == _without_tokens(other.text, "x@y.example")
    assert db.session.scalars(select(SignIn)).all() == []


def _without_tokens(text, typed):
    token = hidden_fields(text)["csrf_token"]
    return text.replace(token, "").replace(typed, "")


def test_known_and_unknown_addresses_take_equally_long(client, app):
    with transaction():
        person("erika").password_hash = hash_password(PASSWORD)
    data = hidden_fields(client.get("/anmelden").text)
    times = {ERIKA: [], "nobody@stadt.example": []}
    for _ in range(15):
        for email, taken in times.items():
            start = time.process_time()
            client.post("/anmelden", data=data | {"email": email, "password": "wrong"})
            taken.append(time.process_time() - start)
    # The quickest of each: what is left when nobody else is at work on the machine.
    known, unknown = (min(taken) for taken in times.values())
    assert abs(known - unknown) < max(0.005, 0.1 * known)


def test_a_hash_with_outdated_parameters_is_replaced(client):
    assert HASHER.check_needs_rehash(HASH)
    sign_in(client)
    stored = person("erika").password_hash
    assert stored != HASH
    assert not HASHER.check_needs_rehash(stored)
    assert sign_in(client.application.test_client()).status_code == 303


def test_umlauts_typed_on_another_keyboard_are_the_same_password(client):
    with transaction():
        person("erika").password_hash = hash_password("gru\u0308ne-a\u0308pfel-immer")
    assert sign_in(client, password="grüne-äpfel-immer").status_code == 303


def test_spaces_belong_to_a_password(client):
    assert sign_in(client, password=PASSWORD + " ").status_code == 422


@pytest.fixture
def strict_limit(app):
    before = app.config["LOTSENNETZ"]
    app.config["LOTSENNETZ"] = replace(
        before,
        sign_in_limit="3/minute",
        sign_in_address_limit="6/minute",
        post_limit="3/minute",
        address_limit="8/minute",
    )
    yield
    app.config["LOTSENNETZ"] = before


def test_an_account_is_throttled_for_the_address_that_tries_and_for_no_other(client, strict_limit):
    tried = [_try_from(client, "10.0.0.1", "Erika@stadt.example") for _ in range(4)]
    assert tried == [422, 422, 422, 429]
    assert _try_from(client, "10.0.0.1", "other@stadt.example") == 422
    assert _try_from(client, "10.0.0.9", ERIKA, PASSWORD) == 303


def test_who_tried_too_often_keeps_the_address_and_the_way_back(client, strict_limit):
    data = hidden_fields(client.get("/anmelden?next=/fragen/neu").text) | {"email": ERIKA, "password": "x"}
    answer = [client.post("/anmelden", data=data) for _ in range(4)][-1]
    assert answer.status_code == 429
    assert f'value="{ERIKA}"' in answer.text
    assert 'value="/fragen/neu"' in answer.text
    assert "Warten Sie eine Minute" in answer.text


def test_an_address_is_throttled_whatever_accounts_it_tries(client, strict_limit):
    tried = [_try_from(client, "10.0.0.1", f"{number}@stadt.example") for number in range(7)]
    assert tried == [*[422] * 6, 429]


def test_a_whole_city_signs_in_from_one_address(app, strict_limit):
    tried = [_try_from(app.test_client(), "10.0.0.1", ERIKA, PASSWORD) for _ in range(9)]
    assert tried == [303] * 9


def test_who_writes_much_is_throttled_and_not_the_colleague_behind_the_same_address(client_of, strict_limit):
    erika, emil = client_of("erika"), client_of("emil")
    writes = [_save_profile(erika, f"10.0.0.{number}") for number in range(4)]
    assert writes == [303, 303, 303, 429]
    assert _save_profile(emil, "10.0.0.1") == 303


def test_an_address_has_a_generous_limit_of_its_own(client_of, strict_limit):
    people = [client_of(key) for key in ("erika", "emil", "ben")]
    writes = [_save_profile(one, "10.0.0.1") for one in people for _ in range(3)]
    assert writes == [*[303] * 8, 429]


def _save_profile(client, address):
    data = hidden_fields(client.get("/ich").text)
    return client.post("/ich", data=data | {"language": "de"}, environ_overrides={"REMOTE_ADDR": address}).status_code


def test_a_wrong_current_password_is_counted_for_the_person(client_of, strict_limit):
    client = client_of("erika")
    data = hidden_fields(client.get("/ich/passwort").text) | {
        "current_password": "x",
        "password": "vier neue wörter hier",
    }
    tried = [
        client.post("/ich/passwort", data=data, environ_overrides={"REMOTE_ADDR": f"10.0.0.{number}"}).status_code
        for number in range(4)
    ]
    assert tried == [422, 422, 422, 429]


def _try_from(client, address, email, password="x"):
    data = hidden_fields(client.get("/anmelden").text) | {"email": email, "password": password}
    return client.post("/anmelden", data=data, environ_overrides={"REMOTE_ADDR": address}).status_code


def test_signing_out_ends_the_sign_in_and_not_only_the_cookie(client):
    sign_in(client)
    with client.session_transaction() as session:
        stolen = session["sign_in"]
    data = hidden_fields(client.get("/ich").text, "/abmelden")
    assert client.post("/abmelden", data=data).location == "/anmelden"
    with client.session_transaction() as session:
        session["sign_in"] = stolen
    assert client.get("/ich").location == "/anmelden?next=/ich"


def test_a_stranger_is_led_to_the_sign_in_and_back(client):
    answer = client.get("/ich/mitteilungen?vor=3")
    assert answer.status_code == 303
    assert hidden_fields(client.get(answer.location).text)["next"] == "/ich/mitteilungen?vor=3"


# Nothing typed is lost


def profile_form(client):
    return hidden_fields(client.get("/ich").text) | {
        "phone": "0711 4711",
        "location": "Rathaus <2>",
        "about": "Zeile 1\nZeile „2“",
        "language": "de",
        "new_password": "must not travel",
    }


def end_all_sign_ins():
    with transaction():
        for row in db.session.scalars(select(SignIn)):
            row.ended_at = utcnow()


def test_text_written_when_the_session_had_ended_comes_back_after_signing_in(client_of):
    client = client_of("erika")
    form = profile_form(client)
    end_all_sign_ins()
    asked = client.post("/ich", data=form)
    assert asked.status_code == 401
    assert "Ihr Text ist noch da" in asked.text

    fields = hidden_fields(asked.text)
    assert fields["next"] == "/ich"
    again = client.post("/anmelden", data=fields | {"email": ERIKA, "password": "wrong"})
    kept = client.post("/anmelden", data=hidden_fields(again.text) | {"email": ERIKA, "password": PASSWORD})
    assert kept.status_code == 200
    resumed = hidden_fields(kept.text, "/ich")
    assert resumed["about"] == "Zeile 1\nZeile „2“"
    assert resumed["resume"] == "1"
    assert "must not travel" not in kept.text

    shown = client.post("/ich", data=resumed)
    assert "Rathaus &lt;2&gt;" in shown.text
    assert person("erika").location == ""
    sent = client.post("/ich", data=hidden_fields(shown.text) | _without_hidden(resumed))
    assert sent.status_code == 303
    assert person("erika").location == "Rathaus <2>"


def _without_hidden(fields):
    return {name: value for name, value in fields.items() if name not in ("csrf_token", "resume")}


def test_the_same_when_the_cookie_is_gone_too(client_of):
    form = profile_form(client_of("erika"))
    asked = client_of("erika").application.test_client().post("/ich", data=form)
    assert asked.status_code == 401
    assert hidden_fields(asked.text)["draft"]


def test_an_old_form_of_somebody_who_is_signed_in_is_shown_again(client_of):
    form = profile_form(client_of("erika"))
    client = client_of("erika")
    answer = client.post("/ich", data=form)
    assert answer.status_code == 400
    assert hidden_fields(answer.text, "/ich")["phone"] == "0711 4711"
    assert person("erika").phone == ""


def test_a_form_that_another_site_sent_is_not_carried_along(client):
    answer = client.post("/ich", data={"about": "planted"}, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 401
    assert hidden_fields(answer.text)["draft"] == ""


def test_a_draft_that_the_site_has_not_signed_is_ignored(client):
    answer = sign_in(client, draft="WyIvaWNoIixbXV0.forged.forged")
    assert answer.status_code == 303


BLOCK_EMIL = "/verwaltung/personen/{number}/sperren"


def test_nobody_forges_an_act_of_somebody_who_signs_in(app, client):
    """A stranger lets the site sign a draft of an act and has the administrator's browser post it."""
    address = BLOCK_EMIL.format(number=person("emil").id)
    stranger = app.test_client()
    forged = _signed_for(stranger, address)
    assert hidden_fields(client.post("/anmelden", data={"draft": forged}).text)["draft"] == ""
    kept = sign_in(client, "anna@stadt.example", draft=forged)
    assert (kept.status_code, kept.location) == (303, "/")


def _signed_for(browser, address):
    answer = browser.post(address, data={"reason": "a text, so that it is carried"})
    assert answer.status_code == 401
    return hidden_fields(answer.text)["draft"]


def test_a_draft_that_another_site_posts_is_dropped(client):
    own = _signed_for(client, "/ich")
    assert hidden_fields(client.post("/anmelden", data={"draft": own}).text)["draft"] == own
    foreign = client.post("/anmelden", data={"draft": own}, headers={"Origin": "https://evil.example"})
    assert hidden_fields(foreign.text)["draft"] == ""


@pytest.mark.parametrize("act", ["sperren", "abmelden", "einladen", "entsperren"])
def test_a_draft_brought_back_changes_nothing_whatever_it_reaches(client_of, act):
    admin, elsewhere = client_of("anna"), client_of("emil")
    number = person("emil").id
    data = hidden_fields(admin.get(BLOCK_EMIL.format(number=number)).text) | {"resume": "1"}
    if act == "entsperren":
        with transaction():
            person("emil").blocked_at = utcnow()
    answer = admin.post(f"/verwaltung/personen/{number}/{act}", data=data)
    assert answer.status_code == 303
    shown = admin.get(answer.location)
    assert shown.status_code == 200
    assert "Es wurde nichts geändert" in shown.text
    assert person("emil").is_active is (act != "entsperren")
    assert elsewhere.get("/ich").status_code == (303 if act == "entsperren" else 200)


def test_a_button_without_a_text_leaves_no_draft(client):
    for address in (BLOCK_EMIL.format(number=1), "/fragen/1/hilfreich"):
        answer = client.post(address, data={"csrf_token": "old", "submission": "a" * 32})
        assert answer.status_code == 401
        assert hidden_fields(answer.text)["draft"] == ""
        assert "drücken Sie die Schaltfläche noch einmal" in answer.text


def test_a_text_too_long_to_carry_is_not_silently_cut(client_of):
    form = profile_form(client_of("erika")) | {"about": "x" * 300_000}
    answer = client_of("erika").application.test_client().post("/ich", data=form)
    assert hidden_fields(answer.text)["draft"] == ""
    assert "kopieren Sie Ihren Text" in answer.text


def test_an_outdated_sign_in_form_keeps_what_it_carried(client):
    data = {"email": ERIKA, "password": PASSWORD, "next": "/ich", "csrf_token": "old"}
    answer = client.post("/anmelden", data=data)
    assert answer.status_code == 400
    assert hidden_fields(answer.text)["next"] == "/ich"
    assert PASSWORD not in answer.text


def test_people_blocked_meanwhile_are_strangers_at_once(client_of):
    client = client_of("erika")
    with transaction():
        person("erika").blocked_at = utcnow()
    assert client.get("/ich").status_code == 303
    assert db.session.scalars(select(Person).where(Person.blocked_at.is_not(None))).one().name == "Erika Engel"
