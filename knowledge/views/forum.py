"""The exchange forum: its lists, threads and posts."""

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.rules import is_employee
from core import config
from core.access import actor, allow, ensure
from core.db import transaction, utcnow
from core.errors import NotFound
from core.markup import to_html
from core.web import absolute, see_other
from knowledge.actions import forum as actions
from knowledge.actions.attachments import attach_files
from knowledge.actions.minutes import discuss_outcome, title_of
from knowledge.forms.forum import EditPostForm, PostForm, ReadForm, ThreadForm
from knowledge.models import Board, MeetingOutcome, Post, PostKind, Thread
from knowledge.queries import forum as queries
from knowledge.queries.attached import POST
from knowledge.queries.attachments import attachments_of, waiting_attachments
from knowledge.queries.meetings import get_outcome, path_of_meeting
from knowledge.queries.polls import polls_of
from knowledge.rules import attachments as file_rules
from knowledge.rules import forum as rules
from knowledge.rules.polls import can_start_poll
from knowledge.views.blueprint import blueprint
from knowledge.views.hidden import moderation_on_page
from knowledge.views.hints import hinted
from knowledge.views.lists import LONGEST_SLUG, key_in_address
from knowledge.views.revisions import Wording, revisions_page
from knowledge.views.steps import done, url_of, wants_preview
from knowledge.views.uploads import receive, waiting_for


def url_of_thread(thread: Thread, seq: int | None = None) -> str:
    """Of a post in it: its page and place there."""
    page = queries.page_of(seq or 1)
    address = url_for("knowledge.thread", number=thread.id, slug=thread.slug, seite=page if page > 1 else None)
    return f"{address}#beitrag-{seq}" if seq else address


@blueprint.get("/austausch")
@allow(rules.can_use_forum)
def forum() -> str:
    boards = queries.all_boards()
    slug = request.args.get("bereich", "")[:LONGEST_SLUG]
    board = next((one for one in boards if one.slug == slug), None)
    page = queries.thread_page(actor(), board=board, before=key_in_address())
    here = url_for("knowledge.forum", bereich=board.slug if board else None)
    return render_template(
        "knowledge/forum.html",
        boards=boards,
        board=board,
        page=page,
        is_first=key_in_address() is None,
        first_url=here,
        next_url=url_for("knowledge.forum", bereich=board.slug if board else None, vor=page.next_before)
        if page.next_before
        else None,
        rules=rules,
    )


@blueprint.route("/austausch/neu", methods=["GET", "POST"])
@allow(rules.can_use_forum)
def start_thread() -> ResponseReturnValue:
    boards = queries.all_boards()
    if not boards:
        flash(_("The forum has no parts yet. The office makes them."), "info")
        return see_other(url_for("knowledge.forum"))
    outcome = _outcome_named()
    if request.method == "GET" and outcome is not None and outcome.thread is not None:
        return see_other(url_of_thread(outcome.thread))
    form = ThreadForm(**_words_of(outcome) if outcome else {})
    form.board.choices = choices_of(boards)
    made: list[Thread] = []
    is_ready = not wants_preview() and form.validate_on_submit() and not hinted(form)
    if receive(form, form.submission.data) and is_ready and done(form, lambda: made.append(_started(form, outcome))):
        flash(_("Your thread is open."), "success")
        return see_other(url_of_thread(made[0]))
    preview = to_html(form.body.data or "") if wants_preview() else None
    page = render_template(
        "knowledge/start_thread.html",
        form=form,
        has_errors=bool(form.errors),
        preview_html=preview,
        waiting=waiting_for(form.submission.data),
        limits=config.current(),
    )
    return page, 422 if form.errors else 200


def choices_of(boards: Sequence[Board]) -> list[tuple[str, str]]:
    return [(str(board.id), board.name) for board in boards]


def _outcome_named() -> MeetingOutcome | None:
    """The decision or task of a meeting that is to be talked about. Raises NotFound."""
    number = request.args.get("ergebnis", type=int)
    return get_outcome(actor(), number) if number is not None else None


def _words_of(outcome: MeetingOutcome) -> dict[str, str]:
    link = f"[{outcome.meeting.title}]({absolute(path_of_meeting(outcome.meeting_id))})"
    note = _("From the meeting %(link)s.", link=link)
    return {"title": title_of(outcome), "body": f"{outcome.text}\n\n{note}"}


def _started(form: ThreadForm, outcome: MeetingOutcome | None) -> Thread:
    submission = form.submission.data or ""
    board = queries.get_board(int(form.board.data))
    words: dict[str, Any] = {"title": form.title.data, "body": form.body.data, "submission": submission}
    if outcome is not None:
        thread = discuss_outcome(actor=actor(), outcome=outcome, board=board, **words)
    else:
        thread = actions.start_thread(actor=actor(), board=board, **words)
    attach_files(actor=actor(), kind=POST, post=queries.post_in(thread, 1), submission=submission)
    return thread


