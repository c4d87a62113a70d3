"""Which heading of a file serves which wanted column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from portal.domain.names import fold_header

# Columns that an error sheet adds and that mean nothing when it is uploaded again.
ERROR_COLUMN = "エラーの内容（直したら消さずに読み込めます）"
ROW_COLUMN = "元の行番号"


class Wanted(Protocol):
    """What matching needs to know of a column."""

    @property
    def name(self) -> str: ...
    @property
    def required(self) -> bool: ...
    @property
    def synonyms(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class Matched:
    """Column name → heading; headings left over; what keeps the file from being read at all."""

    headings: Mapping[str, str]
    unmapped: tuple[str, ...]
    problems: tuple[str, ...]


def match_columns(headings: Sequence[str], columns: Sequence[Wanted], mapping: Mapping[str, str]) -> Matched:
    """Match by ``mapping`` first, then names and synonyms as written, then without width and blanks, then without brackets."""
    found: dict[str, str] = {}
    problems: list[str] = []
    free = [heading for heading in headings if heading not in (ERROR_COLUMN, ROW_COLUMN)]
    for column in columns:
        if column.name in mapping:
            heading = mapping[column.name]
            if heading in free:
                found[column.name] = heading
            else:
                problems.append(f"列『{column.name}』に割り当てた見出し『{heading}』がファイルにありません。")
    for tier in _TIERS:
        for column in columns:
            if column.name in found or column.name in mapping:
                continue
            names = {tier(name) for name in (column.name, *column.synonyms)}
            taken = set(found.values())
            candidates = [heading for heading in free if heading not in taken and tier(heading) in names]
            candidates += [f"{heading}（2）" for heading in candidates if f"{heading}（2）" in free]
            if candidates:
                found[column.name] = candidates[0]
            if len(set(candidates)) > 1:
                problems.append(_ambiguous(column.name, tuple(dict.fromkeys(candidates))))
    problems.extend(_missing(columns, found, free, problems))
    unmapped = tuple(heading for heading in free if heading not in found.values())
    return Matched(found, unmapped, tuple(problems))


def _ambiguous(name: str, candidates: Sequence[str]) -> str:
    return f"列『{name}』に当たる見出しが2つ以上あります：『{'』『'.join(candidates)}』。使う列だけを残してください。"


def _as_written(heading: str) -> str:
    return heading


def _with_brackets(heading: str) -> str:
    return fold_header(heading, keep_brackets=True)


_TIERS = (_as_written, _with_brackets, fold_header)


def _missing(
    columns: Sequence[Wanted], found: Mapping[str, str], headings: Sequence[str], problems: Sequence[str]
) -> list[str]:
    missing = [column.name for column in columns if column.required and column.name not in found]
    named = [name for name in missing if not any(f"『{name}』" in problem for problem in problems)]
    if not named:
        return []
    return [
        f"必要な列がありません：{'、'.join(named)}。ファイルの見出しは{'、'.join(headings[:20])}です。"
        "見出しを直してください。"
    ]
