"""Earlier wordings of practice cards, field by field put together, and what was changed from one to the next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import render_template
from flask_babel import gettext as _

from accounts.models import Person
from accounts.rules import is_employee
from core.access import actor, allow
from knowledge.actions.practices import wording_of
from knowledge.models import PracticeRevision
from knowledge.queries import practices as cards
from knowledge.views.blueprint import blueprint
from knowledge.views.revisions import MOST_COMPARED, Wording, edits


@dataclass(frozen=True)
class KeptCard:
    """A card's revision in the form of a question's: title, tags and one text."""

    seq: int
    at: datetime
    editor: Person
    reason: str
    title: str
    tags: str
    body: str


@blueprint.get("/praxis/<int:number>/fassungen")
@allow(is_employee)
def practice_revisions(number: int) -> str:
    practice = cards.get_practice(actor(), number)
    words = wording_of(practice)
    kept = [_kept(revision) for revision in cards.practice_revisions(practice)[:MOST_COMPARED]]
    changes = list(edits(Wording(words["title"], words["tags"], _text(words)), kept))
    return render_template("knowledge/practice_revisions.html", practice=practice, changes=changes)


def _kept(revision: PracticeRevision) -> KeptCard:
    words = revision.wording
    return KeptCard(
        seq=revision.seq,
        at=revision.at,
        editor=revision.editor,
        reason=revision.reason,
        title=words["title"],
        tags=words["tags"],
        body=_text(words),
    )


def _text(words: Mapping[str, str]) -> str:
    """All fields under their names, as one text to compare."""
    scale = {"low": _("Low"), "medium": _("Medium"), "high": _("High")}
    parts = [
        (_("Problem"), words["problem"]),
        (_("What we did"), words["approach"]),
        (_("Steps"), words["steps"]),
        (_("Effort"), f"{scale[words['effort']]}. {words['effort_note']}"),
        (_("Effect"), f"{scale[words['effect']]}. {words['effect_note']}"),
        (_("Costs"), words["costs"]),
        (_("Contact"), words["contact"]),
    ]
    return "\n\n".join(f"{name}: {text}".strip() for name, text in parts if text)
