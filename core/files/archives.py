"""Office documents are ZIP archives: which kind one is, and whether it is safe to open."""

import stat
import struct
import zipfile
from typing import IO

MOST_PARTS = 5_000
MOST_UNPACKED = 200 * 1024 * 1024
MOST_RATIO = 200
LOCAL_HEADER = 30
SMALL = 1024 * 1024
_MACROS = ("vbaproject.bin", "basic/script-lc.xml")
_OPEN_DOCUMENT = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
}


class BadArchive(Exception):
    """`code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def kind_of_archive(stream: IO[bytes]) -> str | None:
    """docx, xlsx, odt or ods; None for other archives. Raises BadArchive for one that must not be opened."""
    stream.seek(0)
    try:
        with zipfile.ZipFile(stream) as archive:
            _refuse_unsafe(archive, stream)
            return _office(archive)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, OSError, struct.error) as error:
        raise BadArchive("file_damaged") from error


def _refuse_unsafe(archive: zipfile.ZipFile, stream: IO[bytes]) -> None:
    parts = sorted(archive.infolist(), key=lambda part: part.header_offset)
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise BadArchive("file_bomb")
    if any(part.file_size > SMALL and part.file_size > MOST_RATIO * part.compress_size for part in parts):
        raise BadArchive("file_bomb")
    if not parts or parts[0].header_offset != 0 or archive.comment:
        raise BadArchive("file_disguised")  # something stands before or behind the archive
    _refuse_overlap(parts, archive.start_dir)
    for part in parts:
        _refuse_part(part)


def _refuse_overlap(parts: list[zipfile.ZipInfo], end: int) -> None:
    """Parts that share their bytes unpack to much more than the archive's size allows."""
    starts = [part.header_offset for part in parts[1:]] + [end]
    for part, following in zip(parts, starts, strict=True):
        if part.header_offset + LOCAL_HEADER + len(part.orig_filename) + part.compress_size > following:
            raise BadArchive("file_bomb")


def _refuse_part(part: zipfile.ZipInfo) -> None:
    name = part.filename.replace("\\", "/")
    if name.startswith("/") or ".." in name.split("/") or stat.S_ISLNK(part.external_attr >> 16):
        raise BadArchive("file_disguised")
    if part.flag_bits & 0x1:
        raise BadArchive("file_locked")
    if name.lower().endswith(_MACROS):
        raise BadArchive("file_macros")


def _office(archive: zipfile.ZipFile) -> str | None:
    names = archive.namelist()
    if len(set(names)) != len(names):
        raise BadArchive("file_disguised")
    if "[Content_Types].xml" in names:
        return "docx" if "word/document.xml" in names else "xlsx" if "xl/workbook.xml" in names else None
    if names[0] != "mimetype" or "content.xml" not in names:
        return None
    with archive.open("mimetype") as part:
        return _OPEN_DOCUMENT.get(part.read(200).strip())
