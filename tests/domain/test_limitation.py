"""消滅時効 against the text of the law, computed by hand; sources stand beside each case."""

from __future__ import annotations

import json
from datetime import date

import pytest

from portal.domain.errors import InvalidInput
from portal.domain.limitation import (
    LimitationClaim,
    LimitationEvent,
    LimitationResult,
    claim_limitation,
    event_from,
    instalment_clocks,
    limitation_clock,
    rule_ids,
)
from portal.domain.limitation.model import KIND_LABELS

E = LimitationEvent


def d(text: str) -> date:
    return date.fromisoformat(text)


def clock(rule: str, due: str, *events: LimitationEvent, as_of: str | None = None, **more: date) -> LimitationResult:
    return limitation_clock(rule, LimitationClaim(d(due), **more), events, as_of=d(as_of) if as_of else None)


PERIODS = [
    # rule, due, arose, completes_on, source
    ("nhi_2", "2023-06-30", None, "2025-06-30"),  # 国保法110条1項: 起算2023-07-01
    ("ltc_2", "2024-02-29", None, "2026-02-28"),  # 介護保険法200条1項、民法143条2項ただし書ではなく応当日3/1の前日
    ("late_elderly_2", "2023-08-31", None, "2025-08-31"),  # 高確法160条1項: 納期限8/31→起算9/1
    ("local_tax_5", "2021-01-31", None, "2026-01-31"),  # 地方税法18条1項
    ("municipal_5", "2019-12-25", None, "2024-12-25"),  # 地方自治法236条1項: 民法改正の影響なし
    ("civil_general", "2020-05-31", "2020-04-01", "2025-05-31"),  # 民法166条1項1号
    ("civil_general", "2020-05-31", "2020-03-31", "2030-05-31"),  # 旧民法167条1項、附則10条4項
    ("civil_recurring_5", "2019-04-30", "2019-04-01", "2024-04-30"),  # 旧民法169条
    ("civil_goods_2", "2019-04-30", "2019-04-01", "2021-04-30"),  # 旧民法173条1号
    ("school_lunch_2", "2021-04-30", "2021-04-01", "2026-04-30"),  # 民法166条1項1号
    ("medical_3", "2018-04-30", "2018-04-01", "2021-04-30"),  # 旧民法170条1号
    ("determined_10", "2020-01-10", None, "2030-01-10"),  # 民法169条1項
]


@pytest.mark.parametrize(("rule", "due", "arose", "expected"), PERIODS)
def test_period_runs_from_the_day_after_the_due_date(rule: str, due: str, arose: str | None, expected: str) -> None:
    claim = LimitationClaim(d(due), arose_on=d(arose) if arose else None)
    result = limitation_clock(rule, claim)
    assert result.completes_on == d(expected)
    assert result.barred_from is not None
    assert (result.barred_from - d(expected)).days == 1


def test_a_contract_before_the_change_keeps_the_old_period() -> None:
    """平成29年法律44号附則10条1項: 原因である法律行為が施行日前のときを含む。"""
    result = clock("civil_general", "2021-03-31", cause_on=d("2019-04-01"), arose_on=d("2021-03-01"))
    assert result.completes_on == d("2031-03-31")
    assert result.period_article == "旧民法167条1項"


def test_the_earlier_of_five_years_from_knowledge_and_ten_from_exercisability_counts() -> None:
    late = clock("civil_general", "2020-06-30", arose_on=d("2020-06-01"), known_on=d("2024-06-30"))
    assert late.completes_on == d("2029-06-30")
    later = clock("civil_general", "2020-06-30", arose_on=d("2020-06-01"), known_on=d("2027-01-01"))
    assert later.completes_on == d("2030-06-30")


