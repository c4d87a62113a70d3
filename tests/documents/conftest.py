"""What the tests of documents share: LibreOffice, or a clear word that it is missing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from portal.documents.pdf import PdfUnavailable, find_office


@pytest.fixture
def libreoffice() -> Path:
    """LibreOffice, or one clear line why the test did not run."""
    try:
        return find_office()
    except PdfUnavailable as error:
        if os.environ.get("PORTAL_TEST_REQUIRE") == "1":
            pytest.fail(str(error))
        pytest.skip("LibreOffice is not installed: PDF output was not tested")
