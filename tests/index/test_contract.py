"""What every backend behind the port does, with the same documents and the same answers."""

from __future__ import annotations

import random
import time
from dataclasses import replace
from datetime import date

import pytest

from portal.index import Document, Query, SearchIndex

TARO = frozenset({"everyone", "dept:tax"})
JIRO = frozenset({"everyone", "dept:housing"})

DOCUMENTS = [
    Document(
        "demand", "manual", "督促と催告", "督促状は納期限後20日以内に発送する。督促をしないと差押えに進めない。",
        folder="督促", url="/manual/demand", reading="とくそくとさいこく", aliases=("督促と催告の違い",),
        statutes=("地方自治法231条の3", "地方自治法236条"), author="架空 花子", updated_on=date(2026, 4, 1),
    ),
    Document(
        "seizure", "manual", "差押えの基本", "財産を差し押さえるには督促が必要である。東京都の例も示す。",
        folder="滞納処分", reading="さしおさえのきほん", author="架空 太郎", updated_on=date(2025, 4, 1),
    ),
    Document("suspension", "manual", "滞納処分の停止", "滞納処分の停止が三年続くと納付義務が消滅する。", folder="滞納処分/停止"),
    Document("capital", "course", "京都の研修", "京都で開いた研修の記録。免税の規定も扱う。", folder="研修"),
    Document("article", "manual", "時効の条文", "地方自治法第二百三十六条により、権利は五年で時効により消滅する。", folder="時効"),
    Document("old", "manual", "國民健康保險の手引", "国民健康保険料の賦課と徴収について述べる。ＡＢＣシステムを使う。", folder="国保"),
    Document("case", "case", "架空家の滞納", "架空家の滞納案件。蒟蒻畑工場に勤務している。", audience=frozenset({"dept:tax"})),
    Document("orders", "manual", "支払督促の手続", "簡易裁判所に支払督促を申し立てる。", folder="私債権"),
]  # fmt: skip


@pytest.fixture
def full(index: SearchIndex) -> SearchIndex:
    index.put(DOCUMENTS)
    return index


def found(index: SearchIndex, text: str, **options: object) -> set[str]:
    return {hit.document.id for hit in index.search(Query(text, **options)).hits}  # type: ignore[arg-type]


FOLDINGS = [
    ("差押", "seizure"),
    ("差押え", "seizure"),
    ("差し押さえ", "seizure"),
    ("さしおさえ", "seizure"),
    ("サシオサエ", "seizure"),
    ("たいのうしょぶん", "suspension"),
    ("236条", "article"),
    ("第236条", "article"),
    ("二百三十六条", "article"),
    ("２３６条", "article"),
    ("自治法236条", "article"),
    ("国民健康保険", "old"),
    ("國民健康保險", "old"),
    ("abcシステム", "old"),
    ("国保料", "old"),
    ("支督", "orders"),
    ("税", "capital"),
]


@pytest.mark.parametrize(("text", "identity"), FOLDINGS)
def test_one_spelling_finds_the_other(full: SearchIndex, text: str, identity: str) -> None:
    assert identity in found(full, text)


EXACT = [
    ('"京都"', {"capital"}),
    ("京都 OR 裁判所", {"capital", "orders"}),
    ('"滞納処分の停止"', {"suspension"}),
    ('"処分の停止"', {"suspension"}),
    ('"差押え"', {"demand", "seizure"}),
    ("督促 -東京都", {"demand", "orders"}),
    ("督促 -京都", {"demand", "seizure", "orders"}),
    ('督促 -"納期限後"', {"seizure", "orders"}),
    ("消滅 folder:滞納処分", {"suspension"}),
    ("研修 kind:manual", set()),
    ("督促 author:花子", {"demand"}),
    ("督促 after:令和8年4月1日", {"demand"}),
    ("督促 after:2026-04-02", set()),
    ("種類：案件", set()),
    ("ｋｉｎｄ：研修", {"capital"}),
    ("kind:手引き 東京都", {"seizure"}),
    ("分類：私債権", {"orders"}),
    ("-folder:私債権 督促", {"demand", "seizure"}),
    ("担当：花子", {"demand"}),
    ("更新：Ｒ８．４．１", {"demand"}),
]


@pytest.mark.parametrize(("text", "identities"), EXACT)
def test_the_query_language_is_exact(full: SearchIndex, text: str, identities: set[str]) -> None:
    assert found(full, text, limit=50) == identities


def test_filters_alone_find_all_that_passes_them(full: SearchIndex) -> None:
    everything = {document.id for document in DOCUMENTS if document.id != "case"}
    assert found(full, "*", limit=50) == everything
    assert (
        found(full, "*", kinds=frozenset({"manual"}), limit=50)
        == found(full, "kind:手引き", limit=50)
        == everything - {"capital"}
    )
    assert found(full, "種類:案件", audience=frozenset({"dept:tax"})) == {"case"}
    assert full.search(Query("kind:ほげ")).total == 0


def test_not_is_never_lost_in_an_or(full: SearchIndex) -> None:
    everything = {document.id for document in DOCUMENTS if document.id != "case"}
    assert found(full, "研修 OR -督促", limit=50) == everything - {"demand", "seizure", "orders"} | {"capital"}
    assert found(full, "-京都", limit=50) == everything - {"capital"}


