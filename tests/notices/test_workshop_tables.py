"""A table with several lines in last year's letter becomes one line that is repeated for every claim."""

from __future__ import annotations

from datetime import date

import pytest
from docx import Document

from portal.db import reading
from portal.documents import compile_form
from portal.documents.repeating import plain_tables
from portal.notices.fields_seen import fields_seen
from portal.notices.repeated_rows import chosen, proposals, repeated
from portal.notices.workshop import as_form, find_version
from tests.documents.letters import bytes_of, opened, typed_in_pieces
from tests.notices.test_workshop_letters import FORMS, about_of, begin

HEADINGS = ("債権", "年度・期別", "納期限", "未納額", "延滞金", "合計額", "備考")
LINES = (
    ("国民健康保険料", "令和7年度第1期", "R7.6.30", "28,400円", "1,300", "29,700", ""),
    ("国民健康保険料", "令和7年度第2期", "R7.7.31", "28,400円", "1,200", "29,600", "口座"),
)


def letter(*lines, headings=HEADINGS, total=("合計", "", "", "56,800円", "2,500", "59,300", ""), merged=0):
    document = Document()
    typed_in_pieces(document.add_paragraph(), "納付のお知らせ")
    table = document.add_table(rows=0, cols=len(headings))
    for texts in (headings, *lines, *((total,) if total else ())):
        row = table.add_row()
        for cell, text in zip(row.cells, texts, strict=True):
            typed_in_pieces(cell.paragraphs[0], text)
    if merged and total:
        table.rows[-1].cells[0].merge(table.rows[-1].cells[merged])
    return bytes_of(document)


def made(docx, **posted):
    one, picked = chosen(proposals(docx, FORMS), {"table": "t0", **posted})
    return repeated(docx, FORMS, one, picked)


def grid(docx):
    return [[cell.text for cell in row.cells] for row in opened(docx).tables[0].rows]


def claim(period, principal, charge=0):
    return {
        "債権名": "国民健康保険料", "年度": "令和8年度", "期別": period, "納期限": date(2026, 6, 30), "元金": principal, "延滞金": charge,
        "計": principal + charge,
    }  # fmt: skip


def test_headings_are_matched_with_the_columns_of_the_ledger():
    (one,) = proposals(letter(*LINES), FORMS)
    assert (one.entry.name, one.table.where, len(one.table.rows)) == ("明細", "本文 表1", 2)
    assert one.guesses == (
        "明細.債権名", "明細.年度+明細.期別", "明細.納期限", "明細.元金", "明細.延滞金", "明細.計", "",
    )  # fmt: skip


@pytest.mark.parametrize("merged", [0, 2])
@pytest.mark.parametrize("lines", [LINES[:1], LINES])
@pytest.mark.parametrize("count", [1, 3])
def test_the_letter_prints_as_many_lines_as_there_are_claims(lines, merged, count):
    form = compile_form(made(letter(*lines, merged=merged)))
    rows = [claim(f"第{at}期", 56_400, 1_300) for at in range(1, count + 1)]
    sums = {"元金合計": 56_400 * count, "延滞金合計": 1_300 * count, "総合計": 57_700 * count}
    heading, *body, total = grid(form.render({"明細": rows, **sums}).content)
    assert heading == list(HEADINGS)
    assert body == [
        ["国民健康保険料", f"令和8年度第{at}期", "R8.6.30", "56,400円", "1,300", "57,700", ""]
        for at in range(1, count + 1)
    ]
    assert total[3:6] == [f"{56_400 * count:,}円", f"{1_300 * count:,}", f"{57_700 * count:,}"]  # not last year's sums


def test_the_first_line_keeps_its_look():
    docx = made(letter(*LINES))
    run = opened(docx).tables[0].rows[2].cells[0].paragraphs[0].runs[0]
    assert run.text == "{{ 明細行.債権名 }}"
    assert run._r.rPr is not None


def test_a_column_can_stay_be_emptied_or_be_something_else():
    docx = made(letter(*LINES[1:], *LINES[:1]), **{"t0-6": "blank", "t0-0": "", "t0-3": "明細.計"})
    row = grid(compile_form(docx).render({"明細": [claim("第1期", 5_000)], "延滞金合計": 0, "総合計": 5_000}).content)[
        1
    ]
    assert (row[0], row[3], row[6]) == ("国民健康保険料", "5,000円", "")


@pytest.mark.parametrize(
    ("headings", "lines", "why"),
    [
        (("問合せ先", "電話"), (("納税課", "03-0000-0000"),), "headings the ledger does not know"),
        (("元金", "延滞金"), (), "no line below"),
        (("元金", "延滞金"), (("{{ 元金 }}", "1,300"),), "fields already"),
        (("元金", ""), (("1,000", "1,300"),), "a column without a heading"),
    ],
)
def test_other_tables_are_left_alone(headings, lines, why):
    assert proposals(letter(*lines, headings=headings, total=()), FORMS) == [], why


def test_merged_cells_among_the_lines_are_no_pattern():
    document = opened(letter(*LINES, total=()))
    table = document.tables[0]
    table.cell(1, 0).merge(table.cell(2, 0))
    assert plain_tables(bytes_of(document)) == []


def test_the_officer_confirms_it_on_the_page(sign_in, office, people):
    browser = sign_in("taro")
    here = begin(browser, letter(*LINES)).headers["Location"]
    page = browser.get(here).get_data(as_text=True)
    assert "この表を明細の繰り返しにする" in page and "見出しの下に2行" in page
    assert 'value="明細.元金" selected' in page and "年度と期別（続けて印刷）" in page
    answer = browser.post(f"{here}/rows", {"table": "t0"}, page=here)
    assert answer.status_code == 302
    after = browser.get(here).get_data(as_text=True)
    assert "行の繰り返しにしました" in after and "この表を明細の繰り返しにする" not in after
    fields = {one["name"]: one for one in about_of(office, people.taro, here)["fields"]}
    assert (fields["明細"]["type"], fields["明細"]["source"]) == ("table", "claims")
    assert {"元金合計", "延滞金合計", "総合計"} <= set(fields)
    with reading(office.sessions) as session:
        form = as_form(office, find_version(session, people.taro, int(here.rsplit("/", 1)[1])))
    assert fields_seen(form.docx)["明細"].columns == ["債権名", "年度", "期別", "納期限", "元金", "延滞金", "計"]
    assert form.compiled.render(form.example).content


@pytest.mark.parametrize(
    ("posted", "word"),
    [
        ({"table": "t9"}, "その表は見つかりません"),
        ({"table": "t0", **{f"t0-{at}": "" for at in range(7)}}, "選ばれていません"),
        ({"table": "t0", "t0-0": "納付状況.納付日"}, "混ぜられません"),
        ({"table": "t0", "t0-0": "明細.なにか"}, "という列はありません"),
    ],
)
def test_what_cannot_be_is_said_on_the_page_and_nothing_changes(sign_in, office, people, posted, word):
    browser = sign_in("taro")
    here = begin(browser, letter(*LINES)).headers["Location"]
    answer = browser.post(f"{here}/rows", posted, page=here)
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert word in page and "この表を明細の繰り返しにする" in page
    assert "明細" not in {one["name"] for one in about_of(office, people.taro, here)["fields"]}
