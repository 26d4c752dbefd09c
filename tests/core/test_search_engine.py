"""Finding: who finds what, in which order, and when there is no good answer."""

import threading
from pathlib import Path

import pytest

from core.search import Document, Engine, open_engine

STAFF = frozenset({"employee"})
OFFICE = frozenset({"office"})


def document(number: int, title: str, body: str = "", **more: object) -> Document:
    given = {"kind": "frage", "visible_to": STAFF, **more}
    return Document(id=number, title=title, body=body, **given)


PASSPORT = document(1, "Ausweis verlängern", "Bitte bringen Sie ein Foto mit ins Bürgerbüro.")
PARKING = document(2, "Parkausweis für Anwohner", "Der Antrag geht online. Ein Ausweis genügt.")
TRAINING = document(3, "Schulung zur E-Akte", "Die Schulung dauert zwei Stunden.", kind="praxis")
SECRET = document(4, "Umzug der Leitstelle", "Zebrafink", visible_to=OFFICE)
ALL = [PASSPORT, PARKING, TRAINING, SECRET]


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    engine = open_engine(tmp_path / "index")
    assert engine.rebuild(ALL) == len(ALL)
    return engine


def found(engine: Engine, query: str, **more: object) -> list[int]:
    return [hit.id for hit in engine.find(query, **{"visible_to": STAFF, **more}).hits]


def test_any_word_finds_and_more_words_rank_higher(engine: Engine) -> None:
    assert found(engine, "Ausweise mit Foto") == [1, 2]
    answer = engine.find("Ausweis Foto", visible_to=STAFF)
    assert answer.total == 2
    assert answer.terms == ["ausweis", "foto"]
    assert answer.hits[0].kind == "frage"
    assert answer.hits[0].score > answer.hits[1].score > 0


def test_whole_question_finds_its_answer(engine: Engine) -> None:
    assert found(engine, "Wie lange dauert denn eigentlich die Schulung zur eAkte bei uns?")[0] == 3


def test_word_in_the_title_beats_the_same_word_in_the_text(engine: Engine) -> None:
    engine.write([document(10, "Stempeluhr", "Fahrrad"), document(11, "Fahrrad", "Stempeluhr")])
    assert found(engine, "Fahrrad") == [11, 10]


def test_long_text_with_all_words_beats_short_ones_with_a_single_word(engine: Engine) -> None:
    long = document(11, "Anleitung", "Fahrrad im Keller. " + "Haus Garten Tür Fenster Dach. " * 3)
    engine.rebuild([document(10, "Fahrrad"), long, *(document(number, "Keller") for number in range(20, 25))])
    ranked = found(engine, "Fahrrad Keller")
    assert ranked.index(11) < ranked.index(20)
    assert found(engine, "Keller")[-1] == 11


def test_weight_is_a_factor_on_the_score(engine: Engine) -> None:
    engine.write([document(10, "Fahrrad", weight=0.5), document(11, "Fahrrad", weight=1.0)])
    hits = engine.find("Fahrrad", visible_to=STAFF).hits
    assert [hit.id for hit in hits] == [11, 10]
    assert hits[1].score == pytest.approx(hits[0].score / 2)


def test_only_who_carries_a_key_finds(engine: Engine) -> None:
    assert found(engine, "Zebrafink") == []
    assert found(engine, "Zebrafink", visible_to={"office", "pilot"}) == [4]
    assert found(engine, "Ausweis", visible_to=[]) == []


def test_what_one_may_not_see_changes_nothing(engine: Engine) -> None:
    before = engine.find("Ausweis Foto", visible_to=STAFF)
    engine.write([document(100 + n, "Foto Foto", "Ausweis " * n, visible_to=OFFICE) for n in range(50)])
    assert engine.find("Ausweis Foto", visible_to=STAFF) == before


def test_kinds_limit_what_is_found(engine: Engine) -> None:
    engine.write([document(10, "Schulung zum Ausweis")])
    assert set(found(engine, "Schulung")) == {3, 10}
    assert found(engine, "Schulung", kinds={"praxis"}) == [3]
    assert found(engine, "Schulung", kinds=set()) == []


def test_limit_cuts_the_hits_but_not_the_total(engine: Engine) -> None:
    engine.write([document(number, "Fahrrad") for number in range(100, 130)])
    answer = engine.find("Fahrrad", visible_to=STAFF, limit=7)
    assert (len(answer.hits), answer.total) == (7, 30)


@pytest.mark.parametrize("query", ["", "wie ist das", "Quarkkuchen", "\x00", "\ud800", "'\"(]*:^~", "a" * 999])
def test_query_without_anything_to_find(engine: Engine, query: str) -> None:
    answer = engine.find(query, visible_to=STAFF)
    assert (answer.hits, answer.total, answer.certain) == ([], 0, False)


def test_answer_is_certain_only_if_it_covers_the_question(engine: Engine) -> None:
    assert engine.find("Ausweis verlängern", visible_to=STAFF).certain
    assert not engine.find("Öffnungszeiten Hallenbad Schwimmkurs Foto", visible_to=STAFF).certain


def test_writing_replaces_what_has_the_same_key(engine: Engine) -> None:
    engine.write([document(1, "Reisepass"), document(1, "Kinderreisepass")])
    assert found(engine, "Kinderreisepass") == [1]
    assert found(engine, "Reisepass verlängern Foto") == []
    assert engine.keys() == {("frage", 1), ("frage", 2), ("praxis", 3), ("frage", 4)}


def test_same_id_of_another_kind_is_another_document(engine: Engine) -> None:
    engine.write([document(1, "Fahrrad", kind="praxis")])
    engine.remove([("frage", 1)])
    assert found(engine, "Fahrrad Foto") == [1]


def test_removing_twice_or_something_unknown_is_fine(engine: Engine) -> None:
    engine.remove([("frage", 1), ("frage", 99)])
    engine.remove([("frage", 1)])
    assert found(engine, "verlängern") == []
    assert engine.keys() == {("frage", 2), ("praxis", 3), ("frage", 4)}


def test_empty_index_answers_with_nothing(engine: Engine) -> None:
    engine.remove(engine.keys())
    assert engine.find("Ausweis", visible_to=STAFF).total == 0
    engine.optimise()
    assert engine.keys() == set()
    assert engine.rebuild([]) == 0
    assert engine.find("Ausweis", visible_to=STAFF).total == 0
    assert engine.is_healthy()


def test_another_process_sees_every_change(engine: Engine, tmp_path: Path) -> None:
    reader = open_engine(tmp_path / "index")
    assert found(reader, "Fahrrad") == []
    engine.write([document(10, "Fahrrad")])
    assert found(reader, "Fahrrad") == [10]
    engine.remove([("frage", 10)])
    assert found(reader, "Fahrrad") == []
    engine.rebuild([document(11, "Fahrrad")])
    assert found(reader, "Fahrrad Ausweis") == [11]


def test_many_threads_read_while_one_writes(engine: Engine) -> None:
    wrong: list[object] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            try:
                answer = engine.find("Ausweis Foto Antrag Schulung", visible_to=STAFF)
                wrong.extend([answer] if {hit.id for hit in answer.hits} < {1, 2, 3} else [])
            except Exception as error:
                wrong.append(error)

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(15):
        engine.write([document(50 + number, "Fahrrad")])
    engine.rebuild(ALL)
    engine.optimise()
    done.set()
    for thread in threads:
        thread.join()
    assert wrong == []
