"""Writing in the exchange forum: threads, posts, edits, what one has read; keeping order there."""

from sqlalchemy import func, select

from accounts.actions import notify
from accounts.actions.notices import read_notices_about
from accounts.models import Person
from core import audit, outbox
from core.access import ensure
from core.db import db, lock, lock_name, utcnow
from core.errors import Conflict
from core.formats import slugify
from core.markup import to_html
from knowledge.actions.limits import ensure_room
from knowledge.models import Board, Post, PostRevision, Thread, ThreadEvent, ThreadReading
from knowledge.queries.forum import participants
from knowledge.rules import forum as rules


def start_thread(*, actor: Person, board: Board, title: str, body: str, submission: str) -> Thread:
    """Open a conversation with its first post. The same `submission` again gives the thread it made the first time.

    Raises NotAllowed.
    """
    ensure(rules.can_use_forum(actor))
    lock_name(submission)
    same = select(Thread).where(Thread.author_id == actor.id, Thread.submission == submission)
    if existing := db.session.scalars(same).one_or_none():
        return existing
    ensure_room(actor)
    thread = Thread(
        board_id=board.id, author_id=actor.id, title=title, submission=submission, post_count=0, last_post_id=0
    )
    thread.created_at = thread.last_post_at = utcnow()
    db.session.add(thread)
    db.session.flush()
    audit.record("knowledge.start_thread", actor_id=actor.id, subject=("thread", thread.id))
    _add_post(actor, thread, body, submission)
    return thread


def write_post(*, actor: Person, thread: Thread, body: str, submission: str) -> Post:
    """Reply; everybody who wrote in the thread is told. The same `submission` again gives the post it made.

    Raises NotAllowed; Conflict takes_no_posts.
    """
    lock(thread)
    lock_name(submission)
    same = select(Post).where(Post.author_id == actor.id, Post.submission == submission)
    if existing := db.session.scalars(same).one_or_none():
        return existing
    ensure(rules.can_use_forum(actor))
    if not rules.can_write_post(actor, thread):
        raise Conflict("takes_no_posts")
    ensure_room(actor)
    post = _add_post(actor, thread, body, submission)
    audit.record("knowledge.write_post", actor_id=actor.id, subject=("post", post.id))
    for person_id in sorted(participants(thread) - {actor.id}):
        notify(kind="thread_reply", person_id=person_id, subject_id=thread.id, event=str(post.id), actor_id=actor.id)
    return post


def edit_post(*, actor: Person, post: Post, body: str, reason: str = "") -> Post:
    """Change the wording of one's own; the earlier one stays as a revision. Raises NotAllowed."""
    lock(post)
    ensure(rules.can_edit_post(actor, post, post.thread))
    if post.body == body:
        return post
    newest = db.session.scalar(select(func.max(PostRevision.seq)).where(PostRevision.post_id == post.id)) or 0
    db.session.add(
        PostRevision(post_id=post.id, seq=newest + 1, body=post.body, editor_id=actor.id, reason=reason, at=utcnow())
    )
    post.body, post.body_html, post.edited_at = body, to_html(body), utcnow()
    audit.record("knowledge.edit_post", actor_id=actor.id, subject=("post", post.id))
    thread_changed(post.thread)
    return post


def read_thread(*, actor: Person, thread: Thread, until: int) -> None:
    """The person has read up to this post; what was told of the thread counts as read. Raises NotAllowed."""
    ensure(rules.can_use_forum(actor))
    lock_name(f"reading {actor.id} {thread.id}")
    _note_read(actor, thread, min(until, thread.post_count))
    read_notices_about(actor=actor, kinds=["thread_reply"], subject_id=thread.id)


def pin_thread(*, actor: Person, thread: Thread, is_pinned: bool) -> Thread:
    """It stands above the others, or with them again. Raises NotAllowed."""
    lock(thread)
    ensure(rules.can_keep_order(actor))
    if is_pinned is (thread.pinned_at is not None):
        return thread
    thread.pinned_at = utcnow() if is_pinned else None
    note_event(actor, thread, "knowledge.pin_thread" if is_pinned else "knowledge.unpin_thread")
    return thread


def lock_thread(*, actor: Person, thread: Thread, is_locked: bool) -> Thread:
    """Nobody writes in it any more, or everybody may again. Raises NotAllowed."""
    lock(thread)
    ensure(rules.can_keep_order(actor))
    if is_locked is (thread.locked_at is not None):
        return thread
    thread.locked_at = utcnow() if is_locked else None
    note_event(actor, thread, "knowledge.lock_thread" if is_locked else "knowledge.unlock_thread")
    return thread


def move_thread(*, actor: Person, thread: Thread, board: Board) -> Thread:
    """Into another board. Raises NotAllowed."""
    lock(thread)
    ensure(rules.can_keep_order(actor))
    if thread.board_id != board.id:
        note_event(actor, thread, "knowledge.move_thread", note=db.session.get_one(Board, thread.board_id).name)
        thread.board_id = board.id
    return thread


def make_board(*, actor: Person, name: str, description: str) -> Board:
    """A new part of the forum. Raises NotAllowed; Conflict board_exists."""
    ensure(rules.can_keep_order(actor))
    lock_name("boards")
    if db.session.scalar(select(Board.id).where(Board.slug == slugify(name))):
        raise Conflict("board_exists")
    board = Board(slug=slugify(name), name=name, description=description, created_at=utcnow())
    db.session.add(board)
    db.session.flush()
    audit.record("knowledge.make_board", actor_id=actor.id, subject=("board", board.id))
    return board


def edit_board(*, actor: Person, board: Board, name: str, description: str) -> Board:
    """Its address stays. Raises NotAllowed."""
    lock(board)
    ensure(rules.can_keep_order(actor))
    if (board.name, board.description) != (name, description):
        board.name, board.description = name, description
        audit.record("knowledge.edit_board", actor_id=actor.id, subject=("board", board.id))
    return board


def thread_changed(thread: Thread) -> None:
    """Search follows every change of what can be found."""
    outbox.enqueue("knowledge.index_thread", thread_id=thread.id)


def _add_post(actor: Person, thread: Thread, body: str, submission: str) -> Post:
    """Who has read all before has read it all after; who skipped something still has it before them."""
    had_read_all = _read_until(actor, thread) == thread.post_count
    thread.post_count += 1
    post = Post(thread_id=thread.id, seq=thread.post_count, author_id=actor.id, body=body, submission=submission)
    post.body_html, post.created_at = to_html(body), utcnow()
    db.session.add(post)
    db.session.flush()
    thread.last_post_id, thread.last_post_at = post.id, post.created_at
    if had_read_all:
        _note_read(actor, thread, post.seq)
    thread_changed(thread)
    return post


def _read_until(person: Person, thread: Thread) -> int:
    reading = db.session.get(ThreadReading, (person.id, thread.id))
    return reading.last_seq if reading else 0


def _note_read(person: Person, thread: Thread, seq: int) -> None:
    reading = db.session.get(ThreadReading, (person.id, thread.id))
    if reading is None:
        db.session.add(ThreadReading(person_id=person.id, thread_id=thread.id, last_seq=seq, read_at=utcnow()))
    elif reading.last_seq < seq:
        reading.last_seq, reading.read_at = seq, utcnow()


def note_event(actor: Person, thread: Thread, act: str, *, note: str = "") -> None:
    """Into the thread's history and the audit log."""
    name = act.removeprefix("knowledge.")
    db.session.add(ThreadEvent(thread_id=thread.id, move=name, actor_id=actor.id, note=note, at=utcnow()))
    audit.record(act, actor_id=actor.id, subject=("thread", thread.id))
