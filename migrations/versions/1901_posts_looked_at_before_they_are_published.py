"""Posts looked at before they are published

Revision: 1901
Follows: 1307
"""

import sqlalchemy as sa
from alembic import op

revision = "1901"
down_revision = "1307"
branch_labels = None
depends_on = None

KEPT = {"sqlite_autoincrement": True}


def upgrade() -> None:
    op.create_table(
        "premoderations",
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('question', 'answer', 'comment')", name=op.f("ck_premoderations_kind")),
        sa.ForeignKeyConstraint(["actor_id"], ["people.id"], name=op.f("fk_premoderations_actor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_premoderations")),
        sa.UniqueConstraint("kind", name=op.f("uq_premoderations_kind")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("hidings", schema=None, table_kwargs=KEPT) as batch_op:
        batch_op.add_column(sa.Column("is_unpublished", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.alter_column("actor_id", existing_type=sa.Integer(), nullable=True)
        batch_op.drop_constraint(op.f("ck_hidings_says_why"), type_="check")
        batch_op.create_check_constraint(op.f("ck_hidings_says_why"), "reason <> '' OR actor_id IS NULL")
        batch_op.create_check_constraint(op.f("ck_hidings_waits_unpublished"), "actor_id IS NOT NULL OR is_unpublished")


def downgrade() -> None:
    """What waits would be nobody's: what is published has been decided, the rest is hidden by its author."""
    op.execute("UPDATE hidings SET reason = '–' WHERE actor_id IS NULL")
    op.execute("UPDATE hidings SET actor_id = COALESCE(lifted_by_id, author_id) WHERE actor_id IS NULL")
    with op.batch_alter_table("hidings", schema=None, table_kwargs=KEPT) as batch_op:
        batch_op.drop_constraint(op.f("ck_hidings_waits_unpublished"), type_="check")
        batch_op.drop_constraint(op.f("ck_hidings_says_why"), type_="check")
        batch_op.create_check_constraint(op.f("ck_hidings_says_why"), "reason <> ''")
        batch_op.alter_column("actor_id", existing_type=sa.Integer(), nullable=False)
        batch_op.drop_column("is_unpublished")
    op.drop_table("premoderations")
