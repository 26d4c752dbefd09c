"""Serving attached files, and removing them."""

from urllib.parse import quote

from flask import Response, flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.rules import is_employee
from core import files
from core.access import actor, allow, ensure
from core.db import transaction
from core.errors import NotFound
from core.forms import Form
from core.web import see_other
from knowledge import actions, rules
from knowledge.queries.attachments import HOLDERS, get_attachment
from knowledge.views.blueprint import blueprint

NOTHING_RUNS = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"


@blueprint.get("/anhaenge/<int:number>")
@allow(is_employee)
def attachment(number: int) -> ResponseReturnValue:
    """To those who see the post. Images may be shown in the page, everything else is for saving."""
    found, _post = get_attachment(actor(), number)
    if not files.is_there(found.stored_as):
        raise NotFound
    response = Response(files.blocks_of(found.stored_as), content_type=found.kind.mime)
    response.content_length = found.size
    way = "inline" if found.kind.is_image else "attachment"
    response.headers["Content-Disposition"] = f"{way}; filename*=UTF-8''{quote(found.name)}"
    response.headers["Content-Security-Policy"] = NOTHING_RUNS
    response.headers["Cache-Control"] = "private, no-store"
    return response


@blueprint.route("/anhaenge/<int:number>/entfernen", methods=["GET", "POST"])
@allow(is_employee)
def remove_attachment(number: int) -> ResponseReturnValue:
    found, post = get_attachment(actor(), number)
    ensure(rules.can_remove_attachment(actor(), found))
    back = HOLDERS[str(found.post_kind)].address(post)
    if Form().validate_on_submit():
        with transaction():
            actions.remove_attachment(actor=actor(), attachment=found)
        flash(_("The file is removed."), "success")
        return see_other(back)
    title = HOLDERS[str(found.post_kind)].title(post)
    return render_template("knowledge/remove_attachment.html", attachment=found, title=title, back=back)
