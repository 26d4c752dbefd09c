"""Practice cards: the list, one card, writing, editing, publishing, archiving, earlier wordings."""

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.queries import organisation
from accounts.queries.organisation import today
from accounts.rules import is_employee
from core import config, pdf
from core.access import actor, allow, ensure
from core.markup import to_html
from core.web import see_other
from knowledge import queries
from knowledge.actions import practices as actions
from knowledge.actions.attachments import attach_files
from knowledge.actions.freshness import mark_of
from knowledge.actions.practices import Card
from knowledge.actions.turning import turn_into_practice
from knowledge.forms.fields import LONGEST_BODY
from knowledge.forms.practices import ArchiveForm, EditPracticeForm, PracticeForm
from knowledge.models import Attachment, PostKind, Practice, PracticeState, Scale, Thread
from knowledge.queries import adoptions as adopting
from knowledge.queries import forum as threads
from knowledge.queries import practices as cards
from knowledge.queries.attached import PRACTICE
from knowledge.queries.attachments import attachments_of, waiting_attachments
from knowledge.queries.practices import PageKey, PracticeFilter, Shelf
from knowledge.rules import adoptions as adoption_rules
from knowledge.rules import attachments as file_rules
from knowledge.rules import practices as rules
from knowledge.rules.forum import can_turn_thread
from knowledge.rules.freshness import can_check_entry
from knowledge.views import spread
from knowledge.views.blueprint import blueprint
from knowledge.views.checking import check_with_edit, comes_from_queue, offer_check, show_again
from knowledge.views.hidden import moderation_on_page
from knowledge.views.hints import hinted
from knowledge.views.lists import LONGEST_SLUG, key_in_address
from knowledge.views.steps import done, done_or_told, wants_preview
from knowledge.views.uploads import receive, waiting_for


def url_of_practice(practice: Practice) -> str:
    return url_for("knowledge.practice", number=practice.id, slug=practice.slug)


@blueprint.get("/praxis")
@allow(is_employee)
def practices() -> str:
    chosen = _filter()
    before = _key()
    page = cards.practice_page(actor(), chosen, before=before)
    return render_template(
        "knowledge/practices.html",
        chosen=chosen,
        page=page,
        is_first=before is None,
        next_url=_next(chosen, page.next_before),
        first_url=_address(chosen),
        reset_url=_address(PracticeFilter(chosen.shelf)),
        is_narrowed=any((chosen.tag, chosen.department, chosen.effort, chosen.effect)),
        tabs=_tabs(chosen),
        tags=[("", _("All")), *((tag.slug, tag.name) for tag in queries.all_tags())],
        departments=[("", _("All")), *((one.slug, one.name) for one in organisation().leaves)],
        scale=[("", _("All")), *scale_words().items()],
        rules=rules,
        today=today(),
    )


def _key() -> PageKey | None:
    number = key_in_address()
    return PageKey(number, "veraltet" in request.args) if number else None


def _next(chosen: PracticeFilter, key: PageKey | None) -> str | None:
    return _address(chosen, vor=key.number, veraltet="1" if key.has_sunk else None) if key else None


def scale_words() -> dict[Scale, str]:
    return {Scale.LOW: _("Low"), Scale.MEDIUM: _("Medium"), Scale.HIGH: _("High")}


def _filter() -> PracticeFilter:
    """From the address; what does not exist narrows nothing, or finds nothing."""
    shelf, effort, effect = (request.args.get(name, "") for name in ("ansicht", "aufwand", "wirkung"))
    return PracticeFilter(
        shelf=Shelf(shelf) if shelf in set(Shelf) else Shelf.PUBLISHED,
        tag=request.args.get("stichwort", "")[:LONGEST_SLUG] or None,
        department=request.args.get("amt", "")[:LONGEST_SLUG] or None,
        effort=Scale(effort) if effort in set(Scale) else None,
        effect=Scale(effect) if effect in set(Scale) else None,
    )


