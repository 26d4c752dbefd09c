"""Figures: of groups of five and more alone, whatever is subtracted from whatever; the own ones for oneself."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from core.audit import AuditEntry
from core.db import db
from knowledge.models import MissedSearches
from knowledge.rules.figures import FEWEST_PEOPLE, Fact, Quarter, figures_of, grouped, large_groups, parts_of_a_whole
from tests.knowledge.asking import accept, answer, ask

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
SIX = ("erika", "emil", "ben", "paul", "heike", "olga")


def facts(askers: Sequence[int], *, department: int = 1, hours: float | None = None) -> list[Fact]:
    return [
        Fact(number, department, asker, is_solved=number % 2 == 0, hours=hours, answerer_id=asker + 100)
        for number, asker in enumerate(askers)
    ]


def test_four_people_are_too_few_however_much_they_ask():
    assert figures_of(facts([1, 2, 3, 4] * 10)).asked is None
    assert figures_of(facts([1, 2, 3, 4, 5])).asked == 5


def test_whose_identity_is_sealed_counts_as_nobody():
    sealed = [Fact(number, 1, None, is_solved=False) for number in range(20)]
    assert figures_of(sealed + facts([1, 2, 3, 4])).asked is None


def test_times_are_about_those_who_answer():
    one_pilot = [Fact(n, 1, n, is_solved=True, hours=float(n), answerer_id=100) for n in range(9)]
    assert (figures_of(one_pilot).asked, figures_of(one_pilot).hours) == (9, None)
    many = [Fact(n, 1, n, is_solved=True, hours=float(n), answerer_id=100 + n) for n in range(5)]
    assert figures_of(many).hours == 2.0


people = st.lists(st.tuples(st.integers(1, 6), st.integers(1, 25)), max_size=60)


@given(people)
def test_no_subtraction_of_parts_from_the_whole_leaves_fewer_than_five(asked):
    all_facts = [Fact(n, department, asker, is_solved=False) for n, (department, asker) in enumerate(asked)]
    groups = grouped(all_facts, lambda fact: [fact.department_id or 0])
    parts = parts_of_a_whole(groups)
    shown = {part.key for part in parts if part.key is not None and part.figures.asked is not None}
    hidden = {fact.asker_id for key, group in groups.items() if key not in shown for fact in group}
    if figures_of(all_facts).asked is not None:
        assert not hidden or len(hidden) >= FEWEST_PEOPLE
    assert all(len({fact.asker_id for fact in groups[key]}) >= FEWEST_PEOPLE for key in shown)


@given(people)
def test_groups_that_overlap_are_shown_from_five_people_on(asked):
    groups = grouped(
        (Fact(n, None, asker, is_solved=False) for n, (_, asker) in enumerate(asked)),
        lambda fact: [asked[fact.question_id][0], 99],
    )
    assert {group.key for group in large_groups(groups)} == {
        key for key, group in groups.items() if len({fact.asker_id for fact in group}) >= FEWEST_PEOPLE
    }


@pytest.mark.parametrize(
    ("day", "quarter", "before", "after"),
    [
        (date(2026, 1, 1), "2026-1", "2025-4", "2026-2"),
        (date(2026, 3, 31), "2026-1", "2025-4", "2026-2"),
        (date(2026, 12, 31), "2026-4", "2026-3", "2027-1"),
    ],
)
def test_quarters_follow_each_other(day, quarter, before, after):
    found = Quarter.of(day)
    assert (str(found), str(found.before), str(found.after)) == (quarter, before, after)
    assert found.first_day <= day < found.after.first_day


def test_the_page_tells_of_the_city_and_puts_small_departments_together(client_of):
    with time_machine.travel(MONDAY):
        for key in SIX:
            question = ask(key)
        accept(answer(question), "olga")
        page = client_of("olga").get("/amt/zahlen").text
    assert "<strong>6</strong> Fragen gestellt" in page
    assert "<strong>17 %</strong> davon gelöst" in page
    assert "Aus keinem Amt haben fünf Personen gefragt" in page
    assert "Standesamt" not in page
    assert "unter 5 Personen</strong> bis zur ersten Antwort" in page
    assert "Signatur" in page


def test_four_askers_show_nothing(client_of):
    for key in SIX[:4]:
        ask(key)
    page = client_of("olga").get("/amt/zahlen").text
    assert "unter 5 Personen</strong> Fragen gestellt" in page
    assert "Signatur" not in page


def test_quarters_without_questions_are_not_on_offer(client_of):
    with time_machine.travel(datetime(2026, 5, 4, 9, 0, tzinfo=UTC)):
        for key in SIX:
            ask(key)
    with time_machine.travel(MONDAY):
        for key in SIX:
            ask(key)
        olga = client_of("olga")
        page = olga.get("/amt/zahlen?quartal=2026-2").text
        assert olga.get("/amt/zahlen?quartal=2026-1").status_code == 404
        assert olga.get("/amt/zahlen?quartal=unsinn").status_code == 404
    assert "<strong>6</strong> Fragen gestellt" in page
    assert page.count("<rect") == 4
    assert "3/2026" in page


def test_a_search_in_vain_is_counted_without_words_or_persons(client_of, run_jobs):
    ask("erika")
    run_jobs()
    with time_machine.travel(MONDAY):
        erika = client_of("erika")
        for words in ("Quastenflosser", "Quastenflosser", "zzzz"):
            erika.get("/suche", query_string={"q": words})
        erika.get("/suche")
        page = client_of("olga").get("/amt/zahlen").text
    assert "<strong>3</strong> Suchen fanden nichts" in page
    [row] = db.session.scalars(select(MissedSearches)).all()
    assert (row.day, row.count) == (date(2026, 11, 23), 3)


def test_one_sees_the_own_figures_and_every_look_is_in_the_log(client_of):
    with time_machine.travel(MONDAY) as clock:
        question = ask("erika")
        clock.move_to(datetime(2026, 11, 23, 10, 30, tzinfo=UTC))
        accept(answer(question, "pia"))
        page = client_of("pia").get("/ich/zahlen").text
    assert "<strong>1</strong> Antwort gegeben" in page
    assert "<strong>1</strong> davon angenommen" in page
    assert "<strong>2,5 Arbeitsstunden</strong>" in page
    assert len(db.session.scalars(select(AuditEntry).where(AuditEntry.act == "knowledge.see_own_figures")).all()) == 1
    assert "<strong>1</strong> Frage gestellt" in client_of("erika").get("/ich/zahlen").text
