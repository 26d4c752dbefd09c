"""Consultation hours

Revision: 0603
Follows: 0503
"""

import sqlalchemy as sa
from alembic import op

revision = "0603"
down_revision = "0503"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "consultation_hours",
        sa.Column("pilot_id", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=True),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("slot_minutes", sa.Integer(), nullable=False),
        sa.Column("submission", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancel_reason", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_consultation_hours_ends_after_start")),
        sa.CheckConstraint("slot_minutes BETWEEN 5 AND 120", name=op.f("ck_consultation_hours_slot_minutes")),
        sa.ForeignKeyConstraint(["pilot_id"], ["people.id"], name=op.f("fk_consultation_hours_pilot_id")),
        sa.ForeignKeyConstraint(["series_id"], ["event_series.id"], name=op.f("fk_consultation_hours_series_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation_hours")),
        sa.UniqueConstraint("pilot_id", "submission", name="uq_consultation_hours_submission"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("consultation_hours", schema=None) as batch_op:
        batch_op.create_index("ix_consultation_hours_pilot", ["pilot_id", "starts_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_consultation_hours_series_id"), ["series_id"], unique=False)
        batch_op.create_index("ix_consultation_hours_time", ["starts_at", "id"], unique=False)

    op.create_table(
        "consultation_slots",
        sa.Column("hour_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_consultation_slots_ends_after_start")),
        sa.ForeignKeyConstraint(["hour_id"], ["consultation_hours.id"], name=op.f("fk_consultation_slots_hour_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation_slots")),
        sa.UniqueConstraint("hour_id", "starts_at", name=op.f("uq_consultation_slots_hour_id_starts_at")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "bookings",
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=True),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("submission", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_by_id", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("outcome_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("(outcome = '') = (outcome_at IS NULL)", name=op.f("ck_bookings_outcome_says_when")),
        sa.ForeignKeyConstraint(["cancelled_by_id"], ["people.id"], name=op.f("fk_bookings_cancelled_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_bookings_person_id")),
        sa.ForeignKeyConstraint(["question_id"], ["questions.id"], name=op.f("fk_bookings_question_id")),
        sa.ForeignKeyConstraint(["slot_id"], ["consultation_slots.id"], name=op.f("fk_bookings_slot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bookings")),
        sa.UniqueConstraint("person_id", "submission", name="uq_bookings_submission"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("bookings", schema=None) as batch_op:
        batch_op.create_index("ix_bookings_question", ["question_id"], unique=False)
        batch_op.create_index("ix_bookings_slot", ["slot_id", "id"], unique=False)
        batch_op.create_index(
            "uq_bookings_slot",
            ["slot_id"],
            unique=True,
            sqlite_where=sa.text("cancelled_at IS NULL"),
            postgresql_where=sa.text("cancelled_at IS NULL"),
        )


def downgrade() -> None:
    with op.batch_alter_table("bookings", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_bookings_slot",
            sqlite_where=sa.text("cancelled_at IS NULL"),
            postgresql_where=sa.text("cancelled_at IS NULL"),
        )
        batch_op.drop_index("ix_bookings_slot")
        batch_op.drop_index("ix_bookings_question")

    op.drop_table("bookings")
    op.drop_table("consultation_slots")
    with op.batch_alter_table("consultation_hours", schema=None) as batch_op:
        batch_op.drop_index("ix_consultation_hours_time")
        batch_op.drop_index(batch_op.f("ix_consultation_hours_series_id"))
        batch_op.drop_index("ix_consultation_hours_pilot")

    op.drop_table("consultation_hours")
