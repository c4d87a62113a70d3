"""The sums of a batch: what all its letters ask for together, so that an approver sees an order of magnitude."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from portal.notices.library import WordForm

_SOURCES = {
    "元金": ("computed.principal_total", "claim.principal"),
    "延滞金等": (
        "computed.late_charge_total", "computed.delay_damages_total", "computed.late_charge", "computed.delay_damages",
    ),
    "合計": ("computed.grand_total", "computed.total"),
}  # fmt: skip


def totals_of(form: WordForm, payloads: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """Yen by label, for the labels the form has a figure for."""
    fields = {label: name for label, sources in _SOURCES.items() if (name := _field(form, sources))}
    sums = dict.fromkeys(fields, 0)
    for payload in payloads:
        for label, name in fields.items():
            value = payload.get(name)
            sums[label] += value if isinstance(value, int) else 0
    return sums


def sum_field(form: WordForm) -> str:
    """The field that holds what one letter asks for in all; empty for a form without figures."""
    return _field(form, (*_SOURCES["合計"], *_SOURCES["元金"]))


def shown_totals(kept: Mapping[str, int]) -> list[tuple[str, int]]:
    """The sums a batch has kept, in the order people read them."""
    return [(label, kept[label]) for label in _SOURCES if label in kept]


def _field(form: WordForm, sources: Iterable[str]) -> str:
    by_source = {one.source: one.name for one in form.fields if one.type == "yen"}
    return next((by_source[source] for source in sources if source in by_source), "")
