"""Why a file is not taken, in a sentence that says what to do."""

from collections.abc import Callable

from flask_babel import gettext as _

from core.files import FileRefused

_REFUSALS: dict[str, Callable[[dict[str, str | int]], str]] = {
    "file_kind": lambda _d: _(
        "This kind of file is not taken. Possible are images (JPEG, PNG, WebP, GIF) and documents"
        " (PDF, DOCX, ODT, XLSX, ODS, TXT, CSV)."
    ),
    "file_empty": lambda _d: _("The file is empty. Choose another one."),
    "file_size": lambda d: _(
        "The file is larger than %(megabytes)s MB. Choose a smaller file.", megabytes=d["megabytes"]
    ),
    "file_disguised": lambda _d: _(
        "The content does not fit the ending of the name. Save the file anew in its own format."
    ),
    "file_damaged": lambda _d: _("The file is damaged and cannot be read. Save it anew and try again."),
    "file_bomb": lambda _d: _("The file would become far too large when opened. Save it anew or choose another one."),
    "file_locked": lambda _d: _("The file is protected by a password. Save it without one."),
    "file_macros": lambda _d: _("The file contains macros. Save it without them."),
    "image_pixels": lambda d: _(
        "The image has more than %(millions)s million pixels. Make it smaller.", millions=d["millions"]
    ),
    "image_frames": lambda _d: _("The moving image is too long or too large. Make it shorter or smaller."),
    "file_virus": lambda _d: _("The virus scanner found something in the file. It was not kept."),
    "scanner_silent": lambda _d: _(
        "Files cannot be checked for viruses at the moment. Try again later or go on without the file."
    ),
}


def refusal_text(error: FileRefused, name: str) -> str:
    return f"{name}: {_REFUSALS[error.code](error.details)}"