@blueprint.get("/austausch/<int:number>")
@blueprint.route("/austausch/<int:number>-<slug>", methods=["GET", "POST"])
@allow(is_employee)
def thread(number: int, slug: str = "") -> ResponseReturnValue:
    """What it was turned into has its address now, for everybody; pilots and the office may look back."""
    found = queries.load_thread(number)
    if found and found.is_turned and not (rules.can_use_forum(actor()) and "ansehen" in request.args):
        return redirect(_new_address(found), code=301)
    ensure(rules.can_use_forum(actor()))
    if found is None or not rules.can_see_thread(actor(), found):
        raise NotFound
    if slug != found.slug and request.method == "GET" and not found.is_turned:
        return redirect(url_of_thread(found), code=301)
    form = PostForm(body=_quoted(found))
    made: list[Post] = []
    is_ready = not wants_preview() and form.validate_on_submit() and not hinted(form)
    if receive(form, form.submission.data) and is_ready and done(form, lambda: made.append(_posted(form, found))):
        flash(_("Your post is published."), "success")
        return see_other(url_of_thread(found, made[0].seq))
    return _page(found, form), 422 if form.errors else 200


def _new_address(turned: Thread) -> str:
    if turned.question is not None:
        return url_of(turned.question)
    return url_for("knowledge.practice", number=turned.practice_id)


def _posted(form: PostForm, found: Thread) -> Post:
    submission = form.submission.data or ""
    post = actions.write_post(actor=actor(), thread=found, body=form.body.data, submission=submission)
    attach_files(actor=actor(), kind=POST, post=post, submission=submission)
    return post


def _quoted(found: Thread) -> str:
    """The post whose number the address names, as a quotation to answer below."""
    seq = request.args.get("zitat", type=int)
    post = queries.post_in(found, seq) if seq and 0 < seq <= found.post_count else None
    if post is None or post.is_hidden:
        return ""
    lines = "\n".join(f"> {line}".rstrip() for line in post.body.splitlines())
    who = _("%(name)s wrote:", name=post.author.name)
    return f"> {who}\n>\n{lines}\n\n"


def _page(found: Thread, form: PostForm) -> str:
    read = queries.readings(actor(), [found.id]).get(found.id)
    last = queries.page_of(found.post_count)
    wanted = request.args.get("seite", type=int) or queries.page_of((read or 0) + 1)
    number = min(max(wanted, 1), last)
    posts = queries.posts_of(found, number)
    return render_template(
        "knowledge/thread.html",
        thread=found,
        posts=posts,
        polls=polls_of(actor(), found, at=utcnow()),
        may_poll=can_start_poll(actor(), found),
        first_new=read + 1 if read is not None and read < found.post_count else None,
        is_unread=bool(posts) and posts[-1].seq > (read or 0),
        number=number,
        last=last,
        form=form,
        has_errors=bool(form.errors),
        preview_html=to_html(form.body.data or "") if wants_preview() else None,
        rules=rules,
        attachments=attachments_of({POST: [post.id for post in posts]}),
        file_rules=file_rules,
        waiting=waiting_for(form.submission.data),
        limits=config.current(),
        **moderation_on_page({PostKind.POST: posts}),
    )


@blueprint.post("/austausch/<int:number>/gelesen")
@allow(rules.can_use_forum)
def read_thread(number: int) -> ResponseReturnValue:
    found = queries.get_thread(actor(), number)
    form = ReadForm()
    if form.validate_on_submit():
        with transaction():
            actions.read_thread(actor=actor(), thread=found, until=form.bis.data or found.post_count)
    return see_other(url_for("knowledge.forum"))


@blueprint.route("/austausch/beitraege/<int:number>/bearbeiten", methods=["GET", "POST"])
@allow(rules.can_use_forum)
def edit_post(number: int) -> ResponseReturnValue:
    post = queries.get_post(actor(), number)
    ensure(rules.can_edit_post(actor(), post, post.thread))
    form = EditPostForm(body=post.body)
    is_ready = not wants_preview() and form.validate_on_submit() and not hinted(form)
    if receive(form, f"post-{number}") and is_ready and done(form, lambda: _edit(form, post)):
        flash(_("Your changes are saved."), "success")
        return see_other(url_of_thread(post.thread, post.seq))
    page = render_template(
        "knowledge/edit_post.html",
        post=post,
        form=form,
        has_errors=bool(form.errors),
        preview_html=to_html(form.body.data or "") if wants_preview() else None,
        attachments=attachments_of({POST: [number]})[POST, number],
        waiting=waiting_attachments(actor(), f"post-{number}"),
        limits=config.current(),
        rules=file_rules,
    )
    return page, 422 if form.errors else 200


def _edit(form: EditPostForm, post: Post) -> None:
    actions.edit_post(actor=actor(), post=post, body=form.body.data, reason=form.reason.data or "")
    attach_files(actor=actor(), kind=POST, post=post, submission=f"post-{post.id}")


@blueprint.get("/austausch/beitraege/<int:number>/fassungen")
@allow(rules.can_use_forum)
def post_revisions(number: int) -> str:
    post = queries.get_post(actor(), number)
    now = Wording("", "", post.body)
    return revisions_page("knowledge/post_revisions.html", "beitraege", post, now, post=post)
