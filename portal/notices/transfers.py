"""口座振替の結果: the failures of a 全銀 file, the case and claim each belongs to, and a list for the letters about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from portal.documents.sheets import write_xlsx
from portal.documents.sheets.csv_file import OutValue
from portal.domain.actor import Actor
from portal.domain.errors import InvalidInput
from portal.domain.fiscal_year import format_fiscal_year
from portal.domain.names import zengin_kana
from portal.domain.permissions import Permission
from portal.domain.transfers import TransferEntry, TransferHeader
from portal.domain.zengin import read_transfer_results
from portal.ledger.models import Case, Claim
from portal.notices.amounts import unpaid
from portal.notices.columns import headings
from portal.notices.customer_numbers import CustomerNumbers
from portal.notices.library import WordForm

FORM = "口座振替不能のお知らせ"
COLUMNS = ("整理番号", "氏名", "口座の名義", "元金", "振替日", "振替不能理由", "備考")
WIDTHS = {"氏名": 22, "口座の名義": 28, "振替不能理由": 28, "備考": 48}
NO_SECOND = "再振替は行いません。同封の納付書でお支払いください。"


@dataclass(frozen=True)
class Failed:
    """An account that was not debited, with the case and claim it belongs to when they are known.

    ``several`` cases may bear the number; a ``loose`` match rests on the digits of a number alone.
    """

    entry: TransferEntry
    day: date
    case: Case | None
    claim: Claim | None = None
    several: bool = False
    loose: bool = False

    @property
    def number(self) -> str:
        """整理番号, or the 顧客番号 of the file without the zeros before it."""
        return self.case.number if self.case else self.entry.customer_number.lstrip("0")

    @property
    def reason_against_letter(self) -> str:
        """Why no letter is made of it in one go; empty when one is."""
        if self.several:
            return "同じ番号に読める案件が複数あります。番号と名義を確かめてください。"
        if self.case is None:
            return "台帳に同じ番号の案件がありません。"
        if self.case.debtor.support_measure:
            return "支援措置の対象です。案件から1通ずつ作ってください。"
        if self.loose and not _same_holder(self.entry.holder_kana, self.case.debtor.kana):
            return "口座の名義が債務者のフリガナと違います。番号を確かめ、案件から1通ずつ作ってください。"
        if self.claim is None:
            return "未納の債権がありません。納付の消込みを確かめてください。"
        return "" if self.case.debtor.address else "送付先の住所が登録されていません。"

    def row(self) -> tuple[OutValue, ...]:
        """The failure as a row of the sheet."""
        name = self.case.debtor.name if self.case else ""
        note = self.reason_against_letter
        return (self.number, name, self.entry.holder_kana, self.entry.amount, self.day, self.entry.result.label, note)


def transfer_failures(session: Session, actor: Actor, content: bytes, today: date) -> list[Failed]:
    """The failed accounts of a result file; the customer number is looked up as 整理番号 or 通知書番号. Raises InvalidInput."""
    actor.require(Permission.NOTICES_DRAFT)
    numbers = CustomerNumbers(session, actor)
    failed: list[Failed] = []
    for batch in read_transfer_results(content):
        day = _day_of(batch.header, today)
        for entry in batch.failed:
            match = numbers.find(entry.customer_number)
            case = session.get(Case, match.case_id) if match.case_id else None
            claim = _claim_of(case, entry.amount, day, match.claim_id) if case else None
            failed.append(Failed(entry, day, case, claim, match.several, match.loose))
    return failed


def _day_of(header: TransferHeader, today: date) -> date:
    """The file has no year: the last such day up to today."""
    for year in range(today.year, today.year - 5, -1):
        try:
            day = date(year, header.month, header.day)
        except ValueError:  # 29 February of a common year, or 31 April
            continue
        if day <= today:
            return day
    raise InvalidInput(f"引落日（{header.month}月{header.day}日）は存在しない日です。銀行から取得し直してください。")


def _same_holder(holder: str, kana: str) -> bool:
    try:
        return holder.replace(" ", "") == zengin_kana(kana).replace(" ", "") != ""
    except InvalidInput:  # a フリガナ that no bank could write proves nothing
        return False


def _claim_of(case: Case, amount: int, day: date, claim_id: int | None) -> Claim | None:
    """The claim the number names while it is unpaid; else the unpaid one of that amount that fell due nearest to ``day``.

    An account is debited on or near the due date: of twelve monthly claims of one amount, the failed one is not the oldest.
    """
    left = unpaid(case)
    if claim_id is not None:
        return next((claim for claim in left if claim.id == claim_id), None)
    return min(left, key=lambda claim: (claim.balance != amount, abs(claim.due_date - day)), default=None)


def letter_sheet(form: WordForm, failed: Sequence[Failed], *, second: str) -> bytes:
    """A list for the form 口座振替不能のお知らせ, one row a failure that a letter can be made of."""
    names = headings(form)
    rows = [_letter_row(names, one, second) for one in failed if not one.reason_against_letter]
    if not rows:
        raise InvalidInput("お知らせを作れる案件がありません。振替不能の一覧の備考を確かめてください。")
    return write_xlsx(names, rows)


def _letter_row(names: Sequence[str], one: Failed, second: str) -> list[OutValue]:
    case, claim = one.case, one.claim
    assert case is not None and claim is not None and case.debtor.address is not None
    address = case.debtor.address
    known: dict[str, OutValue] = {
        "郵便番号": address.postal_code, "住所": address.address, "方書": address.building, "代表者": case.debtor.representative,
        "氏名": case.debtor.name, "債権名": claim.name, "通知書番号": claim.notice_number or "－",
        "年度": format_fiscal_year(claim.fiscal_year) if claim.fiscal_year else "－", "期別": claim.period or "－", "納期限": claim.due_date,
        "振替日": one.day, "元金": one.entry.amount, "振替不能理由": one.entry.result.label, "再振替": second, "整理番号": case.number,
    }  # fmt: skip
    return [known.get(name, "") for name in names]