@pytest.mark.parametrize(
    "text", ["パスポートの取り方", "運転免許証の更新方法", "ゴミの分別", "xyzzy", "", " ", "！？、。", '"', "-", "OR"]
)
def test_what_is_out_of_scope_is_not_found(full: SearchIndex, text: str) -> None:
    results = full.search(Query(text))
    assert (results.hits, results.total, results.did_you_mean) == ((), 0, None)


@pytest.mark.parametrize("text", ["督促状の送り方", "時効で消滅するのはいつ", "滞納処分の停止とは何か"])
def test_what_is_in_scope_is_found(full: SearchIndex, text: str) -> None:
    assert full.search(Query(text)).total > 0


def test_the_title_weighs_more_than_the_body(full: SearchIndex) -> None:
    assert full.search(Query("督促と催告")).hits[0].document.id == "demand"
    assert full.search(Query("差押え")).hits[0].document.id == "seizure"


@pytest.mark.parametrize(
    ("text", "pair"),
    [("督促", {"督促", "催告"}), ("徴収停止", {"徴収停止", "滞納処分の停止"}), ("私債権", {"公債権", "私債権"})],
)
def test_confused_terms_show_a_card(full: SearchIndex, text: str, pair: set[str]) -> None:
    cards = full.search(Query(text)).confusion_cards
    assert pair in [set(card.terms) for card in cards]
    assert all(card.text and card.page for card in cards)


def test_confused_terms_are_not_synonyms(index: SearchIndex) -> None:
    index.put([Document("a", title="督促"), Document("b", title="催告")])
    assert found(index, "督促") == {"a"}


@pytest.mark.parametrize(("typed", "meant"), [("督足状", "督促状"), ("差抑え", "差押え"), ("督促上", "督促状")])
def test_a_slip_of_the_keyboard_is_answered_with_what_was_meant(full: SearchIndex, typed: str, meant: str) -> None:
    assert full.search(Query(typed)).did_you_mean == meant


def test_a_forbidden_document_is_not_found_counted_suggested_or_meant(full: SearchIndex) -> None:
    for text in ("蒟蒻畑", "架空家", "架空家の滞納案件"):
        hers, his = full.search(Query(text, audience=TARO)), full.search(Query(text, audience=JIRO))
        assert "case" in {hit.id for hit in hers.hits}
        assert "case" not in {hit.id for hit in his.hits}
        assert hers.facets["kind"].get("case") == 1
        assert "case" not in his.facets["kind"]
        assert hers.total > his.total
    assert [s.document_id for s in full.suggest("架空家", audience=TARO)] == ["case"]
    assert full.suggest("架空家", audience=JIRO) == ()
    assert full.search(Query("蒟蒻煙", audience=TARO)).did_you_mean is not None
    assert full.search(Query("蒟蒻煙", audience=JIRO)).did_you_mean is None
    assert full.related("case", audience=JIRO) == ()
    assert "case" not in {hit.id for hit in full.related("demand", audience=JIRO, limit=50)}
    assert full.count(audience=TARO) == full.count(audience=JIRO) + 1 == full.count() == len(DOCUMENTS)
    assert full.search(Query("督促", audience=frozenset())).total == 0


def test_a_document_for_nobody_is_seen_by_nobody(index: SearchIndex) -> None:
    index.put([Document("secret", title="督促", audience=frozenset())])
    assert index.search(Query("督促", audience=TARO)).total == 0


def test_facets_ignore_the_filter_on_themselves(full: SearchIndex) -> None:
    results = full.search(Query("督促 研修", kinds=frozenset({"course"})))
    assert {hit.id for hit in results.hits} == {"capital"}
    assert results.facets["kind"] == {"manual": 3, "course": 1}
    assert results.facets["folder"] == {"研修": 1}
    assert results.total == 1


def test_pages_follow_one_another_without_gap_or_overlap(index: SearchIndex) -> None:
    index.put([Document(f"d{n:02}", title=f"督促の手引き{n}", body="督促状を出す。" * (n % 5)) for n in range(30)])
    pages = [[hit.id for hit in index.search(Query("督促", limit=7, offset=offset)).hits] for offset in range(0, 35, 7)]
    assert sorted(identity for page in pages for identity in page) == [f"d{n:02}" for n in range(30)]
    assert index.search(Query("督促", limit=0)).total == 30


@pytest.mark.parametrize(
    ("typed", "identity"),
    [
        ("督", "demand"),
        ("とくそ", "demand"),
        ("地方自治法２３", "demand"),
        ("自治法236", "demand"),
        ("保險", "old"),
        ("とくそk", "demand"),
        ("tokusoku", "demand"),
        ("しはらいと", "orders"),
    ],
)
def test_typing_is_completed(full: SearchIndex, typed: str, identity: str) -> None:
    assert identity in {suggestion.document_id for suggestion in full.suggest(typed)}


