"""Forms: WTForms with Japanese messages, and fields that read what people really type.

A field that cannot read its value keeps the typed text, so that the page shows it again beside the sentence; nothing
typed is lost. Forms check shape only; law and policy live in ``domain`` and the services.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from itertools import takewhile
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, StringField
from wtforms.fields.choices import SelectChoice, SelectFieldBase
from wtforms.i18n import get_translations
from wtforms.validators import DataRequired, ValidationError
from wtforms.widgets import TextInput

from portal.domain.dates import parse_date
from portal.domain.errors import InvalidInput, PortalError
from portal.domain.fiscal_year import format_fiscal_year, parse_fiscal_year
from portal.domain.money import parse_yen
from portal.domain.names import parse_kana
from portal.domain.percent import parse_percent
from portal.domain.postal_codes import parse_postal_code
from portal.domain.wareki import format_wareki

MOST_ROWS = 50  # of a table typed into a form
_NOT_A_CHOICE = frozenset(
    get_translations(["ja"]).gettext(message)
    for message in ("Not a valid choice.", "Not a valid choice", "Invalid Choice: could not coerce.")
)


def choices(pairs: Iterable[tuple[Any, str]]) -> list[SelectChoice]:
    """(value, label) pairs as the choices of a SelectField, RadioField or SelectMultipleField."""
    return [SelectChoice(value=value, label=label) for value, label in pairs]


class PortalForm(FlaskForm):
    """The base of every form: Japanese messages, CSRF, and a place for errors that services report."""

    class Meta:
        locales = ("ja",)

        def get_translations(self, form: Any) -> Any:
            """The messages of WTForms itself in Japanese; Flask-WTF would look for Babel and answer in English."""
            return get_translations(list(self.locales))

    def validate(self, extra_validators: Any = None) -> bool:
        """As WTForms does; what it says of a value outside a list of choices does not name the field, ours does."""
        sound = super().validate(extra_validators)
        for field in self:
            if isinstance(field, SelectFieldBase):
                named = f"『{field.label.text}』に、一覧にない値が届きました。選び直してください。"
                field.errors = [named if error in _NOT_A_CHOICE else error for error in field.errors]
        return bool(sound)

    def take(self, error: PortalError) -> None:
        """Show a service's sentence at its field, or in the summary when the form has no such field."""
        if error.field and error.field in self._fields:
            field = self._fields[error.field]
            field.errors = [*field.errors, error.sentence]
        else:
            self.form_errors.append(error.sentence)


class Required(DataRequired):
    """入力必須: the sentence names the field."""

    def __init__(self, sentence: str | None = None) -> None:
        super().__init__(sentence)

    def __call__(self, form: Any, field: Field) -> None:
        if field.data is None or (isinstance(field.data, str) and not field.data.strip()) or field.data == []:
            if field.errors:  # it was typed, and could not be read: that sentence is the better one
                return
            field.errors = []
            raise ValidationError(self.message or f"『{field.label.text}』を入力してください。")


class Longest:
    """At most ``most`` characters: the sentence names the field and says how long the text is.

    No ``maxlength`` attribute goes with it: a browser would cut a pasted text off without a word.
    """

    def __init__(self, most: int) -> None:
        self.most = most

    def __call__(self, form: Any, field: Field) -> None:
        long = len(field.data or "")
        if long > self.most:
            raise ValidationError(
                f"『{field.label.text}』は{self.most:,}文字以内で入力してください（今は{long:,}文字です）。"
            )


class _TextualField(Field):
    """A field of typed text with a parsed value behind it."""

    widget = TextInput()

    def _parse(self, text: str) -> Any:
        raise NotImplementedError

    def _format(self, value: Any) -> str:
        return str(value)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return self._format(self.data) if self.data is not None else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist:
            return
        self.data = None
        text = valuelist[0].strip()
        if not text:
            return
        try:
            self.data = self._parse(text)
        except InvalidInput as error:
            raise ValueError(error.sentence) from error


class JapaneseDateField(_TextualField):
    """A date in any way people type it (令和8年4月1日, R8.4.1, 2026-04-01); shows 和暦."""

    def _parse(self, text: str) -> date:
        return parse_date(text, field=self.label.text)

    def _format(self, value: date) -> str:
        return format_wareki(value)


