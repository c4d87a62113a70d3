"""Files of the manuals that somebody changed with an editor or in the file manager, past the portal."""

from __future__ import annotations

from datetime import UTC, datetime

from portal.db import unit_of_work
from portal.manuals import revisions
from portal.manuals.pages import library
from tests.manuals.conftest import page_text, write_page


def test_a_copy_beside_the_page_is_not_a_second_page(sign_in, manuals):
    original = manuals / "総則" / "demand.md"
    original.with_name("- コピー demand.md").write_text(
        original.read_text("utf-8").replace("督促は", "写しの督促は"), "utf-8"
    )
    hanako = sign_in("hanako")
    index = hanako.get("/manuals/").get_data(as_text=True)
    assert "2ページあります" in index
    assert "使えないファイル" in index
    assert "『総則/demand.md』と重なっています" in index
    assert "写しの督促" not in hanako.get("/manuals/demand").get_data(as_text=True)


def test_a_copy_is_never_taken_into_the_history(office, manuals):
    write_page(manuals, "copy")
    (manuals / "総則" / "copy.md").write_text(page_text("demand", body="写し。"), "utf-8")
    with unit_of_work(office.sessions) as session:
        revisions.sync(session, datetime.now(UTC), library(manuals))
        assert "写し。" not in "".join(row.content for row in revisions.history(session, "demand"))


def test_a_file_saved_as_shift_jis_says_how_to_save_it(sign_in, manuals):
    path = manuals / "総則" / "demand.md"
    path.write_bytes(path.read_text("utf-8").encode("cp932"))
    page = sign_in("hanako").get("/manuals/demand").get_data(as_text=True)
    assert "「UTF-8」を選んで保存し直して" in page


def test_a_page_that_names_itself_is_not_its_own_related_page(sign_in, manuals):
    write_page(manuals, "alone", title="ひとりのページ", related="alone, demand")
    facts = sign_in("hanako").get("/manuals/alone").get_data(as_text=True).split("関連手引き")[1]
    assert "督促の手順" in facts
    assert "ひとりのページ" not in facts.split("</dd>")[0]
