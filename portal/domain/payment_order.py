"""支払督促の期間: service → two weeks → thirty days to ask for provisional execution → two weeks to finality.

民事訴訟法382–396条. A period's last day on a closed day moves to the next open day (95条3項); every timer shows both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from portal.domain.calendar import Calendar, next_open_day
from portal.domain.dated_rows import Row, caution_of, table
from portal.domain.errors import InvalidInput
from portal.domain.periods import period_end
from portal.domain.wareki import format_wareki

ONE_DAY = timedelta(days=1)
COUNCIL_NOTE = (
    "督促異議があると、支払督促の申立ての時に訴えを提起したものとみなされます（民事訴訟法395条）。"
    "議会の議決（又は専決処分と報告）が必要です（地方自治法96条1項12号、最高裁昭和59年5月31日判決）。"
)


@dataclass(frozen=True)
class PaymentOrderFacts:
    """What has happened so far; leave out what has not."""

    served_on: date | None = None
    undeliverable_notice_on: date | None = None
    objection_on: date | None = None
    declaration_requested_on: date | None = None
    declaration_served_on: date | None = None


@dataclass(frozen=True)
class Timer:
    """One period: ``first_day`` on which the step is possible, ``last_day`` after moving, ``computed`` before it."""

    id: str
    label: str
    first_day: date
    computed: date
    last_day: date
    article: str
    working: str

    @property
    def moved(self) -> bool:
        """True when the last day fell on a closed day."""
        return self.last_day != self.computed


@dataclass(frozen=True)
class PaymentOrderState:
    """Where the order stands, every timer with its working, and what the office does next."""

    stage: str
    stage_label: str
    timers: tuple[Timer, ...]
    next_action: str
    act_from: date | None
    act_by: date | None
    final_on: date | None
    lapsed_on: date | None
    notes: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()

    def timer(self, timer_id: str) -> Timer:
        """The timer of an id."""
        return next(timer for timer in self.timers if timer.id == timer_id)

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON, days as ISO text."""
        plain = {key: _iso(value) for key, value in asdict(self).items()}
        plain["timers"] = [
            {**{key: _iso(value) for key, value in asdict(timer).items()}, "moved": timer.moved}
            for timer in self.timers
        ]
        return plain


def payment_order(facts: PaymentOrderFacts, *, calendar: Calendar, as_of: date) -> PaymentOrderState:
    """The state of a payment order on ``as_of``; InvalidInput when the days contradict one another."""
    _check(facts)
    if facts.served_on is None:
        return _not_served(facts, calendar)
    objection = _timer("objection", facts.served_on, calendar, "支払督促の送達を受けた日")
    declaration = _declaration_timer(objection, calendar)
    timers = [objection, declaration]
    if facts.declaration_served_on is not None:
        return _declared(facts, timers, calendar, as_of)
    if facts.objection_on is not None:
        return _to_lawsuit(timers, facts.objection_on)
    if facts.declaration_requested_on is not None:
        _check_request(facts.declaration_requested_on, declaration)
        return _state("declaring", "仮執行宣言の発付待ち", timers, "仮執行宣言付支払督促の送達日を確かめる", None, None)
    if as_of <= objection.last_day:
        return _state("waiting", "督促異議の期間中", timers, "期間の満了を待ち、仮執行宣言の申立てを準備する",
                      declaration.first_day, declaration.last_day)  # fmt: skip
    if as_of <= declaration.last_day:
        return _state("act", "仮執行宣言の申立てができる期間", timers, "仮執行宣言を申し立てる",
                      declaration.first_day, declaration.last_day)  # fmt: skip
    return _state("lapsed", "失効（30日以内に申立てなし）", timers, "改めて支払督促又は訴えを申し立てる", None, None,
                  lapsed_on=declaration.last_day + ONE_DAY)  # fmt: skip


def _not_served(facts: PaymentOrderFacts, calendar: Calendar) -> PaymentOrderState:
    if facts.undeliverable_notice_on is None:
        return _state("unserved", "送達待ち", [], "債務者への送達日を裁判所に確かめる", None, None)
    timer = _timer("undeliverable", facts.undeliverable_notice_on, calendar, "送達できない旨の通知を受けた日")
    return _state("undeliverable", "送達できない", [timer], "債務者の所在を調べ、別の送達場所を申し出る",
                  timer.first_day, timer.last_day, cautions=caution_of(_row("undeliverable"), timer.label))  # fmt: skip


