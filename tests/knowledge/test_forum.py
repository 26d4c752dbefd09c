"""The exchange forum: who reads and writes, what is new to whom, quoting, wordings, order, search, notices."""

import pytest
from sqlalchemy import func, select

from core.db import db, transaction
from core.errors import Conflict, NotAllowed
from knowledge.actions import forum as actions
from knowledge.models import Post, Thread, ThreadEvent, ThreadReading
from knowledge.queries.forum import POSTS
from tests.conftest import counted_queries, person
from tests.forms import hidden_fields, submit
from tests.knowledge.discussing import again, board, discuss, reply


def address(thread: Thread) -> str:
    return f"/austausch/{thread.id}-{thread.slug}"


def read_state(key: str) -> int | None:
    return db.session.scalar(select(ThreadReading.last_seq).where(ThreadReading.person_id == person(key).id))


def test_pilots_deputies_and_the_office_meet_and_nobody_else(client_of):
    thread = discuss()
    for key, status in {"pia": 200, "detlef": 200, "paul": 200, "olga": 200, "erika": 403, "anna": 403}.items():
        assert client_of(key).get(address(thread)).status_code == status
        assert ("/austausch" in client_of(key).get("/").text) is (status == 200)


def test_a_thread_is_opened_and_answered(client_of):
    part = board("Technik")
    pia, paul = client_of("pia"), client_of("paul")
    opened = submit(
        pia, "/austausch/neu", board=part.id, title="Wer scannt mit dem Handy?", body="Bei uns **klemmt** es."
    )
    assert "<strong>klemmt</strong>" in paul.get(opened.location).text
    answered = submit(paul, opened.location, body="Bei uns nicht.")
    assert answered.location.endswith("#beitrag-2")
    page = pia.get("/austausch").text
    for text in ("Wer scannt mit dem Handy?", "2 Beiträge", "Technik"):
        assert text in page


def test_empty_fields_are_named_and_a_second_press_makes_nothing(client_of):
    part = board()
    pia = client_of("pia")
    assert submit(pia, "/austausch/neu", board=part.id).status_code == 422
    assert submit(pia, "/austausch/neu", board="999", title="Titel", body="Text").status_code == 422
    words = {"board": part.id, "title": "Ein Titel", "body": "Ein Text", "submission": "einmal"}
    assert submit(pia, "/austausch/neu", **words).location == submit(pia, "/austausch/neu", **words).location
    [thread] = db.session.scalars(select(Thread))
    for _ in range(2):
        submit(client_of("paul"), address(thread), body="Noch ein Text", submission="auch")
    assert db.session.scalar(select(func.count()).select_from(Post)) == 2
    assert again(thread).post_count == 2


def test_reading_is_noted_by_a_post_and_never_by_a_get(client_of):
    thread = discuss("pia")
    reply(thread, "paul")
    olga = client_of("olga")
    assert "2 neue Beiträge" in olga.get("/austausch").text
    olga.get(address(thread))
    assert read_state("olga") is None
    submit(olga, address(thread), action=f"/austausch/{thread.id}/gelesen")
    assert read_state("olga") == 2
    assert "neue Beiträge" not in olga.get("/austausch").text
    assert "Als gelesen merken" not in olga.get(address(thread)).text


def test_what_came_since_the_last_visit_is_marked(client_of):
    thread = discuss("pia")
    olga = client_of("olga")
    assert "Neu seit Ihrem letzten Besuch" not in olga.get(address(thread)).text
    submit(olga, address(thread), action=f"/austausch/{thread.id}/gelesen")
    reply(thread, "paul", "Das ist neu.")
    page = olga.get(address(thread)).text
    assert page.index("Bei uns") < page.index("Neu seit Ihrem letzten Besuch") < page.index("Das ist neu.")
    assert "1 neuer Beitrag" in olga.get("/austausch").text


def test_reading_never_goes_back_nor_past_the_end(app):
    thread = discuss("pia")
    reply(thread, "paul")
    for until, noted in ((2, 2), (1, 2), (99, 2)):
        with transaction():
            actions.read_thread(actor=person("olga"), thread=again(thread), until=until)
        assert read_state("olga") == noted


def test_who_writes_has_read_only_what_they_had_read_before(app):
    thread = discuss("pia")
    reply(thread, "paul")
    assert (read_state("pia"), read_state("paul")) == (1, None)
    reply(thread, "pia")
    assert read_state("pia") == 1


def test_those_who_take_part_are_told_once_and_reading_settles_it(client_of):
    thread = discuss("pia")
    first = reply(thread, "paul")
    pia = client_of("pia")
    assert "Paul Pohl hat in „Wer scannt mit dem Handy?“ geschrieben." in pia.get("/ich/mitteilungen").text
    assert "(1 neu)" in pia.get("/").text
    assert "(1 neu)" not in client_of("olga").get("/").text
    assert "(1 neu)" not in client_of("paul").get("/").text
    data = hidden_fields(pia.get(address(thread)).text, f"/austausch/{thread.id}/gelesen")
    assert data["bis"] == str(first.seq)
    pia.post(f"/austausch/{thread.id}/gelesen", data=data)
    assert "(1 neu)" not in pia.get("/").text


def test_quoting_puts_the_words_of_the_other_into_the_field(client_of):
    thread = discuss("pia", body="Erste Zeile\n\nZweite <b>Zeile</b>")
    page = client_of("paul").get(f"{address(thread)}?zitat=1").text
    assert "&gt; Pia Petersen schrieb:\n&gt;\n&gt; Erste Zeile\n&gt;\n&gt; Zweite &lt;b&gt;Zeile&lt;/b&gt;" in page
    for nonsense in ("7", "0", "-1", "x"):
        assert "schrieb:" not in client_of("paul").get(f"{address(thread)}?zitat={nonsense}").text


