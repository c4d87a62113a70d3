"""A flow figure as one ``<figure>``: inline SVG with presentation attributes only, and the same in words.

The security policy of the pages refuses style attributes and scripts; nothing here needs them. All text is escaped.
"""

from __future__ import annotations

import html
import unicodedata
from functools import lru_cache
from itertools import pairwise

from portal.domain.errors import InvalidInput
from portal.manuals.flow import Flow, Node, Shape, parse_flow, steps
from portal.manuals.flow_layout import Item, Layout, Route, lay_out

FONT = 14.0
LINE = 21.0
LINE_UNITS = 12.0  # full-width letters in a line of a box
LABEL_UNITS = 10.0
MARGIN = 12.0
WIDEST = 720.0  # a sideways figure that is wider than the text column is drawn downwards
INK, KEY, PAPER, WASH = "#1a1a1c", "#00118f", "#ffffff", "#e8f1fe"


@lru_cache(maxsize=256)
def flow_figure(source: str, number: int) -> str:
    """The figure of one ``mermaid`` fence. What cannot be read stays as its words and source, with the reason."""
    try:
        flow = parse_flow(source)
    except InvalidInput as error:
        return (
            f'<figure class="flow"><p class="broken-figure">{html.escape(error.sentence)}</p>'
            f"<pre><code>{html.escape(source[:5000])}</code></pre></figure>"
        )
    listed = "".join(f"<li>{html.escape(step)}</li>" for step in steps(flow))
    words = f"<figcaption>{html.escape(flow.description)}</figcaption>" if flow.description else ""
    return (
        f'<figure class="flow"><div class="flow__picture">{draw(flow, number)}</div>{words}'
        f'<details class="flow__steps"><summary>図の手順を文字で読む</summary><ol>{listed}</ol></details></figure>'
    )


def draw(flow: Flow, number: int) -> str:
    """The SVG. ``number`` makes the ids of its title and description unique within the page."""
    sideways = flow.sideways
    layout = _layout(flow, sideways=sideways)
    if sideways and layout.length > WIDEST:
        sideways = False
        layout = _layout(flow, sideways=False)
    picture = _Picture(flow, layout, sideways)
    width = (layout.length if sideways else layout.breadth) + 2 * MARGIN
    height = (layout.breadth if sideways else layout.length) + 2 * MARGIN
    title = html.escape(flow.title or "流れ図")
    description = html.escape(flow.description or "。".join(steps(flow)))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="flow-{number}-t flow-{number}-d" '
        f'width="{width:.0f}" height="{height:.0f}" viewBox="0 0 {width:.0f} {height:.0f}" font-size="{FONT:.0f}" '
        f'font-family="BIZ UDPGothic, Yu Gothic UI, Meiryo, Noto Sans CJK JP, sans-serif">'
        f'<title id="flow-{number}-t">{title}</title><desc id="flow-{number}-d">{description}</desc>'
        f"{picture.arrows()}{picture.boxes()}</svg>"
    )


def _layout(flow: Flow, *, sideways: bool) -> Layout:
    sizes = {node.id: _box_size(node) for node in flow.nodes}
    words = {
        number: _text_size(wrap(edge.label, LABEL_UNITS), 8.0, 4.0)
        for number, edge in enumerate(flow.edges)
        if edge.label
    }
    if sideways:
        sizes = {name: (size[1], size[0]) for name, size in sizes.items()}
        words = {number: (size[1], size[0]) for number, size in words.items()}
    return lay_out(flow, sizes, words)


def _units(letter: str) -> float:
    return 1.0 if unicodedata.east_asian_width(letter) in "WFA" else 0.6


