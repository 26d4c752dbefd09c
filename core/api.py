"""What all views of the JSON API share: the OpenAPI document, tokens, bodies, problems, pages of lists."""

import secrets
from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from typing import Annotated, Any, NoReturn, ParamSpec, TypeVar
from urllib.parse import urlencode

from flask import abort, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import ErrorDetails
from spectree import Response, SecurityScheme, SpecTree
from spectree.models import SecureType, SecuritySchemeData
from werkzeug.exceptions import BadRequest

from core.forms import csrf
from core.hashing import hashed
from core.web import absolute, error_text, problem

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")
Endpoint = Callable[P, ResponseReturnValue]

ROOT = "/api/v1"
# In addresses: numbers that no database can hold lead to nothing, as unknown ones do.
LARGEST_ID = 2**31 - 1
ID = f"int(max={LARGEST_ID}):number"
PAGE = 50
LARGEST_PAGE = 100
ABOUT = (
    "Questions, answers and pilots of a city, for its own programs. Send `Authorization: Bearer …` with a token "
    "from /ich; changing something needs a token that may write. A signed-in session may read."
)


# Trimmed; without the control characters that come from broken programs only (a line has no breaks either).
Line = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[^\x00-\x1f]*$")]
Text = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f]*$")]


class Shape(BaseModel):
    """Base of everything that is served."""

    model_config = ConfigDict(frozen=True)


class Body(BaseModel):
    """Base of every JSON body; a field nobody knows is a mistake of the caller and is named."""

    model_config = ConfigDict(extra="forbid")


class Query(BaseModel):
    """Base of what may stand behind the question mark; an empty value counts as none."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _without_empty(cls, given: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in given.items() if value != ""}


class PageQuery(Query):
    """`after`: the id of the last thing the caller has."""

    after: int | None = Field(None, ge=0, le=LARGEST_ID, description="id of the last item of the page before")
    limit: int = Field(PAGE, ge=1, le=LARGEST_PAGE)


class SlugPageQuery(Query):
    """`after`: the slug of the last thing the caller has."""

    after: str | None = Field(None, max_length=100, description="slug of the last item of the page before")
    limit: int = Field(PAGE, ge=1, le=LARGEST_PAGE)


class OnceHeaders(BaseModel):
    """Tells a repeated request from a second wish."""

    key: str | None = Field(None, alias="Idempotency-Key", min_length=1, max_length=200)


class FieldError(Shape):
    field: str
    message: str


class Problem(Shape):
    """RFC 9457. `code` tells conflicts apart."""

    status: int
    title: str
    detail: str
    code: str | None = None


class InvalidProblem(Problem):
    errors: list[FieldError]


class Answers(Response):
    """What an operation answers; errors are problems, and the document says so."""

    def generate_spec(self, *args: Any) -> dict[str, Any]:
        found = super().generate_spec(*args)
        for code, answer in found.items():
            if code >= "400" and "content" in answer:
                answer["content"] = {"application/problem+json": answer["content"].pop("application/json")}
        return found


def _refuse_invalid(_request: object, _response: object, error: Any, _instance: object, _adapter: object) -> None:
    if error is not None:
        refuse_fields([(".".join(map(str, each["loc"])), _message(each)) for each in error.errors()])


def _raise_own_mistake(_request: object, _response: object, error: Any, _instance: object, _adapter: object) -> None:
    if error is not None:
        raise error


spec = SpecTree(
    "flask",
    mode="strict",
    title="Lotsennetz",
    version="1",
    description=ABOUT,
    before=_refuse_invalid,
    after=_raise_own_mistake,
    validation_error_model=InvalidProblem,
    naming_strategy=lambda model: model.__name__,
    nested_naming_strategy=lambda _parent, child: child,
    security_schemes=[SecurityScheme("token", SecuritySchemeData(type=SecureType.HTTP, scheme="bearer"))],
    security={"token": []},
)


def reads(shape: type[Shape]) -> Callable[[Callable[P, R]], Endpoint[P]]:
    """A GET view that returns `shape`."""

    def decorate(view: Callable[P, R]) -> Endpoint[P]:
        return _documented(view, 200, shape, [401, 403, 404])

    return decorate


def writes(shape: type[Shape], *, status: int = 201) -> Callable[[Callable[P, R]], Endpoint[P]]:
    """A POST view that returns `shape`: for tokens that may write, so that it needs no CSRF token."""

    def decorate(view: Callable[P, R]) -> Endpoint[P]:
        documented = _documented(view, status, shape, [400, 401, 403, 404, 409, 413, 415, 429])

        @wraps(documented)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            _ensure_may_write()
            if "json" in view.__annotations__:
                _ensure_json()
            return documented(*args, **kwargs)

        csrf.exempt(guarded)
        return guarded

    return decorate


def _documented(view: Callable[P, R], status: int, shape: type[Shape], errors: Iterable[int]) -> Endpoint[P]:
    problems = {f"HTTP_{code}": Problem for code in errors}
    answers = Answers(**{f"HTTP_{status}": shape}, **problems)
    name = view.__name__.removeprefix("api_")
    documented: Endpoint[P] = spec.validate(resp=answers, operation_id=name)(view)
    return documented


def _ensure_may_write() -> None:
    """Checked before anything is read; a session never writes here, so other sites cannot make it."""
    token = g.get("api_token")
    if token is None or not token.may_write:
        refuse(403, _("Changing something needs a token that may write. You can make one in your profile."))


def _ensure_json() -> None:
    """Raises BadRequest for broken or endlessly nested JSON, UnsupportedMediaType for anything else."""
    try:
        request.get_json()
    except RecursionError:
        raise BadRequest from None


def refuse(status: int, detail: str, **more: str) -> NoReturn:
    """End the request with a problem."""
    abort(problem(status, error_text(status)[0], detail, **more))


def refuse_fields(errors: Iterable[tuple[str, str]]) -> NoReturn:
    """End the request with 422 and a message for each field."""
    fields = [{"field": field, "message": message} for field, message in errors]
    abort(problem(422, *error_text(422), errors=fields))


def submission(headers: OnceHeaders) -> str:
    """The key of this wish: the caller's own, for this address alone, or a random one."""
    return hashed(f"{request.path} {headers.key}") if headers.key else secrets.token_hex(16)


