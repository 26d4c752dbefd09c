"""Keeping order in the forum: pinning, locking, moving threads, and its boards; for the office."""

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from core.access import actor, allow
from core.db import transaction
from core.web import see_other
from knowledge.actions import forum as actions
from knowledge.forms.forum import BoardForm, MoveThreadForm
from knowledge.queries import forum as queries
from knowledge.rules import forum as rules
from knowledge.views.blueprint import blueprint
from knowledge.views.forum import choices_of, url_of_thread
from knowledge.views.steps import done


@blueprint.post("/austausch/<int:number>/anheften")
@allow(rules.can_keep_order)
def pin_thread(number: int) -> ResponseReturnValue:
    thread = queries.get_thread(actor(), number)
    with transaction():
        actions.pin_thread(actor=actor(), thread=thread, is_pinned="an" in request.form)
    flash(_("The thread is pinned.") if "an" in request.form else _("The thread is not pinned any more."), "success")
    return see_other(url_of_thread(thread))


@blueprint.post("/austausch/<int:number>/sperren")
@allow(rules.can_keep_order)
def lock_thread(number: int) -> ResponseReturnValue:
    thread = queries.get_thread(actor(), number)
    with transaction():
        actions.lock_thread(actor=actor(), thread=thread, is_locked="an" in request.form)
    flash(_("The thread is locked.") if "an" in request.form else _("The thread is open again."), "success")
    return see_other(url_of_thread(thread))


@blueprint.route("/austausch/<int:number>/verschieben", methods=["GET", "POST"])
@allow(rules.can_keep_order)
def move_thread(number: int) -> ResponseReturnValue:
    thread = queries.get_thread(actor(), number)
    form = MoveThreadForm(board=str(thread.board_id))
    form.board.choices = choices_of(queries.all_boards())
    if form.validate_on_submit():
        board = queries.get_board(int(form.board.data))
        with transaction():
            actions.move_thread(actor=actor(), thread=thread, board=board)
        flash(_("The thread is moved."), "success")
        return see_other(url_of_thread(thread))
    page = render_template("knowledge/move_thread.html", thread=thread, form=form, has_errors=bool(form.errors))
    return page, 422 if form.errors else 200


@blueprint.route("/austausch/bereiche", methods=["GET", "POST"])
@allow(rules.can_keep_order)
def boards() -> ResponseReturnValue:
    form = BoardForm()
    if form.validate_on_submit() and done(form, lambda: actions.make_board(actor=actor(), **_words(form))):
        flash(_("The part of the forum is there."), "success")
        return see_other(url_for("knowledge.boards"))
    page = render_template(
        "knowledge/boards.html", boards=queries.all_boards(), form=form, has_errors=bool(form.errors)
    )
    return page, 422 if form.errors else 200


@blueprint.route("/austausch/bereiche/<int:number>", methods=["GET", "POST"])
@allow(rules.can_keep_order)
def edit_board(number: int) -> ResponseReturnValue:
    board = queries.get_board(number)
    form = BoardForm(name=board.name, description=board.description)
    if form.validate_on_submit() and done(form, lambda: actions.edit_board(actor=actor(), board=board, **_words(form))):
        flash(_("Your changes are saved."), "success")
        return see_other(url_for("knowledge.boards"))
    page = render_template("knowledge/edit_board.html", board=board, form=form, has_errors=bool(form.errors))
    return page, 422 if form.errors else 200


def _words(form: BoardForm) -> dict[str, str]:
    return {"name": form.name.data or "", "description": form.description.data or ""}
