"""カスタマバーコード against the samples of the post's own manual."""

from __future__ import annotations

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.errors import InvalidInput
from portal.domain.postal_barcode import address_number, barcode_png, barcode_svg, customer_barcode

MANUAL = "https://post.japanpost.jp/zipcode/zipmanual/"

# (address after the town, 住所表示番号, source)
EXTRACTIONS = [
    ("1丁目3番2号 郵便プラザ503室", "1-3-2-503", MANUAL + "p17.html"),
    ("3丁目30-8 郵便ビル403号", "3-30-8-403", MANUAL + "p18.html"),
    ("6丁目7-14 ABCビル2F", "6-7-14-2", MANUAL + "p20.html"),
    ("29丁目1524-23 第2郵便ハウス501", "29-1524-23-2-501", MANUAL + "p20.html"),
    ("3丁目80-25 J1ビル2-B", "3-80-25J1-2B", MANUAL + "p20.html"),
    ("6-7 LプラザB 106", "6-7LB106", "https://itpfdoc.hitachi.co.jp/manuals/3021/3021701210/EUDS0053.HTM"),
    ("3丁目20-5 B604", "3-20-5B604", MANUAL + "p19.html"),
    ("十三番地二号", "13-2", MANUAL + "p19.html (漢数字 before 番地・号)"),
    ("二十三番百五号", "23-105", MANUAL + "p19.html (漢数字 before 番地・号)"),
    ("３丁目２０－５　ｂ６０４", "3-20-5B604", "全角 and small letters are the same"),
    ("1ー2ー3", "1-2-3", "a 長音 typed for a hyphen"),
    ("1丁目2番3号 メゾンXYZ 405", "1-2-3-405", MANUAL + "p19.html (2字以上の英字)"),
    ("-5番", "5", MANUAL + "p19.html (先頭のハイフン)"),
    ("番地なし", "", "nothing to take"),
]


@pytest.mark.parametrize(("address", "expected", "source"), EXTRACTIONS)
def test_the_number_is_taken_from_the_address_by_the_manuals_rules(address: str, expected: str, source: str) -> None:
    assert address_number(address) == expected, source


def test_a_towns_own_digits_are_left_out_when_the_town_is_told() -> None:
    assert address_number("一番町5番地", town="一番町") == "5"


# (郵便番号, 住所表示番号, check digit, source)
CHECK_DIGITS = [
    ("100-0013", "1-3-2-503", "9", MANUAL + "p17.html"),
    ("100-0014", "1-11-32", "CC5", "http://www5f.biglobe.ne.jp/~zae/post/p-barkaidoku.html (…15)"),
]


@pytest.mark.parametrize(("postal_code", "number", "expected", "source"), CHECK_DIGITS)
def test_the_check_digit_makes_the_sum_a_multiple_of_19(
    postal_code: str, number: str, expected: str, source: str
) -> None:
    assert customer_barcode(postal_code, number).check_digit == expected, source


def test_a_number_that_is_too_long_is_cut_at_thirteen_codes() -> None:
    codes = customer_barcode("064-0804", "29-1524-23-2-501").codes
    assert "".join(codes) == "064080429-1524-23-2-"  # p20, example 1


def test_the_control_code_of_a_letter_in_thirteenth_place_stays() -> None:
    codes = customer_barcode("910-0067", "3-80-25J1-2B").codes
    assert codes[7:] == ("3", "-", "8", "0", "-", "2", "5", "CC1", "9", "1", "-", "2", "CC1")  # p20, example 2


@pytest.mark.parametrize(("letter", "bars"), [("F", "324141"), ("V", "234114")])
def test_letters_take_six_bars(letter: str, bars: str) -> None:
    drawn = customer_barcode("1540001", letter).bars
    assert drawn[2 + 21 : 2 + 21 + 6] == bars  # https://radiolife.com/tips/33083/


def test_a_business_number_alone_is_filled_up() -> None:
    assert customer_barcode("100-8792").codes[7:] == ("CC4",) * 13  # p22


@pytest.mark.parametrize("postal_code", ["", "100-001", "100-00134", "ABC-0013"])
def test_a_postal_code_of_another_length_is_refused(postal_code: str) -> None:
    with pytest.raises(InvalidInput, match="郵便番号"):
        customer_barcode(postal_code, "1")


def test_characters_without_bars_are_refused() -> None:
    with pytest.raises(InvalidInput, match="バーコードにできません"):
        customer_barcode("1540001", "1丁目")


@given(st.from_regex(r"[0-9]{7}", fullmatch=True), st.text())
def test_any_address_gives_67_bars(postal_code: str, address: str) -> None:
    bars = customer_barcode(postal_code, address_number(address)).bars
    assert len(bars) == 67
    assert set(bars) <= set("1234")


def test_digits_of_other_scripts_have_no_bars() -> None:
    assert address_number("३番地2") == "2"
    assert address_number("᠐") == ""


@given(st.text())
def test_only_characters_with_bars_are_extracted(address: str) -> None:
    number = address_number(address)
    assert set(number) <= set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-")
    assert "--" not in number
    assert not number.startswith("-")


def test_the_svg_has_the_size_of_ten_points() -> None:
    svg = barcode_svg(customer_barcode("100-0013", "1-3-2-503"))
    assert 'width="79.800mm" height="3.600mm"' in svg  # 66 × 1.2 + 0.6; long bar 3.6 (p12)
    assert svg.count("M") == 67


def test_the_svg_grows_with_the_points_and_refuses_other_sizes() -> None:
    barcode = customer_barcode("1540001", "1-2-3")
    assert 'height="2.880mm"' in barcode_svg(barcode, points=8)
    with pytest.raises(ValueError, match="points"):
        barcode_svg(barcode, points=12)


def test_the_png_is_the_same_picture_every_time() -> None:
    barcode = customer_barcode("1540001", "1-2-3")
    png = barcode_png(barcode)
    assert png == barcode_png(barcode)
    assert png.startswith(b"\x89PNG")
    width = int.from_bytes(png[16:20], "big")
    height = int.from_bytes(png[20:24], "big")
    assert (width, height) == (66 * 16 + 8, 48)
    start = png.index(b"IDAT") + 4
    rows = zlib.decompress(png[start : start + int.from_bytes(png[start - 8 : start - 4], "big")])
    assert len(rows) == height * (1 + (width + 7) // 8)
    assert rows[1] == 0x00, "the first bar is ロング: black from the top"
