"""Who may attach files, and remove them."""

from accounts.models import Actor
from knowledge.models import Attachment


def can_attach_files(person: Actor) -> bool:
    return person.is_employee


def can_remove_attachment(person: Actor, attachment: Attachment) -> bool:
    """Whoever brought it, and the office. Whether they see the post is asked before."""
    return person.is_office or (attachment.uploader_id is not None and attachment.uploader_id == person.id)