def _address(chosen: PracticeFilter, **more: Any) -> str:
    return url_for(
        "knowledge.practices",
        ansicht=None if chosen.shelf is Shelf.PUBLISHED else chosen.shelf.value,
        stichwort=chosen.tag,
        amt=chosen.department,
        aufwand=chosen.effort,
        wirkung=chosen.effect,
        **more,
    )


def _tabs(chosen: PracticeFilter) -> list[tuple[str, str, bool]]:
    """Address, label and whether it is this one; drafts only for who may write some."""
    labels = {Shelf.PUBLISHED: _("Published"), Shelf.DRAFTS: _("Drafts"), Shelf.ARCHIVE: _("Archive")}
    shown = [shelf for shelf in Shelf if shelf is not Shelf.DRAFTS or rules.can_write_practice(actor())]
    return [(_address(PracticeFilter(shelf)), labels[shelf], shelf is chosen.shelf) for shelf in shown]


@blueprint.get("/praxis/<int:number>")
@blueprint.get("/praxis/<int:number>-<slug>")
@allow(is_employee)
def practice(number: int, slug: str = "") -> ResponseReturnValue:
    found = cards.get_practice(actor(), number)
    if slug != found.slug:
        return redirect(url_of_practice(found), code=301)
    adoptions = adopting.adoptions_of(found)
    return render_template(
        "knowledge/practice.html",
        practice=found,
        rules=rules,
        scale=scale_words(),
        adoptions=adoptions,
        events=adopting.adoption_events(found) if adoptions else [],
        can_adopt=found.state is PracticeState.PUBLISHED and bool(adopting.adopters(actor(), found, adoptions)),
        adoption_rules=adoption_rules,
        counts=spread.counts(adoptions),
        drawings=spread.drawings(found, adoptions),
        related=cards.related_practices(actor(), found),
        has_pdf=pdf.is_available(),
        attachments=_files_of(found),
        file_rules=file_rules,
        may_check=found.freshness is not None and can_check_entry(actor(), found.freshness),
        mark_of=mark_of,
        **moderation_on_page({PostKind.PRACTICE: [found]}),
        today=today(),
    )


@blueprint.route("/praxis/neu", methods=["GET", "POST"])
@allow(rules.can_write_practice)
def write_practice() -> ResponseReturnValue:
    thread = _thread_named()
    if thread is not None and thread.practice is not None:
        return see_other(url_of_practice(thread.practice))
    form = PracticeForm(**_words_of(thread) if thread else {})
    made: list[Practice] = []
    is_ready = not wants_preview() and form.validate_on_submit() and not hinted(form)
    key = form.submission.data or ""
    if receive(form, key) and is_ready and done(form, lambda: made.append(_written(form, thread))):
        flash(_("Your draft is saved. Read it once more and publish it."), "success")
        return see_other(url_of_practice(made[0]))
    return _form_page("knowledge/write_practice.html", form, thread=thread, waiting=waiting_for(key))


def _thread_named() -> Thread | None:
    """The thread that is to become the card. Raises NotFound, NotAllowed."""
    number = request.args.get("thema", type=int)
    if number is None:
        return None
    thread = threads.get_thread(actor(), number)
    ensure(thread.practice is not None or can_turn_thread(actor(), thread))
    return thread


def _words_of(thread: Thread) -> dict[str, str]:
    """The first post says what the problem was, the others what was done."""
    first, *others = threads.first_posts(thread)
    told = "\n\n".join(post.body for post in others)[:LONGEST_BODY]
    return {"title": thread.title, "problem": first.body, "approach": told}


def _written(form: PracticeForm, thread: Thread | None) -> Practice:
    card = _drafted(form, thread)
    attach_files(actor=actor(), kind=PRACTICE, post=card, submission=form.submission.data or "")
    return card


def _drafted(form: PracticeForm, thread: Thread | None) -> Practice:
    if thread is not None:
        return turn_into_practice(
            actor=actor(),
            thread=thread,
            card=_card(form),
            tags=form.tag_names,
            submission=form.submission.data or "",
        )
    return actions.write_practice(
        actor=actor(), card=_card(form), tags=form.tag_names, submission=form.submission.data or ""
    )


