"""Departments for which nobody is nominated, and the letter to their head."""

from datetime import date, timedelta
from typing import Any

from flask import Response, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.queries.organisation import today
from core import pdf
from core.access import allow
from core.errors import NotFound
from core.limits import by_person, limiter
from core.web import absolute, see_other
from pilots.queries import coverage_on
from pilots.queries.candidates import Uncovered, departments_without, uncovered
from pilots.rules.nominations import can_see_without
from pilots.views.blueprint import blueprint
from pilots.views.nomination_words import state_words

LETTERS_LIMIT = "10/minute"
TIME_TO_ANSWER = timedelta(days=21)


@blueprint.get("/vorschlaege/ohne")
@allow(can_see_without)
def departments_without_nomination() -> str:
    return render_template(
        "pilots/departments_without_nomination.html", rows=departments_without(), words=state_words()
    )


@blueprint.get("/vorschlaege/ohne/<slug>")
@allow(can_see_without)
def nomination_letter(slug: str) -> str:
    return render_template("pilots/nomination_letter.html", has_pdf=pdf.is_available(), **_letter(slug))


@blueprint.get("/vorschlaege/ohne/<slug>/brief.pdf")
@allow(can_see_without)
@limiter.limit(LETTERS_LIMIT, key_func=by_person)
def nomination_letter_sheet(slug: str) -> ResponseReturnValue:
    values = _letter(slug)
    if not pdf.is_available():
        raise NotFound
    page = render_template("pilots/nomination_letter_sheet.html", today=today(), **values)
    try:
        sheet = Response(pdf.to_pdf(page), content_type="application/pdf")
    except pdf.NoPdf:
        flash(_("The PDF could not be made just now. The page itself can be printed too."), "danger")
        return see_other(url_for("pilots.nomination_letter", slug=slug))
    sheet.headers["Content-Disposition"] = f'inline; filename="brief-{slug}.pdf"'
    return sheet


def _letter(slug: str) -> dict[str, Any]:
    """What the letter says. Raises NotFound where somebody is nominated, or a pilot is there."""
    row: Uncovered | None = uncovered(slug)
    if row is None:
        raise NotFound
    figures = coverage_on().figures
    until: date = today() + TIME_TO_ANSWER
    address = absolute(url_for("pilots.nominate", amt=slug))
    return {
        "row": row,
        "covered": figures.with_pilot,
        "counted": figures.departments,
        "until": until,
        "address": address,
    }
