"""The law's other tables, delivered with the portal: what is in force, since when, from which source."""

from __future__ import annotations

from collections.abc import Sequence

from portal.calculators.working import Table, columns
from portal.domain.dated_rows import Row, table
from portal.domain.limitation.rules import period, rule_ids
from portal.domain.relief import GRACE_KINDS
from portal.domain.wareki import format_wareki


def delivered_law_tables() -> tuple[Table, ...]:
    """差押禁止額, 申立手数料, 時効の期間, 猶予・督促・支払督促の期間 — each row with its source and whether it was checked."""
    return (_attachment(), _court_fees(), _limitation(), _terms())


def _attachment() -> Table:
    rows = tuple(
        (
            _since(row), f"{row['base_per_month']:,}円", f"{row['addition_per_dependent']:,}円",
            f"{row['remainder_percent']}％（4号の{row['remainder_cap_times']}倍まで）", row["article"], row["source"],
            _checked(row),
        )
        for row in _newest_first(table("garnishment")["tax_pay"])
    )  # fmt: skip
    caps = table("garnishment")["civil_caps"].values()
    civil = table("garnishment")["civil_pay"][0]
    capped = "、".join(f"{cap['label']}{cap['cap']:,}円" for cap in caps)
    rows += (
        (
            _since(civil), "手取額の4分の3", "―", f"上限：{capped}", civil["article"], civil["source"],
            "要確認" if not all(cap["verified"] for cap in caps) else _checked(civil),
        ),
    )  # fmt: skip
    heads = columns("適用", "基本の額", "親族1人の加算", "残りの割合・上限", "根拠", "出典", "確認")
    return Table("給与の差押禁止額（国税徴収法76条・民事執行法152条）", heads, rows)


def _court_fees() -> Table:
    rows = tuple(
        (_since(row), row["label"], _fee_words(row), row["article"], row["source"], _checked(row))
        for row in table("court_fees")["fee"]
    )
    return Table("申立手数料", columns("適用", "手続", "額", "根拠", "出典", "確認"), rows)


def _fee_words(row: Row) -> str:
    if "fixed" in row:
        return f"{row['fixed']:,}円"
    over, under = row.get("share", (0, 1))
    scale = {(1, 1): "請求額に応じた額", (1, 2): "請求額に応じた額の2分の1", (0, 1): ""}.get(
        (over, under), f"請求額に応じた額の{over / under:g}倍"
    )
    flat = ""
    if "flat_paper" in row:
        flat = f"書面{row['flat_paper']:,}円・オンライン{row['flat_online']:,}円"
    extra = f"被告1人増えるごとに{row['per_extra_defendant']:,}円" if "per_extra_defendant" in row else ""
    return "＋".join(part for part in (scale, flat, extra) if part)


def _limitation() -> Table:
    rows = []
    for rule_id in rule_ids():
        new, old = period(rule_id, old=False), period(rule_id, old=True)
        row = next(row for row in table("limitation_rules")["rule"] if row["id"] == rule_id)
        before = "同じ" if old.article == new.article else f"{old.words}（{old.article}）"
        sure = "要確認" if new.caution or old.caution else "確認済み"
        rows.append(
            (new.label, new.words, new.article, before, "必要" if new.invocation else "不要", row["source"], sure)
        )
    heads = columns("債権", "期間", "根拠", "令和2年3月31日まで", "援用", "出典", "確認")
    return Table("消滅時効の期間", heads, tuple(rows))


def _terms() -> Table:
    relief, order = table("relief"), table("payment_order")
    grace = relief["grace"]
    rows = [
        (grace[kind]["label"], f"{grace['years']}年（延長して通算{grace['total_years']}年）", grace[kind]["article"],
         grace[kind]["source"], _checked(grace[kind]))
        for kind in GRACE_KINDS
    ]  # fmt: skip
    rows += [
        (label, words, relief[name]["article"], relief[name]["source"], _checked(relief[name]))
        for name, label, words in (
            ("suspension", "滞納処分の停止", f"{relief['suspension']['years']}年で消滅"),
            ("demand", "督促状を発する期限", f"納期限後{relief['demand']['days']}日"),
            ("seizure", "差押えができるまで", f"督促状を発した日から起算して{relief['seizure']['days']}日を経過した日"),
            ("public_service", "公示送達の効力", f"掲示等を始めた日から起算して{relief['public_service']['days']}日を経過した日"),
        )
    ]  # fmt: skip
    rows += [(row["label"], _length(row), row["article"], "民事訴訟法", _checked(row)) for row in order.values()]
    return Table("猶予・督促・支払督促の期間", columns("期間", "長さ", "根拠", "出典", "確認"), tuple(rows))


def _length(row: Row) -> str:
    units = {"weeks": "週間", "months": "か月", "days": "日"}
    return "".join(f"{row[key]}{unit}" for key, unit in units.items() if key in row)


def _newest_first(rows: Sequence[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: row["valid_from"], reverse=True)


def _since(row: Row) -> str:
    last = row.get("valid_to")
    return f"{format_wareki(row['valid_from'])}～{format_wareki(last) if last else ''}"


def _checked(row: Row) -> str:
    return "確認済み" if row.get("verified", True) else "要確認"
