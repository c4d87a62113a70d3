"""From Markdown to safe HTML: citations, figures, and what hostile text does."""

from __future__ import annotations

import dataclasses
import re
import time
from pathlib import Path

import pytest

from portal.manuals.laws import article_key, read_laws, ref_of_key
from portal.manuals.markup import to_html
from portal.manuals.pages import parse
from portal.manuals.relations import linking_to
from portal.manuals.render import Links, render, render_cached
from portal.settings import HOME

LAWS = read_laws(HOME / "manuals")
LINKS = Links(
    page=lambda name: f"/manuals/{name}" if name != "gone" else None,
    form=lambda name: f"/forms/{name}",
    file=lambda number: f"/manuals/files/{number}" if number.isdecimal() else None,
    statute=lambda ref: f"/s/{ref.law}/{article_key(ref)}" if ref.law in LAWS.by_name else None,
    names=LAWS.names,
    version="test",
)


def shown(body: str) -> str:
    return render(body, LINKS).html


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("自治法236条4項による。", "/s/地方自治法/236"),
        ("地方自治法第二百三十一条の三第一項による。", "/s/地方自治法/231の3"),
        ("国民健康保険法110条1項、同条2項", "/s/国民健康保険法/110"),
        ("**民法**145条ではなく、民法166条", "/s/民法/166"),
    ],
)
def test_a_citation_leads_to_its_card(text, address):
    assert f'href="{address}"' in shown(text)


def test_the_law_before_the_article_may_be_understood_from_the_heading():
    html = shown("## 地方税法の延滞金\n\n地方税法326条による。同法15条の9も見る。")
    assert 'href="/s/地方税法/15の9">同法15条の9</a>' in html


@pytest.mark.parametrize(
    "text",
    ["`民法145条`", "```\n民法145条\n```", "## 民法145条の援用", "[民法145条を読む](page:limitation)", "旧民法145条"],
)
def test_code_links_headings_and_old_laws_are_left_alone(text):
    assert "/s/" not in shown(text)


def test_a_citation_keeps_the_letters_around_it_escaped():
    html = shown("利息 &lt;b&gt; は民法404条 & 同条2項 による")
    assert "&lt;b&gt;" in html and "&amp;" in html and html.count('class="statute"') == 2


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        "[押す](javascript:alert(1))",
        "[押す](JaVaScRiPt:alert(1))",
        "[押す](data:text/html;base64,PHNjcmlwdD4=)",
        "<svg onload=alert(1)><script>1</script></svg>",
        '<a href="javascript&#58;alert(1)">a</a>',
        "<iframe src='//evil'></iframe>",
        "<style>*{display:none}</style>",
        '<p style="position:fixed" onclick="x()">a</p>',
        "<form action=/me/password method=post><input name=a></form>",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
        '```mermaid\nflowchart TD\n  accDescr: <script>x</script>\n  A[<img src=x onerror=alert(1)>] --> B["</svg><script>alert(1)</script>"]\n```',
        "民法145条<script>x</script>",
        "![x](javascript:alert(1))",
        "![x](//evil.example/a.png)",
    ],
)
def test_nothing_a_person_wrote_runs(text):
    html = shown(text)
    tags = re.findall(r"<[^>]*>", html)
    assert not any(re.search(r"<(script|iframe|style|form|math|object)", tag, re.I) for tag in tags)
    assert not any(re.search(r"\son\w+=|javascript:|data:|style=|//evil", tag, re.I) for tag in tags)


def test_a_callout_does_not_repeat_the_heading_above_it():
    html = shown('## 落とし穴\n\n!!! warning "落とし穴"\n    注意。\n\n!!! warning "別の題"\n    注意。')
    assert html.count("落とし穴</") == 1 and "別の題</p>" in html and html.count('class="admonition warning"') == 2


def test_a_link_to_nothing_stays_as_marked_text():
    assert 'class="broken-link"' in shown("[消えた](page:gone)")


def test_pictures_come_from_the_portal_only():
    assert '<img src="/manuals/files/7" alt="図">' in shown("![図](file:7)")
    assert "<img" not in shown("![図](https://example.com/a.png)")


FLOW = """```mermaid
flowchart {way}
  accDescr: 督促のあと納付があれば終わり、なければ催告に進み、督促に戻る。
  A[督促] --> B{{納付があったか}}
  B -->|はい| C[終了]
  B -->|いいえ| D[長い名前の箱なのでいくつかの行に折り返して書く]
  D --> A
```"""


@pytest.mark.parametrize("way", ["TD", "LR"])
def test_a_figure_is_drawn_with_words(way):
    made = render(FLOW.format(way=way), LINKS)
    assert made.html.count("<svg") == 1 and "<title" in made.html and "<desc" in made.html
    assert "納付があったか（問い） → 「はい」なら「終了」、「いいえ」なら" in made.html
    assert "督促のあと納付があれば" in made.text and "tspan" not in made.text and "図の手順" not in made.text


