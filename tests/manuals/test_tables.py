"""Tables of a page: what is right-aligned, what stays on one line, and that nothing but cells' opening tags changes."""

from __future__ import annotations

import re

import pytest

from portal.manuals.render import no_links, render
from portal.manuals.tables import polished


def shown(markdown: str) -> str:
    return render(markdown, no_links()).html


def cell(html: str, text: str) -> str:
    """The opening tag of the cell that holds ``text``."""
    return re.search(rf"<t[dh][^>]*>(?=(?:<[^>]+>)*{re.escape(text)})", html)[0]


SALARY = """
| 行 | 計算 | 金額 |
|---|---|---:|
| 総支給額 | 356,400円の1,000円未満切捨て | 356,000円 |
| 差押可能額 | 356,000円から252,000円を引く、という長い説明がここに入る | **104,000円** |
"""


def test_a_column_that_was_aligned_right_is_right_aligned():
    html = shown(SALARY)
    assert (
        "number" in cell(html, "356,000円") and "number" in cell(html, "104,000円") and "number" in cell(html, "金額")
    )
    assert " align=" not in html


@pytest.mark.parametrize(
    "figures", [("31日", "153日"), ("2.4%", "8.7％"), ("1,348円 → **1,300円**", "－"), ("+0.4", "−1.2")]
)
def test_a_column_of_figures_is_right_aligned_by_itself(figures):
    rows = "".join(f"| 行 | {figure} |\n" for figure in (*figures, "12"))
    assert "number" in cell(shown(f"| 期間 | 額 |\n|---|---|\n{rows}"), "12")


@pytest.mark.parametrize("texts", [("令和8年", "令和9年"), ("1号", "2号"), ("民法166条", "12")])
def test_what_only_begins_with_a_figure_stays_left(texts):
    rows = "".join(f"| 行 | {text} |\n" for text in texts)
    assert "number" not in shown(f"| 期間 | 年 |\n|---|---|\n{rows}")


def test_the_first_column_names_the_row_and_stays_left():
    assert "number" not in cell(shown("| 順 | する |\n|---|---|\n| 1 | 督促 |\n| 2 | 催告 |"), "1")


def test_short_cells_stay_on_one_line_and_long_ones_wrap():
    html = shown(SALARY)
    assert "nowrap" in cell(html, "総支給額")
    assert "nowrap" not in cell(html, "356,400円の")


def test_columns_stop_being_kept_on_one_line_when_the_room_is_used_up():
    heads = "|".join(["八文字の長さの列"] * 5)
    html = shown(f"|{heads}|\n|{'---|' * 5}\n|{heads}|")
    assert 0 < len(re.findall(r"<td[^>]*nowrap", html)) < 5


def test_a_table_of_many_columns_is_set_small():
    assert '<table class="dense">' in shown("|" + "a|" * 7 + "\n|" + "---|" * 7 + "\n|" + "1|" * 7)


def test_every_head_cell_says_that_it_heads_a_column():
    assert shown(SALARY).count('scope="col"') == 3


@pytest.mark.parametrize(
    "html",
    [
        "<table><tr><td><table><tr><td>1</td></tr></table></td></tr></table>",
        '<table><tr><td colspan="2">1</td></tr></table>',
        "<table></table>",
        "<p>表なし</p>",
        "<table><tr><td>1<td>2</table>",
        '<table><tr><td class="a" align="right">1</td></tr></table>',
    ],
)
def test_whatever_was_typed_keeps_its_text_and_its_tags(html):
    def bare(text: str) -> list[str]:
        return re.findall(r"</?(?!div)\w+|(?<=>)[^<]+", text)

    assert bare(polished(html)) == bare(html)
