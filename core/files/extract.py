"""A program of its own: prints the text of one document, within limits that the system enforces.

It runs apart from the site because a document can be made to take all memory or never to end.
Called as `python -P extract.py KIND FILE`; knows nothing of the site.
"""

import resource
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from defusedxml.ElementTree import iterparse

MOST_CHARACTERS = 200_000
MOST_PAGES = 1_000
MEMORY = 1024 * 1024 * 1024
PROCESSOR_SECONDS = 20
_ENDS = {"p", "row", "tr", "si", "is", "tab", "br"}
_TEXTS = {"t", "v"}


def main(kind: str, file: str) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS))
    with Path(file).open("rb") as stream:
        left = MOST_CHARACTERS
        for piece in READERS[kind](stream):
            sys.stdout.buffer.write(piece[:left].encode("utf-8", "replace"))
            left -= len(piece)
            if left <= 0:
                break


def pdf(stream: IO[bytes]) -> Iterator[str]:
    from pypdf import PdfReader

    for number, page in enumerate(PdfReader(stream, strict=False).pages):
        if number >= MOST_PAGES:
            break
        yield page.extract_text() + "\n"


def docx(stream: IO[bytes]) -> Iterator[str]:
    with zipfile.ZipFile(stream) as archive:
        yield from _marked(archive, "word/document.xml")


def open_document(stream: IO[bytes]) -> Iterator[str]:
    """In OpenDocument the words stand in paragraphs and headings, of tables too."""
    with zipfile.ZipFile(stream) as archive, archive.open("content.xml") as part:
        for _event, element in iterparse(part, forbid_dtd=True):
            if _name(element.tag) in ("p", "h"):
                yield "".join(element.itertext()) + "\n"
                element.clear()


def xlsx(stream: IO[bytes]) -> Iterator[str]:
    """The words of the workbook, each once, then those that stand in cells."""
    with zipfile.ZipFile(stream) as archive:
        names = archive.namelist()
        if "xl/sharedStrings.xml" in names:
            yield from _marked(archive, "xl/sharedStrings.xml")
        for name in names:
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                yield from _marked(archive, name, {"t"})


def text(stream: IO[bytes]) -> Iterator[str]:
    data = stream.read(4 * MOST_CHARACTERS)
    try:
        yield data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        is_cut = len(data) == 4 * MOST_CHARACTERS and error.start > len(data) - 4
        yield data.decode("utf-8-sig" if is_cut else "cp1252", "replace")


def _marked(archive: zipfile.ZipFile, name: str, texts: set[str] = _TEXTS) -> Iterator[str]:
    with archive.open(name) as part:
        for _event, element in iterparse(part, forbid_dtd=True):
            tag = _name(element.tag)
            if tag in texts:
                yield element.text or ""
            if tag in _ENDS:
                yield "\n"
                element.clear()


def _name(tag: str) -> str:
    return tag.rpartition("}")[2]


READERS = {
    "pdf": pdf,
    "docx": docx,
    "odt": open_document,
    "ods": open_document,
    "xlsx": xlsx,
    "txt": text,
    "csv": text,
}

if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
