"""Who follows which question, tag or department

Revision: 0102
Follows: 0601
"""

import sqlalchemy as sa
from alembic import op

revision = "0102"
down_revision = "0601"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "follows",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=True),
        sa.Column("tag_id", sa.Integer(), nullable=True),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("muted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(CASE WHEN question_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN tag_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN department_id IS NULL THEN 0 ELSE 1 END) = 1",
            name=op.f("ck_follows_of_one_thing"),
        ),
        sa.ForeignKeyConstraint(["department_id"], ["departments.id"], name=op.f("fk_follows_department_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_follows_person_id")),
        sa.ForeignKeyConstraint(["question_id"], ["questions.id"], name=op.f("fk_follows_question_id")),
        sa.ForeignKeyConstraint(["tag_id"], ["tags.id"], name=op.f("fk_follows_tag_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follows")),
        sa.UniqueConstraint("department_id", "person_id", name=op.f("uq_follows_department_id_person_id")),
        sa.UniqueConstraint("question_id", "person_id", name=op.f("uq_follows_question_id_person_id")),
        sa.UniqueConstraint("tag_id", "person_id", name=op.f("uq_follows_tag_id_person_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("follows", schema=None) as batch_op:
        batch_op.create_index("ix_follows_person", ["person_id", "id"], unique=False)

    # Who asked and who answered follow what they wrote, as they would have done from the beginning.
    op.execute("INSERT INTO follows (person_id, question_id, at) SELECT asker_id, id, created_at FROM questions")
    op.execute(
        "INSERT INTO follows (person_id, question_id, at) SELECT a.author_id, a.question_id, MIN(a.created_at)"
        " FROM answers a JOIN questions q ON q.id = a.question_id WHERE a.author_id <> q.asker_id"
        " GROUP BY a.author_id, a.question_id"
    )


def downgrade() -> None:
    with op.batch_alter_table("follows", schema=None) as batch_op:
        batch_op.drop_index("ix_follows_person")

    op.drop_table("follows")
