"""Fills a database with the cast and a shelf of questions, all made by the real actions."""

import json

from sqlalchemy import select

from accounts.models import Person
from app import create_app
from core import cli, outbox, search_index
from core.db import db, transaction
from knowledge import actions
from tests import people

# Title, body, answer
SHELF = [
    (
        "Wie unterschreibe ich einen Bescheid digital?",
        "Der Bescheid soll ohne Papier rausgehen.",
        "Mit dem Siegel der E-Akte.",
    ),
    ("Wie scanne ich Posteingänge in die E-Akte?", "Bei uns liegen Stapel.", "Über den Scanner im ersten Stock."),
    ("Wo beantrage ich einen neuen Dienstausweis?", "Meiner ist abgelaufen.", "Im Personalportal unter Anträge."),
    ("Wie richte ich eine Abwesenheitsnotiz ein?", "Ich fahre in den Urlaub.", "In Outlook unter Datei."),
    ("Darf ich Videokonferenzen aufzeichnen?", "Es geht um eine Besprechung.", "Nur wenn alle zustimmen."),
    ("Wie teile ich einen Kalender mit dem Team?", "Wir planen Vertretungen.", "Rechtsklick auf den Kalender."),
    ("Wie erreiche ich das Netz von zu Hause?", "Der Tunnel bricht ab.", "Mit dem Programm VPN-Client."),
    ("Wie lösche ich Akten fristgerecht?", "Die Frist ist um.", ""),
    ("Wer gibt mir Rechte für das Laufwerk K?", "Ich bin neu im Amt.", ""),
    ("Wie schicke ich große Dateien an Büros draußen?", "Der Plan hat 80 MB.", ""),
]
ASKERS = ("erika", "emil", "ben")


def fill() -> None:
    cli.migrate()
    with transaction():
        people.settle()
    for number, (title, body, answer) in enumerate(SHELF):
        with transaction():
            cast = {one.email.partition("@")[0]: one for one in db.session.scalars(select(Person))}
            asker = cast[ASKERS[number % len(ASKERS)]]
            question = actions.ask_question(
                actor=asker, title=title, body=body, tags=["E-Akte"], submission=f"shelf-{number}"
            )
            if answer:
                made = actions.answer_question(
                    actor=cast["paul"], question=question, body=answer, submission=f"shelf-{number}"
                )
                if number % 2:
                    actions.accept_answer(actor=asker, answer=made)
    search_index.rebuild()
    outbox.run_pending()


if __name__ == "__main__":
    with create_app().app_context():
        fill()
        print(json.dumps({}))
