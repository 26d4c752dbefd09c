"""Enrolments

Revision: 2102
Follows: 2501
"""

import sqlalchemy as sa
from alembic import op

revision = "2102"
down_revision = "2501"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "enrolments",
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("external_name", sa.String(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.String(32), nullable=True),
        sa.Column("ranked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("offered_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lapsed_offers", sa.Integer(), nullable=False),
        sa.Column("came_from_id", sa.Integer(), nullable=True),
        sa.Column("submission", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("end_reason", sa.String(), nullable=False),
        sa.Column("forgotten_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'offered') = (offered_until IS NOT NULL)", name=op.f("ck_enrolments_offer_says_until")
        ),
        sa.CheckConstraint(
            "(state IN ('completed', 'no_show', 'offer_declined', 'cancelled_by_person', "
            "'cancelled_by_organiser', 'moved')) = (ended_at IS NOT NULL)",
            name=op.f("ck_enrolments_end_says_when"),
        ),
        sa.CheckConstraint(
            "forgotten_at IS NOT NULL OR (person_id IS NULL) = (external_name <> '')",
            name=op.f("ck_enrolments_is_somebody"),
        ),
        sa.CheckConstraint("kind IN ('pilot', 'deputy')", name=op.f("ck_enrolments_kind")),
        sa.CheckConstraint(
            "place IN ('office', 'no_pilot', 'ending', 'deputy', 'has_pilot', 'in_training', "
            "'has_deputy', 'by_date', 'external')",
            name=op.f("ck_enrolments_place"),
        ),
        sa.CheckConstraint(
            "state <> 'cancelled_by_organiser' OR end_reason <> ''", name=op.f("ck_enrolments_cancelled_for_a_reason")
        ),
        sa.CheckConstraint("state <> 'moved' OR end_reason <> ''", name=op.f("ck_enrolments_moved_for_a_reason")),
        sa.CheckConstraint(
            "state IN ('requested', 'funding_check', 'waiting', 'offered', 'seated', 'attending', "
            "'completed', 'incomplete', 'no_show', 'offer_declined', 'cancelled_by_person', "
            "'cancelled_by_organiser', 'moved')",
            name=op.f("ck_enrolments_state"),
        ),
        sa.CheckConstraint(
            "forgotten_at IS NULL OR ended_at IS NOT NULL", name=op.f("ck_enrolments_forgotten_after_end")
        ),
        sa.CheckConstraint("lapsed_offers BETWEEN 0 AND 3", name=op.f("ck_enrolments_lapsed_offers")),
        sa.CheckConstraint("person_id IS NULL OR department_id IS NOT NULL", name=op.f("ck_enrolments_has_department")),
        sa.ForeignKeyConstraint(["came_from_id"], ["enrolments.id"], name=op.f("fk_enrolments_came_from_id")),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohorts.id"], name=op.f("fk_enrolments_cohort_id")),
        sa.ForeignKeyConstraint(["department_id"], ["departments.id"], name=op.f("fk_enrolments_department_id")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["people.id"], name=op.f("fk_enrolments_ended_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_enrolments_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolments")),
        sa.UniqueConstraint("cohort_id", "submission", name="uq_enrolments_submission"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("enrolments", schema=None) as batch_op:
        batch_op.create_index("ix_enrolments_came_from", ["came_from_id"], unique=False)
        batch_op.create_index("ix_enrolments_cohort", ["cohort_id", "state", "id"], unique=False)
        batch_op.create_index("ix_enrolments_department", ["department_id", "state"], unique=False)
        batch_op.create_index("ix_enrolments_ended_at", ["ended_at"], unique=False)
        batch_op.create_index("ix_enrolments_person", ["person_id", "id"], unique=False)
        batch_op.create_index(
            "uq_enrolments_live",
            ["cohort_id", "person_id"],
            unique=True,
            sqlite_where=sa.text(
                "state IN ('requested', 'funding_check', 'waiting', 'offered', 'seated', 'attending')"
            ),
            postgresql_where=sa.text(
                "state IN ('requested', 'funding_check', 'waiting', 'offered', 'seated', 'attending')"
            ),
        )

    op.create_table(
        "enrolment_moves",
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(32), nullable=True),
        sa.Column("ranked_at", sa.DateTime(timezone=True), nullable=True),
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
            "standing IN ('person', 'head', 'office', 'trainer', 'system')", name=op.f("ck_enrolment_moves_standing")
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["people.id"], name=op.f("fk_enrolment_moves_actor_id")),
        sa.ForeignKeyConstraint(["on_behalf_of_id"], ["people.id"], name=op.f("fk_enrolment_moves_on_behalf_of_id")),
        sa.ForeignKeyConstraint(["subject_id"], ["enrolments.id"], name=op.f("fk_enrolment_moves_subject_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment_moves")),
        sa.UniqueConstraint("subject_id", "seq", name=op.f("uq_enrolment_moves_subject_id_seq")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("enrolment_moves", schema=None) as batch_op:
        batch_op.create_index("ix_enrolment_moves_at", ["at"], unique=False)

    with op.batch_alter_table("cohorts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("rule", sa.Integer(), server_default="1", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("cohorts", schema=None) as batch_op:
        batch_op.drop_column("rule")

    with op.batch_alter_table("enrolment_moves", schema=None) as batch_op:
        batch_op.drop_index("ix_enrolment_moves_at")

    op.drop_table("enrolment_moves")
    with op.batch_alter_table("enrolments", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_enrolments_live",
            sqlite_where=sa.text(
                "state IN ('requested', 'funding_check', 'waiting', 'offered', 'seated', 'attending')"
            ),
            postgresql_where=sa.text(
                "state IN ('requested', 'funding_check', 'waiting', 'offered', 'seated', 'attending')"
            ),
        )
        batch_op.drop_index("ix_enrolments_person")
        batch_op.drop_index("ix_enrolments_ended_at")
        batch_op.drop_index("ix_enrolments_department")
        batch_op.drop_index("ix_enrolments_cohort")
        batch_op.drop_index("ix_enrolments_came_from")

    op.drop_table("enrolments")
