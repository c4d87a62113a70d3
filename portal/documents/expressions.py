"""The sandbox in which the tags of a word form run: no code, no clock, no chance, bounded work.

`form_environment` is one Jinja environment for all forms; `explain` turns what goes wrong into the officer's sentence.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Mapping, Sized
from typing import Any, NoReturn

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, Undefined, UndefinedError, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from portal.documents.filters import FILTERS
from portal.documents.places import FormError, Place
from portal.documents.writing import STATE, write_paragraphs, write_plain, write_runs, write_text
from portal.domain.errors import InvalidInput

# Characters XML cannot hold: no form and no value can ever contain a delimiter.
DELIMITERS = {
    "block_start_string": "\x01%",
    "block_end_string": "%\x02",
    "variable_start_string": "\x01{",
    "variable_end_string": "}\x02",
    "comment_start_string": "\x01#",
    "comment_end_string": "#\x02",
}
LOOP_BUDGET = 200_000  # turns and calls in one notice; a notice of 500 rows and 10 columns needs 5,000
LONGEST = 1_000_000  # characters one expression may make
WIDEST = 10_000  # for filters that pad
_UNSAFE_FILTERS = ("xmlattr", "urlize", "tojson", "pprint", "random")
_AS_TEXT = ("safe", "e", "escape", "forceescape")
_PADDING_FILTERS = ("center", "indent", "batch", "slice", "truncate", "wordwrap", "format", "replace", "join")
# A width or precision of four digits, or one that a value decides: "%9999d", "%*d", "{:9999}", "{:{w}}".
_PADDED = re.compile(r"%[^a-zA-Z%]*(?:\d{4,}|\*)|\{[^{}]*[:.][^{}]*\d{4,}|\{[^}]*\{")


class TooMuchWork(TemplateError):
    """A form asks for more than a notice can need."""


class UnknownField(UndefinedError):
    """A field without a value; `name` is the field or the column."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class FormUndefined(StrictUndefined):
    """Every use of a missing field ends in `UnknownField` with its name."""

    __slots__ = ()

    def _fail_with_undefined_error(self, *args: Any, **kwargs: Any) -> NoReturn:
        if issubclass(self._undefined_exception, SecurityError):
            raise self._undefined_exception(self._undefined_message)
        raise UnknownField(str(self._undefined_name or "？"))

    __getattr__ = _fail_with_undefined_error
    __iter__ = __str__ = __len__ = _fail_with_undefined_error
    __eq__ = __ne__ = __bool__ = __hash__ = _fail_with_undefined_error
    __contains__ = __add__ = __radd__ = __sub__ = __rsub__ = _fail_with_undefined_error
    __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _fail_with_undefined_error
    __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = _fail_with_undefined_error
    __pos__ = __neg__ = __call__ = __getitem__ = _fail_with_undefined_error
    __lt__ = __le__ = __gt__ = __ge__ = _fail_with_undefined_error
    __int__ = __float__ = __complex__ = __pow__ = __rpow__ = _fail_with_undefined_error


class _WritesOnce(CodeGenerator):
    """Leaves out the ``escape()`` around every value: finalize (`write_text`) has escaped it, and it costs a third."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        self.write("environment.finalize(")

    def _output_child_post(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        self.write(")")


if not {"_output_child_pre", "_output_child_post"} <= set(vars(CodeGenerator)):  # a value would be escaped twice
    raise ImportError("This Jinja writes values in another way; portal.documents.expressions must be adapted to it.")


class FormEnvironment(ImmutableSandboxedEnvironment):
    """Jinja for word forms: immutable, sandboxed, strict, everything escaped, every loop and text bounded."""

    intercepted_binops = frozenset({"+", "*", "**", "%"})
    code_generator_class = _WritesOnce

    def getattr(self, obj: Any, attribute: str) -> Any:
        """A column of a row is found without the detour over attributes, which cannot have its name anyway."""
        if type(obj) is dict and attribute in obj and not hasattr(dict, attribute):
            return obj[attribute]
        return super().getattr(obj, attribute)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        for loop in tree.find_all(nodes.For):
            loop.iter = nodes.Filter(loop.iter, "_bounded", [], [], None, None, lineno=loop.lineno)
        for joined in tree.find_all(nodes.Concat):
            joined.nodes = [
                nodes.Filter(node, "_short", [], [], None, None, lineno=node.lineno) for node in joined.nodes
            ]
        return tree

    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:
        spend(1)
        method = getattr(__obj, "__wrapped__", __obj) if not isinstance(__obj, Undefined) else None
        owner = getattr(method, "__self__", None)
        if isinstance(owner, str):
            formats = "format" in getattr(method, "__name__", "")
            _refuse_wide((owner, *args, *kwargs.values()), numbers=not formats)
            if formats and _PADDED.search(owner):
                raise TooMuchWork("format")
        return super().call(__context, __obj, *args, **kwargs)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        if operator == "**":
            raise SecurityError("**")
        if operator == "%" and isinstance(left, str) and _PADDED.search(left):
            raise TooMuchWork("%")
        if operator == "*" and _size(left) * _size(right) > LONGEST**2:
            raise TooMuchWork("*")
        if not isinstance(left, int) or not isinstance(right, int):
            _refuse_long(left, right, times=operator == "*")
        return super().call_binop(context, operator, left, right)


def spend(turns: int) -> None:
    """Take from the budget of the rendering that runs; raises `TooMuchWork` when it is used up."""
    state = STATE.get(None)
    if state is None:
        return
    state.budget -= turns
    if state.budget < 0:
        raise TooMuchWork("loop")


def form_environment() -> FormEnvironment:
    """A new environment; the compiler keeps one for the process."""
    environment = FormEnvironment(
        undefined=FormUndefined,
        autoescape=True,
        finalize=write_text,
        keep_trailing_newline=True,
        cache_size=0,
        **DELIMITERS,
    )
    for name in _UNSAFE_FILTERS:
        environment.filters.pop(name, None)
    environment.filters = {
        name: _narrow(function) if name in _PADDING_FILTERS else function
        for name, function in environment.filters.items()
    }
    environment.filters |= dict.fromkeys(_AS_TEXT, _same)
    environment.filters |= FILTERS
    environment.filters |= {
        "_bounded": _bounded,
        "_short": _short,
        "_plain": write_plain,
        "_runs": write_runs,
        "_paragraphs": write_paragraphs,
    }
    environment.globals.pop("lipsum", None)
    environment.globals["range"] = _range
    return environment


def explain(error: Exception, place: Place | None, tag: str) -> FormError:
    """The officer's sentence for what a form did wrong at `place` in the tag `tag`."""
    field = error.name if isinstance(error, UnknownField) else getattr(error, "field", None)
    return FormError(_sentence(error), place=place, tag=tag, field=field)


