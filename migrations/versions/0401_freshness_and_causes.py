"""Freshness and causes

Revision: 0401
Follows: 0602
"""

import sqlalchemy as sa
from alembic import op

revision = "0401"
down_revision = "0602"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "causes",
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('system', 'form', 'instruction')", name=op.f("ck_causes_kind")),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 120", name=op.f("ck_causes_name_length")),
        sa.ForeignKeyConstraint(["created_by_id"], ["people.id"], name=op.f("fk_causes_created_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_causes")),
        sa.UniqueConstraint("name", name=op.f("uq_causes_name")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "cause_changes",
        sa.Column("cause_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("marked", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("submission", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["people.id"], name=op.f("fk_cause_changes_actor_id")),
        sa.ForeignKeyConstraint(["cause_id"], ["causes.id"], name=op.f("fk_cause_changes_cause_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cause_changes")),
        sa.UniqueConstraint("actor_id", "submission", name="uq_cause_changes_submission"),
        sa.UniqueConstraint("cause_id", "seq", name=op.f("uq_cause_changes_cause_id_seq")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "freshness",
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("thing_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("checked_by_id", sa.Integer(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("owner_kind", sa.String(32), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("due_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_why", sa.String(32), nullable=True),
        sa.Column("cause_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(due_why IS NOT NULL AND due_why = 'cause') = (cause_id IS NOT NULL)",
            name=op.f("ck_freshness_due_names_its_cause"),
        ),
        sa.CheckConstraint(
            "(owner_kind = 'person') = (owner_id IS NOT NULL)", name=op.f("ck_freshness_person_or_office")
        ),
        sa.CheckConstraint("(state = 'to_check') = (due_since IS NOT NULL)", name=op.f("ck_freshness_due_since_when")),
        sa.CheckConstraint("(state = 'to_check') = (due_why IS NOT NULL)", name=op.f("ck_freshness_due_says_why")),
        sa.CheckConstraint(
            "due_why IS NULL OR due_why IN ('cause', 'expired', 'reported')", name=op.f("ck_freshness_due_why")
        ),
        sa.CheckConstraint("kind IN ('answer', 'practice')", name=op.f("ck_freshness_kind")),
        sa.CheckConstraint("owner_kind IN ('person', 'office')", name=op.f("ck_freshness_owner_kind")),
        sa.CheckConstraint("state IN ('valid', 'to_check', 'retired', 'resting')", name=op.f("ck_freshness_state")),
        sa.CheckConstraint(
            "valid_until > valid_from AND valid_until > checked_on", name=op.f("ck_freshness_valid_after_check")
        ),
        sa.ForeignKeyConstraint(["cause_id"], ["causes.id"], name=op.f("fk_freshness_cause_id")),
        sa.ForeignKeyConstraint(["checked_by_id"], ["people.id"], name=op.f("fk_freshness_checked_by_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name=op.f("fk_freshness_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_freshness")),
        sa.UniqueConstraint("kind", "thing_id", name="uq_freshness_thing"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("freshness", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_freshness_cause_id"), ["cause_id"], unique=False)
        batch_op.create_index("ix_freshness_expiry", ["state", "valid_until"], unique=False)
        batch_op.create_index("ix_freshness_office", ["owner_kind", "state", "id"], unique=False)
        batch_op.create_index("ix_freshness_owner", ["owner_id", "state", "id"], unique=False)

    op.create_table(
        "cause_bindings",
        sa.Column("freshness_id", sa.Integer(), nullable=False),
        sa.Column("cause_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["cause_id"], ["causes.id"], name=op.f("fk_cause_bindings_cause_id")),
        sa.ForeignKeyConstraint(["freshness_id"], ["freshness.id"], name=op.f("fk_cause_bindings_freshness_id")),
        sa.PrimaryKeyConstraint("freshness_id", "cause_id", name=op.f("pk_cause_bindings")),
    )
    with op.batch_alter_table("cause_bindings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cause_bindings_cause_id"), ["cause_id"], unique=False)

    # Answers that are accepted already: their author keeps them while a pilot, else the office does.
    op.execute(
        sa.text(
            """
            INSERT INTO freshness
                (kind, thing_id, state, valid_from, checked_on, valid_until, owner_kind, owner_id, note)
            SELECT 'answer', answers.id, 'valid', answers.checked_on, answers.checked_on, answers.valid_until,
                CASE WHEN pilots.person_id IS NULL THEN 'office' ELSE 'person' END, pilots.person_id, ''
            FROM answers
            LEFT JOIN (
                SELECT DISTINCT person_id FROM appointments
                WHERE valid_from <= CURRENT_DATE AND (valid_until IS NULL OR valid_until > CURRENT_DATE)
            ) AS pilots ON pilots.person_id = answers.author_id
            WHERE answers.accepted_at IS NOT NULL AND answers.valid_until > answers.checked_on
            """
        )
    )


def downgrade() -> None:
    with op.batch_alter_table("cause_bindings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cause_bindings_cause_id"))

    op.drop_table("cause_bindings")
    with op.batch_alter_table("freshness", schema=None) as batch_op:
        batch_op.drop_index("ix_freshness_owner")
        batch_op.drop_index("ix_freshness_office")
        batch_op.drop_index("ix_freshness_expiry")
        batch_op.drop_index(batch_op.f("ix_freshness_cause_id"))

    op.drop_table("freshness")
    op.drop_table("cause_changes")
    op.drop_table("causes")
