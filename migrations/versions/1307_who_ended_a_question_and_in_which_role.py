"""Who ended a question, and in which role somebody took a step

Revision: 1307
Follows: 1602
"""

import sqlalchemy as sa
from alembic import op

revision = "1307"
down_revision = "1602"
branch_labels = None
depends_on = None

KEPT = {"sqlite_autoincrement": True}
ROLES = "'asker', 'office', 'pilot', 'employee', 'system'"

KNOWN_ROLES = """
    UPDATE question_events SET role = CASE
        WHEN actor_id IS NULL THEN 'system'
        WHEN actor_id = (SELECT asker_id FROM questions WHERE questions.id = question_events.question_id) THEN 'asker'
        WHEN EXISTS (SELECT 1 FROM role_grants AS held WHERE held.person_id = actor_id AND held.role = 'office')
            THEN 'office'
        WHEN EXISTS (SELECT 1 FROM appointments AS held WHERE held.person_id = actor_id) THEN 'pilot'
        ELSE 'employee' END
"""
WHO_ENDED = """
    UPDATE questions SET ended_by_id = coalesce(
        (SELECT ending.actor_id FROM question_events AS ending
         WHERE ending.question_id = questions.id AND ending.move IN ('withdraw', 'close')
         ORDER BY ending.seq DESC LIMIT 1),
        asker_id)
    WHERE state IN ('withdrawn', 'closed')
"""


def upgrade() -> None:
    with op.batch_alter_table("question_events", table_kwargs=KEPT) as batch_op:
        batch_op.add_column(sa.Column("role", sa.String(), nullable=False, server_default="system"))
    op.execute(KNOWN_ROLES)
    with op.batch_alter_table("question_events", table_kwargs=KEPT) as batch_op:
        batch_op.alter_column("role", server_default=None)
        batch_op.create_check_constraint(batch_op.f("ck_question_events_role"), f"role IN ({ROLES})")
    for table in ("questions", "duplicates"):
        with op.batch_alter_table(table, table_kwargs=KEPT) as batch_op:
            batch_op.add_column(sa.Column("ended_by_id", sa.Integer(), nullable=True))
            batch_op.create_foreign_key(batch_op.f(f"fk_{table}_ended_by_id_people"), "people", ["ended_by_id"], ["id"])
    op.execute(WHO_ENDED)
    op.execute("UPDATE duplicates SET ended_by_id = actor_id WHERE ended_at IS NOT NULL")
    op.execute("UPDATE questions SET end_reason = '–' WHERE state = 'closed' AND end_reason = ''")
    with op.batch_alter_table("questions", table_kwargs=KEPT) as batch_op:
        batch_op.create_check_constraint(
            batch_op.f("ck_questions_ended_says_who"), "state NOT IN ('withdrawn', 'closed') OR ended_by_id IS NOT NULL"
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_questions_closed_says_why"), "state <> 'closed' OR end_reason <> ''"
        )


def downgrade() -> None:
    with op.batch_alter_table("questions", table_kwargs=KEPT) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_questions_closed_says_why"), type_="check")
        batch_op.drop_constraint(batch_op.f("ck_questions_ended_says_who"), type_="check")
    for table in ("duplicates", "questions"):
        with op.batch_alter_table(table, table_kwargs=KEPT) as batch_op:
            batch_op.drop_constraint(batch_op.f(f"fk_{table}_ended_by_id_people"), type_="foreignkey")
            batch_op.drop_column("ended_by_id")
    with op.batch_alter_table("question_events", table_kwargs=KEPT) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_question_events_role"), type_="check")
        batch_op.drop_column("role")
