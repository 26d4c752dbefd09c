"""Nominations

Revision: 2001
Follows: 2201
"""

import sqlalchemy as sa
from alembic import op

revision = "2001"
down_revision = "2201"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "nominations",
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("nominee_id", sa.Integer(), nullable=True),
        sa.Column("nominated_by_id", sa.Integer(), nullable=True),
        sa.Column("made_as", sa.String(32), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("submission", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("consent_asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("consent_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("consented_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("council_on", sa.Date(), nullable=True),
        sa.Column("council_how", sa.String(), nullable=False),
        sa.Column("council_by_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("end_reason", sa.String(), nullable=False),
        sa.Column("forgotten_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("(council_on IS NULL) = (council_how = '')", name=op.f("ck_nominations_council_says_how")),
        sa.CheckConstraint(
            "(state IN ('confirmed', 'declined', 'lapsed', 'refused', 'withdrawn')) = (ended_at IS NOT NULL)",
            name=op.f("ck_nominations_end_says_when"),
        ),
        sa.CheckConstraint(
            "CASE state WHEN 'draft' THEN submitted_at IS NULL WHEN 'withdrawn' THEN 1=1"
            " ELSE submitted_at IS NOT NULL END",
            name=op.f("ck_nominations_submitted_says_when"),
        ),
        sa.CheckConstraint(
            "forgotten_at IS NOT NULL OR (ended_by_id IS NOT NULL) = (ended_at IS NOT NULL AND state <> 'lapsed')",
            name=op.f("ck_nominations_end_says_who"),
        ),
        sa.CheckConstraint("kind IN ('pilot', 'deputy')", name=op.f("ck_nominations_kind")),
        sa.CheckConstraint(
            "made_as <> 'person' OR nominated_by_id = nominee_id", name=op.f("ck_nominations_volunteers_themselves")
        ),
        sa.CheckConstraint("made_as IN ('head', 'office', 'person')", name=op.f("ck_nominations_made_as")),
        sa.CheckConstraint("state <> 'refused' OR end_reason <> ''", name=op.f("ck_nominations_refusal_says_why")),
        sa.CheckConstraint(
            "state IN ('draft', 'submitted', 'awaiting_consent', 'consented', 'query', 'confirmed', 'declined',"
            " 'lapsed', 'refused', 'withdrawn')",
            name=op.f("ck_nominations_state"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('awaiting_consent', 'declined', 'lapsed') OR consent_asked_at IS NOT NULL",
            name=op.f("ck_nominations_was_asked"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('consented', 'query', 'confirmed', 'refused') OR consented_at IS NOT NULL",
            name=op.f("ck_nominations_consent_says_when"),
        ),
        sa.CheckConstraint(
            "(consent_asked_at IS NULL) = (consent_until IS NULL)", name=op.f("ck_nominations_asked_until")
        ),
        sa.CheckConstraint(
            "consent_until IS NULL OR consent_until > consent_asked_at", name=op.f("ck_nominations_until_after_asked")
        ),
        sa.CheckConstraint(
            "forgotten_at IS NOT NULL OR (nominee_id IS NOT NULL AND nominated_by_id IS NOT NULL)",
            name=op.f("ck_nominations_names_people"),
        ),
        sa.CheckConstraint(
            "forgotten_at IS NULL OR ended_at IS NOT NULL", name=op.f("ck_nominations_forgotten_after_end")
        ),
        sa.ForeignKeyConstraint(["council_by_id"], ["people.id"], name=op.f("fk_nominations_council_by_id")),
        sa.ForeignKeyConstraint(["department_id"], ["departments.id"], name=op.f("fk_nominations_department_id")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["people.id"], name=op.f("fk_nominations_ended_by_id")),
        sa.ForeignKeyConstraint(["nominated_by_id"], ["people.id"], name=op.f("fk_nominations_nominated_by_id")),
        sa.ForeignKeyConstraint(["nominee_id"], ["people.id"], name=op.f("fk_nominations_nominee_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nominations")),
        sa.UniqueConstraint("nominated_by_id", "submission", name="uq_nominations_submission"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("nominations", schema=None) as batch_op:
        batch_op.create_index("ix_nominations_department", ["department_id", "id"], unique=False)
        batch_op.create_index("ix_nominations_nominated_by", ["nominated_by_id", "id"], unique=False)
        batch_op.create_index("ix_nominations_nominee", ["nominee_id", "id"], unique=False)
        batch_op.create_index("ix_nominations_state", ["state", "id"], unique=False)
        batch_op.create_index(
            "uq_nominations_live",
            ["department_id", "kind"],
            unique=True,
            sqlite_where=sa.text("state IN ('submitted', 'awaiting_consent', 'consented', 'query')"),
            postgresql_where=sa.text("state IN ('submitted', 'awaiting_consent', 'consented', 'query')"),
        )

    op.create_table(
        "switches",
        sa.Column("name", sa.String(32), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("name IN ('staff_council')", name=op.f("ck_switches_name")),
        sa.ForeignKeyConstraint(["actor_id"], ["people.id"], name=op.f("fk_switches_actor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_switches")),
        sa.UniqueConstraint("name", name=op.f("uq_switches_name")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "nomination_moves",
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
            "standing IN ('person', 'head', 'office', 'trainer', 'system')", name=op.f("ck_nomination_moves_standing")
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["people.id"], name=op.f("fk_nomination_moves_actor_id")),
        sa.ForeignKeyConstraint(["on_behalf_of_id"], ["people.id"], name=op.f("fk_nomination_moves_on_behalf_of_id")),
        sa.ForeignKeyConstraint(["subject_id"], ["nominations.id"], name=op.f("fk_nomination_moves_subject_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nomination_moves")),
        sa.UniqueConstraint("subject_id", "seq", name=op.f("uq_nomination_moves_subject_id_seq")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("nomination_moves", schema=None) as batch_op:
        batch_op.create_index("ix_nomination_moves_at", ["at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("nomination_moves", schema=None) as batch_op:
        batch_op.drop_index("ix_nomination_moves_at")

    op.drop_table("nomination_moves")
    op.drop_table("switches")
    with op.batch_alter_table("nominations", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_nominations_live",
            sqlite_where=sa.text("state IN ('submitted', 'awaiting_consent', 'consented', 'query')"),
            postgresql_where=sa.text("state IN ('submitted', 'awaiting_consent', 'consented', 'query')"),
        )
        batch_op.drop_index("ix_nominations_state")
        batch_op.drop_index("ix_nominations_nominee")
        batch_op.drop_index("ix_nominations_nominated_by")
        batch_op.drop_index("ix_nominations_department")

    op.drop_table("nominations")
