"""Citations of statutes in running text: what is found, what it means, what is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.errors import InvalidInput
from portal.domain.statutes import StatuteRef, find_citations, normalise_citations, parse_statute

LAWS = (
    "地方自治法", "地方自治法施行令", "民法", "地方税法", "国税徴収法", "生活保護法", "国民健康保険法",
    "民事訴訟費用等に関する法律", "債権管理条例",
)  # fmt: skip
NAMES = {**{law: law for law in LAWS}, "自治法": "地方自治法", "自治令": "地方自治法施行令", "民訴費用法": LAWS[7]}


def found(text):
    return [str(citation.ref) for citation in find_citations(text, NAMES)]


@pytest.mark.parametrize(
    ("text", "refs"),
    [
        ("地方自治法第231条の3第1項の督促", ["地方自治法第231条の3第1項"]),
        ("自治法236条4項による", ["地方自治法第236条第4項"]),
        ("地方自治法第二百三十一条の三第一項", ["地方自治法第231条の3第1項"]),
        ("民法第百四十五条", ["民法第145条"]),
        ("民法１６６条１項１号", ["民法第166条第1項第1号"]),
        ("民法第166条①", ["民法第166条第1項"]),
        ("民法第419条第1項ただし書", ["民法第419条第1項ただし書"]),
        ("国税徴収法第47条第1項第1号イ", ["国税徴収法第47条第1項第1号イ"]),
        ("地方自治法施行令 第171条の５ 第１号", ["地方自治法施行令第171条の5第1号"]),
        ("税は地方税法20条の5第2項による", ["地方税法第20条の5第2項"]),
        ("地方税法附則第3条の2第1項", ["地方税法附則第3条の2第1項"]),
        ("平成29年法律第44号附則第17条第3項", ["平成29年法律第44号附則第17条第3項"]),
        ("民訴費用法別表第一の1の項", ["民事訴訟費用等に関する法律別表第一の1の項"]),
        ("「民法」第166条", ["民法第166条"]),
        ("地方自治法（昭和22年法律第67号。以下「法」という。）第240条", ["地方自治法第240条"]),
        ("債権管理条例第7条第3項", ["債権管理条例第7条第3項"]),
    ],
)
def test_one_citation_is_read_in_every_way_of_writing_it(text, refs):
    assert found(text) == refs


@pytest.mark.parametrize(
    ("text", "refs"),
    [
        ("自治令171条の2から171条の7まで", ["地方自治法施行令第171条の2", "地方自治法施行令第171条の7"]),
        ("民法第147条第1項及び第2項、第148条", ["民法第147条第1項", "民法第147条第2項", "民法第148条"]),
        ("民法第166条第1項第1号又は第2号", ["民法第166条第1項第1号", "民法第166条第1項第2号"]),
        ("国民健康保険法110条1項・2項", ["国民健康保険法第110条第1項", "国民健康保険法第110条第2項"]),
        ("生活保護法63条・78条の債権", ["生活保護法第63条", "生活保護法第78条"]),
        ("地方税法第15条の9・附則第3条の2", ["地方税法第15条の9", "地方税法附則第3条の2"]),
        ("民法第四百四条第二項から第五項まで", ["民法第404条第2項", "民法第404条第5項"]),
    ],
)
def test_what_is_listed_after_a_citation_belongs_to_the_same_law(text, refs):
    assert found(text) == refs


@pytest.mark.parametrize(
    ("text", "refs"),
    [
        ("生活保護法の規定により、同法第63条と同法七十八条", ["生活保護法第63条", "生活保護法第78条"]),
        ("地方自治法第231条の3第3項及び同条第4項", ["地方自治法第231条の3第3項", "地方自治法第231条の3第4項"]),
        ("自治法第96条第1項第12号、同項第10号", ["地方自治法第96条第1項第12号", "地方自治法第96条第1項第10号"]),
        ("地方自治法第240条及び同法施行令第171条", ["地方自治法第240条", "地方自治法施行令第171条"]),
        ("地方自治法施行令第171条。同令第171条の2", ["地方自治法施行令第171条", "地方自治法施行令第171条の2"]),
        ("民法（明治29年法律第89号）の規定、同法第3条", ["民法第3条"]),
        ("改正法（平成29年法律第44号）附則第17条", ["平成29年法律第44号附則第17条"]),
        ("民法第150条。同条ただし書", ["民法第150条", "民法第150条ただし書"]),
        ("平成29年法律第44号の規定。同法附則第17条", ["平成29年法律第44号附則第17条"]),
    ],
)
def test_what_same_law_and_same_article_mean_is_resolved(text, refs):
    assert found(text) == refs


@pytest.mark.parametrize(
    "text",
    [
        "第5条のみ",
        "条例第3条",
        "同法第3条",
        "旧民法166条は",
        "改正前の民法第167条",
        "大船渡市債権管理条例12条",
        "民法の規定",
        "同法人の代表者",
        "民法は3条件を置く",
        "民法第十百条",
        "民法第二〇十条",
        f"民法第{'9' * 5000}条",
        "",
    ],
)
def test_what_cannot_be_known_is_left_alone(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "ref"),
    [
        ("民法第8条の3つの要件", "民法第8条"),
        ("民法150条と10項目", "民法第150条"),
        ("民法第724条の3年", "民法第724条"),
        ("自治法第236条の5か月前", "地方自治法第236条"),
    ],
)
def test_a_number_that_counts_something_is_not_part_of_the_citation(text, ref):
    assert found(text) == [ref]


def test_same_law_after_an_old_law_is_not_guessed():
    assert found("民法第166条。旧民法167条、同法168条") == ["民法第166条"]


@pytest.mark.parametrize("above", ["地方税", "民法第150条", "改正前の民法", "旧", "国民健康保険料"])
def test_a_law_at_the_start_of_a_line_is_not_a_longer_name(above):
    """Lists of 根拠条文 and rows of tables arrive a line each; each line after a kanji was once passed over."""
    assert "地方税法第20条の4の2" in found(f"{above}\n地方税法第20条の4の2")


def test_the_place_of_each_citation_is_exact():
    text = "根拠は、地方自治法（昭和22年法律第67号）第231条の3第1項及び第2項である。"
    assert [text[citation.start : citation.end] for citation in find_citations(text, NAMES)] == [
        "地方自治法（昭和22年法律第67号）第231条の3第1項",
        "第2項",
    ]


def test_a_reference_has_a_long_and_a_short_form():
    ref = parse_statute("自治法二百三十一条の三第一項第二号", NAMES)
    assert ref == StatuteRef("地方自治法", (231, 3), 1, (2,))
    assert str(ref) == "地方自治法第231条の3第1項第2号"
    assert ref.short() == "地方自治法231条の3第1項2号"
    assert str(ref.whole_article) == "地方自治法第231条の3"
    assert StatuteRef("民法", (166,), 1, (1,)).short() == "民法166条1項1号"


def test_a_text_is_rewritten_with_one_form_of_citation():
    text = "自治法236条4項により、同条第1項の時効は更新される。"
    assert normalise_citations(text, NAMES) == (
        "地方自治法第236条第4項により、地方自治法第236条第1項の時効は更新される。"
    )


@pytest.mark.parametrize("text", ["", "民法", "民法145条と146条", "不明法第3条", "民法145条です"])
def test_what_is_not_exactly_one_citation_is_refused(text):
    with pytest.raises(InvalidInput, match="一つの条文"):
        parse_statute(text, NAMES)


REFS = st.builds(
    StatuteRef,
    st.sampled_from(LAWS),
    st.one_of(st.tuples(st.integers(1, 1200)), st.tuples(st.integers(1, 1200), st.integers(2, 20))),
    st.one_of(st.none(), st.integers(1, 15)),
    st.one_of(st.just(()), st.tuples(st.integers(1, 30))),
    part=st.sampled_from(["", "附則"]),
)


@given(REFS, st.sampled_from(["を見る。", "、", "及び", ""]))
def test_what_is_written_is_read_back(ref, following):
    for text in (str(ref), ref.short()):
        (citation,) = find_citations(f"根拠は、{text}{following}", NAMES)
        assert citation.ref == ref


@given(st.text(alphabet="地方自治法民法第条項号の同法0123一二三十、及び（）「」附則別表 ", max_size=60))
def test_any_text_gives_citations_in_order_without_overlap(text):
    end = 0
    for citation in find_citations(text, NAMES):
        assert end <= citation.start < citation.end <= len(text)
        end = citation.end
