"""All forms."""

from __future__ import annotations

from builder import (
    demand,
    disposition,
    grace,
    heirs,
    household,
    inquiry,
    liaison,
    papers,
    partners,
    private,
    records,
    referral,
    relief,
    service,
    settlement,
    welfare,
)
from builder.spec import Form

FAMILIES = (
    demand, service, relief, grace, household, inquiry, partners, disposition, papers, private, settlement, heirs, welfare,
    records, referral, liaison,
)  # fmt: skip
FORMS: list[Form] = [form for family in FAMILIES for form in family.FORMS]
