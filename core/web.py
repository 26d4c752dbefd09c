"""HTTP for all areas: security headers, error pages, what every template knows, safe ways back."""

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO, Any, cast
from urllib.parse import urlsplit

from flask import Flask, Request, Response, abort, current_app, g, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import Babel, get_locale
from flask_babel import gettext as _
from sqlalchemy.exc import DBAPIError, OperationalError
from werkzeug.exceptions import HTTPException
from werkzeug.routing import IntegerConverter, Map
from werkzeug.wrappers import Response as AnyResponse

from core import formats, markup, texts
from core.access import Rule, account, actor
from core.db import db
from core.errors import Conflict, NotAllowed, NotFound

LANGUAGES = ("de", "en")
THEMES = ("auto", "light", "dark")
CATALOGUES = ("core", "accounts", "pilots", "knowledge", "home")
LARGEST_ID = 2**31 - 1
MOST_BYTES = 2 * 1024 * 1024
UPLOAD_BYTES = 11 * 1024 * 1024
# So much is read, though hardly kept, so that somebody with too large a file gets a form back instead of an error.
ATTACHING_BYTES = 128 * 1024 * 1024
MEMORY_BYTES = 500 * 1024

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
)
SECURITY_HEADERS: dict[str, str] = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), interest-cohort=()",
}
TRANSPORT_SECURITY = "max-age=63072000; includeSubDomains"

logger = logging.getLogger(__name__)


class CappedFile(SpooledTemporaryFile[bytes]):
    """A sent file of which no more is kept than tells that it is too large."""

    def __init__(self, most: int) -> None:
        super().__init__(max_size=MEMORY_BYTES, mode="w+b")
        self.room = most + 1

    def write(self, data: Any) -> int:
        kept = data[: self.room]
        self.room -= len(kept)
        super().write(kept)
        return len(data)


class CarefulRequest(Request):
    """A request whose files end at `largest_file` bytes, when a view that takes attachments says so."""

    largest_file: int | None = None

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        if self.largest_file is None:
            return super()._get_file_stream(total_content_length, content_type, filename, content_length)
        return cast(IO[bytes], CappedFile(self.largest_file))


MOST_LINKS = 5
"""So many stand side by side in the main menu; of more, those that fold do."""


@dataclass(frozen=True)
class NavigationLink:
    """A link of the main menu: shown to whom `rule` accepts, the same rule as the page's own.

    `folds`: stands under “More” where somebody has more links than fit.
    """

    path: str
    label: Callable[[], str]
    rule: Rule
    folds: bool = False


def init_app(app: Flask) -> None:
    app.request_class = CarefulRequest
    app.jinja_environment = texts.Templates
    app.config["MAX_CONTENT_LENGTH"] = MOST_BYTES
    app.config["MAX_FORM_MEMORY_SIZE"] = MOST_BYTES
    app.url_map.converters["int"] = IdConverter
    _init_languages(app)
    app.before_request(_refuse_null_bytes)
    app.after_request(_add_headers)
    app.context_processor(_on_every_page)
    app.add_template_filter(formats.format_date, "date_de")
    app.add_template_filter(formats.format_datetime, "datetime_de")
    app.add_template_filter(formats.format_weekday, "weekday_de")
    app.add_template_filter(formats.format_span, "span_de")
    app.add_template_filter(formats.format_euros, "euros")
    app.add_template_filter(formats.format_number, "number_de")
    app.add_template_filter(formats.format_age, "age_de")
    app.add_template_filter(formats.unbroken)
    app.add_template_filter(markup.stored, "stored")
    _register_errors(app)


class IdConverter(IntegerConverter):
    """A number in an address that an id can have; a larger one is no page instead of a database error."""

    def __init__(self, url_map: Map, max: int = LARGEST_ID, **options: Any) -> None:  # noqa: A002
        super().__init__(url_map, max=max, **options)


