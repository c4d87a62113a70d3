"""全銀協規定形式 of 口座振替: reading the result file a bank returns, and writing a file of the same shape.

120 bytes a record (with or without line ends): header 1, data 2, trailer 8, end 9; half-width characters.
Layout: header confirmed (宮崎銀行・北國銀行 の公開資料); data, trailer and result codes follow the customary layout and the
trailer's totals prove them on every file: a file whose totals do not agree is refused.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from portal.domain.errors import InvalidInput
from portal.domain.names import zengin_kana
from portal.domain.transfers import (
    TransferBatch,
    TransferEntry,
    TransferHeader,
    TransferResult,
    TransferTotals,
    totals_of,
)

RECORD_BYTES = 120
_MOST_PROBLEMS = 10

_HEADER = (1, 2, 1, 10, 40, 4, 4, 15, 3, 15, 1, 7, 17)
_DATA = (1, 4, 15, 3, 15, 4, 1, 7, 30, 10, 1, 20, 1, 8)
_TRAILER = (1, 6, 12, 6, 12, 6, 12, 65)


def read_transfer_results(content: bytes) -> tuple[TransferBatch, ...]:
    """Every batch of a result file. Any doubt raises :class:`InvalidInput` naming record and value: money is never guessed."""
    records = _records(content)
    batches: list[TransferBatch] = []
    header: TransferHeader | None = None
    entries: list[TransferEntry] = []
    ended = False
    for number, record in enumerate(records, start=1):
        kind = record[:1]
        if ended:
            raise _problem(number, "エンドレコード（9）の後にレコードがあります。")
        if kind == b"1" and header is None:
            header, entries = _read_header(record, number), []
        elif kind == b"2" and header is not None:
            entries.append(_read_data(record, number))
        elif kind == b"8" and header is not None:
            batches.append(_batch(header, entries, record, number))
            header = None
        elif kind == b"9" and header is None and batches:
            ended = True
        else:
            shown = kind.decode("cp932", "replace")
            raise _problem(number, f"データ区分『{shown}』がここにあるのは正しい順序（1→2→8→9）ではありません。")
    if not ended:
        raise InvalidInput(
            "エンドレコード（9）がありません。ファイルが途中で切れています。銀行から取得し直してください。"
        )
    return tuple(batches)


def _records(content: bytes) -> list[bytes]:
    body = content.rstrip(b"\x1a\r\n")
    if not body:
        raise InvalidInput("ファイルが空です。銀行から取得した口座振替結果ファイルを選んでください。")
    if b"\n" in body or b"\r" in body:
        lines = re.split(rb"\r\n|\n|\r", body)
    else:
        lines = [body[at : at + RECORD_BYTES] for at in range(0, len(body), RECORD_BYTES)]
    for number, line in enumerate(lines, start=1):
        if len(line) != RECORD_BYTES:
            raise _problem(number, f"長さが{len(line)}バイトです。全銀形式のレコードは{RECORD_BYTES}バイトです。")
    return lines


def _problem(number: int, sentence: str) -> InvalidInput:
    return InvalidInput(f"{number}件目のレコード：{sentence}銀行から取得し直すか、ファイルを確かめてください。")


def _fields(record: bytes, lengths: tuple[int, ...], number: int) -> list[str]:
    fields: list[str] = []
    at = 0
    for length in lengths:
        try:
            fields.append(record[at : at + length].decode("cp932"))
        except UnicodeDecodeError as error:
            raise _problem(number, f"{at + 1}バイト目付近の文字が読めません。") from error
        at += length
    return fields


def _integer(text: str, name: str, number: int) -> int:
    if not (text.isascii() and text.isdigit()):
        raise _problem(number, f"『{name}』の『{text.strip()}』は数字ではありません。")
    return int(text)


def _read_header(record: bytes, number: int) -> TransferHeader:
    _, kind, _, client, name, day, bank, bank_name, branch, branch_name, account_type, account, _ = _fields(
        record, _HEADER, number
    )
    if kind != "91":
        raise _problem(number, f"種別コードが『{kind}』です。口座振替は『91』です。")
    month_and_day = _integer(day, "引落日", number)
    month, day_of_month = divmod(month_and_day, 100)
    if not (1 <= month <= 12 and 1 <= day_of_month <= 31):
        raise _problem(number, f"引落日『{day}』は存在しない月日です。")
    return TransferHeader(
        client, name.rstrip(), month, day_of_month, bank, bank_name.rstrip(), branch, branch_name.rstrip(),
        account_type, account,
    )  # fmt: skip


def _read_data(record: bytes, number: int) -> TransferEntry:
    _, bank, bank_name, branch, branch_name, _, account_type, account, holder, amount, new_code, customer, result, _ = (
        _fields(record, _DATA, number)
    )
    if result == " ":
        raise _problem(number, "振替結果コードが空白です。依頼ファイルではなく、結果ファイルを選んでください。")
    try:
        code = TransferResult(result)
    except ValueError as error:
        raise _problem(
            number, f"振替結果コード『{result}』は決められた値（0・1・2・3・4・8・9）ではありません。"
        ) from error
    return TransferEntry(
        bank, bank_name.rstrip(), branch, branch_name.rstrip(), account_type, account, holder.rstrip(),
        _integer(amount, "引落金額", number), customer.strip(), code, new_code, number,
    )  # fmt: skip


def _batch(header: TransferHeader, entries: list[TransferEntry], record: bytes, number: int) -> TransferBatch:
    names = ("合計件数", "合計金額", "振替済件数", "振替済金額", "振替不能件数", "振替不能金額")
    fields = _fields(record, _TRAILER, number)[1:7]
    stated = TransferTotals(*(_integer(text, name, number) for name, text in zip(names, fields, strict=True)))
    counted = totals_of(entries)
    wrong = [
        f"{name}は{told:,}ですが、明細の合計は{found:,}です。"
        for name, told, found in zip(names, _figures(stated), _figures(counted), strict=True)
        if told != found
    ]
    if wrong:
        raise _problem(number, "".join(wrong))
    return TransferBatch(header, tuple(entries), stated)


def _figures(totals: TransferTotals) -> tuple[int, ...]:
    return (
        totals.count, totals.amount, totals.paid_count, totals.paid_amount, totals.failed_count, totals.failed_amount,
    )  # fmt: skip


def write_transfer_results(
    header: TransferHeader, entries: Sequence[TransferEntry], *, line_end: bytes = b"\r\n"
) -> bytes:
    """A result file as a bank would return it (for rehearsals and tests); names are written in half-width kana."""
    records = [_write_header(header), *map(_write_data, entries), _write_trailer(totals_of(entries)), _write("9", 120)]
    return b"".join(record.encode("cp932") + line_end for record in records)


def _write_header(header: TransferHeader) -> str:
    return (
        "1910"
        + _digits(header.client_code, 10)
        + _write(header.client_name, 40)
        + f"{header.month:02d}{header.day:02d}"
        + _digits(header.bank_code, 4)
        + _write(header.bank_name, 15)
        + _digits(header.branch_code, 3)
        + _write(header.branch_name, 15)
        + _digits(header.account_type, 1)
        + _digits(header.account_number, 7)
        + " " * 17
    )


def _write_data(entry: TransferEntry) -> str:
    return (
        "2"
        + _digits(entry.bank_code, 4)
        + _write(entry.bank_name, 15)
        + _digits(entry.branch_code, 3)
        + _write(entry.branch_name, 15)
        + " " * 4
        + _digits(entry.account_type, 1)
        + _digits(entry.account_number, 7)
        + _write(entry.holder_kana, 30)
        + _digits(str(entry.amount), 10)
        + _digits(entry.new_code, 1)
        + _digits(entry.customer_number, 20)
        + entry.result.value
        + " " * 8
    )


def _write_trailer(totals: TransferTotals) -> str:
    widths = (6, 12, 6, 12, 6, 12)
    return (
        "8" + "".join(f"{figure:0{width}d}" for figure, width in zip(_figures(totals), widths, strict=True)) + " " * 65
    )


def _write(text: str, width: int) -> str:
    return zengin_kana(text)[:width].ljust(width)


def _digits(text: str, width: int) -> str:
    if not (text.isascii() and text.isdigit() and len(text) <= width):
        raise InvalidInput(f"『{text}』は{width}桁以内の数字ではありません。")
    return text.zfill(width)
