"""What was true of departments on which day

What stands in the table today is taken to have held since the department was made, as far as the log still says, or
since the first appointment of the city: nothing else of before is known.

Revision: 2201
Follows: 2101
"""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "2201"
down_revision = "2101"
branch_labels = None
depends_on = None

LOCAL = ZoneInfo("Europe/Berlin")

moment = sa.DateTime(timezone=True)
departments = sa.table(
    "departments",
    sa.column("id", sa.Integer),
    sa.column("code", sa.String),
    sa.column("name", sa.String),
    sa.column("parent_id", sa.Integer),
    sa.column("is_counted", sa.Boolean),
    sa.column("closed_at", moment),
)
appointments = sa.table("appointments", sa.column("valid_from", sa.Date))
entries = sa.table(
    "audit_entries",
    sa.column("act", sa.String),
    sa.column("subject_kind", sa.String),
    sa.column("subject_id", sa.Integer),
    sa.column("at", moment),
)


def upgrade() -> None:
    made = op.create_table(
        "department_periods",
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("is_counted", sa.Boolean(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "valid_until IS NULL OR valid_until > valid_from", name=op.f("ck_department_periods_ends_after_start")
        ),
        sa.ForeignKeyConstraint(
            ["department_id"], ["departments.id"], name=op.f("fk_department_periods_department_id")
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["departments.id"], name=op.f("fk_department_periods_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_department_periods")),
        sa.UniqueConstraint("department_id", "valid_from", name=op.f("uq_department_periods_department_id_valid_from")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "uq_department_periods_running",
        "department_periods",
        ["department_id"],
        unique=True,
        sqlite_where=sa.text("valid_until IS NULL"),
        postgresql_where=sa.text("valid_until IS NULL"),
    )
    if rows := _periods():
        op.bulk_insert(made, rows)


def downgrade() -> None:
    op.drop_table("department_periods")


def _periods() -> list[dict]:
    connection, today = op.get_bind(), datetime.now(LOCAL).date()
    first = connection.scalar(sa.select(sa.func.min(appointments.c.valid_from)))
    since = min(first or today, today)
    created = _created(connection)
    return [
        row
        for department in connection.execute(sa.select(departments).order_by(departments.c.id))
        for row in _of(department, created.get(department.id, since))
    ]


def _created(connection: sa.Connection) -> dict[int, date]:
    """The days that the log still knows."""
    at = entries.c
    made = sa.select(at.subject_id, at.at).where(
        at.act == "accounts.create_department", at.subject_kind == "department"
    )
    return {row.subject_id: _day(row.at) for row in connection.execute(made.order_by(at.at.desc()))}


def _day(at: datetime) -> date:
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(LOCAL).date()


def _of(department: sa.Row, since: date) -> list[dict]:
    """Open until it was closed, and closed from that day on."""
    facts = {
        "department_id": department.id,
        "code": department.code,
        "name": department.name,
        "parent_id": department.parent_id,
        "is_counted": department.is_counted,
    }
    if department.closed_at is None:
        return [facts | {"valid_from": since, "valid_until": None, "is_open": True}]
    closed = _day(department.closed_at)
    open_before = [facts | {"valid_from": since, "valid_until": closed, "is_open": True}] if since < closed else []
    return [*open_before, facts | {"valid_from": closed, "valid_until": None, "is_open": False}]