@blueprint.route("/praxis/<int:number>/bearbeiten", methods=["GET", "POST"])
@allow(is_employee)
def edit_practice(number: int) -> ResponseReturnValue:
    found = cards.get_practice(actor(), number)
    ensure(rules.can_edit_practice(actor(), found))
    form = EditPracticeForm(**actions.wording_of(found))
    offer_check(form, found.freshness)
    is_ready = not wants_preview() and form.validate_on_submit() and not hinted(form)
    if receive(form, f"practice-{number}") and is_ready and done(form, lambda: _edited(form, found)):
        flash(_("Your changes are saved."), "success")
        return see_other(_after(found))
    show_again(form, found.freshness)
    kept = {"attachments": _files_of(found), "waiting": waiting_attachments(actor(), f"practice-{number}")}
    return _form_page("knowledge/edit_practice.html", form, practice=found, **kept)


def _files_of(found: Practice) -> Sequence[Attachment]:
    return attachments_of({PRACTICE: [found.id]})[PRACTICE, found.id]


def _edited(form: EditPracticeForm, found: Practice) -> None:
    check_with_edit(form, found.freshness)
    reason = form.reason.data or ""
    actions.edit_practice(actor=actor(), practice=found, card=_card(form), tags=form.tag_names, reason=reason)
    attach_files(actor=actor(), kind=PRACTICE, post=found, submission=f"practice-{found.id}")


def _after(found: Practice) -> str:
    """Back to the queue where one came from there."""
    return url_for("knowledge.checks") if comes_from_queue() else url_of_practice(found)


def _card(form: PracticeForm) -> Card:
    words: dict[str, Any] = {name: form[name].data or "" for name in Card.__dataclass_fields__}
    return Card(**words | {"effort": Scale(form.effort.data), "effect": Scale(form.effect.data)})


def _form_page(template: str, form: PracticeForm, **more: Any) -> ResponseReturnValue:
    preview = to_html(form.approach.data or "") if wants_preview() else None
    page = render_template(
        template,
        form=form,
        has_errors=bool(form.errors),
        preview_html=preview,
        tags=queries.all_tags(),
        limits=config.current(),
        rules=file_rules,
        **more,
    )
    return page, 422 if form.errors else 200


@blueprint.post("/praxis/<int:number>/veroeffentlichen")
@allow(is_employee)
def publish_practice(number: int) -> ResponseReturnValue:
    found = cards.get_practice(actor(), number)
    if done_or_told(lambda: actions.publish_practice(actor=actor(), practice=found)):
        flash(_("The card is published. Everybody who works here can find it."), "success")
    return see_other(url_of_practice(found))


@blueprint.route("/praxis/<int:number>/archivieren", methods=["GET", "POST"])
@allow(is_employee)
def archive_practice(number: int) -> ResponseReturnValue:
    found = cards.get_practice(actor(), number)
    if not rules.MACHINE.allows("archive_practice", found.state):
        return see_other(url_of_practice(found))
    ensure(rules.can_archive_practice(actor(), found))
    form = ArchiveForm()
    if form.validate_on_submit() and done(
        form, lambda: actions.archive_practice(actor=actor(), practice=found, reason=form.reason.data)
    ):
        flash(_("The card is in the archive. It stays readable and says why."), "success")
        return see_other(_after(found))
    page = render_template(
        "knowledge/archive_practice.html", practice=found, form=form, back=_after(found), has_errors=bool(form.errors)
    )
    return page, 422 if form.errors else 200


@blueprint.post("/praxis/<int:number>/wieder-veroeffentlichen")
@allow(is_employee)
def republish_practice(number: int) -> ResponseReturnValue:
    found = cards.get_practice(actor(), number)
    if done_or_told(lambda: actions.republish_practice(actor=actor(), practice=found)):
        flash(_("The card is published again."), "success")
    return see_other(url_of_practice(found))
