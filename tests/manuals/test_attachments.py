"""Words inside an attached file are found, kept up to date, and a file that cannot be read says so."""

from __future__ import annotations

import io

import docx
import pytest
from click.testing import CliRunner
from sqlalchemy import select

from portal import opening, wiring
from portal.db import reading, unit_of_work
from portal.index import Query
from portal.index.extract import Limits
from portal.jobs import Job, JobState, Worker
from portal.manuals import attachments
from portal.manuals.commands import manuals as command
from portal.manuals.models import ManualFile
from tests.manuals.conftest import write_page
from tests.manuals.test_editing import FILES, picture, upload, write


def minutes(text: str = "蒟蒻畑工場の勤務先照会は三月に行う。") -> bytes:
    document = docx.Document()
    document.add_paragraph(text)
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


def work(office) -> list[Job]:
    """Run what waits, as the worker does."""
    with reading(office.sessions) as session:
        waiting = session.scalars(select(Job.id).where(Job.state == JobState.WAITING.value)).all()
    for job_id in waiting:
        Worker(office, wiring.JOB_HANDLERS, sessions=office.sessions, queue=office.queue).run(job_id)
    with reading(office.sessions) as session:
        return list(session.scalars(select(Job).where(Job.id.in_(waiting))))


def found(office, text: str) -> list[str]:
    return [hit.id for hit in office.index.search(Query(text)).hits]


def test_words_inside_an_attachment_are_found_with_a_way_to_it(sign_in, office):
    hanako = sign_in("hanako")
    upload(hanako, "照会の例.docx", minutes())
    assert found(office, "照会の例") == ["attachment:1"]
    assert found(office, "蒟蒻畑工場") == []
    assert "まだ読み取っていません" in hanako.get(FILES).get_data(as_text=True)
    assert [job.state for job in work(office)] == [JobState.DONE.value]
    hit = office.index.search(Query("蒟蒻畑工場")).hits[0].document
    assert (hit.kind, hit.title, hit.folder, hit.url) == (
        "attachment", "照会の例.docx（督促の手順）", "総則", "/manuals/files/1",
    )  # fmt: skip
    assert "中の言葉も検索できます" in hanako.get(FILES).get_data(as_text=True)
    page = sign_in("jiro").get("/search/?q=蒟蒻畑工場").get_data(as_text=True)
    assert "照会の例.docx（督促の手順）" in page and "添付資料" in page
    assert sign_in("jiro").get("/manuals/files/1").status_code == 200


def test_a_file_taken_off_is_found_no_more(sign_in, office):
    hanako = sign_in("hanako")
    upload(hanako, "照会.docx", minutes())
    work(office)
    assert hanako.post("/manuals/files/1/remove", page=FILES).status_code == 302
    assert found(office, "蒟蒻畑工場") == []


def test_a_picture_is_no_document_and_asks_for_no_reading(sign_in, office):
    upload(sign_in("hanako"), "流れ.png", picture())
    assert work(office) == []
    assert not [known for known in office.index.ids() if known.startswith("attachment:")]


def test_a_file_that_cannot_be_read_says_so_and_stays_a_download(sign_in, office):
    hanako = sign_in("hanako")
    upload(hanako, "鍵付き.pdf", b"%PDF-1.7\nbroken")
    upload(hanako, "正常.docx", minutes())
    jobs = work(office)
    assert [job.state for job in jobs] == [JobState.DONE.value] * len(jobs)
    assert sum(job.failed for job in jobs) == 1
    assert "『鍵付き.pdf』の文字を取り出せません" in hanako.get(FILES).get_data(as_text=True)
    assert hanako.get("/manuals/files/1").status_code == 200
    assert found(office, "鍵付き") == ["attachment:1"]
    assert found(office, "蒟蒻畑工場") == ["attachment:2"]


def test_a_long_text_is_kept_up_to_the_limit_and_says_so(sign_in, office, monkeypatch):
    real, short = attachments.extract_text, Limits(characters=6)
    monkeypatch.setattr(attachments, "extract_text", lambda data, name: real(data, name, limits=short))
    hanako = sign_in("hanako")
    upload(hanako, "長い.txt", "督促を出す。蒟蒻畑工場。".encode())
    work(office)
    assert attachments.CUT in hanako.get(FILES).get_data(as_text=True)
    assert found(office, "督促を出す")[0] == "attachment:1" and found(office, "蒟蒻畑工場") == []


