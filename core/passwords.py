"""Whether a password is easy to guess; the only import of zxcvbn."""

import threading
import unicodedata
from collections.abc import Iterable
from typing import Any

LEAST_SCORE = 3
"""Of 0 to 4: at least 10^8 guesses."""

LONGEST_JUDGED = 72
"""The estimate's time grows with the square of the length, and what comes later only makes it safer."""

_COMMON = """
passwort kennwort passphrase geheim geheimnis zugang anmeldung willkommen hallo hallowelt start neustart test
sommer winter herbst frühling januar februar märz april mai juni juli august september oktober november dezember
montag dienstag mittwoch donnerstag freitag samstag sonntag schatz sonnenschein fussball fußball urlaub feierabend
qwertz qwertzuiop qwertzuiopü asdfghjkl yxcvbnm ichliebedich
stadt rathaus verwaltung stadtverwaltung amt bauamt ordnungsamt standesamt kämmerei bürgeramt bürgerbüro behörde
digital digitalisierung lotse lotsin lotsen lotsennetz digitallotse digitallotsin administration administrator
"""
COMMON = tuple(_COMMON.split())
"""What people of a German city administration think of first; the library's own lists are mostly English."""

# The library keeps the words of its present call in a module.
_judging = threading.Lock()


def is_guessable(password: str, words: Iterable[str] = ()) -> bool:
    """Whether it belongs to the first that somebody would try; `words`: what is known about the person.

    A common word stays one when digits and signs stand around it or some letters are capitals.
    """
    known = [*COMMON, *(word.casefold() for word in words)]
    typed = unicodedata.normalize("NFC", password)
    letters = "".join(char for char in typed.casefold() if char.isalpha())
    return _estimate(typed, known)["score"] < LEAST_SCORE or (
        2 * len(letters) >= len(typed) and _is_one_word(_estimate(letters, known))
    )


def _estimate(text: str, words: list[str]) -> dict[str, Any]:
    # Reading its lists takes a sixth of a second: whoever sets no password does not wait for them.
    from zxcvbn import zxcvbn

    with _judging:
        found: dict[str, Any] = zxcvbn(text[:LONGEST_JUDGED], user_inputs=words, max_length=LONGEST_JUDGED)
    return found


def _is_one_word(estimate: dict[str, Any]) -> bool:
    parts = estimate["sequence"]
    return len(parts) == 1 and bool(parts[0]["pattern"] == "dictionary")
