"""The JSON API of the accounts area: my notices."""

from datetime import datetime

from accounts import queries
from accounts.queries.notices import InboxRow
from accounts.rules import signed_in
from accounts.sentences import sentence
from accounts.views.blueprint import blueprint
from core import api
from core.access import actor, allow
from core.web import absolute


class Notice(api.Shape):
    """`text` says what happened; `url` is null when the reader may not see the thing any more."""

    id: int
    kind: str
    text: str
    url: str | None
    created_at: datetime
    read_at: datetime | None


class Notices(api.Shape):
    items: list[Notice]
    next: str | None


@blueprint.get(f"{api.ROOT}/notices")
@allow(signed_in)
@api.reads(Notices)
def api_notices(query: api.PageQuery) -> Notices:
    """My notices, newest first."""
    found = queries.inbox(actor(), before=query.after, limit=query.limit + 1)
    rows = found[: query.limit]
    more = rows[-1].notice.id if len(found) > query.limit else None
    return Notices(items=[_notice(row) for row in rows], next=api.next_page(more))


def _notice(row: InboxRow) -> Notice:
    return Notice(
        id=row.notice.id,
        kind=row.notice.kind,
        text=sentence(row),
        url=absolute(row.subject.path) if row.subject else None,
        created_at=row.notice.created_at,
        read_at=row.notice.read_at,
    )
