"""Handovers

Revision: 1303
Follows: 1401
"""

import sqlalchemy as sa
from alembic import op

revision = "1303"
down_revision = "1401"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "handovers",
        sa.Column("leaver_id", sa.Integer(), nullable=False),
        sa.Column("successor_id", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("submission", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("leaver_id <> successor_id", name=op.f("ck_handovers_to_another")),
        sa.ForeignKeyConstraint(["leaver_id"], ["people.id"], name=op.f("fk_handovers_leaver_id")),
        sa.ForeignKeyConstraint(["successor_id"], ["people.id"], name=op.f("fk_handovers_successor_id")),
        sa.ForeignKeyConstraint(["actor_id"], ["people.id"], name=op.f("fk_handovers_actor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handovers")),
        sa.UniqueConstraint("actor_id", "submission", name="uq_handovers_submission"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("handovers", schema=None) as batch_op:
        batch_op.create_index("ix_handovers_leaver", ["leaver_id", "id"], unique=False)
        batch_op.create_index("ix_handovers_at", ["at"], unique=False)
    op.create_table(
        "handover_items",
        sa.Column("handover_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("thing_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["handover_id"], ["handovers.id"], name=op.f("fk_handover_items_handover_id")),
        sa.PrimaryKeyConstraint("handover_id", "kind", "thing_id", name=op.f("pk_handover_items")),
    )


def downgrade() -> None:
    op.drop_table("handover_items")
    with op.batch_alter_table("handovers", schema=None) as batch_op:
        batch_op.drop_index("ix_handovers_at")
        batch_op.drop_index("ix_handovers_leaver")
    op.drop_table("handovers")
