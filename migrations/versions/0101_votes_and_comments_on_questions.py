"""Votes, people with the same question, and comments on questions

Revision: 0101
Follows: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0101"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "same_askers",
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_same_askers_person_id")),
        sa.ForeignKeyConstraint(["question_id"], ["questions.id"], name=op.f("fk_same_askers_question_id")),
        sa.PrimaryKeyConstraint("question_id", "person_id", name=op.f("pk_same_askers")),
    )
    with op.batch_alter_table("same_askers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_same_askers_person_id"), ["person_id"], unique=False)

    op.create_table(
        "votes",
        sa.Column("question_id", sa.Integer(), nullable=True),
        sa.Column("answer_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("(question_id IS NULL) <> (answer_id IS NULL)", name=op.f("ck_votes_for_one_thing")),
        sa.ForeignKeyConstraint(["answer_id"], ["answers.id"], name=op.f("fk_votes_answer_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_votes_person_id")),
        sa.ForeignKeyConstraint(["question_id"], ["questions.id"], name=op.f("fk_votes_question_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_votes")),
        sa.UniqueConstraint("answer_id", "person_id", name=op.f("uq_votes_answer_id_person_id")),
        sa.UniqueConstraint("question_id", "person_id", name=op.f("uq_votes_question_id_person_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("votes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_votes_person_id"), ["person_id"], unique=False)

    with op.batch_alter_table("answers", schema=None) as batch_op:
        batch_op.add_column(sa.Column("helpful_count", sa.Integer(), server_default="0", nullable=False))

    with op.batch_alter_table("comments", schema=None) as batch_op:
        batch_op.add_column(sa.Column("question_id", sa.Integer(), nullable=True))
    op.execute(
        "UPDATE comments SET question_id = (SELECT question_id FROM answers WHERE answers.id = comments.answer_id)"
    )
    with op.batch_alter_table("comments", schema=None, table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.alter_column("question_id", existing_type=sa.Integer(), nullable=False)
        batch_op.alter_column("answer_id", existing_type=sa.Integer(), nullable=True)
        batch_op.create_index(batch_op.f("ix_comments_question_id"), ["question_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_comments_question_id"), "questions", ["question_id"], ["id"])

    with op.batch_alter_table("questions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("helpful_count", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("same_count", sa.Integer(), server_default="0", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("questions", schema=None) as batch_op:
        batch_op.drop_column("same_count")
        batch_op.drop_column("helpful_count")

    op.execute("DELETE FROM comments WHERE answer_id IS NULL")
    with op.batch_alter_table("comments", schema=None, table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_comments_question_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_comments_question_id"))
        batch_op.alter_column("answer_id", existing_type=sa.Integer(), nullable=False)
        batch_op.drop_column("question_id")

    with op.batch_alter_table("answers", schema=None) as batch_op:
        batch_op.drop_column("helpful_count")

    with op.batch_alter_table("votes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_votes_person_id"))

    op.drop_table("votes")
    with op.batch_alter_table("same_askers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_same_askers_person_id"))

    op.drop_table("same_askers")
