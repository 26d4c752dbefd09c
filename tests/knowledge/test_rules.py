"""Who may do what, as tables: every rule × everybody × every state; every step × every state it starts from."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from accounts.models import Appointment, AppointmentKind, Person, Role, RoleGrant, Visitor
from core.errors import Conflict
from knowledge import rules
from knowledge.models import (
    Answer,
    Attachment,
    Comment,
    EntryState,
    Freshness,
    Hiding,
    OwnerKind,
    Ownership,
    Question,
    Tag,
)
from knowledge.models import QuestionState as State

HERE, ELSEWHERE = 10, 20
HIDDEN_AT = datetime(2026, 3, 9, tzinfo=UTC)
NUMBERS = {"asker": 1, "colleague": 2, "owner": 3, "deputy": 4, "pilot": 5, "office": 6, "admin": 7, "committee": 8}


def somebody(key: str) -> Person | Visitor:
    """One of those the tables name, in memory alone; the owner is the pilot of the asker's department."""
    if key == "visitor":
        return Visitor()
    role = {"office": Role.OFFICE, "admin": Role.ADMIN, "committee": Role.COMMITTEE}.get(key, Role.EMPLOYEE)
    here = key in ("asker", "owner", "deputy")
    person = Person(id=NUMBERS[key], name=key, department_id=HERE if here else ELSEWHERE)
    person.grants = [RoleGrant(role=role)]
    kinds = {"owner": AppointmentKind.PILOT, "deputy": AppointmentKind.DEPUTY, "pilot": AppointmentKind.PILOT}
    if key in kinds:
        where = HERE if here else ELSEWHERE
        person.appointments = [Appointment(kind=kinds[key], department_id=where, valid_from=date(2024, 1, 1))]
    return person


def question(state: State, *, kind: OwnerKind = OwnerKind.PERSON, asker: str = "asker") -> Question:
    made = Question(id=1, asker_id=NUMBERS[asker], department_id=HERE, state=state)
    if made.is_owned:
        made.owner_kind, made.owner_since = kind, HIDDEN_AT
        made.owner_id = NUMBERS["owner"] if kind is OwnerKind.PERSON else None
    return made


EVERYBODY = [*NUMBERS, "visitor"]
STAFF = {"asker", "colleague", "owner", "deputy", "pilot", "office", "admin"}
LIVE = [State.OPEN, State.ANSWERED]
OPEN, ANSWERED, SOLVED, DUPLICATE, WITHDRAWN, CLOSED = State


def table(allowed: set[str], *states: State) -> dict[State, set[str]]:
    return dict.fromkeys(states, allowed)


