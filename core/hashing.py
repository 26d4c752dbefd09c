"""Random names for cookies and tokens, and the hashes under which they are kept."""

import hashlib
import hmac
import secrets

from flask import current_app


def new_secret() -> str:
    """256 bits, fit for a cookie or an address."""
    return secrets.token_urlsafe(32)


def hashed(secret: str) -> str:
    """How a random secret is stored. It has too much entropy to be guessed, so one round is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


def keyed(text: str) -> str:
    """A name for `text` that this site alone can make: nobody without its secret key finds out what it stands for."""
    return hmac.new(current_app.config["SECRET_KEY"].encode(), text.encode(), hashlib.sha256).hexdigest()
