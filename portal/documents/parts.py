"""One part of a word form (本文, ヘッダー, 脚注 …) as a program: XML in, a function from values to XML out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count, islice
from types import TracebackType
from typing import Any

from jinja2 import Environment, Template, TemplateError, meta, nodes
from jinja2.exceptions import TemplateSyntaxError
from lxml import etree

from portal.documents.blocks import BLOCKS, check_blocks
from portal.documents.expressions import TooMuchWork, explain
from portal.documents.marks import (
    ID_MARK,
    ID_OPEN,
    LISTED_MARK,
    SECTION_MARK,
    mark_ids,
    mark_section,
    mark_style_lists,
    plain_ids,
)  # fmt: skip
from portal.documents.nesting import check_nesting
from portal.documents.numbering import StyleList
from portal.documents.places import FormError, Place, PlaceFinder, T
from portal.documents.runs import CLOSE, OPEN, TOKEN, PlacedTag, TagGatherer
from portal.documents.structure import MARK, Lifter
from portal.documents.tables import fitted_grids, repaired_tables, weak_ends
from portal.documents.tags import shown
from portal.documents.writing import STATE, resolve_listings
from portal.domain.errors import InvalidInput

_TAG = re.compile("\x01[^\x02]*\x02")
_TOKENS = re.compile(f"<\\?{MARK} (\\d+)\\?>|{OPEN}(\\d+){CLOSE}")
LARGEST_PART = 64 * 1024 * 1024  # characters one notice may have in one part
_CELL_WORDS = ("colspan", "hm")
# Blocks that filter what is written already would undo the escaping.
_REFUSED = ("include", "import", "from", "extends", "block", "endblock", "autoescape", "endautoescape", "filter")  # fmt: skip


@dataclass(frozen=True)
class FieldUse:
    """A field named by a tag: `name` as in ``{{ name }}``, where, and the tag as written."""

    name: str
    place: Place
    tag: str


@dataclass(frozen=True)
class PartSource:
    """A part ready to be turned into a Jinja template: its text with delimiters, and what each line is."""

    name: str
    text: str
    tags: tuple[PlacedTag, ...]
    lines: tuple[int, ...]
    dropped: tuple[tuple[Place, str], ...] = ()
    repeats: bool = False
    listed: tuple[str, ...] = ()
    weak_ends: frozenset[str] = frozenset()
    regrids: bool = False

    @property
    def has_tags(self) -> bool:
        """Whether the part is not printed as the form has it. A comment counts: it is to vanish from a header, too."""
        return bool(self.tags)


def part_source(
    root: etree._Element, name: str, label: str, *, lists: Mapping[str, StyleList] | None = None
) -> PartSource:
    """Read the tags of a part. The tree is used up. `lists`: what styles number, to be started again in a merged file."""
    places = PlaceFinder(root, label)
    gathered = TagGatherer(root, places).gather()
    lifter = Lifter(root, gathered)
    tags = lifter.lift()
    listed = mark_style_lists(root, lists or {})
    mark_ids(root)
    mark_section(root)
    bare = _bare_numbers(root)
    xml = etree.tostring(root, encoding="unicode")
    text, lines = _emit(xml, tags, lifter.run_properties, bare)
    used = [tags[number] for number in lines]
    keywords = {placed.tag.keyword for placed in used}
    return PartSource(
        name,
        text,
        tuple(tags),
        tuple(lines),
        tuple((tags[number].place, rest) for number, rest in lifter.dropped_text),
        listed=tuple(listed),
        repeats="for" in keywords,
        weak_ends=weak_ends(text) if any(placed.tag.level for placed in gathered) else frozenset(),
        regrids=any(placed.tag.level == "tc" or placed.tag.keyword in _CELL_WORDS for placed in gathered)
        or _repeats_cells(text, used),
    )


def _repeats_cells(text: str, tags: Sequence[PlacedTag]) -> bool:
    """Whether a block that stands for no element of its own begins in one cell and ends in another."""
    if "</w:tc>" not in text:
        return False
    opened: list[tuple[PlacedTag, int]] = []
    for placed, found in zip(tags, _TAG.finditer(text), strict=False):
        if placed.tag.keyword.startswith("end") and opened:
            begun, position = opened.pop()
            if begun.tag.level not in ("tr", "tc") and "</w:tc>" in text[position : found.start()]:
                return True
        elif placed.tag.keyword in BLOCKS:
            opened.append((placed, found.end()))
    return False


def _bare_numbers(root: etree._Element) -> set[int]:
    """Tags that stand where only characters may: attributes, field codes, drawings, formulas, properties."""
    bare: set[int] = set()
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        if element.text and OPEN in element.text and element.tag != T:
            bare.update(int(n) for n in TOKEN.findall(element.text))
        for value in element.attrib.values():
            if OPEN in value:
                bare.update(int(n) for n in TOKEN.findall(value))
    return bare


def _emit(
    xml: str, tags: Sequence[PlacedTag], run_properties: Mapping[int, str], bare: set[int]
) -> tuple[str, list[int]]:
    """Each tag on a line of its own, so that a line number leads back to the tag and its place."""
    pieces: list[str] = []
    lines: list[int] = []
    position = 0
    for match in _TOKENS.finditer(xml):
        literal = xml[position : match.start()].replace("\n", " ")
        pieces.append(literal)
        position = match.end()
        number = int(match.group(1) or match.group(2))
        lines.append(number)
        pieces.append(_jinja(tags[number], run_properties.get(number), bare=number in bare))
    pieces.append(xml[position:].replace("\n", " "))
    return "".join(pieces), lines


def _jinja(placed: PlacedTag, properties: str | None, *, bare: bool) -> str:
    tag = placed.tag
    body = tag.body.replace("\n", " ")
    if tag.kind == "statement":
        return f"\x01%\n{body} %\x02"
    if tag.level in ("tr", "tc"):
        raise FormError(
            "行やセルは値では置けません。繰り返しは for で書いてください。", place=placed.place, tag=shown(tag)
        )
    if not body:
        raise FormError("中に項目名がありません。", place=placed.place, tag=shown(tag))
    if tag.level == "p":
        body = f"({body})|_paragraphs"
    elif tag.level == "r":
        body = f"({body})|_runs({properties or ''!r})"
    elif bare:
        body = f"({body})|_plain"
    return f"\x01{{\n{body} }}\x02"


class PartProgram:
    """A compiled part; `render` gives its XML for one set of values.

    `text` replaces the source's (a piece of it, or with marks for merging); with `keep_ids` the id marks stay in.
    """

    def __init__(
        self, source: PartSource, environment: Environment, *, text: str | None = None, keep_ids: bool = False
    ) -> None:
        self.source = source
        text = source.text if text is None else text
        text = LISTED_MARK.sub(lambda found: source.listed[int(found[1])] if keep_ids else "", text)
        self._numbers_drawings = source.repeats and not keep_ids and f"{ID_OPEN}drawing:" in text
        if not keep_ids:
            text = text.replace(f"<w:pPr>{SECTION_MARK}</w:pPr>", "").replace(SECTION_MARK, "")
            text = plain_ids(text, but_drawings=self._numbers_drawings)
        self._check_refused()
        used = [source.tags[number] for number in source.lines]
        check_blocks(used)
        check_nesting(source.text, used, lambda placed: shown(placed.tag))
        try:
            tree = environment.parse(text)
            self._check_names(tree)
            self.fields = tuple(self._fields(tree))
            self._template = environment.from_string(tree)
        except TemplateSyntaxError as error:
            place, tag = self._at(error.lineno)
            raise explain(error, place, tag) from error
        except (RecursionError, MemoryError) as error:
            raise explain(error, Place(self._label, "", ""), "") from error

    @property
    def _label(self) -> str:
        return self.source.tags[0].place.part if self.source.tags else ""

    def render(self, values: Mapping[str, Any]) -> str:
        """The XML of the part. `InvalidInput` names the place and the field."""
        template = self._template
        STATE.get().part = self.source.name
        try:
            pieces: list[str] = []
            size = 0
            written = template.root_render_func(template.new_context(dict(values)))
            while some := list(islice(written, 1000)):
                pieces += some
                size += sum(map(len, some))
                if size > LARGEST_PART:
                    raise TooMuchWork("output")
        except (TemplateError, InvalidInput, ArithmeticError, LookupError, TypeError, ValueError, AttributeError,
                RecursionError, MemoryError) as error:  # fmt: skip
            place, tag = self._at(_line_of(error.__traceback__, template))
            raise explain(error, place, tag) from error
        xml = "".join(pieces)
        return self._mended(resolve_listings(xml))

    def _mended(self, xml: str) -> str:
        if self.source.weak_ends:
            xml = repaired_tables(xml, self.source.weak_ends)
        if self.source.regrids:
            xml = fitted_grids(xml)
        if self._numbers_drawings:
            numbers = count(1)
            xml = ID_MARK.sub(lambda _: str(next(numbers)), xml)
        return xml

    def _at(self, line: int) -> tuple[Place | None, str]:
        if not 2 <= line <= len(self.source.lines) + 1:
            return None, ""
        placed = self.source.tags[self.source.lines[line - 2]]
        return placed.place, shown(placed.tag)

    def _check_refused(self) -> None:
        for number in self.source.lines:
            placed = self.source.tags[number]
            filters_block = placed.tag.keyword == "set" and "=" not in placed.tag.body and "|" in placed.tag.body
            if placed.tag.keyword in _REFUSED or filters_block:
                raise FormError("様式では使えない命令です。", place=placed.place, tag=shown(placed.tag))

    def _check_names(self, tree: nodes.Template) -> None:
        """Names that Python takes for the same (全角 and 半角) would print each other's values."""
        known: dict[str, str] = {}
        for name in tree.find_all(nodes.Name):
            other = known.setdefault(unicodedata.normalize("NFKC", name.name), name.name)
            if other != name.name:
                place, tag = self._at(name.lineno)
                raise FormError(
                    f"項目名『{name.name}』と『{other}』は、全角と半角の違いだけです。違う名前に改めてください。",
                    place=place,
                    tag=tag,
                    field=name.name,
                )

    def _fields(self, tree: nodes.Template) -> Iterator[FieldUse]:
        wanted = meta.find_undeclared_variables(tree) - set(tree.environment.globals if tree.environment else ())
        for name in tree.find_all(nodes.Name):
            if name.ctx == "load" and name.name in wanted:
                place, tag = self._at(name.lineno)
                yield FieldUse(name.name, place or Place(self._label, "", ""), tag)


def _line_of(traceback: TracebackType | None, template: Template) -> int:
    line = 0
    while traceback is not None:
        if traceback.tb_frame.f_globals.get("__jinja_template__") is template:
            line = template.get_corresponding_lineno(traceback.tb_lineno)
        traceback = traceback.tb_next
    return line
