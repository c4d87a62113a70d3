"""A course as written: front matter and text of ``course.md``, questions of ``quiz.toml``. Pure but for reading files.

Here only the shape is checked; whether pages and articles exist is the business of ``check``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from portal.domain.errors import InvalidInput

TEXT, QUIZ = "course.md", "quiz.toml"
REQUIRED = (
    "id", "title", "audience", "order", "owner", "reviewed_on", "review_by", "minutes", "pass_percent", "steps",
)  # fmt: skip
KNOWN = frozenset({*REQUIRED, "reading", "aliases"})
MAX_BYTES = 512 * 1024
MOST_QUESTIONS = 50
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# First parts of addresses under /courses/ that a course's id must not take.
RESERVED = frozenset({"attempts", "overview", "assignments"})


@dataclass(frozen=True, slots=True)
class Step:
    """One page of the manuals to read, and what to look for in it."""

    page: str
    point: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question. ``right`` are places in ``choices`` from 0; with several, all of them must be chosen."""

    id: str
    text: str
    choices: tuple[str, ...]
    right: frozenset[int]
    explanation: str
    statutes: tuple[str, ...]
    page: str

    @property
    def several(self) -> bool:
        return len(self.right) > 1


@dataclass(frozen=True, slots=True)
class Course:
    """One course. ``minutes`` is the time it takes as a whole; ``pass_percent`` of the questions make a pass."""

    id: str
    title: str
    audience: str
    order: int
    owner: str
    reviewed_on: date
    review_by: date
    minutes: int
    pass_percent: int
    steps: tuple[Step, ...]
    questions: tuple[Question, ...]
    body: str
    folder: Path
    reading: str = ""
    aliases: tuple[str, ...] = ()

    def is_stale(self, today: date) -> bool:
        """Whether its review is overdue (次回見直しの日を過ぎた)."""
        return self.review_by < today


def read_course(folder: Path) -> Course:
    """The course of a folder. Raises InvalidInput naming the file and what is wrong with it."""
    matter, body = _front_matter(_text_of(folder / TEXT), f"{folder.name}/{TEXT}")
    where = f"{folder.name}/{QUIZ}"
    try:
        quiz = tomllib.loads(_text_of(folder / QUIZ))
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        place = f"{line[1]}行目" if line else "末尾"
        raise InvalidInput(
            f"{where}：{place}の書き方が正しくありません（引用符と [ ] の対応を確かめてください）。"
        ) from error
    return _course(matter, body, tuple(_questions(quiz, where)), folder)


def _text_of(path: Path) -> str:
    where = f"{path.parent.name}/{path.name}"
    try:
        if path.stat().st_size > MAX_BYTES:
            raise InvalidInput(f"{where}：大きすぎます（上限512KB）。研修を分けてください。")
        return path.read_text(encoding="utf-8-sig").replace("\r\n", "\n")
    except FileNotFoundError as error:
        raise InvalidInput(f"{where}：ファイルがありません。{TEXT} と {QUIZ} の両方を置いてください。") from error
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(f"{where}：UTF-8 の文書として読めません。文字コードを確かめてください。") from error


def _front_matter(text: str, where: str) -> tuple[dict[str, Any], str]:
    if not text.startswith("---\n") or "\n---" not in text[4:]:
        raise InvalidInput(
            f"{where}：先頭の「---」で囲んだ見出し欄がありません。courses/README.md を見て足してください。"
        )
    head, _, body = text[4:].partition("\n---")
    try:
        matter = yaml.safe_load(head)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f"{mark.line + 2}行目" if mark else "見出し欄"
        raise InvalidInput(
            f"{where}：{line}の書き方が正しくありません（コロンの後の空白、引用符を確かめてください）。"
        ) from error
    if not isinstance(matter, dict):
        raise InvalidInput(f"{where}：見出し欄は「項目: 値」の形で書いてください。")
    return matter, body.lstrip("\n")


