"""Who may do what to questions and answers. Pure: everything judged comes in as an argument."""

from accounts.models import Actor
from knowledge.models import Answer, Comment, Hiding, OwnerKind, Question, QuestionState
from knowledge.rules.freshness import keeps_entry
from knowledge.rules.moderation import shows
from knowledge.rules.moves import MOVES


def can_ask_question(person: Actor) -> bool:
    return person.is_employee


def can_search(person: Actor) -> bool:
    return person.is_employee


def can_see_question(person: Actor, question: Question) -> bool:
    """Questions are for everybody who works here; one that is withdrawn or hidden is the asker's and the office's."""
    if not person.is_employee or not shows(person, question, question.asker_id):
        return False
    return question.state is not QuestionState.WITHDRAWN or person.is_office or person.id == question.asker_id


def can_see_answer(person: Actor, answer: Answer, question: Question) -> bool:
    return can_see_question(person, question) and shows(person, answer, answer.author_id)


def can_see_comment(person: Actor, comment: Comment) -> bool:
    """What stands below a hidden answer is as hidden as that. Needs its question and its answer."""
    answer = comment.answer
    if answer is not None and not shows(person, answer, answer.author_id):
        return False
    return can_see_question(person, comment.question) and shows(person, comment, comment.author_id)


def _is_live(question: Question) -> bool:
    """Nothing is added to what is withdrawn or hidden."""
    return question.state is not QuestionState.WITHDRAWN and not question.is_hidden


def can_see_past_owners(person: Actor, question: Question) -> bool:
    """Who let the time pass is nobody's business but the asker's, the office's and theirs who had it (LPVG BW § 75)."""
    had_it = {ownership.person_id for ownership in question.ownerships}
    return person.is_office or person.id == question.asker_id or person.id in had_it


def is_owner(person: Actor, question: Question) -> bool:
    """Whose turn it is: the owning person, or everybody in the office when the office owns it."""
    if question.owner_kind is OwnerKind.OFFICE:
        return person.is_office
    return question.owner_id is not None and question.owner_id == person.id


def _helps(person: Actor, question: Question) -> bool:
    """Those who keep order: the owner, the department's pilots, the office."""
    return person.is_office or is_owner(person, question) or question.department_id in person.pilot_departments


def _may_move(name: str, question: Question) -> bool:
    return question.state in MOVES[name].origins


def takes_answers(question: Question) -> bool:
    states = (QuestionState.OPEN, QuestionState.ANSWERED, QuestionState.SOLVED)
    return question.state in states and not question.is_hidden


def can_answer_question(person: Actor, question: Question) -> bool:
    return takes_answers(question) and can_see_question(person, question)


def can_comment_answer(person: Actor, question: Question) -> bool:
    return can_see_question(person, question) and _is_live(question)


def can_comment_question(person: Actor, question: Question) -> bool:
    return can_see_question(person, question) and _is_live(question)


def can_edit_comment(person: Actor, comment: Comment, hiding: Hiding | None) -> bool:
    """Whoever wrote it, as long as nobody else could read it; `hiding` is the running one."""
    is_unpublished = hiding is not None and hiding.is_unpublished
    return is_unpublished and person.id == comment.author_id and can_comment_question(person, comment.question)


def can_vote_for_question(person: Actor, question: Question) -> bool:
    """Nobody praises what they wrote themselves."""
    return can_comment_question(person, question) and person.id != question.asker_id


def can_vote_for_answer(person: Actor, answer: Answer, question: Question) -> bool:
    return can_comment_answer(person, question) and person.id != answer.author_id and not answer.is_hidden


def can_have_same_question(person: Actor, question: Question) -> bool:
    """The asker has it anyway."""
    return can_comment_question(person, question) and person.id != question.asker_id


def can_find_answer(person: Actor, question: Question) -> bool:
    """Say, instead of asking, that this one has the answer."""
    has_answer = question.state in (QuestionState.ANSWERED, QuestionState.SOLVED)
    return has_answer and can_see_question(person, question) and _is_live(question)


def can_follow_question(person: Actor, question: Question) -> bool:
    return can_comment_question(person, question)


def can_follow_tag(person: Actor) -> bool:
    return person.is_employee


def can_follow_department(person: Actor) -> bool:
    return person.is_employee


def can_redact_revisions(person: Actor) -> bool:
    """Take the text of an earlier wording away for good."""
    return person.is_office


def can_edit_question(person: Actor, question: Question) -> bool:
    if not can_see_question(person, question) or question.state is QuestionState.WITHDRAWN:
        return False
    return person.id == question.asker_id or _helps(person, question)


def can_edit_answer(person: Actor, answer: Answer, question: Question) -> bool:
    if not can_see_answer(person, answer, question) or question.state is QuestionState.WITHDRAWN:
        return False
    entry = answer.freshness
    return person.is_office or person.id == answer.author_id or (entry is not None and keeps_entry(person, entry))


def can_accept_answer(person: Actor, question: Question) -> bool:
    """The asker knows whether it helped; the office accepts for those who have left."""
    if not takes_answers(question) or not can_see_question(person, question):
        return False
    return person.id == question.asker_id or person.is_office


def can_withdraw_question(person: Actor, question: Question) -> bool:
    return person.is_signed_in and person.id == question.asker_id and _may_move("withdraw", question)


def can_close_question(person: Actor, question: Question) -> bool:
    """One that waits to be published is declined instead."""
    if question.awaits_check:
        return False
    return can_see_question(person, question) and _helps(person, question) and _may_move("close", question)


def can_mark_duplicate(person: Actor, question: Question) -> bool:
    if not can_see_question(person, question) or question.is_hidden or not _may_move("mark_duplicate", question):
        return False
    return person.is_pilot or _helps(person, question)


def can_undo_duplicate(person: Actor, question: Question) -> bool:
    """Whoever may say that two questions are the same may say that they are not."""
    if not can_see_question(person, question) or question.is_hidden or not _may_move("undo_duplicate", question):
        return False
    return person.is_pilot or _helps(person, question)


def can_reopen_question(person: Actor, question: Question) -> bool:
    """The asker whom the answer does not help, and those who keep order."""
    if not can_see_question(person, question) or question.is_hidden or not _may_move("reopen", question):
        return False
    return person.id == question.asker_id or _helps(person, question)


def can_take_over_question(person: Actor, question: Question) -> bool:
    """A pilot or the office may take somebody's turn, never that of their own question."""
    if not question.is_owned or question.is_hidden or person.id in (question.asker_id, question.owner_id):
        return False
    return can_see_question(person, question) and (person.is_pilot or person.is_office)


def can_query_asker(person: Actor, question: Question) -> bool:
    """The owner who needs to know more before they can answer; not twice at once."""
    is_running = question.state is QuestionState.OPEN and question.paused_at is None and not question.is_hidden
    return is_running and is_owner(person, question) and person.id != question.asker_id


def can_hand_on_question(person: Actor, question: Question) -> bool:
    """An unplaced question stays with the office: somebody it cannot be given to would be known by that."""
    if not question.is_owned or question.is_hidden or question.is_unplaced:
        return False
    return is_owner(person, question) or person.is_office


def can_curate_tags(person: Actor) -> bool:
    return person.is_office


def can_import_knowledge(person: Actor) -> bool:
    return person.is_admin


def can_choose_topics(person: Actor) -> bool:
    return person.is_pilot
