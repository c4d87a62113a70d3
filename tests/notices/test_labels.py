"""宛名ラベル: every label stays on its place on the sheet, whatever the address."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pytest
from docx import Document
from docx.enum.table import WD_ROW_HEIGHT_RULE
from docx.shared import Mm

from portal.documents.pdf import PdfUnavailable, convert_to_pdf
from portal.notices.labels import labels
from portal.notices.models import Notice

SHORT = {"address": "世田谷区架空町1丁目2番3号", "addressee": "架空 一郎"}
LONG = {
    "address": "東京都世田谷区架空町四丁目三十二番百二十八号　架空ハイツプレミアムレジデンス東京ベイサイドアネックス1204号室 架空様方",
    "addressee": "特定非営利活動法人架空の住まいと暮らしを考える会世田谷支部",
}


def sheet(count, **known):
    return labels([Notice(postal_code="154-0000", number=f"8住第{at}号", **known) for at in range(1, count + 1)])


@pytest.mark.parametrize("known", [SHORT, LONG])
def test_every_row_is_exactly_as_high_as_a_label(known):
    document = Document(BytesIO(sheet(13, **known)))
    rows = document.tables[0].rows
    assert len(rows) == 7
    assert {(row.height_rule, round(row.height / Mm(42.3), 3)) for row in rows} == {(WD_ROW_HEIGHT_RULE.EXACTLY, 1.0)}


def test_the_building_has_a_line_of_its_own():
    cell = (
        Document(BytesIO(sheet(1, address="世田谷区架空町1番　架空ハイツ101号室", addressee="架空 一郎")))
        .tables[0]
        .cell(0, 0)
    )
    assert cell.text.split("\n") == [
        "〒154-0000",
        "世田谷区架空町1番",
        "架空ハイツ101号室",
        "架空 一郎　様",
        "8住第1号",
    ]


@pytest.mark.parametrize("known", [SHORT, LONG])
@pytest.mark.parametrize(("count", "pages"), [(12, 1), (13, 2)])
def test_twelve_fill_a_sheet_and_leave_no_empty_one(known, count, pages):
    try:
        pdf = convert_to_pdf(sheet(count, **known), timeout_seconds=90)
    except PdfUnavailable:
        pytest.skip("LibreOffice is not installed: the sheets of labels were not counted")
    with pikepdf.open(BytesIO(pdf)) as opened:
        assert len(opened.pages) == pages