EFFECTS = [
    # name, rule, due, events, completes_on
    ("督促は到達の翌日から（国保法110条2項）", "nhi_2", "2023-06-30", [E("demand", d("2023-07-20"))], "2025-07-20"),
    ("二度目の督促は効力なし（自治法236条4項）", "nhi_2", "2023-06-30",
     [E("demand", d("2023-07-20")), E("demand", d("2024-07-20"))], "2025-07-20"),
    ("地方税の督促は発した日から起算して10日を経過した日まで（地税18条の2第1項2号）", "local_tax_5", "2021-06-30",
     [E("demand", d("2021-07-20"))], "2026-07-30"),
    ("催告は6か月（民法150条1項）", "municipal_5", "2020-06-30", [E("reminder", d("2025-05-01"))], "2025-11-01"),
    ("満了まで6か月より前の催告は日を変えない", "municipal_5", "2020-06-30", [E("reminder", d("2024-05-01"))], "2025-06-30"),
    ("猶予中の再度の催告は効力なし（民法150条2項）", "municipal_5", "2020-06-30",
     [E("reminder", d("2025-05-01")), E("final_reminder", d("2025-08-01"))], "2025-11-01"),
    ("承認は翌日3/1から5年、応当日の前日は2/29（民法152条1項）", "municipal_5", "2020-06-30", [E("acknowledgment", d("2023-02-28"))], "2028-02-29"),
    ("催告の猶予中の承認は更新する", "municipal_5", "2020-06-30",
     [E("reminder", d("2025-05-01")), E("installment_pledge", d("2025-10-31"))], "2030-10-31"),
    ("一部納付は承認", "civil_general", "2020-06-30", [E("partial_payment", d("2022-01-15"))], "2027-01-15"),
    ("確定判決は10年（民法169条1項）", "civil_general", "2020-06-30",
     [E("lawsuit", d("2024-01-10"), d("2024-09-30"), "determined")], "2034-09-30"),
    ("満了後に判決が確定しても更新する（民法147条）", "civil_general", "2020-06-30",
     [E("lawsuit", d("2025-06-30"), d("2026-02-01"), "determined")], "2036-02-01"),
    ("取下げは終了から6か月（民法147条1項括弧書）", "civil_general", "2020-06-30",
     [E("lawsuit", d("2025-06-01"), d("2025-07-15"), "withdrawn")], "2026-01-15"),
    ("支払督促の確定も10年", "civil_general", "2020-06-30",
     [E("payment_order", d("2023-01-10"), d("2023-03-10"), "determined")], "2033-03-10"),
    ("判決の後の強制執行の終了で新たに10年（民法148条2項、169条）", "civil_general", "2020-06-30",
     [E("judgment", d("2022-04-01")), E("compulsory_execution", d("2025-04-01"), d("2025-08-01"), "ended")], "2035-08-01"),
    ("強制執行の取下げは6か月だけ（民法148条）", "civil_general", "2020-06-30",
     [E("compulsory_execution", d("2025-06-15"), d("2025-07-01"), "withdrawn")], "2026-01-01"),
    ("仮差押えは終了から6か月（民法149条）", "civil_general", "2020-06-30",
     [E("provisional_attachment", d("2025-06-01"), d("2025-08-31"), "ended")], "2026-02-28"),
    ("差押解除で新たに進行", "local_tax_5", "2020-06-30",
     [E("seizure", d("2024-01-10")), E("seizure_release", d("2025-03-31"))], "2030-03-31"),
    ("徴収猶予の日数だけ延びる（地税18条の2第4項）", "local_tax_5", "2021-06-30",
     [E("collection_grace", d("2022-01-01"), d("2022-12-31"))], "2027-06-30"),
    ("猶予中の承認は猶予の終わりから進む", "local_tax_5", "2021-06-30",
     [E("collection_grace", d("2022-01-01"), d("2022-12-31")), E("acknowledgment", d("2022-06-01"))], "2027-12-31"),
    ("滞納処分の停止の間も進む", "local_tax_5", "2021-06-30",
     [E("disposition_suspension", d("2023-04-01"))], "2026-06-30"),
    ("協議の合意は1年（民法151条1項1号）", "civil_general", "2020-06-30", [E("negotiation_agreement", d("2025-06-01"))], "2026-06-01"),
    ("協議期間が1年未満ならその期間（同2号）", "civil_general", "2020-06-30",
     [E("negotiation_agreement", d("2025-06-01"), agreed_until=d("2025-12-31"))], "2025-12-31"),
    ("拒絶の通知から6か月（同3号）", "civil_general", "2020-06-30",
     [E("negotiation_agreement", d("2025-06-01"), refused_on=d("2025-07-31"))], "2026-01-31"),
    ("催告の猶予中の合意は効力なし（民法151条3項）", "civil_general", "2020-06-30",
     [E("reminder", d("2025-06-01")), E("negotiation_agreement", d("2025-09-01"))], "2025-12-01"),
    ("合意の猶予中の催告も効力なし（同後段）", "civil_general", "2020-06-30",
     [E("negotiation_agreement", d("2025-06-01")), E("reminder", d("2026-05-01"))], "2026-06-01"),
    ("通じて5年を超えない（民法151条2項）", "civil_general", "2020-06-30",
     [E("negotiation_agreement", d(f"{year}-06-{10 - (year - 2025):02d}")) for year in range(2025, 2031)], "2030-06-30"),
    ("完成後の承認は日を変えない", "municipal_5", "2019-06-30", [E("acknowledgment", d("2024-07-01"))], "2024-06-30"),
    ("満了日の承認は間に合う", "municipal_5", "2019-06-30", [E("acknowledgment", d("2024-06-30"))], "2029-06-30"),
    ("旧法の催告は6か月以内の訴えがあれば間に合う（旧民法153条）", "municipal_5", "2014-12-31",
     [E("reminder", d("2019-12-20")), E("lawsuit", d("2020-03-10"), d("2020-06-30"), "determined")], "2030-06-30"),
    ("旧法の催告だけでは効力なし（旧民法153条）", "municipal_5", "2014-12-31", [E("reminder", d("2019-12-20"))], "2019-12-31"),
    ("旧法の差押えの取消しは中断しない（旧民法154条）", "municipal_5", "2014-12-31",
     [E("seizure", d("2018-01-10"), d("2018-06-10"), "cancelled")], "2019-12-31"),
    ("施行前の協議の合意は効力なし（附則10条3項）", "municipal_5", "2014-12-31",
     [E("negotiation_agreement", d("2019-12-20"))], "2019-12-31"),
    ("履行延期の特約は延期後の期限から", "civil_general", "2020-06-30",
     [E("performance_deferral", d("2022-04-01"), d("2025-03-31"))], "2030-03-31"),
    ("納期前に確定した判決は10年にならない（民法169条2項）", "civil_general", "2024-06-30",
     [E("judgment", d("2023-06-30"))], "2029-06-30"),
    ("天災の障害の消滅から3か月（民法161条）", "civil_general", "2020-06-30",
     [E("disaster", d("2025-06-20"), d("2025-07-31"))], "2025-10-31"),
    ("天災が本来の満了の時に当たれば、催告の猶予より後まで効く（民法161条）", "civil_general", "2020-06-30",
     [E("reminder", d("2025-05-01")), E("disaster", d("2025-06-20"), d("2025-09-15"))], "2025-12-15"),
    ("満了の時より前に終わった天災は効かない", "civil_general", "2020-06-30",
     [E("disaster", d("2025-03-01"), d("2025-06-29"))], "2025-06-30"),
    ("地方税の告知の後の納期限", "local_tax_5", "2021-06-30",
     [E("assessment", d("2023-01-10"), d("2023-01-31"))], "2028-01-31"),
    ("相続人が確定した時から6か月（民法160条）", "civil_general", "2020-06-30",
     [E("heirs_unknown", d("2025-03-01"), d("2025-09-30"))], "2026-03-31"),
    ("交付要求の間は完成せず終わりから進む（地税18条の2第1項3号）", "local_tax_5", "2020-06-30",
     [E("delivery_demand", d("2024-04-01"), d("2025-10-01"), "cancelled")], "2030-10-01"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "rule", "due", "events", "expected"), EFFECTS, ids=lambda value: str(value)[:40])
