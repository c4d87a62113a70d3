"""差押可能額, 申立手数料, 支払督促, 分割納付 and 猶予・停止の期間, as a ``Working``."""

from __future__ import annotations

from collections.abc import Sequence

from portal.calculators.working import Table, Working, columns
from portal.domain.court_fees import CourtFee
from portal.domain.garnishment import Garnishment
from portal.domain.installments import InstallmentPlan
from portal.domain.money import format_yen
from portal.domain.payment_order import PaymentOrderState
from portal.domain.relief import Grace, Term
from portal.domain.wareki import format_wareki


def garnishment_answer(result: Garnishment) -> Working:
    """What may be attached, with every line."""
    rows = tuple((line.label, line.working, f"{line.amount:,}円", line.article) for line in result.lines)
    facts = (
        ("適用した法律", f"{result.law}（{result.kind}）"),
        ("支給額", format_yen(result.pay)),
        ("計算に使う額", format_yen(result.pay_counted)),
        ("差押禁止額", format_yen(result.prohibited)),
    )
    tables = [Table("計算の過程", columns("項目", "計算", "金額>", "根拠"), rows)]
    if result.split:
        tables.append(_split_table(result))
    return Working(
        "差押可能額の計算", ("差押可能額", format_yen(result.seizable)), facts, tuple(tables), result.notes,
        result.cautions, (result.article,), "seizure-salary",
    )  # fmt: skip


def _split_table(result: Garnishment) -> Table:
    rows = tuple(
        (
            share.label, f"{share.pay:,}円", f"{share.own:,}円", f"{share.shared:,}円", f"{share.seizable:,}円",
            f"{share.most:,}円",
        )
        for share in result.split
    )  # fmt: skip
    heads = columns(
        "支払者", "支給額>", "1～3号>", "4・5号の分>", "差押可能額の分>", "この支払者だけから差し押さえるとき>"
    )
    total = (
        "計",
        f"{result.pay:,}円",
        *(f"{sum(getattr(s, name) for s in result.split):,}円" for name in ("own", "shared", "seizable")),
        "",
    )
    return Table("支払者ごとの内訳", heads, rows, total)


def court_fee_answer(result: CourtFee) -> Working:
    """The fee with its lines."""
    rows = tuple((line.label, line.working, _signed(line.amount)) for line in result.lines)
    way = "オンライン" if result.filing == "online" else "書面"
    facts = [("手続", result.label), ("申立ての日", format_wareki(result.on)), ("申立ての方法", way)]
    if result.value:
        facts.append(("請求額（訴額）", format_yen(result.value)))
    table = Table("計算の過程", columns("項目", "計算", "金額>"), rows, ("合計", "", format_yen(result.total)))
    pages = {"payment_order": "payment-order", "lawsuit": "lawsuit", "small_claims": "lawsuit"}
    return Working(
        "申立手数料の計算", ("手数料", format_yen(result.total)), tuple(facts), (table,),
        (*result.notes, f"出典：{result.source}"), result.cautions, (result.article,),
        pages.get(result.procedure, "compulsory-execution"),
    )  # fmt: skip


def payment_order_answer(result: PaymentOrderState) -> Working:
    """Where the order stands and every timer."""
    rows = tuple(
        (timer.label, format_wareki(timer.first_day), format_wareki(timer.last_day), timer.working, timer.article)
        for timer in result.timers
    )
    facts = [("状態", result.stage_label)]
    if result.act_from:
        facts.append(("いつから", format_wareki(result.act_from)))
    if result.act_by:
        facts.append(("いつまで", format_wareki(result.act_by)))
    if result.final_on:
        facts.append(("確定の日", format_wareki(result.final_on)))
    if result.lapsed_on:
        facts.append(("失効した日", format_wareki(result.lapsed_on)))
    tables = (Table("期間", columns("期間", "始まり!", "終わり!", "計算", "根拠"), rows),) if rows else ()
    return Working("支払督促の期限", ("次にすること", result.next_action), tuple(facts), tables, result.notes,
                   result.cautions, (), "payment-order")  # fmt: skip


def installments_answer(result: InstallmentPlan) -> Working:
    """The plan, payment by payment."""
    rows = tuple(
        (
            f"{row.number}回", format_wareki(row.due_on), "休日のため繰り下げ" if row.moved else "",
            f"{row.amount:,}円", f"{row.remaining:,}円",
        )
        for row in result.installments
    )  # fmt: skip
    facts = [
        ("納付の回数", f"{len(rows)}回"),
        ("最終回", format_wareki(result.ends_on)),
        ("残額", format_yen(result.balance)),
    ]
    if result.late_charge is not None:
        facts.append(("延滞金等の見込み", format_yen(result.late_charge)))
        facts.append(("合計の見込み", format_yen(result.total)))
    table = Table(
        "納付の予定",
        columns("回", "納付日!", "備考", "納付額>", "残り>"),
        rows,
        ("計", "", "", format_yen(result.balance), ""),
    )
    headline = ("毎回の納付額", format_yen(result.installments[0].amount))
    return Working("分割納付計画", headline, tuple(facts), (table,), result.working, (*result.warnings, *result.cautions),
                   (), "installment-pledge")  # fmt: skip


def terms_answer(title: str, terms: Sequence[Term], *, page: str) -> Working:
    """One or more computed days (督促の期限, 差押えができる日 …)."""
    rows = tuple(
        (term.label, format_wareki(term.last_day), format_wareki(term.then_from), term.working, term.article)
        for term in terms
    )
    cautions = tuple(dict.fromkeys(text for term in terms for text in term.cautions))
    return Working(
        title, (terms[0].label, format_wareki(terms[0].last_day)), (("その翌日", format_wareki(terms[0].then_from)),),
        (Table("計算の過程", columns("期間", "末日!", "次の日!", "計算", "根拠"), rows),), (), cautions,
        tuple(dict.fromkeys(term.article for term in terms)), page,
    )  # fmt: skip


def grace_answer(result: Grace) -> Working:
    """A period of grace against one year and two years in total."""
    facts = (
        ("始まり", format_wareki(result.starts_on)),
        ("1年の限度", format_wareki(result.one_year_ends)),
        ("通算2年の限度", format_wareki(result.total_ends)),
        ("延長", "延長" if result.extended else "最初の猶予"),
    )
    pages = {"collection": "collection-grace"}
    return Working(f"{result.label}の期間", ("猶予の終わり", format_wareki(result.ends_on)), facts, (), result.working,
                   result.cautions, (result.article,), pages.get(result.kind, "realization-grace"))  # fmt: skip


def _signed(amount: int) -> str:
    return f"△{-amount:,}円" if amount < 0 else f"{amount:,}円"
