"""Commands of the pilots area."""

from datetime import datetime

import click
from flask_babel import ngettext

from core.cli import print_json
from core.import_commands import in_german
from pilots.queries import coverage_on
from pilots.views.blueprint import blueprint
from pilots.views.coverage_shape import CoverageShape, coverage_shape
from pilots.views.forecast_words import band_words


@blueprint.cli.command("coverage")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="The day, such as 2026-11-23; today without it.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output, as the API gives it.")
@in_german
def coverage(day: datetime | None, as_json: bool) -> None:
    """How many departments had a pilot on a day, and how each one was provided for."""
    found = coverage_shape(coverage_on(day.date() if day else None))
    if as_json:
        print_json(found.model_dump(mode="json"))
        return
    click.echo(_sentence(found))
    for row in found.by_department:
        click.echo(f"{row.status.value:12} {row.name}")
    if found.forecast.earliest:
        click.echo(band_words(found.forecast.earliest, found.forecast.latest))
    click.echo(found.forecast.basis)


def _sentence(found: CoverageShape) -> str:
    text: str = ngettext(
        "%(num)s of %(total)s departments has a pilot.",
        "%(num)s of %(total)s departments have a pilot.",
        found.with_pilot,
        total=found.departments,
    )
    return text
