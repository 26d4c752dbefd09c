"""Earlier wordings of practice cards, and what was changed from one to the next."""

from accounts.rules import is_employee
from core.access import actor, allow
from knowledge.actions.practices import wording_of
from knowledge.queries import practices as cards
from knowledge.views.blueprint import blueprint
from knowledge.views.revisions import revisions_page, wording_of_card


@blueprint.get("/praxis/<int:number>/fassungen")
@allow(is_employee)
def practice_revisions(number: int) -> str:
    practice = cards.get_practice(actor(), number)
    now = wording_of_card(wording_of(practice))
    return revisions_page("knowledge/practice_revisions.html", "praxis", practice, now, practice=practice)
