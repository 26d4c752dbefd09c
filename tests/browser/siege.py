"""Fills a database with attacks in every field that others read, and prints the addresses where they are shown."""

import io
import json
from collections.abc import Iterator, Sequence
from datetime import timedelta

from accounts import actions as accounts
from app import create_app
from core import cli, files, search_index
from core.db import db, transaction, utcnow
from core.errors import Conflict
from knowledge import actions
from knowledge.actions import forum, practices
from knowledge.actions.meetings import MeetingEntry
from knowledge.actions.practices import Card
from knowledge.models import Answer, Question, Scale
from knowledge.queries.forum import thread_path
from knowledge.queries.practices import practice_path
from knowledge.queries.questions import path_of
from tests import attacks as published
from tests import people
from tests.conftest import person

ATTACKS = [attack.encode(errors="replace").decode() for attack in published.ATTACKS]  # as a browser sends them
CARD_TEXTS = ("problem", "approach", "steps", "effort_note", "effect_note", "costs", "contact")
MOST_FILES = 5


def fill() -> list[str]:
    """The paths that show them; those of lists are the test's to know."""
    cli.migrate()
    with transaction():
        people.settle()
    found = [_asked(), _commented(), *_practices(), _discussed(), _met(), _described(), *_filed()]
    search_index.rebuild()
    return [path.partition("#")[0] for path in found]


def _in_turn(size: int) -> Iterator[Sequence[str]]:
    for start in range(0, len(ATTACKS), size):
        yield ATTACKS[start : start + size]


def _question(title: str, body: str, key: str = "erika") -> Question:
    return actions.ask_question(
        actor=person(key), title=title, body=body, tags=["Siegel"], submission=f"q-{hash((title, body))}"
    )


def _asked() -> str:
    """Some are questions of their own, all are answers to one."""
    with transaction():
        for attack in ATTACKS[::5]:
            _question(" ".join(attack.split())[:140] or "leer", attack)
        besieged = _question("Belagert mit Antworten", ATTACKS[0])
        for number, attack in enumerate(ATTACKS):
            actions.answer_question(actor=person("paul"), question=besieged, body=attack, submission=f"a-{number}")
        return path_of(besieged.id, besieged.title)


def _commented() -> str:
    with transaction():
        question = _question("Belagert mit Kommentaren", ATTACKS[1])
        for number, attack in enumerate(ATTACKS):
            actions.comment_question(actor=person("emil"), question=question, body=attack, submission=f"c-{number}")
        return path_of(question.id, question.title)


def _practices() -> Iterator[str]:
    for number, attacks in enumerate(_in_turn(len(CARD_TEXTS))):
        texts = dict.fromkeys(CARD_TEXTS, "x") | dict(zip(CARD_TEXTS, attacks, strict=False))
        title = " ".join(attacks[0].split())[:140] or "leer"
        card = Card(title=title, effort=Scale.LOW, effect=Scale.HIGH, **texts)
        with transaction():
            made = practices.write_practice(actor=person("pia"), card=card, tags=["Siegel"], submission=f"p-{number}")
            practices.publish_practice(actor=person("pia"), practice=made)
            yield practice_path(made.id, made.title)


def _discussed() -> str:
    with transaction():
        board = forum.make_board(actor=person("olga"), name=ATTACKS[2][:60], description=ATTACKS[3][:200])
        words = {"board": board, "title": ATTACKS[2][:140], "body": ATTACKS[2], "submission": "thread"}
        thread = forum.start_thread(actor=person("pia"), **words)
        for number, attack in enumerate(ATTACKS):
            forum.write_post(actor=person("paul"), thread=thread, body=attack, submission=f"t-{number}")
        return thread_path(thread.id, thread.title)


def _met() -> str:
    start = utcnow() + timedelta(days=7)
    entry = MeetingEntry(
        ATTACKS[2][:140], ATTACKS[3][:200], start, start + timedelta(hours=1), "\n\n".join(ATTACKS[:99])
    )
    with transaction():
        meeting = actions.plan_meeting(actor=person("pia"), entry=entry, submission="m")
        for number, attack in enumerate(ATTACKS[:30]):
            title = " ".join(attack.split())[:140] or "leer"
            actions.add_topic(actor=person("paul"), meeting=meeting, title=title, submission=f"mt-{number}")
        return f"/treffen/{meeting.id}"


def _described() -> str:
    with transaction():
        words = {"phone": ATTACKS[2][:40], "location": ATTACKS[3][:200], "about": "\n\n".join(ATTACKS[:60])}
        hours = "\n\n".join(ATTACKS[60:90])
        accounts.change_profile(
            actor=person("pia"), person=person("pia"), language="de", consultation_hours=hours, **words
        )
    return "/lotsen/standesamt"


def _filed() -> Iterator[str]:
    """As many files as one answer bears, until every name was used."""
    with transaction():
        question = _question("Belagert mit Dateien", "Siehe Antworten")
        number, title = question.id, question.title
    for turn, attacks in enumerate(_in_turn(MOST_FILES)):
        for place, attack in enumerate(attacks):
            _stage(f"f-{turn}", f"{attack}.txt", f"{turn} {place}")
        with transaction():
            made: Answer = actions.answer_question(
                actor=person("emil"),
                question=db.session.get_one(Question, number),
                body="Anbei.",
                submission=f"f-{turn}",
            )
            actions.attach_files(actor=person("emil"), kind="answer", post=made, submission=f"f-{turn}")
    yield path_of(number, title)


def _stage(submission: str, name: str, text: str) -> None:
    file = files.accept(io.BytesIO(text.encode()), name)
    try:
        with transaction():
            actions.stage_attachment(actor=person("emil"), submission=submission, file=file)
    except Conflict as conflict:
        raise AssertionError(f"{name!r} is refused: {conflict.code}") from conflict


if __name__ == "__main__":
    with create_app().app_context():
        print(json.dumps({"paths": fill()}))
