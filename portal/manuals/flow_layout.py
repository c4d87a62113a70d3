"""Places for a flow figure: layers by longest path, order by barycentre, positions by relaxation. Pure.

Every arrow runs through one place of its own in each layer between its ends, and its words sit in such a place:
boxes and words are all items of layers, so none can cover another. Layers run downwards; a sideways figure is laid out
with width and height exchanged.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

from portal.manuals.flow import Edge, Flow

GAP_ALONG = 26.0  # between layers: room for the bend of an arrow
GAP_ACROSS = 22.0  # between neighbours of a layer
THREAD = 10.0  # the width an arrow takes where it passes a layer
SWEEPS = 12


@dataclass(slots=True)
class Item:
    """A box, the words of an arrow, or an arrow passing by. ``across``/``along`` is the centre."""

    key: str
    breadth: float
    length: float
    layer: int = 0
    across: float = 0.0
    along: float = 0.0
    before: list[Item] = field(default_factory=list)
    after: list[Item] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Route:
    """An arrow's way: the items it passes, from its source to its target."""

    edge: Edge
    items: tuple[Item, ...]
    label_at: Item | None


@dataclass(frozen=True, slots=True)
class Layout:
    boxes: dict[str, Item]
    routes: tuple[Route, ...]
    layers: tuple[tuple[float, float], ...]  # each layer's beginning and end along the flow
    breadth: float
    length: float


Sizes = dict[str, tuple[float, float]]


def lay_out(flow: Flow, boxes: Sizes, words: dict[int, tuple[float, float]]) -> Layout:
    """``boxes``: (breadth, length) of each node; ``words``: of each edge that has words, by its number."""
    items = {node.id: Item(node.id, *boxes[node.id]) for node in flow.nodes}
    backward = _backward(flow)
    _set_layers(flow, items, backward, step=2 if words else 1)
    layers: list[list[Item]] = [[] for _ in range(max(item.layer for item in items.values()) + 1)]
    for item in items.values():
        layers[item.layer].append(item)
    routes = tuple(
        _thread(edge, number, items, layers, words.get(number), turned=number in backward)
        for number, edge in enumerate(flow.edges)
        if edge.source != edge.target
    )
    _order(layers)
    _place_across(layers)
    spans = _place_along(layers)
    breadth = max(item.across + item.breadth / 2 for layer in layers for item in layer)
    return Layout(items, routes, tuple(spans), breadth, spans[-1][1])


def _backward(flow: Flow) -> set[int]:
    """Numbers of the edges that lead back to where the flow came from."""
    onward: dict[str, list[tuple[int, str]]] = {node.id: [] for node in flow.nodes}
    for number, edge in enumerate(flow.edges):
        onward[edge.source].append((number, edge.target))
    found: set[int] = set()
    state: dict[str, int] = {}
    for node in flow.nodes:
        if node.id in state:
            continue
        state[node.id] = 1
        stack = [(node.id, iter(onward[node.id]))]
        while stack:
            name, ways = stack[-1]
            way = next(ways, None)
            if way is None:
                state[name] = 2
                stack.pop()
            elif state.get(way[1]) == 1:
                found.add(way[0])
            elif way[1] not in state:
                state[way[1]] = 1
                stack.append((way[1], iter(onward[way[1]])))
    return found


def _set_layers(flow: Flow, items: dict[str, Item], backward: set[int], *, step: int) -> None:
    ways = [
        (edge.target, edge.source) if number in backward else (edge.source, edge.target)
        for number, edge in enumerate(flow.edges)
        if edge.source != edge.target
    ]
    for _ in items:
        moved = False
        for source, target in ways:
            if items[target].layer < items[source].layer + step:
                items[target].layer = items[source].layer + step
                moved = True
        if not moved:
            return


