"""Backup and restore: nothing acknowledged is lost, nothing doubtful is let in, nothing half done stays."""

import hashlib
import io
import json
import sqlite3
import tarfile
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from core import audit, backup, cli, search_index
from core.audit import AuditEntry
from core.db import db, transaction
from core.db import sqlite3 as sqlite
from core.dumps import BackupRefused
from tests.conftest import person

Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask) -> Run:
    """A command as a person types it; the outcome is never a traceback."""

    def invoke(*arguments: object) -> Result:
        db.session.rollback()
        result = app.test_cli_runner().invoke(args=[str(argument) for argument in arguments])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return invoke


@pytest.fixture
def uploads(app: Flask, instance: Path) -> Iterator[Path]:
    folder = instance / "uploads"
    (folder / "a").mkdir(parents=True)
    (folder / "a" / "plan.pdf").write_bytes(b"plan")
    yield folder
    for path in sorted(folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    folder.rmdir()


@pytest.fixture
def archive(run: Run, uploads: Path, tmp_path: Path) -> Path:
    """A good backup of the cast."""
    file = tmp_path / "backup.tar.gz"
    assert run("backup", file).exit_code == 0
    return file


def note(number: int) -> None:
    """One acknowledged write."""
    with transaction():
        audit.record("tests.note", actor_id=None, subject=("note", number))


def notes() -> set[int]:
    db.session.rollback()
    found = set(db.session.scalars(select(AuditEntry.subject_id).where(AuditEntry.act == "tests.note")))
    db.session.rollback()
    return found


def test_a_backup_made_under_writes_holds_everything_acknowledged_before_it(
    app: Flask, run: Run, tmp_path: Path
) -> None:
    acknowledged: list[int] = []
    enough, stop = threading.Event(), threading.Event()

    def keep_writing() -> None:
        with app.app_context():
            while not stop.is_set():
                note(len(acknowledged))
                acknowledged.append(len(acknowledged))
                if len(acknowledged) >= 50:
                    enough.set()
            db.session.remove()

    writer = threading.Thread(target=keep_writing)
    writer.start()
    try:
        assert enough.wait(20)
        before = set(acknowledged)
        made = run("backup", tmp_path / "b")
        during = len(acknowledged) - len(before)
    finally:
        stop.set()
        writer.join()
    assert made.exit_code == 0, made.output
    assert during, "nobody wrote while the backup ran: the test proves nothing"
    note(1_000_000)
    assert run("restore", "--replace", tmp_path / "b").exit_code == 0
    assert before <= notes() < set(acknowledged) | {1_000_000}


def test_uploads_come_back_and_later_ones_go(run: Run, archive: Path, uploads: Path) -> None:
    (uploads / "a" / "plan.pdf").write_bytes(b"changed")
    (uploads / "later.pdf").write_bytes(b"later")
    assert run("restore", "--replace", archive).exit_code == 0
    assert {path.name: path.read_bytes() for path in uploads.rglob("*") if path.is_file()} == {"plan.pdf": b"plan"}


def test_the_archive_is_for_this_account_alone_and_nothing_lies_beside_it(archive: Path, instance: Path) -> None:
    assert archive.stat().st_mode & 0o777 == 0o600
    assert list(archive.parent.iterdir()) == [archive]
    assert not list(instance.glob(".lotsennetz-*"))


def test_a_backup_carries_no_secrets_of_the_installation(archive: Path) -> None:
    with tarfile.open(archive) as tar:
        assert tar.getnames() == ["database", "uploads/a/plan.pdf", "manifest.json"]


def test_a_site_with_data_is_left_alone_unless_told(run: Run, archive: Path) -> None:
    note(1)
    refused = run("restore", archive)
    assert (refused.exit_code, "--replace" in refused.stderr, notes()) == (1, True, {1})


def test_an_uninhabited_site_needs_no_telling(run: Run, archive: Path, uploads: Path, instance: Path) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("the database of a server is made empty by its own means")
    db.session.remove()
    db.engine.dispose()
    (instance / "site.db").unlink()
    (uploads / "a" / "plan.pdf").unlink()
    assert run("restore", archive).exit_code == 0
    assert person("erika").name == "Erika Engel"
    assert (uploads / "a" / "plan.pdf").read_bytes() == b"plan"


def test_whoever_is_signed_in_signs_in_again(run: Run, client_of: Callable[[str], FlaskClient], tmp_path: Path) -> None:
    client = client_of("erika")
    assert client.get("/ich").status_code == 200
    run("backup", tmp_path / "b")
    restored = run("restore", "--replace", tmp_path / "b")
    assert "Alle Anmeldungen sind beendet" in restored.stderr
    assert client.get("/ich").status_code == 303


def test_the_index_is_built_anew(run: Run, archive: Path) -> None:
    assert not search_index.engine().is_healthy()
    run("restore", "--replace", archive)
    assert search_index.engine().keys() == {(d.kind, d.id) for d in search_index.all_documents()}


def somebody_else(instance: Path) -> Any:
    """A connection of another process, as far as the database can tell; it has read."""
    if db.engine.dialect.name == "sqlite":
        return closing(sqlite.connect(instance / "site.db"))
    address = db.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(address)


def test_an_open_database_is_not_replaced(run: Run, archive: Path, instance: Path) -> None:
    note(1)
    with somebody_else(instance) as web:
        web.execute("SELECT count(*) FROM people").fetchone()
        refused = run("restore", "--replace", archive)
    assert (refused.exit_code, "Beenden Sie beide" in refused.stderr, notes()) == (1, True, {1})


def test_what_fails_on_the_way_leaves_everything_as_it_was(archive: Path, uploads: Path, instance: Path) -> None:
    note(1)
    (uploads / "a" / "plan.pdf").write_bytes(b"changed")

    def fail() -> None:
        assert notes() == set()
        assert (uploads / "a" / "plan.pdf").read_bytes() == b"plan"
        raise RuntimeError("no migration")

    with pytest.raises(RuntimeError, match="no migration"):
        backup.restore(archive, replace=True, then=fail)
    assert (notes(), (uploads / "a" / "plan.pdf").read_bytes()) == ({1}, b"changed")
    assert not list(instance.glob(".lotsennetz-*"))


def test_a_damaged_database_can_be_replaced_and_cannot_be_backed_up(run: Run, archive: Path, instance: Path) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("a file that can be damaged by hand")
    db.session.remove()
    db.engine.dispose()
    whole = (instance / "site.db").read_bytes()
    (instance / "site.db").write_bytes(whole[:8192] + b"\xff" * 40000 + whole[48192:])
    before = archive.read_bytes()
    assert run("backup", archive).exit_code == 1
    assert archive.read_bytes() == before
    assert run("restore", archive).exit_code == 1
    assert run("restore", "--replace", archive).exit_code == 0
    assert person("erika").name == "Erika Engel"


def test_a_target_that_cannot_be_written_is_named(run: Run, tmp_path: Path) -> None:
    refused = run("backup", tmp_path / "nowhere" / "b")
    assert (refused.exit_code, "nowhere" in refused.stderr) == (1, True)


def test_a_link_among_the_uploads_leads_nowhere(run: Run, uploads: Path, tmp_path: Path) -> None:
    (uploads / "elsewhere").symlink_to("/etc/passwd")
    run("backup", tmp_path / "b")
    with tarfile.open(tmp_path / "b") as tar:
        assert "uploads/elsewhere" not in tar.getnames()


Members = dict[str, bytes]


def rewritten(archive: Path, change: Callable[[Members, dict[str, Any]], None]) -> Path:
    """The archive with changed parts and a manifest that knows nothing of it, unless `change` tells it."""
    with tarfile.open(archive) as tar:
        members = {member.name: tar.extractfile(member).read() for member in tar}  # type: ignore[union-attr]
    manifest = json.loads(members.pop("manifest.json"))
    change(members, manifest)
    if manifest:
        members["manifest.json"] = json.dumps(manifest).encode()
    with tarfile.open(archive, "w:gz") as tar:
        for name, data in members.items():
            _put(tar, name, data)
    return archive


def _put(tar: tarfile.TarFile, name: str, data: bytes, kind: bytes = tarfile.REGTYPE) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.type, entry.linkname = len(data), kind, "/etc/passwd" if kind != tarfile.REGTYPE else ""
    tar.addfile(entry, io.BytesIO(data))


def _damage(members: Members, manifest: dict[str, Any]) -> None:
    whole = members["database"]
    members["database"] = whole[: len(whole) // 2] + bytes(4096) + whole[len(whole) // 2 + 4096 :]
    manifest["parts"]["database"] = hashlib.sha256(members["database"]).hexdigest()


UNUSABLE = "keine Sicherung von Lotsennetz, oder sie ist beschädigt"
STRANGE = "nicht in eine Sicherung gehört"
NEWER = "neueren Version"
BAD: dict[str, tuple[Callable[[Members, dict[str, Any]], Any], str]] = {
    "a part changed": (lambda members, _: members.update({"uploads/a/plan.pdf": b"other"}), UNUSABLE),
    "a part is missing": (lambda members, _: members.pop("uploads/a/plan.pdf"), UNUSABLE),
    "a part too many": (lambda members, _: members.update({"uploads/x": b""}), UNUSABLE),
    "no database": (lambda members, manifest: (members.clear(), manifest["parts"].clear()), UNUSABLE),
    "no manifest": (lambda _, manifest: manifest.clear(), UNUSABLE),
    "another program's manifest": (lambda _, manifest: manifest.update(kind="something"), UNUSABLE),
    "a manifest with other fields": (lambda _, manifest: manifest.update(more=1), UNUSABLE),
    "a manifest without sums": (lambda _, manifest: manifest.update(parts=None), UNUSABLE),
    "a manifest with a strange moment": (lambda _, manifest: manifest.update(made_at="gestern"), UNUSABLE),
    "a newer archive": (lambda _, manifest: manifest.update(format=2, more=1), NEWER),
    "a newer database": (lambda _, manifest: manifest.update(migration="9999"), NEWER),
    "a way out": (lambda members, _: members.update({"uploads/../../evil": b""}), STRANGE),
    "an absolute name": (lambda members, _: members.update({"/tmp/evil": b""}), STRANGE),
    "a configuration": (lambda members, _: members.update({"config.toml": b""}), STRANGE),
    "another kind of database": (lambda _, manifest: manifest.update(database="oracle"), "oracle"),
}


def refusal(run: Run, archive: Path, instance: Path) -> str:
    """What the command says; it must have changed nothing."""
    note(7)
    before = sorted(path.name for path in instance.iterdir())
    refused = run("restore", "--replace", archive)
    assert refused.exit_code == 1
    assert notes() == {7}
    assert person("erika").name == "Erika Engel"
    assert sorted(path.name for path in instance.iterdir()) == before
    return refused.stderr


@pytest.mark.parametrize("what", BAD)
def test_a_doubtful_archive_is_refused(what: str, run: Run, archive: Path, instance: Path) -> None:
    change, reason = BAD[what]
    assert reason in refusal(run, rewritten(archive, change), instance)


def test_a_damaged_copy_with_a_right_sum_is_refused(run: Run, archive: Path, instance: Path) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("the inside of a SQLite file")
    assert "Kopie der Datenbank ist beschädigt" in refusal(run, rewritten(archive, _damage), instance)


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE, tarfile.DIRTYPE])
def test_only_plain_files_are_unpacked(kind: bytes, run: Run, archive: Path, instance: Path) -> None:
    with tarfile.open(archive, "w:gz") as tar:
        _put(tar, "uploads/x", b"", kind)
    assert STRANGE in refusal(run, archive, instance)


