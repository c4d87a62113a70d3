"""差押可能額 under 民事執行法152条: compulsory execution of 非強制徴収公債権 and 私債権."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from portal.domain.dated_rows import in_force, table
from portal.domain.errors import InvalidInput
from portal.domain.garnishment.model import Garnishment, Line, not_negative


def civil_salary(net: int, *, on: date, pay_period: str = "monthly", months: int = 1) -> Garnishment:
    """給与 under 民事執行法152条1項; ``net`` is the pay after tax and social insurance (手取り).

    Three quarters are exempt, but no more than the cap of the pay period: a quarter may be attached up to 440,000
    yen a month, above that everything over 330,000. ``pay_period``: monthly, half_monthly, ten_days, daily, bonus.
    """
    caps: Mapping[str, Any] = table("garnishment")["civil_caps"]
    if pay_period not in caps:
        names = "、".join(f"{key}（{cap['label']}）" for key, cap in caps.items())
        raise InvalidInput(f"支払期『{pay_period}』は使えません。{names}から選んでください。", field="支払期")
    if months < 1 or (months > 1 and pay_period != "monthly"):
        raise InvalidInput("月数は、毎月払の整数倍のときに1以上で入力してください。", field="月数")
    cap = caps[pay_period]["cap"] * months
    label = caps[pay_period]["label"] if months == 1 else f"{months}か月ごと"
    kind = "賞与" if pay_period == "bonus" else f"給与（{label}）"
    sure = bool(caps[pay_period]["verified"]) and months == 1
    cautions = () if sure else ("要確認：この支払期の上限額は民事執行法施行令2条の本文で確かめてください。",)
    return _civil(net, cap, on=on, kind=kind, article="民事執行法152条1項2号、同法施行令2条", cautions=cautions)


def civil_retirement(net: int, *, on: date) -> Garnishment:
    """退職手当 under 民事執行法152条2項: three quarters exempt, without a cap."""
    return _civil(net, None, on=on, kind="退職手当", article="民事執行法152条2項", cautions=())


def _civil(net: int, cap: int | None, *, on: date, kind: str, article: str, cautions: tuple[str, ...]) -> Garnishment:
    not_negative(net, "手取額")
    row = in_force(table("garnishment")["civil_pay"], on, what="給与の差押禁止額（民事執行法）")
    over, under = row["prohibited_numerator"], row["prohibited_denominator"]
    free = net - net * (under - over) // under
    lines = [Line("手取額の4分の3", f"{net:,}円×{over}／{under}（差押可能額の1円未満切捨て）", free, free, article)]
    prohibited = free
    if cap is not None:
        lines.append(Line("差押禁止の上限", f"支払期ごとの上限 {cap:,}円", cap, cap, article))
        prohibited = min(free, cap)
    return Garnishment("民事執行法152条", kind, net, net, tuple(lines), prohibited, net - prohibited, article, cautions)
