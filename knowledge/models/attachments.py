"""Files that hang on questions, answers and whatever else is posted."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Entity, table_args, utcnow
from core.files import FileKind


class Attachment(Entity):
    """A kept file. It names its post by kind and id, so that every kind of post can have some.

    Without a post it waits under `submission` for the form it came with. `digest` is that of what was sent: the
    same file twice in one form is one. `text` is what search reads in a document, once `read_at` is set.
    """

    __tablename__ = "attachments"
    __table_args__ = table_args(
        CheckConstraint("(post_kind IS NULL) = (post_id IS NULL)", name="of_a_post_or_none"),
        CheckConstraint(
            "kind IN ('jpeg', 'png', 'webp', 'gif', 'pdf', 'docx', 'odt', 'xlsx', 'ods', 'txt', 'csv')", name="kind"
        ),
        CheckConstraint("size > 0", name="size"),
        UniqueConstraint("uploader_id", "submission", "digest", name="uq_attachments_submission"),
        Index("ix_attachments_post", "post_kind", "post_id", "id"),
    )

    post_kind: Mapped[str | None]
    post_id: Mapped[int | None]
    uploader_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    submission: Mapped[str]
    name: Mapped[str]
    kind: Mapped[FileKind]
    size: Mapped[int]
    digest: Mapped[str]
    stored_as: Mapped[str] = mapped_column(unique=True)
    width: Mapped[int | None]
    height: Mapped[int | None]
    text: Mapped[str] = mapped_column(default="", deferred=True)
    read_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=utcnow, index=True)