def test_a_name_that_comes_twice_is_refused(run: Run, archive: Path, instance: Path) -> None:
    with tarfile.open(archive, "w:gz") as tar:
        for data in (b"one", b"two"):
            _put(tar, "uploads/x", data)
    assert STRANGE in refusal(run, archive, instance)


@pytest.mark.parametrize("share", [0, 0.01, 0.3, 0.9, 0.99])
def test_a_cut_archive_is_refused(share: float, run: Run, archive: Path, instance: Path) -> None:
    whole = archive.read_bytes()
    archive.write_bytes(whole[: int(len(whole) * share)])
    assert UNUSABLE in refusal(run, archive, instance)


def test_another_kind_of_file_is_refused(run: Run, archive: Path, instance: Path) -> None:
    with closing(sqlite3.connect(archive.with_name("other"))) as other:
        other.execute("CREATE TABLE t (x)")
    assert UNUSABLE in refusal(run, archive.with_name("other"), instance)


def test_no_file_is_refused(run: Run, tmp_path: Path) -> None:
    assert run("restore", "--replace", tmp_path / "missing").exit_code == 1


def test_no_database_is_no_backup(app: Flask, run: Run, instance: Path, tmp_path: Path) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("a database without a file")
    db.session.remove()
    db.engine.dispose()
    (instance / "site.db").unlink()
    refused = run("backup", tmp_path / "b")
    assert (refused.exit_code, "lotsennetz init" in refused.stderr) == (1, True)
    assert not (instance / "site.db").exists()
    with pytest.raises(BackupRefused):
        backup.write(tmp_path / "b")


def test_a_restored_site_writes_on(run: Run, archive: Path) -> None:
    run("restore", "--replace", archive)
    note(3)
    assert notes() == {3}
    assert db.session.scalar(select(func.count()).select_from(AuditEntry)) == 1
    db.session.rollback()
    cli.migrate()
