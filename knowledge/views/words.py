"""What views say about questions: why something does not work, who has a question now."""

from collections.abc import Callable
from datetime import datetime
from typing import cast

from flask_babel import gettext as _

from core.errors import Conflict
from core.formats import format_weekday
from knowledge.models import Hideable, OwnerKind, Question, QuestionState
from knowledge.waiting_words import waiting_text


def conflict_text(error: Conflict) -> str:
    """Why it does not work, and what does. Codes of other areas are an error page, so KeyError is a mistake of ours."""
    if error.code == "move_not_allowed":
        return _move_not_allowed(error)
    if error.code == "is_a_tag":
        return str(_("“%(name)s” is a tag of its own. Merge the two.", name=error.details["name"]))
    if error.code == "has_another_tag":
        return str(_("“%(name)s” is a synonym of another tag already.", name=error.details["name"]))
    if error.code == "too_many_posts":
        return _too_many_posts(error)
    return _CONFLICTS[error.code]()


def _too_many_posts(error: Conflict) -> str:
    text: str = _(
        "In its first %(days)s days an account may post at most %(most)s times a day."
        " You can post again from %(again)s. Keep this page open or copy your text.",
        days=error.details["days"],
        most=error.details["most"],
        again=format_weekday(cast(datetime, error.details["again_at"])),
    )
    return text


def published_text(text: str, post: Hideable) -> str:
    """What somebody is told who has just written something: `text`, unless the office looks at it first."""
    return waiting_text() if post.is_hidden else text


def owner_name(question: Question) -> str:
    """Empty when nobody has it."""
    if question.owner_kind is OwnerKind.OFFICE:
        return str(_("Office for Digitalisation"))
    return question.owner.name if question.owner else ""


def whereabouts(news: str, question: Question) -> str:
    """The message after a step: the news, then who has the question and until when they answer."""
    name = owner_name(question)
    if question.answer_by is None:
        text: str = _("Responsible: %(name)s.", name=name)
        return f"{news} {text}"
    text = _("It is with %(name)s now. Answer by %(until)s.", name=name, until=format_weekday(question.answer_by))
    return f"{news} {text}"


def state_word(state: QuestionState) -> str:
    """As the badge says it, inside a sentence."""
    words: dict[QuestionState, str] = {
        QuestionState.OPEN: _("open"),
        QuestionState.ANSWERED: _("answered"),
        QuestionState.SOLVED: _("solved"),
        QuestionState.DUPLICATE: _("marked as a duplicate"),
        QuestionState.WITHDRAWN: _("withdrawn"),
        QuestionState.CLOSED: _("closed"),
    }
    return words[state]


def _move_not_allowed(error: Conflict) -> str:
    state = state_word(QuestionState(str(error.details["state"])))
    allowed = error.details.get("allowed")
    steps = ", ".join(_STEPS[name]() for name in allowed) if isinstance(allowed, list) else ""
    text: str = _("This is not possible, the question is %(state)s.", state=state)
    possible: str = _("Possible is: %(steps)s.", steps=steps)
    return f"{text} {possible}" if steps else text


_STEPS: dict[str, Callable[[], str]] = {
    "answer": lambda: _("answer it"),
    "accept": lambda: _("accept an answer"),
    "unaccept": lambda: _("take back the acceptance"),
    "mark_duplicate": lambda: _("mark it as a duplicate"),
    "undo_duplicate": lambda: _("separate it from the other question"),
    "withdraw": lambda: _("withdraw it"),
    "close": lambda: _("close it"),
    "reopen": lambda: _("reopen it"),
}

