"""The job that makes letters: numbers once and only once, the same bytes after any accident, words for what went wrong."""

from __future__ import annotations

import dataclasses
import errno
import hashlib
import io
import os
import stat
import zipfile
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import create_engine, select

from portal.db import reading, unit_of_work
from portal.documents.store import FileStore, cannot_write
from portal.jobs import Job, JobCancelled, Worker
from portal.notices import making, outputs, print_worker, printing
from portal.notices.models import Notice, NoticeBatch
from portal.notices.numbering import allocate
from tests.notices import batches
from tests.notices.batches import REMINDER, rows_of, start, start_again, state_of, work
from tests.notices.conftest import TODAY, add_case


class Killed(BaseException):
    """Stands for kill -9: nothing below may catch it."""


@pytest.fixture
def helpers(monkeypatch):
    """Print in processes of their own however short the list is."""
    monkeypatch.setattr(printing, "APART_FROM", 1)
    monkeypatch.setattr(making, "APART_FROM", 1)


def undisturbed(office, people, count=5, **known):
    """A batch made without any accident, and everything it left."""
    batch_id = start(office, people.hanako, rows_of(REMINDER, count), **known)
    assert [job.state for job in work(office)] == ["done"]
    return batch_id, state_of(office, batch_id)


def names_in(office, key):
    with zipfile.ZipFile(io.BytesIO(office.store.get(key))) as archive:
        return archive.namelist()


# Bytes


def test_helpers_make_the_very_bytes_this_process_makes(office, people, helpers, monkeypatch):
    apart, state = undisturbed(office, people)
    with unit_of_work(office.sessions) as session:
        batch = session.get_one(NoticeBatch, apart)
        batch.outputs = {}
    monkeypatch.setattr(making, "APART_FROM", 10**9)
    start_again_as_making(office, apart)
    work(office)
    assert state_of(office, apart) == state


def start_again_as_making(office, batch_id):
    """The state a killed worker leaves: still 作成中, its job back in the queue."""
    with unit_of_work(office.sessions) as session:
        batch = session.get_one(NoticeBatch, batch_id)
        batch.state = "making"
        session.get_one(Job, batch.job_id).state = "waiting"


def test_the_hash_in_the_register_is_that_of_the_file_in_the_zip(office, people):
    _, state = undisturbed(office, people, 3)
    with zipfile.ZipFile(io.BytesIO(office.store.get(state["outputs"]["zip"]))) as archive:
        hashes = [hashlib.sha256(archive.read(name)).hexdigest() for name in archive.namelist()]
    assert hashes == [row[4] for row in state["rows"]]


def test_numbers_that_were_taken_meanwhile_are_printed_anew(office, people, monkeypatch):
    real = making.print_all

    def taken_meanwhile(*arguments, **options):
        printed = real(*arguments, **options)
        monkeypatch.setattr(making, "print_all", real)
        with unit_of_work(office.sessions) as session:
            list(allocate(session, department_id=people.hanako.department_id, symbol="住", day=TODAY, count=2))
        return printed

    monkeypatch.setattr(making, "print_all", taken_meanwhile)
    _, state = undisturbed(office, people, 3)
    assert [row[2] for row in state["rows"]] == ["8住第3号", "8住第4号", "8住第5号"]
    assert names_in(office, state["outputs"]["zip"])[0] == "8住第3号_X-1.docx"
    with zipfile.ZipFile(io.BytesIO(office.store.get(state["outputs"]["zip"]))) as archive:
        assert [row[4] for row in state["rows"]] == [
            hashlib.sha256(archive.read(name)).hexdigest() for name in archive.namelist()
        ]


def test_a_row_that_cannot_be_made_gets_no_number_from_the_helpers_either(office, people, helpers):
    batch_id = start(office, people.hanako, rows_of(REMINDER, 4))
    with unit_of_work(office.sessions) as session:
        bad = session.get_one(NoticeBatch, batch_id).notices[1]
        bad.payload = {**bad.payload, "明細": [{"納期限": "でたらめ"}]}
    assert [job.state for job in work(office)] == ["done"]
    state = state_of(office, batch_id)
    assert [row[2] for row in state["rows"]] == ["8住第1号", "", "8住第2号", "8住第3号"]
    assert set(state["outputs"]) == {"zip", "merged", "register", "failed"}
    assert len(names_in(office, state["outputs"]["zip"])) == 3


