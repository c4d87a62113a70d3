"""No formula injection in any table we write: one way out for all of them, and hostile people walked through every one."""

from __future__ import annotations

import ast
import csv
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from portal.db import unit_of_work
from portal.documents.sheets import RowError, read_sheet, write_csv, write_error_sheet, write_xlsx
from portal.notices.columns import headings
from portal.notices.models import NoticeUpload
from portal.settings import HOME
from tests.notices.batches import REMINDER, rows_of, start, work
from tests.notices.conftest import add_case, add_event

__all__ = ["add_event"]

WRITERS = {"write_xlsx", "write_csv", "write_error_sheet"}
OWN = HOME / "portal" / "documents" / "sheets"
TREES = {
    path.relative_to(HOME / "portal").as_posix(): ast.parse(path.read_text(encoding="utf-8"))
    for path in sorted((HOME / "portal").rglob("*.py"))
    if OWN not in path.parents
}
NUMBER = re.compile(r"-?\d{1,15}(?:\.\d{1,15})?")
STARTERS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
HOSTILE = [
    *(f'{before}{start}HYPERLINK("http://x","y")' for start in STARTERS for before in ("", " ", "\t", "\r", "\n", "\u3000", "\u00a0", "\u200b", "\ufeff", "'")),
    "+81-3-0000-0000", "-1+1", "@SUM(A1)", "=1", "\x00=1", "=cmd|' /C calc'!A0", "\u2003=1",
]  # fmt: skip


def cells_of_csv(content: bytes, encoding: str = "utf-8-sig") -> Iterator[str]:
    for row in csv.reader(io.StringIO(content.decode(encoding), newline="")):
        yield from row


def assert_nothing_runs(content: bytes) -> None:
    """For an xlsx: no formula, no link, no text kept as anything but text. For a CSV: no cell a program would compute."""
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            sheets = [archive.read(name).decode() for name in archive.namelist() if "/worksheets/" in name]
            assert not [name for name in archive.namelist() if "externalLink" in name or "vba" in name.lower()]
        for sheet in sheets:
            assert "<f>" not in sheet and "<f " not in sheet and "<hyperlink" not in sheet
            assert 't="str"' not in sheet
        return
    encoding = "utf-8-sig" if content.startswith(b"\xef\xbb\xbf") else "cp932"
    for cell in cells_of_csv(content, encoding):
        plain = cell.lstrip(" \t\r\n\u3000\u00a0\u200b\ufeff")
        assert not plain.startswith(STARTERS) or NUMBER.fullmatch(cell), repr(cell)
        assert not cell.startswith(("\t", "\r")), repr(cell)


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_heading_title_or_sheet_name_runs(text: str) -> None:
    columns, rows = ["甲", text], [[text, "乙"], [text, text]]
    assert_nothing_runs(write_xlsx(columns, rows, title=text, sheet_name=text))
    for encoding in ("utf-8-sig", "cp932"):
        assert_nothing_runs(write_csv(columns, rows, encoding=encoding).content)  # type: ignore[arg-type]
    sheet = read_sheet(write_csv(["甲"], [[text]]).content, "一覧.csv", max_rows=10)
    assert_nothing_runs(write_error_sheet(sheet, [RowError(2, "甲", text, f"2行目『甲』：{text}")]))


@given(st.lists(st.text(max_size=30), min_size=1, max_size=4))
def test_nothing_anybody_can_type_runs(texts: list[str]) -> None:
    columns = [str(at) for at in range(len(texts))]
    assert_nothing_runs(write_csv(columns, [texts]).content)
    assert_nothing_runs(write_xlsx(columns, [texts]))


def test_tables_are_written_in_one_place_only() -> None:
    """A second way to write a table would be a way round the guard."""
    for path, tree in TREES.items():
        for node in ast.walk(tree):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            found = {name.partition(".")[0] for name in names} & {"csv", "openpyxl", "xlsxwriter", "xlwt", "pandas"}
            assert not found, f"portal/{path} imports {found}: write tables with portal.documents.sheets"


def calls() -> set[str]:
    """Every function of the tree that writes a table, as ``notices/views_contacts.py:call_sheet``."""
    found = set()
    for path, tree in TREES.items():
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef):
                for node in ast.walk(function):
                    if isinstance(node, ast.Call) and getattr(node.func, "id", "") in WRITERS:
                        found.add(f"{path}:{function.name}")
    return found


