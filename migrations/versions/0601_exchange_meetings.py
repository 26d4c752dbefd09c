"""Exchange meetings

Revision: 0601
Follows: 0501
"""

import sqlalchemy as sa
from alembic import op

revision = "0601"
down_revision = "0501"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "event_series",
        sa.Column("rhythm", sa.String(32), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("rhythm IN ('weekly', 'monthly')", name=op.f("ck_event_series_rhythm")),
        sa.CheckConstraint("length BETWEEN 2 AND 60", name=op.f("ck_event_series_length")),
        sa.CheckConstraint("step BETWEEN 1 AND 12", name=op.f("ck_event_series_step")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_series")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "meetings",
        sa.Column("series_id", sa.Integer(), nullable=True),
        sa.Column("organiser_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("body_html", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("submission", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancel_reason", sa.String(), nullable=False),
        sa.Column("minutes", sa.String(), nullable=False),
        sa.Column("minutes_html", sa.String(), nullable=False),
        sa.Column("minutes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("minutes_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("(minutes = '') = (minutes_at IS NULL)", name=op.f("ck_meetings_minutes_say_when")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_meetings_ends_after_start")),
        sa.ForeignKeyConstraint(["minutes_by_id"], ["people.id"], name=op.f("fk_meetings_minutes_by_id")),
        sa.ForeignKeyConstraint(["organiser_id"], ["people.id"], name=op.f("fk_meetings_organiser_id")),
        sa.ForeignKeyConstraint(["series_id"], ["event_series.id"], name=op.f("fk_meetings_series_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meetings")),
        sa.UniqueConstraint("organiser_id", "submission", name="uq_meetings_submission"),
        sa.UniqueConstraint("series_id", "planned_at", name="uq_meetings_planned"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("meetings", schema=None) as batch_op:
        batch_op.create_index("ix_meetings_time", ["starts_at", "id"], unique=False)

    op.create_table(
        "meeting_attendances",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_meeting_attendances_meeting_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_meeting_attendances_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_attendances")),
        sa.UniqueConstraint("meeting_id", "person_id", name=op.f("uq_meeting_attendances_meeting_id_person_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("meeting_attendances", schema=None) as batch_op:
        batch_op.create_index("ix_meeting_attendances_person", ["person_id"], unique=False)

    op.create_table(
        "meeting_outcomes",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("question_id", sa.Integer(), nullable=True),
        sa.Column("submission", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind = 'todo' OR (person_id IS NULL AND due_on IS NULL)",
            name=op.f("ck_meeting_outcomes_only_todos_have_somebody"),
        ),
        sa.CheckConstraint("kind IN ('decision', 'todo')", name=op.f("ck_meeting_outcomes_kind")),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_meeting_outcomes_author_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_meeting_outcomes_meeting_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_meeting_outcomes_person_id")),
        sa.ForeignKeyConstraint(["question_id"], ["questions.id"], name=op.f("fk_meeting_outcomes_question_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_outcomes")),
        sa.UniqueConstraint("author_id", "submission", name="uq_meeting_outcomes_submission"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("meeting_outcomes", schema=None) as batch_op:
        batch_op.create_index("ix_meeting_outcomes_due", ["due_on"], unique=False)
        batch_op.create_index("ix_meeting_outcomes_meeting", ["meeting_id", "id"], unique=False)
        batch_op.create_index("ix_meeting_outcomes_person", ["person_id"], unique=False)

    op.create_table(
        "meeting_topics",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("vote_count", sa.Integer(), nullable=False),
        sa.Column("submission", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_meeting_topics_author_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_meeting_topics_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_topics")),
        sa.UniqueConstraint("author_id", "submission", name="uq_meeting_topics_submission"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("meeting_topics", schema=None) as batch_op:
        batch_op.create_index("ix_meeting_topics_meeting", ["meeting_id", "id"], unique=False)

    op.create_table(
        "meeting_topic_votes",
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_meeting_topic_votes_person_id")),
        sa.ForeignKeyConstraint(["topic_id"], ["meeting_topics.id"], name=op.f("fk_meeting_topic_votes_topic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_topic_votes")),
        sa.UniqueConstraint("topic_id", "person_id", name=op.f("uq_meeting_topic_votes_topic_id_person_id")),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("meeting_topic_votes")
    with op.batch_alter_table("meeting_topics", schema=None) as batch_op:
        batch_op.drop_index("ix_meeting_topics_meeting")

    op.drop_table("meeting_topics")
    with op.batch_alter_table("meeting_outcomes", schema=None) as batch_op:
        batch_op.drop_index("ix_meeting_outcomes_person")
        batch_op.drop_index("ix_meeting_outcomes_meeting")
        batch_op.drop_index("ix_meeting_outcomes_due")

    op.drop_table("meeting_outcomes")
    with op.batch_alter_table("meeting_attendances", schema=None) as batch_op:
        batch_op.drop_index("ix_meeting_attendances_person")

    op.drop_table("meeting_attendances")
    with op.batch_alter_table("meetings", schema=None) as batch_op:
        batch_op.drop_index("ix_meetings_time")

    op.drop_table("meetings")
    op.drop_table("event_series")