def test_event_has_the_effect_the_law_gives_it(
    name: str, rule: str, due: str, events: list[LimitationEvent], expected: str
) -> None:
    assert clock(rule, due, *events).completes_on == d(expected), name


def test_a_pending_lawsuit_leaves_the_day_open_until_its_judgment() -> None:
    pending = clock("civil_general", "2020-06-30", E("lawsuit", d("2025-06-01")), as_of="2026-04-01")
    assert pending.completes_on is None
    assert pending.status == "手続中（完成しない）"
    decided = clock("civil_general", "2020-06-30", E("lawsuit", d("2025-06-01")), E("judgment", d("2026-05-20")))
    assert decided.completes_on == d("2036-05-20")


def test_every_step_carries_article_day_and_sentence() -> None:
    result = clock(
        "nhi_2", "2023-06-30", E("demand", d("2023-07-20")), E("reminder", d("2025-07-01")), as_of="2025-07-02"
    )
    assert [step.article for step in result.steps] == [
        "国民健康保険法110条1項", "国民健康保険法110条2項", "地方自治法236条3項、民法150条1項",
    ]  # fmt: skip
    assert "令和7年7月20日" in result.steps[1].sentence
    assert result.completes_on == d("2026-01-01")
    again = json.loads(json.dumps(result.to_dict(), ensure_ascii=False))
    assert again["completes_on"] == "2026-01-01"
    assert again["barred_from"] == "2026-01-02"


