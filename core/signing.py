"""Signing what leaves the house, with a key outside the database; the only module that imports the library (0020).

The key is made when something is signed for the first time. Its public part stands at a public address.
"""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from joserfc import jwt
from joserfc.jwk import RSAKey

from core import config
from core.errors import LotsennetzError

KEY_BITS = 3072
ALGORITHM = "RS256"


class SigningUnavailable(LotsennetzError):
    """The key cannot be read."""


def signed(claims: Mapping[str, Any], *, key_address: str) -> str:
    """A JSON web token. `key_address`: where whoever checks it finds the public key. Raises SigningUnavailable."""
    header = {"alg": ALGORITHM, "typ": "JWT", "kid": key_address}
    return jwt.encode(header, dict(claims), _key(), algorithms=[ALGORITHM])


def public_key(*, key_address: str) -> dict[str, Any]:
    """As a JSON web key. Raises SigningUnavailable."""
    return {**_key().as_dict(private=False), "alg": ALGORITHM, "use": "sig", "kid": key_address}


def _key() -> RSAKey:
    path = config.current().signing_key_path
    if not path.exists():
        _make(path)
    try:
        return RSAKey.import_key(path.read_bytes())
    except (OSError, ValueError) as error:
        raise SigningUnavailable(f"{path.name} cannot be read") from error


def _make(path: Path) -> None:
    """Whoever comes at the same time gets the same one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}-{secrets.token_hex(8)}")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(RSAKey.generate_key(KEY_BITS).as_pem(private=True))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
