"""The list of questions: tabs, filters, paging, empty states, cost."""

from datetime import UTC, datetime

import pytest
import time_machine

from core.db import transaction
from knowledge import actions
from tests.conftest import counted_queries, person
from tests.knowledge.asking import accept, again, answer, ask

EMPTY = "Keine Frage passt"


def titles(page: str, *wanted: str) -> list[str]:
    listed = page[page.index("<main") :]
    return [title for title in wanted if f">{title}</a>" in listed]


@pytest.fixture
def four(app):
    """Erika's open one, Emil's answered one, Ben's solved one, Erika's withdrawn one."""
    ask("erika", "Offen")
    second, third, fourth = (
        ask("emil", "Beantwortet"),
        ask("ben", "Gelöst"),
        ask("erika", "Zurück"),
    )
    answer(second)
    accept(answer(third, "olga"), "ben")
    with transaction():
        actions.withdraw_question(actor=person("erika"), question=again(fourth))


@pytest.mark.parametrize(
    ("key", "query", "shown"),
    [
        ("pia", "", ["Offen", "Beantwortet", "Gelöst"]),
        ("erika", "", ["Offen", "Beantwortet", "Gelöst", "Zurück"]),
        ("olga", "", ["Offen", "Beantwortet", "Gelöst", "Zurück"]),
        ("erika", "?ansicht=meine", ["Offen", "Zurück"]),
        ("pia", "?ansicht=mein-amt", ["Offen"]),
        ("pia", "?ansicht=wartet-auf-mich", ["Offen"]),
        ("paul", "?ansicht=wartet-auf-mich", []),
        ("pia", "?ansicht=unbeantwortet", ["Offen"]),
        ("pia", "?status=solved", ["Gelöst"]),
        ("pia", "?status=withdrawn", []),
        ("pia", "?amt=ordnungsamt", ["Beantwortet"]),
        ("pia", "?amt=gibt-es-nicht", []),
        ("pia", "?stichwort=signatur&status=open", ["Offen"]),
        ("pia", "?stichwort=unbekannt", []),
        ("pia", "?ansicht=unsinn&status=unsinn&vor=unsinn", ["Offen", "Beantwortet", "Gelöst"]),
        ("pia", "?vor=99999999999999999999", ["Offen", "Beantwortet", "Gelöst"]),
        ("pia", "?vor=2", ["Offen"]),
    ],
)
def test_tabs_and_filters_show_what_they_say(four, client_of, key, query, shown):
    page = client_of(key).get("/fragen" + query).text
    assert titles(page, "Offen", "Beantwortet", "Gelöst", "Zurück") == shown


def test_a_row_says_where_the_question_is(client_of):
    with time_machine.travel(datetime(2026, 3, 9, 8, 0, tzinfo=UTC), tick=False):
        ask("erika")
        ask("ben", "Eine Frage an das Amt")
        page = client_of("emil").get("/fragen").text
    assert "Liegt bei Pia Petersen, Antwort bis" in page
    assert "Liegt beim Amt für Digitalisierung, Antwort bis" in page
    assert ">Mi, 11. März, 09:00 Uhr</time>" in page
    assert "Noch keine Antwort" in page


def test_an_overdue_row_says_so(client_of):
    with time_machine.travel(datetime(2026, 3, 9, 8, 0, tzinfo=UTC), tick=False) as clock:
        ask("ben")
        clock.move_to(datetime(2026, 3, 20, 8, 0, tzinfo=UTC))
        assert "Antwort war fällig" in client_of("emil").get("/fragen").text


def test_the_tab_counts_what_waits(client_of):
    ask("erika")
    assert "Wartet auf mich (1)" in client_of("pia").get("/fragen").text
    assert "Wartet auf mich (" not in client_of("erika").get("/fragen").text


def test_pages_follow_one_another_by_key(client_of):
    for number in range(30):
        ask("erika", f"Frage {number:02}")
    client = client_of("erika")
    first = client.get("/fragen?ansicht=meine").text
    assert titles(first, "Frage 29", "Frage 05", "Frage 04") == ["Frage 29", "Frage 05"]
    assert 'href="/fragen?ansicht=meine&amp;vor=6"' in first
    second = client.get("/fragen?ansicht=meine&vor=6").text
    assert titles(second, "Frage 05", "Frage 04", "Frage 00") == ["Frage 04", "Frage 00"]


def test_what_waits_longest_comes_first_and_pages_follow(client_of):
    for number in range(30):
        ask("erika", f"Frage {number:02}")
    client = client_of("pia")
    first = client.get("/fragen?ansicht=wartet-auf-mich").text
    assert first.index("Frage 00") < first.index("Frage 24")
    assert titles(first, "Frage 24", "Frage 25") == ["Frage 24"]
    second = client.get("/fragen?ansicht=wartet-auf-mich&vor=25").text
    assert titles(second, "Frage 24", "Frage 25", "Frage 29") == ["Frage 25", "Frage 29"]


@pytest.mark.parametrize(
    ("query", "what"),
    [
        ("", "Es gibt noch keine Fragen."),
        ("?ansicht=meine", "Sie haben noch keine Frage gestellt."),
        ("?ansicht=mein-amt", "Aus Ihrem Amt hat noch niemand eine Frage gestellt."),
        ("?ansicht=wartet-auf-mich", "Zurzeit wartet keine Frage auf Sie."),
        ("?ansicht=unbeantwortet", "Jede Frage hat eine Antwort."),
        ("?status=open", "Keine Frage passt zu Ihrer Auswahl."),
        ("?vor=5", "Es gibt keine älteren Fragen."),
    ],
)
def test_an_empty_list_says_what_and_the_next_step(client_of, query, what):
    page = client_of("erika").get("/fragen" + query).text
    assert what in page
    assert 'class="kern-btn kern-btn--secondary"' in page[page.index(what) :]


def test_the_list_costs_the_same_for_more_rows(client_of):
    client = client_of("erika")

    def cost() -> int:
        with counted_queries() as statements:
            client.get("/fragen")
        return len(statements)

    ask("erika")
    cost()
    before = cost()
    for number in range(20):
        ask("emil" if number % 2 else "ben", f"Frage {number}", tags=[f"Wort {number}"])
    assert cost() == before


def test_who_has_no_department_has_no_tab_for_it(client_of):
    with transaction():
        person("anna").department_id = None
    client = client_of("anna")
    assert "Mein Amt" not in client.get("/fragen").text
    assert "Aus Ihrem Amt" in client.get("/fragen?ansicht=mein-amt").text


def test_only_who_works_here_reads_the_list(client, client_of):
    assert client.get("/fragen").status_code in (302, 303)
    assert client_of("karl").get("/fragen").status_code == 403


def test_tags_stand_as_german_readers_look_for_them(client_of):
    ask("erika", "Welche Werkzeuge gibt es?", tags=["Zwei-Faktor", "PDF", "Passwort", "beBPo", "Ämter"])
    erika = client_of("erika")
    for path, shown in (("/fragen", ">{}<"), ("/fragen/neu", 'value="{}"')):
        page = erika.get(path).text
        places = [page.index(shown.format(name)) for name in ("Ämter", "beBPo", "Passwort", "PDF", "Zwei-Faktor")]
        assert places == sorted(places), path
