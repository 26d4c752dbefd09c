"""The document that describes the JSON API, made from the views that run."""

from typing import Any

from accounts.rules import signed_in
from core import api
from core.access import allow
from home.views.blueprint import blueprint


@blueprint.get(f"{api.ROOT}/openapi.json")
@allow(signed_in)
def api_document() -> dict[str, Any]:
    """OpenAPI 3.1. For whoever may use the API: strangers need no list of what an intranet can do."""
    document: dict[str, Any] = api.spec.spec
    return document
