"""Practice cards are checked too: dates and owners for those that are published

Revision: 1302
Follows: 1301
"""

from datetime import UTC, date, datetime

import sqlalchemy as sa
from alembic import op

revision = "1302"
down_revision = "1301"
branch_labels = None
depends_on = None

moment = sa.DateTime(timezone=True)
practices = sa.table(
    "practices",
    sa.column("id", sa.Integer),
    sa.column("author_id", sa.Integer),
    sa.column("department_id", sa.Integer),
    sa.column("state", sa.String),
    sa.column("published_at", moment),
    sa.column("edited_at", moment),
)
people = sa.table("people", sa.column("id", sa.Integer), sa.column("blocked_at", moment))
appointments = sa.table(
    "appointments",
    sa.column("id", sa.Integer),
    sa.column("person_id", sa.Integer),
    sa.column("department_id", sa.Integer),
    sa.column("kind", sa.String),
    sa.column("valid_from", sa.Date),
    sa.column("valid_until", sa.Date),
)
grants = sa.table("role_grants", sa.column("person_id", sa.Integer), sa.column("role", sa.String))
freshness = sa.table(
    "freshness",
    sa.column("kind", sa.String),
    sa.column("thing_id", sa.Integer),
    sa.column("state", sa.String),
    sa.column("valid_from", sa.Date),
    sa.column("checked_on", sa.Date),
    sa.column("valid_until", sa.Date),
    sa.column("owner_kind", sa.String),
    sa.column("owner_id", sa.Integer),
    sa.column("note", sa.String),
)


def upgrade() -> None:
    """Whoever wrote or last changed a card stood by it then; it holds for a year from that day."""
    bind = op.get_bind()
    keepers, by_department = _keepers(bind), _by_department(bind)
    live = sa.select(practices).where(practices.c.state == "published").order_by(practices.c.id)
    rows = [_row(card, keepers, by_department) for card in bind.execute(live)]
    for start in range(0, len(rows), 500):
        bind.execute(freshness.insert(), rows[start : start + 500])


def downgrade() -> None:
    bindings = sa.table("cause_bindings", sa.column("freshness_id", sa.Integer))
    entries = sa.table("freshness", sa.column("id", sa.Integer), sa.column("kind", sa.String))
    of_cards = sa.select(entries.c.id).where(entries.c.kind == "practice")
    op.execute(bindings.delete().where(bindings.c.freshness_id.in_(of_cards)))
    op.execute(entries.delete().where(entries.c.kind == "practice"))


def _running() -> sa.Select:
    now = datetime.now(UTC).date()
    at = appointments.c
    ends_later = sa.or_(at.valid_until.is_(None), at.valid_until > now)
    present = people.c.blocked_at.is_(None)
    joined = sa.select(at.person_id, at.department_id).join_from(appointments, people, people.c.id == at.person_id)
    return joined.where(at.valid_from <= now, ends_later, present).order_by(at.kind.desc(), at.valid_from, at.id)


def _keepers(bind: sa.Connection) -> set[int]:
    """Who can check: pilots, deputies and the office."""
    office = sa.select(grants.c.person_id).join_from(grants, people, people.c.id == grants.c.person_id)
    office = office.where(grants.c.role == "office", people.c.blocked_at.is_(None))
    return {row.person_id for row in bind.execute(_running())} | {row.person_id for row in bind.execute(office)}


def _by_department(bind: sa.Connection) -> dict[int, int]:
    """The pilot of each department, else its deputy; the one longest appointed."""
    found: dict[int, int] = {}
    for row in bind.execute(_running()):
        found.setdefault(row.department_id, row.person_id)
    return found


def _row(card: sa.Row, keepers: set[int], by_department: dict[int, int]) -> dict[str, object]:
    first, last = card.published_at.date(), max(card.published_at, card.edited_at or card.published_at).date()
    owner_id = card.author_id if card.author_id in keepers else by_department.get(card.department_id)
    return {
        "kind": "practice",
        "thing_id": card.id,
        "state": "valid",
        "valid_from": first,
        "checked_on": last,
        "valid_until": _a_year_after(last),
        "owner_kind": "office" if owner_id is None else "person",
        "owner_id": owner_id,
        "note": "",
    }


def _a_year_after(day: date) -> date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return date(day.year + 1, 3, 1)
