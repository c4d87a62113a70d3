"""What each kind of effect does to the clock; the table names the operation (``op``) of every effect.

An operation returns True when the event took effect, False when it was recorded as ignored with its reason.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from portal.domain import periods
from portal.domain.limitation.check import CLAIM_PROCEDURES, LOST
from portal.domain.limitation.clock import DETERMINED, OPEN, Clock, months_after, years_after
from portal.domain.limitation.model import OUTCOMES, LimitationEvent
from portal.domain.limitation.orders import OBJECTION, final_on
from portal.domain.limitation.rules import Effect
from portal.domain.wareki import format_wareki

OLD_FOLLOWERS = CLAIM_PROCEDURES | {"compulsory_execution", "seizure", "provisional_attachment"}  # 旧民法153条
Operation = Callable[[Clock, LimitationEvent, Effect], bool]


def renew(clock: Clock, event: LimitationEvent, effect: Effect) -> bool:
    """更新: the period starts anew the day after the event (民法152条; 旧法の中断)."""
    if event.on < clock.due:
        return clock.ignore(event, "時効の進行が始まる前のため、更新するものがありません。", effect.article)
    clock.restart(event.on)
    return clock.applied(event, effect, f"この日から更新され、翌日から新たに{clock.years()}が進みます")


def renew_first(clock: Clock, event: LimitationEvent, effect: Effect) -> bool:
    """更新 by 督促・納入の通知, the first of its kind only (地方自治法236条4項)."""
    if event.kind in clock.once:
        return clock.ignore(event, f"更新の効力があるのは最初の{event.label}だけです。", effect.article)
    if renew(clock, event, effect):
        clock.once.add(event.kind)
        return True
    return False


def renew_first_after(clock: Clock, event: LimitationEvent, effect: Effect) -> bool:
    """地方税の督促: no completion until ten days have passed, then a new period (地方税法18条の2)."""
    if event.kind in clock.once:
        return clock.ignore(event, f"更新の効力があるのは最初の{event.label}だけです。", effect.article)
    if event.on < clock.due:
        return clock.ignore(event, "時効の進行が始まる前のため、更新するものがありません。", effect.article)
    clock.once.add(event.kind)
    clock.hold(event.on + timedelta(days=effect.row["days"]))
    return clock.applied(event, effect, "督促状を発した日から起算して10日を経過した日まで、時効は完成しません")


def notice_until(clock: Clock, event: LimitationEvent, effect: Effect) -> bool:
    """地方税の告知: no completion until the deadline it names, then a new period (地方税法18条の2第1項1号)."""
    if event.ends_on is None and event.on < clock.due:
        return clock.ignore(event, "告知に指定された納期限までは完成せず、その翌日から進みます。", effect.article)
    if event.ends_on is None:
        clock.doubt(effect, verified=False, event=event)
    until = event.ends_on or event.on
    clock.hold(until)
    return clock.applied(event, effect, f"告知に指定された納期限（{format_wareki(until)}）まで、時効は完成しません")


def declaration(clock: Clock, event: LimitationEvent, effect: Effect) -> bool:
    """仮執行宣言: the payment order goes on; served, it is final after two weeks without an objection."""
    if event.served_on is None:
        return clock.applied(event, effect, "仮執行宣言を申し立てたため、支払督促の手続が続きます")
    last = final_on(event.served_on)
    if any(other.kind == OBJECTION and event.on <= other.on <= last for other in clock.events):
        return clock.applied(event, effect, "仮執行宣言の後に督促異議があったため、訴訟で決まるまで手続が続きます")
    reason = f"送達（{format_wareki(event.served_on)}）から2週間の{format_wareki(last)}までに督促異議がなければ、支払督促が確定します"
    return clock.applied(event, effect, reason)


def objection(clock: Clock, event: LimitationEvent, effect: Effect) -> bool:
    """督促異議: the payment order counts as a lawsuit filed with it (民事訴訟法395条)."""
    late = [
        other for other in clock.events
        if other.kind == "provisional_execution" and other.served_on is not None
        and other.on <= event.on and event.on > final_on(other.served_on)
    ]  # fmt: skip
    if late:
        return clock.ignore(
            event, "督促異議の期間の後のため、支払督促の確定に影響しません。", "民事訴訟法393条・394条1項"
        )
    return clock.applied(
        event, effect, "支払督促の申立ての時に訴えの提起があったものとみなされ、判決などで終わるまで完成しません"
    )


def reminder(clock: Clock, event: LimitationEvent, effect: Effect) -> bool:
    """催告: six months; void if made after the period while a reminder or an agreement holds completion off.

    Reminders made before the period ends each count, the last one longest (高松高裁令和7年4月18日判決); the
    stricter reading is given as a caution with its date.
    """
    if event.on < clock.due:
        return clock.ignore(event, "納期限より前の催告のため、完成猶予の効力がありません。", effect.article)
    if clock.base_end < event.on <= clock.reminder_until:
        why = "催告による完成猶予の間にされた再度の催告のため、効力がありません。"
        return clock.ignore(event, why, effect.through + effect.row["again_article"])
    if clock.base_end < event.on <= clock.agreement_until:
        why = "協議の合意による完成猶予の間の催告のため、効力がありません。"
        return clock.ignore(event, why, effect.through + "民法151条3項")
    until = months_after(event.on, effect.row["months"])
    if event.on <= clock.reminder_until and clock.reminder_until > clock.base_end:
        first = format_wareki(clock.reminder_until)
        clock.cautions[
            "要確認：時効期間の満了前にした催告は、最後の催告から6か月の完成猶予があるものとして計算しました"
            f"（高松高裁令和7年4月18日判決）。最初の催告だけに効力を認める考え方では{first}に完成します。"
        ] = None
    clock.reminder_until = max(clock.reminder_until, until)
    return clock.held(event, effect, until, f"催告から{effect.row['months']}か月を経過するまで、時効は完成しません")


def old_reminder(clock: Clock, event: LimitationEvent, effect: Effect) -> bool:
    """旧民法153条: a reminder counts only if a court step or seizure follows within six months."""
    until = months_after(event.on, effect.row["months"])
    followed = any(other.kind in OLD_FOLLOWERS and event.on < other.on <= until for other in clock.events)
    if event.on < clock.due or not followed:
        return clock.ignore(
            event, "6か月以内に裁判上の請求等がないため、時効の中断の効力がありません。", effect.article
        )
    return clock.held(event, effect, until, "催告から6か月以内に裁判上の請求等をしたため、その間は完成しません")


def negotiation(clock: Clock, event: LimitationEvent, effect: Effect) -> bool:
    """協議を行う旨の合意 (民法151条): within its three limits, five years in all, void inside a reminder's six months."""
    if event.on < clock.due:
        return clock.ignore(event, "納期限より前の合意のため、完成猶予の効力がありません。", effect.article)
    if clock.base_end < event.on <= clock.reminder_until:
        return clock.ignore(
            event,
            "催告による完成猶予の間の合意のため、効力がありません。",
            effect.through + effect.row["inside_reminder_article"],
        )
    until, words = _negotiated_until(clock, event, effect)
    clock.agreement_until = max(clock.agreement_until, until)
    return clock.held(event, effect, until, f"協議の合意により、{words}まで、時効は完成しません")


