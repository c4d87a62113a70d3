"""What the questions of every calculator share: fields, and a form read from the address without a token.

Each form says which of its fields stand open (``main``) and which under 「くわしい条件」 (``more``), and where an error of
the core belongs (``places``). They check shape; the law is in ``portal.domain``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from wtforms import BooleanField, FieldList, SelectField
from wtforms.widgets import TextArea

from portal.calculators.typed import dated_amounts, parse_count, parse_percent, pays_of
from portal.domain.errors import PortalError
from portal.web.forms import PortalForm, Required, YenField

Look = tuple[str, str]
"""A field's hint and width."""

DATE = "date"
PAYMENT_HINT = "1行に1件、日付と金額を並べます（例：R8.3.31 10,000）。表からそのまま貼り付けられます。"


class PercentField(YenField):
    """A rate in percent a year."""

    def _parse(self, text: str) -> Any:
        return parse_percent(text, field=self.label.text)

    def _format(self, value: Any) -> str:
        return str(value)


class CountField(YenField):
    """A whole number that is not negative."""

    def _parse(self, text: str) -> int:
        return parse_count(text, field=self.label.text, most=100_000)

    def _format(self, value: int) -> str:
        return str(value)


class DatedAmountsField(YenField):
    """Lines of a day and an amount."""

    widget = TextArea()

    def _parse(self, text: str) -> Any:
        return dated_amounts(text, field=self.label.text)

    def _format(self, value: Any) -> str:
        return "\n".join(f"{day.isoformat()} {amount:,}" for day, amount in value)


class PaysField(YenField):
    """Lines of the other payers of a person's pay."""

    widget = TextArea()

    def _parse(self, text: str) -> Any:
        return pays_of(text, field=self.label.text)

    def _format(self, value: Any) -> str:
        return "\n".join(
            f"{pay.gross:,} {held.income_tax:,} {held.resident_tax:,} {held.social_insurance:,}"
            for pay in value
            if (held := pay.deductions)
        )


class CalculatorForm(PortalForm):
    """A form read from the address: no CSRF token, because it changes nothing."""

    class Meta(PortalForm.Meta):
        csrf = False

    main: ClassVar[tuple[str, ...]] = ()
    more: ClassVar[tuple[str, ...]] = ()
    looks: ClassVar[Mapping[str, Look]] = {}
    places: ClassVar[Mapping[str, str]] = {}

    def take(self, error: PortalError) -> None:
        """The core names its own fields; here is where they stand on the page."""
        super().take(type(error)(error.sentence, field=self.places.get(error.field or "", error.field)))

    def look(self, name: str) -> Look:
        """Hint and width of a field."""
        return self.looks.get(name, ("", ""))

    def is_optional(self, name: str) -> bool:
        """True when nothing need be typed."""
        field = self._fields[name]
        return not isinstance(field, (SelectField, BooleanField)) and not any(
            isinstance(validator, Required) for validator in field.validators
        )

    @property
    def missing(self) -> list[str]:
        """Labels of required fields in which nothing has been typed yet."""
        return [field.label.text for field in self if field.errors and _is_blank(field)]

    @property
    def wrong(self) -> list[str]:
        """The sentences about what was typed."""
        sentences = [text for field in self if not _is_blank(field) for text in field.errors if isinstance(text, str)]
        return sentences + [text for text in self.form_errors if isinstance(text, str)]


def _is_blank(field: Any) -> bool:
    raw = getattr(field, "raw_data", None)
    if isinstance(field, FieldList):
        return False
    return not raw or not str(raw[0]).strip()