def see_other(address: str) -> AnyResponse:
    """After a change: the browser fetches the next page, a reload repeats nothing."""
    return redirect(address, code=303)


def own_address(target: str | None, default: str = "/") -> str:
    """`target` if it is a path of this site, else `default`: no redirect leads away."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")) or "\\" in target:
        return default
    parts = urlsplit(target)
    if parts.scheme or parts.netloc or any(ord(character) < 32 for character in target):
        return default
    return target


def absolute(path: str) -> str:
    """The public address of an own path, for mails, which know no request."""
    return str(current_app.config["LOTSENNETZ"].base_url).rstrip("/") + path


def allow_upload() -> None:
    """Let this request carry a file of up to 10 MB; all others are bounded tighter."""
    request.max_content_length = UPLOAD_BYTES


def allow_attachments() -> None:
    """Let this request carry files for a post; each is kept up to its largest size and one byte, the rest dropped."""
    if actor().is_signed_in:
        request.max_content_length = ATTACHING_BYTES
        request.largest_file = current_app.config["LOTSENNETZ"].attachment_bytes  # type: ignore[attr-defined]


def wants_json() -> bool:
    return request.path.startswith("/api/")


def problem(status: int, title: str, detail: str, **more: Any) -> Response:
    """An error for programs (RFC 9457)."""
    response = jsonify({"status": status, "title": title, "detail": detail, **more})
    response.status_code = status
    response.mimetype = "application/problem+json"
    return response


def _init_languages(app: Flask) -> None:
    app.config["BABEL_DEFAULT_LOCALE"] = "de"
    app.config["BABEL_DEFAULT_TIMEZONE"] = "Europe/Berlin"
    folder = app.config["TRANSLATIONS_FOLDER"]
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = ";".join([folder] * len(CATALOGUES))
    app.config["BABEL_DOMAIN"] = ";".join(CATALOGUES)
    Babel(app, locale_selector=language)
    texts.init_app(app)


def language() -> str:
    """German unless the reader chose otherwise; the browser's own wish is no choice."""
    chosen = request.cookies.get("language", "") if request else ""
    return chosen if chosen in LANGUAGES else "de"


def theme() -> str:
    chosen = request.cookies.get("theme", "")
    return chosen if chosen in THEMES else "auto"


def _on_every_page() -> dict[str, Any]:
    settings = current_app.config["LOTSENNETZ"]
    nobody = current_app.login_manager.anonymous_user() if g.get("no_database") else None  # type: ignore[attr-defined]
    person = nobody or account()
    return {
        "actor": nobody or actor(),
        "account": person,
        **_navigation(person),
        "new_notices": person.new_notices,
        "theme": theme(),
        "locale": str(get_locale()),
        "city": settings.city,
        "request_id": g.get("request_id", ""),
        "path": request.full_path.rstrip("?"),
    }


def _navigation(person: Any) -> dict[str, list[tuple[str, str, bool]]]:
    """Path, words and whether the reader is there, of every link of the main menu this person may follow."""
    links = [link for link in current_app.extensions.get("nav", []) if link.rule(person)]
    folded = [link for link in links if link.folds] if len(links) > MOST_LINKS else []
    shown = [link for link in links if link not in folded]
    parts = {"nav": shown, "nav_more": folded}
    return {name: [(one.path, one.label(), _is_current(one.path)) for one in part] for name, part in parts.items()}


def _is_current(url: str) -> bool:
    return request.path == url or (url != "/" and request.path.startswith(url + "/"))


def _refuse_null_bytes() -> None:
    """PostgreSQL cannot store them and nobody types them; in an address they are an attack."""
    if "\0" in request.path or any("\0" in value for values in request.args.listvalues() for value in values):
        abort(404)


def protective_headers(app: Flask) -> dict[str, str]:
    """What every answer carries, whoever makes it."""
    https = {"Strict-Transport-Security": TRANSPORT_SECURITY} if app.config["LOTSENNETZ"].is_https else {}
    return SECURITY_HEADERS | https