def _course(matter: dict[str, Any], body: str, questions: tuple[Question, ...], folder: Path) -> Course:
    where = f"{folder.name}/{TEXT}"
    missing = [key for key in REQUIRED if matter.get(key) in (None, "", [])]
    if missing:
        raise InvalidInput(f"{where}：見出し欄に『{'』『'.join(missing)}』がありません。足してください。")
    if unknown := sorted(str(key) for key in matter.keys() - KNOWN):
        raise InvalidInput(f"{where}：『{'』『'.join(unknown)}』という項目はありません。書き誤りを直してください。")
    for key in ("id", "title", "audience", "owner", "reading"):
        if not isinstance(matter.get(key, ""), str):
            raise InvalidInput(f"{where}：『{key}』は文字で書いてください（今の値：{str(matter[key])[:40]}）。")
    if not _ID.fullmatch(matter["id"]) or matter["id"] in RESERVED:
        raise InvalidInput(
            f"{where}：id『{matter['id']}』は使えません。半角の英小文字・数字・ハイフンで付けてください。"
        )
    return Course(
        id=matter["id"],
        title=matter["title"],
        audience=matter["audience"],
        order=_whole(matter, "order", where, most=100_000),
        owner=matter["owner"],
        reviewed_on=_day(matter, "reviewed_on", where),
        review_by=_day(matter, "review_by", where),
        minutes=_whole(matter, "minutes", where, most=10_000),
        pass_percent=_whole(matter, "pass_percent", where, most=100),
        steps=tuple(_steps(matter["steps"], where)),
        questions=questions,
        body=body,
        folder=folder,
        reading=matter.get("reading", ""),
        aliases=_strings(matter.get("aliases") or [], "aliases", where),
    )


def _whole(matter: Mapping[str, Any], key: str, where: str, *, most: int) -> int:
    value = matter[key]
    if type(value) is not int or not 0 < value <= most:
        raise InvalidInput(f"{where}：『{key}』は1から{most}までの整数で書いてください（今の値：{value}）。")
    return value


def _day(matter: Mapping[str, Any], key: str, where: str) -> date:
    value = matter[key]
    if type(value) is not date:
        raise InvalidInput(f"{where}：『{key}』は 2026-11-01 の形の日付で書いてください（今の値：{value}）。")
    return value


def _strings(value: Any, key: str, where: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise InvalidInput(f"{where}：『{key}』は文字の並びとして [ ] で囲んで書いてください。")
    return tuple(value)


def _steps(rows: Any, where: str) -> Iterator[Step]:
    if not isinstance(rows, list):
        raise InvalidInput(f"{where}：『steps』は、読む手引きの並びで書いてください。")
    for number, row in enumerate(rows, start=1):
        if (
            not isinstance(row, dict)
            or row.keys() != {"page", "point"}
            or not all(isinstance(value, str) and value for value in row.values())
        ):
            raise InvalidInput(
                f"{where}：『steps』の{number}番目は、page（手引きの id）と point（見る所）で書いてください。"
            )
        yield Step(row["page"], row["point"])


def _questions(quiz: Mapping[str, Any], where: str) -> Iterator[Question]:
    rows = quiz.get("questions")
    if not isinstance(rows, list) or not rows or quiz.keys() != {"questions"}:
        raise InvalidInput(f"{where}：問いがありません。[[questions]] の形で書いてください。")
    if len(rows) > MOST_QUESTIONS:
        raise InvalidInput(f"{where}：問いが多すぎます（{len(rows)}問）。{MOST_QUESTIONS}問までに分けてください。")
    for number, row in enumerate(rows, start=1):
        yield _question(row, f"{where}の問{number}")


_FIELDS = {"id": str, "text": str, "choices": list, "right": list, "explanation": str, "statutes": list, "page": str}


def _question(row: Any, where: str) -> Question:
    if not isinstance(row, dict) or row.keys() != _FIELDS.keys():
        raise InvalidInput(f"{where}：{'、'.join(_FIELDS)} の七つを、それぞれ一度ずつ書いてください。")
    for key, kind in _FIELDS.items():
        if not isinstance(row[key], kind) or not row[key]:
            raise InvalidInput(f"{where}：『{key}』が空か、書き方が違います。")
    if not _ID.fullmatch(row["id"]):
        raise InvalidInput(f"{where}：id『{row['id']}』は、半角の英小文字・数字・ハイフンで付けてください。")
    choices = _strings(row["choices"], "choices", where)
    wrong = [one for one in row["right"] if type(one) is not int or not 1 <= one <= len(choices)]
    if wrong:
        raise InvalidInput(
            f"{where}：正解『{wrong[0]}』が選択肢の中にありません。選択肢の番号（1から{len(choices)}）で書いてください。"
        )
    return Question(
        id=row["id"],
        text=row["text"],
        choices=choices,
        right=frozenset(one - 1 for one in row["right"]),
        explanation=row["explanation"],
        statutes=_strings(row["statutes"], "statutes", where),
        page=row["page"],
    )
