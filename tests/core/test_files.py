"""What is taken as a file, what is refused, what is left of an image, and the virus scanner."""

import io
import socket
import struct
import threading
import tracemalloc
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from PIL import Image

from core import files
from core.files import FileKind, FileRefused, accept, file_name, scanner
from core.files.reading import read_text
from core.files.store import path_of_file
from tests.knowledge import attaching

GOOD = [
    ("bild.png", attaching.png(), FileKind.PNG),
    ("foto.JPG", attaching.jpeg_with_place(), FileKind.JPEG),
    ("film.gif", attaching.gif(), FileKind.GIF),
    ("bild.webp", attaching.webp(), FileKind.WEBP),
    ("anweisung.pdf", attaching.pdf(), FileKind.PDF),
    ("vermerk.docx", attaching.docx(), FileKind.DOCX),
    ("protokoll.odt", attaching.odt(), FileKind.ODT),
    ("tabelle.xlsx", attaching.xlsx(), FileKind.XLSX),
    ("liste.ods", attaching.ods(), FileKind.ODS),
    ("notiz.txt", "Grüße aus dem Rathaus".encode(), FileKind.TXT),
    ("alt.txt", "Grüße".encode("cp1252"), FileKind.TXT),
    ("werte.csv", b"a;b\r\n1;2\r\n", FileKind.CSV),
]


def taken(name: str, content: bytes) -> files.Accepted:
    return accept(io.BytesIO(content), name)


def refusal(name: str, content: bytes) -> str:
    with pytest.raises(FileRefused) as caught:
        taken(name, content)
    return caught.value.code


@pytest.mark.parametrize(("name", "content", "kind"), GOOD, ids=[name for name, _, _ in GOOD])
def test_every_kind_is_taken_and_kept_for_the_site_alone(app: Flask, name: str, content: bytes, kind: FileKind) -> None:
    file = taken(name, content)
    assert (file.kind, file.name) == (kind, name)
    path = path_of_file(file.stored_as)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.stat().st_size == file.size
    assert "static" not in path.parts
    if not kind.is_image:
        assert path.read_bytes() == content


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("programm.exe", b"MZ\x90\0", "file_kind"),
        ("seite.html", b"<script>alert(1)</script>", "file_kind"),
        ("bild.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "file_kind"),
        ("ohne", b"text", "file_kind"),
        ("leer.txt", b"", "file_empty"),
        ("bild.png", attaching.jpeg_with_place(), "file_disguised"),
        ("bild.png", b"MZ\x90\0\0\0", "file_disguised"),
        ("notiz.txt", b"MZ\x90\0\x03", "file_disguised"),
        ("notiz.txt", attaching.pdf(), "file_disguised"),
        ("vermerk.docx", attaching.xlsx(), "file_disguised"),
        ("vermerk.docx", attaching.archive(("a.txt", "a")), "file_disguised"),
        ("vermerk.docx", b"PK\x03\x04 kein Archiv", "file_damaged"),
        ("bild.png", attaching.png()[:40], "file_damaged"),
        ("bild.png", b"\x89PNG\r\n\x1a\n" + b"x" * 100, "file_damaged"),
        ("a.pdf", b"%PDF-1.4 ohne Ende", "file_damaged"),
        ("a.pdf", attaching.pdf() + attaching.docx(), "file_disguised"),
        ("a.pdf", attaching.pdf() + b"<script>", "file_damaged"),
        ("a.gif", attaching.gif() + attaching.archive(("x.class", b"x")), "file_disguised"),
        ("a.png", attaching.png() + attaching.docx(), "file_disguised"),
        ("v.docx", attaching.docx() + b"%PDF-1.4", "file_damaged"),
        ("v.docx", b"GIF89a" + attaching.docx(), "file_disguised"),
        ("v.docx", attaching.docx("x", ("word/vbaProject.bin", b"x")), "file_macros"),
        ("v.docx", attaching.docx("x", ("../../etc/passwd", b"x")), "file_disguised"),
        ("v.docx", attaching.docx("x", ("word/media/bombe.bin", b"\0" * 30_000_000)), "file_bomb"),
    ],
)
def test_what_is_not_what_it_says_is_refused(app: Flask, name: str, content: bytes, code: str) -> None:
    before = list(files.stored_before(config_far_future()))
    assert refusal(name, content) in (code, "file_disguised" if code == "file_damaged" else code)
    assert list(files.stored_before(config_far_future())) == before


def config_far_future() -> Any:
    from datetime import timedelta

    from core.db import utcnow

    return utcnow() + timedelta(days=1)


def test_parts_that_share_their_bytes_are_a_bomb(app: Flask) -> None:
    """Two entries of the directory name one and the same part of the archive."""
    content = bytearray(attaching.docx("x", ("word/a.bin", bytes(range(256)) * 40), ("word/b.bin", b"b")))
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as made:
        first, second = made.getinfo("word/a.bin"), made.getinfo("word/b.bin")
    place = bytes(content).rindex(struct.pack("<L", second.header_offset) + b"word/b.bin")
    content[place : place + 4] = struct.pack("<L", first.header_offset)
    assert refusal("v.docx", bytes(content)) == "file_bomb"


