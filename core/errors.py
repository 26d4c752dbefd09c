"""What actions and queries raise; mapped once, in core/web.py, to 403, 404 and texts on the form."""


class LotsennetzError(Exception):
    """Base of everything the site raises on purpose."""


class NotAllowed(LotsennetzError):
    """This person may not do this."""


class NotFound(LotsennetzError):
    """The thing does not exist, or this person may not know that it does."""


class OnlyShown(LotsennetzError):
    """This request was sent to show a form again, so it must not change anything."""


class Conflict(LotsennetzError):
    """The change does not fit the present state. `code` names why; forms and pages hold the words for it."""

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


def brief(error: BaseException) -> str:
    """What may be told of an error everywhere: its kind, with the number a mail server or a database gave it.

    Its words may quote an address or what somebody wrote.
    """
    codes = [getattr(error, "smtp_code", None), getattr(getattr(error, "orig", error), "sqlstate", None)]
    codes += [code for code, _reason in getattr(error, "recipients", {}).values()]
    return " ".join([type(error).__name__, *(str(code) for code in codes if code)])
