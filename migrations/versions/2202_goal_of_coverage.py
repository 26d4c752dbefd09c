"""The day on which every department shall have a pilot

Revision: 2202
Follows: 2001
"""

import sqlalchemy as sa
from alembic import op

revision = "2202"
down_revision = "2001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "coverage_goals",
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("covered", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["people.id"], name=op.f("fk_coverage_goals_actor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coverage_goals")),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("coverage_goals")
