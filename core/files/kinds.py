"""Which kinds of files are taken, and how their bytes say that they are one."""

import codecs
import unicodedata
import zipfile
from enum import StrEnum
from pathlib import PurePosixPath
from typing import IO

from core.files.archives import BadArchive, kind_of_archive
from core.markup import tidy

LONGEST_NAME = 120
HEAD, TAIL, BLOCK = 1024, 1024, 64 * 1024


class FileRefused(Exception):
    """The file is not taken; `code` says why, `details` what the sentence needs."""

    def __init__(self, code: str, **details: str | int) -> None:
        super().__init__(code)
        self.code, self.details = code, details


class FileKind(StrEnum):
    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    GIF = "gif"
    PDF = "pdf"
    DOCX = "docx"
    ODT = "odt"
    XLSX = "xlsx"
    ODS = "ods"
    TXT = "txt"
    CSV = "csv"

    @property
    def is_image(self) -> bool:
        return self in (FileKind.JPEG, FileKind.PNG, FileKind.WEBP, FileKind.GIF)

    @property
    def has_text(self) -> bool:
        return not self.is_image

    @property
    def mime(self) -> str:
        return MIMES[self]


_OFFICE = "application/vnd.openxmlformats-officedocument"
MIMES = {
    FileKind.JPEG: "image/jpeg",
    FileKind.PNG: "image/png",
    FileKind.WEBP: "image/webp",
    FileKind.GIF: "image/gif",
    FileKind.PDF: "application/pdf",
    FileKind.DOCX: f"{_OFFICE}.wordprocessingml.document",
    FileKind.ODT: "application/vnd.oasis.opendocument.text",
    FileKind.XLSX: f"{_OFFICE}.spreadsheetml.sheet",
    FileKind.ODS: "application/vnd.oasis.opendocument.spreadsheet",
    FileKind.TXT: "text/plain; charset=utf-8",
    FileKind.CSV: "text/csv; charset=utf-8",
}
ENDINGS = {"jpg": FileKind.JPEG} | {kind.value: kind for kind in FileKind}
_TEXTS = (FileKind.TXT, FileKind.CSV)


def file_name(sent: str | None) -> str:
    """The name as people read it: without folders, control characters and what turns the reading direction."""
    name = PurePosixPath((sent or "").replace("\\", "/")).name
    name = " ".join(tidy(unicodedata.normalize("NFC", name)).split()).strip(". ")
    stem, dot, ending = name.rpartition(".")
    if not dot:
        return name[:LONGEST_NAME]
    return f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending}"[:LONGEST_NAME]


def recognise(stream: IO[bytes], name: str) -> FileKind:
    """What the file is: its ending and its bytes must say the same. Raises FileRefused."""
    wanted = ENDINGS.get(name.rpartition(".")[2].lower())
    if wanted is None:
        raise FileRefused("file_kind")
    stream.seek(0)
    head = stream.read(HEAD)
    if not head:
        raise FileRefused("file_empty")
    if _kind_of(stream, head) not in ({wanted} if wanted not in _TEXTS else {FileKind.TXT}):
        raise FileRefused("file_disguised")
    _refuse_polyglot(stream, head, wanted)
    return wanted


def _kind_of(stream: IO[bytes], head: bytes) -> FileKind | None:
    """By the first bytes; archives by what is in them; a text by every byte of it."""
    if head.startswith(b"\xff\xd8\xff"):
        return FileKind.JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return FileKind.PNG
    if head.startswith((b"GIF87a", b"GIF89a")):
        return FileKind.GIF
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return FileKind.WEBP
    if head.startswith((b"%PDF-1.", b"%PDF-2.")):
        return FileKind.PDF
    if head.startswith(b"PK\x03\x04"):
        return _archive(stream)
    return FileKind.TXT if _is_text(stream) else None


def _archive(stream: IO[bytes]) -> FileKind | None:
    try:
        name = kind_of_archive(stream)
    except BadArchive as error:
        raise FileRefused(error.code) from error
    return FileKind(name) if name else None


def _is_text(stream: IO[bytes]) -> bool:
    """Readable from the first to the last byte, in UTF-8 or as Western European systems write."""
    return any(_decodes(stream, encoding) for encoding in ("utf-8-sig", "cp1252"))


def _decodes(stream: IO[bytes], encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    stream.seek(0)
    try:
        while block := stream.read(BLOCK):
            if any(unicodedata.category(one) == "Cc" and one not in "\t\n\r\f" for one in set(decoder.decode(block))):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _refuse_polyglot(stream: IO[bytes], head: bytes, kind: FileKind) -> None:
    """A file that another program would read as something else: a PDF in front, an archive behind."""
    is_archive = kind in (FileKind.DOCX, FileKind.ODT, FileKind.XLSX, FileKind.ODS)
    stream.seek(0)
    if kind is not FileKind.PDF and kind not in _TEXTS and b"%PDF-" in head:
        raise FileRefused("file_disguised")
    if not is_archive and zipfile.is_zipfile(stream):
        raise FileRefused("file_disguised")
    if kind is FileKind.PDF and not _ends_as_pdf(stream):
        raise FileRefused("file_damaged")


def _ends_as_pdf(stream: IO[bytes]) -> bool:
    """After the end mark come line breaks at most."""
    size = stream.seek(0, 2)
    stream.seek(max(0, size - TAIL))
    return stream.read().rstrip(b"\r\n \t\0").endswith(b"%%EOF")