class YenField(_TextualField):
    """Whole yen (１２，０００円 → 12000)."""

    def _parse(self, text: str) -> int:
        return parse_yen(text, field=self.label.text)

    def _format(self, value: int) -> str:
        return f"{value:,}"


class CountField(_TextualField):
    """A whole number of days or rows from 0 on (２０ → 20, 20日 → 20)."""

    def _parse(self, text: str) -> int:
        plain = unicodedata.normalize("NFKC", text).strip().removesuffix("日").replace(",", "").strip()
        if not (plain.isascii() and plain.isdecimal() and len(plain) < 8):
            raise InvalidInput(
                f"『{self.label.text}』：『{text[:20]}』は数ではありません。0以上の数字で入力してください。"
            )
        return int(plain)


class PostalCodeField(_TextualField):
    """郵便番号 (〒１５４０００１ → 154-0001)."""

    def _parse(self, text: str) -> str:
        return parse_postal_code(text, field=self.label.text)


class PercentField(_TextualField):
    """A yearly rate in percent (３％ → Decimal("3"))."""

    def _parse(self, text: str) -> Decimal:
        return parse_percent(text, field=self.label.text)


class FiscalYearField(_TextualField):
    """A fiscal year (令和8年度, R8, 2026 → 2026); shows 令和8年度."""

    def _parse(self, text: str) -> int:
        return parse_fiscal_year(text, field=self.label.text)

    def _format(self, value: int) -> str:
        return format_fiscal_year(value)


class KanaField(_TextualField):
    """A reading in full-width katakana (ﾔﾏﾀﾞ はなこ → ヤマダ ハナコ)."""

    def _parse(self, text: str) -> str:
        try:
            return parse_kana(text)
        except InvalidInput as error:
            raise InvalidInput(f"『{self.label.text}』：{error.sentence}") from error


class LineField(StringField):
    """One line of text without surrounding blanks; control characters (pasted from other systems) are dropped."""

    def process_formdata(self, valuelist: list[str]) -> None:
        if valuelist:
            kept = "".join(c for c in valuelist[0] if c.isprintable() or c in "\u3000 ")
            self.data = kept.strip()


class RowsField(Field):
    """A small table typed cell by cell: a list of dicts by column. Rows left blank are left out.

    ``columns``: key and heading; the first one must be filled in a row that has anything. An error names the row.
    """

    typed: list[dict[str, str]] | None = None

    def __init__(
        self, label: str, columns: Mapping[str, str], *, longest: int = 200, spare: int = 2, **options: Any
    ) -> None:
        super().__init__(label, **options)
        self.columns, self.longest, self.spare = dict(columns), longest, spare

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        super().process(formdata, data, extra_filters)
        if formdata is None or not any(name.startswith(f"{self.name}-") for name in formdata):
            return
        typed: list[dict[str, str]] = []
        while any(self.cell_name(len(typed), key) in formdata for key in self.columns) and len(typed) < MOST_ROWS:
            typed.append({key: formdata.get(self.cell_name(len(typed), key), "").strip() for key in self.columns})
        self.typed = typed
        self.data = [row for row in typed if any(row.values())]

    def cell_name(self, row: int, key: str) -> str:
        return f"{self.name}-{row}-{key}"

    @property
    def shown(self) -> list[dict[str, str]]:
        """The rows of the page: as they were typed, or those there are and some to fill in."""
        rows = self.typed if self.typed is not None else [*(self.data or [])]
        blank = len(list(takewhile(lambda row: not any(row.values()), reversed(rows))))
        return [*rows, *[dict.fromkeys(self.columns, "")] * (self.spare - blank)]

    def pre_validate(self, form: Any) -> None:
        first, *_ = self.columns
        for number, row in enumerate(self.typed or [], start=1):
            place = f"『{self.label.text}』の{number}行目"
            if any(row.values()) and not row[first]:
                raise ValidationError(f"{place}：『{self.columns[first]}』を入力してください。")
            for key, text in row.items():
                if len(text) > self.longest:
                    raise ValidationError(
                        f"{place}：『{self.columns[key]}』は{self.longest:,}文字以内で入力してください（今は{len(text):,}文字です）。"
                    )
