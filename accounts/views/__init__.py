"""Pages of the accounts area: HTTP in, HTTP out, the transaction."""

from accounts.views import (
    absences,
    notices,
    passwords,
    profile,
    resume,
    session,
    sign_in,
    sign_ins,
)
from accounts.views.blueprint import blueprint

__all__ = [
    "absences",
    "blueprint",
    "notices",
    "passwords",
    "profile",
    "resume",
    "session",
    "sign_in",
    "sign_ins",
]
