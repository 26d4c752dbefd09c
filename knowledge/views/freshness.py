"""Keeping entries true: the queue, one click for what still holds, dates and causes, retiring."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.queries import current_appointments, get_person, office_people
from accounts.queries.organisation import today
from accounts.rules import is_employee
from core.access import actor, allow, ensure
from core.db import transaction
from core.errors import Conflict
from core.web import see_other
from knowledge import actions, queries, rules
from knowledge.actions.freshness import mark_of
from knowledge.forms.freshness import CheckForm, EntryForm, RetireForm
from knowledge.forms.moves import THE_OFFICE
from knowledge.models import EntryState, Freshness
from knowledge.queries.questions import HIGHEST_ID
from knowledge.views.blueprint import blueprint
from knowledge.views.checking import comes_from_queue
from knowledge.views.steps import done
from knowledge.views.words import conflict_text


@blueprint.get("/lotse/pruefungen")
@allow(rules.can_check_entries)
def checks() -> str:
    after = request.args.get("nach", 0, type=int)
    after = after if 0 < after <= HIGHEST_ID else 0
    page = queries.checks_for(actor(), after=after)
    return render_template(
        "knowledge/checks.html",
        page=page,
        count=queries.count_checks(actor()),
        next_url=url_for("knowledge.checks", nach=page.next_after) if page.next_after else None,
        first_url=url_for("knowledge.checks") if after else None,
        mark_of=mark_of,
        today=today(),
    )


@blueprint.post("/aktualitaet/<int:number>/gueltig")
@allow(is_employee)
def check_entry(number: int) -> ResponseReturnValue:
    entry = queries.get_entry(actor(), number)
    ensure(rules.can_check_entry(actor(), entry))
    form = CheckForm()
    try:
        with transaction():
            actions.check_entry(actor=actor(), entry=entry, seen=form.seen.data or "")
    except Conflict as error:
        flash(conflict_text(error), "warning")
    else:
        flash(_("Noted: it still holds. The next check is due in a year."), "success")
    return see_other(_back(number))


@blueprint.route("/aktualitaet/<int:number>/ausmustern", methods=["GET", "POST"])
@allow(is_employee)
def retire_entry(number: int) -> ResponseReturnValue:
    entry = _entry_to_check(number)
    subject = queries.check_rows(actor(), [entry])[0].subject
    if subject is not None and subject.retire_path is not None:
        return redirect(_to(subject.retire_path))
    form = RetireForm()
    if form.validate_on_submit() and done(
        form, lambda: actions.retire_entry(actor=actor(), entry=entry, reason=form.reason.data)
    ):
        flash(_("It is marked as outdated now. It can still be found and says so."), "success")
        return see_other(_back(number))
    return _page("knowledge/retire_entry.html", entry, form)


@blueprint.route("/aktualitaet/<int:number>", methods=["GET", "POST"])
@allow(is_employee)
def entry(number: int) -> ResponseReturnValue:
    found = _entry_to_check(number)
    form = _filled(found)
    if form.validate_on_submit() and done(form, lambda: _change(form, found)):
        flash(_("Your changes are saved."), "success")
        return see_other(_back(number))
    return _page("knowledge/entry.html", found, form)


def _entry_to_check(number: int) -> Freshness:
    found = queries.get_entry(actor(), number)
    ensure(rules.can_check_entry(actor(), found))
    return found


def _filled(found: Freshness) -> EntryForm:
    form = EntryForm(
        valid_from=found.valid_from,
        valid_until=found.valid_until,
        owner=str(found.owner_id) if found.owner_id else THE_OFFICE,
        causes=[cause.id for cause in found.causes],
    )
    form.owner.choices = _owner_choices(found)
    form.causes.choices = [(cause.id, cause.name) for cause in queries.all_causes()]
    return form


def _change(form: EntryForm, found: Freshness) -> None:
    actions.change_entry(
        actor=actor(),
        entry=found,
        valid_from=form.valid_from.data,
        valid_until=form.valid_until.data,
        owner=get_person(form.owner_id) if form.owner_id else None,
        cause_ids=form.causes.data or [],
    )


def _owner_choices(found: Freshness) -> list[tuple[str, str]]:
    """The office as such, whoever has it, then pilots, deputies and people of the office by name."""
    known = {one.person_id: one.person for one in current_appointments()}
    known |= {person.id: person for person in office_people()}
    if found.owner is not None:
        known[found.owner.id] = found.owner
    people = sorted(known.values(), key=lambda person: (person.name, person.id))
    return [(THE_OFFICE, _("Office for Digitalisation")), *((str(one.id), one.name) for one in people)]


def _to(path: str) -> str:
    return f"{path}?von=liste" if comes_from_queue() else path


def _back(number: int) -> str:
    """To the queue where one came from there, else to the entry itself."""
    if comes_from_queue():
        return url_for("knowledge.checks")
    subject = queries.check_rows(actor(), [queries.get_entry(actor(), number)])[0].subject
    return subject.path if subject else url_for("knowledge.checks")


def _page(template: str, found: Freshness, form: EntryForm | RetireForm) -> ResponseReturnValue:
    page = render_template(
        template,
        entry=found,
        subject=queries.check_rows(actor(), [found])[0].subject,
        form=form,
        has_errors=bool(form.errors),
        is_retired=found.state is EntryState.RETIRED,
        today=today(),
    )
    return page, 422 if form.errors else 200
