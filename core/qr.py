"""QR codes as drawings; the only module that imports the library (decision 0019)."""

import io

import segno
from markupsafe import Markup

QUIET_ZONE = 4
"""Light modules around it, as ISO/IEC 18004 asks for."""


def to_svg(text: str, *, title: str) -> Markup:
    """An `svg` element that says `text`; `title` is what a reader hears instead. Needs a size from the style sheet."""
    drawn = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        drawn, kind="svg", border=QUIET_ZONE, title=title, xmldecl=False, omitsize=True, light="#fff", svgclass="qr"
    )
    return Markup(drawn.getvalue().decode())  # noqa: S704 - the library's own drawing; it escapes the title
