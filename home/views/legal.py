"""Legal pages and the page in plain language; their German texts are files of templates/home/texts."""

from typing import Any

from flask import render_template

from accounts.rules import PERIODS, everyone
from core import config
from core.access import allow
from home.views.blueprint import blueprint


@blueprint.get("/impressum")
@allow(everyone)
def imprint() -> str:
    return _page("home/imprint.html")


@blueprint.get("/datenschutz")
@allow(everyone)
def privacy() -> str:
    return _page("home/privacy.html", days={what: period.days for what, period in PERIODS.items()})


@blueprint.get("/barrierefreiheit")
@allow(everyone)
def accessibility() -> str:
    return _page("home/accessibility.html")


@blueprint.get("/leichte-sprache")
@allow(everyone)
def plain_language() -> str:
    return _page("home/plain_language.html")


def _page(template: str, **values: Any) -> str:
    settings = config.current()
    return render_template(
        template,
        contact_email=settings.contact_email,
        contact_phone=settings.contact_phone,
        contact_address=settings.contact_address,
        data_protection_email=settings.data_protection_email,
        session_days=settings.session_days,
        site_address=settings.base_url,
        demo=not settings.is_production,
        **values,
    )
