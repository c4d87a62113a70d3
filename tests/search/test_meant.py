"""もしかして over the shipped pages: what people type instead of what they mean, and what they type rightly."""

from __future__ import annotations

import random
import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from portal.index import Query, load_terms, open_index
from portal.index.sounds import from_romaji, one_edit, with_small_kana
from portal.manuals.documents import all_documents
from portal.settings import HOME, Settings


@pytest.fixture(scope="module")
def shipped():
    """The index of the shipped pages with the terms of the field."""
    index = open_index(None, terms=load_terms(HOME / "manuals" / "用語.toml"))
    settings = Settings(instance=HOME / "instance", secret_key="for-tests-only")
    index.put(all_documents(SimpleNamespace(settings=settings), None))
    yield index
    index.close()


def meant(index, text):
    return index.search(Query(text)).did_you_mean


SMALL_KANA = [
    ("とくそくじよう", "督促状"),
    ("しようめつじこう", "消滅時効"),
    ("たいのうしよぶん", "滞納処分"),
    ("とくそくjou", "督促状"),
    ("tokusoku", "督促"),
    ("sasiosae", "差押"),
]
WRONG_CONVERSIONS = [
    ("督則", "督促"),
    ("督促上", "督促状"),
    ("差し抑え", "差押"),
    ("時候の更新", "時効の更新"),
    ("時効の後進", "時効の更新"),
    ("換価の有余", "換価の猶予"),
    ("債券管理", "債権管理"),
    ("債券放棄", "債権放棄"),
    ("分納制約", "分納誓約"),
    ("納付制約", "納付誓約"),
    ("支払督則", "支払督促"),
    ("仮執行先言", "仮執行宣言"),
    ("連帯保障人", "連帯保証人"),
    ("徴集停止", "徴収停止"),
    ("滞納所分", "滞納処分"),
    ("不能欠損", "不納欠損"),
    ("公示相達", "公示送達"),
    ("強制失効", "強制執行"),
    ("破産面積", "破産免責"),
    ("生活保護返換金", "生活保護返還金"),
]
ONE_LETTER = [
    ("とうそく", "督促"),
    ("さしおさへ", "差押"),
    ("差し抑さえ", "差し押さえ"),
    ("督促庄", "督促"),
    ("延滞菌", "延滞金"),
    ("財産超査", "財産調査"),
    ("口座振変", "口座振替"),
    ("国民健康保健料", "国民健康保険料"),
    ("徴収猶余", "徴収猶予"),
    ("相続放起", "相続放棄"),
]


@pytest.mark.parametrize(("typed", "right"), SMALL_KANA + WRONG_CONVERSIONS + ONE_LETTER)
def test_a_slip_leads_to_what_was_meant(shipped, typed, right):
    assert meant(shipped, typed) == right
    assert shipped.search(Query(right)).total > 0


@pytest.mark.parametrize("typed", ["換価の猶与", "差抑予告", "交付用求書"])
def test_a_slip_is_answered_or_found_all_the_same(shipped, typed):
    found = shipped.search(Query(typed))
    assert found.did_you_mean or found.total


@pytest.mark.parametrize(
    "typed",
    [
        "督促",
        "督促状",
        "とくそくじょう",
        "しょうめつじこう",
        "差押え",
        "差し押さえ",
        "さしおさえ",
        "時効の更新",
        "換価の猶予",
        "債権管理",
        "民法166",
        "家賃",
        "eL-QR",
        "SMS催告",
        "督促と催告の違い",
        "延滞金の計算",
        "連帯保証人",
        "分納の約束",
        "亡くなった人の借金",
        "引っ越した人",
        "生活保護",
        "コンビニ収納",
        "督促状の送り方",
        "滞納整理",
        "督促状はいつまでに出すか",
        "給料を差し押さえる手順",
    ],
)
def test_what_is_right_is_left_alone(shipped, typed):
    assert shipped.search(Query(typed)).total > 0
    assert meant(shipped, typed) is None


@pytest.mark.parametrize(
    "typed",
    [
        "パスポートの取り方",
        "カレーの作り方",
        "明日の天気",
        "サッカーの試合",
        "婚姻届の書き方",
        "職員食堂のメニュー",
        "免許の更新",
        "xyzzy",
        "2027",
        "2027年の率",
    ],
)
def test_what_is_out_of_scope_is_not_bent_into_something_else(shipped, typed):
    assert meant(shipped, typed) is None


def test_no_heading_of_the_manuals_is_corrected(shipped):
    lines = [
        line for path in sorted(Path(HOME / "manuals").rglob("*.md")) for line in path.read_text("utf-8").split("\n")
    ]
    headings = sorted({re.sub(r"[`*\[\]]", "", match[1]) for line in lines if (match := re.match(r"#+ (.*)", line))})
    asked = random.Random(7).sample(headings, 150)
    assert {heading: meant(shipped, heading) for heading in asked if meant(shipped, heading)} == {}


@pytest.mark.parametrize(
    ("typed", "kana"),
    [
        ("shiharai", "シハライ"),
        ("siharai", "シハライ"),
        ("kekkou", "ケッコウ"),
        ("sinnin", "シンニン"),
        ("konnnichi", "コンニチ"),
        ("honn", "ホン"),
        ("smtp", ""),
        ("トクソクjou", "トクソクジョウ"),
    ],
)
def test_romaji_is_read_as_typists_write_it(typed, kana):
    assert from_romaji(typed) == kana


def test_only_what_may_be_small_is_tried_small():
    assert list(with_small_kana("ヤチン")) == ["ヤチン"]
    assert list(with_small_kana("シヨブン")) == ["ショブン", "シヨブン"]
    assert next(with_small_kana("サシオサエヨコクシヨ")) == "サシオサエヨコクショ"
    assert len(list(with_small_kana("シヨ" * 20))) == 16


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("督促", "督則", True),
        ("督促", "督促状", True),
        ("督促状", "督状", True),
        ("督促状", "促督状", True),
        ("督促", "督促", False),
        ("督促状", "催告書", False),
        ("", "督", True),
    ],
)
def test_one_letter_more_less_other_or_swapped(one, other, near):
    assert one_edit(one, other) is near
    assert one_edit(other, one) is near
