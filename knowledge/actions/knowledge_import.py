"""An existing FAQ as questions with answers: all entries or none, told apart by the id they had before."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from accounts.models import Actor, Department, Person
from core import audit
from core.access import ensure
from core.db import db, lock_name, utcnow
from core.formats import slugify
from core.markup import to_html
from core.tables import ImportReport, Rejected
from core.tables.report import SHOWN
from knowledge import rules
from knowledge.actions.freshness import start_entry
from knowledge.actions.history import add_event, changed, move, one_step
from knowledge.actions.ownership import end_ownership, route
from knowledge.actions.questions import keep_revision
from knowledge.actions.tags import known_tags, tags_named
from knowledge.models import Answer, EntryKind, Question, QuestionState, Revision
from knowledge.queries.freshness import owner_for

BATCH = 500


@dataclass(frozen=True)
class Entry:
    """A row whose shape is right; `department` is a code, slug or name, empty for none."""

    line: int
    external_id: str
    title: str
    body: str
    answer: str = ""
    tags: Sequence[str] = ()
    department: str = ""


@dataclass
class _Import:
    """Who writes, what is known already, what was found wrong."""

    author: Person
    departments: Mapping[str, Department]
    rejected: list[Rejected]

    def department_of(self, entry: Entry) -> Department | None:
        return self.departments.get(entry.department.casefold())


def import_knowledge(
    *,
    actor: Actor,
    author: Person,
    entries: Sequence[Entry],
    rejected: Sequence[Rejected],
    departments: Sequence[Department],
    dry_run: bool = False,
    progress: Callable[[], None] = lambda: None,
) -> ImportReport:
    """Make and change questions with their accepted answers in the name of `author`; `progress` after each entry.

    An answered entry is solved and due for checking by whoever the rules name; one without an answer is routed as
    if it had been asked today. What the office hid stays as it is. With anything rejected, or `dry_run`, nothing is
    written. Raises NotAllowed.
    """
    ensure(rules.can_import_knowledge(actor))
    lock_name("import_knowledge")
    found = {key: one for one in reversed(departments) for key in _keys(one)}
    work = _Import(author, found, list(rejected))
    _check(entries, work)
    known = _known(entries)
    report = ImportReport()
    bad = {one.line for one in work.rejected}
    good = [entry for entry in entries if entry.line not in bad]
    report.rejected = sorted(work.rejected, key=lambda one: one.line)
    writes = not dry_run and not report.rejected
    for entry in good:
        question = known.get(entry.external_id)
        if question is None:
            report.created += 1
            if writes:
                _create(actor, entry, work)
        elif _differs(entry, question, work):
            report.changed += 1
            if writes:
                _change(actor, entry, question, work)
        else:
            report.unchanged += 1
        progress()
    report.applied = writes
    return report


def _keys(department: Department) -> tuple[str, ...]:
    return department.name.casefold(), department.slug, department.code.casefold()


def _check(entries: Sequence[Entry], work: _Import) -> None:
    """What only the whole file and the database can tell."""
    first: dict[str, int] = {}
    for entry in entries:
        if entry.external_id in first:
            _reject(work, entry, "id", entry.external_id, "stands_twice", line=first[entry.external_id])
        first.setdefault(entry.external_id, entry.line)
        department = work.department_of(entry)
        if entry.department and department is None:
            _reject(work, entry, "department", entry.department, "unknown_department")
        elif department is not None and not department.is_open:
            _reject(work, entry, "department", entry.department, "department_closed")


def _reject(work: _Import, entry: Entry, field: str, value: str, code: str, **params: str | int) -> None:
    work.rejected.append(Rejected(entry.line, field, value[:SHOWN], code, params))


def _known(entries: Sequence[Entry]) -> dict[str, Question]:
    numbers = [entry.external_id for entry in entries]
    found: dict[str, Question] = {}
    for start in range(0, len(numbers), BATCH):
        statement = (
            select(Question)
            .where(Question.external_id.in_(numbers[start : start + BATCH]))
            .options(selectinload(Question.tags), selectinload(Question.answers))
        )
        found |= {question.external_id or "": question for question in db.session.scalars(statement)}
    return found


def _submission(entry: Entry) -> str:
    return f"import {entry.external_id}"


def _answer_of(entry: Entry, question: Question) -> Answer | None:
    """The one that came with the entry, accepted or not; else the accepted one."""
    imported = (one for one in question.answers if one.submission == _submission(entry))
    return next(imported, None) or next((one for one in question.answers if one.is_accepted), None)


def _is_left_alone(entry: Entry, question: Question) -> bool:
    """The office hid the question, or an answer that the row would publish again."""
    hidden = [one for one in question.answers if one.is_hidden]
    return question.is_hidden or any(one.submission == _submission(entry) or one.body == entry.answer for one in hidden)


def _differs(entry: Entry, question: Question, work: _Import) -> bool:
    """Whether the row says something else than the question; no answer in the row says nothing about answers."""
    if _is_left_alone(entry, question):
        return False
    department, answer = work.department_of(entry), _answer_of(entry, question)
    return (
        (question.title, question.body) != (entry.title, entry.body)
        or bool(entry.tags and not _has_tags(question, entry.tags))
        or bool(department and question.department_id != department.id)
        or bool(entry.answer and rules.takes_answers(question) and (answer is None or answer.body != entry.answer))
    )


def _has_tags(question: Question, names: Sequence[str]) -> bool:
    with db.session.no_autoflush:
        slugs = {slugify(name) for name in names}
        return slugs == {tag.slug for tag in question.tags} or _slugs_meant(slugs) == {
            tag.slug for tag in question.tags
        }


def _slugs_meant(slugs: set[str]) -> set[str]:
    """With synonyms as the tags they stand for."""
    known = known_tags(slugs)
    return {known[slug].slug if slug in known else slug for slug in slugs}


@one_step
def _create(actor: Actor, entry: Entry, work: _Import) -> Question:
    department = work.department_of(entry)
    question = Question(
        asker_id=work.author.id,
        department_id=department.id if department else None,
        title=entry.title,
        body=entry.body,
        body_html=to_html(entry.body),
        submission=_submission(entry),
        external_id=entry.external_id,
        clock_started_at=utcnow(),
        created_at=utcnow(),
    )
    question.tags = tags_named(entry.tags)
    if entry.answer:
        question.state = QuestionState.SOLVED
        db.session.add(question)
        db.session.flush()
        add_event(question, "ask", origin=None, actor=work.author)
        _answer(question, entry, work)
    else:
        route(question, cause="asked")
        add_event(question, "ask", origin=None, actor=work.author)
    audit.record("knowledge.import_entry", actor_id=actor.id, subject=("question", question.id))
    changed(question)
    return question


@one_step
def _change(actor: Actor, entry: Entry, question: Question, work: _Import) -> None:
    department, answer = work.department_of(entry), _answer_of(entry, question)
    wanted = tags_named(entry.tags) if entry.tags else question.tags
    if (question.title, question.body) != (entry.title, entry.body) or set(wanted) != set(question.tags):
        keep_revision(work.author, question, "Import")
        question.title, question.body, question.body_html = entry.title, entry.body, to_html(entry.body)
        question.tags, question.edited_at = wanted, utcnow()
    if department:
        question.department_id = department.id
    if entry.answer and rules.takes_answers(question):
        if answer is None:
            move(question, "accept", actor=work.author)
            end_ownership(question)
            db.session.flush()
            _answer(question, entry, work)
        elif answer.body != entry.answer:
            _reword(answer, entry.answer, work.author)
    audit.record("knowledge.import_entry", actor_id=actor.id, subject=("question", question.id))
    changed(question)


def _answer(question: Question, entry: Entry, work: _Import) -> None:
    """Accepted from today on, to be checked by whoever the rules name."""
    answer = Answer(
        question_id=question.id,
        author_id=work.author.id,
        body=entry.answer,
        body_html=to_html(entry.answer),
        submission=_submission(entry),
        created_at=utcnow(),
    )
    db.session.add(answer)
    question.answer_count += 1
    db.session.flush()
    owner_id = owner_for(question, work.author)
    kept = start_entry(kind=EntryKind.ANSWER, thing_id=answer.id, owner_id=owner_id, actor=None)
    answer.accepted_at, answer.checked_on, answer.valid_until = utcnow(), kept.checked_on, kept.valid_until


def _reword(answer: Answer, body: str, author: Person) -> None:
    last = db.session.scalar(select(func.max(Revision.seq)).where(Revision.answer_id == answer.id)) or 0
    before = Revision(answer_id=answer.id, seq=last + 1, body=answer.body, editor_id=author.id, reason="Import")
    db.session.add(before)
    answer.body, answer.body_html, answer.edited_at = body, to_html(body), utcnow()