@pytest.mark.parametrize("path", sorted((HOME / "manuals").rglob("*.md")), ids=lambda path: path.stem)
def test_no_text_of_a_figure_covers_another(path):
    html = render(path.read_text(encoding="utf-8").split("\n---", 1)[-1], LINKS).html
    for figure in re.findall(r"<svg.*?</svg>", html, re.DOTALL):
        boxes = []
        for text in re.findall(r"<text.*?</text>", figure):
            for x, y, words in re.findall(r'<tspan x="([\d.]+)" y="([\d.]+)">(.*?)</tspan>', text):
                half = len(words) * 14 / 2
                boxes.append((float(x) - half, float(x) + half, float(y)))
        width = float(re.search(r'width="(\d+)"', figure)[1])
        for number, (left, right, y) in enumerate(boxes):
            assert left >= 0 and right <= width
            assert not any(abs(y - b) < 14 and left < far and right > near for near, far, b in boxes[number + 1 :])


@pytest.mark.parametrize(
    "source",
    [
        "sequenceDiagram\n A->>B: x",
        "flowchart TD\n  A[開いたまま --> B",
        "flowchart TD\n" + "\n".join(f"  A{n} --> A{n + 1}" for n in range(200)),
        "flowchart TD",
        "flowchart TD\n  A[" + "あ" * 5000 + "]\n  A --> A",
    ],
)
def test_a_figure_that_cannot_be_read_says_so(source):
    html = shown(f"```mermaid\n{source}\n```")
    assert 'class="broken-figure"' in html or "<svg" in html


@pytest.mark.parametrize(
    "body",
    [
        "[" * 50_000,
        "![" * 20_000,
        "> " * 3_000 + "a",
        "".join("    " * depth + "- a\n" for depth in range(300)),
        "<" * 100_000,
        "*" * 20_000,
        "\n\n".join("!!! note" for _ in range(2_000)),
        "| a " * 5_000,
        "\ud800 一つだけの代用符号",
        "\x00\x01",
    ],
    ids=lambda body: repr(body[:8]),
)
def test_wild_text_is_answered(body):
    assert render(body, LINKS).html


def test_a_wall_of_brackets_is_shown_as_typed_with_a_reason():
    made = render("[" * 5_000, LINKS)
    assert made.html.startswith("<pre>") and "かっこ" in made.remark


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("脚注[^1]を付ける。\n\n" * 60_000 + "[^1]: 注", "脚注"),
        ("```a\nb\n```\n\n" * 30_000, "囲み"),
        ("!!! note\n" * 30_000, "囲み"),
        ("---\n" * 30_000, "区切り線"),
        ("見出し\n===\n" * 30_000, "区切り線"),
        (" " * 500_000 + "a", "空白"),
    ],
    ids=["footnotes", "fences", "callouts", "rules", "underlined", "blanks"],
)
def test_what_would_take_minutes_is_shown_as_typed_at_once(body, said):
    begun = time.process_time()
    made = render(body, LINKS)
    assert made.html.startswith("<pre>") and said in made.remark
    assert time.process_time() - begun < 2


def test_the_slow_step_is_taken_once_whatever_the_links_lead_to(monkeypatch):
    calls = []
    monkeypatch.setattr("portal.manuals.render.to_html", lambda body, *rest: calls.append(body) or to_html(body, *rest))
    other = dataclasses.replace(LINKS, page=lambda page_id: None)
    body = "一度だけ変換する。[督促](page:demand)"
    assert "broken-link" not in render(body, LINKS).html and "broken-link" in render(body, other).html
    assert calls == [body]


def test_ten_thousand_headings_are_cut_in_the_contents_only():
    made = render("## 見出し\n\n文。\n\n" * 10_000, LINKS)
    assert len(made.headings) == 500 and "目次" in made.remark
    assert made.html.count("<h2") == 10_000
    assert len(set(re.findall(r'id="([^"]+)"', made.html))) == 10_000


def test_a_page_that_was_shown_is_not_made_again():
    body = "民法145条を見る。\n\n" * 500
    assert render_cached(body, LINKS) is render_cached(body, LINKS)


def test_two_pages_that_link_to_each_other_know_it():
    from tests.manuals.conftest import page_text

    one = parse(page_text("one", body="[二](page:two)"), Path("one.md"))
    two = parse(page_text("two", body="[一](page:one)と[自分](page:two)"), Path("two.md"))
    assert linking_to([one, two], "one") == [two]
    assert linking_to([one, two], "two") == [one]


@pytest.mark.parametrize("key", ["231の3", "附則17", "別表1", "", "附則"])
def test_the_address_of_a_card_reads_back(key):
    assert article_key(ref_of_key("民法", key)) == key


@pytest.mark.parametrize("key", ["第5条", "231の", "<script>", "1" * 40, "5/../6"])
def test_an_address_that_names_nothing_is_refused(key):
    assert ref_of_key("民法", key) is None