def test_an_image_of_too_many_pixels_is_refused_before_it_is_unpacked(app: Flask) -> None:
    """50,000 × 50,000 pixels in a few bytes: unpacked they would take 7 GB."""
    header = struct.pack(">LLBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    import zlib

    chunk = b"IHDR" + header
    bomb = b"\x89PNG\r\n\x1a\n" + struct.pack(">L", 13) + chunk + struct.pack(">L", zlib.crc32(chunk))
    data = b"IDAT" + zlib.compress(b"\0" * 1000)
    bomb += struct.pack(">L", len(data) - 4) + data + struct.pack(">L", zlib.crc32(data))
    tracemalloc.start()
    try:
        assert refusal("bild.png", bomb) == "image_pixels"
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


def test_a_photo_loses_what_is_no_picture_and_stands_upright(app: Flask) -> None:
    sent = attaching.jpeg_with_place()
    assert b"Erika" in sent
    file = taken("foto.jpg", sent)
    kept = path_of_file(file.stored_as).read_bytes()
    assert b"Erika" not in kept
    assert b"Exif" not in kept
    assert b"geheim" not in kept
    assert (file.width, file.height) == (40, 60)


def test_a_moving_image_keeps_moving_and_loses_its_comment(app: Flask) -> None:
    kept = path_of_file(taken("film.gif", attaching.gif()).stored_as)
    with Image.open(kept) as image:
        assert image.n_frames == 3  # type: ignore[attr-defined]
        assert "comment" not in image.info


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        (r"C:\Users\erika\Desktop\Plan.pdf", "Plan.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("fdp.\u202eexe.txt", "fdp.exe.txt"),
        ("a\0b\n.txt", "ab .txt"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
        (None, ""),
    ],
)
def test_names_are_made_harmless(sent: str | None, name: str) -> None:
    assert file_name(sent) == name


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.pdf", attaching.pdf("Seepferdchen"), "Seepferdchen"),
        ("a.docx", attaching.docx("Seeigel"), "Seeigel"),
        ("a.odt", attaching.odt("Seestern"), "Seestern fett danach"),
        ("a.ods", attaching.ods(), "Seeadler"),
        ("a.xlsx", attaching.xlsx("Seehund"), "Seehund"),
        ("a.txt", "Seehafen Grüße".encode("cp1252"), "Seehafen Grüße"),
    ],
)
def test_the_text_of_documents_is_read(app: Flask, name: str, content: bytes, words: str) -> None:
    file = taken(name, content)
    assert words in read_text(file.stored_as, file.kind)


def test_a_document_that_defines_entities_or_never_ends_says_nothing(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    laughs = '<!DOCTYPE x [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'
    file = taken("a.docx", attaching.archive(("[Content_Types].xml", "<Types/>"), ("word/document.xml", laughs)))
    assert read_text(file.stored_as, file.kind) == ""
    monkeypatch.setattr("core.files.reading.LONGEST_SECONDS", 0.01)
    slow = taken("b.pdf", attaching.pdf())
    assert read_text(slow.stored_as, slow.kind) == ""


@contextmanager
def clamd(folder: Path, answer: bytes, received: list[bytes]) -> Iterator[str]:
    """A scanner that speaks INSTREAM on a real socket and says `answer`."""
    path = folder / "clamd.ctl"
    server = socket.socket(socket.AF_UNIX)
    server.bind(str(path))
    server.listen()

    def serve() -> None:
        connection, _ = server.accept()
        with connection, connection.makefile("rb") as stream:
            assert stream.read(10) == b"zINSTREAM\0"
            data = b""
            while size := struct.unpack("!L", stream.read(4))[0]:
                data += stream.read(size)
            received.append(data)
            connection.sendall(answer)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"unix:{path}"
    finally:
        thread.join(5)
        server.close()


@pytest.fixture
def sockets(socket_enabled: None) -> None:
    """pytest-socket lets this test speak to its own server."""


def test_the_scanner_sees_every_byte(tmp_path: Path, sockets: None) -> None:
    received: list[bytes] = []
    content = b"x" * 700_000
    with clamd(tmp_path, b"stream: OK\0", received) as address:
        scanner.scan(io.BytesIO(content), address)
    assert received == [content]


def test_what_the_scanner_finds_is_refused(tmp_path: Path, sockets: None) -> None:
    with clamd(tmp_path, b"stream: Eicar-Signature FOUND\0", []) as address, pytest.raises(FileRefused) as caught:
        scanner.scan(io.BytesIO(b"x"), address)
    assert (caught.value.code, caught.value.details) == ("file_virus", {"found": "Eicar-Signature"})


@pytest.mark.parametrize("answer", [b"", b"INSTREAM size limit exceeded. ERROR\0", b"nonsense\0"])
def test_a_scanner_without_a_clear_answer_lets_nothing_pass(tmp_path: Path, sockets: None, answer: bytes) -> None:
    with clamd(tmp_path, answer, []) as address, pytest.raises(FileRefused) as caught:
        scanner.scan(io.BytesIO(b"x"), address)
    assert caught.value.code == "scanner_silent"


def test_no_scanner_at_its_address_lets_nothing_pass(tmp_path: Path, sockets: None) -> None:
    for address in (f"unix:{tmp_path / 'none'}", "tcp://127.0.0.1:1"):
        with pytest.raises(FileRefused, match="scanner_silent"):
            scanner.scan(io.BytesIO(b"x"), address)
