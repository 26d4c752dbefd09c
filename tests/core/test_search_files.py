"""The index on disk: it is disposable, swaps in one step, has one writer, and forgets when told to."""

import json
import os
import struct
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.search import Document, Engine, IndexBusy, SearchUnavailable, open_engine

STAFF = frozenset({"employee"})


def document(number: int, text: str) -> Document:
    return Document("frage", number, text, f"{text} im Rathaus", STAFF)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "not yet" / "index"


@pytest.fixture
def engine(folder: Path) -> Engine:
    engine = open_engine(folder)
    engine.rebuild([document(1, "Ausweis"), document(2, "Fahrrad")])
    return engine


def found(engine: Engine, query: str) -> set[int]:
    return {hit.id for hit in engine.find(query, visible_to=STAFF).hits}


def bytes_below(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def segments(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.trm"))


def generations(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.is_dir()]


def test_opening_and_asking_create_nothing(folder: Path) -> None:
    engine = open_engine(folder)
    assert not engine.is_healthy()
    for action in (lambda: found(engine, "Ausweis"), engine.keys):
        with pytest.raises(SearchUnavailable):
            action()
    assert not folder.exists()


def test_without_sound_index_nothing_partial_is_begun(folder: Path) -> None:
    engine = open_engine(folder)
    for action in (
        lambda: engine.write([document(1, "Ausweis")]),
        lambda: engine.remove([("frage", 1)]),
        engine.optimise,
    ):
        with pytest.raises(SearchUnavailable):
            action()
    engine.rebuild([])
    engine.write([document(1, "Ausweis")])
    assert found(engine, "Ausweis") == {1}


def flip_a_byte(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)


def cut_in_half(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


@pytest.mark.parametrize("harm", [flip_a_byte, cut_in_half, Path.unlink, lambda path: path.write_bytes(b"")])
@pytest.mark.parametrize("pattern", ["*/*.trm", "*/*.pst", "*/*.toc", "current"])
def test_damage_is_noticed_and_rebuilding_heals(engine: Engine, folder: Path, harm, pattern: str) -> None:
    for path in list(folder.glob(pattern)):
        harm(path)
    other = open_engine(folder)
    assert not engine.is_healthy()
    assert not other.is_healthy()
    for _ in range(2):
        with pytest.raises(SearchUnavailable):
            found(other, "Ausweis")
    with pytest.raises(SearchUnavailable):
        other.write([document(3, "Schulung")])
    assert other.rebuild([document(1, "Ausweis")]) == 1
    assert other.is_healthy()
    assert found(other, "Ausweis Fahrrad") == found(engine, "Ausweis Fahrrad") == {1}


@pytest.mark.parametrize(
    "pointer", [b"[]", b"null", b"{}", b"\xff", b'{"folder": "..", "format": 1, "files": []}', b"{" * 100_000]
)
def test_nonsense_in_the_pointer_is_damage(engine: Engine, folder: Path, pointer: bytes) -> None:
    (folder / "current").write_bytes(pointer)
    assert not engine.is_healthy()
    with pytest.raises(SearchUnavailable):
        found(engine, "Ausweis")


def test_index_of_another_format_counts_as_missing(engine: Engine, folder: Path) -> None:
    pointer = folder / "current"
    pointer.write_text(json.dumps(json.loads(pointer.read_text()) | {"format": "whoosh-0.0"}))
    with pytest.raises(SearchUnavailable):
        found(engine, "Ausweis")


def test_reader_goes_on_when_the_files_vanish(engine: Engine, folder: Path) -> None:
    assert found(engine, "Ausweis") == {1}
    for path in segments(folder):
        path.unlink()
    assert found(engine, "Fahrrad") == {2}


def test_old_index_answers_until_the_new_one_is_complete(engine: Engine, folder: Path) -> None:
    seen: list[set[int]] = []
    done: list[int] = []

    def documents() -> Iterator[Document]:
        for number in range(150, 400):
            seen.append(found(engine, "Ausweis Fahrrad"))
            yield document(number, "Ausweis")

    assert engine.rebuild(documents(), done.append) == 250
    assert all(ids == {1, 2} for ids in seen)
    assert len(engine.keys()) == 250
    assert done == [100, 200, 250]
    assert len(generations(folder)) == 1


def test_failed_rebuild_changes_nothing(engine: Engine, folder: Path) -> None:
    def documents() -> Iterator[Document]:
        yield document(7, "Ausweis")
        raise RuntimeError("the database went away")

    with pytest.raises(RuntimeError, match="the database went away"):
        engine.rebuild(documents())
    assert found(engine, "Ausweis") == {1}
    engine.rebuild([document(8, "Ausweis")])
    assert len(generations(folder)) == 1


def test_key_given_twice_to_a_rebuild_counts_once(engine: Engine) -> None:
    assert engine.rebuild([document(1, "Ausweis"), document(1, "Fahrrad")]) == 1
    assert found(engine, "Ausweis Fahrrad") == {1}
    assert engine.find("Rathaus", visible_to=STAFF).total == 1


def test_only_one_writer_at_a_time(engine: Engine, folder: Path) -> None:
    other = open_engine(folder)

    def documents() -> Iterator[Document]:
        yield document(1, "Ausweis")
        for action in (
            lambda: other.write([document(2, "Fahrrad")]),
            lambda: other.remove([("frage", 1)]),
            lambda: engine.rebuild([]),
            other.optimise,
        ):
            with pytest.raises(IndexBusy):
                action()

    engine.rebuild(documents())
    other.write([document(3, "Schulung")])
    assert engine.keys() == {("frage", 1), ("frage", 3)}


def test_failed_write_releases_the_lock_and_changes_nothing(engine: Engine) -> None:
    with pytest.raises(struct.error):
        engine.write([document(3, "Schulung"), Document("frage", 4, "x", "y", STAFF, weight="heavy")])
    assert engine.keys() == {("frage", 1), ("frage", 2)}
    engine.write([document(3, "Schulung")])
    assert found(engine, "Schulung") == {3}


KILLED_WRITER = """
import os, sys
from pathlib import Path
from core.search import Document, open_engine
engine = open_engine(Path(sys.argv[1]))
def documents():
    for number in range(500):
        yield Document("frage", number, "Zebrafink", "Zebrafink", frozenset({"employee"}))
    os._exit(9)
engine.rebuild(documents()) if sys.argv[2] == "rebuild" else None
def before_it_counts(*_):
    os._exit(9)
engine._generations.publish = before_it_counts
engine.write([Document("frage", 7, "Zebrafink", "Zebrafink", frozenset({"employee"}))])
"""


@pytest.mark.parametrize("moment", ["rebuild", "commit"])
def test_writer_killed_in_the_middle_leaves_the_old_index(engine: Engine, folder: Path, moment: str) -> None:
    command = [sys.executable, "-c", KILLED_WRITER, str(folder), moment]
    assert subprocess.run(command, check=False, cwd=Path(__file__).parents[2]).returncode == 9
    assert engine.is_healthy()
    assert engine.keys() == {("frage", 1), ("frage", 2)}
    engine.write([document(3, "Schulung")])
    assert engine.keys() == {("frage", 1), ("frage", 2), ("frage", 3)}
    engine.optimise()
    assert b"zebrafink" not in bytes_below(folder)


@pytest.mark.parametrize("how", ["removed", "replaced"])
def test_forgotten_text_leaves_the_disk_with_optimise(engine: Engine, folder: Path, how: str) -> None:
    engine.write([document(4711, "Zebrafink")])
    engine.write([document(5, "Schulung")])
    engine.remove([("frage", 4711)]) if how == "removed" else engine.write([document(4711, "Amsel")])
    assert b"zebrafink" in bytes_below(folder), "this test proves nothing if the bytes were gone before"
    assert found(engine, "Zebrafink") == set()
    engine.optimise()
    assert b"zebrafink" not in bytes_below(folder)
    assert (b"4711" in bytes_below(folder)) == (how == "replaced")
    assert found(engine, "Ausweis Schulung") == {1, 5}


def test_optimise_leaves_one_segment_and_only_its_own_files(engine: Engine, folder: Path) -> None:
    (folder / "README").write_text("somebody else's")
    for number in range(3, 6):
        engine.write([document(number, "Ausweis")])
    engine.optimise()
    assert len(segments(folder)) == 1
    assert found(engine, "Ausweis") == {1, 3, 4, 5}
    assert (folder / "README").exists()