def test_a_batch_in_which_no_row_can_be_made_ends_without_files(office, people):
    batch_id = start(office, people.hanako, rows_of(REMINDER, 2))
    with unit_of_work(office.sessions) as session:
        for one in session.get_one(NoticeBatch, batch_id).notices:
            one.payload = {**one.payload, "明細": [{"納期限": "でたらめ"}]}
    assert [job.state for job in work(office)] == ["done"]
    state = state_of(office, batch_id)
    assert (state["state"], set(state["outputs"])) == ("issued", {"failed"})


# Accidents

ACCIDENTS = {
    "before anything is printed": (making, "print_all"),
    "between printing and numbering": (making._Making, "_number"),
    "while the numbers are written": (making, "assign_numbers"),
    "after numbering, before a file is kept": (making._Making, "_keep"),
    "before the 発送簿": (making, "dispatch_book"),
}


@pytest.mark.parametrize("moment", ACCIDENTS)
def test_a_killed_worker_is_followed_by_one_that_makes_the_same(office, people, monkeypatch, moment):
    def killed(*_, **__):
        raise Killed

    batch_id = start(office, people.hanako, rows_of(REMINDER, 4))
    with monkeypatch.context() as patch:
        patch.setattr(*ACCIDENTS[moment], killed)
        with pytest.raises(Killed):
            work(office)
    start_again_as_making(office, batch_id)
    assert [job.state for job in work(office)] == ["done"]
    state = state_of(office, batch_id)
    assert [row[2] for row in state["rows"]] == [f"8住第{at}号" for at in range(1, 5)]
    assert all(office.store.verify(key) for key in state["outputs"].values())
    assert set(state["outputs"]) == {"zip", "merged", "register"}
    assert list((office.settings.instance / "files" / "incoming").glob("*")) == []


@pytest.mark.parametrize("target", ["sqlite", "postgresql"])
@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="kill -9 is POSIX")
def test_kill_9_at_any_moment_loses_nothing(tmp_path, request, monkeypatch, target, empty_database):
    """A worker process and its helpers, killed again and again, then left alone: as if nothing had happened."""
    whole = _made_by_processes(tmp_path / "whole", request, target, kills=())
    seconds = whole.pop("seconds")
    killed = _made_by_processes(
        tmp_path / "killed", request, target, kills=[seconds * share for share in (0.3, 0.5, 0.65, 0.8)]
    )
    killed.pop("seconds")
    assert killed == whole
    assert [row[3] for row in killed["rows"]] == list(range(1, 301))
    assert len(killed["events"]) == 2


def _made_by_processes(folder: Path, request: Any, target: str, *, kills: Any) -> dict[str, Any]:
    import shutil
    import time

    from sqlalchemy import text

    from portal import opening
    from portal.db import Base
    from portal.index import open_index
    from portal.settings import Settings

    url = request.getfixturevalue("empty_postgres") if target == "postgresql" else ""
    folder.mkdir()
    if not url:
        shutil.copyfile(request.getfixturevalue("empty_database"), folder / "portal.db")
    settings = Settings(instance=folder, secret_key="for-tests-only", database_url=url)
    office = opening.open_office(settings, index=open_index(None))
    if url:
        with office.engine.begin() as connection:
            names = ", ".join(f'"{name}"' for name in Base.metadata.tables)
            connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
        office.queue.flush()
    actor = _one_officer(office)
    rows = rows_of(REMINDER, 300)
    at = list(batches.headings(REMINDER)).index("整理番号")
    with unit_of_work(office.sessions) as session:
        for number in ("K-1", "K-2"):
            add_case(session, actor, number, "nhi_premium")
    rows[7][at], rows[200][at] = "K-1", "K-2"
    batch_id = start(office, actor, rows)
    for seconds in kills:
        process = batches.worker_process(folder, url)
        time.sleep(seconds)
        process.kill()
        process.wait()
    began = time.monotonic()
    assert batches.worker_process(folder, url).wait() == 0
    ended = time.monotonic() - began
    state = state_of(office, batch_id)
    with reading(office.sessions) as session:
        job = session.get_one(NoticeBatch, batch_id).job_id
        assert session.get_one(Job, job).state == "done"
    assert all(office.store.verify(key) for key in state["outputs"].values())
    assert _left_running(folder) == []
    opening.close_office(office)
    return {**state, "seconds": ended}


def _one_officer(office: Any) -> Any:
    from portal.accounts import service as accounts
    from portal.domain.actor import SYSTEM
    from portal.domain.permissions import Role
    from tests.conftest import NOW, PASSWORD

    with unit_of_work(office.sessions) as session:
        department = accounts.add_department(
            session, SYSTEM, NOW, name="見本住宅課", section="管理係", document_symbol="住", postal_code="154-0000",
            address="世田谷区架空町1-2-3", phone="03-0000-0000",
        )  # fmt: skip
        user, _ = accounts.add_user(
            session, SYSTEM, NOW, login="hanako", name="架空 花子", department_id=department.id,
            roles=frozenset({Role.OFFICER}), password=PASSWORD, must_change_password=False,
        )  # fmt: skip
        return user.as_actor("127.0.0.1")


