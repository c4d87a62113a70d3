"""Correcting a row field by field: only what differs is written, and the trail names the fields, never the values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def apply(row: Any, values: Mapping[str, Any], labels: Mapping[str, str]) -> list[str]:
    """Write those of ``values`` that ``labels`` knows and that differ; the labels of what changed."""
    changed = []
    for name, label in labels.items():
        if name in values and getattr(row, name) != values[name]:
            setattr(row, name, values[name])
            changed.append(label)
    return changed
