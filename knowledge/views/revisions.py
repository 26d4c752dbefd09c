"""Earlier wordings of questions and answers, what was changed from one to the next; bringing back, blacking out."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.rules import is_employee
from core.access import actor, allow, ensure
from core.diff import Piece, word_changes
from core.web import see_other
from knowledge import queries, rules
from knowledge.actions import revisions as actions
from knowledge.actions.revisions import AnyRevision, Revised
from knowledge.forms.revisions import RedactForm, RestoreForm
from knowledge.models import PracticeRevision, Revision
from knowledge.views.blueprint import blueprint
from knowledge.views.steps import done

MOST_COMPARED = 20
"""How many changes a page shows word by word; comparing long texts costs time."""
KINDS = {
    "fragen": actions.QUESTIONS,
    "antworten": actions.ANSWERS,
    "praxis": actions.PRACTICES,
    "beitraege": actions.POSTS,
}
"""By the word in the address."""
PAGES = {kind.subject: f"knowledge.{kind.subject}_revisions" for kind in KINDS.values()}


@dataclass(frozen=True)
class Wording:
    title: str
    tags: str
    body: str


@dataclass(frozen=True)
class Change:
    """One edit: its revision says who, when and why, `before` is the wording before, None where it is blacked out.

    The pieces say what changed; without them when one of the two wordings is blacked out.
    """

    revision: AnyRevision
    before: Wording | None
    is_compared: bool = False
    title: Sequence[Piece] = ()
    tags: Sequence[Piece] = ()
    body: Sequence[Piece] = ()


@blueprint.get("/fragen/<int:number>/fassungen")
@allow(is_employee)
def question_revisions(number: int) -> str:
    question = queries.get_question(actor(), number)
    now = Wording(question.title, ", ".join(tag.name for tag in question.tags), question.body)
    return revisions_page("knowledge/question_revisions.html", "fragen", question, now, question=question)


@blueprint.get("/antworten/<int:number>/fassungen")
@allow(is_employee)
def answer_revisions(number: int) -> str:
    answer = queries.get_answer(actor(), number)
    now = Wording("", "", answer.body)
    return revisions_page("knowledge/answer_revisions.html", "antworten", answer, now, answer=answer)


@blueprint.route(
    "/<any(fragen, antworten, praxis, beitraege):what>/<int:number>/fassungen/<int:seq>/wiederherstellen",
    methods=["GET", "POST"],
)
@allow(is_employee)
def restore_revision(what: str, number: int, seq: int) -> ResponseReturnValue:
    kind, thing, revision = _asked_for(what, number, seq)
    ensure(kind.may_edit(actor(), thing))
    form = RestoreForm()
    if form.validate_on_submit() and done(form, lambda: _act(actions.restore_revision, what, number, seq, form)):
        flash(_("The earlier wording is back. The one until now stays readable here."), "success")
        return see_other(url_for(PAGES[kind.subject], number=number))
    return _step_page("knowledge/restore_revision.html", kind, number, revision, form)


@blueprint.route(
    "/<any(fragen, antworten, praxis, beitraege):what>/<int:number>/fassungen/<int:seq>/schwaerzen",
    methods=["GET", "POST"],
)
@allow(rules.can_redact_revisions)
def redact_revision(what: str, number: int, seq: int) -> ResponseReturnValue:
    kind, _thing, revision = _asked_for(what, number, seq)
    form = RedactForm()
    if form.validate_on_submit() and done(form, lambda: _act(actions.redact_revision, what, number, seq, form)):
        flash(_("This wording is blacked out. Its text is gone."), "success")
        return see_other(url_for(PAGES[kind.subject], number=number))
    return _step_page("knowledge/redact_revision.html", kind, number, revision, form)


def _asked_for(what: str, number: int, seq: int) -> tuple[Revised, Any, AnyRevision]:
    """Raises NotFound."""
    kind = KINDS[what]
    thing = kind.get(actor(), number)
    return kind, thing, actions.wording_numbered(kind, thing, seq)


def _act(act: Callable[..., None], what: str, number: int, seq: int, form: RestoreForm | RedactForm) -> None:
    kind, thing, revision = _asked_for(what, number, seq)
    act(actor=actor(), kind=kind, thing=thing, revision=revision, reason=form.reason.data or "")


def _step_page(
    template: str, kind: Revised, number: int, revision: AnyRevision, form: RestoreForm | RedactForm
) -> ResponseReturnValue:
    page = render_template(
        template,
        revision=revision,
        wording=wording_of(revision),
        back=url_for(PAGES[kind.subject], number=number),
        form=form,
        has_errors=bool(form.errors),
    )
    return page, 422 if form.errors else 200


def revisions_page(template: str, what: str, thing: Any, now: Wording, **more: Any) -> str:
    """Newest first, so many at a time."""
    kind, before = KINDS[what], request.args.get("vor", type=int)
    kept = kind.wordings(thing)
    older = [revision for revision in kept if before is None or revision.seq < before]
    newer = kept[: len(kept) - len(older)]
    shown, rest = older[:MOST_COMPARED], older[MOST_COMPARED:]
    page = PAGES[kind.subject]
    return render_template(
        template,
        changes=list(edits(wording_of(newer[-1]) if newer else now, shown)),
        what=what,
        number=thing.id,
        may_restore=kind.may_edit(actor(), thing),
        may_redact=rules.can_redact_revisions(actor()),
        next_url=url_for(page, number=thing.id, vor=shown[-1].seq) if rest else None,
        **more,
    )


def edits(after: Wording | None, revisions: Sequence[AnyRevision]) -> Iterator[Change]:
    """Newest first; each revision holds the wording before its edit, `after` is the one after the newest."""
    for revision in revisions:
        before = wording_of(revision)
        yield change_between(revision, before, after)
        after = before


def change_between(revision: AnyRevision, before: Wording | None, after: Wording | None) -> Change:
    if before is None or after is None:
        return Change(revision, before)
    pieces = (_pieces(getattr(before, part), getattr(after, part)) for part in ("title", "tags", "body"))
    return Change(revision, before, True, *pieces)


def _pieces(before: str, after: str) -> Sequence[Piece]:
    return word_changes(before, after) if before != after else ()


def wording_of(revision: AnyRevision) -> Wording | None:
    """As the pages show it; None for one that is blacked out."""
    if revision.is_redacted:
        return None
    if isinstance(revision, PracticeRevision):
        return wording_of_card(revision.wording)
    if isinstance(revision, Revision):
        return Wording(revision.title, revision.tags, revision.body)
    return Wording("", "", revision.body)


def wording_of_card(words: Mapping[str, str]) -> Wording:
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
    text = "\n\n".join(f"{name}: {text}".strip() for name, text in parts if text)
    return Wording(words["title"], words["tags"], text)
