"""The public check: says what holds, names nobody, and gives unknown and malformed codes the same answer."""

import re
import statistics
import time
from datetime import timedelta

import pytest
import time_machine

from core.db import transaction, utcnow
from pilots.actions import certificates as actions
from pilots.models import RevocationReason
from pilots.rules.certificate_codes import make_code, written
from tests.conftest import counted_queries, person
from tests.forms import submit
from tests.pilots.certifying import again, certify, check_path, code

UNKNOWN = written(make_code(lambda attempt: f"nobody's {attempt}"))
MALFORMED = ["x", "2026-00001", "0" * 18, UNKNOWN[:-1], UNKNOWN + "0", "%F0%9F%99%82", "a" * 300, "'--"]


def test_whoever_has_the_code_learns_that_it_holds_and_not_whose_it_is(client):
    page = client.get(check_path(certify()))
    assert page.status_code == 200
    assert "Das Zertifikat ist echt und gültig." in page.text
    assert "Grundlehrgang Digitallotsin und Digitallotse" in page.text
    assert "Engel" not in page.text
    assert page.headers["Cache-Control"] == "no-store"


def test_however_the_code_is_typed(client):
    typed = code(certify())
    for way in (typed.lower(), typed.replace("-", ""), typed.replace("-", " ").lower(), f" {typed} "):
        assert client.get(f"/zertifikat/{way}").status_code == 200
        found = client.get("/zertifikat", query_string={"code": way})
        assert (found.status_code, found.location) == (303, f"/zertifikat/{typed}")


def test_unknown_and_malformed_get_the_same_answer(client):
    def answer(typed: str) -> tuple[int, str]:
        found = client.get(f"/zertifikat/{typed}")
        return found.status_code, re.sub(r"zertifikat/[^\"&]*", "", found.text)

    expected = answer(UNKNOWN)
    assert expected[0] == 404
    assert "Zu diesem Code gibt es kein Zertifikat" in expected[1]
    for typed in MALFORMED:
        assert answer(typed) == expected, typed
    assert client.get("/zertifikat", query_string={"code": "unsinn"}).location == "/zertifikat/unsinn"


def test_unknown_and_malformed_take_as_long(app, monkeypatch):
    from pilots.queries.certificates import certificate_with

    certify()

    def typical(typed: str) -> float:
        taken = []
        for _ in range(200):
            before = time.perf_counter()
            assert certificate_with(typed) is None
            taken.append(time.perf_counter() - before)
        return statistics.median(taken)

    with counted_queries() as unknown:
        certificate_with(UNKNOWN)
    with counted_queries() as malformed:
        certificate_with("x")
    assert [*unknown] == [*malformed]
    assert abs(typical(UNKNOWN) - typical("x")) < 0.005


@pytest.mark.parametrize(
    ("typed", "same"),
    [("erika  ENGEL", True), ("Erika Engel", True), ("Erika Engels", False), ("Emil Ernst", False)],
)
def test_the_name_is_confirmed_to_whoever_types_it(client, typed, same):
    path = check_path(certify())
    answer = submit(client, path, name=typed)
    assert answer.status_code == 200
    assert ("steht auf dem Zertifikat." in answer.text) is same
    assert ("steht ein anderer Name" in answer.text) is not same


def test_no_name_is_typed_at_all(client):
    answer = submit(client, check_path(certify()), name="  ")
    assert (answer.status_code, "Geben Sie den Namen ein." in answer.text) == (422, True)


def test_it_says_when_it_does_not_hold_any_more(client):
    expired, revoked, replaced = certify(), certify("emil"), certify("ben")
    with transaction():
        actions.revoke_certificate(actor=person("olga"), certificate=revoked, reason=RevocationReason.DECEPTION)
        actions.replace_certificate(actor=person("olga"), certificate=replaced, holder_name="Ben Bauer")
    paths = [check_path(one) for one in (expired, revoked, replaced)]
    assert "Täuschung" not in client.get(paths[1]).text
    assert "Die Stadt hat es am" in client.get(paths[1]).text
    assert "durch ein neues mit anderem Code ersetzt" in client.get(paths[2]).text
    with time_machine.travel(utcnow() + timedelta(days=800)):
        assert "echt, aber nicht mehr gültig" in client.get(paths[0]).text
    assert again(expired).state == "valid"


def test_nobody_needs_a_cookie_to_look_and_no_page_sets_one_without_a_form(client):
    made = certify()
    path = check_path(made)
    with transaction():
        actions.erase_certificate(actor=person("olga"), certificate=again(made))
    for address in ("/zertifikat", f"/zertifikat/{UNKNOWN}", path):
        assert "Set-Cookie" not in client.get(address).headers


def test_trying_out_is_slowed_down(client):
    path = check_path(certify())
    codes = {client.get(path).status_code for _ in range(40)}
    assert codes == {200, 429}
    assert client.get("/zertifikat").status_code == 429
