"""The JSON API of courses: what is planned and running, with its dates and seats; never who takes part."""

from datetime import datetime

from core import api
from core.access import allow
from core.web import absolute
from pilots.models import Cohort, CohortSession, ProgrammeLevel
from pilots.queries.programmes import cohorts_after
from pilots.rules.programmes import can_see_programmes
from pilots.views.blueprint import blueprint


class ProgrammeName(api.Shape):
    slug: str
    name: str
    level: ProgrammeLevel
    provider: str


class SessionShape(api.Shape):
    """`module` is a name; without a place of its own it has the course's."""

    id: int
    starts_at: datetime
    ends_at: datetime
    place: str
    module: str | None


class CohortShape(api.Shape):
    """Enrolment is open from `enrols_from` until before `enrols_until`."""

    id: int
    slug: str
    name: str
    url: str
    programme: ProgrammeName
    seats: int
    enrols_from: datetime
    enrols_until: datetime
    locks_at: datetime
    place: str
    sessions: list[SessionShape]


class CohortList(api.Shape):
    items: list[CohortShape]
    next: str | None


@blueprint.get(f"{api.ROOT}/cohorts")
@allow(can_see_programmes)
@api.reads(CohortList)
def api_cohorts(query: api.PageQuery) -> CohortList:
    """All courses that were not cancelled, by id."""
    rows = cohorts_after(query.after, query.limit + 1)
    more = rows[query.limit - 1].id if len(rows) > query.limit else None
    return CohortList(items=[_row(one) for one in rows[: query.limit]], next=api.next_page(more))


def _row(cohort: Cohort) -> CohortShape:
    programme = cohort.programme
    return CohortShape(
        id=cohort.id,
        slug=cohort.slug,
        name=cohort.name,
        url=absolute(f"/lernen/{cohort.slug}"),
        programme=ProgrammeName(
            slug=programme.slug, name=programme.name, level=programme.level, provider=programme.provider
        ),
        seats=cohort.seats,
        enrols_from=cohort.enrols_from,
        enrols_until=cohort.enrols_until,
        locks_at=cohort.locks_at,
        place=cohort.place,
        sessions=[_session(one, cohort) for one in cohort.sessions],
    )


def _session(session: CohortSession, cohort: Cohort) -> SessionShape:
    return SessionShape(
        id=session.id,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        place=session.place or cohort.place,
        module=session.module.name if session.module else None,
    )