def _declared(facts: PaymentOrderFacts, timers: list[Timer], calendar: Calendar, as_of: date) -> PaymentOrderState:
    served = facts.declaration_served_on
    assert served is not None
    final = _timer("final_objection", served, calendar, "仮執行宣言付支払督促の送達を受けた日")
    timers = [*timers, final]
    if facts.objection_on is not None and facts.objection_on <= final.last_day:
        return _to_lawsuit(timers, facts.objection_on)
    late = (
        ("督促異議が期間の後にされています。不適法として却下されます（民事訴訟法394条1項）。",)
        if facts.objection_on
        else ()
    )
    if as_of <= final.last_day:
        return _state("declared", "仮執行宣言付（異議の期間中）", timers, "強制執行の準備をする（異議があっても執行はできる）",
                      served, None, notes=late)  # fmt: skip
    return _state("final", "確定（確定判決と同一の効力、民事訴訟法396条）", timers, "任意の納付がなければ強制執行を申し立てる",
                  final.last_day + ONE_DAY, None, final_on=final.last_day + ONE_DAY, notes=late)  # fmt: skip


def _to_lawsuit(timers: Sequence[Timer], objection_on: date) -> PaymentOrderState:
    return _state("lawsuit", f"督促異議（{format_wareki(objection_on)}）により訴訟へ移行", timers,
                  "議会の議決（専決処分）と訴訟の準備をする", objection_on, None, notes=(COUNCIL_NOTE,))  # fmt: skip


def _state(
    stage: str, label: str, timers: Sequence[Timer], action: str, act_from: date | None, act_by: date | None,
    *, final_on: date | None = None, lapsed_on: date | None = None, notes: tuple[str, ...] = (),
    cautions: tuple[str, ...] = (),
) -> PaymentOrderState:  # fmt: skip
    return PaymentOrderState(
        stage, label, tuple(timers), action, act_from, act_by, final_on, lapsed_on, notes, cautions
    )


def _timer(timer_id: str, event: date, calendar: Calendar, event_words: str) -> Timer:
    row = _row(timer_id)
    span = {key: row[key] for key in ("weeks", "months", "days") if key in row}
    computed = period_end(event, **span)
    words = "、".join(
        f"{count}{ {'weeks': '週間', 'months': 'か月', 'days': '日'}[key] }" for key, count in span.items()
    )
    working = f"{event_words}（{format_wareki(event)}）の翌日から{words}＝{format_wareki(computed)}"
    return _moved(timer_id, row, event + ONE_DAY, computed, calendar, working)


def _declaration_timer(objection: Timer, calendar: Calendar) -> Timer:
    row = _row("declaration")
    possible = objection.last_day + ONE_DAY
    computed = period_end(possible, days=row["days"], first_day_counts=True)
    working = f"申立てができる時（異議の期間の満了の翌日、{format_wareki(possible)}午前0時）から{row['days']}日＝{format_wareki(computed)}"
    return _moved("declaration", row, possible, computed, calendar, working)


def _moved(timer_id: str, row: Row, first: date, computed: date, calendar: Calendar, working: str) -> Timer:
    last = next_open_day(computed, calendar) if row["closed"] else computed
    if last != computed:
        working += f"。休日のため次の開庁日の{format_wareki(last)}（民事訴訟法95条3項）"
    return Timer(timer_id, row["label"], first, computed, last, row["article"], working)


def _row(timer_id: str) -> Row:
    row: Row = table("payment_order")[timer_id]
    return row


def _check(facts: PaymentOrderFacts) -> None:
    order = (
        ("支払督促の送達日", facts.served_on),
        ("仮執行宣言の申立日", facts.declaration_requested_on),
        ("仮執行宣言付支払督促の送達日", facts.declaration_served_on),
    )
    later_without = any(day is not None for _, day in order[1:]) or facts.objection_on is not None
    if facts.served_on is None and later_without:
        raise InvalidInput("支払督促の送達日がありません。先に送達日を入力してください。", field="送達日")
    known = [(name, day) for name, day in order if day is not None]
    for (first, earlier), (second, later) in zip(known, known[1:], strict=False):
        _refuse_before(second, later, first, earlier)
    if facts.objection_on is not None and facts.served_on is not None:
        _refuse_before("督促異議の日", facts.objection_on, "支払督促の送達日", facts.served_on)


def _refuse_before(second: str, later: date, first: str, earlier: date) -> None:
    if later < earlier:
        raise InvalidInput(
            f"「{second}」の{format_wareki(later)}が、「{first}」の{format_wareki(earlier)}より前です。日付を直してください。",
            field=second,
        )


def _check_request(requested: date, declaration: Timer) -> None:
    if requested < declaration.first_day:
        raise InvalidInput(
            f"仮執行宣言は{format_wareki(declaration.first_day)}から申し立てられます（民事訴訟法391条1項）。"
            f"申立日の{format_wareki(requested)}を確かめてください。",
            field="仮執行宣言の申立日",
        )
    if requested > declaration.last_day:
        raise InvalidInput(
            f"仮執行宣言の申立期限は{format_wareki(declaration.last_day)}です。{format_wareki(requested)}では支払督促が失効しています"
            "（民事訴訟法392条）。日付を確かめてください。",
            field="仮執行宣言の申立日",
        )


def _iso(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
