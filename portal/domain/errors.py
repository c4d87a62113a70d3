"""The errors an officer may see: each carries a whole Japanese sentence.

The sentence says where, which value, and what to do. ``web`` maps the classes to HTTP once;
the command line prints the sentence and exits with 1. Nothing here knows either.
"""

from __future__ import annotations

import traceback


class PortalError(Exception):
    """An expected failure with the sentence to show (``str(error)``) and, where there is one, the field it is about."""

    def __init__(self, sentence: str, *, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


class InvalidInput(PortalError):
    """A value that was typed, uploaded or passed in cannot be right."""


class NotFound(PortalError):
    """The thing asked for does not exist, or may not be known to exist by the one who asks."""


class NotAllowed(PortalError):
    """The actor lacks the permission, and may know that the thing exists."""


class Conflict(PortalError):
    """Somebody else changed it first, or its state no longer allows the step."""


class Damaged(Conflict):
    """What is kept cannot be read as it lies there; nobody's change is in the way."""


def places_of(error: BaseException) -> str:
    """Where an unexpected error happened, for a log: its type and the lines of code, without what it says.

    The text of an error often quotes the value it stumbled over, and that may be a resident's name (守秘義務).
    """
    kinds: list[str] = []
    cause: BaseException | None = error
    while cause is not None and len(kinds) < 5:
        kinds.append(f"{type(cause).__name__}\n{''.join(traceback.format_tb(cause.__traceback__))}")
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
    return "  … which followed ".join(kinds).rstrip()
