"""Document properties (docProps/core.xml): kept as the form has them unless values are passed in."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from portal.documents.package import parse_xml
from portal.domain.errors import InvalidInput

PROPERTIES_PART = "docProps/core.xml"
_CP = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_DC = "http://purl.org/dc/elements/1.1/"
_DCTERMS = "http://purl.org/dc/terms/"
_XSI_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
_NAMES = {
    "title": f"{{{_DC}}}title",
    "subject": f"{{{_DC}}}subject",
    "creator": f"{{{_DC}}}creator",
    "description": f"{{{_DC}}}description",
    "keywords": f"{{{_CP}}}keywords",
    "lastModifiedBy": f"{{{_CP}}}lastModifiedBy",
    "created": f"{{{_DCTERMS}}}created",
    "modified": f"{{{_DCTERMS}}}modified",
}


def with_properties(parts: Mapping[str, bytes], properties: Mapping[str, str]) -> dict[str, bytes]:
    """`parts` with the properties set; a form without docProps/core.xml keeps none."""
    if unknown := set(properties) - set(_NAMES):
        raise InvalidInput(
            f"文書のプロパティ『{'、'.join(sorted(unknown))}』はありません。使えるもの：{'、'.join(_NAMES)}。"
        )
    if not properties or PROPERTIES_PART not in parts:
        return dict(parts)
    root = parse_xml(parts[PROPERTIES_PART], PROPERTIES_PART)
    for key, value in properties.items():
        node = root.find(_NAMES[key])
        if node is None:
            node = etree.SubElement(root, _NAMES[key])
            if _NAMES[key].startswith(f"{{{_DCTERMS}}}"):
                node.set(_XSI_TYPE, "dcterms:W3CDTF")
        node.text = value
    return {**parts, PROPERTIES_PART: etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)}
