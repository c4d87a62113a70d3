"""Folding, the query language, terms and the highlighter: pure functions, case by case."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.domain.errors import InvalidInput
from portal.index.filters import KINDS, in_folder, parse_after
from portal.index.folding import fold, fold_aligned, kanji_number
from portal.index.highlight import mark, snippet
from portal.index.language import EVERYTHING, Group, parse
from portal.index.terms import Terms, load_terms

FOLDS = [
    ("地方自治法第二百三十六条第２項", "地方自治法236条2項"),
    ("地方自治法施行令第百七十一条の五", "地方自治法施行令171条の5"),
    ("第231条の3第1項", "231条の3 1項".replace(" ", "")),
    ("國民健康保險", "国民健康保険"),
    ("渡邊髙﨑", "渡辺高崎"),
    ("ＡＢＣｱｲｳ①", "abcアイウ1"),
    ("二条城と三条河原", "二条城と三条河原"),
    ("葛\U000e0100城", "葛城"),
    ("督促\x00\u200b状", "督促状"),
]


@pytest.mark.parametrize(("text", "folded"), FOLDS)
def test_one_spelling(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("text", "number"), [("二百三十六", 236), ("十", 10), ("千二十", 1020), ("二三六", 236), ("百七十一", 171)]
)
def test_a_kanji_number_has_a_value(text: str, number: int) -> None:
    assert kanji_number(text) == number


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=200))
def test_folding_never_fails_and_stays_aligned(text: str) -> None:
    folded, positions = fold_aligned(text)
    assert len(positions) == len(folded) + 1
    assert positions == sorted(positions)
    assert isinstance(fold(text), str)


@settings(deadline=None, max_examples=200)
@given(
    st.text(alphabet='督促差押えし さ税A\x00-"ｶﾞ', max_size=80),
    st.lists(st.text(alphabet="督促差押えし税A", min_size=1, max_size=4), max_size=4),
)
def test_pieces_put_together_are_the_text(text: str, marks: list[str]) -> None:
    assert "".join(piece.text for piece in mark(text, marks)) == text


MARKS = [
    ("財産を差し押さえる。", ["差押", "差し押さえ"], ["差し押さえ"]),
    ("差押えと差押調書", ["差し押さえ"], ["差押え", "差押"]),
    ("ＳＭＳ催告を送る", ["sms", "催告"], ["ＳＭＳ催告"]),
    ("㍻三十年の國保", ["平成", "国保"], ["㍻", "國保"]),
    ("免税の規定", ["税"], ["税"]),
    ("督促状を出す", ["催告"], []),
    ("督促状を出す", [], []),
]


@pytest.mark.parametrize(("text", "marks", "marked"), MARKS)
def test_a_hit_is_marked_whole(text: str, marks: list[str], marked: list[str]) -> None:
    assert [piece.text for piece in mark(text, marks) if piece.marked] == marked


def test_the_snippet_is_cut_around_the_hits() -> None:
    text = "前置き。" * 100 + "督促状は納期限後20日以内に発送する。" + "後書き。" * 100
    pieces = snippet(text, ["督促状", "発送"])
    assert pieces[0].text == pieces[-1].text == "…"
    assert {piece.text for piece in pieces if piece.marked} == {"督促状", "発送"}
    assert sum(len(piece.text) for piece in pieces) < 160


GROUPS = [
    ("差押 手続", (Group(("差押", "手続")),)),
    ('"滞納処分の停止" -減免', (Group((), ("滞納処分の停止",), ("減免",)),)),
    ("「督促状」", (Group((), ("督促状",)),)),
    ("A OR -B", (Group(("A",)), Group((), (), ("B",)))),
    ("A　-B　ＯＲ　C", (Group(("A",), (), ("B",)), Group(("C",)))),
    ("eL-QR", (Group(("eL-QR",)),)),
    ("OR OR", ()),
    ('"', ()),
]


@pytest.mark.parametrize(("text", "groups"), GROUPS)
def test_what_was_typed_is_understood(text: str, groups: tuple[Group, ...]) -> None:
    assert parse(text).groups == groups


def test_filters_may_be_written_in_japanese() -> None:
    parsed = parse("督促 種類:manual フォルダ：時効 担当:花子 更新:R8.4.1")
    assert (parsed.kinds, parsed.folders, parsed.author, parsed.after) == (
        frozenset({"manual"}), frozenset({"*時効*"}), "花子", date(2026, 4, 1),
    )  # fmt: skip


@pytest.mark.parametrize(("kind", "label"), KINDS.items())
def test_a_kind_is_called_by_its_label_or_its_name_in_any_width(kind: str, label: str) -> None:
    for text in (f"kind:{kind}", f"kind:{label}", f"種類：{label}", f"ＫＩＮＤ： {label}", f'種別:"{label}"'):
        assert parse(text).kinds == {kind}, text
        assert parse(text).groups == (EVERYTHING,), text


FILTERS = [
    ("kind:様式、研修 催告", {"form", "course"}, set(), "催告"),
    ("-種類:案件 家賃", KINDS.keys() - {"case"}, set(), "家賃"),
    ("kind:ほげ", {"ほげ"}, set(), ""),
    ("ｆｏｌｄｅｒ：滞納処分　差押え", set(), {"*滞納処分*"}, "差押え"),
    ("-分類:滞納処分 差押え", set(), {"-*滞納処分*"}, "差押え"),
    ("https://example.lg.jp/kind:form", set(), set(), "https://example.lg.jp/kind:form"),
    ("memo:様式 督促", set(), set(), "memo:様式 督促"),
]


@pytest.mark.parametrize(("text", "kinds", "folders", "rest"), FILTERS)
def test_what_narrows_is_told_from_what_is_looked_for(text: str, kinds: set[str], folders: set[str], rest: str) -> None:
    parsed = parse(text)
    assert (parsed.kinds, parsed.folders, parsed.rest) == (kinds, folders, rest)


@pytest.mark.parametrize("text", ["更新:きのう", "after:2026-13", "-担当:花子", "-after:2026"])
def test_a_filter_that_means_nothing_is_named_and_not_used(text: str) -> None:
    parsed = parse(f"督促 {text}")
    assert (parsed.unread, parsed.author, parsed.after) == ((text,), "", None)


@pytest.mark.parametrize(
    ("folder", "wanted", "is_in"),
    [
        ("納入通知・督促・催告", "*督促*", True),
        ("納入通知・督促・催告", "督促", False),
        ("時効/更新", "時効", True),
        ("滞納処分", "-*滞納*", False),
        ("時効", "-*滞納*", True),
    ],
)
def test_a_folder_is_named_by_a_part_of_its_name_or_chosen_whole(folder: str, wanted: str, is_in: bool) -> None:
    assert in_folder(folder, [wanted]) is is_in


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026", date(2026, 1, 1)),
        ("2026-4", date(2026, 4, 1)),
        ("令和元年5月1日", date(2019, 5, 1)),
        ("２０２６／４／１", date(2026, 4, 1)),
        ("20260401", date(2026, 4, 1)),
        ("Ｒ８．４", date(2026, 4, 1)),
        ("令和８年度", date(2026, 4, 1)),
        ("令和8年4月1日以降", date(2026, 4, 1)),
        ("2026-02-30", None),
        ("昨日", None),
    ],
)
def test_the_first_day_meant(text: str, day: date | None) -> None:
    assert parse_after(text) == day


def test_the_terms_of_the_field_hold_together(terms: Terms) -> None:
    """A synonym of a confused term would undo the card; every card and every group says something."""
    for card in terms.confusions:
        for term in card.terms:
            assert not set(terms.synonyms.get(fold(term), ())) & {fold(other) for other in card.terms}, card.terms
    assert len(terms.synonyms) > 100
    assert {"督促", "更新", "徴収停止", "公債権"} <= {
        name for card in terms.confusions for term in card.terms for name in (term, term[-2:])
    }


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[[synonyms]]\nterms = ['国保']", "同義語1件目"),
        ("[[confusions]]\nterms = ['a', 'b']", "text"),
        ("x = [", "読めません"),
    ],
)
def test_a_mistake_in_the_terms_is_pointed_at(tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "用語.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidInput, match=sentence):
        load_terms(path)
