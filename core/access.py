"""Who may: @allow(rule) on every view, ensure(...) at the start of every action."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from flask import g
from flask_login import current_user

from core.errors import NotAllowed

P = ParamSpec("P")
R = TypeVar("R")
Rule = Callable[[Any], bool]


class SignInNeeded(Exception):
    """Nobody is signed in and the page is not public; core/web.py leads to the sign-in and back."""


def allow(rule: Rule) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Open a view to whom `rule(person)` accepts; the others are led to the sign-in or refused with 403."""

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            admit(rule)
            return view(*args, **kwargs)

        guarded.allowed_by = rule  # type: ignore[attr-defined]
        return guarded

    return decorate


def admit(rule: Rule) -> None:
    """Raises SignInNeeded for a stranger, NotAllowed for a person whom `rule` refuses."""
    if rule(actor()):
        return
    raise NotAllowed if actor().is_signed_in else SignInNeeded


def actor() -> Any:
    """Whoever makes this request: a person, or the visitor; at what they wrote sealed, the mask they put on."""
    return g.get("mask") or account()


def account() -> Any:
    """Who is signed in, whatever mask they wear: for the frame of a page, never for what is written."""
    return current_user._get_current_object()


def put_on(mask: Any) -> None:
    """From here on this request is the mask's: what it writes names nobody else."""
    g.mask = mask


def ensure(allowed: bool) -> None:
    """Raises NotAllowed unless the rule said yes."""
    if not allowed:
        raise NotAllowed
