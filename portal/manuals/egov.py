"""Reading laws from e-Gov's 法令標準XML, as an office downloads them: articles with captions, and the 施行日.

The 施行日 stands in the file's name (``322AC0000000067_20260401_…xml``); a file without it gives none. Entities and
document types are refused, nothing is fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from lxml import etree

from portal.domain.errors import InvalidInput
from portal.domain.kanji_numbers import parse_kanji
from portal.domain.statutes import SUPPLEMENTARY, TABLE

MAX_BYTES = 64 * 1024 * 1024
_NAME = re.compile(r"(?P<id>[0-9A-Z]{15})(?:_(?P<day>\d{8}))?")
_NUMBER = re.compile(r"\d{1,5}(?:_\d{1,4})*")
_TABLE_NUMBER = re.compile(r"別表第([〇一二三四五六七八九十百0-9０-９]{1,5})")
_TITLES = ("ParagraphNum", "ItemTitle", "ArticleTitle")


@dataclass(frozen=True, slots=True)
class ArticleText:
    """One article: ``key`` as in the address of its card (231の3, 附則17, 別表1)."""

    key: str
    title: str
    caption: str
    text: str


@dataclass(frozen=True, slots=True)
class LawText:
    """A law as one file holds it."""

    law_id: str
    number: str
    title: str
    effective_on: date | None
    articles: tuple[ArticleText, ...]


def read_law(path: Path) -> LawText:
    """The law in the file. Raises InvalidInput naming the file."""
    if path.stat().st_size > MAX_BYTES:
        raise InvalidInput(f"{path.name}：大きすぎます（上限64MB）。法令ごとのXMLを選んでください。")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True
    )
    try:
        tree = etree.parse(path, parser)
    except (etree.XMLSyntaxError, OSError) as error:
        raise InvalidInput(
            f"{path.name}：XMLとして読めません。e-Gov 法令検索からダウンロードし直してください。"
        ) from error
    if tree.docinfo.doctype:
        raise InvalidInput(f"{path.name}：文書型の宣言があるXMLは読み込みません。e-Gov の法令XMLを選んでください。")
    root = tree.getroot()
    law = root if root.tag == "Law" else root.find(".//Law")
    title = law.find("./LawBody/LawTitle") if law is not None else None
    if law is None or title is None:
        raise InvalidInput(f"{path.name}：法令標準XMLではありません（LawTitle がありません）。")
    named = _NAME.match(path.stem)
    articles = {article.key: article for article in reversed(list(_articles(law)))}  # the first of a key wins
    return LawText(
        law_id=named["id"] if named else "",
        number=(law.findtext("./LawNum") or "").strip(),
        title=_text(title),
        effective_on=_day(named["day"]) if named and named["day"] else None,
        articles=tuple(reversed(list(articles.values()))),
    )


def _day(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def _articles(law: etree._Element) -> Iterator[ArticleText]:
    for article in law.iterfind("./LawBody/MainProvision//Article"):
        yield from _article(article, "")
    for provision in law.iterfind("./LawBody/SupplProvision"):
        if provision.get("AmendLawNum"):  # the supplementary provisions of amending laws number anew
            continue
        found = [text for article in provision.iterfind(".//Article") for text in _article(article, SUPPLEMENTARY)]
        yield from found
        if not found:
            yield ArticleText(SUPPLEMENTARY, SUPPLEMENTARY, "", "\n".join(_lines(provision)))
    for table in law.iterfind("./LawBody/AppdxTable"):
        title = _text(table.find("./AppdxTableTitle"))
        number = _TABLE_NUMBER.match(title)
        key = TABLE + (str(parse_kanji(number[1])) if number else "")
        yield ArticleText(key, title, "", "\n".join(_lines(table)))


def _article(article: etree._Element, part: str) -> Iterator[ArticleText]:
    number = article.get("Num", "")
    if not _NUMBER.fullmatch(number):  # 第三条から第五条まで 削除
        return
    yield ArticleText(
        key=part + number.replace("_", "の"),
        title=part + _text(article.find("./ArticleTitle")),
        caption=_text(article.find("./ArticleCaption")),
        text="\n".join(line for paragraph in article.iterfind("./Paragraph") for line in _lines(paragraph)),
    )


def _lines(element: etree._Element) -> Iterator[str]:
    """A paragraph, item or table as lines: its number, its sentence, then what is below it."""
    number = sentence = ""
    below: list[etree._Element] = []
    for child in element:
        tag = str(child.tag)
        if tag in _TITLES or re.fullmatch(r"Subitem\d+Title", tag):
            number = _text(child)
        elif tag.endswith("Sentence"):
            sentence += _text(child, gap="　" if child.find("./Column") is not None else "")
        elif tag == "TableRow":
            below.append(child)
        else:
            below.append(child)
    if str(element.tag) == "TableRow":
        yield "｜".join(_text(cell) for cell in element)
        return
    if number or sentence:
        yield f"{number}　{sentence}".strip("　")
    for child in below:
        if str(child.tag) in {
            "ArticleTitle",
            "ArticleCaption",
            "AppdxTableTitle",
            "SupplProvisionLabel",
            "RelatedArticleNum",
        }:
            continue
        lines = list(_lines(child)) if len(child) else [_text(child)]
        yield from (line for line in lines if line)


def _text(element: etree._Element | None, *, gap: str = "") -> str:
    """The letters of an element without readings (ルビ)."""
    if element is None:
        return ""
    parts: list[str] = []
    for node in element.iter():
        if str(node.tag) == "Rt":
            parts.append((node.tail or "").strip())
            continue
        if gap and str(node.tag) == "Column" and parts:
            parts.append(gap)
        parts.append((node.text or "").strip())
        if node is not element:
            parts.append((node.tail or "").strip())
    return "".join(parts)
