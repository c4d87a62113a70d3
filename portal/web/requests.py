"""What arrives, made fit to keep: characters that no database column and no Word file can hold are dropped at the edge.

A NUL pasted from another system is refused by PostgreSQL with an error nobody can read, and a lone surrogate cannot be
written as UTF-8 at all; neither is visible to the person who pasted it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from flask import Request
from werkzeug.datastructures import ImmutableMultiDict

_UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")


def _kept(value: Any) -> Any:
    return _UNKEEPABLE.sub("", value) if isinstance(value, str) else value


class KeepableMultiDict(ImmutableMultiDict):
    """Form fields and query parameters without characters that cannot be kept."""

    def __init__(self, mapping: Mapping[str, Any] | Iterable[tuple[str, Any]] | None = None) -> None:
        if isinstance(mapping, Mapping):
            super().__init__(mapping)
        else:
            super().__init__([(name, _kept(value)) for name, value in mapping or ()])


class PortalRequest(Request):
    parameter_storage_class = KeepableMultiDict