def _left_running(folder: Path) -> list[int]:
    """Helpers of a killed worker see their input end and go; a moment is theirs."""
    import time

    mark = f"PORTAL_INSTANCE={folder}".encode()
    for _ in range(100):
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            try:
                if mark in (process / "environ").read_bytes() and b"\0" in (process / "cmdline").read_bytes():
                    found.append(int(process.name))
            except OSError:
                continue
        if not found:
            return []
        time.sleep(0.1)
    return found


def test_a_helper_that_dies_is_a_sentence_and_the_job_can_be_taken_up_again(office, people, helpers, monkeypatch):
    batch_id = start(office, people.hanako, rows_of(REMINDER, 3))
    with monkeypatch.context() as patch:
        patch.setattr(printing.sys, "executable", "/bin/false")
        [job] = work(office)
    assert job.state == "failed" and "補助のプログラムが途中で止まりました" in job.message
    assert state_of(office, batch_id)["state"] == "draft"
    start_again(office, people.hanako, batch_id)
    assert [job.state for job in work(office)] == ["done"]


def test_a_helper_that_cannot_be_started_is_a_sentence(office, people, helpers, monkeypatch):
    start(office, people.hanako, rows_of(REMINDER, 3))
    monkeypatch.setattr(printing.sys, "executable", "/nonexistent/python")
    [job] = work(office)
    assert job.state == "failed" and "補助のプログラム" in job.message


# Cancelling


def test_stopping_before_numbering_uses_no_number(office, people, helpers, monkeypatch):
    batch_id = start(office, people.hanako, rows_of(REMINDER, 3))
    with monkeypatch.context() as patch:
        patch.setattr(making._Making, "_number", lambda *_: (_ for _ in ()).throw(JobCancelled()))
        [job] = work(office)
    assert job.state == "cancelled"
    state = state_of(office, batch_id)
    assert state["state"] == "draft" and {row[2] for row in state["rows"]} == {""}
    start_again(office, people.hanako, batch_id)
    assert [job.state for job in work(office)] == ["done"]
    assert state_of(office, batch_id)["rows"][0][2] == "8住第1号"


def test_a_wish_to_stop_ends_the_helpers_and_leaves_nothing(office, people, helpers, monkeypatch):
    batch_id = start(office, people.hanako, rows_of(REMINDER, 3))
    with unit_of_work(office.sessions) as session:
        session.scalar(select(Job)).cancel_asked = True
    [job] = work(office)
    assert job.state == "cancelled"
    assert list((office.settings.instance / "files" / "incoming").glob("*")) == []
    start_again(office, people.hanako, batch_id)
    assert [job.state for job in work(office)] == ["done"]


def test_stopping_after_numbering_keeps_the_numbers_and_goes_on_from_there(office, people, monkeypatch):
    batch_id = start(office, people.hanako, rows_of(REMINDER, 3))
    with monkeypatch.context() as patch:
        patch.setattr(making, "dispatch_book", lambda *_: (_ for _ in ()).throw(JobCancelled()))
        [job] = work(office)
    assert job.state == "cancelled"
    before = state_of(office, batch_id)
    assert before["state"] == "making" and before["rows"][2][2] == "8住第3号"
    start_again(office, people.hanako, batch_id)
    assert [job.state for job in work(office)] == ["done"]
    after = state_of(office, batch_id)
    assert after["rows"] == before["rows"]
    assert after["outputs"]["zip"] == before["outputs"]["zip"]


# A full disk


