"""How fast the portal starts and answers, and how much memory the web process takes.

Starts `portal serve --sample` in a temporary folder, waits for the first page, signs in and asks for every shipped
manual page and for a set of searches, over HTTP on this machine. Prints the medians beside the targets:
first page < 5 s on a second start, page and search < 50 ms at the median, web process < 300 MB.
"""

from __future__ import annotations

import http.cookiejar
import re
import signal
import statistics
import tempfile
import time
import urllib.parse
import urllib.request
from pathlib import Path

from portal.manuals.pages import library
from portal.sample_office.people import PASSWORD
from portal.settings import HOME
from tests.browser.conftest import Server, start_server

QUERIES = (
    "督促と催告の違い",
    "差押え 給与",
    "時効の更新",
    "支払督促 30日",
    "延滞金の計算",
    "換価の猶予",
    "民法166条",
    "さしおさえ",
    "債権放棄 議決",
    "口座振替",
)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        instance = Path(folder) / "instance"
        begun = time.perf_counter()
        server = start_server(instance)
        print(f"first start with the sample office     {time.perf_counter() - begun:6.2f} s")
        stop(server)
        begun = time.perf_counter()
        server = start_server(instance)
        print(f"second start to the first page         {time.perf_counter() - begun:6.2f} s   (target < 5)")
        try:
            measure(server)
        finally:
            stop(server)


def stop(server: Server) -> None:
    server.process.send_signal(signal.SIGINT)
    server.process.wait(timeout=20)


def measure(server: Server) -> None:
    opener = sign_in(server.url)
    pages = [f"{server.url}/manuals/{page.id}" for page in library(HOME / "manuals")]
    searches = [f"{server.url}/search/?q={urllib.parse.quote(query)}" for query in QUERIES] * 5
    report("manual page, median", opener, pages)
    report("search, median", opener, searches)
    report("home page, median", opener, [f"{server.url}/"] * 20)
    print(f"memory of the web process              {memory_mb(server.process.pid):6.0f} MB  (target < 300)")


def sign_in(url: str) -> urllib.request.OpenerDirector:
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    page = opener.open(f"{url}/sign-in").read().decode()
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert token
    form = urllib.parse.urlencode({"csrf_token": token.group(1), "login": "hanako", "password": PASSWORD})
    opener.open(f"{url}/sign-in", form.encode())
    return opener


def report(what: str, opener: urllib.request.OpenerDirector, urls: list[str]) -> None:
    opener.open(urls[0]).read()
    times = []
    for url in urls:
        begun = time.perf_counter()
        opener.open(url).read()
        times.append((time.perf_counter() - begun) * 1000)
    print(
        f"{what:38} {statistics.median(times):6.1f} ms  (target < 50), worst {max(times):.0f} ms, {len(times)} requests"
    )


def memory_mb(pid: int) -> float:
    """Resident memory, mapped files included (the dictionary's pages count although the system may drop them)."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    resident = re.search(r"VmRSS:\s+(\d+)", status)
    assert resident
    return int(resident.group(1)) / 1024


if __name__ == "__main__":
    main()
