"""Adoptions of practice cards

Revision: 0502
Follows: 0102
"""

import sqlalchemy as sa
from alembic import op

revision = "0502"
down_revision = "0102"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "adoptions",
        sa.Column("practice_id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('wanted', 'adopting', 'adopted', 'dropped')", name=op.f("ck_adoptions_state")),
        sa.CheckConstraint(
            "state NOT IN ('adopted', 'dropped') OR note <> ''", name=op.f("ck_adoptions_end_has_words")
        ),
        sa.CheckConstraint("source_id IS NULL OR source_id <> department_id", name=op.f("ck_adoptions_from_another")),
        sa.ForeignKeyConstraint(["department_id"], ["departments.id"], name=op.f("fk_adoptions_department_id")),
        sa.ForeignKeyConstraint(["practice_id"], ["practices.id"], name=op.f("fk_adoptions_practice_id")),
        sa.ForeignKeyConstraint(["source_id"], ["departments.id"], name=op.f("fk_adoptions_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adoptions")),
        sa.UniqueConstraint("practice_id", "department_id", name="uq_adoptions_department"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("adoptions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_adoptions_department_id"), ["department_id"], unique=False)

    op.create_table(
        "adoption_events",
        sa.Column("adoption_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("move", sa.String(), nullable=False),
        sa.Column("from_state", sa.String(32), nullable=True),
        sa.Column("to_state", sa.String(32), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["people.id"], name=op.f("fk_adoption_events_actor_id")),
        sa.ForeignKeyConstraint(["adoption_id"], ["adoptions.id"], name=op.f("fk_adoption_events_adoption_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adoption_events")),
        sa.UniqueConstraint("adoption_id", "seq", name=op.f("uq_adoption_events_adoption_id_seq")),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("adoption_events")
    with op.batch_alter_table("adoptions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_adoptions_department_id"))

    op.drop_table("adoptions")
