"""`portal calc`: every published example to the yen, the same answer as JSON and as a table, refusals in words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker

from portal.calculators.commands import calc
from portal.domain.errors import PortalError

CASES = json.loads((Path(__file__).parents[1] / "cases" / "late_charge_examples.json").read_text(encoding="utf-8"))
GARNISHMENTS = json.loads(
    (Path(__file__).parents[1] / "cases" / "garnishment_examples.json").read_text(encoding="utf-8")
)
LATE = ["late-charge", "--principal", "56400", "--due", "2026-02-02", "--paid", "2026-05-29"]


def run(*arguments: str) -> str:
    answer = CliRunner().invoke(calc, list(arguments), catch_exceptions=False)
    assert answer.exit_code == 0, answer.output
    return answer.output


def run_json(*arguments: str):
    return json.loads(run(*arguments, "--json"))


def refusal(*arguments: str) -> str:
    with pytest.raises(PortalError) as caught:
        CliRunner().invoke(calc, list(arguments), catch_exceptions=False)
    return caught.value.sentence


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["url"][-30:])
def test_every_published_example_of_a_late_charge_matches_to_the_yen(case):
    rule = "national_health_tax" if "国民健康保険税" in case["kind"] else "local_tax"
    result = run_json(
        "late-charge",
        "--principal",
        str(case["principal"]),
        "--due",
        case["due"],
        "--paid",
        case["paid"],
        "--rule",
        rule,
    )
    assert result["total"] == case["expected"]


@pytest.mark.parametrize("case", GARNISHMENTS, ids=lambda case: case["url"][-30:])
def test_every_published_example_of_a_garnishment_matches(case):
    if case["law"] == "国税徴収法76":
        result = run_json(
            "garnishment", "--law", "tax", "--gross", str(case["gross"]), "--income-tax", str(case["income_tax"]),
            "--resident-tax", str(case["resident_tax"]), "--social-insurance", str(case["social_insurance"]),
            "--dependents", str(case["dependents"]), "--on", "2026-06-01",
        )  # fmt: skip
    else:
        result = run_json("garnishment", "--law", "civil", "--net", str(case["net"]), "--on", "2026-06-01")
    assert (result["seizable"], result["prohibited"]) == (case["expected_seizable"], case["expected_prohibited"])


def test_the_working_is_printed_as_a_table():
    text = run(*LATE)
    assert "延滞金：1,300円" in text
    for part in ("令和8年2月3日～令和8年3月2日", "28日", "2.8％", "9.1％", "120円", "1,228円", "地方税法"):
        assert part in text


def test_dates_and_amounts_are_read_as_people_type_them():
    typed = run_json("late-charge", "--principal", "５６，４００円", "--due", "R8.2.2", "--paid", "令和8年5月29日")
    assert typed["total"] == 1300


def test_a_negative_amount_is_an_amount_and_refused_as_one():
    assert "負の数は使えません" in refusal("amount", "-5")
    assert "負の数は使えません" in refusal("amount", "-5", "--json")


def test_part_payments_and_reliefs_are_options():
    whole = run_json("late-charge", "--principal", "300000", "--due", "2025-06-30", "--paid", "2026-03-31")
    part = run_json(
        "late-charge", "--principal", "300000", "--due", "2025-06-30", "--paid", "2026-03-31",
        "--payment", "2025-09-30:100000", "--payment", "2025-12-26:100000:0",
    )  # fmt: skip
    relieved = run_json(
        "late-charge", "--principal", "300000", "--due", "2025-06-30", "--paid", "2026-03-31",
        "--relief", "2025-08-01:2026-03-31:full",
    )  # fmt: skip
    assert 0 < part["total"] < whole["total"]
    assert relieved["total"] < whole["total"]
    assert run_json(*LATE, "--exempt", "all")["total"] == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["late-charge"], "--principal"),
        (["late-charge", "--principal", "-5", "--due", "2026-02-02"], "負の数"),
        (["late-charge", "--principal", "1000", "--due", "令和6年2月30日"], "存在しない日付"),
        (["late-charge", "--principal", "56400", "--due", "2026-11-30", "--paid", "2027-05-31"], "割合表"),
        ([*LATE, "--rule", "unknown"], "計算規則はありません"),
        ([*LATE, "--payment", "あ"], "日付:金額"),
        (["limitation", "--due", "2023-06-30"], "債権の種類"),
        (["limitation", "--rule", "nhi_2", "--due", "2023-06-30", "--event", "spell:2024-01-01"], "表にありません"),
        (["limitation", "--facts", "no-such-file.json"], "ありません"),
        (["garnishment", "--law", "tax"], "--gross"),
        (["court-fee", "--procedure", "payment_order", "--value", "0", "--on", "2026-06-01"], "請求額"),
        (["payment-order", "--objection", "2026-06-01"], "送達日"),
        (["installments", "--balance", "1000", "--first", "2026-12-01"], "どちらか"),
        (["relief", "--from", "2026-01-01"], "--kind"),
        (["wareki", "2024-02-30"], "存在しない日付"),
    ],
)  # fmt: skip
def test_wrong_input_is_refused_in_a_sentence(arguments, words):
    assert words in refusal(*arguments)


def test_paid_before_the_due_date_is_no_charge_and_says_why():
    result = run_json("late-charge", "--principal", "56400", "--due", "2026-02-02", "--paid", "2026-01-31")
    assert result["total"] == 0
    assert result["notes"]


def test_a_due_date_on_the_leap_day_is_a_day_like_any_other():
    assert (
        run_json("late-charge", "--principal", "100000", "--due", "令和6年2月29日", "--paid", "2024-12-27")["total"] > 0
    )


def test_limitation_reads_events_from_options_and_from_a_file(tmp_path):
    # 国保料2年: 納期限 2023-06-30、督促状到達 2023-07-20 → 2025-07-20 の満了で完成（国民健康保険法110条）
    options = run_json(
        "limitation", "--type", "国保料", "--due", "2023-06-30", "--event", "demand:2023-07-20", "--as-of", "2024-01-01"
    )
    assert options["completes_on"] == "2025-07-20"
    file = tmp_path / "facts.json"
    facts = {"type": "nhi_premium", "due": "R5.6.30", "events": [{"kind": "demand", "date": "R5.7.20"}]}
    file.write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")
    assert run_json("limitation", "--facts", str(file), "--as-of", "2024-01-01") == options
    assert "国民健康保険法110条2項" in run(
        "limitation", "--rule", "nhi_2", "--due", "2023-06-30", "--event", "demand:2023-07-20", "--as-of", "2024-01-01"
    )


@pytest.mark.parametrize("content", ["[1]", "{", '{"due": "R5.6.30", "type": "nhi_premium", "events": 5}'])
def test_a_file_of_facts_that_is_none_is_refused(tmp_path, content):
    file = tmp_path / "facts.json"
    file.write_text(content, encoding="utf-8")
    assert refusal("limitation", "--facts", str(file))


def test_the_other_computations_answer_in_both_ways():
    both = [
        (["delay-damages", "--principal", "100000", "--due", "2024-03-31", "--as-of", "2025-03-31"], "total", 3000),
        (["wareki", "2026-05-01", "--months", "1"], "last_day", "2026-06-01"),
        (["court-fee", "--procedure", "payment_order", "--value", "1000000", "--on", "2026-04-01"], "total", 5000),
        (["payment-order", "--served", "2026-06-01", "--as-of", "2026-06-02"], "act_by", "2026-07-15"),
        (["installments", "--balance", "100000", "--first", "2026-12-01", "--count", "10"], "count", 10),
        (["relief", "--kind", "suspension", "--from", "2024-04-01"], "last_day", "2027-04-01"),
        (["relief", "--kind", "grace", "--from", "2026-04-01"], "ends_on", "2027-03-31"),
    ]  # fmt: skip
    for arguments, key, value in both:
        assert run_json(*arguments)[key] == value
        assert run(*arguments)


def test_a_plan_beyond_the_rate_table_is_made_without_a_forecast_and_says_so():
    plan = run_json(
        "installments",
        "--balance",
        "100000",
        "--first",
        "2026-12-01",
        "--count",
        "10",
        "--late-charge-due",
        "2026-06-30",
    )
    assert plan["late_charge"] is None
    assert any("令和9年" in text for text in plan["cautions"])


def test_the_rates_are_listed_with_their_source():
    plain = run_json("rates")
    assert plain["late_charge"][-1]["low"] == "2.8"
    assert all(row["source"] for row in plain["late_charge"])
    assert "local_tax" in run("rates")


def test_office_rates_need_an_office():
    class Nowhere:
        @property
        def sessions(self):
            return sessionmaker(create_engine("sqlite:///nowhere/nothing.db"))

    with pytest.raises(PortalError, match="データベースを開けません"):
        CliRunner().invoke(calc, [*LATE, "--office"], obj=Nowhere(), catch_exceptions=False)


def test_several_payers_are_named_on_the_command_line():
    result = run_json(
        "garnishment", "--pay", "甲社:282,078円:4280:4700:47680", "--pay", "乙社:100900", "--dependents", "2人",
        "--on", "R7.6.1",
    )  # fmt: skip
    assert (result["prohibited"], result["seizable"]) == (275_000, 107_000)
    assert [share["label"] for share in result["split"]] == ["甲社", "乙社"]
    assert "76条1項後段" in refusal("garnishment", "--law", "civil", "--net", "1", "--pay", "乙社:1", "--on", "R7.6.1")
    assert "名称:支給額" in refusal("garnishment", "--pay", "甲社", "--on", "R7.6.1")


def test_an_order_and_its_declaration_are_typed_with_the_day_of_service():
    base = ("limitation", "--rule", "civil_general", "--due", "2021-03-31", "--as-of", "2026-04-01")
    lapsing = run_json(*base, "--event", "payment_order:R8.1.10:served_on=R8.1.20")
    assert lapsing["completes_on"] == "2026-09-05"
    declared = ("--event", "provisional_execution:2026-02-10:2026-02-20")
    final = run_json(*base, "--event", "payment_order:R8.1.10:served_on=R8.1.20", *declared)
    assert final["completes_on"] == "2036-03-06"
    assert "支払督促の記録がありません" in refusal(*base, *declared)
    assert "項目『colour』" in refusal(*base, "--event", "payment_order:R8.1.10:colour=red")


def test_an_evaded_tax_rests_for_two_years():
    asked = ("limitation", "--rule", "local_tax_5", "--due", "H30.6.30", "--as-of", "2024-01-01", "--evaded")
    result = run_json(*asked, "--statutory-due", "H30.6.30")
    assert result["completes_on"] == "2025-06-30"
    assert result["steps"][1]["article"] == "地方税法18条の2第3項"


@pytest.mark.parametrize(
    ("text", "amount", "kanji", "daiji"),
    [
        ("１２，０００円", 12_000, "一万二千", "壱万弐千"), ("金壱百万円也", 1_000_000, "百万", "壱百万"),
        ("¥10,050-", 10_050, "一万五十", "壱万五拾"), ("12千円", 12_000, "一万二千", "壱万弐千"),
    ],
)  # fmt: skip
def test_amounts_are_read_and_written_in_characters(text, amount, kanji, daiji):
    result = run_json("amount", text)
    assert (result["amount"], result["kanji"], result["daiji"]) == (amount, kanji, daiji)
    assert "円" in run("amount", text)


def test_document_numbers_and_open_days_are_asked_for_on_the_command_line():
    number = run_json("document-number", "８世債管第１２３号の２", "--as-of", "R8.6.1")
    assert (number["fiscal_year"], number["serial"], number["branch"], number["next"]) == (
        2026,
        123,
        2,
        "8世債管第124号",
    )
    # 令和8年9月21日 敬老の日、22日 国民の休日、23日 秋分の日
    assert run_json("wareki", "2026-09-18", "--open-days", "1")["open_day"] == "2026-09-24"
    assert run_json("wareki", "2026-12-28", "--open-days", "1")["open_day"] == "2027-01-04"
    assert "0から" in refusal("wareki", "2026-09-18", "--open-days", "999999")


def test_days_of_the_old_calendar_are_to_be_checked():
    """明治5年太政官布告337号: 明治5年12月3日を明治6年1月1日とする。"""
    assert run_json("wareki", "1872-12-31")["cautions"][0].startswith("要確認")
    assert run_json("wareki", "1873-01-01")["cautions"] == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("relief", "--kind", "demand", "--from", "2026-01-01", "--days", "999999999"),
        ("relief", "--kind", "application", "--from", "2026-01-01", "--months", "100000"),
        ("installments", "--balance", "56400", "--first", "2026-02-02", "--count", "2", "--interval", "99999"),
    ],
)
def test_lengths_past_every_calendar_are_refused(arguments):
    assert "以下で" in refusal(*arguments) or "までで" in refusal(*arguments)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["calc", "late-charge", "--princpal", "1"], "『--principal』のことではありませんか"),
        (["calc", "amount"], "『金額』を指定してください"),
        (["calc", "nonsense"], "『nonsense』というコマンドはありません"),
        (["calc", "late-charge", "--principal"], "『--principal』の値を指定してください"),
        (["calc", "wareki", "2026-01-01", "2026-01-02"], "『2026-01-02』は余分です"),
        (["calc", "late-charge", "--principal", "1", "--due", "2025-02-29"], "存在しない日付"),
    ],
)
def test_a_wrong_command_line_is_answered_in_japanese(monkeypatch, capsys, arguments, says):
    from portal import cli

    monkeypatch.setattr("sys.argv", ["portal", *arguments])
    with pytest.raises(SystemExit) as stop:
        cli.main()
    assert stop.value.code != 0
    said = capsys.readouterr()
    assert says in said.err
    assert said.out == ""