def _negotiated_until(clock: Clock, event: LimitationEvent, effect: Effect) -> tuple[date, str]:
    """The earliest limit of the agreement and which one it is."""
    limits = [(years_after(event.on, effect.row["years"]), "合意から1年を経過する日")]
    if event.agreed_until is not None and event.agreed_until < limits[0][0]:
        limits.append((event.agreed_until, "合意で定めた期間の終わり"))
    if event.refused_on is not None:
        refused = months_after(event.refused_on, effect.row["refusal_months"])
        limits.append((refused, "協議の続行を拒絶する通知から6か月を経過する日"))
    if clock.base_end < event.on <= clock.agreement_until:
        limits.append((years_after(clock.base_end, effect.row["total_years"]), "本来の完成の時から通じて5年"))
    return min(limits)


def claim_procedure(clock: Clock, event: LimitationEvent, effect: Effect) -> bool:
    """裁判上の請求など (民法147条): until the end; without determination six months more and no renewal."""
    if event.outcome in LOST and event.ends_on is not None:
        until = months_after(event.ends_on, 6)
        how = OUTCOMES[event.outcome]
        reason = f"{effect.label}は{how}で終わったため、終了から6か月を経過するまで完成せず、更新はありません"
        if event.served_on is not None and event.outcome == "lapsed":
            last = format_wareki(event.ends_on)
            reason = f"送達から2週間と30日の{last}までに仮執行宣言の申立てがなければ失効し（民事訴訟法392条）、その6か月後まで完成しません"
            clock.cautions[
                f"支払督促は、{last}までに仮執行宣言の申立てがないと失効します。申し立てたときは「仮執行宣言」を記録してください。"
            ] = None
        return clock.held(event, effect, until, reason, verified=effect.lost_verified)
    return clock.pending(event, effect)


def execution(clock: Clock, event: LimitationEvent, effect: Effect) -> bool:
    """強制執行など (民法148条): until the end, then renewal; withdrawn or cancelled, six months and no renewal."""
    if event.outcome in LOST and event.ends_on is not None:
        until = months_after(event.ends_on, 6)
        how = OUTCOMES[event.outcome]
        reason = f"{effect.label}は{how}で終わったため、終了から6か月を経過するまで完成せず、更新はありません"
        return clock.held(event, effect, until, reason)
    return clock.pending(event, effect)


def old_execution(clock: Clock, event: LimitationEvent, effect: Effect) -> bool:
    """旧民法147条2号・154条: 中断 until the end; withdrawn or cancelled it never counted."""
    if event.outcome in LOST:
        return clock.ignore(event, "取下げ又は取消しがあったため、時効の中断の効力がありません。", effect.article)
    return clock.pending(event, effect)


