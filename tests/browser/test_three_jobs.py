"""The three jobs of the portal, by the three groups of users, with JavaScript and without it.

花子 makes notices (one from a case, many from a list), 花子 and 太郎 make a referral packet, the secretariat makes
minutes. Every produced file is opened, because a download that nobody can open is no document.
"""

from __future__ import annotations

import io
import re
import time
import zipfile
from pathlib import Path

import docx
import pytest

BOTH = pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])


def text_of(content: bytes) -> str:
    document = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)


def download(page, link) -> bytes:
    with page.expect_download() as waiting:
        link.click()
    return Path(waiting.value.path()).read_bytes()


def wait_for_job(page, words: str, seconds: float = 60) -> None:
    """Look again until the page says ``words``, as a person without JavaScript would."""
    deadline = time.monotonic() + seconds
    while words not in page.locator("main").inner_text():
        assert time.monotonic() < deadline, page.locator("main").inner_text()[:800]
        time.sleep(0.5)
        page.goto(page.url.split("#")[0])


@BOTH
def test_hanako_sends_one_reminder_from_a_case(server, person, javascript):
    page = person("hanako", javascript=javascript)
    page.goto(f"{server.url}/cases/")
    page.get_by_role("link", name="R8-0003" if javascript else "R8-0006").click()
    page.get_by_role("link", name="通知書を作る").first.click()
    page.get_by_role("link", name="催告書", exact=True).click()
    assert "×" in page.locator("aside").inner_text()  # the working of the charge stands beside the form
    page.get_by_role("button", name="下書きを保存する").click()
    letter = text_of(download(page, page.get_by_role("link", name="Word を取り出す")))
    assert "架空" in letter
    page.get_by_role("button", name=re.compile("発行する")).click()
    main = page.locator("main").inner_text()
    assert "発行済み" in main
    number = re.search(r"\d+見債第\d+号", main).group(0)
    final = text_of(download(page, page.get_by_role("link", name="Word を取り出す")))
    assert number in final
    assert "{{" not in final
    page.goto(f"{server.url}/cases/{3 if javascript else 6}")
    assert number in page.locator("main").inner_text()  # the event is in the ledger, so the clocks know it


@BOTH
def test_hanako_makes_letters_from_a_list_and_prints_them(server, person, tmp_path, javascript):
    page = person("hanako", javascript=javascript)
    page.goto(f"{server.url}/notices/lists/催告書")
    sample = download(page, page.get_by_role("link", name="見本（CSV）")).decode("utf-8-sig")
    header, *rows = sample.splitlines()
    one = rows[0].replace("169200", "56400")  # one instalment each, not three
    many = [one.replace("架空　花子", f"架空　{n}子").replace("0001234567", f"X-{javascript}-{n}") for n in range(30)]
    (tmp_path / "一覧.csv").write_text("\r\n".join([header, *many]), encoding="cp932")
    page.set_input_files("input[type=file]", tmp_path / "一覧.csv")
    page.get_by_role("button", name="読み込んで確かめる").click()
    page.get_by_role("button", name="30通を作成する").click()
    wait_for_job(page, "1通ごとの Word 文書")
    archive = zipfile.ZipFile(
        io.BytesIO(download(page, page.get_by_role("link", name=re.compile("1通ごとの Word 文書"))))
    )
    letters = [name for name in archive.namelist() if name.endswith(".docx")]
    assert len(letters) == 30
    texts = [text_of(archive.read(name)) for name in letters]
    assert len({re.search(r"\d+見債第\d+号", text).group(0) for text in texts}) == 30
    assert sum("架空　7子" in text for text in texts) == 1


def test_a_list_with_wrong_rows_names_them_and_makes_nothing(server, person, tmp_path):
    page = person("hanako", javascript=False)
    page.goto(f"{server.url}/notices/lists/催告書")
    sample = download(page, page.get_by_role("link", name="見本（CSV）")).decode("utf-8-sig")
    header, *rows = sample.splitlines()
    bad = rows[0].replace("2026-08-31", "令和6年2月30日")
    (tmp_path / "一覧.csv").write_text("\r\n".join([header, rows[0], bad]), encoding="utf-8-sig")
    page.set_input_files("input[type=file]", tmp_path / "一覧.csv")
    page.get_by_role("button", name="読み込んで確かめる").click()
    main = page.locator("main").inner_text()
    assert "3行目" in main
    assert "令和6年2月30日" in main


@BOTH
def test_a_packet_for_the_lawyer_is_put_together(server, person, javascript):
    page = person("hanako", javascript=javascript)
    page.goto(f"{server.url}/cases/4" if javascript else f"{server.url}/cases/2")
    page.get_by_role("link", name="委任資料を作る").click()
    if "/referrals/new" in page.url:
        page.locator("main form.form button[type=submit]").first.click()
    page.wait_for_url(re.compile(r"/referrals/\d+"))
    assert "不足" in page.locator("aside").inner_text()
    archive = zipfile.ZipFile(io.BytesIO(download(page, page.get_by_role("link", name=re.compile("一式")))))
    names = archive.namelist()
    for wanted in ("委任依頼書", "債権概要書", "経過記録", "証拠説明書"):
        (name,) = [entry for entry in names if wanted in entry and entry.endswith(".docx")]
        assert text_of(archive.read(name)).strip()


@BOTH
def test_the_secretariat_makes_minutes(server, person, javascript):
    page = person("jimukyoku", javascript=javascript)
    page.goto(f"{server.url}/meetings/")
    page.get_by_role("link", name=re.compile("第1回")).first.click()
    minutes = text_of(download(page, page.get_by_role("link", name=re.compile("議事録")).first))
    assert "決定" in minutes
    assert "{{" not in minutes


def test_the_secretariat_sees_no_case(server, person):
    page = person("jimukyoku")
    assert page.get_by_role("link", name="案件").count() == 0


def test_a_department_does_not_find_the_case_of_another(server, person):
    page = person("jiro")
    page.goto(f"{server.url}/search/?q=架空 一郎")
    assert page.locator(".hits a", has_text="R8-0001").count() == 0
