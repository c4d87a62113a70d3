"""Result files of 口座振替: read whole or refused with the record's number."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.errors import InvalidInput
from portal.domain.transfers import TransferEntry, TransferHeader, TransferResult, totals_of
from portal.domain.zengin import RECORD_BYTES, read_transfer_results, write_transfer_results

HEADER = TransferHeader("1234567890", "ｾﾀｶﾞﾔｸ", 12, 25, "0001", "ｶｸｳ", "001", "ﾎﾝﾃﾝ", "1", "1234567")
PAID = TransferEntry(
    "0001", "ｶｸｳ", "002", "ｼﾃﾝ", "1", "7654321", "ｶｸｳ ﾊﾅｺ", 12_000, "00000000000000000042", TransferResult.PAID
)
FAILED = replace(PAID, holder_kana="ｶｸｳ ﾀﾛｳ", amount=3_400, result=TransferResult.SHORT_OF_FUNDS)
FILE = write_transfer_results(HEADER, [PAID, FAILED])


def changed(record: int, at: int, new: bytes) -> bytes:
    """FILE with ``new`` from byte ``at`` of the record counted from 1."""
    start = (record - 1) * (RECORD_BYTES + 2) + at
    return FILE[:start] + new + FILE[start + len(new) :]


def test_every_record_has_120_bytes() -> None:
    assert [len(line) for line in FILE.split(b"\r\n")] == [120, 120, 120, 120, 120, 0]


def test_a_result_file_is_read_with_its_failures() -> None:
    (batch,) = read_transfer_results(FILE)
    assert batch.header == HEADER
    assert [entry.amount for entry in batch.entries] == [12_000, 3_400]
    assert [(entry.holder_kana, entry.record_number) for entry in batch.failed] == [("ｶｸｳ ﾀﾛｳ", 3)]
    assert batch.failed[0].result.label == "資金不足"
    assert (batch.totals.paid_amount, batch.totals.failed_amount) == (12_000, 3_400)


@pytest.mark.parametrize("line_end", [b"", b"\r\n", b"\n", b"\r"])
def test_line_ends_do_not_matter(line_end: bytes) -> None:
    content = write_transfer_results(HEADER, [PAID, FAILED], line_end=line_end)
    assert read_transfer_results(content) == read_transfer_results(FILE)


def test_an_end_of_file_mark_is_overlooked() -> None:
    assert read_transfer_results(FILE + b"\x1a") == read_transfer_results(FILE)


def test_two_batches_in_one_file_are_kept_apart() -> None:
    other = write_transfer_results(replace(HEADER, client_code="0000000002"), [FAILED])
    batches = read_transfer_results(FILE[: -(RECORD_BYTES + 2)] + other)
    assert [batch.header.client_code for batch in batches] == ["1234567890", "0000000002"]


BROKEN = [
    (b"", "ファイルが空です"),
    (FILE[:-40], "5件目のレコード：長さが"),
    (FILE[: -(RECORD_BYTES + 2)], "エンドレコード"),
    (FILE + FILE, "6件目のレコード：エンドレコード"),
    (changed(1, 1, b"21"), "1件目のレコード：種別コードが『21』"),
    (changed(1, 54, b"1332"), "引落日『1332』は存在しない"),
    (changed(2, 80, b"00000X2000"), "2件目のレコード：『引落金額』の『00000X2000』は数字ではありません"),
    (changed(2, 80, b"0000099999"), "合計金額は15,400ですが、明細の合計は"),
    (changed(2, 111, b" "), "依頼ファイルではなく、結果ファイル"),
    (changed(2, 111, b"7"), "振替結果コード『7』"),
    (changed(3, 111, b"0"), "振替不能件数は1ですが、明細の合計は0"),
    (changed(4, 0, b"7"), "データ区分『7』"),
    (FILE[RECORD_BYTES + 2 :], "1件目のレコード：データ区分『2』"),
    (changed(2, 51, b"\x81"), "文字が読めません"),
]


@pytest.mark.parametrize(("content", "sentence"), BROKEN)
def test_a_doubtful_file_is_refused_with_the_record_and_the_value(content: bytes, sentence: str) -> None:
    with pytest.raises(InvalidInput, match=sentence):
        read_transfer_results(content)


def test_every_result_code_has_a_label() -> None:
    assert all(result.label for result in TransferResult)


def test_the_writer_refuses_a_number_that_does_not_fit() -> None:
    with pytest.raises(InvalidInput, match="7桁以内"):
        write_transfer_results(HEADER, [replace(PAID, account_number="12345678")])


ENTRIES = st.builds(
    lambda amount, result, kana: replace(PAID, amount=amount, result=result, holder_kana=kana),
    st.integers(0, 10**10 - 1),
    st.sampled_from(TransferResult),
    st.from_regex(r"[ｱ-ﾝ]{1,12} [ｱ-ﾝ]{1,12}", fullmatch=True),
)


@given(st.lists(ENTRIES, max_size=20))
def test_what_is_written_is_read_back(entries: list[TransferEntry]) -> None:
    (batch,) = read_transfer_results(write_transfer_results(HEADER, entries))
    assert [replace(entry, record_number=0) for entry in batch.entries] == entries
    assert batch.totals == totals_of(entries)
