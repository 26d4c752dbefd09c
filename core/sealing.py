"""Sealing: what is kept unreadable in the database, with a key that lies outside of it (decision 0014).

The key is made when something is sealed for the first time. Each purpose works with a key of its own derived from it.
"""

import hashlib
import hmac
import os
import secrets
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from core import config
from core.errors import LotsennetzError

KEY_BYTES = 32
NONCE_BYTES = 12


class SealingUnavailable(LotsennetzError):
    """The key is missing, cannot be read, or is not the one that sealed this."""


def new_name() -> str:
    """Random, so that its place in no order tells anything."""
    return secrets.token_hex(16)


def blurred(moment: datetime) -> datetime:
    """The hour in which it was: so little that it fits many who were there."""
    return moment.replace(minute=0, second=0, microsecond=0)


def make_key() -> None:
    """Make the key unless there is one. Whoever comes at the same time gets the same one."""
    path = config.current().sealing_key_path
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}-{secrets.token_hex(8)}")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(secrets.token_hex(KEY_BYTES))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def seal(content: bytes, *, bound_to: str) -> str:
    """Only with the key, and only together with `bound_to`, can it be read again. Raises SealingUnavailable."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return (nonce + AESGCM(_key_for("seal")).encrypt(nonce, content, bound_to.encode())).hex()


def unseal(sealed: str, *, bound_to: str) -> bytes:
    """Raises SealingUnavailable, also for what was changed or belongs to something else."""
    kept = bytes.fromhex(sealed)
    try:
        return AESGCM(_key_for("seal")).decrypt(kept[:NONCE_BYTES], kept[NONCE_BYTES:], bound_to.encode())
    except InvalidTag as error:
        raise SealingUnavailable("another key sealed this") from error


class Marks:
    """Names for something that nobody without the key can tell it by. Raises SealingUnavailable."""

    def __init__(self, purpose: str) -> None:
        self._key = _key_for(f"mark {purpose}")

    def of(self, *parts: str | int) -> str:
        text = "\n".join(str(part) for part in parts)
        return hmac.digest(self._key, text.encode(), hashlib.sha256).hex()

    def fits(self, mark: str, *parts: str | int) -> bool:
        return hmac.compare_digest(mark, self.of(*parts))


def _key_for(purpose: str) -> bytes:
    kept = _read(config.current().sealing_key_path)
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=f"lotsennetz {purpose}".encode()).derive(kept)


def _read(path: Path) -> bytes:
    try:
        key = bytes.fromhex(path.read_text("ascii").strip())
    except (OSError, ValueError) as error:
        raise SealingUnavailable(f"{path.name} cannot be read") from error
    if len(key) != KEY_BYTES:
        raise SealingUnavailable(f"{path.name} is no key")
    return key
