"""Who stands behind a mask; readable with the key alone, which is not in the database."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Model


class Seal(Model):
    """Binds a mask to the person behind it.

    `id` is random. `ciphertext` holds the person, encrypted and bound to this row. By `mark` somebody finds their own
    masks; no two of one person look alike. No time stands here: none could be compared with another.
    """

    __tablename__ = "seals"

    id: Mapped[str] = mapped_column(primary_key=True)
    mask_id: Mapped[int] = mapped_column(ForeignKey("people.id"), unique=True)
    mark: Mapped[str]
    ciphertext: Mapped[str]
