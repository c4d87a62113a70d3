"""A running portal and a real browser: `portal serve --sample` on a free port, headless Chromium in front of it.

The server is the one that people start, worker included, with the sample office in a temporary folder. Every page that
a test opens is watched: a request that would leave this machine, or an error in the browser's console, fails the test.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from portal.sample_office.people import PASSWORD
from portal.settings import HOME

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))  # one server for all of them


def chromium() -> str:
    """The browser's path; without one the tests are skipped in one clear line, or fail where they are required."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        message = "Chromium がないため、ブラウザのテストを省きます（apt-get install chromium）。"
        if os.environ.get("PORTAL_TEST_REQUIRE") == "1":
            pytest.fail(message)
        pytest.skip(message)
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Server:
    """The address of a running portal and the folder it lives in."""

    url: str
    instance: Path
    process: subprocess.Popen[bytes]


def start_server(instance: Path, *, port: int | None = None) -> Server:
    """The sample office in ``instance``, with a copy of the manuals beside it: tests edit pages."""
    port = port or free_port()
    manuals = instance.with_name("manuals")
    shutil.copytree(HOME / "manuals", manuals, dirs_exist_ok=True)
    process = subprocess.Popen(
        [sys.executable, "-m", "portal", "serve", "--sample", "--port", str(port)],
        cwd=HOME,
        env={**os.environ, "PORTAL_INSTANCE": str(instance), "PORTAL_MANUALS": str(manuals)},
        stdout=subprocess.DEVNULL,
    )
    server = Server(f"http://127.0.0.1:{port}", instance, process)
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{server.url}/healthz", timeout=5):
                return server
        except OSError:
            if process.poll() is not None:
                raise RuntimeError("the portal did not start") from None
            time.sleep(0.2)
    raise RuntimeError("the portal did not answer in time")


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    chromium()
    running = start_server(tmp_path_factory.mktemp("instance"))
    yield running
    running.process.send_signal(signal.SIGINT)
    running.process.wait(timeout=20)


def settle_after_clicks(monkeypatch: pytest.MonkeyPatch) -> None:
    """A click that leads to another page ends when that page is loaded.

    Playwright's own click ends when the answer begins, so a test that reads at once sees half a page, or none of it,
    on a loaded machine.
    """
    from playwright.sync_api import Locator

    click = Locator.click

    def settled(self: Locator, **options: Any) -> None:
        click(self, **options)
        self.page.wait_for_load_state()

    monkeypatch.setattr(Locator, "click", settled)


@pytest.fixture(scope="session")
def playwright_browser() -> Iterator[object]:
    path = chromium()
    from playwright.sync_api import sync_playwright

    with pytest.MonkeyPatch.context() as monkeypatch, sync_playwright() as playwright:
        settle_after_clicks(monkeypatch)
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@dataclass
class Watch:
    """What must not happen in a browser."""

    strangers: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


@pytest.fixture
def person(server: Server, playwright_browser, tmp_path: Path) -> Iterator[Callable]:
    """``person("hanako")`` is a page of that person's own browser, signed in. ``javascript=False`` switches it off."""
    watch = Watch()
    contexts = []

    def sign_in(login: str, *, javascript: bool = True):
        context = playwright_browser.new_context(
            java_script_enabled=javascript,
            locale="ja-JP",
            timezone_id="Asia/Tokyo",
            accept_downloads=True,
            viewport={"width": 1280, "height": 900},
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("request", lambda request: note_stranger(watch, request.url))
        page.on("console", lambda message: note_complaint(watch, message))
        page.on("pageerror", lambda error: watch.complaints.append(str(error)))
        page.goto(f"{server.url}/sign-in")
        page.fill("#login", login)
        page.fill("#password", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{server.url}/")
        return page

    yield sign_in
    for context in contexts:
        context.close()
    assert not watch.strangers, f"the browser asked other machines: {watch.strangers}"
    assert not watch.complaints, f"the browser complained: {watch.complaints}"


def note_complaint(watch: Watch, message) -> None:
    """Errors of scripts and policies; a refused form (status 4xx) is an answer, not an error."""
    if message.type == "error" and "responded with a status of 4" not in message.text:
        watch.complaints.append(message.text)


def note_stranger(watch: Watch, url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme in {"http", "https", "ws", "wss"} and parts.hostname != "127.0.0.1":
        watch.strangers.append(url)
