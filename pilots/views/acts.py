"""What the audit log calls the acts of this area."""

from flask_babel import lazy_gettext as _l

ACTS = {
    "pilots.hand_over": _l("Handed over"),
}
