"""Fills a database with the demo city and prints an address for every page that can be looked at."""

import io
import json
from datetime import timedelta

from sqlalchemy import select

from accounts import actions as accounts
from accounts import queries
from accounts.models import AppointmentKind, OneTimeLink, Person
from app import create_app
from core import cli, files, search_index
from core.config import current
from core.db import db, transaction, utcnow
from home.actions import load_demo
from knowledge import actions as knowledge
from knowledge.actions import sealing
from knowledge.actions.premoderation import choose_premoderation
from knowledge.models import Answer, Follow, PostKind, Question, QuestionState, Tag
from pilots.actions import hand_over
from pilots.actions.cohorts import CohortEntry, SessionEntry, add_session, create_cohort
from pilots.actions.enrolments import enrol_person
from pilots.actions.seats import settle_seats
from pilots.models import Programme
from tests.browser.pages import LINKS, address_of, me
from tests.browser.tour import EVERY_PAGE

DAY = timedelta(days=1)


def fill() -> None:
    cli.migrate()
    with transaction():
        load_demo(now=utcnow())
    with transaction():
        _edit_twice()
    _attach_a_file()
    with transaction():
        _seal()
    with transaction():
        _keep_back()
    with transaction():
        _hand_over()
    with transaction():
        _teach()
    with transaction():
        _send_links()
    search_index.rebuild()


def _hand_over() -> None:
    """What an employee followed goes to the pilot; nobody who is somebody in the tour loses anything."""
    leaver = db.session.scalars(select(Person).where(Person.email == "mitarbeiter-ohne@demo.example")).one()
    tag = db.session.scalars(select(Tag).limit(1)).one()
    db.session.add(Follow(person_id=leaver.id, tag_id=tag.id))
    db.session.flush()
    hand_over(actor=me("office"), leaver=leaver, successor=me("pilot"), note="Bitte melden.", submission="tour")


def _teach() -> None:
    """A course that began half an hour ago, in which the employee has a seat."""
    now, office, employee = utcnow(), me("office"), me("employee")
    entry = CohortEntry("Auffrischung", 5, now - DAY, now + DAY, now + 2 * DAY, "Rathaus, Raum 112")
    programme = db.session.scalars(select(Programme).order_by(Programme.id).limit(1)).one()
    cohort = create_cohort(actor=office, programme=programme, entry=entry, submission="tour")
    employee_of = {"person": employee, "department": employee.department, "kind": AppointmentKind.DEPUTY}
    enrol_person(actor=office, cohort=cohort, submission="tour", **employee_of)
    begun = SessionEntry(starts_at=now - DAY / 48, ends_at=now + DAY / 4)
    add_session(actor=office, cohort=cohort, entry=begun, submission="tour")
    settle_seats(cohort=cohort)


def _seal() -> None:
    """Three questions without a name: two requests to unseal, one of which was confirmed."""
    titles = ("Darf ich Nein sagen?", "Wer liest mein Postfach?", "Wem melde ich einen Verstoß?")
    for title in titles:
        asked = sealing.ask_sealed(actor=me("employee"), title=title, body="Ohne Namen.", submission=title)
        if title != titles[0]:
            made = sealing.request_unsealing(actor=me("office"), question=asked, reason="Es geht um eine Gefahr.")
    sealing.confirm_unsealing(actor=me("admin"), unsealing=made)


def _keep_back() -> None:
    """A question and a comment that wait to be published; others would not."""
    office, employee = me("office"), me("employee")
    for kind in (PostKind.QUESTION, PostKind.COMMENT):
        choose_premoderation(actor=office, kind=kind, is_on=True)
    knowledge.ask_question(actor=employee, title="Wer prüft das?", body="Ich warte.", tags=[], submission="kept")
    public = select(Question).where(Question.state == QuestionState.OPEN, Question.hidden_at.is_(None)).limit(1)
    asked = db.session.scalars(public).one()
    knowledge.comment_question(actor=employee, question=asked, body="Wer prüft auch das?", submission="kept")
    own = db.session.scalars(public.where(Question.asker_id == employee.id)).one()
    knowledge.edit_question(actor=employee, question=own, title=own.title, body=f"{own.body} Bitte bald.", tags=())
    for kind in (PostKind.QUESTION, PostKind.COMMENT):
        choose_premoderation(actor=office, kind=kind, is_on=False)


def _edit_twice() -> None:
    """Wordings to compare: the demo city edits nothing."""
    pilot = me("pilot")
    answer = db.session.scalars(select(Answer).where(Answer.author_id == pilot.id).limit(1)).one()
    question = answer.question
    knowledge.edit_answer(
        actor=pilot, answer=answer, body=f"{answer.body}\n\nNachtrag: So geht es auch.", reason="Ergänzt"
    )
    knowledge.edit_question(
        actor=question.asker, question=question, title=question.title, body=f"{question.body} Danke.", tags=["Ablage"]
    )


def _attach_a_file() -> None:
    employee = me("employee")
    mine = select(Question).where(Question.asker_id == employee.id, Question.state == QuestionState.OPEN)
    file = files.accept(io.BytesIO(b"Beschreibung der Meldung"), "meldung.txt")
    with transaction():
        knowledge.stage_attachment(actor=employee, submission="tour", file=file)
        db.session.flush()
        question = db.session.scalars(mine.limit(1)).one()
        knowledge.attach_files(actor=employee, kind="question", post=question, submission="tour")


def _send_links() -> None:
    """One link of each kind, and a person who waits for the first password."""
    accounts.request_reset(email=me("employee").email)
    invited = accounts.create_person(actor=me("admin"), email="neu@stadt.example", name="Nele Neumann")
    accounts.invite(actor=me("admin"), person=invited)
    accounts.create_token(actor=me("employee"), person=me("employee"), label="Monatsbericht", may_write=False)
    for link in db.session.scalars(select(OneTimeLink)):
        LINKS[link.purpose] = queries.link_token(link, current().secret_key)


if __name__ == "__main__":
    app = create_app()
    with app.app_context():
        fill()
        with app.test_request_context():
            print(json.dumps({page.name: address_of(page) for page in EVERY_PAGE}))
