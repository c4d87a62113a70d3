"""`make shots`: the README's pictures, taken from the sample office in a temporary folder."""

from __future__ import annotations

import signal
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from portal.sample_office.people import PASSWORD
from portal.settings import HOME
from tests.browser.conftest import CHROMIUM_FLAGS, Server, chromium, start_server

SHOTS = HOME / "docs" / "shots"
PAGES = {
    "hanako": {
        "home": "/",
        "search": "/search/?q=督促と催告の違い",
        "manual": "/manuals/demand-and-reminder",
        "case": "/cases/4",
        "notice": "/notices/new?case=3&form=催告書",
        "referral": "/referrals/1",
        "calc": "/calc/late-charge?principal=56400&due_date=2026-02-02&paid=2026-05-29",
    },
    "jimukyoku": {"meeting": "/meetings/1"},
}


def main() -> None:
    """Start the sample office, sign in as each person, and photograph the pages."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        server = start_server(Path(folder) / "instance")
        try:
            take(server)
        finally:
            server.process.send_signal(signal.SIGINT)
            server.process.wait(timeout=20)


def take(server: Server) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_FLAGS)
        for login, pages in PAGES.items():
            page = browser.new_context(locale="ja-JP", viewport={"width": 1200, "height": 760}).new_page()
            sign_in(page, server.url, login)
            for name, path in pages.items():
                answer = page.goto(server.url + path)
                assert answer is not None, path
                assert answer.ok, f"{path} answers {answer.status}"
                page.screenshot(path=SHOTS / f"{name}.png")
        browser.close()


def sign_in(page: Page, url: str, login: str) -> None:
    page.goto(f"{url}/sign-in")
    page.fill("#login", login)
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{url}/")


if __name__ == "__main__":
    main()