def _add_headers(response: Response) -> Response:
    for name, value in protective_headers(current_app).items():
        if name != "Content-Security-Policy" or name not in response.headers:
            response.headers[name] = value
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers["X-Request-ID"] = g.get("request_id", secrets.token_hex(8))
    return response


def _register_errors(app: Flask) -> None:
    app.register_error_handler(NotAllowed, lambda _error: error_page(403))
    app.register_error_handler(NotFound, lambda _error: error_page(404))
    app.register_error_handler(Conflict, _conflict)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(DBAPIError, _database_error)
    app.register_error_handler(Exception, _own_mistake)


def _conflict(error: Conflict) -> ResponseReturnValue:
    return error_page(409, code=error.code)


def _http_error(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400 or error.response is not None:
        return error
    response = error_page(error.code)
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            response.headers[name] = value
    return response


def _database_error(error: DBAPIError) -> ResponseReturnValue:
    """Busy, full or gone: reading again in a moment may work, so 503; anything else is our mistake."""
    if not isinstance(error, OperationalError):
        return _own_mistake(error)
    logger.error("database does not answer", exc_info=error)
    return _without_database(503)


def _own_mistake(error: Exception) -> ResponseReturnValue:
    logger.error("unexpected error", exc_info=error)
    if current_app.config.get("PROPAGATE_EXCEPTIONS"):
        raise error
    return _without_database(500)


def _without_database(status: int) -> Response:
    db.session.rollback()
    g.no_database = True
    response = error_page(status)
    if status == 503:
        response.headers["Retry-After"] = "30"
    return response


def error_page(status: int, **details: Any) -> Response:
    title, text = error_text(status)
    if wants_json():
        return problem(status, title, text, **details)
    page = render_template("errors/error.html", code=status, title=title, text=text, typed=_typed_texts())
    return Response(page, status=status)


def comes_from_here() -> bool:
    """Browsers name the origin of every form that another site sends."""
    origin = request.headers.get("Origin")
    public = urlsplit(current_app.config["LOTSENNETZ"].base_url).netloc
    return origin is None or urlsplit(origin).netloc in (request.host, public)


def _typed_texts() -> list[str]:
    """What was written in a form that is not taken, to be copied; no passwords, nothing another site made up."""
    if request.method != "POST" or not comes_from_here():
        return []
    try:
        fields = list(request.form.items(multi=True))
    except HTTPException:
        return []
    return [text for name, text in fields if "password" not in name and " " in text.strip()]


def error_text(status: int) -> tuple[str, str]:
    """Title and sentence: what happened, that nothing is lost, what to do."""
    texts = {
        400: (_("This request could not be read"), _("Go back, reload the page and try again.")),
        401: (_("Please sign in"), _("This address needs a sign-in or a valid token.")),
        403: (
            _("You may not do this"),
            _(
                "This is for others, such as pilots or the office, or it does not work at the moment. "
                "Nothing was changed."
            ),
        ),
        404: (_("Page not found"), _("Check the address, or search for what you need.")),
        405: (_("This does not work here"), _("The address exists but does not take this kind of request.")),
        409: (
            _("Somebody was faster"),
            _("This has changed meanwhile. Go back, look at it and decide anew."),
        ),
        413: (_("Too large"), _("What you sent is too large. Shorten the text or choose a smaller file.")),
        415: (_("Wrong kind of content"), _("Send JSON with the header Content-Type: application/json.")),
        422: (_("Please check your entries"), _("Some of the entries do not fit.")),
        429: (_("Too many tries"), _("Wait a minute and try again. Nothing is lost.")),
        503: (
            _("Not available for the moment"),
            _("The site is up again in a moment. Try again in half a minute."),
        ),
    }
    if status >= 500 and status != 503:
        return _("This is our mistake"), _("It has been recorded. Go back and try again; your text is still there.")
    return texts.get(status, texts[400])