def test_a_rebuild_has_the_attachments_and_reads_no_file_again(sign_in, office, monkeypatch):
    upload(sign_in("hanako"), "照会.docx", minutes())
    work(office)

    def again(data: bytes, name: str) -> None:
        raise AssertionError(f"{name} was read again")

    monkeypatch.setattr(attachments, "extract_text", again)
    opening.rebuild_index(office)
    assert found(office, "蒟蒻畑工場") == ["attachment:1"]
    upload(sign_in("hanako"), "同じもの.docx", office.store.get(_first(office).key))
    assert "attachment:2" in found(office, "蒟蒻畑工場")


def _first(office) -> ManualFile:
    with reading(office.sessions) as session:
        return session.get_one(ManualFile, 1)


def test_attachments_follow_the_title_of_their_page(sign_in, office):
    upload(sign_in("hanako"), "照会.docx", minutes())
    work(office)
    write(sign_in("taro"), do="publish", title="督促と照会", summary="表題")
    assert office.index.search(Query("蒟蒻畑工場")).hits[0].document.title == "照会.docx（督促と照会）"


def test_attachments_of_a_page_that_is_not_released_are_not_found(sign_in, office, manuals):
    hanako = sign_in("hanako")
    url = "/manuals/unreleased/files"
    hanako.post(url, {"files": (io.BytesIO(minutes()), "案.docx")}, page=url, content_type="multipart/form-data")
    work(office)
    assert found(office, "蒟蒻畑工場") == []
    write_page(manuals, "unreleased", title="新しい頁")
    opening.rebuild_index(office)
    assert found(office, "蒟蒻畑工場") == ["attachment:1"]


def test_sync_reads_what_was_left_and_forgets_what_is_gone(sign_in, office, manuals):
    hanako = sign_in("hanako")
    upload(hanako, "照会.docx", minutes())
    upload(hanako, "壊れ.pdf", b"%PDF-1.7\nbroken")
    answer = CliRunner().invoke(command, ["sync"], obj=office, catch_exceptions=False)
    assert answer.exit_code == 0 and "『壊れ.pdf』の文字を取り出せません" in answer.output
    assert found(office, "蒟蒻畑工場") == ["attachment:1"]
    (manuals / "総則" / "demand.md").unlink()
    CliRunner().invoke(command, ["sync"], obj=office, catch_exceptions=False)
    assert found(office, "蒟蒻畑工場") == []


@pytest.mark.parametrize(
    "content", ["\x0c\x01督促".encode(), "督促".encode("cp932"), b"\xef\xbb\xbf" + "督促".encode()]
)
def test_odd_texts_are_kept_by_every_database(sign_in, office, content):
    upload(sign_in("hanako"), "覚え.txt", content)
    work(office)
    assert "attachment:1" in found(office, "督促")


def test_reading_takes_up_where_a_killed_worker_stopped(sign_in, office, monkeypatch):
    hanako = sign_in("hanako")
    upload(hanako, "一.docx", minutes("一つ目の蒟蒻畑工場。"))
    real, read = attachments.extract_text, list[str]()

    def counted(data: bytes, name: str):
        read.append(name)
        return real(data, name)

    monkeypatch.setattr(attachments, "extract_text", counted)
    assert next(attachments.read_files(office))[0] == "一.docx"
    upload(hanako, "二.docx", minutes("二つ目の蒟蒻畑工場。"))
    work(office)
    assert read == ["一.docx", "二.docx"]
    assert set(found(office, "蒟蒻畑工場")) == {"attachment:1", "attachment:2"}
    with unit_of_work(office.sessions) as session:
        assert attachments.states_of(session, session.scalars(select(ManualFile)).all()) == {1: "", 2: ""}


def test_a_file_that_cannot_be_kept_does_not_cost_the_others(sign_in):
    hanako = sign_in("hanako")
    files = [(io.BytesIO(content), name) for name, content in (("一.txt", b"1"), ("二.exe", b"MZ"), ("三.txt", b"3"))]
    answer = hanako.post(FILES, {"files": files}, page=FILES, content_type="multipart/form-data")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "『二.exe』は付けられない種類" in page
    assert "ほかの2件は付けました" in page
    assert "付いているファイル（2件）" in page


def test_a_paper_that_the_text_does_not_lead_to_stands_beside_it_for_every_reader(sign_in, office):
    hanako = sign_in("hanako")
    upload(hanako, "照会の例.docx", minutes())
    upload(hanako, "画面.png", picture())
    page = sign_in("jiro").get("/manuals/demand").get_data(as_text=True)
    assert '<a href="/manuals/files/1">照会の例.docx</a>' in page
    assert "画面.png" not in page
