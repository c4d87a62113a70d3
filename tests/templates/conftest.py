"""The shipped word forms as test data, and the environment in which docxtpl renders them as an oracle."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment, StrictUndefined

from portal.documents.filters import FILTERS
from portal.documents.pdf import PdfUnavailable, find_office

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
DATA_FILES = {"項目", "教示文"}


@dataclass(frozen=True)
class ShippedForm:
    name: str
    docx: Path
    about: dict[str, Any]

    @property
    def example(self) -> dict[str, Any]:
        return {field["name"]: field["example"] for field in self.about["fields"]}


def shipped_forms() -> list[ShippedForm]:
    names = sorted(path.stem for path in TEMPLATES.glob("*.toml") if path.stem not in DATA_FILES)
    return [
        ShippedForm(
            name, TEMPLATES / f"{name}.docx", tomllib.loads((TEMPLATES / f"{name}.toml").read_text(encoding="utf-8"))
        )
        for name in names
    ]


@pytest.fixture
def jinja() -> Environment:
    """The oracle's environment: docxtpl with the field's own filters."""
    environment = Environment(undefined=StrictUndefined, autoescape=True)
    environment.filters.update(FILTERS)
    return environment


@pytest.fixture(scope="session")
def libreoffice() -> Path:
    """LibreOffice, or one clear line why the test did not run."""
    try:
        return find_office()
    except PdfUnavailable as error:
        if os.environ.get("PORTAL_TEST_REQUIRE") == "1":
            pytest.fail(str(error))
        pytest.skip("LibreOffice is not installed: the length of the word forms was not tested")
