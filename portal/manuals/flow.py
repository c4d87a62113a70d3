"""Reading a flow figure (流れ図): the small part of Mermaid that the manuals use, and its steps in words.

``flowchart TD|LR``, nodes ``A[箱]`` ``A(丸箱)`` ``A([端])`` ``A{問い}``, edges ``-->`` ``---`` ``-.->`` ``==>`` with ``|文字|`` or
``-- 文字 -->``, ``accTitle:`` and ``accDescr:``. What cannot be read raises InvalidInput with the line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from portal.domain.errors import InvalidInput

MAX_NODES = 80
MAX_EDGES = 160
MAX_LABEL = 200


class Shape(StrEnum):
    BOX = "box"
    ROUND = "round"
    QUESTION = "question"


@dataclass(frozen=True, slots=True)
class Node:
    id: str
    label: str
    shape: Shape = Shape.BOX


@dataclass(frozen=True, slots=True)
class Edge:
    """One arrow; ``arrow`` is False for a plain line, ``dashed`` for a dotted one."""

    source: str
    target: str
    label: str = ""
    arrow: bool = True
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Flow:
    """A figure as written. ``sideways`` is LR."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    description: str = ""
    title: str = ""
    sideways: bool = False


_HEAD = re.compile(r"(?:flowchart|graph)\s+(TD|TB|LR)\s*;?$")
_NODE = re.compile(
    r"(?P<id>[A-Za-z0-9_]+)\s*"
    r"(?:\(\[(?P<stadium>[^\]]+)\]\)|\(\((?P<circle>[^)]+)\)\)|\[(?P<box>[^\]]+)\]|\((?P<round>[^)]+)\)|\{(?P<question>[^}]+)\})?\s*"
)
_EDGE = re.compile(
    r"(?:--\s+(?P<inner>[^->|]{1,200}?)\s+-->|(?P<line>-{2,4}>|={2,4}>|-\.->|-{3,4}|-\.-))\s*(?:\|(?P<label>[^|]{1,200})\|)?\s*"
)


def parse_flow(source: str) -> Flow:
    """The figure of a ``mermaid`` fence. Raises InvalidInput naming the line."""
    reader = _Reader()
    for number, line in enumerate(source.splitlines(), start=1):
        reader.line(line.strip().rstrip(";"), number)
    if reader.sideways is None:
        raise InvalidInput("流れ図の1行目は『flowchart TD』又は『flowchart LR』と書いてください。")
    if not reader.nodes:
        raise InvalidInput("流れ図に箱が一つもありません。『A[受付] --> B[確認]』のように書いてください。")
    return Flow(
        tuple(Node(name, label, shape) for name, (label, shape) in reader.nodes.items()),
        tuple(reader.edges),
        reader.description,
        reader.title,
        reader.sideways,
    )


class _Reader:
    """Collects nodes and edges line by line."""

    def __init__(self) -> None:
        self.nodes: dict[str, tuple[str, Shape]] = {}
        self.edges: list[Edge] = []
        self.description = self.title = ""
        self.sideways: bool | None = None

    def line(self, text: str, number: int) -> None:
        if not text or text.startswith("%%"):
            return
        if text.startswith("accDescr:"):
            self.description = text.removeprefix("accDescr:").strip()
        elif text.startswith("accTitle:"):
            self.title = text.removeprefix("accTitle:").strip()
        elif self.sideways is None and (head := _HEAD.match(text)):
            self.sideways = head[1] == "LR"
        else:
            self._chain(text, number)

    def _chain(self, text: str, number: int) -> None:
        position, before, edge = 0, "", None
        while position < len(text):
            node = _NODE.match(text, position)
            if node is None:
                raise _unreadable(text, number)
            name = self._node(node)
            if edge is not None:
                self._edge(before, name, edge)
            before, position = name, node.end()
            edge = _EDGE.match(text, position)
            if edge is None:
                break
            position = edge.end()
        if position < len(text) or (edge is not None and position >= len(text)):
            raise _unreadable(text, number)

    def _node(self, match: re.Match[str]) -> str:
        name = match["id"]
        parts = match.groupdict()
        shape = next((s for key, s in _SHAPES.items() if parts[key]), None)
        label = next((parts[key].strip().strip('"') for key in _SHAPES if parts[key]), "")
        if shape is not None:
            self.nodes[name] = (label[:MAX_LABEL], shape)
        else:
            self.nodes.setdefault(name, (name, Shape.BOX))
        if len(self.nodes) > MAX_NODES:
            raise InvalidInput(f"流れ図の箱が多すぎます（上限{MAX_NODES}個）。図を分けてください。")
        return name

    def _edge(self, source: str, target: str, match: re.Match[str]) -> None:
        line = match["line"] or "-->"
        label = (match["label"] or match["inner"] or "").strip().strip('"')
        self.edges.append(Edge(source, target, label, line.endswith(">"), "." in line))
        if len(self.edges) > MAX_EDGES:
            raise InvalidInput(f"流れ図の線が多すぎます（上限{MAX_EDGES}本）。図を分けてください。")


_SHAPES = {
    "stadium": Shape.ROUND,
    "circle": Shape.ROUND,
    "round": Shape.ROUND,
    "box": Shape.BOX,
    "question": Shape.QUESTION,
}


def _unreadable(text: str, number: int) -> InvalidInput:
    return InvalidInput(
        f"流れ図の{number}行目『{text[:40]}』を読み取れません。『A[箱] -->|文字| B{{問い}}』の形で書いてください。"
    )


def steps(flow: Flow) -> list[str]:
    """The figure in words, a step a line: what it is and where it goes from there."""
    labels = {node.id: node.label for node in flow.nodes}
    lines = []
    for node in flow.nodes:
        onward = [edge for edge in flow.edges if edge.source == node.id]
        ways = "、".join(
            f"「{edge.label}」なら「{labels[edge.target]}」" if edge.label else f"「{labels[edge.target]}」"
            for edge in onward
        )
        kind = "（問い）" if node.shape is Shape.QUESTION else ""
        lines.append(f"{node.label}{kind} → {ways}へ" if ways else f"{node.label}{kind}（終わり）")
    return lines
