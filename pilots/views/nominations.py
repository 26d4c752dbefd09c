"""Nominations: the list, one of them with its steps, and the one question to the nominee."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.models import AppointmentKind
from accounts.queries import organisation
from accounts.rules import is_employee
from core.access import actor, allow, ensure
from core.db import utcnow
from core.forms import Form
from core.web import see_other
from pilots.actions import nominations as actions
from pilots.actions.nominating import submit_nomination
from pilots.forms.nominations import (
    KINDS,
    AnswerForm,
    ConsentForm,
    CouncilForm,
    QueryForm,
    RefusalForm,
    WithdrawalForm,
)
from pilots.models import Nomination, SwitchName
from pilots.models import NominationState as State
from pilots.queries import nominations as found
from pilots.queries.nominations import NominationFilter, Shelf
from pilots.queries.switches import is_on
from pilots.rules import nominations as rules
from pilots.views.blueprint import blueprint
from pilots.views.nomination_words import done, done_or_told, state_words

LONGEST_SLUG = 80


@dataclass(frozen=True)
class Deed:
    """A form of the page: the steps of the machine it takes, what it asks, what it does, what it says afterwards."""

    steps: frozenset[str]
    form: type[Form]
    act: Callable[[Nomination, Any], object]
    news: Callable[[], str]


DEEDS: dict[str, Deed] = {
    "einreichen": Deed(
        frozenset({"submit_nomination"}),
        Form,
        lambda one, _form: submit_nomination(actor=actor(), nomination=one),
        lambda: _("The nomination is made. The person has been asked."),
    ),
    "befuerworten": Deed(
        frozenset({"endorse_nomination", "endorse_volunteer"}),
        Form,
        lambda one, _form: actions.endorse(actor=actor(), nomination=one),
        lambda: _("You have endorsed the nomination."),
    ),
    "rueckfrage": Deed(
        frozenset({"query_nomination"}),
        QueryForm,
        lambda one, form: actions.query(actor=actor(), nomination=one, question=form.words.data),
        lambda: _("The head of the department has been asked."),
    ),
    "antworten": Deed(
        frozenset({"answer_query"}),
        AnswerForm,
        lambda one, form: actions.answer_query(actor=actor(), nomination=one, answer=form.words.data),
        lambda: _("The office has your answer."),
    ),
    "personalrat": Deed(
        frozenset({"document_council"}),
        CouncilForm,
        lambda one, form: actions.document_council(actor=actor(), nomination=one, on=form.on.data, how=form.words.data),
        lambda: _("It is written down how the staff council took part."),
    ),
    "bestaetigen": Deed(
        frozenset({"confirm_nomination"}),
        Form,
        lambda one, _form: actions.confirm(actor=actor(), nomination=one),
        lambda: _("The nomination is confirmed. The head and the person have been told."),
    ),
    "ablehnen": Deed(
        frozenset({"refuse_nomination"}),
        RefusalForm,
        lambda one, form: actions.refuse(actor=actor(), nomination=one, reason=form.words.data),
        lambda: _("The nomination is refused. The head and the person have been told why."),
    ),
    "zurueckziehen": Deed(
        frozenset({"withdraw_nomination"}),
        WithdrawalForm,
        lambda one, form: actions.withdraw(actor=actor(), nomination=one, reason=form.words.data or ""),
        lambda: _("The nomination is withdrawn."),
    ),
    "zuruecktreten": Deed(
        frozenset({"step_back"}),
        Form,
        lambda one, _form: actions.step_back(actor=actor(), nomination=one),
        lambda: _("You have stepped back. The head of your department has been told."),
    ),
}
WHAT = f"<any({','.join(DEEDS)}):what>"


@blueprint.get("/vorschlaege")
@allow(is_employee)
def nominations() -> str:
    narrowed, before = _filter(), request.args.get("vor", type=int)
    page = found.nominations_page(actor(), narrowed, before=before)
    is_choosing = actor().is_office
    return render_template(
        "pilots/nominations.html",
        page=page,
        narrowed=narrowed,
        tabs=[(_address(shelf), words, shelf is narrowed.shelf) for shelf, words in _shelves().items()],
        next_url=_address(narrowed.shelf, narrowed, vor=page.before) if page.before else None,
        first_url=_address(narrowed.shelf, narrowed) if before else None,
        reset_url=_address(narrowed.shelf) if narrowed.is_set else None,
        kinds=[("", _("All")), *((kind.value, words) for kind, words in KINDS.items())],
        departments=[("", _("All")), *((one.slug, one.name) for one in organisation().leaves)] if is_choosing else [],
        words=state_words(),
        rules=rules,
        now=utcnow(),
    )


@blueprint.get("/vorschlaege/<int:number>")
@allow(is_employee)
def nomination(number: int) -> ResponseReturnValue:
    return _page(found.get_nomination(actor(), number))


@blueprint.post(f"/vorschlaege/<int:number>/{WHAT}")
@allow(is_employee)
def move_nomination(number: int, what: str) -> ResponseReturnValue:
    one, deed = found.get_nomination(actor(), number), DEEDS[what]
    ensure(any(_may(one, name) for name in deed.steps))
    form = _form(what)
    if not form.validate_on_submit():
        return _page(one, what, form)
    has_words = deed.form is not Form
    is_done = done(form, lambda: deed.act(one, form)) if has_words else done_or_told(lambda: deed.act(one, form))
    if has_words and not is_done:
        return _page(found.get_nomination(actor(), number), what, form)
    if is_done:
        flash(deed.news(), "success")
    return see_other(url_for("pilots.nomination", number=number))


@blueprint.route("/vorschlaege/<int:number>/zustimmung", methods=["GET", "POST"])
@allow(is_employee)
def consent(number: int) -> ResponseReturnValue:
    """The one question: reached from notice and mail."""
    one = found.get_nomination(actor(), number)
    ensure(one.nominee_id == actor().id)
    if one.state is not State.AWAITING_CONSENT or rules.is_over(one, utcnow()):
        return see_other(url_for("pilots.nomination", number=number))
    form = ConsentForm()
    if form.validate_on_submit():
        is_yes = form.answer.data == "ja"
        answer = actions.give_consent if is_yes else actions.decline
        if done_or_told(lambda: answer(actor=actor(), nomination=one)):
            flash(_("Thank you. The office decides next.") if is_yes else _("Your answer is recorded."), "success")
        return see_other(url_for("pilots.nomination", number=number))
    page = render_template("pilots/consent.html", nomination=one, form=form, has_errors=bool(form.errors))
    return page, 422 if form.errors else 200


def _may(one: Nomination, name: str) -> bool:
    """As far as the person is concerned; whether the state allows it, the action says."""
    if name == "document_council":
        return rules.reads_office_words(actor(), one) and actor().is_office
    return rules.standing_for(actor(), one, name) is not None


def _form(what: str) -> Form:
    """Each with names of its own, since several stand on one page."""
    return DEEDS[what].form(prefix=what)


def _page(one: Nomination, tried: str = "", form: Form | None = None) -> ResponseReturnValue:
    offered = {step.name for step in rules.steps_for(actor(), one)}
    wants_council = rules.can_document_council(actor(), one) and is_on(SwitchName.STAFF_COUNCIL)
    offered |= {"document_council"} if wants_council else set()
    forms = {what: _form(what) for what, deed in DEEDS.items() if offered & deed.steps and what != tried}
    if form is not None:
        forms[tried] = form
    page = render_template(
        "pilots/nomination.html",
        nomination=one,
        moves=found.moves_of(one),
        forms=forms,
        tried=tried,
        needs_council=wants_council and one.council_on is None,
        is_asked="give_consent" in offered and not rules.is_over(one, utcnow()),
        words=state_words(),
        kinds=KINDS,
        rules=rules,
        now=utcnow(),
        has_errors=bool(form and form.errors),
    )
    return page, 422 if form and form.errors else 200


def _shelves() -> dict[Shelf | None, str]:
    return {
        None: _("All"),
        Shelf.WAITING: _("Waiting for me"),
        Shelf.LIVE: _("Under way"),
        Shelf.DRAFTS: _("Drafts"),
        Shelf.ENDED: _("Ended"),
    }


def _filter() -> NominationFilter:
    """From the address; what does not exist narrows nothing."""
    shelf, kind = request.args.get("ansicht", ""), request.args.get("art", "")
    return NominationFilter(
        shelf=Shelf(shelf) if shelf in set(Shelf) else None,
        kind=AppointmentKind(kind) if kind in set(AppointmentKind) else None,
        department=request.args.get("amt", "").strip()[:LONGEST_SLUG],
    )


def _address(shelf: Shelf | None, narrowed: NominationFilter | None = None, **more: Any) -> str:
    values = {"ansicht": shelf, "art": narrowed and narrowed.kind, "amt": narrowed and narrowed.department, **more}
    return url_for("pilots.nominations", **{name: value for name, value in values.items() if value})