def _sentence(error: Exception) -> str:
    if isinstance(error, UnknownField):
        return f"項目『{error.name}』に値がありません。一覧の列名か、様式の項目名を確かめてください。"
    if isinstance(error, SecurityError):
        return "様式では使えない書き方です。項目名とフィルターだけで書いてください。"
    if isinstance(error, (TooMuchWork, RecursionError, MemoryError, OverflowError)):
        return "繰り返しや文字が多すぎるため中止しました。繰り返しの回数を見直してください。"
    if isinstance(error, TemplateSyntaxError):
        return _syntax(error)
    if isinstance(error, InvalidInput):
        return error.sentence
    if isinstance(error, ZeroDivisionError):
        return "0で割る計算になっています。様式の式か値を確かめてください。"
    return "値の種類が、様式の書き方に合いません（日付・数値・一覧の別を確かめてください）。"


def _syntax(error: TemplateSyntaxError) -> str:
    message = error.message or ""
    if found := re.search(r"No (filter|test) named '([^']+)'", message):
        return f"『{found.group(2)}』というフィルターはありません。使えるもの：{'、'.join(FILTERS)}。"
    if found := re.search(r"unknown tag '([^']+)'", message):
        return f"『{found.group(1)}』はここでは使えません。for と endfor、if と endif の数と順番を確かめてください。"
    if "Unexpected end of template" in message:
        return "閉じる印がありません。for には endfor、if には endif を書いてください。"
    return "書き方が正しくありません。項目名に使えるのは文字・数字・「_」で、記号や空白は使えません。"


def _range(*args: int) -> range:
    made = range(*args)
    spend(len(made))
    return made


def _bounded(values: Iterable[Any]) -> Iterable[Any]:
    if isinstance(values, Undefined):
        values._fail_with_undefined_error()
    if values is None:
        return ()
    if not isinstance(values, Sized):
        kept = []
        for value in values:
            spend(1)
            kept.append(value)
        return kept
    spend(len(values))
    return values


def _same(value: Any) -> Any:
    """``|safe`` and ``|e`` change nothing: everything is escaped exactly once."""
    return value


def _short(value: Any) -> Any:
    """A text that is still fit to be joined to another: doubling it over and over ends here."""
    if isinstance(value, str) and len(value) > LONGEST:
        raise TooMuchWork("~")
    return value


def _size(value: Any) -> int:
    if isinstance(value, int):
        return abs(value)
    return len(value) if hasattr(value, "__len__") else 1


def _refuse_long(left: Any, right: Any, *, times: bool) -> None:
    if isinstance(left, Undefined) or isinstance(right, Undefined):
        return
    sized = hasattr(left, "__len__") or hasattr(right, "__len__")
    if sized and (_size(left) * _size(right) if times else _size(left) + _size(right)) > LONGEST:
        raise TooMuchWork("text")


def _refuse_wide(values: Iterable[Any], *, numbers: bool) -> None:
    """Arguments of text operations: no number that pads without end, no two texts that multiply without end."""
    made = 1
    for value in values:
        if numbers and isinstance(value, int) and abs(value) > WIDEST:
            raise TooMuchWork("wide")
        if hasattr(value, "__len__") and not isinstance(value, Undefined):
            made *= len(value) + 1
    if made > LONGEST * 10:
        raise TooMuchWork("long")


def _narrow(function: Callable[..., Any]) -> Callable[..., Any]:
    """A built-in filter that cannot be told to pad or repeat without end."""
    skipped = 1 if hasattr(function, "jinja_pass_arg") else 0

    @functools.wraps(function)
    def narrowed(*args: Any, **kwargs: Any) -> Any:
        _refuse_wide((*args[skipped:], *kwargs.values()), numbers=function.__name__ != "do_format")
        if function.__name__ == "do_format" and _PADDED.search(str(args[0])):
            raise TooMuchWork("format")
        return function(*args, **kwargs)

    return narrowed


def as_text(values: Mapping[str, Any]) -> dict[str, Any]:
    """A copy in which nothing a caller passes counts as ready-made XML."""
    return {key: str.__str__(value) if isinstance(value, Markup) else value for key, value in values.items()}