def _thread(
    edge: Edge,
    number: int,
    items: dict[str, Item],
    layers: list[list[Item]],
    words: tuple[float, float] | None,
    *,
    turned: bool,
) -> Route:
    top, bottom = items[edge.source], items[edge.target]
    if turned:
        top, bottom = bottom, top
    way, label_at = [top], None
    for layer in range(top.layer + 1, bottom.layer):
        here = words is not None and layer == (bottom.layer - 1 if turned else top.layer + 1)
        item = Item(f"{number}:{layer}", *(words if here and words else (THREAD, 0.0)), layer=layer)
        label_at = item if here else label_at
        layers[layer].append(item)
        way.append(item)
    way.append(bottom)
    for one, two in pairwise(way):
        one.after.append(two)
        two.before.append(one)
    return Route(edge, tuple(reversed(way) if turned else way), label_at)


def _order(layers: list[list[Item]]) -> None:
    """Sort each layer by the mean place of its neighbours, down and up, and keep the order with the fewest crossings."""
    best, fewest = [list(layer) for layer in layers], _crossings(layers)
    for sweep in range(SWEEPS):
        downwards = sweep % 2 == 0
        for layer in layers if downwards else reversed(layers):
            place = {id(item): number for other in layers for number, item in enumerate(other)}
            keys = {
                id(item): _mean([place[id(n)] for n in (item.before if downwards else item.after)], place[id(item)])
                for item in layer
            }
            layer.sort(key=lambda item, keys=keys: keys[id(item)])  # type: ignore[misc]
        crossings = _crossings(layers)
        if crossings < fewest:
            best, fewest = [list(layer) for layer in layers], crossings
    for layer, kept in zip(layers, best, strict=True):
        layer[:] = kept


def _crossings(layers: list[list[Item]]) -> int:
    total = 0
    for upper, lower in pairwise(layers):
        place = {id(item): number for number, item in enumerate(lower)}
        ends = [
            place[id(n)]
            for item in upper
            for n in sorted(item.after, key=lambda n: place.get(id(n), 0))
            if id(n) in place
        ]
        total += sum(1 for i, a in enumerate(ends) for b in ends[i + 1 :] if a > b)
    return total


def _mean(values: list[float] | list[int], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


def _place_across(layers: list[list[Item]]) -> None:
    for layer in layers:
        edge = 0.0
        for item in layer:
            item.across = edge + item.breadth / 2
            edge += item.breadth + GAP_ACROSS
    for sweep in range(40):
        for layer in layers if sweep % 2 == 0 else reversed(layers):
            wanted = [
                _mean(
                    [n.across for n in (item.before if sweep % 2 == 0 else item.after) or item.before or item.after],
                    item.across,
                )
                for item in layer
            ]
            _settle(layer, wanted)
    least = min(item.across - item.breadth / 2 for layer in layers for item in layer)
    for layer in layers:
        for item in layer:
            item.across -= least


def _settle(layer: list[Item], wanted: list[float]) -> None:
    """The places nearest to the wanted ones that keep order and distance: neighbours in conflict move as one block."""
    blocks: list[tuple[list[float], list[Item]]] = []
    offset = 0.0
    for number, (item, want) in enumerate(zip(layer, wanted, strict=True)):
        if number:
            offset += (layer[number - 1].breadth + item.breadth) / 2 + GAP_ACROSS
        blocks.append(([want - offset], [item]))
        while len(blocks) > 1 and _mean(blocks[-2][0], 0) > _mean(blocks[-1][0], 0):
            wants, members = blocks.pop()
            blocks[-1][0].extend(wants)
            blocks[-1][1].extend(members)
    offset, previous = 0.0, None
    for wants, members in blocks:
        for item in members:
            if previous is not None:
                offset += (previous.breadth + item.breadth) / 2 + GAP_ACROSS
            item.across, previous = _mean(wants, 0) + offset, item


def _place_along(layers: list[list[Item]]) -> list[tuple[float, float]]:
    spans, edge = [], 0.0
    for layer in layers:
        length = max(item.length for item in layer) if layer else 0.0
        for item in layer:
            item.along = edge + length / 2
        spans.append((edge, edge + length))
        edge += length + GAP_ALONG
    return spans