def wrap(text: str, widest: float) -> list[str]:
    """Lines of at most ``widest`` full-width letters, evenly filled; a line does not begin with 、。）etc."""
    total = sum(map(_units, text))
    count = max(1, -(-int(total * 10) // int(widest * 10)))
    share = total / count
    lines, line, used = [], "", 0.0
    for letter in text:
        if (
            line
            and used + _units(letter) > max(share, 1) + 0.5
            and letter not in "、。，．・ー）」』!?！？々っゃゅょッャュョ"
        ):
            lines.append(line)
            line, used = "", 0.0
        line += letter
        used += _units(letter)
    return [*lines, line]


def _text_size(lines: list[str], pad_x: float, pad_y: float) -> tuple[float, float]:
    widest = max(sum(map(_units, line)) for line in lines) * FONT
    return widest + 2 * pad_x, len(lines) * LINE + 2 * pad_y


def _box_size(node: Node) -> tuple[float, float]:
    question = node.shape is Shape.QUESTION
    return _text_size(wrap(node.label, LINE_UNITS), 30.0 if question else 14.0, 12.0 if question else 9.0)


class _Picture:
    def __init__(self, flow: Flow, layout: Layout, sideways: bool) -> None:
        self.flow, self.layout, self.sideways = flow, layout, sideways

    def _point(self, across: float, along: float) -> tuple[float, float]:
        x, y = (along, across) if self.sideways else (across, along)
        return x + MARGIN, y + MARGIN

    def _text(self, item: Item, lines: list[str]) -> str:
        x, y = self._point(item.across, item.along)
        top = y - len(lines) * LINE / 2 + LINE / 2 + FONT * 0.36
        rows = "".join(
            f'<tspan x="{x:.1f}" y="{top + number * LINE:.1f}">{html.escape(line)}</tspan>'
            for number, line in enumerate(lines)
        )
        return f'<text text-anchor="middle" fill="{INK}">{rows}</text>'

    def boxes(self) -> str:
        return "".join(self._box(node) for node in self.flow.nodes)

    def _box(self, node: Node) -> str:
        item = self.layout.boxes[node.id]
        breadth, length = (item.length, item.breadth) if self.sideways else (item.breadth, item.length)
        x, y = self._point(item.across, item.along)
        left, top = x - breadth / 2, y - length / 2
        if node.shape is Shape.QUESTION:
            tip = min(18.0, breadth / 3)
            corners = (
                (left, y), (left + tip, top), (left + breadth - tip, top),
                (left + breadth, y), (left + breadth - tip, top + length), (left + tip, top + length),
            )  # fmt: skip
            points = " ".join(f"{a:.1f},{b:.1f}" for a, b in corners)
            shape = f'<polygon points="{points}" fill="{WASH}" stroke="{KEY}" stroke-width="1.5"/>'
        else:
            radius = length / 2 if node.shape is Shape.ROUND else 4
            shape = (
                f'<rect x="{left:.1f}" y="{top:.1f}" width="{breadth:.1f}" height="{length:.1f}" rx="{radius:.1f}" '
                f'fill="{PAPER}" stroke="{INK}" stroke-width="1.5"/>'
            )
        return f"<g>{shape}{self._text(item, wrap(node.label, LINE_UNITS))}</g>"

    def arrows(self) -> str:
        ports = _ports(self.layout)
        return "".join(self._arrow(route, ports) for route in self.layout.routes)

    def _arrow(self, route: Route, ports: dict[tuple[int, int], float]) -> str:
        """Straight through a layer, bent between two: what stands in a layer is never crossed."""
        path: list[str] = []
        down = route.items[0].layer < route.items[-1].layer
        last = (0.0, 0.0)
        for place, (one, two) in enumerate(pairwise(route.items)):
            begin = one.along + (one.length / 2 if down else -one.length / 2)
            end = two.along - (two.length / 2 if down else -two.length / 2)
            out = self.layout.layers[one.layer][1 if down else 0]
            into = self.layout.layers[two.layer][0 if down else 1]
            a = ports.get((id(route), 0), one.across) if place == 0 else one.across
            b = ports.get((id(route), 1), two.across) if place == len(route.items) - 2 else two.across
            if place == 0:
                path.append(f"M{_xy(self._point(a, begin))}")
            middle = (out + into) / 2
            last = self._point(b, end)
            path.append(f"L{_xy(self._point(a, out))}")
            path.append(f"C{_xy(self._point(a, middle))} {_xy(self._point(b, middle))} {_xy(self._point(b, into))}")
            path.append(f"L{_xy(last)}")
            if two is route.label_at:
                path.append(f"M{_xy(self._point(b, two.along + (two.length / 2 if down else -two.length / 2)))}")
        dash = ' stroke-dasharray="5 4"' if route.edge.dashed else ""
        line = f'<path d="{"".join(path)}" fill="none" stroke="{INK}" stroke-width="1.5"{dash}/>'
        words = self._text(route.label_at, wrap(route.edge.label, LABEL_UNITS)) if route.label_at else ""
        return f"<g>{line}{self._head(last, down) if route.edge.arrow else ''}{words}</g>"

    def _head(self, tip: tuple[float, float], down: bool) -> str:
        x, y = tip
        back = -8 if down else 8
        if self.sideways:
            corners = ((x, y), (x + back, y - 4.5), (x + back, y + 4.5))
        else:
            corners = ((x, y), (x - 4.5, y + back), (x + 4.5, y + back))
        return f'<polygon points="{" ".join(f"{a:.1f},{b:.1f}" for a, b in corners)}" fill="{INK}"/>'


def _ports(layout: Layout) -> dict[tuple[int, int], float]:
    """Where each arrow leaves and enters its boxes: side by side, in the order of where they come from and go to."""
    sides: dict[tuple[int, bool], list[tuple[float, int, int]]] = {}
    boxes = {id(item): item for item in layout.boxes.values()}
    for route in layout.routes:
        down = route.items[0].layer < route.items[-1].layer
        sides.setdefault((id(route.items[0]), down), []).append((route.items[1].across, id(route), 0))
        sides.setdefault((id(route.items[-1]), not down), []).append((route.items[-2].across, id(route), 1))
    ports: dict[tuple[int, int], float] = {}
    for (box, _), ends in sides.items():
        item = boxes[box]
        room = min(item.breadth * 0.6, 34.0 * (len(ends) - 1))
        for number, (_, route_id, end) in enumerate(sorted(ends)):
            share = number / (len(ends) - 1) - 0.5 if len(ends) > 1 else 0.0
            ports[(route_id, end)] = item.across + room * share
    return ports


def _xy(point: tuple[float, float]) -> str:
    return f"{point[0]:.1f},{point[1]:.1f}"
