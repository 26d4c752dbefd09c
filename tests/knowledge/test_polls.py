"""Polls in threads: one vote each, changed until the end; open ones show who, anonymous ones never."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from accounts.queries.organisation import today
from core.audit import AuditEntry
from core.db import db, transaction, utcnow
from core.errors import Conflict, NotAllowed
from knowledge.actions.polls import vote
from knowledge.models import Poll, PollVote
from knowledge.rules import polls as rules
from tests.conftest import counted_queries, person
from tests.forms import hidden_fields, submit
from tests.knowledge.browsing import follow
from tests.knowledge.discussing import discuss, poll

LATER = timedelta(days=8)


def cast(made: Poll, key: str, *positions: int) -> None:
    with transaction():
        found = db.session.get_one(Poll, made.id)
        chosen = [option.id for option in found.options if option.position in positions]
        vote(actor=person(key), poll=found, option_ids=chosen)


def page(client, made: Poll) -> str:
    return follow(client, client.get(f"/austausch/{made.thread_id}")).text


def test_a_poll_is_asked_voted_on_and_its_result_has_bars_numbers_and_names(client_of):
    thread = discuss("pia")
    words = {"question": "Wann treffen wir uns?", "options": "Montag\n\n Dienstag \nMontag", "ends_on": today()}
    submit(client_of("pia"), f"/austausch/{thread.id}/umfrage", **words)
    [made] = db.session.scalars(select(Poll))
    assert [option.text for option in made.options] == ["Montag", "Dienstag"]
    paul = client_of("paul")
    path = f"/umfragen/{made.id}/stimme"
    data = hidden_fields(page(paul, made), path)
    response = paul.post(path, data=data | {"option": str(made.options[1].id)})
    assert response.location.endswith(f"#umfrage-{made.id}")
    shown = page(client_of("olga"), made)
    for text in ("<strong>1 Stimme</strong>", "100 %", "Paul Pohl", 'width="100"', "1 hat abgestimmt"):
        assert text in shown
    assert "checked" in page(paul, made)


@pytest.mark.parametrize(
    "wrong",
    [
        {"options": "Nur eine"},
        {"options": "\n".join(map(str, range(11)))},
        {"options": f"{'a' * 101}\nb"},
        {"question": " "},
        {"ends_on": "2020-01-01"},
        {"ends_on": ""},
        {"ends_on": "unsinn"},
    ],
)
def test_what_does_not_fit_is_refused_with_a_sentence(client_of, wrong):
    thread = discuss("pia")
    words = {"question": "Wann?", "options": "Ja\nNein", "ends_on": str(today())} | wrong
    assert submit(client_of("pia"), f"/austausch/{thread.id}/umfrage", **words).status_code == 422


def test_everybody_votes_once_and_may_change_or_take_back(app):
    made = poll(discuss("pia"))
    for positions, kept in (((1,), 1), ((1,), 1), ((2,), 1), ((), 0)):
        cast(made, "paul", *positions)
        assert db.session.scalar(select(func.count()).select_from(PollVote)) == kept
    with pytest.raises(Conflict):
        cast(made, "paul", 1, 2)


def test_several_choices_where_the_poll_allows_it_and_shares_of_the_voters(client_of):
    made = poll(discuss("pia"), is_multiple=True)
    cast(made, "paul", 1, 2)
    cast(made, "olga", 1)
    shown = page(client_of("pia"), made)
    assert "2 haben abgestimmt" in shown
    assert "Montag: <strong>2 Stimmen</strong>, 100 %" in shown
    assert "Dienstag: <strong>1 Stimme</strong>, 50 %" in shown


def test_after_the_end_nothing_is_changed(client_of):
    made = poll(discuss("pia"))
    cast(made, "paul", 1)
    with time_machine.travel(utcnow() + LATER, tick=True), pytest.raises(Conflict):
        cast(made, "paul", 2)
    with pytest.raises(Conflict):
        poll(discuss("pia", "Anderes"), ends_at=utcnow() - timedelta(minutes=1))


def test_an_anonymous_vote_names_nobody_anywhere(client_of):
    made = poll(discuss("pia"), is_anonymous=True)
    acts = db.session.scalar(select(func.count()).select_from(AuditEntry))
    cast(made, "paul", 1)
    [kept] = db.session.scalars(select(PollVote))
    assert kept.person_id is None
    assert str(person("paul").id) != kept.voter
    assert db.session.scalar(select(func.count()).select_from(AuditEntry)) == acts
    shown = page(client_of("olga"), made)
    assert "Paul Pohl" not in shown
    assert "1 Stimme" not in shown
    assert "Das Ergebnis steht nach dem Ende hier" in shown
    cast(made, "paul", 2)
    assert db.session.scalar(select(func.count()).select_from(PollVote)) == 1


@pytest.mark.parametrize(
    ("is_anonymous", "voters", "is_over", "shown"),
    [(False, 0, False, True), (True, 9, False, False), (True, 4, True, False), (True, 5, True, True)],
)
def test_when_a_result_may_be_seen(is_anonymous, voters, is_over, shown):
    at = utcnow()
    made = Poll(is_anonymous=is_anonymous, ends_at=at + (-LATER if is_over else LATER))
    assert rules.can_see_result(made, voters=voters, at=at) is shown


def test_others_neither_ask_nor_vote(app):
    thread = discuss("pia")
    with pytest.raises(NotAllowed):
        poll(thread, "paul")
    made = poll(thread, "olga")
    for key in ("erika", "anna"):
        with pytest.raises(NotAllowed):
            cast(made, key, 1)


def test_the_page_costs_the_same_for_one_vote_and_for_many(client_of):
    made = poll(discuss("pia"))
    cast(made, "paul", 1)
    client = client_of("olga")
    with counted_queries() as few:
        page(client, made)
    for key in ("pia", "detlef", "olga"):
        cast(made, key, 2)
    with counted_queries() as many:
        page(client, made)
    assert len(many) == len(few)