def test_ones_own_post_is_edited_and_keeps_its_wording(client_of):
    thread = discuss("pia", body="Ein alter Text")
    number = thread.last_post_id
    pia = client_of("pia")
    submit(pia, f"/austausch/beitraege/{number}/bearbeiten", body="Ein neuer Text", reason="Deutlicher")
    page = client_of("paul").get(f"/austausch/beitraege/{number}/fassungen").text
    assert "<del> alter</del><ins> neuer</ins> Text" in page
    assert "Deutlicher" in page
    for key in ("paul", "olga"):
        assert client_of(key).get(f"/austausch/beitraege/{number}/bearbeiten").status_code == 403


def test_the_office_pins_locks_and_moves_and_it_can_be_read_who_did(client_of):
    old, thread = discuss("pia", "Altes Thema"), discuss("paul", "Neues Thema")
    other = board("Termine").id
    olga, pia = client_of("olga"), client_of("pia")
    page = olga.get(address(old)).text
    for step in ("anheften", "sperren"):
        path = f"/austausch/{old.id}/{step}"
        for _ in range(2):
            olga.post(path, data=hidden_fields(page, path) | {"an": "1"})
    listed = pia.get("/austausch").text
    assert listed.index("Altes Thema") < listed.index("Neues Thema")
    assert "Dieses Thema ist gesperrt" in pia.get(address(old)).text
    with pytest.raises(Conflict):
        reply(old, "pia")
    submit(olga, f"/austausch/{thread.id}/verschieben", board=other)
    assert "Neues Thema" in pia.get("/austausch?bereich=termine").text
    assert "Aus: Alltag" in pia.get(address(thread)).text
    assert db.session.scalars(select(ThreadEvent.move).order_by(ThreadEvent.id)).all() == [
        "pin_thread",
        "lock_thread",
        "move_thread",
    ]


def test_the_actions_are_the_lock(app):
    thread = discuss("pia")
    for step in (
        lambda: actions.pin_thread(actor=person("pia"), thread=again(thread), is_pinned=True),
        lambda: actions.lock_thread(actor=person("pia"), thread=again(thread), is_locked=True),
        lambda: actions.move_thread(actor=person("pia"), thread=again(thread), board=board()),
        lambda: actions.make_board(actor=person("pia"), name="Neu", description=""),
        lambda: actions.write_post(actor=person("erika"), thread=again(thread), body="Hallo", submission="x"),
        lambda: actions.read_thread(actor=person("erika"), thread=again(thread), until=1),
    ):
        with pytest.raises(NotAllowed), transaction():
            step()


def test_boards_are_made_and_renamed_and_two_names_do_not_meet(client_of):
    olga = client_of("olga")
    submit(olga, "/austausch/bereiche", name="Technik", description="Geräte")
    assert submit(olga, "/austausch/bereiche", name="technik").status_code == 422
    submit(olga, "/austausch/bereiche/1", name="Technik und Geräte", description="")
    assert "Technik und Geräte" in client_of("pia").get("/austausch?bereich=technik").text


def test_long_threads_are_paged_by_the_number_of_the_post_and_open_where_one_stopped(client_of):
    thread = discuss("pia")
    for number in range(2, POSTS + 3):
        reply(thread, "paul", f"Beitrag Nummer {number}.")
    olga = client_of("olga")
    first, second = olga.get(address(thread)).text, olga.get(f"{address(thread)}?seite=2").text
    assert "Seite 1 von 2" in first
    assert f"Beitrag Nummer {POSTS + 1}." not in first
    assert f"Beitrag Nummer {POSTS + 1}." in second
    with transaction():
        actions.read_thread(actor=person("olga"), thread=again(thread), until=POSTS)
    assert "Seite 2 von 2" in olga.get(address(thread)).text
    for wild in ("0", "99", "-3", "x"):
        assert olga.get(f"{address(thread)}?seite={wild}").status_code == 200


def test_pages_cost_the_same_however_much_there_is(client_of):
    thread = discuss("pia")
    olga = client_of("olga")

    def cost() -> list[int]:
        costs = []
        for path in ("/austausch", address(thread)):
            with counted_queries() as made:
                olga.get(path)
            costs.append(len(made))
        return costs

    before = cost()
    for number in range(5):
        reply(thread, "paul")
        discuss("paul", f"Thema {number}", on=f"Bereich {number % 2}")
    assert cost() == before


def test_threads_are_found_by_those_who_may_read_them_alone(client_of, run_jobs):
    reply(discuss("pia", "Drucker am Standesamt"), "paul", "Der Quastenflosser hilft.")
    run_jobs()
    for key in ("pia", "olga"):
        page = client_of(key).get("/suche?q=Quastenflosser").text
        assert "Drucker am Standesamt</a>" in page
        assert "<mark>Quastenflosser</mark>" in page
    for key in ("erika", "anna"):
        page = client_of(key).get("/suche?q=Quastenflosser&art=austausch").text
        assert "Drucker" not in page
        assert "Keine Treffer" in page or "Nichts gefunden" in page


def test_a_pilot_who_is_one_no_more_sees_and_hears_nothing(client_of, run_jobs):
    thread = discuss("paul")
    reply(thread, "pia")
    with transaction():
        for appointment in person("paul").appointments:
            appointment.valid_until = appointment.valid_from.replace(year=2025)
    paul = client_of("paul")
    assert paul.get(address(thread)).status_code == 403
    assert thread.title not in paul.get("/ich/mitteilungen").text
