"""The exchange forum

Revision: 0503
Follows: 0301
"""

import sqlalchemy as sa
from alembic import op

revision = "0503"
down_revision = "0301"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "boards",
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 60", name=op.f("ck_boards_name_length")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_boards")),
        sa.UniqueConstraint("slug", name=op.f("uq_boards_slug")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "threads",
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("submission", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("post_count", sa.Integer(), nullable=False),
        sa.Column("last_post_id", sa.Integer(), nullable=False),
        sa.Column("last_post_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pinned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("locked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("question_id", sa.Integer(), nullable=True),
        sa.Column("practice_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("question_id IS NULL OR practice_id IS NULL", name=op.f("ck_threads_turned_into_one_thing")),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_threads_author_id")),
        sa.ForeignKeyConstraint(["board_id"], ["boards.id"], name=op.f("fk_threads_board_id")),
        sa.ForeignKeyConstraint(["practice_id"], ["practices.id"], name=op.f("fk_threads_practice_id")),
        sa.ForeignKeyConstraint(["question_id"], ["questions.id"], name=op.f("fk_threads_question_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_threads")),
        sa.UniqueConstraint("author_id", "submission", name="uq_threads_submission"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("threads", schema=None) as batch_op:
        batch_op.create_index("ix_threads_board", ["board_id", "last_post_id"], unique=False)
        batch_op.create_index("ix_threads_newest", ["last_post_id"], unique=False)

    op.create_table(
        "posts",
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("body_html", sa.String(), nullable=False),
        sa.Column("submission", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_posts_author_id")),
        sa.ForeignKeyConstraint(["thread_id"], ["threads.id"], name=op.f("fk_posts_thread_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posts")),
        sa.UniqueConstraint("author_id", "submission", name="uq_posts_submission"),
        sa.UniqueConstraint("thread_id", "seq", name=op.f("uq_posts_thread_id_seq")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "thread_events",
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("move", sa.String(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["people.id"], name=op.f("fk_thread_events_actor_id")),
        sa.ForeignKeyConstraint(["thread_id"], ["threads.id"], name=op.f("fk_thread_events_thread_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thread_events")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("thread_events", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_thread_events_thread_id"), ["thread_id"], unique=False)

    op.create_table(
        "thread_readings",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_thread_readings_person_id")),
        sa.ForeignKeyConstraint(["thread_id"], ["threads.id"], name=op.f("fk_thread_readings_thread_id")),
        sa.PrimaryKeyConstraint("person_id", "thread_id", name=op.f("pk_thread_readings")),
    )
    with op.batch_alter_table("thread_readings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_thread_readings_thread_id"), ["thread_id"], unique=False)

    op.create_table(
        "post_revisions",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("editor_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["editor_id"], ["people.id"], name=op.f("fk_post_revisions_editor_id")),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_post_revisions_post_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_revisions")),
        sa.UniqueConstraint("post_id", "seq", name=op.f("uq_post_revisions_post_id_seq")),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("post_revisions")
    with op.batch_alter_table("thread_readings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_thread_readings_thread_id"))

    op.drop_table("thread_readings")
    with op.batch_alter_table("thread_events", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_thread_events_thread_id"))

    op.drop_table("thread_events")
    op.drop_table("posts")
    with op.batch_alter_table("threads", schema=None) as batch_op:
        batch_op.drop_index("ix_threads_newest")
        batch_op.drop_index("ix_threads_board")

    op.drop_table("threads")
    op.drop_table("boards")
