"""Holding every answer of the API against the document the site gives out about itself."""

import copy
import re
from functools import cache
from typing import Any

from flask import current_app
from jsonschema import Draft202012Validator, FormatChecker
from werkzeug.test import TestResponse

from core.api import ROOT, spec


@cache
def strict_document() -> dict[str, Any]:
    """The document, in which nothing may be served that it does not name."""
    with current_app.test_request_context():
        document: dict[str, Any] = copy.deepcopy(spec.spec)
    for schema in document["components"]["schemas"].values():
        if schema.get("type") == "object":
            schema["additionalProperties"] = False
    return document


def operation_of(method: str, path: str) -> dict[str, Any] | None:
    """The documented operation that answers at this address; None for an address without one."""
    for template, operations in strict_document()["paths"].items():
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), path):
            return operations.get(method.lower())
    return None


def check(response: TestResponse) -> None:
    """Fails unless status, kind of content and body are as documented."""
    if response.status_code >= 400:
        check_problem(response)
    path, method = response.request.path, response.request.method
    operation = operation_of(method, path)
    if operation is None:
        assert path == f"{ROOT}/openapi.json" or response.status_code in (401, 404, 405), (method, path)
        return
    documented = operation["responses"].get(str(response.status_code))
    assert documented, f"{method} {path} answers {response.status_code}, which is not documented"
    _validate(documented["content"][response.mimetype]["schema"], response.json)


def check_problem(response: TestResponse) -> None:
    assert response.mimetype == "application/problem+json", response.text
    assert response.json["status"] == response.status_code
    assert response.json["title"]
    assert response.json["detail"]


def _validate(schema: dict[str, Any], value: Any) -> None:
    whole = {**schema, "components": strict_document()["components"]}
    Draft202012Validator(whole, format_checker=FormatChecker()).validate(value)
