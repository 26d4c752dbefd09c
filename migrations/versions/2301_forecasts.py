"""Forecasts of coverage, one a day

Revision: 2301
Follows: 2401
"""

import sqlalchemy as sa
from alembic import op

revision = "2301"
down_revision = "2401"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "coverage_forecasts",
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("complete_on", sa.Date(), nullable=True),
        sa.Column("earliest", sa.Date(), nullable=True),
        sa.Column("latest", sa.Date(), nullable=True),
        sa.Column("likely_by", sa.Date(), nullable=True),
        sa.Column("share", sa.Float(), nullable=False),
        sa.Column("basis", sa.JSON(), nullable=False),
        sa.Column("lacks", sa.JSON(), nullable=False),
        sa.Column("curve", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "verdict IN ('complete', 'expected', 'beyond', 'too_little', 'nothing_counted')",
            name=op.f("ck_coverage_forecasts_verdict"),
        ),
        sa.CheckConstraint("share BETWEEN 0 AND 1", name=op.f("ck_coverage_forecasts_share")),
        sa.CheckConstraint("latest IS NULL OR earliest <= latest", name=op.f("ck_coverage_forecasts_in_order")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coverage_forecasts")),
        sa.UniqueConstraint("on", name=op.f("uq_coverage_forecasts_on")),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("coverage_forecasts")
