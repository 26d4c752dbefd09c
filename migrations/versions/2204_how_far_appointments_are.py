"""How far appointments are, and the steps on the way

Until its first step an appointment is active; those that ended before stay as they are.

Revision: 2204
Follows: 2103
"""

import sqlalchemy as sa
from alembic import op

revision = "2204"
down_revision = "2103"
branch_labels = None
depends_on = None

KEPT = {"sqlite_autoincrement": True}


def upgrade() -> None:
    with op.batch_alter_table("appointments", schema=None, table_kwargs=KEPT) as batch_op:
        batch_op.add_column(sa.Column("state", sa.String(32), server_default="active", nullable=False))
        batch_op.create_check_constraint(
            op.f("ck_appointments_state"),
            "state IN ('appointed', 'in_training', 'active', 'paused', 'handing_over', 'ended')",
        )
        batch_op.create_check_constraint(
            op.f("ck_appointments_ended_says_when"), "state <> 'ended' OR valid_until IS NOT NULL"
        )
    op.create_table(
        "appointment_moves",
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("move", sa.String(), nullable=False),
        sa.Column("from_state", sa.String(), nullable=True),
        sa.Column("to_state", sa.String(), nullable=False),
        sa.Column("standing", sa.String(32), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("on_behalf_of_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "standing IN ('person', 'head', 'office', 'successor', 'system')",
            name=op.f("ck_appointment_moves_standing"),
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["people.id"], name=op.f("fk_appointment_moves_actor_id")),
        sa.ForeignKeyConstraint(["on_behalf_of_id"], ["people.id"], name=op.f("fk_appointment_moves_on_behalf_of_id")),
        sa.ForeignKeyConstraint(
            ["subject_id"],
            ["appointments.id"],
            name=op.f("fk_appointment_moves_subject_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment_moves")),
        sa.UniqueConstraint("subject_id", "seq", name=op.f("uq_appointment_moves_subject_id_seq")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_appointment_moves_at", "appointment_moves", ["at"])


def downgrade() -> None:
    op.drop_table("appointment_moves")
    with op.batch_alter_table("appointments", schema=None, table_kwargs=KEPT) as batch_op:
        batch_op.drop_constraint(op.f("ck_appointments_ended_says_when"), type_="check")
        batch_op.drop_constraint(op.f("ck_appointments_state"), type_="check")
        batch_op.drop_column("state")
