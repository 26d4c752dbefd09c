"""Practice cards

Revision: 0501
Follows: 0101
"""

import sqlalchemy as sa
from alembic import op

revision = "0501"
down_revision = "0101"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "practices",
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("problem", sa.String(), nullable=False),
        sa.Column("problem_html", sa.String(), nullable=False),
        sa.Column("approach", sa.String(), nullable=False),
        sa.Column("approach_html", sa.String(), nullable=False),
        sa.Column("steps", sa.String(), nullable=False),
        sa.Column("steps_html", sa.String(), nullable=False),
        sa.Column("effort", sa.String(32), nullable=False),
        sa.Column("effort_note", sa.String(), nullable=False),
        sa.Column("effect", sa.String(32), nullable=False),
        sa.Column("effect_note", sa.String(), nullable=False),
        sa.Column("costs", sa.String(), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("submission", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("effect IN ('low', 'medium', 'high')", name=op.f("ck_practices_effect")),
        sa.CheckConstraint("effort IN ('low', 'medium', 'high')", name=op.f("ck_practices_effort")),
        sa.CheckConstraint(
            "state = 'draft' OR published_at IS NOT NULL", name=op.f("ck_practices_published_says_when")
        ),
        sa.CheckConstraint("state IN ('draft', 'published', 'archived')", name=op.f("ck_practices_state")),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_practices_author_id")),
        sa.ForeignKeyConstraint(["department_id"], ["departments.id"], name=op.f("fk_practices_department_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practices")),
        sa.UniqueConstraint("author_id", "submission", name="uq_practices_submission"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("practices", schema=None) as batch_op:
        batch_op.create_index("ix_practices_author", ["author_id", "id"], unique=False)
        batch_op.create_index("ix_practices_department", ["department_id", "state", "id"], unique=False)
        batch_op.create_index("ix_practices_newest", ["state", "id"], unique=False)

    op.create_table(
        "practice_events",
        sa.Column("practice_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("move", sa.String(), nullable=False),
        sa.Column("from_state", sa.String(32), nullable=True),
        sa.Column("to_state", sa.String(32), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["people.id"], name=op.f("fk_practice_events_actor_id")),
        sa.ForeignKeyConstraint(["practice_id"], ["practices.id"], name=op.f("fk_practice_events_practice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice_events")),
        sa.UniqueConstraint("practice_id", "seq", name=op.f("uq_practice_events_practice_id_seq")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "practice_revisions",
        sa.Column("practice_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("wording", sa.JSON(), nullable=False),
        sa.Column("editor_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["editor_id"], ["people.id"], name=op.f("fk_practice_revisions_editor_id")),
        sa.ForeignKeyConstraint(["practice_id"], ["practices.id"], name=op.f("fk_practice_revisions_practice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice_revisions")),
        sa.UniqueConstraint("practice_id", "seq", name=op.f("uq_practice_revisions_practice_id_seq")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "practice_tags",
        sa.Column("practice_id", sa.Integer(), nullable=False),
        sa.Column("tag_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["practice_id"], ["practices.id"], name=op.f("fk_practice_tags_practice_id")),
        sa.ForeignKeyConstraint(["tag_id"], ["tags.id"], name=op.f("fk_practice_tags_tag_id")),
        sa.PrimaryKeyConstraint("practice_id", "tag_id", name=op.f("pk_practice_tags")),
    )
    with op.batch_alter_table("practice_tags", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_practice_tags_tag_id"), ["tag_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("practice_tags", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_practice_tags_tag_id"))

    op.drop_table("practice_tags")
    op.drop_table("practice_revisions")
    op.drop_table("practice_events")
    with op.batch_alter_table("practices", schema=None) as batch_op:
        batch_op.drop_index("ix_practices_newest")
        batch_op.drop_index("ix_practices_department")
        batch_op.drop_index("ix_practices_author")

    op.drop_table("practices")
