"""Making files of every kind for tests, and attaching them over HTTP."""

import io
import zipfile
from typing import Any

from flask.testing import FlaskClient
from openpyxl import Workbook
from PIL import Image
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from tests.forms import hidden_fields

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
ODF = "urn:oasis:names:tc:opendocument:xmlns"


def png(width: int = 40, height: int = 30) -> bytes:
    return _saved(Image.new("RGB", (width, height), "teal"), "PNG")


def jpeg_with_place() -> bytes:
    """A photo that tells where it was taken, by whom, and a comment."""
    image = Image.new("RGB", (60, 40), "teal")
    exif = Image.Exif()
    exif[0x013B] = "Kamera von Erika Engel"
    exif[0x0112] = 6  # lies on its side
    exif.get_ifd(0x8825)[1] = "N"
    return _saved(image, "JPEG", exif=exif.tobytes(), comment=b"geheimer Kommentar")


def gif(frames: int = 3) -> bytes:
    images = [Image.new("RGB", (20, 20), (number * 40, 0, 0)) for number in range(frames)]
    return _saved(images[0], "GIF", save_all=True, append_images=images[1:], duration=80, comment=b"geheim")


def webp() -> bytes:
    return _saved(Image.new("RGB", (20, 20), "teal"), "WEBP")


def _saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def pdf(text: str = "Dienstanweisung Seepferdchen") -> bytes:
    """A PDF of one page with one line."""
    line = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode("cp1252")
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        b" /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(line), line),
    ]
    out, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(out)
    return out + b"xref\n0 5\n0000000000 65535 f \n" + table + end


def archive(*parts: tuple[str, str | bytes], stored_first: bool = False) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for number, (name, content) in enumerate(parts):
            plain = stored_first and number == 0
            made.writestr(name, content, zipfile.ZIP_STORED if plain else zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def docx(text: str = "Vermerk Seeigel", *more: tuple[str, str | bytes]) -> bytes:
    body = f'<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>'
    return archive(("[Content_Types].xml", "<Types/>"), ("word/document.xml", body), *more)


def odt(text: str = "Protokoll Seestern") -> bytes:
    body = (
        f'<o:document-content xmlns:o="{ODF}:office:1.0" xmlns:t="{ODF}:text:1.0"><o:body><o:text>'
        f"<t:p>{text} <t:span>fett</t:span> danach</t:p></o:text></o:body></o:document-content>"
    )
    mime = "application/vnd.oasis.opendocument.text"
    return archive(("mimetype", mime), ("content.xml", body), stored_first=True)


def ods() -> bytes:
    mime = "application/vnd.oasis.opendocument.spreadsheet"
    body = f'<x xmlns:t="{ODF}:text:1.0"><t:p>Liste Seeadler</t:p></x>'
    return archive(("mimetype", mime), ("content.xml", body), stored_first=True)


def xlsx(text: str = "Tabelle Seehund") -> bytes:
    book = Workbook()
    book.active["A1"] = text  # type: ignore[index]
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def post(
    client: FlaskClient, path: str, *sent: tuple[str, bytes], to: str | None = None, **fields: Any
) -> TestResponse:
    """Open a form, choose these files (name, content), fill in the fields and send it."""
    data: dict[str, Any] = hidden_fields(client.get(path).text, to) | fields
    return again(client, to or path, data, *sent)


def again(client: FlaskClient, path: str, data: dict[str, Any], *sent: tuple[str, bytes]) -> TestResponse:
    chosen = [FileStorage(io.BytesIO(content), name) for name, content in sent]
    boundary, body = encode_multipart(data | {"files": chosen})
    return client.post(path, data=body, content_type=f"multipart/form-data; boundary={boundary}")
