"""The inbox and the settings of notices."""

import re

import pytest
from sqlalchemy import select

from accounts import actions, queries
from accounts.models import Delivery, Notice, NoticeSetting
from core.db import db, transaction
from core.errors import NotAllowed
from tests.accounts.notices import HIDDEN, KIND, SENTENCE, notice, prefer, tell
from tests.conftest import counted_queries, person
from tests.forms import hidden_fields, submit

PAGE = "/ich/mitteilungen"
SETTINGS = "/ich/mitteilungen/einstellungen"


def unread(key):
    mine = Notice.person_id == person(key).id
    return db.session.scalars(select(Notice.id).where(mine, Notice.read_at.is_(None))).all()


def test_an_empty_inbox_says_what_will_be_there(client_of):
    page = client_of("erika").get(PAGE).text
    assert "Sie haben keine Mitteilungen" in page
    assert "Alle als gelesen markieren" not in page


def test_a_notice_leads_straight_to_its_subject_and_reading_changes_nothing(client_of):
    tell("erika")
    client = client_of("erika")
    page = client.get(PAGE).text
    assert SENTENCE in page
    assert 'href="/ich/anmeldungen"' in page
    assert "(1 neu)" in page
    client.get("/ich/anmeldungen")
    assert len(unread("erika")) == 1


def test_of_a_subject_that_became_invisible_nothing_is_told(client_of):
    tell("erika", about="emil")
    page = client_of("erika").get(PAGE).text
    assert HIDDEN in page
    assert SENTENCE not in page


def test_one_notice_is_marked_as_read(client_of):
    first, second = tell("erika", 2)
    client = client_of("erika")
    answer = submit(client, PAGE, action=f"{PAGE}/{first}/gelesen")
    assert (answer.status_code, answer.location) == (303, PAGE)
    assert unread("erika") == [second]
    when = notice(first).read_at
    submit(client, PAGE, action=f"{PAGE}/{second}/gelesen", to=f"{PAGE}/{first}/gelesen")
    assert notice(first).read_at == when


def test_nobody_reads_for_somebody_else(client_of, app):
    [number] = tell("emil")
    tell("erika")
    client = client_of("erika")
    own = hidden_fields(client.get(PAGE).text)
    assert client.post(f"{PAGE}/{number}/gelesen", data=own).status_code == 404
    with transaction(), pytest.raises(NotAllowed):
        actions.read_notice(actor=person("erika"), notice=notice(number))
    assert unread("emil") == [number]


def test_all_means_all_that_stood_on_the_page(client_of):
    tell("erika", 3)
    foreign = tell("emil")
    client = client_of("erika")
    data = hidden_fields(client.get(PAGE).text, f"{PAGE}/alle-gelesen")
    [newer] = tell("erika")
    assert client.post(f"{PAGE}/alle-gelesen", data=data).status_code == 303
    assert unread("erika") == [newer]
    assert unread("emil") == foreign


@pytest.mark.parametrize("until", ["", "x", "-1", "9" * 40])
def test_a_forged_mark_changes_nothing(client_of, until):
    [number] = tell("erika")
    answer = submit(client_of("erika"), PAGE, action=f"{PAGE}/alle-gelesen", until=until)
    assert answer.status_code == 303
    assert unread("erika") == [number]


def test_what_somebody_dealt_with_is_read(app):
    mine, other = *tell("erika"), *tell("erika", about="emil")
    with transaction():
        assert actions.read_notices_about(actor=person("erika"), kinds=[KIND], subject_id=person("erika").id) == 1
    assert unread("erika") == [other]
    assert notice(mine).read_at


def test_the_inbox_is_paged_by_key_with_the_same_queries_for_any_number(client_of):
    tell("erika", 5)
    client = client_of("erika")
    with counted_queries() as few:
        client.get(PAGE)
    tell("erika", 60)
    with counted_queries() as many:
        page = client.get(PAGE).text
    assert len(few) == len(many)
    seen, address = [], PAGE
    while address:
        page = client.get(address).text
        seen += [part.split('"')[0] for part in page.split('id="mitteilung-')[1:]]
        link = re.search(r'<a[^>]*href="([^"]+)"[^>]*rel="next"|<a[^>]*rel="next"[^>]*href="([^"]+)"', page)
        address = next(filter(None, link.groups())) if link else None
    assert len(seen) == len(set(seen)) == 65
    assert seen == sorted(seen, key=int, reverse=True)


