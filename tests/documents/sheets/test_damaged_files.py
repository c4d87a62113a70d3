"""Damaged files end in a sentence or a sheet, never in another error: bytes are flipped, cut and repeated."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.documents.sheets import Sheet, read_sheet
from portal.domain.errors import InvalidInput

ROWS = [["氏名", "金額"], ["架空 花子", 12000.0], ["架空 太郎", 3400.0]]


def damaged(content: bytes, chance: random.Random) -> bytes:
    body = bytearray(content)
    for _ in range(chance.randint(1, 12)):
        at = chance.randrange(len(body))
        kind = chance.randrange(4)
        if kind == 0:
            body[at] = chance.randrange(256)
        elif kind == 1:
            del body[at : at + chance.randint(1, 40)]
        elif kind == 2:
            body[at:at] = body[at : at + chance.randint(1, 40)]
        else:
            body[at : at + 4] = chance.choice([b"\xff\xff\xff\xff", b"\0\0\0\0", b"<c r=", b"\x80\0\0\0"])
        if not body:
            return b"x"
    return bytes(body)


def outcome(content: bytes, name: str) -> Sheet | str:
    try:
        return read_sheet(content, name)
    except InvalidInput as error:
        return error.sentence


@pytest.mark.parametrize("kind", ["xlsx", "ods", "csv"])
def test_a_damaged_file_is_a_sheet_or_a_sentence(kind: str, build: Any) -> None:
    whole = {
        "xlsx": build.xlsx(ROWS),
        "ods": build.ods(build.ods_row("氏名", "金額") + build.ods_row("架空 花子", "12000")),
        "csv": "氏名,金額\r\n架空 花子,12000\r\n".encode("cp932"),
    }[kind]
    chance = random.Random(kind)
    for _ in range(300):
        result = outcome(damaged(whole, chance), f"一覧.{kind}")
        assert isinstance(result, Sheet) or result.endswith("。")


def test_a_damaged_xls_cannot_take_the_process_along(build: Any) -> None:
    chance = random.Random("xls")
    for _ in range(12):  # among them the chain that bites its own tail; each is a process of its own
        result = outcome(damaged(build.xls(ROWS), chance), "一覧.xls")
        assert isinstance(result, Sheet) or result.endswith("。")


def test_a_sector_chain_that_bites_its_tail_is_refused(build: Any) -> None:
    whole = bytearray(build.xls(ROWS))
    whole[512 + 4 : 512 + 8] = (1).to_bytes(4, "little")  # the directory's sector names itself as the next one
    assert "壊れていて読めません" in str(outcome(bytes(whole), "一覧.xls"))


def test_a_damaged_part_inside_a_sound_archive_is_a_sheet_or_a_sentence(build: Any) -> None:
    chance = random.Random("part")
    whole = build.xlsx(ROWS)
    for part in ("xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"):
        for _ in range(100):
            content = build.patched(whole, part, lambda xml: damaged(xml, chance))
            result = outcome(content, "一覧.xlsx")
            assert isinstance(result, Sheet) or result.endswith("。")


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_a_sheet_or_a_sentence(content: bytes) -> None:
    result = outcome(content, "一覧.csv")
    assert isinstance(result, Sheet) or result.endswith("。")


@settings(max_examples=300, deadline=None)
@given(st.text("氏名,;\t\"'\r\n =-1a　", max_size=80))
def test_any_text_is_a_sheet_or_a_sentence(text: str) -> None:
    result = outcome(text.encode(), "一覧.csv")
    assert isinstance(result, Sheet) or result.endswith("。")
