"""A practice card as a sheet to print and pass on."""

from flask import Response, flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.queries.organisation import today
from accounts.rules import is_employee
from core import pdf
from core.access import actor, allow
from core.errors import NotFound
from core.limits import by_person, limiter
from core.web import absolute, see_other
from knowledge.queries.practices import get_practice
from knowledge.views.blueprint import blueprint
from knowledge.views.practices import scale_words, url_of_practice

SHEETS_LIMIT = "10/minute"
"""Each keeps a processor busy for a second or two."""


@blueprint.get("/praxis/<int:number>/blatt.pdf")
@allow(is_employee)
@limiter.limit(SHEETS_LIMIT, key_func=by_person)
def practice_sheet(number: int) -> ResponseReturnValue:
    found = get_practice(actor(), number)
    if not pdf.is_available():
        raise NotFound
    page = render_template(
        "knowledge/practice_sheet.html",
        practice=found,
        scale=scale_words(),
        address=absolute(url_of_practice(found)),
        today=today(),
    )
    try:
        sheet = Response(pdf.to_pdf(page), content_type="application/pdf")
    except pdf.NoPdf:
        flash(_("The PDF could not be made just now. The page itself can be printed too."), "danger")
        return see_other(url_of_practice(found))
    sheet.headers["Content-Disposition"] = f'inline; filename="praxisbeispiel-{number}.pdf"'
    return sheet
