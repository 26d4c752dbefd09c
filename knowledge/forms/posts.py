"""Forms in which people write: questions, answers, comments, and their edits."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, HiddenField

from core.fields import LONGEST_REASON, one_line, refuse_short
from core.forms import Form, OnceForm, text_field
from knowledge.forms.checking import WithCheck
from knowledge.forms.fields import LONGEST_COMMENT, body_field, names_of_tags, refuse_unfit_tags, title_field
from knowledge.forms.files import WithFiles

LONGEST_TAGS = 400


def _title() -> Any:
    return title_field(_l("Your question in one sentence"))


def _body() -> Any:
    return body_field(_l("What is it about?"), required=_l("Describe your question."))


def _tags() -> Any:
    return text_field(_l("Tags"), most=LONGEST_TAGS, filters=[one_line])


def _change() -> Any:
    return text_field(_l("Why do you change this?"), most=LONGEST_REASON, filters=[one_line])


class _QuestionFields:
    """What asking and editing judge alike."""

    def validate_title(self, field: Field) -> None:
        refuse_short(field)

    def validate_body(self, field: Field) -> None:
        refuse_short(field)

    def validate_tags(self, field: Field) -> None:
        refuse_unfit_tags(names_of_tags(field.data))


class AskQuestionForm(_QuestionFields, WithFiles, OnceForm):
    title = _title()
    body = _body()
    tags = _tags()
    sealed = BooleanField(_l("Ask without my name"))

    @property
    def tag_names(self) -> list[str]:
        return names_of_tags(self.tags.data)


class EditQuestionForm(_QuestionFields, WithFiles, Form):
    title = _title()
    body = _body()
    tags = _tags()
    reason = _change()
    base = HiddenField()

    @property
    def tag_names(self) -> list[str]:
        return names_of_tags(self.tags.data)


class AnswerForm(WithFiles, OnceForm):
    body = body_field(_l("Your answer"), required=_l("Write your answer."))

    def validate_body(self, field: Field) -> None:
        refuse_short(field)


class EditAnswerForm(WithFiles, WithCheck):
    body = body_field(_l("Answer"), required=_l("Write your answer."))
    reason = _change()
    base = HiddenField()

    def validate_body(self, field: Field) -> None:
        refuse_short(field)


class EditCommentForm(Form):
    """`base`: the wording the author began with."""

    body = body_field(_l("Your comment"), required=_l("Write your comment."), most=LONGEST_COMMENT)
    base = HiddenField()


class CommentForm(OnceForm):
    """`at` makes the ids of its fields the answer's own (for None the question's): several stand on one page."""

    body = body_field(_l("Your comment"), required=_l("Write your comment."), most=LONGEST_COMMENT)

    def at(self, answer_id: int | None) -> "CommentForm":
        for field in (self.body, self.submission):
            field.id = f"{field.name}-{answer_id or 'frage'}"
        return self
