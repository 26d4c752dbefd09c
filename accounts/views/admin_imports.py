"""Departments and people from a file, in two steps: look at the report, then take over."""

from typing import Any

from flask import current_app, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts import actions, rules
from accounts.forms.imports import (
    FIELD_NAMES,
    ApplyImportForm,
    UploadForm,
    UploadPeopleForm,
    column_name,
    reason,
    value_shown,
)
from accounts.views.blueprint import blueprint
from accounts.views.importing import KINDS, perform
from core.access import actor, allow, ensure
from core.errors import NotFound
from core.tables import Change, ImportReport
from core.web import allow_upload, see_other

ADDRESSES = {"aemter": "departments", "personen": "people"}
MOST_SHOWN = 200


@blueprint.url_value_preprocessor
def _admit_file(endpoint: str | None, _values: Any) -> None:
    """Before anything reads the form, which the check against forged requests does for every view."""
    if endpoint == "accounts.admin_import_file":
        allow_upload()


@blueprint.get("/verwaltung/import")
@allow(rules.can_administer)
def admin_import() -> ResponseReturnValue:
    return render_template("accounts/admin_import.html", can_import_people=rules.can_import(actor(), "people"))


@blueprint.route("/verwaltung/import/<any(aemter, personen):what>", methods=["GET", "POST"])
@allow(rules.can_administer)
def admin_import_file(what: str) -> ResponseReturnValue:
    kind = _kind(what)
    form = UploadPeopleForm() if kind == "people" else UploadForm()
    if not form.validate_on_submit():
        return _page("accounts/admin_import_file.html", what, form=form, has_errors=bool(form.errors))
    data = form.file.data.read()
    report = perform(kind, data, form.file.data.filename or "", actor=actor(), dry_run=True)
    is_worthwhile = not report.rejected and (report.created or report.changed)
    kept = actions.keep_file(_instance(), actor().id, data) if is_worthwhile else ""
    invited = "send_invitations" in form and form.send_invitations.data
    apply_form = ApplyImportForm(formdata=None, data={"kept": kept, "send_invitations": "1" if invited else ""})
    return _report_page(what, report, apply_form)


@blueprint.post("/verwaltung/import/<any(aemter, personen):what>/uebernehmen")
@allow(rules.can_administer)
def admin_import_report(what: str) -> ResponseReturnValue:
    kind, form = _kind(what), ApplyImportForm()
    name = form.kept.data or ""
    try:
        data = actions.kept_file(_instance(), actor().id, name)
    except NotFound:
        flash(_("The file is no longer there. Choose it again."), "warning")
        return see_other(url_for(".admin_import_file", what=what))
    options = {"send_invitations": form.send_invitations.data == "1"} if kind == "people" else {}
    report = perform(kind, data, "", actor=actor(), dry_run=False, **options)
    actions.forget_file(_instance(), actor().id, name)
    if not report.applied:
        return _report_page(what, report, None)
    flash(_("Taken over: %(new)s new, %(changed)s changed.", new=report.created, changed=report.changed), "success")
    return see_other(url_for(".admin_people" if kind == "people" else ".admin_departments"))


def _kind(what: str) -> str:
    """Raises NotAllowed for somebody who may import the other kind only."""
    ensure(rules.can_import(actor(), ADDRESSES[what]))
    return ADDRESSES[what]


def _report_page(what: str, report: ImportReport, form: ApplyImportForm | None) -> ResponseReturnValue:
    lines = [(one, column_name(one.field, report), reason(one)) for one in report.rejected[:MOST_SHOWN]]
    more = len(report.rejected) - len(lines)
    return _page(
        "accounts/admin_import_report.html",
        what,
        report=report,
        lines=lines,
        more=more,
        changes=[(one, _fields(one)) for one in report.changes],
        more_changes=report.created + report.changed - len(report.changes),
        form=form,
        has_errors=bool(lines),
    )


def _fields(change: Change) -> list[tuple[str, str, str]]:
    """What changes, in words: label, before, after."""
    return [
        (str(FIELD_NAMES[field]), value_shown(field, before), value_shown(field, after))
        for field, before, after in change.fields
    ]


def _page(template: str, what: str, *, has_errors: bool, **more: Any) -> ResponseReturnValue:
    columns = KINDS[ADDRESSES[what]].columns
    page = render_template(template, what=what, columns=columns, has_errors=has_errors, **more)
    return page, 422 if has_errors and request.method == "POST" else 200


def _instance() -> Any:
    return current_app.config["LOTSENNETZ"].instance
