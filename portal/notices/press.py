"""A form ready to print frozen rows: the same values give the same bytes, in the web process and in the helpers.

Knows no database: what a press needs fits into an order that can be handed to another process.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from portal.documents import CompiledForm
from portal.documents.bodies import ENCLOSED
from portal.documents.zipping import Deflate
from portal.notices.barcode import BARCODE_FIELD, barcode_value, with_barcode
from portal.notices.library import WordForm, compiled, form_from
from portal.notices.values import printable

_NOT_IN_FILE_NAMES = re.compile(r'[\\/:*?"<>|\s\x00-\x1f]')


def file_name(number: str, reference: str) -> str:
    """8世管第12号_J-1.docx, without what Windows cannot store."""
    stem = "_".join(part for part in (number, reference) if part)
    return f"{_NOT_IN_FILE_NAMES.sub('_', stem)[:90]}.docx"


@dataclass(frozen=True)
class Press:
    """The form of a batch, the 計算書 enclosed with it, and the choices that change the bytes."""

    form: WordForm
    barcode: bool = False
    enclosure: WordForm | None = None
    deflate: Deflate = "stdlib"

    @cached_property
    def program(self) -> CompiledForm:
        """The form compiled, with the customer barcode in the address block when it was chosen."""
        docx = with_barcode(self.form.docx) if self.barcode else self.form.docx
        return compiled(docx, self.enclosure.docx if self.enclosure else None, self.deflate)

    @cached_property
    def _printable(self) -> Any:
        return printable(self.form)

    @cached_property
    def _enclosed(self) -> Any:
        return printable(self.enclosure) if self.enclosure else None

    @cached_property
    def _number_fields(self) -> tuple[str, ...]:
        return tuple(one.name for one in self.form.fields if one.source == "issue.document_number")

    def values(
        self, payload: Mapping[str, Any], number: str, enclosed: Sequence[Mapping[str, Any]] | None = None
    ) -> dict[str, Any]:
        """The values of a row with its number in place, and those of what is enclosed with it."""
        values: dict[str, Any] = self._printable(payload)
        if number:
            values.update(dict.fromkeys(self._number_fields, number))
        if self.barcode:
            values[BARCODE_FIELD] = barcode_value(
                str(values.get("郵便番号") or ""), str(values.get("住所") or ""), str(values.get("方書") or "")
            )
        if enclosed and self.enclosure is not None:
            values[ENCLOSED] = [self._enclosed(one) for one in enclosed]
        return values

    def letter(self, notice: Any) -> bytes:
        """The Word file of one row (anything with payload, number and enclosed)."""
        return self.render(notice.payload, notice.number, notice.enclosed)

    def render(
        self, payload: Mapping[str, Any], number: str = "", enclosed: Sequence[Mapping[str, Any]] | None = None
    ) -> bytes:
        """The Word file of frozen values, also of a letter that is only looked at (no number yet)."""
        return self.program.render(self.values(payload, number, enclosed)).content

    def order(self, docx: Path, enclosure: Path | None) -> dict[str, Any]:
        """This press as plain JSON, its Word files by their paths; see :func:`press_from`."""
        return {
            "form": _described(self.form, docx),
            "enclosure": _described(self.enclosure, enclosure) if self.enclosure and enclosure else None,
            "barcode": self.barcode,
            "deflate": self.deflate,
        }


def press_from(order: Mapping[str, Any]) -> Press:
    """The press of an order."""
    enclosure = order["enclosure"]
    return Press(_form(order["form"]), order["barcode"], _form(enclosure) if enclosure else None, order["deflate"])


def _described(form: WordForm, docx: Path) -> dict[str, Any]:
    # What rendering looks at; the example may hold dates, which JSON cannot.
    return {
        "name": form.name,
        "about": {**form.about, "fields": [_bare(f) for f in form.about["fields"]]},
        "docx": str(docx),
    }


def _bare(field: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in field.items() if key != "example"}


def _form(described: Mapping[str, Any]) -> WordForm:
    return form_from(described["name"], described["about"], Path(described["docx"]).read_bytes())
