"""The form with the office's list of words that give a hint."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, ValidationError

from core.fields import clean
from core.forms import Form, text_area

MOST_WORDS, SHORTEST_WORD, LONGEST_WORD = 300, 2, 60


class HintWordsForm(Form):
    words = text_area(_l("Words, each in a line of its own"), most=MOST_WORDS * LONGEST_WORD, filters=[clean])

    @property
    def chosen(self) -> list[str]:
        """Each once, in lower case."""
        lines = (" ".join(line.split()).lower() for line in (self.words.data or "").splitlines())
        return list(dict.fromkeys(line for line in lines if line))

    def validate_words(self, field: Field) -> None:
        if len(self.chosen) > MOST_WORDS:
            raise ValidationError(_("Enter at most %(count)d words.", count=MOST_WORDS))
        for word in self.chosen:
            if not SHORTEST_WORD <= len(word) <= LONGEST_WORD:
                text = _(
                    "“%(word)s”: each line has %(least)d to %(most)d characters.",
                    word=word,
                    least=SHORTEST_WORD,
                    most=LONGEST_WORD,
                )
                raise ValidationError(text)
