"""Badges: signed by us, read and checked by another implementation, and called back when a certificate ends."""

import hashlib
import json
import stat
from datetime import timedelta

import pytest
from jwcrypto.common import JWException
from jwcrypto.jwk import JWK
from jwcrypto.jwt import JWT

from accounts.queries.organisation import today
from core import config
from core.db import transaction
from pilots.actions import certificates as actions
from pilots.models import RevocationReason
from tests.conftest import person
from tests.pilots.certifying import again, certify, check_path

ISSUER = "/zertifikat/aussteller"


def badge(client, certificate) -> str:
    answer = client.get(f"/ich/zertifikate/{certificate.id}/badge.jwt")
    assert (answer.status_code, answer.content_type) == (200, "application/vc+jwt")
    assert "attachment" in answer.headers["Content-Disposition"]
    return answer.text


def key(client) -> JWK:
    return JWK.from_json(client.get(f"{ISSUER}/schluessel").text)


def read(token: str, by: JWK) -> tuple[dict, dict]:
    """Header and claims, as jwcrypto reads them. Raises JWException."""
    checked = JWT(jwt=token, key=by, algs=["RS256"], check_claims={"iss": None, "nbf": None, "jti": None})
    return json.loads(checked.header), json.loads(checked.claims)


def test_another_implementation_reads_it_with_the_public_key(client_of, client):
    made = certify()
    header, found = read(badge(client_of("erika"), made), key(client))
    base = config.current().base_url
    assert header == {"alg": "RS256", "typ": "JWT", "kid": f"{base}{ISSUER}/schluessel"}
    assert found["@context"][0] == "https://www.w3.org/ns/credentials/v2"
    assert found["@context"][1].startswith("https://purl.imsglobal.org/spec/ob/v3p0/context-3")
    assert found["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert (found["iss"], found["jti"]) == (found["issuer"]["id"], found["id"])
    assert found["issuer"]["id"] == base + ISSUER
    achievement = found["credentialSubject"]["achievement"]
    assert {"id", "type", "name", "description", "criteria"} <= set(achievement)
    assert "24 Unterrichtsstunden" in achievement["criteria"]["narrative"]
    assert "80 %" in achievement["criteria"]["narrative"]
    assert found["evidence"][0]["id"] == base + check_path(made)
    assert found["exp"] - found["nbf"] == pytest.approx((made.valid_until - made.issued_on).days * 86400, abs=90_000)
    assert found["validUntil"] > found["validFrom"]


def test_it_names_its_holder_and_hides_the_address(client_of, client):
    made = certify()
    token = badge(client_of("erika"), made)
    named, known = read(token, key(client))[1]["credentialSubject"]["identifier"]
    assert named["identityHash"] == "Erika Engel"
    assert "erika@" not in json.dumps(read(token, key(client))[1])
    assert (
        known["identityHash"] == "sha256$" + hashlib.sha256(f"erika@stadt.example{known['salt']}".encode()).hexdigest()
    )


def test_a_changed_one_and_one_of_another_key_are_refused(client_of, client):
    token = badge(client_of("erika"), certify())
    head, body, sign = token.split(".")
    for wrong in (f"{head}.{body[:-4]}AAAA.{sign}", f"{head}.{body}.{sign[:-4]}AAAA"):
        with pytest.raises((JWException, ValueError)):
            read(wrong, key(client))
    with pytest.raises(JWException):
        read(token, JWK.generate(kty="RSA", size=2048))


def test_one_that_holds_for_good_has_no_end(client_of, client):
    found = read(badge(client_of("erika"), certify(valid_months=None)), key(client))[1]
    assert not {"exp", "validUntil"} & set(found)


def test_an_external_gets_it_by_way_of_the_office(client_of, client):
    found = read(badge(client_of("olga"), certify(None, name="Eva Extern")), key(client))[1]
    assert [one["identityType"] for one in found["credentialSubject"]["identifier"]] == ["name"]


def test_what_ended_is_called_back_without_a_reason(client_of, client):
    one, two, kept = certify(), certify("emil"), certify("ben")
    ids = [read(badge(client_of("olga"), made), key(client))[1] for made in (one, two, kept)]
    with transaction():
        actions.revoke_certificate(actor=person("olga"), certificate=again(one), reason=RevocationReason.DECEPTION)
        actions.replace_certificate(actor=person("olga"), certificate=two, holder_name="Emil Engel")
    answer = client.get(f"{ISSUER}/widerrufe")
    assert answer.json["revokedCredential"] == [{"id": found["id"], "revoked": True} for found in ids[:2]]
    assert answer.json["id"] == ids[0]["credentialStatus"]["id"]
    assert "deception" not in answer.text
    assert client_of("erika").get(f"/ich/zertifikate/{one.id}/badge.jwt").status_code == 404


def test_the_issuer_says_who_it_is_without_a_cookie(client):
    answer = client.get(ISSUER)
    assert (answer.json["type"], answer.json["name"]) == (["Profile"], "Stadt Lindenbruck")
    assert "Set-Cookie" not in answer.headers


def test_the_key_is_made_once_and_nobody_else_reads_it(client):
    first = client.get(f"{ISSUER}/schluessel").json
    assert client.get(f"{ISSUER}/schluessel").json == first
    assert {"d", "p", "q"}.isdisjoint(first)
    path = config.current().signing_key_path
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_without_its_key_there_is_no_badge_and_a_sentence(client_of):
    made, path = certify(on=today() - timedelta(days=1)), config.current().signing_key_path
    erika = client_of("erika")
    badge(erika, made)
    kept = path.read_bytes()
    path.write_bytes(b"no key")
    try:
        answer = erika.get(f"/ich/zertifikate/{made.id}/badge.jwt")
        assert answer.status_code == 303
        assert "Das Badge konnte gerade nicht erstellt werden" in erika.get(answer.location).text
    finally:
        path.write_bytes(kept)