# Where text of people reaches a table; each is walked by a test of this file or only shows what the office wrote itself.
WALKED = {
    "notices/views_contacts.py:call_sheet",
    "notices/views_contacts.py:sms_sheet",
    "notices/views_transfers.py:transfers",
    "notices/transfers.py:letter_sheet",
    "notices/views_inquiry.py:_take",
    "notices/views_lists.py:list_errors",
    "notices/views_deliveries.py:delivery_errors",
    "notices/views_deliveries.py:delivery_sheet",
    "notices/dispatch.py:dispatch_book",
    "notices/outputs.py:failed_rows",
    "ledger/views_import.py:_error_sheet",
    "accounts/views_audit.py:audit_sheet",
    "referrals/bundle.py:_data",
    "referrals/bundle.py:_working",
    "meetings/reporting.py:workbook",
}
OWN_WORDS = {
    "notices/columns.py:example_xlsx": "examples of a word form",
    "notices/columns.py:example_csv": "examples of a word form",
    "ledger/views_import.py:import_example": "the shipped example",
    "ledger/views_import.py:import_example_csv": "the shipped example",
    "notices/views_deliveries.py:delivery_example": "the shipped example",
    "calculators/statement.py:working_xlsx": "figures of a computation",
}


def test_every_writer_is_known() -> None:
    assert calls() == WALKED | set(OWN_WORDS), "a new table: walk it below, or say whose words it holds"


@pytest.fixture
def hostile_case(office: Any, people: Any) -> dict[str, Any]:
    with unit_of_work(office.sessions) as session:
        case = add_case(
            session, people.hanako, "777", "nhi_premium", name='=HYPERLINK("http://x")', kana="@SUM(A1)",
            address="+81 世田谷区架空町1-2-3", building="\t=1+1", phone="090-0000-0001",
        )  # fmt: skip
        return {"id": case.id}


def test_lists_for_other_hands(sign_in: Any, office: Any, hostile_case: dict[str, Any], add_event: Any) -> None:
    add_event(hostile_case["id"], kind="demand", happened_on=date(2026, 8, 20), memo="=1")
    add_event(hostile_case["id"], kind="sms", happened_on=date(2026, 8, 20), result="同意")
    browser, page = sign_in("hanako"), "/notices/contacts/"
    text = browser.get(page).get_data(as_text=True)
    message = re.search(r"<textarea[^>]*>([^<]*)</textarea>", text)
    assert message
    for url, sent in (
        ("calls", {"filter": "demanded"}),
        ("sms", {"filter": "demanded", "text": message.group(1).strip()}),
        (
            "inquiry",
            {
                "numbers": "777",
                "kind": "残高",
                "layout": "氏名==HYPERLINK(1)\n氏名カナ=@x\n住所=+1",
                "encoding": "cp932",
                "accept": "1",
            },
        ),
    ):
        answer = browser.post(f"/notices/contacts/{url}", sent, page=page)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        assert answer.data[:1] != b"<"
        assert_nothing_runs(answer.data)


def test_the_failures_of_a_transfer_file(sign_in: Any, office: Any, hostile_case: dict[str, Any]) -> None:
    from tests.notices.test_contacts import result_file

    data = {"file": (io.BytesIO(result_file("777")), "kekka.txt"), "wish": "sheet"}
    answer = sign_in("hanako").post(
        "/notices/contacts/transfers", data, page="/notices/contacts/", content_type="multipart/form-data"
    )
    assert b"HYPERLINK" in zipfile.ZipFile(io.BytesIO(answer.data)).read("xl/worksheets/sheet1.xml")
    assert_nothing_runs(answer.data)
    data = {"file": (io.BytesIO(result_file("777")), "kekka.txt"), "wish": "letters"}
    sign_in("hanako").post(
        "/notices/contacts/transfers", data, page="/notices/contacts/", content_type="multipart/form-data"
    )
    with unit_of_work(office.sessions) as session:
        kept = session.scalars(select(NoticeUpload)).one()
    assert b"HYPERLINK" in zipfile.ZipFile(io.BytesIO(office.store.get(kept.file_key))).read("xl/worksheets/sheet1.xml")
    assert_nothing_runs(office.store.get(kept.file_key))


