"""Fixtures of the tests about replies by mail."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from knowledge.models import Question
from tests.knowledge.asking import ask
from tests.knowledge.replying import ADDRESS, Mailbox, Run, reply_address


@pytest.fixture
def replies_are_on(app: Flask) -> Iterator[None]:
    before = app.config["LOTSENNETZ"]
    app.config["LOTSENNETZ"] = replace(before, mail_reply_address=ADDRESS)
    yield
    app.config["LOTSENNETZ"] = before


@pytest.fixture
def question(replies_are_on: None) -> Question:
    return ask("erika")


@pytest.fixture
def address(question: Question, run_jobs: Run, mailbox: Mailbox) -> str:
    """To which Pia, whose turn it is, replies."""
    run_jobs()
    return reply_address(mailbox, "pia")
