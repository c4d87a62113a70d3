"""Word to PDF through LibreOffice: found by itself, one process a core, hanging ones killed, pages counted.

Without LibreOffice everything here raises `PdfUnavailable` with one sentence; Word output needs none of this.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Self

import pikepdf

from portal.documents.fonts import fontconfig
from portal.domain.errors import PortalError

TIMEOUT_SECONDS = 300
_NAMES = ("soffice", "libreoffice", "soffice.com", "soffice.exe")
_PLACES = (
    "/usr/lib/libreoffice/program/soffice",
    "/opt/libreoffice/program/soffice",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:/Program Files/LibreOffice/program/soffice.com",
    "C:/Program Files (x86)/LibreOffice/program/soffice.com",
)


_OPT = Path("/opt")


class PdfUnavailable(PortalError):
    """There is no LibreOffice to make PDF with."""


class PdfFailed(PortalError):
    """LibreOffice was there and did not manage."""


def find_office(configured: str | Path | None = None) -> Path:
    """LibreOffice's program: the setting when given, else the PATH and the usual places."""
    if configured:
        chosen = shutil.which(str(configured)) or (str(configured) if Path(configured).is_file() else None)
        if chosen is None:
            raise PdfUnavailable(
                f"設定されたLibreOffice（{configured}）が見つかりません。PDFは作れません。Wordファイルは作れます。"
            )
        return Path(chosen)
    for name in _NAMES:
        if found := shutil.which(name):
            return Path(found)
    for place in (*_PLACES, *map(str, _OPT.glob("libreoffice*/program/soffice"))):
        if Path(place).is_file():
            return Path(place)
    raise PdfUnavailable(
        "LibreOfficeが入っていないため、PDFは作れません。Wordファイルで受け取り、Wordから印刷してください。"
    )


class PdfMaker:
    """LibreOffice ready to convert: `workers` processes, each with a profile of its own. Use as a context manager."""

    def __init__(
        self, *, office: str | Path | None = None, workers: int | None = None, timeout_seconds: float = TIMEOUT_SECONDS
    ) -> None:
        self._office = find_office(office)
        self._workers = max(1, workers or os.cpu_count() or 1)
        self._timeout = timeout_seconds
        self._folder = tempfile.TemporaryDirectory(prefix="pdf-", ignore_cleanup_errors=True)
        self.folder = Path(self._folder.name)
        self._fonts = self.folder / "fonts.conf"
        self._fonts.write_text(fontconfig(self.folder / "fontcache"), encoding="utf-8")
        self._profiles = [self.folder / f"profile{number}" for number in range(self._workers)]
        self._free = threading.Lock()
        self._running: set[subprocess.Popen[bytes]] = set()
        self._stopped = False
        self._pool = ThreadPoolExecutor(self._workers)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if error is not None:
            self.stop()
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._folder.cleanup()

    def stop(self) -> None:
        """End every conversion that runs: nobody waits for it any more."""
        with self._free:
            self._stopped = True
            running = list(self._running)
        for process in running:
            _kill(process)

    def convert(self, docx: bytes, *, blank_pages: bool = False) -> bytes:
        """One document."""
        source = Path(tempfile.mkdtemp(dir=self.folder)) / "single.docx"
        source.write_bytes(docx)
        try:
            return self.submit(source, blank_pages=blank_pages).result().read_bytes()
        finally:
            shutil.rmtree(source.parent, ignore_errors=True)

    def submit(self, source: Path, *, blank_pages: bool = False) -> Future[Path]:
        """Start converting a file; the result is the PDF beside it. `blank_pages` keeps those of duplex padding."""
        return self._pool.submit(self._convert, source, blank_pages)

    def _convert(self, source: Path, blank_pages: bool) -> Path:
        with self._profile() as profile:
            target = source.with_suffix(".pdf")
            for _ in range(2):  # a first start on a cold machine, or a crash, deserves a second try; a hang does not
                ended = self._run(profile, source, blank_pages)
                if target.is_file() and target.stat().st_size:
                    return target
                shutil.rmtree(profile, ignore_errors=True)
                if ended is None or self._stopped:
                    break
            reason = f"{self._timeout:.0f}秒以内に終わりませんでした" if ended is None else f"終了コード{ended}"
            raise PdfFailed(
                f"LibreOfficeがPDFを作れませんでした（{reason}）。Wordファイルで受け取り、Wordから印刷してください。"
            )

    @contextlib.contextmanager
    def _profile(self) -> Iterator[Path]:
        with self._free:
            profile = self._profiles.pop()
        try:
            yield profile
        finally:
            with self._free:
                self._profiles.append(profile)

    def _run(self, profile: Path, source: Path, blank_pages: bool) -> int | None:
        """Convert once; the exit status, None when it took too long."""
        options = {
            "ExportBookmarksToPDFDestination": {"type": "boolean", "value": "true"},
            "IsSkipEmptyPages": {"type": "boolean", "value": "false" if blank_pages else "true"},
        }
        command = [
            str(self._office), f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--nologo",
            "--nodefault", "--nolockcheck", "--convert-to", f"pdf:writer_pdf_Export:{json.dumps(options)}",
            "--outdir", str(source.parent), str(source),
        ]  # fmt: skip
        environment = {**os.environ, "FONTCONFIG_FILE": str(self._fonts), "SAL_USE_VCLPLUGIN": "svp"}
        with self._free:
            if self._stopped:
                return 1
            process = self._start(command, environment)
            self._running.add(process)
        try:
            return process.wait(self._timeout)
        except subprocess.TimeoutExpired:
            _kill(process)
            return None
        finally:
            with self._free:
                self._running.discard(process)

    def _start(self, command: Sequence[str], environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
        try:
            return subprocess.Popen(  # noqa: S603 - the program is the office's own LibreOffice, the arguments are ours
                command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                stdin=subprocess.DEVNULL, start_new_session=True,
            )  # fmt: skip
        except OSError as error:
            raise PdfUnavailable(
                f"LibreOffice（{self._office}）を起動できないため、PDFは作れません。Wordファイルは作れます。"
            ) from error


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End LibreOffice with what it started; its launcher alone would leave soffice.bin behind."""
    if sys.platform == "win32":
        subprocess.run(["taskkill", "/F", "/T", "/PID", str(process.pid)], capture_output=True, check=False)  # noqa: S603, S607
    else:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def convert_to_pdf(docx: bytes, *, office: str | Path | None = None, timeout_seconds: float = TIMEOUT_SECONDS) -> bytes:
    """One Word file as PDF."""
    with PdfMaker(office=office, workers=1, timeout_seconds=timeout_seconds) as maker:
        return maker.convert(docx)


def page_count(pdf: Path) -> int:
    """Pages of a PDF."""
    with pikepdf.open(pdf) as document:
        return len(document.pages)
