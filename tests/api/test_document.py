"""The OpenAPI document: valid, complete, and only for those who may use the API."""

from collections import Counter

from flask import Flask
from flask.testing import FlaskClient
from openapi_spec_validator import OpenAPIV31SpecValidator

from core.api import ROOT, Body, Query, Shape
from tests.api.caller import Caller, script_of


def test_the_document_is_valid_openapi_31(app: Flask) -> None:
    found = script_of("erika", may_write=False).get("/openapi.json")
    assert found.json["openapi"].startswith("3.1.")
    assert found.mimetype == "application/json"
    assert [str(error) for error in OpenAPIV31SpecValidator(found.json).iter_errors()] == []


def test_every_operation_that_runs_is_in_the_document(app: Flask) -> None:
    paths = script_of("erika").get("/openapi.json").json["paths"]
    documented = {(path, method.upper()) for path, methods in paths.items() for method in methods}
    running = {
        (rule.rule.replace("int(max=2147483647):", "").replace("<", "{").replace(">", "}"), method)
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith(ROOT) and not rule.rule.endswith("/openapi.json")
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    assert documented == running


def test_operations_and_shapes_have_names_of_their_own(app: Flask) -> None:
    paths = script_of("erika").get("/openapi.json").json["paths"]
    names = [operation["operationId"] for methods in paths.values() for operation in methods.values()]
    names += [kind.__name__ for base in (Shape, Body, Query) for kind in _below(base)]
    assert [name for name, count in Counter(names).items() if count > 1] == []


def test_a_session_may_read_the_document_and_a_stranger_may_not(client_of, client: FlaskClient) -> None:
    assert Caller(client_of("erika")).get("/openapi.json").status_code == 200
    assert Caller(client).get("/openapi.json").status_code == 401


def _below(kind: type) -> set[type]:
    return {each for sub in kind.__subclasses__() for each in {sub, *_below(sub)}}
