"""Asking without a name: who gets it, whose it is, that the talk goes on, what is refused, when the seal goes."""

import io
import os
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from accounts.actions import choose_deliveries
from accounts.jobs import sealing_key_is_lost
from accounts.models import Appointment, AppointmentKind, Delivery, Notice, Person, Seal
from accounts.queries.seals import masks_of, person_behind
from accounts.rules import PERIODS
from core.cli import run_nightly
from core.db import db, transaction, utcnow
from core.errors import Conflict, NotAllowed
from knowledge import actions
from knowledge.models import Attachment, OwnerKind, Question, QuestionState
from knowledge.queries.consultations import free_slots
from knowledge.queries.figures import own_figures
from knowledge.rules.consultations import can_book_for_question, can_offer_slot
from tests.conftest import person
from tests.forms import submit
from tests.knowledge.asking import accept, again, answer, ask
from tests.knowledge.browsing import follow
from tests.knowledge.replying import mails_to
from tests.knowledge.sealed import TITLE, crowd, fields, seal

MORNING = datetime(2026, 3, 9, 9, 37, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def monday(app):
    with time_machine.travel(MORNING, tick=False) as clock:
        yield clock


def mask_of(question: Question) -> Person:
    return db.session.get_one(Person, again(question).asker_id)


def asked() -> Question:
    return db.session.scalars(select(Question).where(Question.title == TITLE)).one()


def test_it_goes_to_the_departments_pilot_like_others(app):
    crowd()
    question = seal("erika")
    assert (question.department.slug, question.owner.name) == ("standesamt", "Pia Petersen")
    assert question.is_sealed
    assert not question.is_unplaced


@pytest.mark.parametrize("key", ["erika", "pia", "olga", "anna"])
def test_where_the_department_would_tell_it_is_left_out_and_the_office_has_it(app, key):
    if key == "pia":
        crowd()  # large enough, but she answers for it
    if key == "olga":
        crowd("digitalisierung")
    question = seal(key)
    assert question.department_id is None
    assert (question.owner_kind, question.is_unplaced) == (OwnerKind.OFFICE, True)


def test_the_form_says_what_the_department_tells(client_of):
    erika = client_of("erika")
    page = erika.get("/fragen/neu").text
    assert "Ohne meinen Namen fragen" in page
    assert "weniger als fünf Personen" in page
    crowd()
    page = erika.get("/fragen/neu").text
    assert "weniger als fünf Personen" not in page
    assert "Ihr Amt steht an der Frage" in page


def test_whoever_asked_is_not_found_out_by_being_passed_over_as_the_pilot_of_later(app):
    """Else whoever appoints somebody and hands on to them would learn whether they asked."""
    crowd()
    question = seal("erika")
    answer(question, "pia")
    with transaction():
        erika = person("erika")
        db.session.add(
            Appointment(
                person_id=erika.id,
                department_id=erika.department_id,
                kind=AppointmentKind.PILOT,
                valid_from=date(2024, 1, 1),
            )
        )
        for one in db.session.scalars(select(Appointment).where(Appointment.person_id != erika.id)):
            one.valid_until = date(2025, 1, 1)
    with transaction():
        actions.reopen_question(actor=person("olga"), question=again(question), reason="Noch nicht geklärt.")
    assert again(question).owner_id == person("erika").id
    for to in (None, person("erika")):
        with transaction():
            actions.hand_on_question(actor=person("olga"), question=again(question), to=to, note="Bitte.")
    assert again(question).owner_id == person("erika").id


def test_an_unplaced_question_stays_with_the_office(app):
    question = seal("pia")
    with pytest.raises(NotAllowed), transaction():
        actions.hand_on_question(actor=person("olga"), question=again(question), to=person("paul"), note="Bitte.")


def test_the_office_is_told_even_if_somebody_of_it_asked(app):
    """Whoever is not told would be known by that."""
    question = seal("olga")
    told = select(Notice.person_id).where(Notice.kind == "question_assigned", Notice.subject_id == question.id)
    assert set(db.session.scalars(told)) == {person("olga").id}


def test_it_is_among_the_own_and_nobody_elses(client_of):
    seal("erika")
    for path in ("/fragen?ansicht=meine", "/"):
        assert TITLE in client_of("erika").get(path).text.partition("Zuletzt gelöst")[0]
    assert TITLE not in client_of("emil").get("/fragen?ansicht=meine").text


def test_two_of_one_person_are_both_found_and_not_tied(app):
    first, second = seal("erika"), seal("erika", title="Noch eine Frage ohne Namen")
    assert set(masks_of(person("erika").id)) == {first.asker_id, second.asker_id}
    assert masks_of(person("emil").id) == []
    assert {person_behind(first.asker_id), person_behind(second.asker_id)} == {person("erika").id}
    assert own_figures(person("erika")).asked == 2


def test_whoever_asked_acts_under_the_mask_with_no_other_power(client_of):
    """Olga of the office can close any question, not her own sealed one as the office."""
    question = seal("olga")
    page = follow(client_of("olga"), client_of("olga").get(f"/fragen/{question.id}")).text
    assert "Sie haben diese Frage ohne Ihren Namen gestellt" in page
    assert "Zurückziehen" in page
    assert "Schließen" not in page
    assert "Entsiegelung beantragen" not in page
    assert client_of("olga").get(f"/fragen/{question.id}/schliessen").status_code == 403
    assert client_of("olga").get(f"/fragen/{question.id}/entsiegeln").status_code == 403


def test_the_talk_goes_on(client_of, run_jobs):
    crowd()
    erika, pia = client_of("erika"), client_of("pia")
    assert submit(erika, "/fragen/neu", **fields()).status_code == 303
    path = f"/fragen/{asked().id}"
    assert submit(pia, f"{path}/rueckfrage", body="Welches Postfach?").status_code == 303
    assert asked().paused_at
    db.session.rollback()
    assert submit(erika, f"{path}/kommentar", body="Das gemeinsame.").status_code == 303
    db.session.expire_all()
    assert asked().paused_at is None
    assert asked().answer_by
    given = answer(asked())
    page = f"{path}-{asked().slug}"
    assert submit(erika, page, action=f"/antworten/{given.id}/annehmen", to=f"/antworten/{given.id}/annehmen")
    db.session.expire_all()
    assert asked().state is QuestionState.SOLVED
    assert submit(erika, f"{path}/wieder-oeffnen", reason="Es geht doch nicht.").status_code == 303
    assert submit(erika, f"{path}/zurueckziehen").status_code == 303


def test_pressing_twice_asks_once(app, client_of):
    first = seal("erika", submission="ein-schluessel")
    assert seal("erika", submission="ein-schluessel").id == first.id
    assert seal("emil", title="Andere", submission="ein-schluessel").id != first.id
    erika = client_of("erika")
    for _press in range(2):
        assert submit(erika, "/fragen/neu", **fields(title="Zweimal gefragt")).status_code == 303
    assert db.session.scalar(select(func.count()).where(Question.title == "Zweimal gefragt")) == 1


@pytest.mark.parametrize("button", ["preview", "similar", "resume"])
def test_the_wish_survives_every_way_back_to_the_form(client_of, button):
    """After a look at the preview, at similar questions, or a new sign-in it is still without a name."""
    page = submit(client_of("erika"), "/fragen/neu", **fields(**{button: "1"})).text
    box = re.search(r'<input[^>]*name="sealed"[^>]*>', page)
    assert box
    assert "checked" in box[0]
    assert db.session.scalars(select(Question)).all() == []


def test_where_no_key_can_be_written_it_says_so(app, client_of, tmp_path):
    before = app.config["LOTSENNETZ"]
    (tmp_path / "file").write_text("")
    app.config["LOTSENNETZ"] = replace(before, sealing_key_file=str(tmp_path / "file" / "sealing.key"))
    try:
        refused = submit(client_of("erika"), "/fragen/neu", **fields())
    finally:
        app.config["LOTSENNETZ"] = before
    assert refused.status_code == 422
    assert "Im Moment kann niemand ohne Namen fragen" in refused.text


def test_a_new_account_posts_no_more_under_masks(app):
    before = app.config["LOTSENNETZ"]
    app.config["LOTSENNETZ"] = replace(before, new_account_days=7, new_account_posts=2)
    try:
        with transaction():
            person("erika").created_at = utcnow()
        first = seal("erika")
        ask("erika")
        with pytest.raises(Conflict, match="too_many_posts"):
            seal("erika", title="Die dritte ohne Namen")
        with transaction():  # the talk about it goes on
            for number in range(3):
                asked_one = again(first)
                words = {"body": f"Nachtrag {number}.", "submission": f"nachtrag-{number}"}
                actions.comment_question(actor=mask_of(first), question=asked_one, **words)
    finally:
        app.config["LOTSENNETZ"] = before


def test_the_same_words_with_and_without_a_name_are_two_questions(client_of):
    erika = client_of("erika")
    submit(erika, "/fragen/neu", title=TITLE, body="Ich frage für mich.")
    submit(erika, "/fragen/neu", **fields())
    assert db.session.scalar(select(func.count()).where(Question.title == TITLE)) == 2


def test_files_do_not_go_with_it(client_of):
    erika = client_of("erika")
    sent = submit(erika, "/fragen/neu", **fields(files=(io.BytesIO(b"Text"), "von-erika.txt")))
    assert sent.status_code == 422
    assert "Dateien können Ihren Namen enthalten" in sent.text
    assert db.session.scalars(select(Question)).all() == []
    question = seal("erika")
    page = erika.get(f"/fragen/{question.id}/bearbeiten").text
    assert 'name="files"' not in page
    edited = submit(
        erika,
        f"/fragen/{question.id}/bearbeiten",
        title=TITLE,
        body="Anders.",
        tags="",
        files=(io.BytesIO(b"Text"), "von-erika.txt"),
    )
    assert edited.status_code == 303
    named = select(Attachment).where(Attachment.post_id.is_not(None))
    assert db.session.scalars(named).all() == []


def test_there_is_no_talk_face_to_face(app):
    question = seal("erika")
    assert not can_book_for_question(mask_of(question), again(question))
    assert not can_offer_slot(person("olga"), again(question))
    assert free_slots(again(question)) == []


@pytest.mark.parametrize(("delivery", "mails"), [(Delivery.SITE, 0), (Delivery.MAIL, 1), (Delivery.WEEKLY, 1)])
def test_mails_follow_the_wish_of_whoever_is_behind_and_no_row_tells_it(app, run_jobs, mailbox, delivery, mails):
    question = seal("emil")
    with transaction():
        choose_deliveries(actor=person("emil"), chosen={"answer_posted": delivery})
    answer(question, "pia")
    run_jobs()
    assert len([mail for mail in mailbox() if "emil@" in str(mail["To"])]) == mails
    db.session.expire_all()
    notice = db.session.scalars(
        select(Notice).where(Notice.person_id == question.asker_id, Notice.kind == "answer_posted")
    ).one()
    assert notice.delivery is Delivery.MAIL
    assert notice.mailed_at == datetime(2026, 3, 9, 9, tzinfo=UTC)


def test_no_mail_about_the_own_question_can_be_replied_to(app, replies_are_on, run_jobs, mailbox):
    """Olga is of the office that has it, and asked it herself: her reply would bear her name."""
    ask("ben", title="Mit Namen gefragt")
    run_jobs()
    assert [mail["Reply-To"] for mail in mails_to(mailbox, "olga")] != [None]
    before = len(mails_to(mailbox, "olga"))
    answer(seal("olga"), "pia")
    run_jobs()
    told = mails_to(mailbox, "olga")[before:]
    assert len(told) == 2  # as one of the office, and as whoever asked
    assert [mail["Reply-To"] for mail in told] == [None, None]


def test_masks_are_nobody_in_figures(app):
    from knowledge.queries.figures import figures_page
    from knowledge.rules.figures import Quarter

    for number in range(6):
        seal("erika", title=f"Frage {number} ohne Namen")
    quarter = Quarter.of(utcnow().date())
    assert figures_page(quarter, quarter).whole.asked is None
    for key in ("erika", "emil", "ben", "pia", "paul"):
        ask(key, title=f"Mit Namen von {key}")
    assert figures_page(quarter, quarter).whole.asked == 11


def test_without_its_key_the_site_says_so_and_seals_nothing(app, client_of):
    question = seal("erika")
    assert sealing_key_is_lost() == []
    path = app.config["LOTSENNETZ"].sealing_key_path
    os.rename(path, path.with_suffix(".away"))
    try:
        assert [finding.code for finding in sealing_key_is_lost()] == ["sealing_key"]
        assert not path.exists()
        erika = client_of("erika")
        refused = submit(erika, "/fragen/neu", **fields(title="Noch eine Frage"))
        assert refused.status_code == 422
        assert "Im Moment kann niemand ohne Namen fragen" in refused.text
        assert not path.exists()
        page = follow(erika, erika.get(f"/fragen/{question.id}"))
        assert page.status_code == 200
        assert "Sie haben diese Frage ohne Ihren Namen gestellt" not in page.text
        assert erika.get("/ich/mitteilungen").status_code == 200
    finally:
        os.rename(path.with_suffix(".away"), path)


def test_the_seal_goes_when_the_question_has_rested_long_enough(app, monday):
    solved, still_open = seal("erika"), seal("erika", title="Noch offen und ohne Namen")
    accept_as_asker(solved)
    monday.move_to(MORNING + PERIODS["seals"] - timedelta(days=1))
    run_nightly()
    assert len(db.session.scalars(select(Seal)).all()) == 2
    monday.move_to(MORNING + PERIODS["seals"] + timedelta(days=1))
    run_nightly()
    db.session.expire_all()
    assert db.session.scalars(select(Seal.mask_id)).all() == [still_open.asker_id]
    assert masks_of(person("erika").id) == [still_open.asker_id]
    assert person_behind(again(solved).asker_id) is None


def accept_as_asker(question: Question) -> None:
    given = answer(question)
    with transaction():
        found = db.session.get_one(type(given), given.id)
        actions.accept_answer(actor=mask_of(question), answer=found)


def test_the_api_knows_the_mask_too(client_of):
    question = seal("erika")
    given = answer(question)
    accept(given, "olga")
    shown = client_of("erika").get(f"/api/v1/questions/{question.id}").json
    assert shown["department"] is None
    assert "Erika" not in str(shown)
