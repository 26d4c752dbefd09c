"""The main menu: the same links for everyone who may use them, and the desk for the role."""

from flask_babel import gettext as _

from accounts.rules import can_administer, is_employee, is_office, signed_in
from core.web import NavigationLink
from knowledge.rules import has_desk
from knowledge.rules.forum import can_use_forum
from knowledge.rules.meetings import can_meet
from pilots.rules import can_see_map
from pilots.rules.programmes import can_see_programmes

NAVIGATION = [
    NavigationLink("/", lambda: _("Start"), signed_in),
    NavigationLink("/lotse", lambda: _("My desk"), has_desk),
    NavigationLink("/amt", lambda: _("Desk of the office"), is_office),
    NavigationLink("/fragen", lambda: _("Questions"), is_employee),
    NavigationLink("/praxis", lambda: _("Practice cards"), is_employee),
    NavigationLink("/austausch", lambda: _("Exchange"), can_use_forum, folds=True),
    NavigationLink("/lotsen", lambda: _("Pilots"), can_see_map, folds=True),
    NavigationLink("/lernen", lambda: _("Learning"), can_see_programmes, folds=True),
    NavigationLink("/vorschlaege", lambda: _("Nominations"), is_office, folds=True),
    NavigationLink("/treffen", lambda: _("Meetings"), can_meet, folds=True),
    NavigationLink("/verwaltung", lambda: _("Administration"), can_administer, folds=True),
]
