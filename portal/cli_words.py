"""What click itself says on the command line, in Japanese: help pages, and how a call was mistyped.

click looks its words up with ``gettext``; a translation there would need a compiled catalogue and the machine's locale,
so its modules are handed a look-up of ours instead. Help pages are laid out by the width of Japanese characters, which
are two columns wide and need no space to break a line at. What a command says about the office is not here.
"""

from __future__ import annotations

import importlib
import re
import unicodedata
from collections.abc import Iterable

import click

WORDS = {
    "Usage:": "使い方：",
    "Options": "オプション",
    "Commands": "コマンド",
    "Positional arguments": "引数",
    "Show this message and exit.": "この説明を表示します。",
    "default: {default}": "省いたとき：{default}",
    "env var: {var}": "環境変数：{var}",
    "required": "必須",
    "Missing command.": "コマンドを指定してください。",
    "No such option {name!r}.": "『{name}』という指定はありません。",
    "No such command {name!r}.": "『{name}』というコマンドはありません。",
    "Got unexpected extra argument ({args})": "『{args}』は余分です。空白を含む値は引用符で囲んでください。",
    "Option {name!r} requires an argument.": "『{name}』の値を指定してください。",
    "Option {name!r} does not take a value.": "『{name}』には値を付けられません。",
    "Argument {name!r} takes {nargs} values.": "『{name}』の値は{nargs}個です。",
    "{value!r} is not a valid {number_type}.": "『{value}』は整数ではありません。数字で指定してください。",
    "{value} is not in the range {range}.": "『{value}』は使えません（{range}の範囲で指定してください）。",
    "{value!r} is not {choice}.": "『{value}』は使えません。{choice} を指定してください。",
    "{value!r} is not one of {choices}.": "『{value}』は使えません。次から選んでください：{choices}。",
    "{name} {filename!r} does not exist.": "『{filename}』がありません。場所と名前を確かめてください。",
    "{name} {filename!r} is a file.": "『{filename}』はファイルです。フォルダーを指定してください。",
    "{name} {filename!r} is a directory.": "『{filename}』はフォルダーです。ファイルを指定してください。",
    "{name} {filename!r} is not readable.": "『{filename}』を読む権限がありません。",
    "{name} {filename!r} is not writable.": "『{filename}』に書き込む権限がありません。",
}
NAMES = {
    "TEXT": "文字列", "INTEGER": "整数", "INTEGER RANGE": "整数", "FILE": "ファイル", "DIRECTORY": "フォルダー",
    "PATH": "場所", "FOLDER": "フォルダー", "QUERY": "検索語", "FORM": "様式", "CASE": "整理番号", "LOGIN": "利用者ID",
    "ID": "番号", "OPTIONS": "オプション", "COMMAND": "コマンド", "ARGS": "引数", "JSON": "JSON",
}  # fmt: skip
_NAME = re.compile(rf"(?<![\w-])(?:{'|'.join(sorted(NAMES, key=len, reverse=True))})(?!\w)")
_PIECE = re.compile(r"[（「『［]*(?:[!-~]+|\S)[、。，）」』］：…]*|\s+")


def speak_japanese() -> None:
    """Make click say its own words in Japanese and lay out its help pages for Japanese. Once, before the first command."""
    for name in ("core", "decorators", "exceptions", "formatting", "parser", "types"):
        module = importlib.import_module(f"click.{name}")
        module.__dict__.update(_=_word, ngettext=_word_for_count)
    click.Context.formatter_class = JapaneseHelp
    click.IntRange._describe_range = _range  # type: ignore[method-assign, assignment]


def _range(numbers: click.IntRange) -> str:
    return f"{numbers.min}から{numbers.max}まで"


def _word(message: str) -> str:
    return WORDS.get(message, message)


def _word_for_count(one: str, many: str, count: int) -> str:
    """Japanese has no plural: whichever of the two sentences is known, the one for the count first."""
    wanted, other = (one, many) if count == 1 else (many, one)
    return WORDS.get(wanted) or WORDS.get(other) or wanted


class JapaneseHelp(click.HelpFormatter):
    """A help page whose columns line up on a terminal, where 金額 is as wide as four letters."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        self.write(f"{prefix or WORDS['Usage:']}{prog} {in_japanese(args).replace('...', '…')}".rstrip() + "\n")

    def write_heading(self, heading: str) -> None:
        self.write(f"{' ' * self.current_indent}{heading}：\n")

    def write_text(self, text: str) -> None:
        margin = " " * self.current_indent
        for line in folded(text, self.width - self.current_indent):
            self.write(f"{margin}{line}\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        named = [(in_japanese(first), second) for first, second in rows]
        column = min(max((columns_of(first) for first, _ in named), default=0), col_max) + col_spacing
        margin = " " * self.current_indent
        next_line = "\n" + margin + " " * column
        for first, second in named:
            lines = folded(second, max(self.width - self.current_indent - column, 20))
            room = column - columns_of(first)
            gap = " " * room if room >= col_spacing else next_line
            self.write(f"{margin}{first}{gap}{next_line.join(lines)}".rstrip() + "\n")


def columns_of(text: str) -> int:
    """How many columns of a terminal ``text`` fills."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WFA" else 1 for letter in text)


def folded(text: str, width: int) -> list[str]:
    """``text`` in lines of at most ``width`` columns; no word of Latin letters is cut, no line begins with 、 or 。"""
    lines, line = [], ""
    for piece in _PIECE.findall(text):
        if line and columns_of(line + piece.rstrip()) > width:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    return [*lines, line.rstrip()]


def in_japanese(placeholders: str) -> str:
    """「--out FILE」 as 「--out ファイル」: what stands for a value, in Japanese."""
    return _NAME.sub(lambda found: NAMES[found[0]], placeholders)


def sentence_of(error: click.ClickException) -> str:
    """What was wrong with the way the command was called, and where to read how it is called."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    hint = f"使い方は「{context.command_path} --help」で確かめてください。" if context else ""
    return f"{_what_was_wrong(error)}{hint}"


def _what_was_wrong(error: click.ClickException) -> str:
    if isinstance(error, click.NoSuchOption | click.exceptions.NoSuchCommand):
        near = f"『{'』『'.join(error.possibilities)}』のことではありませんか。" if error.possibilities else ""
        return f"{error.message}{near}"
    if isinstance(error, click.MissingParameter):
        return f"『{_name_of(error)}』を指定してください。"
    if isinstance(error, click.BadParameter):
        return f"『{_name_of(error)}』：{error.message}"
    return error.message


def _name_of(error: click.BadParameter) -> str:
    if error.param is None:
        return str(error.param_hint or "")
    if isinstance(error.param, click.Argument) and error.ctx is not None:
        return in_japanese(error.param.make_metavar(error.ctx))
    return "、".join(error.param.opts)