@pytest.mark.parametrize("before", ["x", "0", "-5", "9" * 40])
def test_an_odd_address_shows_the_newest(client_of, before):
    tell("erika")
    assert SENTENCE in client_of("erika").get(f"{PAGE}?vor={before}").text


def test_everybody_chooses_for_each_kind_how_it_reaches_them(client_of, run_jobs, mailbox):
    client = client_of("erika")
    page = client.get(SETTINGS).text
    assert "Ihr Passwort wurde geändert" in page
    assert '<option selected value="mail">' in page
    everything = dict.fromkeys(_kinds_on(page), "mail")
    assert submit(client, SETTINGS, **(everything | {KIND: "site"})).status_code == 303
    assert '<option selected value="site">Nur hier' in client.get(SETTINGS).text
    tell("erika")
    tell("emil")
    run_jobs()
    assert [mail["To"] for mail in mailbox()] == ["Emil Ernst <emil@stadt.example>"]
    prefer("erika", Delivery.DAILY)
    own = NoticeSetting.kind == KIND
    assert [each.delivery for each in db.session.scalars(select(NoticeSetting).where(own))] == [Delivery.DAILY]


def test_all_kinds_are_set_at_once(client_of):
    client = client_of("erika")
    kinds = set(_kinds_on(client.get(SETTINGS).text)) - {"delivery"}
    assert (
        submit(client, SETTINGS, action=f"{SETTINGS}/alle", to=f"{SETTINGS}/alle", delivery="daily").status_code == 303
    )
    chosen = db.session.scalars(select(NoticeSetting)).all()
    assert {one.kind for one in chosen if one.delivery is Delivery.DAILY} == kinds
    odd = submit(client, SETTINGS, action=f"{SETTINGS}/alle", to=f"{SETTINGS}/alle", delivery="pigeon")
    assert odd.status_code == 303
    assert {one.delivery for one in db.session.scalars(select(NoticeSetting))} == {Delivery.DAILY}


def test_an_unknown_way_is_refused(client_of):
    client = client_of("erika")
    everything = dict.fromkeys(_kinds_on(client.get(SETTINGS).text), "mail")
    assert submit(client, SETTINGS, **(everything | {KIND: "pigeon"})).status_code == 422


def _kinds_on(page):
    own = page.split("<h2", 1)[1]
    return [part.split('"')[0] for part in own.split("<select")[1:] for part in [part.partition('name="')[2]]]


def test_settings_offer_what_the_roles_of_a_person_can_bring_them(client_of):
    offered = {key: client_of(key).get(SETTINGS).text for key in ("ben", "pia", "olga", "anna", "karl")}
    assert "<h2>Mein Konto</h2>" in offered["ben"]
    for code, readers in {
        "answer_posted": {"ben", "pia", "olga", "anna"},
        "question_assigned": {"pia", "olga"},
        "meeting_announced": {"pia", "olga"},
        "thread_reply": {"pia", "olga"},
        "post_waiting": {"olga"},
        "unsealing_decided": {"olga"},
        "unsealing_requested": {"anna"},
        "password_changed": set(offered),
    }.items():
        assert {key for key, page in offered.items() if f'name="{code}"' in page} == readers, code


def test_what_is_not_offered_stays_as_it_is(client_of):
    with transaction():
        actions.choose_deliveries(actor=person("ben"), chosen={"thread_reply": Delivery.WEEKLY})
    ben = client_of("ben")
    submit(ben, SETTINGS, action=f"{SETTINGS}/alle", delivery="site")
    submit(ben, SETTINGS, password_changed="daily", answer_posted="site")
    settings = queries.notice_settings(person("ben").id)
    assert (settings["thread_reply"], settings["password_changed"]) == (Delivery.WEEKLY, Delivery.DAILY)
    assert settings["answer_posted"] is Delivery.SITE


def test_a_kind_that_came_once_can_still_be_chosen(client_of):
    with transaction():
        actions.notify(kind="thread_turned", person_id=person("ben").id, subject_id=1)
    assert 'name="thread_turned"' in client_of("ben").get(SETTINGS).text
