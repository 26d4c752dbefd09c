"""What the audit log calls the acts of this area."""

from flask_babel import lazy_gettext as _l

ACTS = {
    "pilots.hand_over": _l("Handed over"),
    "pilots.answer_query": _l("Question of the office answered"),
    "pilots.ask_consent": _l("Asked for consent"),
    "pilots.choose_switch": _l("Switched on or off"),
    "pilots.confirm_nomination": _l("Nomination confirmed"),
    "pilots.decline_nomination": _l("Nomination not accepted"),
    "pilots.document_council": _l("Staff council's part written down"),
    "pilots.draft_nomination": _l("Nomination drafted"),
    "pilots.edit_nomination": _l("Nomination changed"),
    "pilots.endorse_nomination": _l("Nomination endorsed"),
    "pilots.endorse_volunteer": _l("Volunteer endorsed"),
    "pilots.give_consent": _l("Consented to a nomination"),
    "pilots.lapse_nomination": _l("Nomination lapsed"),
    "pilots.propose_nomination": _l("Nomination proposed"),
    "pilots.query_nomination": _l("Asked about a nomination"),
    "pilots.refuse_nomination": _l("Nomination refused"),
    "pilots.step_back": _l("Stepped back from a nomination"),
    "pilots.submit_nomination": _l("Nomination submitted"),
    "pilots.withdraw_nomination": _l("Nomination withdrawn"),
}
