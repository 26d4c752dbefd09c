"""Departments that merge and split

Revision: 2203
Follows: 2102
"""

import sqlalchemy as sa
from alembic import op

revision = "2203"
down_revision = "2102"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "department_successions",
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("successor_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('merge', 'split')", name=op.f("ck_department_successions_kind")),
        sa.CheckConstraint("department_id <> successor_id", name=op.f("ck_department_successions_into_another")),
        sa.ForeignKeyConstraint(
            ["department_id"], ["departments.id"], name=op.f("fk_department_successions_department_id")
        ),
        sa.ForeignKeyConstraint(
            ["successor_id"], ["departments.id"], name=op.f("fk_department_successions_successor_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_department_successions")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_department_successions_department", "department_successions", ["department_id", "id"])
    op.create_index("ix_department_successions_successor", "department_successions", ["successor_id", "id"])


def downgrade() -> None:
    op.drop_table("department_successions")
