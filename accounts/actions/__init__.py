"""Writes of the accounts area."""

from accounts.actions.absences import (
    cancel_absence,
    record_absence,
)
from accounts.actions.digests import (
    make_digest,
    note_digest_mailed,
)
from accounts.actions.notices import (
    choose_deliveries,
    note_mailed,
    notify,
    read_notice,
    read_notices,
    read_notices_about,
)
from accounts.actions.profile import change_profile
from accounts.actions.sign_in import (
    change_password,
    end_other_sign_ins,
    end_own_sign_in,
    end_sign_in,
    invite,
    request_reset,
    set_password,
    start_sign_in,
)
from accounts.actions.tokens import (
    create_token,
    end_token,
)

__all__ = [
    "cancel_absence",
    "change_password",
    "change_profile",
    "choose_deliveries",
    "create_token",
    "end_other_sign_ins",
    "end_own_sign_in",
    "end_sign_in",
    "end_token",
    "invite",
    "make_digest",
    "note_digest_mailed",
    "note_mailed",
    "notify",
    "read_notice",
    "read_notices",
    "read_notices_about",
    "record_absence",
    "request_reset",
    "set_password",
    "start_sign_in",
]