class FullStore(FileStore):
    """A store whose disk is full from its ``calls``-th writing call on."""

    def __init__(self, root: Path, calls: int) -> None:
        super().__init__(root)
        self.left = calls

    def _count(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise cannot_write(OSError(errno.ENOSPC, "No space left on device"))

    def draft(self) -> Path:
        self._count()
        return super().draft()

    def adopt(self, draft: Path) -> str:
        self._count()
        return super().adopt(draft)


@pytest.mark.parametrize("calls", range(6))
def test_a_full_disk_ends_the_job_with_a_sentence_and_nothing_is_lost(office, people, calls):
    batch_id = start(office, people.hanako, rows_of(REMINDER, 3))
    full = dataclasses.replace(office, store=FullStore(office.settings.instance / "files", calls))
    jobs = work(full)
    if calls < 5:
        assert (jobs[0].state, "空き容量" in jobs[0].message) == ("failed", True)
        assert "No space" not in jobs[0].message
        before = state_of(office, batch_id)
        assert before["state"] in {"draft", "making"}
        start_again(office, people.hanako, batch_id)
        assert [job.state for job in work(office)] == ["done"]
    state = state_of(office, batch_id)
    assert [row[2] for row in state["rows"]] == ["8住第1号", "8住第2号", "8住第3号"]
    assert set(state["outputs"]) == {"zip", "merged", "register"}
    assert all(office.store.verify(key) for key in state["outputs"].values())


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("what", ["zip", "merged"])
def test_a_helper_on_a_full_disk_says_so(office, people, what):
    batch_id = start(office, people.hanako, rows_of(REMINDER, 40))
    with reading(office.sessions) as session:
        press = making.press_of(office, session.get_one(NoticeBatch, batch_id))
    lines = [
        print_worker.line_of(row.id, "1", row.reference, row.payload, None)
        for row in making.frozen_rows(office, batch_id, state="draft")
    ]
    said: list[Any] = []
    order = {"what": what, "out": "/dev/full", "duplex": False}
    print_worker.work(order, press, [*lines, "end\n"], said.append)
    assert said[-1] == {"disk": errno.ENOSPC}


def test_a_database_that_is_full_is_said_and_gives_no_number(office, people, monkeypatch):
    def full(*_, **__):
        """What the driver really raises when no page can be added."""
        with create_engine("sqlite://").begin() as connection:
            connection.exec_driver_sql("PRAGMA max_page_count = 1")
            connection.exec_driver_sql("CREATE TABLE t (x)")

    batch_id = start(office, people.hanako, rows_of(REMINDER, 3))
    with monkeypatch.context() as patch:
        patch.setattr(making, "assign_numbers", full)
        [job] = work(office)
    assert job.state == "failed" and "空き容量がなくなった" in job.message
    assert {row[3] for row in state_of(office, batch_id)["rows"]} == {None}
    start_again(office, people.hanako, batch_id)
    assert [job.state for job in work(office)] == ["done"]


# PDF and pages


def fake_office(folder: Path, script: str) -> str:
    path = folder / "soffice"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IEXEC)
    return str(path)


PDF_TROUBLES = {
    "hangs": ("sleep 600", "秒以内に終わりませんでした"),
    "crashes": ("kill -SEGV $$", "終了コード"),
    "makes nothing": ("exit 0", "終了コード0"),
    "is missing": ("", "見つかりません"),
}


@pytest.mark.skipif(os.name == "nt", reason="the stand-in for LibreOffice is a shell script")
@pytest.mark.parametrize("trouble", PDF_TROUBLES)
def test_a_libreoffice_that_fails_leaves_the_word_files_and_a_sentence(office, people, tmp_path, monkeypatch, trouble):
    script, words = PDF_TROUBLES[trouble]
    program = fake_office(tmp_path, script) if script else str(tmp_path / "none")
    monkeypatch.setattr(outputs, "PDF_TIMEOUT_SECONDS", 1.0)
    broken = dataclasses.replace(office, settings=dataclasses.replace(office.settings, libreoffice=program))
    batch_id = start(office, people.hanako, rows_of(REMINDER, 2), pdf=True)
    [job] = work(broken)
    assert job.state == "done" and words in job.message and "Word" in job.message
    state = state_of(office, batch_id)
    assert (state["state"], set(state["outputs"])) == ("issued", {"zip", "merged", "register"})
    book = load_workbook(io.BytesIO(office.store.get(state["outputs"]["register"]))).active
    heads = [cell.value for cell in book[2]]
    assert [book.cell(3, heads.index(name) + 1).value for name in ("頁数", "枚数（片面）", "枚数（両面）")] == [
        "未計測"
    ] * 3


@pytest.mark.pdf
def test_pages_and_sheets_are_counted_and_a_pdf_can_be_made_later(office, people, tmp_path, sign_in):
    from portal.documents.pdf import find_office

    find_office()
    missing = dataclasses.replace(office.settings, libreoffice=str(tmp_path / "none"))
    batch_id = start(office, people.hanako, rows_of(REMINDER, 3), pdf=True, duplex=True)
    work(dataclasses.replace(office, settings=missing))
    page = sign_in("hanako").get(f"/notices/batches/{batch_id}").get_data(as_text=True)
    assert "未計測" in page and "PDF を作り直す" in page
    sign_in("hanako").post(f"/notices/batches/{batch_id}/issue")
    assert [job.state for job in work(office)] == ["done"]
    state = state_of(office, batch_id)
    assert [row[5] for row in state["rows"]] == [1, 1, 1]
    book = load_workbook(io.BytesIO(office.store.get(state["outputs"]["register"]))).active
    heads = [cell.value for cell in book[2]]
    sums = [book.cell(6, heads.index(name) + 1).value for name in ("頁数", "枚数（片面）", "枚数（両面）")]
    assert sums == [3, 3, 3]
    page = sign_in("hanako").get(f"/notices/batches/{batch_id}").get_data(as_text=True)
    assert "3頁（片面 3枚、両面 3枚）" in page and "PDF を作り直す" not in page


