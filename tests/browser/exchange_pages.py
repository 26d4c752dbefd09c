"""The pages of practice cards and of the forum, for the tour."""

from typing import Any

from sqlalchemy import Select, select

from core.db import db
from knowledge.models import Adoption, AdoptionState, Board, Poll, Post, Practice, PracticeState, Thread
from tests.browser.pages import EMPLOYEE, OFFICE, PILOT, Page, Values, me


def _first(query: Select[Any]) -> Any:
    return db.session.scalars(query.limit(1)).one()


def _card(state: PracticeState = PracticeState.PUBLISHED, **more: Any) -> Values:
    """The one that most departments adopted; with its slug, so that no redirect is measured."""

    def values() -> dict[str, Any]:
        query = select(Practice).outerjoin(Adoption).where(Practice.state == state).order_by(Adoption.id.desc())
        found = _first(query)
        return {"number": found.id, "slug": found.slug, **more}

    return values


def _numbered(query: Select[Any]) -> Values:
    return lambda: {"number": _first(query).id}


def _own_post() -> dict[str, Any]:
    open_ones = select(Thread.id).where(Thread.locked_at.is_(None))
    return {"number": _first(select(Post).where(Post.author_id == me(PILOT).id, Post.thread_id.in_(open_ones))).id}


def _thread(**more: Any) -> Values:
    def values() -> dict[str, Any]:
        found = _first(select(Thread).order_by(Thread.post_count.desc()))
        return {"number": found.id, "slug": found.slug, **more}

    return values


def _polled() -> dict[str, Any]:
    found = _first(select(Thread).join(Poll))
    return {"number": found.id, "slug": found.slug}


PUBLISHED = _numbered(select(Practice).where(Practice.state == PracticeState.PUBLISHED))
UNDER_WAY = _numbered(select(Adoption).where(Adoption.state == AdoptionState.ADOPTING))
OPEN_THREAD = _numbered(select(Thread).where(Thread.locked_at.is_(None)))
EXCHANGE_PAGES = [
    *(Page("knowledge.practices", role) for role in (EMPLOYEE, PILOT)),
    Page("knowledge.practice", EMPLOYEE, _card()),
    Page("knowledge.practice", OFFICE, _card(PracticeState.ARCHIVED), "archived"),
    Page("knowledge.practice", OFFICE, _card(PracticeState.DRAFT), "draft"),
    Page("knowledge.practice_revisions", EMPLOYEE, PUBLISHED),
    Page("knowledge.write_practice", PILOT),
    Page("knowledge.edit_practice", OFFICE, PUBLISHED),
    Page("knowledge.archive_practice", OFFICE, PUBLISHED),
    Page("knowledge.want_practice", OFFICE, PUBLISHED),
    Page("knowledge.finish_adoption", OFFICE, UNDER_WAY),
    Page("knowledge.drop_adoption", OFFICE, UNDER_WAY),
    *(Page("knowledge.forum", role) for role in (PILOT, OFFICE)),
    Page("knowledge.start_thread", PILOT),
    Page("knowledge.thread", PILOT, _thread()),
    Page("knowledge.thread", OFFICE, _thread(zitat=1), "quoting"),
    Page("knowledge.edit_post", PILOT, _own_post),
    Page("knowledge.post_revisions", PILOT, _numbered(select(Post))),
    Page("knowledge.move_thread", OFFICE, OPEN_THREAD),
    Page("knowledge.start_poll", OFFICE, OPEN_THREAD),
    Page("knowledge.thread", PILOT, _polled, "poll"),
    Page("knowledge.turn_thread", OFFICE, OPEN_THREAD),
    Page("knowledge.boards", OFFICE),
    Page("knowledge.edit_board", OFFICE, _numbered(select(Board))),
]