def hold_and_renew(clock: Clock, event: LimitationEvent, effect: Effect) -> bool:
    """地方税の交付要求: no completion while it lasts, a new period after it, even if it was cancelled."""
    return clock.pending(event, effect)


def hold_after_end(clock: Clock, event: LimitationEvent, effect: Effect) -> bool:
    """仮差押え (民法149条), 相続人の不確定 (160条): six months after its end, never a renewal."""
    if event.ends_on is None:
        return clock.pending(event, effect)
    until = months_after(event.ends_on, effect.row["months"])
    return clock.held(
        event,
        effect,
        until,
        f"{effect.label}の終了から{effect.row['months']}か月を経過するまで、時効は完成しません（更新はありません）",
    )


def suspend(clock: Clock, event: LimitationEvent, effect: Effect) -> bool:
    """猶予 (地方税法18条の2第4項): the days of the grace do not run."""
    if event.on > clock.base_end:
        clock.doubt(effect, verified=effect.verified)
        return clock.ignore(
            event, "時効期間が満了し、進行する期間が残っていないため、完成は延びません。", effect.article
        )
    clock.cautions["猶予の申請書で債務を認めているときは、申請日を「承認」としても記録してください。"] = None
    if event.ends_on is None:
        clock.suspended_until = OPEN
        return clock.pending(event, effect)
    first = max(event.on, clock.start + timedelta(days=1), _next(clock.suspended_until))
    stopped = max(0, (event.ends_on - first).days + 1)
    if clock.suspended_until != OPEN:
        clock.suspended_until = max(clock.suspended_until, event.ends_on)
    clock.base_end += timedelta(days=stopped)
    return clock.applied(event, effect, f"猶予の期間（{stopped}日）は進行せず、その日数だけ完成が延びます")


def defer(clock: Clock, event: LimitationEvent, effect: Effect) -> bool:
    """履行延期の特約: an acknowledgment, and the new period runs from the new due date."""
    new_due = event.ends_on or event.on
    if clock.suspended_until != OPEN:
        clock.suspended_until = max(clock.suspended_until, new_due)
    clock.restart(max(event.on, clock.start))
    return clock.applied(
        event,
        effect,
        f"履行期限を{format_wareki(new_due)}まで延ばしたため、その翌日から新たに{clock.years()}が進みます",
    )


def judgment(clock: Clock, event: LimitationEvent, effect: Effect) -> bool:
    """確定判決等 (民法169条): ten years from then on, unless the claim was not yet due."""
    if event.on <= clock.due:
        return clock.ignore(
            event, "確定の時に納期限が来ていないため、10年にはなりません。", effect.through + "民法169条2項"
        )
    clock.limbs = DETERMINED
    return renew(clock, event, effect)


def disaster(clock: Clock, event: LimitationEvent, effect: Effect) -> bool:
    """天災等 (民法161条): three months after the obstacle ended, if it stood in the way when the period ran out.

    An obstacle that meets only the end of another postponement is counted too, as 要確認.
    """
    if event.ends_on is None:
        clock.cautions[
            "要確認：天災等の障害の終わりの日がないため、完成猶予を計算に入れていません。障害がなくなったら終わりの日を入力してください。"
        ] = None
        return clock.ignore(event, "障害がいつ消滅したか分からないため、計算に入れていません。", effect.article)
    meets_period = event.on <= clock.base_end <= event.ends_on
    if not meets_period and event.ends_on < clock.completes:
        return clock.ignore(event, "時効期間の満了の時に障害がないため、完成猶予の効力がありません。", effect.article)
    weeks = effect.row.get("weeks")
    until = (
        periods.period_end(event.ends_on, weeks=weeks) if weeks else months_after(event.ends_on, effect.row["months"])
    )
    span = f"{weeks}週間" if weeks else f"{effect.row['months']}か月"
    reason = f"障害の消滅から{span}を経過するまで、時効は完成しません"
    return clock.held(event, effect, until, reason, verified=None if meets_period else False)


def _next(day: date) -> date:
    """The day after; ``OPEN`` stays open."""
    return day if day == OPEN else day + timedelta(days=1)


OPERATIONS: Mapping[str, Operation] = {
    "renew": renew,
    "renew_first": renew_first,
    "renew_first_after": renew_first_after,
    "notice_until": notice_until,
    "declaration": declaration,
    "objection": objection,
    "reminder": reminder,
    "old_reminder": old_reminder,
    "negotiation": negotiation,
    "claim_procedure": claim_procedure,
    "execution": execution,
    "old_execution": old_execution,
    "hold_and_renew": hold_and_renew,
    "hold_after_end": hold_after_end,
    "suspend": suspend,
    "defer": defer,
    "judgment": judgment,
    "disaster": disaster,
}
