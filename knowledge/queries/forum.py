"""Reads of the forum: boards, threads with what is new in them, pages of posts, what search and notices need."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, bindparam, or_, select, true
from sqlalchemy.orm import joinedload, selectinload

from accounts.models import Actor, Person
from accounts.queries.notices import Subject
from core.db import db
from core.errors import NotFound
from core.formats import slugify
from core.markup import to_text
from core.search import Document
from knowledge.models import Board, Post, PostRevision, Thread, ThreadEvent, ThreadReading
from knowledge.queries.attached import texts_of_threads, words_of_files
from knowledge.queries.questions import HIGHEST_ID, shown
from knowledge.rules.forum import can_see_post, can_see_thread, can_use_forum

THREAD_KIND = "austausch"
PAGE, POSTS, MOST_PINNED = 25, 20, 10
INDEX_BATCH, MOST_INDEXED = 50, 200
"""Threads read at once for the index, and how many posts of each it looks at."""


@dataclass(frozen=True)
class ThreadRow:
    """A thread in a list and how many of its posts are new to the reader."""

    thread: Thread
    new: int


@dataclass(frozen=True)
class ThreadPage:
    """One page of a list; `next_before` is the key of the page after it."""

    rows: Sequence[ThreadRow]
    next_before: int | None


def thread_path(thread_id: int, title: str) -> str:
    """The lasting address of a thread."""
    return f"/austausch/{thread_id}-{slugify(title)}"


def path_of_post(post: Post) -> str:
    """The address of a post on its page of the thread."""
    page = page_of(post.seq)
    return f"{thread_path(post.thread_id, post.thread.title)}{f'?seite={page}' if page > 1 else ''}#beitrag-{post.seq}"


def all_boards() -> Sequence[Board]:
    return db.session.scalars(select(Board).order_by(Board.name)).all()


def get_board(number: int) -> Board:
    """Raises NotFound."""
    board = db.session.get(Board, number)
    if board is None:
        raise NotFound
    return board


def visible_threads(person: Actor) -> Select[Thread]:
    """The statement from which every list starts; those that were turned into something else live there."""
    if not can_use_forum(person):
        return select(Thread).where(~true())
    here = select(Thread).where(Thread.question_id.is_(None), Thread.practice_id.is_(None))
    return here if person.is_office else here.where(or_(Thread.hidden_at.is_(None), Thread.author_id == person.id))


def findable_threads(person: Actor) -> Select[Thread]:
    """Those of them that are not hidden, for search."""
    return visible_threads(person).where(Thread.hidden_at.is_(None))


def thread_page(person: Actor, *, board: Board | None, before: int | None = None) -> ThreadPage:
    """Those with the newest posts first, pinned ones before all others; four statements a page."""
    statement = visible_threads(person).options(joinedload(Thread.author), joinedload(Thread.board))
    if board is not None:
        statement = statement.where(Thread.board_id == board.id)
    statement = statement.order_by(Thread.last_post_id.desc())
    pinned: Sequence[Thread] = ()
    if before is None:
        pinned = db.session.scalars(statement.where(Thread.pinned_at.is_not(None)).limit(MOST_PINNED)).all()
    else:
        statement = statement.where(Thread.last_post_id < before)
    found = db.session.scalars(statement.where(Thread.pinned_at.is_(None)).limit(PAGE + 1)).all()
    shown = found[:PAGE]
    rows = _with_news(person, [*pinned, *shown])
    return ThreadPage(rows, shown[-1].last_post_id if len(found) > PAGE else None)


def _with_news(person: Actor, threads: Sequence[Thread]) -> list[ThreadRow]:
    read = readings(person, [thread.id for thread in threads])
    return [ThreadRow(thread, thread.post_count - read.get(thread.id, 0)) for thread in threads]


def readings(person: Actor, thread_ids: Sequence[int]) -> dict[int, int]:
    """Up to which post the person has read them; those never opened are missing."""
    if not thread_ids:
        return {}
    values = {"person": person.id, "threads": thread_ids}
    return {row.thread_id: row.last_seq for row in db.session.execute(_READINGS, values)}


# Built once, here and below: putting a statement together takes a third of what it costs.
_READINGS = select(ThreadReading.thread_id, ThreadReading.last_seq).where(
    ThreadReading.person_id == bindparam("person"),
    ThreadReading.thread_id.in_(bindparam("threads", expanding=True)),
)


def get_thread(person: Actor, number: int) -> Thread:
    """With board, author, what the office did, and what it was turned into. Raises NotFound."""
    thread = load_thread(number)
    if thread is None or not can_see_thread(person, thread):
        raise NotFound
    return thread


_THREAD = (
    select(Thread)
    .where(Thread.id == bindparam("number"))
    .options(
        joinedload(Thread.board),
        joinedload(Thread.author),
        selectinload(Thread.question),  # no statement where there is none, as nearly everywhere
        selectinload(Thread.practice),
        selectinload(Thread.events).joinedload(ThreadEvent.actor),
    )
)


def load_thread(number: int) -> Thread | None:
    """The same whoever asks: one that lives on as a question or a card leads there."""
    return db.session.scalars(_THREAD, {"number": number}).one_or_none() if number <= HIGHEST_ID else None


def posts_of(thread: Thread, page: int) -> Sequence[Post]:
    """The posts of a page, counted from 1, with their authors; the key is their number in the thread."""
    first = (page - 1) * POSTS
    return db.session.scalars(_POSTS, {"thread": thread.id, "after": first, "until": first + POSTS}).all()


_POSTS = (
    select(Post)
    .where(Post.thread_id == bindparam("thread"), Post.seq > bindparam("after"), Post.seq <= bindparam("until"))
    .options(joinedload(Post.author).joinedload(Person.department))
    .order_by(Post.seq)
)


def first_posts(thread: Thread) -> Sequence[Post]:
    """As many as can be chosen from, with their authors; without hidden ones."""
    statement = select(Post).where(Post.thread_id == thread.id, Post.seq <= MOST_INDEXED).order_by(Post.seq)
    return shown(db.session.scalars(statement.options(joinedload(Post.author))))


def page_of(seq: int) -> int:
    return max((seq - 1) // POSTS + 1, 1)


def get_post(person: Actor, number: int) -> Post:
    """With thread and author. Raises NotFound."""
    if number > HIGHEST_ID or not can_use_forum(person):
        raise NotFound
    post = db.session.get(Post, number, options=[joinedload(Post.thread), joinedload(Post.author)])
    if post is None or not can_see_post(person, post, post.thread):
        raise NotFound
    return post


def post_in(thread: Thread, seq: int) -> Post | None:
    """With its author; None when there is none of that number."""
    statement = select(Post).where(Post.thread_id == thread.id, Post.seq == seq).options(joinedload(Post.author))
    return db.session.scalars(statement).one_or_none()


def post_revisions(post: Post) -> Sequence[PostRevision]:
    """Earlier wordings, newest first, with their editors."""
    statement = select(PostRevision).where(PostRevision.post_id == post.id).options(joinedload(PostRevision.editor))
    return db.session.scalars(statement.order_by(PostRevision.seq.desc())).all()


def participants(thread: Thread) -> set[int]:
    """Ids of everybody who wrote in it."""
    return set(db.session.scalars(select(Post.author_id).where(Post.thread_id == thread.id).distinct()))


def thread_subjects(person: Person, numbers: Sequence[int]) -> Mapping[int, Subject]:
    """Title and address of those threads the person may still see."""
    if not can_use_forum(person):
        return {}
    found = [
        one for one in db.session.scalars(select(Thread).where(Thread.id.in_(numbers))) if can_see_thread(person, one)
    ]
    return {thread.id: Subject(thread.title, thread_path(thread.id, thread.title)) for thread in found}


def thread_documents(numbers: Sequence[int] | None) -> Iterable[Document]:
    """What search knows of threads, for pilots and the office alone."""
    here = Thread.question_id.is_(None), Thread.practice_id.is_(None), Thread.hidden_at.is_(None)
    statement = select(Thread).where(*here).order_by(Thread.id)
    if numbers is not None:
        yield from _documents(db.session.scalars(statement.where(Thread.id.in_(numbers))).all())
        return
    last = 0
    while batch := db.session.scalars(statement.where(Thread.id > last).limit(INDEX_BATCH)).all():
        yield from _documents(batch)
        last = batch[-1].id
        db.session.expunge_all()


def thread_texts(thread_ids: Sequence[int]) -> dict[int, str]:
    """The words of the first posts of each thread, without marks."""
    statement = select(Post.thread_id, Post.body).where(
        Post.thread_id.in_(thread_ids), Post.seq <= MOST_INDEXED, Post.hidden_at.is_(None)
    )
    texts: dict[int, list[str]] = {}
    for thread_id, body in db.session.execute(statement.order_by(Post.thread_id, Post.seq)):
        texts.setdefault(thread_id, []).append(to_text(body))
    return {thread_id: "\n".join(parts) for thread_id, parts in texts.items()}


def _documents(threads: Sequence[Thread]) -> Iterable[Document]:
    numbers = [thread.id for thread in threads]
    texts, attached = thread_texts(numbers), texts_of_threads(numbers)
    for thread in threads:
        yield Document(
            kind=THREAD_KIND,
            id=thread.id,
            title=thread.title,
            body="\n".join([texts.get(thread.id, ""), words_of_files(attached.get(thread.id, ()))]),
            visible_to=frozenset({"pilot", "office"}),
        )