def test_what_a_batch_leaves(office: Any, people: Any, sign_in: Any) -> None:
    from tests.notices.batches import state_of

    rows = rows_of(REMINDER, 2, 氏名='=HYPERLINK("http://x")', 方書="@SUM(A1)")
    batch_id = start(office, people.hanako, rows)
    from portal.notices.models import NoticeBatch

    with unit_of_work(office.sessions) as session:
        bad = session.get_one(NoticeBatch, batch_id).notices[1]
        bad.payload = {**bad.payload, "明細": [{"納期限": "でたらめ"}]}
    work(office)
    made = state_of(office, batch_id)["outputs"]
    for name in ("register", "failed"):
        content = office.store.get(made[name])
        assert b"HYPERLINK" in zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml")
        assert_nothing_runs(content)
    assert_nothing_runs(sign_in("hanako").get(f"/notices/batches/{batch_id}/deliveries.xlsx").data)


def test_the_lists_of_deliveries(sign_in: Any) -> None:
    from tests.notices.test_deliveries import send

    browser = sign_in("hanako")
    here = send(browser, ("=HYPERLINK(1)", "@SUM(A1)", "+1", "でたらめ", "=1+1")).headers["Location"]
    answer = browser.get(f"{here}/errors.xlsx")
    assert answer.data[:2] == b"PK", answer.get_data(as_text=True)[:300]
    assert_nothing_runs(answer.data)


def test_the_trail_of_what_was_done(sign_in: Any, browse: Any, app: Any) -> None:
    browse(app).post("/sign-in", {"login": "=HYPERLINK(1)", "password": "@x"}, page="/sign-in")
    answer = sign_in("admin").get("/admin/audit.xlsx")
    assert answer.data[:2] == b"PK"
    assert_nothing_runs(answer.data)


def test_rows_to_mend_of_a_list_and_of_the_ledger(sign_in: Any) -> None:
    from portal.ledger import rows as ledger_rows
    from tests.notices.test_lists import upload

    browser = sign_in("hanako")
    bad = rows_of(REMINDER, 1, 氏名="=1+1")
    bad[0][list(headings(REMINDER)).index("明細：納期限")] = "=HYPERLINK(1)"
    content = write_csv(headings(REMINDER), bad).content
    page = upload(browser, REMINDER, content, "一覧.csv").get_data(as_text=True)
    link = re.search(r"/notices/lists/uploads/\d+/errors.xlsx", page)
    assert link, page
    answer = browser.get(link.group())
    assert answer.data[:2] == b"PK", answer.get_data(as_text=True)[:300]
    assert_nothing_runs(answer.data)
    names = [column.name for column in ledger_rows.COLUMNS]
    ledger = write_csv(names, [["=HYPERLINK(1)"] * len(names)]).content
    data = {"file": (io.BytesIO(ledger), "案件.csv"), "as": "sheet"}
    answer = browser.post("/cases/import", data, page="/cases/import", content_type="multipart/form-data")
    assert answer.data[:2] == b"PK", answer.get_data(as_text=True)[:300]
    assert_nothing_runs(answer.data)


def test_a_packet_for_the_lawyer(office: Any, people: Any) -> None:
    from portal.referrals import service
    from tests.conftest import NOW
    from tests.referrals.conftest import TODAY
    from tests.referrals.conftest import add_case as add_loan

    with unit_of_work(office.sessions) as session:
        case = add_loan(session, people.hanako)
        packet = service.start(session, people.hanako, NOW, case, today=TODAY)
        case.debtor.name = case.claims[0].name = '=HYPERLINK("http://x")'
        case.debtor.address.address = "@SUM(A1)"
        session.flush()
        made = service.build_bundle(session, packet, case, settings=office.settings, store=office.store)
    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        tables = {name: archive.read(name) for name in archive.namelist() if name.endswith((".csv", ".xlsx"))}
    assert len(tables) == 2 and b"HYPERLINK" in tables["05_債権データ.csv"]
    for content in tables.values():
        assert_nothing_runs(content)


def test_the_figures_of_a_meeting(office: Any, people: Any) -> None:
    from portal.meetings import reporting
    from tests.conftest import NOW
    from tests.meetings.test_meeting import make

    row = {
        "claim_name": '=HYPERLINK("http://x")', "part": "現年分", "assessed": 1_000, "collected": 900, "written_off": 0,
        "outstanding": 100, "target_rate": "92.5", "note": "@SUM(A1)",
    }  # fmt: skip
    with unit_of_work(office.sessions) as session:
        meeting = make(session, people)
        reporting.save(session, people.hanako, NOW, meeting, [row])
        content = reporting.workbook(session, meeting)
    assert b"HYPERLINK" in zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml")
    assert_nothing_runs(content)
