"""Pages of the accounts area: HTTP in, HTTP out, the transaction."""

from accounts.views import (
    absences,
    admin_departments,
    admin_imports,
    admin_outbox,
    admin_people,
    admin_reorganising,
    api,
    commands,
    notices,
    passwords,
    profile,
    resume,
    session,
    sign_in,
    sign_ins,
    workdays,
)
from accounts.views.acts import ACTS
from accounts.views.blueprint import blueprint

__all__ = [
    "ACTS",
    "absences",
    "admin_departments",
    "admin_imports",
    "admin_outbox",
    "admin_people",
    "admin_reorganising",
    "api",
    "blueprint",
    "commands",
    "notices",
    "passwords",
    "profile",
    "resume",
    "session",
    "sign_in",
    "sign_ins",
    "workdays",
]
