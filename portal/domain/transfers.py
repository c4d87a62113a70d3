"""What a bank reports of 口座振替: who asked, each account with its result, and the totals that must agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum


class TransferResult(Enum):
    """振替結果コード. Source: 全銀協 口座振替 (収納代行各社の結果コード表で照合); codes 8 and 9 differ between banks: 要確認."""

    PAID = "0"
    SHORT_OF_FUNDS = "1"
    NO_ACCOUNT = "2"
    STOPPED_BY_HOLDER = "3"
    NO_AUTHORITY = "4"
    STOPPED_BY_CLIENT = "8"
    OTHER = "9"

    @property
    def label(self) -> str:
        """What the officer reads."""
        return _LABELS[self]

    @property
    def paid(self) -> bool:
        return self is TransferResult.PAID


_LABELS = {
    TransferResult.PAID: "振替済",
    TransferResult.SHORT_OF_FUNDS: "資金不足",
    TransferResult.NO_ACCOUNT: "預金取引なし",
    TransferResult.STOPPED_BY_HOLDER: "預金者の都合による振替停止",
    TransferResult.NO_AUTHORITY: "預金口座振替依頼書なし",
    TransferResult.STOPPED_BY_CLIENT: "委託者の都合による振替停止",
    TransferResult.OTHER: "その他",
}


@dataclass(frozen=True, slots=True)
class TransferHeader:
    """Who asked for the transfers and the day (month and day only: the file holds no year)."""

    client_code: str
    client_name: str
    month: int
    day: int
    bank_code: str
    bank_name: str
    branch_code: str
    branch_name: str
    account_type: str
    account_number: str


@dataclass(frozen=True, slots=True)
class TransferEntry:
    """One account; ``record_number`` counts from 1 at the header (0 for an entry yet to be written)."""

    bank_code: str
    bank_name: str
    branch_code: str
    branch_name: str
    account_type: str
    account_number: str
    holder_kana: str
    amount: int
    customer_number: str
    result: TransferResult
    new_code: str = "0"
    record_number: int = 0


@dataclass(frozen=True, slots=True)
class TransferTotals:
    """Counts and yen of a trailer."""

    count: int
    amount: int
    paid_count: int
    paid_amount: int
    failed_count: int
    failed_amount: int


@dataclass(frozen=True, slots=True)
class TransferBatch:
    """One header with its data and trailer; ``failed`` are the accounts to write to."""

    header: TransferHeader
    entries: tuple[TransferEntry, ...]
    totals: TransferTotals

    @property
    def failed(self) -> tuple[TransferEntry, ...]:
        return tuple(entry for entry in self.entries if not entry.result.paid)


def totals_of(entries: Sequence[TransferEntry]) -> TransferTotals:
    """The trailer that ``entries`` call for."""
    paid = [entry.amount for entry in entries if entry.result.paid]
    failed = [entry.amount for entry in entries if not entry.result.paid]
    return TransferTotals(len(entries), sum(paid) + sum(failed), len(paid), sum(paid), len(failed), sum(failed))
