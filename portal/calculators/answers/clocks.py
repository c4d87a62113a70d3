"""消滅時効, and what is to be done next, as a ``Working``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from portal.calculators.working import Table, Working, columns
from portal.domain.limitation import LimitationResult
from portal.domain.next_steps import NextStep
from portal.domain.wareki import format_wareki


def limitation_answer(result: LimitationResult, *, title: str = "消滅時効の計算") -> Working:
    """The completion date, the chain of reasons with articles, and what can still be done."""
    tables = [_chain(result)]
    if result.ignored:
        rows = tuple((format_wareki(item.on), item.event, item.why, item.article) for item in result.ignored)
        tables.append(Table("時効に影響しない出来事", columns("日付!", "出来事", "理由", "根拠"), rows))
    if result.still_possible:
        tables.append(_options(result))
    needed = "必要（援用がなければ債権は消えません）" if result.invocation_needed else "不要（期間の満了で消滅します）"
    facts = [
        ("時効の定め", f"{result.rule_label}　{result.period_article}"),
        ("時効の援用", f"{needed}　{result.invocation_article}"),
    ]
    if result.status:
        facts.insert(0, ("状態", result.status))
    if result.days_left is not None:
        facts.insert(1, ("残りの日数", days_left_words(result.days_left)))
    cautious = result.cautious_completes_on
    if cautious is not None and cautious != result.completes_on:
        facts.append(("慎重に見た完成予定日", format_wareki(cautious)))
    return Working(
        title, ("完成予定日", completes_words(result)), tuple(facts), tuple(tables),
        ("完成予定日は、その日の満了で時効が完成する日です。", "期間の末日が休日でも延びないものとして、早い日を示しています。"),
        result.cautions, (result.period_article,), "limitation",
    )  # fmt: skip


def completes_words(result: LimitationResult) -> str:
    """The completion date, or that a procedure holds it off."""
    return "手続中のため完成しません" if result.completes_on is None else format_wareki(result.completes_on)


def days_left_words(days: int) -> str:
    """あと12日 / 今日まで / 3日過ぎています."""
    if days < 0:
        return f"{-days:,}日過ぎています"
    return "今日まで" if days == 0 else f"あと{days:,}日"


def next_steps_answer(steps: Sequence[NextStep], *, today: date) -> Working:
    """The steps, the nearest deadline first."""
    rows = tuple(
        (format_wareki(step.deadline) if step.deadline else "―", step.action, step.reason, step.article)
        for step in steps
    )
    first = steps[0].action if steps else "ありません"
    return Working("次にすること", ("最初にすること", first), (("基準日", format_wareki(today)),),
                   (Table("次の手続", columns("期限!", "すること", "理由", "根拠"), rows),) if rows else (),
                   cautions=tuple(dict.fromkeys(text for step in steps for text in step.cautions)))  # fmt: skip


def _chain(result: LimitationResult) -> Table:
    rows = tuple(
        (
            format_wareki(step.on),
            step.event,
            step.reason if step.verified else f"{step.reason}【要確認】",
            format_wareki(step.completes_on) if step.completes_on else "手続中",
            step.article,
        )
        for step in result.steps
    )
    return Table("計算の過程", columns("日付!", "出来事", "理由", "完成予定日!", "根拠"), rows)


def _options(result: LimitationResult) -> Table:
    rows = tuple(
        (
            option.label, format_wareki(option.by) if option.by else "―",
            format_wareki(option.completes_on) if option.completes_on else "手続が終わるまで完成しない", option.article,
        )
        for option in result.still_possible
    )  # fmt: skip
    return Table("まだできること", columns("すること", "いつまで!", "基準日に行うと完成予定日は", "根拠"), rows)
