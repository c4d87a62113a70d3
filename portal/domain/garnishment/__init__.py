"""差押可能額: how much of a person's pay may be attached, every line shown.

Two laws, never mixed: 国税徴収法76条 for claims collected by 滞納処分 (強制徴収公債権, module ``tax``) and 民事執行法152条
for compulsory execution by a court (非強制徴収公債権・私債権, module ``civil``). Thresholds and units are rows of
``tables/garnishment.toml``.
"""

from portal.domain.garnishment.civil import civil_retirement, civil_salary
from portal.domain.garnishment.model import Deductions, Garnishment, Line, Pay, Share
from portal.domain.garnishment.tax import tax_bonus, tax_retirement, tax_salaries, tax_salary

__all__ = [
    "Deductions", "Garnishment", "Line", "Pay", "Share", "civil_retirement", "civil_salary", "tax_bonus",
    "tax_retirement", "tax_salaries", "tax_salary",
]  # fmt: skip
