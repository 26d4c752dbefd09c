"""Masks, under which somebody asks, and the seals that bind them to a person

Revision: 1601
Follows: 1502
"""

import sqlalchemy as sa
from alembic import op

revision = "1601"
down_revision = "1502"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_mask", sa.Boolean(), server_default=sa.false(), nullable=False))
    with op.batch_alter_table("questions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_sealed", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "seals",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("mask_id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("ciphertext", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["mask_id"], ["people.id"], name=op.f("fk_seals_mask_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seals")),
        sa.UniqueConstraint("mask_id", name=op.f("uq_seals_mask_id")),
    )


def downgrade() -> None:
    op.drop_table("seals")
    with op.batch_alter_table("questions", schema=None) as batch_op:
        batch_op.drop_column("is_sealed")
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.drop_column("is_mask")
