"""axe-core finds nothing on any page that a person can reach (JIS X 8341-3, WCAG 2.2 AA)."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from playwright.sync_api import Error

AXE = Path(__file__).with_name("vendor") / "axe-4.14.1.min.js"
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "resultTypes": ["violations"],  # what passed is not described: half the time
    "preload": False,
}
# What a page is made of, without its words: where nothing of it is new, axe has nothing new to say.
SHAPES = """() => {
  const wordy = /^(href|value|content|src|action|title|datetime|download)$/;
  const named = (one, name) => name + '=' + one.getAttribute(name).replace(/[0-9]+/g, '*').slice(0, 40);
  const shape = one => [
    one.parentElement.tagName, one.tagName, one.className, one.id.replace(/[0-9]+/g, '*'),
    one.childElementCount > 0, one.textContent.trim() !== '',
    ...one.getAttributeNames().map(name => name === 'class' || name === 'id' ? '' : wordy.test(name) ? name : named(one, name)),
  ].join('|');
  const outline = [...document.querySelectorAll('h1, h2, h3, h4, h5, h6, main, nav, header, footer, aside')];
  const steps = outline.map(one => one.tagName).filter((name, at, all) => name !== all[at - 1]);
  return [...new Set([...document.querySelectorAll('body, body *')].map(shape)), steps.join('>')];
}"""
MAX_PAGES = 150
# Pages of one kind look alike: 花子 looks at two where the address names one of many, everybody else at one.
TWO_OF_A_KIND = {"hanako"}
DOWNLOADS = re.compile(r"\.(xlsx|csv|docx|pdf|zip|ics|txt|html|svg|png)$|/download|/export|/files/|/preview")


def kind_of(address: str) -> str:
    """The address without what names one page of many: numbers, titles, and the values of a query."""
    path, _, query = address.partition("?")
    path = re.sub(r"^/manuals/(?!new|recent|law-changes|queue|drafts|statutes|admin)[^/]+$", "/manuals/*", path)
    path = re.sub(r"^/manuals/(?!new|recent|law-changes|queue|drafts|statutes|admin)[^/]+/", "/manuals/*/", path)
    path = re.sub(r"/forms/[^/]+", "/forms/*", path)
    path = re.sub(r"^/manuals/statutes/[^/]+/.+", "/manuals/statutes/*/*", path)
    path = re.sub(r"^/manuals/statutes/[^/]+$", "/manuals/statutes/*", path)
    path = re.sub(r"/(lists|courses)/[^/]+", r"/\1/*", path)
    return "?".join([re.sub(r"/\d+", "/*", path), *sorted(name for name, _ in parse_qsl(query))])


def violations(page) -> list[str]:
    found = page.evaluate("options => axe.run(document, options)", RULES)["violations"]
    return [
        f"{rule['id']}: {rule['help']} — " + "; ".join(node["html"][:140] for node in rule["nodes"][:3])
        for rule in found
    ]


@pytest.fixture(scope="session")
def looked_at() -> set[str]:
    """The shapes axe has seen in this process, whoever looked at them."""
    return set()


@pytest.mark.parametrize("login", ["hanako", "taro", "jimukyoku", "kanri"])
def test_axe_finds_nothing_on_any_page_that_this_person_can_reach(server, person, login, looked_at):
    page = person(login)
    waiting, seen, kinds, problems = ["/"], set(), {}, {}
    while waiting and len(seen) < MAX_PAGES:
        path = waiting.pop(0)
        kind = kind_of(path)
        if path in seen or kinds.get(kind, 0) > ("*" in kind and login in TWO_OF_A_KIND):
            continue
        seen.add(path)
        kinds[kind] = kinds.get(kind, 0) + 1
        try:
            answer = page.goto(server.url + path)
        except Error as stopped:
            assert "Download is starting" in str(stopped), f"{path}: {stopped}"
            continue  # a file, not a page
        assert answer is not None
        assert answer.status < 400, f"{path} answers {answer.status}"
        if new := set(page.evaluate(SHAPES)) - looked_at:
            page.evaluate(AXE.read_text(encoding="utf-8"))
            if found := violations(page):
                problems[path] = found
            else:
                looked_at |= new
        for target in page.eval_on_selector_all("a[href]", "links => links.map(link => link.getAttribute('href'))"):
            target = target.split("#")[0]
            if target.startswith("/") and not DOWNLOADS.search(target.split("?")[0]) and target not in seen:
                waiting.append(target)
    assert not problems, json.dumps(problems, ensure_ascii=False, indent=1)
    assert len(seen) > 5


def test_axe_finds_nothing_on_the_sign_in_page(server, playwright_browser):
    page = playwright_browser.new_page()
    page.goto(f"{server.url}/sign-in")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    assert violations(page) == []
    page.close()