@pytest.mark.skipif(os.name == "nt", reason="the stand-in for LibreOffice is a shell script")
def test_a_wish_to_stop_is_seen_while_libreoffice_hangs(office, people, tmp_path, monkeypatch):
    asked = fake_office(tmp_path, f"touch {tmp_path}/started; sleep 600")
    hanging = dataclasses.replace(office, settings=dataclasses.replace(office.settings, libreoffice=asked))
    batch_id = start(office, people.hanako, rows_of(REMINDER, 2), pdf=True)
    monkeypatch.setattr(outputs, "_asked", lambda run: (tmp_path / "started").exists)
    [job] = work(hanging)
    assert job.state == "cancelled"
    assert set(state_of(office, batch_id)["outputs"]) == {"zip", "merged"}


# Forms that cannot be merged


def test_a_form_with_a_field_in_its_header_makes_single_letters_all_the_same(office, people, monkeypatch):
    from docx import Document

    document = Document(io.BytesIO(REMINDER.docx))
    document.sections[0].header.paragraphs[0].text = "{{ 氏名 }}"
    out = io.BytesIO()
    document.save(out)
    form = dataclasses.replace(REMINDER, docx=out.getvalue())
    batch_id = start(office, people.hanako, rows_of(REMINDER, 2), form=form)
    [job] = work(office)
    assert job.state == "done" and "まとめた印刷用のファイルは作れませんでした" in job.message
    assert set(state_of(office, batch_id)["outputs"]) == {"zip", "register"}


# Enclosures


def test_the_calculation_sheet_follows_its_letter_in_every_file(office, people, helpers):
    rows = rows_of(REMINDER, 3, **{"明細：納期限": "2026-02-02", "明細：債権名": "国民健康保険料"})
    names = list(batches.headings(REMINDER))
    with unit_of_work(office.sessions) as session:
        for at, row in enumerate(rows, 1):
            add_case(session, people.hanako, f"K-{at}", "nhi_premium")
            row[names.index("整理番号")] = f"K-{at}"
            row[names.index("明細：延滞金")] = row[names.index("明細：計")] = None
    rows[1][names.index("明細：延滞金")] = 5
    batch_id = start(office, people.hanako, rows, enclose=True)
    assert [job.state for job in work(office)] == ["done"]
    state = state_of(office, batch_id)
    with zipfile.ZipFile(io.BytesIO(office.store.get(state["outputs"]["zip"]))) as archive:
        letters = [text_of(archive.read(name)) for name in archive.namelist()]
    assert ["延 滞 金 計 算 書" in text for text in letters] == [True, False, True]
    assert letters[0].index("催") < letters[0].index("延 滞 金 計 算 書") < letters[0].index("期間ごとの計算")
    merged = text_of(office.store.get(state["outputs"]["merged"]))
    assert merged.count("延 滞 金 計 算 書") == 2
    assert merged.index("架空 3郎") < merged.index("延 滞 金 計 算 書") < merged.index("架空 2郎")
    with reading(office.sessions) as session:
        kept = session.scalars(select(Notice).order_by(Notice.position)).all()
        charge = kept[0].payload["延滞金合計"]
        assert kept[0].enclosed[0]["延滞金"] == charge > 0
        assert kept[1].enclosed is None, "a sheet that contradicts its letter is not enclosed"
        again = making.press_of(office, session.get_one(NoticeBatch, batch_id)).letter(kept[0])
    assert hashlib.sha256(again).hexdigest() == state["rows"][0][4]


def text_of(content: bytes) -> str:
    from docx import Document

    body = Document(io.BytesIO(content)).element.body
    return "".join(
        node.text or "" for node in body.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t")
    )


def test_two_workers_never_run_the_same_batch(office, people):
    start(office, people.hanako, rows_of(REMINDER, 2))
    ran: list[int] = []

    def handler(_office, run):
        ran.append(run.id)
        Worker(office, {making.KIND: handler}, sessions=office.sessions, queue=office.queue).run(run.id)

    Worker(office, {making.KIND: handler}, sessions=office.sessions, queue=office.queue).run(1)
    assert ran == [1]
