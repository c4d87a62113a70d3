"""A word form compiled once and rendered for each case: ``compile_form(docx).render(values).content``.

Parts without tags are deflated once and pasted; parts with tags are `parts.PartProgram`. The same form, values and
settings give the same bytes. Merging many cases into one file is left to `merging`, archives to `archive`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from portal.documents.bodies import ENCLOSED, Bodies, Succession, in_sequence
from portal.documents.expressions import LOOP_BUDGET, as_text, form_environment
from portal.documents.joined_styles import PREFIX
from portal.documents.joining import join
from portal.documents.numbering import Lists, style_lists
from portal.documents.package import Limits, Package, open_package, parse_xml, rels_name
from portal.documents.parts import FieldUse, PartProgram, PartSource, part_source
from portal.documents.pictures import CONTENT_TYPES, image_kind
from portal.documents.places import w
from portal.documents.properties import PROPERTIES_PART, with_properties
from portal.documents.writing import STATE, RenderState
from portal.documents.zipping import Deflate, Entry, Prepared, deflater, pack, store
from portal.domain.errors import InvalidInput

ENCLOSED_LABEL = "同封する様式"
CONTENT_TYPES_PART = "[Content_Types].xml"
_LABELS = {"header": "ヘッダー", "footer": "フッター", "footnotes": "脚注", "endnotes": "文末脚注"}
_REFERENCE_WORDS = {"first": "（先頭ページ）", "even": "（偶数ページ）", "default": ""}
XML_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_R_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_IMAGE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
_PACKED_ALREADY = (".png", ".jpg", ".jpeg", ".gif")
ENVIRONMENT = form_environment()


@dataclass(frozen=True)
class Rendered:
    """A finished .docx and what the officer should know about it."""

    content: bytes
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class CompiledForm:
    """A word form ready to be filled in. Safe to use from several threads.

    `fields` are the names a case must bring, in the order of the form; `uses` says where each stands. `enclosed` is the
    body of a form that follows the letter, once for each set of values under `bodies.ENCLOSED`.
    """

    fields: tuple[str, ...]
    uses: tuple[FieldUse, ...]
    package: Package = field(repr=False)
    sources: Mapping[str, PartSource] = field(repr=False)
    deflate: Deflate
    _programs: tuple[PartProgram, ...] = field(repr=False)
    _prepared: Prepared = field(repr=False)
    _rels: Mapping[str, Entry] = field(repr=False)
    enclosed: PartSource | None = field(default=None, repr=False)
    _bodies: Bodies | None = field(default=None, repr=False)
    _numbering: Entry | None = field(default=None, repr=False)

    def render(self, values: Mapping[str, Any]) -> Rendered:
        """Fill in one case. `InvalidInput` names part, place and field; notes say what was left out of a value."""
        state = RenderState(budget=LOOP_BUDGET)
        engine = deflater(self.deflate)
        context = as_text(values)
        token = STATE.set(state)
        try:
            fresh = [pack(name, (XML_HEAD + xml).encode(), engine) for name, xml in self._parts(context)]
        finally:
            STATE.reset(token)
        if self._numbering is not None and self._numbering.name not in {entry.name for entry in fresh}:
            fresh.append(self._numbering)
        return Rendered(self._prepared.with_entries([*self._rels_and_pictures(state), *fresh]), tuple(state.notes))

    def check(self, values: Mapping[str, Any]) -> None:
        """Raise what `render` would, without making the file."""
        context = as_text(values)
        token = STATE.set(RenderState(budget=LOOP_BUDGET))
        try:
            for _ in self._parts(context):
                pass
        finally:
            STATE.reset(token)

    def _parts(self, context: dict[str, Any]) -> Iterator[tuple[str, str]]:
        """The parts with tags, filled in; with what is enclosed each is a section whose pages start at 1."""
        bodies = self._bodies if context.get(ENCLOSED) else None
        lists = Lists(self.package) if bodies is not None else None
        for program in self._programs:
            name = program.source.name
            if bodies is None or lists is None or name != self.package.document:
                yield name, program.render(context)
                continue
            pieces, _ = Succession(bodies, lists, alone=True).case(context)
            yield name, bodies.head + "".join(in_sequence(pieces, closing="")) + "</w:body></w:document>"
        if lists is not None and (numbering := lists.xml()) is not None:
            yield lists.name, numbering.decode().partition("?>")[2].lstrip()

    def static_entries(self) -> tuple[Entry, ...]:
        """The parts that are the same in every document, packed."""
        return self._prepared.entries

    def rels_entries(self) -> Mapping[str, Entry]:
        """The .rels parts of the parts with tags, packed; pictures add to them."""
        return self._rels

    def shared_layout(self) -> Iterator[tuple[str, str]]:
        """Headers and footers without tags, as XML."""
        package = self.package
        for relationship in package.relationships(package.document):
            name = package.target(package.document, relationship)
            if relationship.kind in ("header", "footer") and name in package.parts:
                yield name, package.parts[name].decode("utf-8-sig")

    def _rels_and_pictures(self, state: RenderState) -> Iterator[Entry]:
        if not state.pictures:
            yield from self._rels.values()
            return
        blobs = {name: self.package.parts.get(name, b"") for name in self._rels}
        yield from picture_entries(state, blobs, self._rels, deflate=self.deflate)


def compile_form(
    docx: bytes,
    *,
    deflate: Deflate = "stdlib",
    properties: Mapping[str, str] | None = None,
    limits: Limits | None = None,
    enclosure: bytes | None = None,
) -> CompiledForm:
    """Read a word form once. `InvalidInput` says what is wrong with it, and where.

    `properties` sets document properties (title, creator, subject, keywords, description, created, modified) that
    would otherwise stay as the form has them; values may hold tags. `enclosure` is a form that follows the letter.
    """
    package = open_package(docx, limits=limits)
    enclosed: PartSource | None = None
    if enclosure is not None:
        package, enclosed = _enclosing(package, open_package(enclosure, limits=limits))
    parts = dict(package.parts)
    parts[CONTENT_TYPES_PART] = _with_picture_types(parts[CONTENT_TYPES_PART])
    parts = with_properties(parts, properties or {})
    package = Package(parts, package.document, package.content_types)
    sources = {name: _source(package, name, label, limits) for name, label in labelled_parts(package)}
    sources = {n: s for n, s in sources.items() if s.has_tags or n == package.document}
    programs = tuple(PartProgram(source, ENVIRONMENT) for source in sources.values())
    uses = tuple(use for program in programs for use in program.fields)
    engine = deflater(deflate)
    rels = {rels_name(name): package.parts.get(rels_name(name)) for name in sources if name != PROPERTIES_PART}
    apart = {*sources, *rels}
    numbering = Lists(package).name if enclosed is not None else ""
    static = [_entry(n, blob, engine) for n, blob in _in_order(parts) if n not in apart and n != numbering]
    bodies = Bodies(sources[package.document], enclosed, ENVIRONMENT, kind="nextPage") if enclosed else None
    return CompiledForm(
        fields=tuple(dict.fromkeys(use.name for use in uses)),
        uses=uses,
        package=package,
        sources=sources,
        deflate=deflate,
        _programs=programs,
        _prepared=Prepared(static),
        _rels={name: pack(name, blob, engine) for name, blob in rels.items() if blob is not None},
        enclosed=enclosed,
        _bodies=bodies,
        _numbering=_entry(numbering, parts[numbering], engine) if numbering else None,
    )


def _enclosing(letter: Package, enclosure: Package) -> tuple[Package, PartSource]:
    """The package of both forms, and the body of the second."""
    joined = join(letter, enclosure)
    document = letter.document
    source = part_source(joined.second, document, ENCLOSED_LABEL, lists=style_lists(joined.package))
    for name, label in labelled_parts(joined.package):
        if PREFIX in name and _source(joined.package, name, label, None).has_tags:
            raise InvalidInput(
                f"{ENCLOSED_LABEL}の{label.partition('（')[0]}には、差込項目を置けません。本文に移してください。"
            )
    letter_xml = etree.tostring(joined.first, encoding="UTF-8", xml_declaration=True, standalone=True)
    return Package({**joined.package.parts, document: letter_xml}, document, joined.package.content_types), source


def labelled_parts(package: Package) -> Iterator[tuple[str, str]]:
    """The parts that may hold tags, with the names officers know them by."""
    yield package.document, "本文"
    words = _reference_words(package)
    for relationship in package.relationships(package.document):
        label = _LABELS.get(relationship.kind)
        name = package.target(package.document, relationship)
        if label and not relationship.external and name in package.parts:
            yield name, label + words.get(relationship.id, "")
    if PROPERTIES_PART in package.parts:
        yield PROPERTIES_PART, "文書のプロパティ"


def picture_entries(
    state: RenderState, blobs: Mapping[str, bytes], packed: Mapping[str, Entry], *, deflate: Deflate
) -> Iterator[Entry]:
    """The .rels parts with the pictures of this rendering added, and the pictures themselves, each kept once."""
    engine = deflater(deflate)
    names: dict[bytes, str] = {}
    added = {rels_name(part): pictures for part, pictures in state.pictures.items()}
    for name in dict.fromkeys([*packed, *added]):
        if name not in added:
            yield packed[name]
            continue
        lines = []
        for data, rid in added[name].items():
            media = names.setdefault(data, f"media/merged{len(names) + 1}.{image_kind(data)}")
            lines.append(f'<Relationship Id="{rid}" Type="{_IMAGE}" Target="{media}"/>')
        yield pack(name, with_relationships(blobs.get(name, b""), lines), engine)
    for data, media in names.items():
        yield store(f"word/{media}", data)


def with_relationships(blob: bytes, lines: list[str]) -> bytes:
    """A .rels part with more lines."""
    added = "".join(lines)
    if not blob:
        head = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        return f"{XML_HEAD}{head}{added}</Relationships>".encode()
    root = etree.fromstring(blob)
    for node in etree.fromstring(f"<r xmlns='{etree.QName(root).namespace}'>{added}</r>"):
        root.append(node)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)  # type: ignore[no-any-return]


def _source(package: Package, name: str, label: str, limits: Limits | None) -> PartSource:
    lists = style_lists(package) if name == package.document else None
    return part_source(parse_xml(package.parts[name], name, limits=limits), name, label, lists=lists)


def _reference_words(package: Package) -> dict[str, str]:
    """Which relationship is the header of the first page, of even pages …"""
    root = parse_xml(package.parts[package.document], package.document)
    references = root.iter(w("headerReference"), w("footerReference"))
    return {node.get(_R_ID): _REFERENCE_WORDS.get(node.get(w("type")), "") for node in references}


def _entry(name: str, blob: bytes, engine: Any) -> Entry:
    return store(name, blob) if name.lower().endswith(_PACKED_ALREADY) else pack(name, blob, engine, level=9)


def _in_order(parts: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """The list of contents first, as readers that sniff the type expect."""
    yield CONTENT_TYPES_PART, parts[CONTENT_TYPES_PART]
    yield from ((name, blob) for name, blob in parts.items() if name != CONTENT_TYPES_PART)


def _with_picture_types(blob: bytes) -> bytes:
    """Pictures may come with any case, so their types are declared from the start; a .dotx comes out as a .docx."""
    text = blob.decode("utf-8-sig").replace("wordprocessingml.template.main+xml", "wordprocessingml.document.main+xml")
    known = {found.lower() for found in re.findall(r'<Default[^>]*Extension="([^"]+)"', text)}
    lines = "".join(
        f'<Default Extension="{extension}" ContentType="{kind}"/>'
        for extension, kind in CONTENT_TYPES.items()
        if extension not in known
    )
    return re.sub(r"(<Types[^>]*>)", lambda match: match.group(1) + lines, text, count=1).encode()
