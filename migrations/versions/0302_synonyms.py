"""Synonyms

Revision: 0302
Follows: 0504
"""

import sqlalchemy as sa
from alembic import op

revision = "0302"
down_revision = "0504"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "synonym_groups",
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_synonym_groups")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "tag_synonyms",
        sa.Column("tag_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 40", name=op.f("ck_tag_synonyms_name_length")),
        sa.ForeignKeyConstraint(["tag_id"], ["tags.id"], name=op.f("fk_tag_synonyms_tag_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tag_synonyms")),
        sa.UniqueConstraint("slug", name=op.f("uq_tag_synonyms_slug")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("tag_synonyms", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tag_synonyms_tag_id"), ["tag_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("tag_synonyms", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tag_synonyms_tag_id"))

    op.drop_table("tag_synonyms")
    op.drop_table("synonym_groups")