Rule = Callable[[Person | Visitor, Question], bool]
MAY: dict[Rule, dict[State, set[str]]] = {
    rules.can_see_question: table(STAFF, OPEN, ANSWERED, SOLVED, DUPLICATE, CLOSED) | {WITHDRAWN: {"asker", "office"}},
    rules.can_answer_question: table(STAFF, OPEN, ANSWERED, SOLVED),
    rules.can_comment_answer: table(STAFF, OPEN, ANSWERED, SOLVED, DUPLICATE, CLOSED),
    rules.can_comment_question: table(STAFF, OPEN, ANSWERED, SOLVED, DUPLICATE, CLOSED),
    rules.can_vote_for_question: table(STAFF - {"asker"}, OPEN, ANSWERED, SOLVED, DUPLICATE, CLOSED),
    rules.can_have_same_question: table(STAFF - {"asker"}, OPEN, ANSWERED, SOLVED, DUPLICATE, CLOSED),
    rules.can_follow_question: table(STAFF, OPEN, ANSWERED, SOLVED, DUPLICATE, CLOSED),
    rules.can_find_answer: table(STAFF, ANSWERED, SOLVED),
    rules.can_query_asker: table({"owner"}, OPEN),
    rules.can_edit_question: table({"asker", "owner", "deputy", "office"}, OPEN, ANSWERED, SOLVED, DUPLICATE, CLOSED),
    rules.can_accept_answer: table({"asker", "office"}, OPEN, ANSWERED, SOLVED),
    rules.can_withdraw_question: table({"asker"}, OPEN, ANSWERED, SOLVED, DUPLICATE, CLOSED),
    rules.can_close_question: table({"owner", "deputy", "office"}, OPEN, ANSWERED, SOLVED, DUPLICATE),
    rules.can_mark_duplicate: table({"owner", "deputy", "pilot", "office"}, OPEN, ANSWERED, SOLVED, CLOSED),
    rules.can_undo_duplicate: table({"owner", "deputy", "pilot", "office"}, DUPLICATE),
    rules.can_reopen_question: table({"asker", "owner", "deputy", "office"}, ANSWERED, SOLVED, DUPLICATE, CLOSED)
    | {WITHDRAWN: {"asker", "office"}},
    rules.can_take_over_question: table({"deputy", "pilot", "office"}, OPEN, ANSWERED),
    rules.can_hand_on_question: table({"owner", "office"}, OPEN, ANSWERED),
    rules.is_owner: table({"owner"}, OPEN, ANSWERED),
}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("rule", MAY, ids=lambda rule: rule.__name__)
def test_who_may_do_it_in_which_state(rule, state):
    allowed = {key for key in EVERYBODY if rule(somebody(key), question(state))}
    assert allowed == MAY[rule].get(state, set())


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("author", ["asker", "colleague", "owner"])
def test_an_answer_is_edited_by_its_author_and_the_office(author, state):
    written = Answer(id=1, author_id=NUMBERS[author])
    allowed = {key for key in EVERYBODY if rules.can_edit_answer(somebody(key), written, question(state))}
    assert allowed == (set() if state is WITHDRAWN else {author, "office"})


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("author", ["asker", "colleague", "owner"])
def test_an_answer_is_voted_for_by_everybody_but_its_author(author, state):
    written = Answer(id=1, author_id=NUMBERS[author])
    allowed = {key for key in EVERYBODY if rules.can_vote_for_answer(somebody(key), written, question(state))}
    assert allowed == (set() if state is WITHDRAWN else STAFF - {author})


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("author", ["asker", "colleague", "owner"])
def test_an_answer_is_reported_on_by_everybody_but_its_author(author, state):
    written = Answer(id=1, author_id=NUMBERS[author])
    allowed = {key for key in EVERYBODY if rules.can_react_to_answer(somebody(key), written, question(state))}
    assert allowed == (set() if state is WITHDRAWN else STAFF - {author})


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("author", ["colleague", "owner", "pilot", "office"])
@pytest.mark.parametrize("topics", [frozenset(), frozenset({7}), frozenset({8})])
def test_an_answer_is_confirmed_by_those_who_know_the_subject_and_never_its_author(author, state, topics):
    """Tag 7 is the question's; the owner had it last, the pilot is another department's."""
    asked = question(state)
    asked.tags = [Tag(id=7, slug="signatur", name="Signatur")]
    asked.ownerships = [Ownership(person_id=NUMBERS["deputy"]), Ownership(person_id=NUMBERS["owner"])]
    written = Answer(id=1, author_id=NUMBERS[author])
    allowed = {key for key in EVERYBODY if rules.can_confirm_answer(somebody(key), written, asked, topics)}
    knowing = {"owner", "deputy", "pilot", "office"} if 7 in topics else {"owner", "office"}
    assert allowed == (knowing - {author} if state in (OPEN, ANSWERED, SOLVED) else set())


@pytest.mark.parametrize("state", LIVE)
def test_what_the_office_owns_it_hands_on_and_pilots_take_over(state):
    owned = question(state, kind=OwnerKind.OFFICE)
    assert {key for key in EVERYBODY if rules.is_owner(somebody(key), owned)} == {"office"}
    assert {key for key in EVERYBODY if rules.can_hand_on_question(somebody(key), owned)} == {"office"}
    takers = {key for key in EVERYBODY if rules.can_take_over_question(somebody(key), owned)}
    assert takers == {"owner", "deputy", "pilot", "office"}


def test_who_had_a_question_before_is_shown_to_those_concerned_alone():
    asked = question(State.OPEN)
    asked.ownerships = [Ownership(seq=1, person_id=NUMBERS["pilot"], kind=OwnerKind.PERSON)]
    seeing = {key for key in EVERYBODY if rules.can_see_past_owners(somebody(key), asked)}
    assert seeing == {"asker", "pilot", "office"}


@pytest.mark.parametrize("key", ["deputy", "pilot", "office"])
@pytest.mark.parametrize("state", LIVE)
def test_nobody_takes_over_the_own_question(key, state):
    assert not rules.can_take_over_question(somebody(key), question(state, asker=key))


