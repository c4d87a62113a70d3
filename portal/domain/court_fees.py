"""申立手数料: what a court takes for filing, by procedure, value, defendants, way and day of filing.

The scale (訴額スライド) and the rows before and from 2026-05-21 are ``tables/court_fees.toml``; the day of filing decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any, Literal

from portal.domain.dated_rows import Row, caution_of, in_force, table
from portal.domain.errors import InvalidInput

Filing = Literal["paper", "online"]
SUMMARY_COURT_LIMIT = 1_400_000


@dataclass(frozen=True)
class FeeLine:
    """One line of the working, in yen."""

    label: str
    working: str
    amount: int


@dataclass(frozen=True)
class CourtFee:
    """The fee in yen with its working, article and what else there is to pay."""

    procedure: str
    label: str
    value: int
    on: date
    filing: str
    defendants: int
    lines: tuple[FeeLine, ...]
    total: int
    article: str
    source: str
    cautions: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON; the day as ISO text."""
        return {**asdict(self), "on": self.on.isoformat()}


def procedures() -> Mapping[str, str]:
    """Every procedure by id with its label, in the order of the table."""
    return {row["procedure"]: row["label"] for row in table("court_fees")["fee"]}


def court_fee(procedure: str, *, on: date, value: int = 0, filing: Filing = "paper", defendants: int = 1) -> CourtFee:
    """The fee for ``procedure`` filed ``on`` a day; ``value`` is 訴額・請求額 in yen where the fee depends on it."""
    rows = [row for row in table("court_fees")["fee"] if row["procedure"] == procedure]
    if not rows:
        raise InvalidInput(
            f"手続『{procedure}』は表にありません。{'、'.join(procedures())}から選んでください。", field="手続"
        )
    row = in_force(rows, on, what=f"{rows[0]['label']}の手数料")
    _check(row, value, filing, defendants)
    lines = (*_value_lines(row, value), *_flat_lines(row, filing, defendants))
    return CourtFee(
        procedure, row["label"], value, on, filing, defendants, lines, sum(line.amount for line in lines),
        row["article"], row["source"], caution_of(row, row["label"]), _notes(row, procedure, value, on),
    )  # fmt: skip


def fee_after_objection(value: int, *, on: date, filing: Filing = "paper", defendants: int = 1) -> CourtFee:
    """What is still to pay when a payment order turns into a lawsuit (民訴費用法3条3項); ``on`` is its filing day.

    The lawsuit's fee less the part of the payment order's fee that depends on the value.
    """
    lawsuit = court_fee("lawsuit", value=value, on=on, filing=filing, defendants=defendants)
    order = court_fee("payment_order", value=value, on=on, filing=filing)
    paid = order.lines[0]
    credit = FeeLine("支払督促で納めた手数料を控除", f"{paid.label} {paid.amount:,}円", -paid.amount)
    return replace(
        lawsuit, procedure="lawsuit_after_payment_order", label="督促異議による訴訟への移行",
        lines=(*lawsuit.lines, credit), total=lawsuit.total - paid.amount,
        article=f"民事訴訟費用等に関する法律3条3項、{lawsuit.article}",
    )  # fmt: skip


def scale_fee(scale: str, value: int) -> tuple[FeeLine, ...]:
    """The fee by value, one line a bracket; a part of a unit counts as a whole one (「までごとに」)."""
    steps = next(item["steps"] for item in table("court_fees")["scale"] if item["id"] == scale)
    return tuple(_scale_lines(steps, value))


def _scale_lines(steps: Sequence[Row], value: int) -> list[FeeLine]:
    lines, below = [], 0
    for step in steps:
        top = min(value, step.get("up_to", value))
        if top <= below:
            break
        units = -(-(top - below) // step["unit"])
        label = f"{below:,}円を超え{top:,}円までの部分" if below else f"{top:,}円までの部分"
        lines.append(FeeLine(label, f"{step['unit']:,}円までごとに{step['fee']:,}円×{units}", units * step["fee"]))
        below = step.get("up_to", top)
    return lines


def _value_lines(row: Row, value: int) -> tuple[FeeLine, ...]:
    if "fixed" in row:
        return (FeeLine("手数料", f"1件につき{row['fixed']:,}円", row["fixed"]),)
    if "scale" not in row:
        return ()
    steps = scale_fee(row["scale"], value)
    over, under = row["share"]
    if over == under:
        return steps
    whole = sum(line.amount for line in steps)
    working = "＋".join(f"{line.amount:,}円" for line in steps)
    share = "2分の1" if (over, under) == (1, 2) else f"{over / under:g}倍"
    return (FeeLine(f"訴えの手数料の{share}", f"（{working}）の{share}", whole * over // under),)


def _flat_lines(row: Row, filing: Filing, defendants: int) -> tuple[FeeLine, ...]:
    lines = []
    flat = row.get("flat_online" if filing == "online" else "flat_paper", 0)
    if flat:
        way = "オンライン申立て" if filing == "online" else "書面による申立て"
        lines.append(FeeLine("定額部分", f"{way} {flat:,}円", flat))
    extra = row.get("per_extra_defendant", 0) * (defendants - 1)
    if extra:
        working = f"{row['per_extra_defendant']:,}円×（被告{defendants}人−1）"
        lines.append(FeeLine("被告の数による加算", working, extra))
    return tuple(lines)


def _check(row: Row, value: int, filing: str, defendants: int) -> None:
    if filing not in ("paper", "online"):
        raise InvalidInput(
            "申立ての方法は、paper（書面）か online（オンライン）を指定してください。", field="申立ての方法"
        )
    if defendants < 1:
        raise InvalidInput("被告・債務者の数は1以上で入力してください。", field="被告の数")
    if value < 0 or ("scale" in row and value == 0):
        raise InvalidInput(f"「請求額」の『{value:,}』では計算できません。1円以上で入力してください。", field="請求額")
    limit = row.get("value_limit")
    if limit is not None and value > limit:
        raise InvalidInput(
            f"少額訴訟は{limit:,}円以下の請求に限られます（{row['limit_article']}）。通常の訴えを選んでください。",
            field="請求額",
        )


def _notes(row: Row, procedure: str, value: int, on: date) -> tuple[str, ...]:
    postage = table("court_fees")["postage"]
    unified = "別表第二" in row["article"]
    notes = [postage["unified"] if unified else postage["before"]]
    if on >= postage["unified_from"] and not unified:
        notes = [postage["execution"]]
    if unified:
        notes.append(postage["transition"])
    if procedure == "lawsuit":
        court = "簡易裁判所" if value <= SUMMARY_COURT_LIMIT else "地方裁判所"
        notes.append(f"訴額が140万円以下のときは簡易裁判所です（裁判所法33条1項1号）。この訴えは{court}に提起します。")
        notes.append("訴えの提起には議会の議決（専決処分を含む。）が必要です（地方自治法96条1項12号）。")
    return tuple(notes)