def page_of(
    rows: Sequence[T], key: Callable[[T], object], query: PageQuery | SlugPageQuery
) -> tuple[Sequence[T], str | None]:
    """A part of a list that is read whole because it stays short, and the address of the next part."""
    keys = [key(row) for row in rows]
    if query.after is not None and query.after not in keys:
        refuse_fields([("after", _("There is no such entry in this list."))])
    start = 0 if query.after is None else keys.index(query.after) + 1
    end = start + query.limit
    return rows[start:end], next_page(keys[end - 1] if end < len(rows) else None)


def next_page(after: object | None) -> str | None:
    """The whole address of the page after the item with this key; None: there is none."""
    if after is None:
        return None
    given = {name: value for name, value in request.args.items() if value}
    return absolute(f"{request.path}?{urlencode({**given, 'after': after})}")


def _message(error: ErrorDetails) -> str:
    """What is wrong with a field, in the reader's language; judged by a form's own rule, in its words."""
    if error["type"] == "value_error":
        return str(error["ctx"]["error"])
    bounds: dict[str, Any] = {"expected": "", "min_length": 0, "max_length": 0, "ge": 0, "le": 0} | (
        error.get("ctx") or {}
    )
    words = {
        "missing": _("This is required."),
        "string_type": _("This must be a text."),
        "list_type": _("This must be a list."),
        "string_too_short": _("Write at least %(count)d characters.", count=bounds["min_length"]),
        "string_too_long": _("Shorten this to %(max)d characters.", max=bounds["max_length"]),
        "too_long": _("At most %(max)d entries.", max=bounds["max_length"]),
        "extra_forbidden": _("There is no such field here."),
        "enum": _("Choose one of these: %(words)s.", words=str(bounds["expected"]).replace(" or ", ", ")),
        "int_parsing": _("This must be a whole number."),
        "greater_than_equal": _("This must be at least %(least)d.", least=bounds["ge"]),
        "less_than_equal": _("This must be at most %(most)d.", most=bounds["le"]),
        "string_pattern_mismatch": _("Remove the invisible control characters from this field."),
    }
    return str(words.get(error["type"], _("This value does not fit.")))
