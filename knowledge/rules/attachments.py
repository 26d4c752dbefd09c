"""Who may attach files, and remove them."""

from accounts.models import Actor
from knowledge.models import Attachment, Comment
from knowledge.rules.permissions import can_comment_question


def can_attach_files(person: Actor) -> bool:
    """Not under a mask: documents hold the name of who made them, and so may their own."""
    return person.is_employee and not person.is_mask


def can_attach_to_comment(person: Actor, comment: Comment) -> bool:
    """Whoever wrote it, as long as they may write there."""
    return person.id == comment.author_id and can_comment_question(person, comment.question)


def can_remove_attachment(person: Actor, attachment: Attachment) -> bool:
    """Whoever brought it, and the office. Whether they see the post is asked before."""
    return person.is_office or (attachment.uploader_id is not None and attachment.uploader_id == person.id)
