"""`portal calc wareki|amount|document-number`: how a day, an amount and a document number are read and written."""

from __future__ import annotations

import re
from datetime import date

import click

from portal.calculators.command_inputs import DAY, WHOLE, show, today_in_tokyo
from portal.calculators.days import Length, day_answer, day_working
from portal.calculators.working import Working
from portal.domain.document_number import parse_document_number
from portal.domain.fiscal_year import format_fiscal_year
from portal.domain.kanji_numbers import format_daiji, format_kanji, format_kanji_digits
from portal.domain.money import format_yen, parse_yen
from portal.ledger.law_tables import calendar_for

as_json = click.option("--json", "as_json", is_flag=True, help="JSON で出力します。")


@click.command("wareki", help="日付の和暦・曜日・年度と、期間の末日・開庁日を計算します。")
@click.argument("day", type=DAY, required=False, metavar="[日付]")
@click.option("--years", type=WHOLE, default=0, help="期間（年）")
@click.option("--months", type=WHOLE, default=0, help="期間（月）")
@click.option("--weeks", type=WHOLE, default=0, help="期間（週）")
@click.option("--days", type=WHOLE, default=0, help="期間（日）")
@click.option("--first-day-counts", is_flag=True, help="初日を数えます（起算して○日）")
@click.option("--until", type=DAY, help="この日までの日数")
@click.option("--open-days", type=WHOLE, help="この日の後の何番目の開庁日か")
@as_json
def wareki_command(
    day: date | None, years: int, months: int, weeks: int, days: int, first_day_counts: bool, until: date | None,
    open_days: int | None, as_json: bool,
) -> None:  # fmt: skip
    answer = day_answer(
        day or today_in_tokyo(), calendar=calendar_for(), length=Length(years, months, weeks, days),
        first_day_counts=first_day_counts, until=until, open_days=open_days,
    )  # fmt: skip
    show(answer, lambda: day_working(answer), as_json=as_json)


class _Amounts(click.Command):
    """-5 is an amount to be refused in a sentence, not an unknown option."""

    def parse_args(self, context: click.Context, args: list[str]) -> list[str]:
        negative = [arg for arg in args if re.match(r"-\d", arg)]
        rest = [arg for arg in args if arg not in negative]
        return super().parse_args(context, [*rest, "--", *negative] if negative else rest)


@click.command("amount", cls=_Amounts, help="金額を読み取り、漢数字・大字で示します。")
@click.argument("text", metavar="金額")
@as_json
def amount_command(text: str, as_json: bool) -> None:
    amount = parse_yen(text, field="金額")
    plain = {
        "amount": amount, "formatted": format_yen(amount), "kanji": format_kanji(amount),
        "digits": format_kanji_digits(amount), "daiji": format_daiji(amount),
    }  # fmt: skip
    facts = (("漢数字", f"{plain['kanji']}円"), ("大字", f"金{plain['daiji']}円"))
    show(plain, Working("金額の表し方", ("金額", format_yen(amount)), facts), as_json=as_json)


@click.command("document-number", help="文書番号を読み取り、次の番号を示します。")
@click.argument("text", metavar="文書番号")
@click.option("--as-of", type=DAY, help="基準日（年だけの番号の元号を決めます。省くと今日）")
@as_json
def document_number_command(text: str, as_of: date | None, as_json: bool) -> None:
    number = parse_document_number(text, as_of=as_of or today_in_tokyo(), field="文書番号")
    year = number.fiscal_year
    plain = {
        "number": str(number), "fiscal_year": year, "fiscal_year_name": format_fiscal_year(year) if year else "",
        "symbol": number.symbol, "serial": number.serial, "branch": number.branch, "next": str(number.next()),
        "next_branch": str(number.next_branch()),
    }  # fmt: skip
    facts = (
        ("年度", str(plain["fiscal_year_name"]) or "（年なし）"), ("記号", number.symbol or "（なし）"),
        ("次の番号", str(plain["next"])), ("次の枝番", str(plain["next_branch"])),
    )  # fmt: skip
    show(plain, Working("文書番号", ("文書番号", str(number)), facts), as_json=as_json)


WORD_COMMANDS = (wareki_command, amount_command, document_number_command)
