"""Events made fit for the clock: checked, paired and put in the order of the days.

Entry order never matters: events are sorted first. A contradiction is a sentence, never a guess.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from portal.domain.errors import InvalidInput
from portal.domain.limitation.model import KIND_LABELS, OUTCOMES, LimitationEvent
from portal.domain.limitation.orders import ORDER_STEPS, join_orders
from portal.domain.wareki import format_wareki

CLAIM_PROCEDURES = frozenset({"lawsuit", "payment_order", "conciliation", "bankruptcy_claim"})
EXECUTIONS = frozenset(
    {"compulsory_execution", "property_disclosure", "seizure", "participating_seizure", "delivery_demand"}
)
ENDING = CLAIM_PROCEDURES | EXECUTIONS | {"provisional_attachment"}
LOST = frozenset({"withdrawn", "dismissed", "cancelled", "lapsed"})
_NEVER = date.max


def _key(event: LimitationEvent) -> tuple[object, ...]:
    return (
        event.on, event.kind, event.ends_on or _NEVER, event.outcome or "", event.agreed_until or _NEVER,
        event.refused_on or _NEVER, event.served_on or _NEVER,
    )  # fmt: skip


def in_order(events: Sequence[LimitationEvent], *, begins: date) -> tuple[LimitationEvent, ...]:
    """The events sorted, without exact repetitions, releases joined to seizures and judgments to lawsuits."""
    ordered = sorted(set(events), key=_key)
    for event in ordered:
        _check(event, begins)
    _refuse_contradictions(ordered)
    kinds = {event.kind for event in ordered}
    if "seizure_release" in kinds:
        ordered = _join_releases(ordered)
    if kinds & {"judgment", "settlement"}:
        ordered = _join_judgments(ordered)
    if "payment_order" in kinds or kinds & ORDER_STEPS:
        ordered = sorted(join_orders(ordered), key=_key)
    return tuple(ordered)


def _check(event: LimitationEvent, begins: date) -> None:
    if event.kind not in KIND_LABELS:
        raise InvalidInput(
            f"出来事の種類『{event.kind}』は表にありません。一覧から選び直してください。", field="出来事"
        )
    if event.on < begins:
        raise InvalidInput(
            f"「{event.label}」の日付{format_wareki(event.on)}は、債権の発生日{format_wareki(begins)}より前です。"
            "どちらかの日付を直してください。",
            field="日付",
        )
    if event.ends_on is not None and event.ends_on < event.on:
        raise InvalidInput(
            f"「{event.label}」の終了日{format_wareki(event.ends_on)}が、始まりの日{format_wareki(event.on)}より前です。"
            "どちらかの日付を直してください。",
            field="終了日",
        )
    for later, name in (
        (event.agreed_until, "協議の期限"), (event.refused_on, "拒絶の通知の日"), (event.served_on, "送達日"),
    ):  # fmt: skip
        if later is not None and later < event.on:
            raise InvalidInput(
                f"「{name}」の{format_wareki(later)}が、「{event.label}」の日{format_wareki(event.on)}より前です。日付を直してください。",
                field=name,
            )
    _check_outcome(event)


def _check_outcome(event: LimitationEvent) -> None:
    if event.outcome is not None and event.outcome not in OUTCOMES:
        raise InvalidInput(
            f"結果『{event.outcome}』は使えません。{'、'.join(f'{k}（{v}）' for k, v in OUTCOMES.items())}から選んでください。",
            field="結果",
        )
    if event.outcome is not None and event.ends_on is None:
        raise InvalidInput(
            f"「{event.label}」（{format_wareki(event.on)}）は結果があるのに終了日がありません。終了日を入力してください。",
            field="終了日",
        )
    if event.kind in CLAIM_PROCEDURES and event.ends_on is not None and event.outcome in (None, "ended"):
        raise InvalidInput(
            f"「{event.label}」（{format_wareki(event.on)}）の結果がありません。"
            "権利が確定したか（確定）、しなかったか（取下げ・却下・失効）を選んでください。",
            field="結果",
        )
    if event.kind in EXECUTIONS and event.outcome == "determined":
        raise InvalidInput(
            f"「{event.label}」の結果に「確定」は選べません。終了・取下げ・取消しから選んでください。", field="結果"
        )


def _refuse_contradictions(ordered: Sequence[LimitationEvent]) -> None:
    for first, second in pairwise(ordered):
        if first.on != second.on or first.kind != second.kind or first.kind not in ENDING:
            continue
        # Two assets may be seized on one day and released on different days; one lawsuit cannot end twice.
        if first.kind in CLAIM_PROCEDURES or (first.ends_on == second.ends_on and first.outcome != second.outcome):
            raise InvalidInput(
                f"{format_wareki(first.on)}の「{first.label}」が二つあり、終了日又は結果が食い違っています。一つに直してください。",
                field="結果",
            )


def _join_releases(ordered: list[LimitationEvent]) -> list[LimitationEvent]:
    result = list(ordered)
    for release in [event for event in ordered if event.kind == "seizure_release"]:
        open_at = _last_open(result, {"seizure", "participating_seizure"}, release.on)
        if open_at is not None:
            ended = release.outcome or "ended"
            result[open_at] = replace(result[open_at], ends_on=release.on, outcome=ended)
        elif not any(event.kind == "seizure" and event.ends_on == release.on for event in result):
            raise InvalidInput(
                f"{format_wareki(release.on)}の「差押解除」に当たる差押えの記録がありません。差押えを先に記録してください。",
                field="出来事",
            )
        result.remove(release)
    return sorted(result, key=_key)


def _join_judgments(ordered: list[LimitationEvent]) -> list[LimitationEvent]:
    result = list(ordered)
    for judgment in [event for event in ordered if event.kind in ("judgment", "settlement")]:
        _refuse_lost_on_same_day(result, judgment)
        if judgment.kind == "settlement" and judgment.ends_on is not None:
            place = result.index(judgment)
            result[place] = replace(judgment, kind="conciliation", outcome=judgment.outcome or "determined")
            continue
        while (open_at := _last_open(result, CLAIM_PROCEDURES - {"bankruptcy_claim"}, judgment.on)) is not None:
            result[open_at] = replace(result[open_at], ends_on=judgment.on, outcome="determined")
    return sorted(result, key=_key)


def _refuse_lost_on_same_day(events: Sequence[LimitationEvent], judgment: LimitationEvent) -> None:
    for event in events:
        if event.kind in CLAIM_PROCEDURES and event.outcome in LOST and event.ends_on == judgment.on:
            raise InvalidInput(
                f"{format_wareki(judgment.on)}に「{judgment.label}」と「{event.label}の{OUTCOMES[event.outcome or '']}」があり、"
                "食い違っています。どちらかを直してください。",
                field="結果",
            )


def _last_open(events: Sequence[LimitationEvent], kinds: set[str] | frozenset[str], day: date) -> int | None:
    for place in range(len(events) - 1, -1, -1):
        event = events[place]
        if event.kind in kinds and event.ends_on is None and event.on <= day:
            return place
    return None