@pytest.mark.parametrize(
    ("rule", "allowed"),
    [
        (rules.can_ask_question, STAFF),
        (rules.can_search, STAFF),
        (rules.can_follow_tag, STAFF),
        (rules.can_follow_department, STAFF),
        (rules.can_choose_topics, {"owner", "deputy", "pilot"}),
        (rules.can_curate_tags, {"office"}),
        (rules.can_redact_revisions, {"office"}),
        (rules.can_import_knowledge, {"admin"}),
        (rules.can_check_entries, {"owner", "deputy", "pilot", "office"}),
        (rules.can_curate_causes, {"owner", "deputy", "pilot", "office"}),
        (rules.can_see_causes, STAFF),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_who_may_do_what_concerns_no_question(rule, allowed):
    assert {key for key in EVERYBODY if rule(somebody(key))} == allowed


@pytest.mark.parametrize("state", EntryState)
@pytest.mark.parametrize(("kind", "allowed"), [(OwnerKind.PERSON, {"owner", "office"}), (OwnerKind.OFFICE, {"office"})])
def test_the_keeper_and_the_office_check_an_entry_that_does_not_rest(kind, allowed, state):
    owner_id = NUMBERS["owner"] if kind is OwnerKind.PERSON else None
    entry = Freshness(state=state, owner_kind=kind, owner_id=owner_id)
    expected = set() if state is EntryState.RESTING else allowed
    assert {key for key in EVERYBODY if rules.can_check_entry(somebody(key), entry)} == expected


def test_who_attaches_files_and_removes_them():
    assert {key for key in EVERYBODY if rules.can_attach_files(somebody(key))} == STAFF
    brought, orphan = Attachment(uploader_id=NUMBERS["colleague"]), Attachment(uploader_id=None)
    assert {key for key in EVERYBODY if rules.can_remove_attachment(somebody(key), brought)} == {"colleague", "office"}
    assert {key for key in EVERYBODY if rules.can_remove_attachment(somebody(key), orphan)} == {"office"}
    comment = Comment(author_id=NUMBERS["colleague"], question=question(SOLVED))
    assert {key for key in EVERYBODY if rules.can_attach_to_comment(somebody(key), comment)} == {"colleague"}
    comment.question.state = WITHDRAWN
    assert not any(rules.can_attach_to_comment(somebody(key), comment) for key in EVERYBODY)


@pytest.mark.parametrize("state", State)
def test_a_hidden_question_is_its_askers_and_the_offices_and_nothing_is_added_to_it(state):
    hidden = question(state)
    hidden.hidden_at = HIDDEN_AT
    allowed = {rule: {key for key in EVERYBODY if rule(somebody(key), hidden)} for rule in MAY}
    assert allowed.pop(rules.can_see_question) == {"asker", "office"}
    assert allowed.pop(rules.can_edit_question) == (set() if state is WITHDRAWN else {"asker", "office"})
    may_close = state in (OPEN, ANSWERED, SOLVED, DUPLICATE)
    assert allowed.pop(rules.can_close_question) == ({"office"} if may_close else set())
    assert allowed.pop(rules.can_withdraw_question) == (set() if state is WITHDRAWN else {"asker"})
    assert allowed.pop(rules.is_owner) == ({"owner"} if state in LIVE else set())
    assert not any(allowed.values())


def test_a_hidden_answer_and_its_comments_are_for_author_and_office():
    asked = question(OPEN)
    written = Answer(id=1, author_id=NUMBERS["colleague"], hidden_at=HIDDEN_AT)
    remark = Comment(id=1, author_id=NUMBERS["pilot"], question=asked, answer=written)
    seeing = {key for key in EVERYBODY if rules.can_see_answer(somebody(key), written, asked)}
    reading = {key for key in EVERYBODY if rules.can_see_comment(somebody(key), remark)}
    assert seeing == reading == {"colleague", "office"}
    for rule in (rules.can_vote_for_answer, rules.can_react_to_answer):
        assert not any(rule(somebody(key), written, asked) for key in EVERYBODY)
    written.hidden_at, remark.hidden_at = None, HIDDEN_AT
    assert {key for key in EVERYBODY if rules.can_see_comment(somebody(key), remark)} == {"pilot", "office"}


def test_a_comment_is_changed_by_its_author_while_nobody_else_could_read_it():
    remark = Comment(id=1, author_id=NUMBERS["colleague"], question=question(OPEN), hidden_at=HIDDEN_AT)
    waiting, declined = Hiding(is_unpublished=True), Hiding(is_unpublished=True, actor_id=NUMBERS["office"])
    for hiding, changing in (
        (waiting, {"colleague"}),
        (declined, {"colleague"}),
        (Hiding(is_unpublished=False), set()),
    ):
        assert {key for key in EVERYBODY if rules.can_edit_comment(somebody(key), remark, hiding)} == changing
    assert not any(rules.can_edit_comment(somebody(key), remark, None) for key in EVERYBODY)
    remark.question.hidden_at = HIDDEN_AT
    assert not any(rules.can_edit_comment(somebody(key), remark, waiting) for key in EVERYBODY)


def test_posts_are_reported_by_everybody_but_their_author_and_hidden_by_the_office():
    shown, hidden = Answer(id=1), Answer(id=2, hidden_at=HIDDEN_AT)
    reporting = {key for key in EVERYBODY if rules.can_report_post(somebody(key), NUMBERS["colleague"])}
    assert reporting == STAFF - {"colleague"}
    for rule, post, other in ((rules.can_hide_post, shown, hidden), (rules.can_show_post, hidden, shown)):
        assert {key for key in EVERYBODY if rule(somebody(key), post, NUMBERS["colleague"])} == {"office"}
        assert not any(rule(somebody(key), other, NUMBERS["colleague"]) for key in EVERYBODY)
    for rule in (rules.can_dismiss_reports, rules.can_decide_on_post, rules.can_see_reporters):
        assert {key for key in EVERYBODY if rule(somebody(key), NUMBERS["colleague"])} == {"office"}
    assert {key for key in EVERYBODY if rules.can_see_reports(somebody(key))} == {"office"}


def test_a_question_that_waits_is_nobodys_to_close_and_the_office_chooses_what_waits():
    waiting = question(OPEN, kind=OwnerKind.OFFICE)
    waiting.hidden_at, waiting.owner_since = HIDDEN_AT, None
    assert waiting.awaits_check
    assert not any(rules.can_close_question(somebody(key), waiting) for key in EVERYBODY)
    assert {key for key in EVERYBODY if rules.can_withdraw_question(somebody(key), waiting)} == {"asker"}
    assert {key for key in EVERYBODY if rules.can_choose_premoderation(somebody(key))} == {"office"}
    assert {key for key in EVERYBODY if rules.publishes_at_once(somebody(key))} == {
        "owner",
        "deputy",
        "pilot",
        "office",
    }
    assert not rules.publishes_at_once(Person(is_mask=True))


def test_nobody_decides_about_their_own_post_unless_they_are_alone_in_the_office():
    office, own = somebody("office"), NUMBERS["office"]
    assert not rules.can_see_reporters(office, own)
    shown, hidden = Answer(id=1), Answer(id=2, hidden_at=HIDDEN_AT)
    for is_alone in (False, True):
        assert rules.can_hide_post(office, shown, own, is_alone=is_alone) is is_alone
        assert rules.can_show_post(office, hidden, own, is_alone=is_alone) is is_alone
        assert rules.can_dismiss_reports(office, own, is_alone=is_alone) is is_alone
        assert rules.can_decide_on_post(office, own, is_alone=is_alone) is is_alone


def test_every_rule_about_a_question_is_in_a_table():
    named = {rule.__name__ for rule in MAY} | {
        "can_ask_question",
        "can_search",
        "can_choose_topics",
        "can_see_past_owners",
        "can_curate_tags",
        "can_redact_revisions",
        "can_import_knowledge",
    }
    named |= {"can_check_entries", "can_curate_causes", "can_see_causes", "can_check_entry"}
    named |= {"can_edit_answer", "can_vote_for_answer", "can_react_to_answer", "can_confirm_answer"}
    named |= {"can_see_answer", "can_see_comment", "can_see_reports", "can_dismiss_reports"}
    named |= {"can_report_post", "can_hide_post", "can_show_post", "can_decide_on_post", "can_see_reporters"}
    named |= {"can_follow_tag", "can_follow_department", "can_attach_files", "can_remove_attachment"}
    named |= {"can_attach_to_comment", "can_edit_comment", "can_choose_premoderation"}
    assert {name for name in rules.__all__ if name.startswith("can_")} <= named


LEADS = {
    "answer": ({OPEN}, ANSWERED),
    "accept": ({OPEN, ANSWERED}, SOLVED),
    "unaccept": ({SOLVED}, ANSWERED),
    "mark_duplicate": ({OPEN, ANSWERED, SOLVED, CLOSED}, DUPLICATE),
    "undo_duplicate": ({DUPLICATE}, OPEN),
    "withdraw": ({OPEN, ANSWERED, SOLVED, DUPLICATE, CLOSED}, WITHDRAWN),
    "close": ({OPEN, ANSWERED, SOLVED, DUPLICATE}, CLOSED),
    "reopen": ({ANSWERED, SOLVED, DUPLICATE, WITHDRAWN, CLOSED}, OPEN),
}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("move", LEADS)
def test_a_step_leads_where_the_table_says_or_names_those_that_are_possible(move, state):
    origins, target = LEADS[move]
    if state in origins:
        assert rules.target(move, state) is target
        return
    with pytest.raises(Conflict) as refused:
        rules.target(move, state)
    assert refused.value.code == "move_not_allowed"
    assert refused.value.details["state"] == state.value
    assert refused.value.details["allowed"] == [name for name, (starts, _) in LEADS.items() if state in starts]


def test_no_step_is_missing_in_the_table():
    assert set(rules.MOVES) == set(LEADS)
    assert {name for name, move in rules.MOVES.items() if move.needs_reason} == {"close", "reopen"}