_CONFLICTS: dict[str, Callable[[], str]] = {
    "sealing_unavailable": lambda: _("At the moment nothing can be asked without a name. The administration is at it."),
    "seal_is_gone": lambda: _("The name is not kept any more."),
    "already_decided": lambda: _("This request is decided or has lapsed."),
    "edited_meanwhile": lambda: _(
        "Somebody else changed this meanwhile: their wording stands below. Yours is still in the field."
        " Saving once more puts yours in the place of theirs."
    ),
    "revision_redacted": lambda: _("This wording was blacked out meanwhile. Its text cannot come back."),
    "hidden_already": lambda: _("This post is hidden already."),
    "shown_already": lambda: _("This post can be read already."),
    "published_meanwhile": lambda: _(
        "The office has published this comment meanwhile. It cannot be changed any more."
        " Your text is still in the field."
    ),
    "decided_already": lambda: _("Somebody has decided about this post already."),
    "edited_while_read": lambda: _("The author changed this post meanwhile. Read it once more."),
    "withdrawn_meanwhile": lambda: _("The question was withdrawn meanwhile."),
    "settled_already": lambda: _("There is no open report on this post any more."),
    "takes_no_answers": lambda: _(
        "The question was ended meanwhile and takes no more answers. Copy your text and have the question reopened."
    ),
    "not_owned": lambda: _("The question was settled meanwhile. Nobody has to answer it any more."),
    "asker_cannot_own": lambda: _("Whoever asked cannot be responsible for the question. Choose somebody else."),
    "not_a_pilot": lambda: _("This person is no pilot and not in the office. Choose somebody else."),
    "is_absent": lambda: _("This person is away now. Choose somebody else."),
    "has_it_already": lambda: _("The question is there already. Choose somebody else."),
    "same_question": lambda: _("This is the question itself. Choose another one."),
    "not_an_original": lambda: _("That question is a duplicate or was withdrawn. Choose the original one."),
    "not_a_source": lambda: _("That department does not have it itself. Choose another one."),
    "takes_no_posts": lambda: _("The thread was locked meanwhile and takes no more posts. Copy your text."),
    "board_exists": lambda: _("There is a part with this name already."),
    "turned_already": lambda: _("Somebody has turned the thread into something lasting already."),
    "discussed_already": lambda: _(
        "Somebody has opened a thread about this meanwhile. Copy your text and write it there as a post:"
        " the meeting leads to it."
    ),
    "no_answer_chosen": lambda: _("Choose the post that is the answer; it has to come along."),
    "ends_too_soon": lambda: _("Choose a day from today on, within a year."),
    "poll_is_over": lambda: _("The poll has ended. Votes cannot be changed any more."),
    "unknown_option": lambda: _("One of the options does not exist. Choose again."),
    "one_option_only": lambda: _("Choose one option only."),
    "step_not_allowed": lambda: _("This is not possible any more. Look at the present state and decide anew."),
    "not_accepted": lambda: _("This answer is not accepted any more."),
    "ends_before_start": lambda: _("Enter an end after the beginning."),
    "begins_in_the_past": lambda: _("This time is over already. Choose a later one."),
    "not_of_the_circle": lambda: _("This person does not meet with you any more. Choose somebody else."),
    "too_many_feeds": lambda: _("You have 10 addresses already. End one that you do not need any more."),
    "shorter_than_a_slot": lambda: _("The time is too short for one slot. Choose a later end or shorter slots."),
    "overlaps_own_hour": lambda: _("You offer a consultation hour at that time already. Choose another time."),
    "slot_taken": lambda: _("Somebody was faster, this slot is taken. Choose another one."),
    "one_slot_an_hour": lambda: _("You have a slot in this consultation hour already. Give it back to choose another."),
    "talk_is_booked": lambda: _("A talk about this question is booked already."),
    "meeting_is_over": lambda: _("This meeting is over or cancelled."),
    "not_running": lambda: _("The question was answered or settled meanwhile, or somebody asked back already."),
    "changed_meanwhile": lambda: _("This entry became due for another reason meanwhile. Look at it once more."),
    "holds_too_short": lambda: _("Enter a day after the first one and after the last check."),
    "owner_unfit": lambda: _("This person is no pilot and not in the office. Choose somebody else."),
    "unknown_cause": lambda: _("One of the causes does not exist any more. Choose again."),
    "cause_exists": lambda: _("There is a cause of this name already. Use that one or choose another name."),
    "same_tag": lambda: _("This is the tag itself. Choose another one."),
    "too_many_synonyms": lambda: _("Enter at most %(count)d synonyms.", count=50),
    "too_many_files": lambda: _("Too many files hang on this. Remove one first."),
    "person_quota": lambda: _("Your files take all the room you have. Remove some or ask the office."),
    "total_quota": lambda: _("There is no room for files any more. Tell the office."),
    "too_many_tags": lambda: _("Choose at most %(count)d tags.", count=5),
    "tag_too_long": lambda: _("Shorten each tag to %(count)d characters.", count=40),
}