def test_an_ignored_event_says_why_with_its_article() -> None:
    result = clock("municipal_5", "2020-06-30", E("reminder", d("2025-05-01")), E("reminder", d("2025-08-01")))
    assert result.ignored[0].article == "地方自治法236条3項、民法150条2項"
    assert "再度の催告" in result.ignored[0].why


def test_of_reminders_before_the_period_ends_the_last_counts_and_the_doubt_is_named() -> None:
    """高松高裁令和7年4月18日判決: 時効期間内の複数回の催告は、民法150条2項の再度の催告に当たらない。"""
    result = clock("municipal_5", "2020-06-30", E("reminder", d("2025-02-01")), E("reminder", d("2025-06-01")))
    assert result.completes_on == d("2025-12-01")
    assert any(text.startswith("要確認") and "令和7年8月1日" in text for text in result.cautions)
    monthly = [E("reminder", date(2024, month, 1)) for month in range(1, 13)]
    assert clock("municipal_5", "2020-06-30", *monthly).cautions == ()


def test_public_claims_are_extinguished_and_private_claims_wait_for_the_invocation() -> None:
    assert clock("municipal_5", "2019-06-30", as_of="2025-01-01").status == "時効完成（消滅）"
    assert clock("civil_recurring_5", "2019-06-30", as_of="2025-01-01").status == "時効完成（援用待ち）"
    invoked = clock("civil_recurring_5", "2019-06-30", E("invocation", d("2024-12-01")), as_of="2025-01-01")
    assert invoked.status == "時効完成（援用済み）"
    assert invoked.invocation_needed


def test_an_acknowledgment_after_completion_of_a_private_claim_is_to_be_checked() -> None:
    result = clock("civil_recurring_5", "2019-06-30", E("acknowledgment", d("2025-06-01")))
    assert result.completes_on == d("2024-06-30")
    assert any("昭和41年4月20日" in text for text in result.cautions)


@pytest.mark.parametrize(
    ("known", "events", "expected"),
    [
        ("2017-03-31", [], "2020-03-31"),  # 施行の際に3年が完成: 旧法のまま
        ("2017-04-01", [], "2022-04-01"),  # 施行の日の満了で3年: まだ完成していないので5年
        ("2018-05-01", [], "2023-05-01"),
        ("2017-01-01", [E("acknowledgment", d("2019-12-01"))], "2024-12-01"),  # 中断により完成していない
        ("2020-05-01", [], "2025-05-01"),
    ],
)
def test_harm_to_the_body_has_five_years_unless_barred_on_the_change(
    known: str, events: list[LimitationEvent], expected: str
) -> None:
    """平成29年法律44号附則35条2項: 旧724条前段の時効が施行の際に完成していた場合には、新724条の2を適用しない。"""
    result = clock("tort_body_5", known, *events, arose_on=d(known))
    assert result.completes_on == d(expected)
    assert not any(text.startswith("要確認") for text in result.cautions)


def test_an_obstacle_without_an_end_or_at_the_end_of_a_postponement_is_to_be_checked() -> None:
    open_end = clock("civil_general", "2020-06-30", E("disaster", d("2025-06-20")))
    assert open_end.completes_on == d("2025-06-30")
    assert any(text.startswith("要確認") and "障害の終わり" in text for text in open_end.cautions)
    at_the_floor = clock(
        "civil_general", "2020-06-30", E("reminder", d("2025-05-01")), E("disaster", d("2025-10-20"), d("2025-11-20"))
    )
    assert (at_the_floor.completes_on, at_the_floor.cautious_completes_on) == (d("2026-02-20"), d("2025-11-01"))