def test_a_suggestion_says_where_it_leads(full: SearchIndex) -> None:
    suggestion = full.suggest("督促と催告の")[0]
    assert (suggestion.text, suggestion.source, suggestion.url) == ("督促と催告の違い", "alias", "/manual/demand")
    assert full.suggest("") == full.suggest("\0%_") == full.suggest("督促", limit=0) == ()


def test_related_pages_share_the_subject(full: SearchIndex) -> None:
    related = [hit.id for hit in full.related("demand")]
    assert "demand" not in related
    assert {"seizure", "orders", "article"} <= set(related)
    assert full.related("unknown") == ()


def test_a_document_put_again_replaces_itself(full: SearchIndex) -> None:
    full.put([replace(DOCUMENTS[0], title="納入の通知", body="納入通知書を送る。", aliases=(), statutes=())])
    assert full.count() == len(DOCUMENTS)
    assert "demand" not in found(full, "督促 催告")
    assert found(full, "納入通知書") == {"demand"}


def test_a_stored_document_comes_back_whole(full: SearchIndex) -> None:
    assert full.search(Query("督促と催告")).hits[0].document == DOCUMENTS[0]


def test_what_is_deleted_is_gone_everywhere(full: SearchIndex) -> None:
    assert full.delete(["demand", "demand", "unknown"]) == 1
    assert "demand" not in full.ids()
    assert "demand" not in found(full, "督促", limit=50)
    assert full.suggest("督促と催告の") == ()
    assert full.delete([]) == 0


def test_a_rebuild_leaves_only_what_it_was_given(full: SearchIndex) -> None:
    assert full.rebuild(DOCUMENTS[:2]) == 2
    assert full.ids() == {"demand", "seizure"}


def test_the_snippet_marks_whole_japanese_words(full: SearchIndex) -> None:
    hit = next(hit for hit in full.search(Query("差押")).hits if hit.id == "seizure")
    assert [segment.text for segment in hit.snippet if segment.marked] == ["差し押さえ"]


HOSTILE = [
    "督促 \x00 催告", "督促\ud800", '"督促', "督促”", "「督促", "-" * 5000, '"' * 5001, "()[]{}*?^~\\/", "' OR 1=1; --",
    "サ" * 3000, "a" * 10_000, " " * 10_000, "OR " * 3000, "-a " * 700, '\udfff"', "条" * 5000, "百" * 3000 + "条",
    "kind:", "after:きのう", "after:9999-99-99", "-kind:manual", "kind:manual kind:course 督促", "author:%", "folder:/", "kind:manual", "督促 " * 3000, "🈳🈵🈹", "ｶﾞ", "か\u3099", "あ" * 2000, "%_\\", "a&b|!c:*", "<script>",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_anything_may_be_typed(full: SearchIndex, text: str) -> None:
    results = full.search(Query(text, limit=3))
    assert len(results.hits) <= 3
    assert results.did_you_mean is None or isinstance(results.did_you_mean, str)
    assert full.suggest(text) is not None


@pytest.mark.parametrize(
    "text", ["OR", "OR OR", "|", "- - -", '""', '"" ""', "「」", "は が の", "。、", "\x00", "kind:"]
)
def test_operators_alone_ask_for_nothing(full: SearchIndex, text: str) -> None:
    results = full.search(Query(text))
    assert (results.hits, results.total, results.did_you_mean) == ((), 0, None)


def test_whatever_is_typed_the_count_is_that_of_the_hits(full: SearchIndex) -> None:
    chance = random.Random(1)
    letters = "督促税京都差押\"-「」OR |:kind\u3000 \x00\ud800ａＡ条第百二あアー％_\\'"
    for _ in range(60):
        text = "".join(chance.choices(letters, k=chance.randint(1, 40)))
        results = full.search(Query(text, limit=50))
        assert results.total == len({hit.id for hit in results.hits}), text


def test_the_first_page_is_the_beginning_of_the_whole_list(index: SearchIndex) -> None:
    words = ["督促", "催告", "差押え", "延滞金", "時効", "分納"]
    index.put([Document(f"d{n:03}", title="", body="。".join(words[n % k] for k in range(1, 7))) for n in range(120)])
    for text in ("督促 時効", "督促はどこで時効になりますか", "延滞金 見当違い", "分納 OR 時効"):
        whole = [hit.id for hit in index.search(Query(text, limit=200)).hits]
        results = index.search(Query(text, limit=10))
        assert [hit.id for hit in results.hits] == whole[:10]
        assert results.total == len(whole)


def test_ten_megabytes_are_a_query_too(full: SearchIndex) -> None:
    begin = time.perf_counter()
    results = full.search(Query("督促状の発送期限" * 1_300_000))
    assert results.total > 0
    assert time.perf_counter() - begin < 2


def test_hostile_documents_are_kept_as_they_are(index: SearchIndex) -> None:
    document = Document("a\x00b\ud800", "k'", "'; drop--\\", "督促\x00状 \ud83d 😀" + "字" * 3000, aliases=("'",))
    index.put([document, Document("empty"), Document("blank", title=" \n\t")])
    assert index.count() == 3
    assert index.search(Query("督促状 督促")).hits[0].document == document
    assert index.delete([document.id]) == 1
