"""The description of a form as its .toml, for those who keep forms as files (``templates/``)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from portal.notices.library import WordForm

_APART = ("fields", "set_aside")


def toml_of(form: WordForm) -> str:
    """What would stand in ``<name>.toml``; reading it again gives the same description."""
    about = {key: value for key, value in form.about.items() if key not in _APART}
    tables = [[f"{_key(key)} = {_value(value)}" for key, value in about.items() if value is not None]]
    tables += [
        ["[[fields]]", *(f"{_key(key)} = {_value(value)}" for key, value in one.items() if value is not None)]
        for one in form.about["fields"]
    ]
    return "\n\n".join("\n".join(lines) for lines in tables) + "\n"


def _key(name: str) -> str:
    return name if name.isascii() and name.replace("_", "").isalnum() else json.dumps(name, ensure_ascii=False)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Mapping):
        inside = ", ".join(f"{_key(key)} = {_value(one)}" for key, one in value.items() if one is not None)
        return f"{{ {inside} }}"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(_value(one) for one in value)}]"
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")