def test_doubtful_law_is_marked_to_be_checked() -> None:
    assert any(t.startswith("要確認") for t in clock("child_rearing_5", "2023-06-30").cautions)
    assert any(
        t.startswith("要確認") for t in clock("civil_general", "2023-06-30", E("demand", d("2023-07-20"))).cautions
    )
    assert any(t.startswith("要確認") for t in clock("school_lunch_2", "2019-06-30").cautions)
    assert clock("nhi_2", "2023-06-30").cautions == ()


def test_what_can_still_be_done_depends_on_class_and_state() -> None:
    public = clock("local_tax_5", "2021-06-30", as_of="2026-05-01")
    assert [option.kind for option in public.still_possible] == [
        "demand", "acknowledgment", "reminder", "seizure", "delivery_demand",
    ]  # fmt: skip
    private = clock(
        "civil_general", "2020-06-30", E("demand", d("2020-07-20")), E("reminder", d("2025-07-01")), as_of="2025-08-01"
    )
    kinds = [option.kind for option in private.still_possible]
    assert kinds == ["acknowledgment", "payment_order", "lawsuit"]  # neither a second reminder nor an agreement helps
    assert private.still_possible[0].by == d("2026-01-01")
    assert all(option.sentence.endswith("。") for option in private.still_possible)
    assert "。。" not in "".join(option.sentence for option in private.still_possible)
    assert clock("municipal_5", "2019-06-30", as_of="2025-01-01").still_possible == ()


CONTRADICTIONS = [
    ([E("lawsuit", d("2024-05-01"), d("2024-04-01"), "withdrawn")], "終了日"),
    ([E("reminder", d("2019-01-01"))], "発生日"),
    ([E("lawsuit", d("2024-05-01"), d("2024-06-01"))], "結果"),
    ([E("lawsuit", d("2024-05-01"), None, "determined")], "終了日"),
    ([E("lawsuit", d("2024-05-01"), d("2024-06-01"), "determined"),
      E("lawsuit", d("2024-05-01"), d("2024-06-01"), "withdrawn")], "食い違"),
    ([E("lawsuit", d("2024-05-01"), d("2024-06-01"), "withdrawn"), E("judgment", d("2024-06-01"))], "食い違"),
    ([E("seizure_release", d("2024-05-01"))], "差押えの記録"),
    ([E("seizure", d("2024-05-01"), d("2024-06-01"), "determined")], "確定"),
    ([E("seizure", d("2024-05-01"), d("2024-06-01"), "vanished")], "結果"),
    ([E("eclipse", d("2024-05-01"))], "表にありません"),
    ([E("negotiation_agreement", d("2024-05-01"), refused_on=d("2024-04-01"))], "拒絶"),
]  # fmt: skip


@pytest.mark.parametrize(("events", "says"), CONTRADICTIONS)
def test_a_contradiction_is_a_sentence_never_a_guess(events: list[LimitationEvent], says: str) -> None:
    with pytest.raises(InvalidInput, match=says) as refused:
        clock("municipal_5", "2021-06-30", *events, arose_on=d("2021-06-01"))
    assert refused.value.sentence.endswith("。")


def test_impossible_claims_are_refused() -> None:
    for more in ({"arose_on": d("2022-01-01")}, {"cause_on": d("2022-01-01")},
                 {"arose_on": d("2021-06-01"), "known_on": d("2020-01-01")}):  # fmt: skip
        with pytest.raises(InvalidInput):
            clock("civil_general", "2021-06-30", **more)
    with pytest.raises(InvalidInput, match="表にありません"):
        clock("no_such_rule", "2021-06-30")


def test_a_lawsuit_on_another_day_and_two_seizures_on_one_day_are_no_contradiction() -> None:
    events = [
        E("seizure", d("2024-05-01"), d("2024-06-01"), "ended"),
        E("seizure", d("2024-05-01"), d("2024-07-01"), "ended"),
    ]
    assert clock("municipal_5", "2021-06-30", *events).completes_on == d("2029-07-01")


