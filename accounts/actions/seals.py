"""Making and removing masks: accounts of nobody, behind which somebody is sealed."""

from collections.abc import Iterable

from sqlalchemy import delete

from accounts.models import Person, Seal
from accounts.queries.seals import PURPOSE, bond, seals_fit
from core.db import db, utcnow
from core.errors import Conflict
from core.sealing import Marks, make_key, new_name, seal

MASK_NAME = "Fragende Person (Name versiegelt)"
NUMBER_BYTES = 8
"""The same length for everybody: it must not tell who came early."""


def prepare_sealing() -> None:
    """See to it that there is a key. Raises Conflict sealing_unavailable where the one that sealed others is lost,
    or none can be written."""
    if not seals_fit():
        raise Conflict("sealing_unavailable")
    try:
        make_key()
    except OSError as error:
        raise Conflict("sealing_unavailable") from error


def make_mask(*, person: Person) -> Person:
    """A new mask for this person, which names nobody; `prepare_sealing` comes before."""
    mask = Person(name=MASK_NAME, email=f"{new_name()}@mask.invalid", is_mask=True, created_at=utcnow())
    db.session.add(mask)
    db.session.flush()
    made = Seal(id=new_name(), mask_id=mask.id)
    made.mark = Marks(PURPOSE).of(made.id, person.id)
    made.ciphertext = seal(person.id.to_bytes(NUMBER_BYTES, "big"), bound_to=bond(made))
    db.session.add(made)
    db.session.flush()
    return mask


def remove_seals(*, mask_ids: Iterable[int]) -> int:
    """From now on nobody can find out who wore these masks. Returns how many were sealed."""
    gone = delete(Seal).where(Seal.mask_id.in_(set(mask_ids)))
    return db.session.connection().execute(gone).rowcount
