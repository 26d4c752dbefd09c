"""What `make bench` measures: rows as the actions would have made them, and a bare site with the same content."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from bench import city, measure, seed
from core import search_index
from core.db import db
from core.markup import to_html
from knowledge.models import Answer, Ownership, Question

SIZE = seed.Size(people=120, questions=60, threads=12, practices=20)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "instance"


@pytest.fixture
def seeded(folder: Path) -> Iterator[Flask]:
    app = city.build(folder, SIZE)
    yield app
    with app.app_context():
        db.engine.dispose()


def test_seeded_rows_are_as_the_actions_would_have_made_them(seeded: Flask) -> None:
    with seeded.app_context():
        for question in db.session.scalars(select(Question)):
            assert to_html(question.body) == question.body_html
            running = select(Ownership.person_id).where(Ownership.question_id == question.id, Ownership.until.is_(None))
            assert db.session.scalars(running).all() == ([question.owner_id] if question.is_owned else [])
            answers = db.session.scalar(select(func.count()).where(Answer.question_id == question.id))
            assert answers == question.answer_count
            assert question.owner_id != question.asker_id
        assert len(search_index.engine().keys()) == SIZE.questions + SIZE.threads + SIZE.practices


def test_the_bare_site_shows_what_ours_shows(seeded: Flask, folder: Path) -> None:
    with seeded.app_context():
        pages = measure.pages(seed.slugs()[:3])
    with city.opened(seeded, folder) as sites:
        for page in pages:
            for url in page.urls[:3]:
                own, other = (client.get(url).text for client in (sites.ours(page), sites.bare))
                assert _posts(own) == _posts(other), url
                if page.name not in ("question", "practice"):  # ours leaves distant relatives out
                    assert _things(own) == _things(other), url


def test_the_page_of_coverage_tells_what_the_bare_one_counts(folder: Path) -> None:
    size = replace(SIZE, with_history=True)
    app = city.build(folder, size)
    with city.opened(app, folder) as sites:
        own, other = (site.get("/abdeckung").text for site in (sites.employee, sites.bare))
    sentence = re.search(r"\d+ von \d+ Ämtern haben eine Lotsin oder einen Lotsen", other)
    assert sentence
    assert sentence.group() in own
    with app.app_context():
        db.engine.dispose()


def _things(text: str) -> set[str]:
    return set(re.findall(r'href="/(fragen/[0-9]+|praxis/[0-9]+)-', text))


def _posts(text: str) -> set[str]:
    return set(re.findall(r'id="(beitrag-[0-9]+)"', text))