def test_events_are_read_from_json_with_era_dates() -> None:
    event = event_from({"kind": "lawsuit", "on": "令和6年5月1日", "ends_on": "R6.6.1", "outcome": "withdrawn"})
    assert event == E("lawsuit", d("2024-05-01"), d("2024-06-01"), "withdrawn")
    for bad in ({"kind": "reminder"}, {"on": "2024-05-01"}, {"kind": "reminder", "on": "2024-02-30"},
                {"kind": "reminder", "on": "2024-05-01", "colour": "red"}):  # fmt: skip
        with pytest.raises(InvalidInput):
            event_from(bad)


def test_every_rule_computes_and_names_its_source() -> None:
    for rule in rule_ids():
        result = clock(rule, "2023-06-30", as_of="2024-01-01")
        assert result.completes_on is not None
        assert result.steps[0].article


def test_the_cautious_date_leaves_out_what_is_doubtful() -> None:
    result = clock("civil_general", "2023-06-30", E("demand", d("2023-07-20")), E("acknowledgment", d("2024-01-15")))
    assert (result.completes_on, result.cautious_completes_on) == (d("2029-01-15"), d("2029-01-15"))
    doubtful = clock("civil_general", "2023-06-30", E("demand", d("2023-07-20")))
    assert (doubtful.completes_on, doubtful.cautious_completes_on) == (d("2028-07-20"), d("2028-06-30"))
    assert any("令和10年6月30日" in text for text in doubtful.cautions)


def test_each_instalment_has_its_own_clock() -> None:
    """母子福祉資金などの分割償還: 各回の支払期日ごとに進む。"""
    claim = LimitationClaim(d("2021-04-30"), arose_on=d("2021-04-01"))
    dues = [d("2021-06-30"), d("2021-04-30"), d("2021-05-31")]
    results = instalment_clocks("civil_general", claim, dues, [E("acknowledgment", d("2021-06-10"))])
    assert [result.completes_on for result in results] == [d("2026-06-10"), d("2026-06-10"), d("2026-06-30")]


def test_an_acknowledgment_before_a_deferred_due_date_does_not_bring_it_forward() -> None:
    events = (E("performance_deferral", d("2022-04-01"), d("2025-03-31")), E("acknowledgment", d("2023-01-10")))
    assert clock("civil_general", "2020-06-30", *events).completes_on == d("2030-03-31")


def test_a_claim_type_brings_its_rule_and_its_doubts() -> None:
    claim = LimitationClaim(d("2023-06-30"))
    assert claim_limitation("nhi_premium", claim).completes_on == d("2025-06-30")
    doubtful = claim_limitation("after_school_fee", claim)
    assert doubtful.completes_on == d("2028-06-30")
    assert not doubtful.invocation_needed
    assert doubtful.to_dict()["verified"] is False
    private = claim_limitation("after_school_fee", LimitationClaim(d("2023-06-30"), claim_class="private"))
    assert private.invocation_needed
    with pytest.raises(InvalidInput, match="時効の定めが表にありません"):
        claim_limitation("nhi_premium", LimitationClaim(d("2023-06-30"), claim_class="private"))


@pytest.mark.parametrize("rule", sorted(rule_ids()))
@pytest.mark.parametrize("kind", sorted(KIND_LABELS))
def test_every_kind_of_event_is_answered_under_every_rule_and_both_laws(rule: str, kind: str) -> None:
    """No kind is passed over in silence: it moves the clock with an article, or it is listed with the reason."""
    for day in (d("2019-11-01"), d("2021-11-01")):
        events = [E(kind, day)]
        if kind in ("provisional_execution", "objection"):
            events.insert(0, E("payment_order", day))
        if kind == "seizure_release":
            events.insert(0, E("seizure", day))
        result = clock(rule, "2019-06-30", *events, arose_on=d("2019-06-01"))
        moved = [step for step in result.steps[1:] if step.on >= day]
        assert moved or result.ignored, kind
        assert all(step.article and step.reason for step in moved)
        assert all(event.why.endswith("。") for event in result.ignored)


def test_kinds_and_outcomes_are_read_in_the_officers_words() -> None:
    event = event_from({"kind": "訴え提起", "on": "令和6年5月1日", "ends_on": "R6.6.1", "outcome": "取下げ"})
    assert event == E("lawsuit", d("2024-05-01"), d("2024-06-01"), "withdrawn")
