"""The pages of packets: walls, bad files, hostile names, and that nothing typed is lost."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import CliRunner
from docx import Document
from openpyxl import Workbook
from PIL import Image

from portal import audit
from portal.cli import portal
from portal.db import reading, unit_of_work
from portal.ledger import service as ledger
from portal.ledger.models import Case
from portal.office import Office
from portal.referrals import service
from portal.referrals.models import ReferralPacket
from tests.conftest import NOW, Browser, People
from tests.referrals.conftest import TODAY, pdf

SignIn = Callable[[str], Browser]


@pytest.fixture
def packet_id(office: Office, people: People, case_id: int) -> int:
    with unit_of_work(office.sessions) as session:
        case = ledger.find_case(session, people.hanako, case_id)
        return service.start(session, people.hanako, NOW, case, today=TODAY).id


def text(answer: Any) -> str:
    return answer.get_data(as_text=True)


def contents(**known: str) -> dict[str, str]:
    return {
        "edition": "1", "as_of": "令和8年11月24日", "agreed_kind": "damages", "law_firm": "架空法律事務所", "lawyer": "架空 正",
        "firm_address": "新宿区架空町3-4-5", "document_number": "8見住第3号", "reply_by": "R8.12.21", "contracted_on": "2025/4/1",
        "tasks": "催告", "policy": "分割", "assets": "給与がある。", "disputes": "ない。",
    } | known  # fmt: skip


def test_from_the_case_to_the_draft_and_its_checklist(sign_in: SignIn, case_id: int) -> None:
    browser = sign_in("hanako")
    assert "委任資料を作る" in text(browser.get(f"/cases/{case_id}"))
    answer = browser.post("/referrals/new", {"number": "R8-0001"}, page="/referrals/new")
    assert answer.status_code == 302
    page = text(browser.get(answer.location))
    assert "R8-委-001" in page
    assert "不足が3件あります" in page
    assert "契約書などの証拠" in page
    assert "125,197円" in page
    again = browser.post("/referrals/new", {"number": "R8-0001"}, page="/referrals/new")
    assert again.location == answer.location


def test_a_case_that_may_not_be_referred_says_why_and_keeps_the_number(
    sign_in: SignIn, make_case: Callable[..., int]
) -> None:
    case_id = make_case("K-1", kind="nhi_premium", guarantor=False)
    browser = sign_in("hanako")
    answer = browser.post("/referrals/new", {"number": "K-1"}, page="/referrals/new")
    assert answer.status_code == 422
    assert "滞納処分" in text(answer)
    assert 'value="K-1"' in text(answer)
    assert "委任資料を作る" not in text(browser.get(f"/cases/{case_id}"))
    unknown = browser.post("/referrals/new", {"number": "<script>"}, page="/referrals/new")
    assert unknown.status_code == 422
    assert "&lt;script&gt;" in text(unknown)


@pytest.mark.parametrize(
    "path", ["", "/packet.zip", "/documents/委任依頼書.docx", "/exhibits/1"], ids=["page", "zip", "document", "exhibit"]
)
def test_another_department_gets_404(sign_in: SignIn, packet_id: int, path: str) -> None:
    assert sign_in("jiro").get(f"/referrals/{packet_id}{path}").status_code == 404


def test_another_department_cannot_write_either(sign_in: SignIn, packet_id: int) -> None:
    browser = sign_in("jiro")
    for step in ("ask", "approve", "give-back", "waive", "send", "save"):
        assert browser.post(f"/referrals/{packet_id}/{step}", {"reason": "x"}).status_code == 404
    assert "R8-委-001" not in text(browser.get("/referrals/"))


@pytest.mark.parametrize("login", ["secretariat", "admin"])
def test_people_without_cases_do_not_get_in(sign_in: SignIn, packet_id: int, login: str) -> None:
    browser = sign_in(login)
    assert browser.get("/referrals/").status_code == 403
    assert browser.get(f"/referrals/{packet_id}").status_code == 403


def test_a_wrong_date_is_explained_and_nothing_typed_is_lost(sign_in: SignIn, packet_id: int) -> None:
    browser = sign_in("hanako")
    url = f"/referrals/{packet_id}"
    answer = browser.post(f"{url}/save", contents(reply_by="令和8年2月30日", disputes="<b>争点"), page=url)
    assert answer.status_code == 422
    assert "存在しない日付" in text(answer)
    assert "令和8年2月30日" in text(answer)
    assert "&lt;b&gt;争点" in text(answer)
    assert "架空法律事務所" in text(answer)
    assert browser.post(f"{url}/save", contents(), page=url).status_code == 302
    assert "8見住第3号" in text(browser.get(url))


def test_a_stale_screen_is_told_and_keeps_what_was_typed(sign_in: SignIn, packet_id: int) -> None:
    url = f"/referrals/{packet_id}"
    assert sign_in("taro").post(f"{url}/save", contents(), page=url).status_code == 302
    answer = sign_in("hanako").post(f"{url}/save", contents(policy="花子の方針"), page=url)
    assert answer.status_code == 422
    assert "ほかの人が先に変更しました" in text(answer)
    assert "花子の方針" in text(answer)


def docx_bytes() -> bytes:
    out = io.BytesIO()
    Document().save(out)
    return out.getvalue()


def xlsx_bytes() -> bytes:
    out = io.BytesIO()
    Workbook().save(out)
    return out.getvalue()


def picture(kind: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(out, kind)
    return out.getvalue()


def zip_bytes(name: str = "a.txt") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, "x")
    return out.getvalue()


def upload(browser: Browser, packet_id: int, *files: tuple[bytes, str]) -> Any:
    url = f"/referrals/{packet_id}"
    data: dict[str, Any] = {"step": "upload", "files": [(io.BytesIO(content), name) for content, name in files]}
    return browser.post(f"{url}/save", data, page=url, content_type="multipart/form-data")


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (pdf(), "契約書.pdf"), (docx_bytes(), "申請書.docx"), (xlsx_bytes(), "残高.xlsx"), (picture("PNG"), "写真.png"),
        (picture("JPEG"), "写真.jpeg"), (pdf(), "名前が違う.docx"),
    ],
)  # fmt: skip
def test_real_files_are_taken_by_their_content(
    sign_in: SignIn, office: Office, packet_id: int, content: bytes, name: str
) -> None:
    assert upload(sign_in("hanako"), packet_id, (content, name)).status_code == 302
    with reading(office.sessions) as session:
        (one,) = session.get_one(ReferralPacket, packet_id).exhibits
        assert office.store.get(one.file_key) == content
        assert one.extension in {"pdf", "docx", "xlsx", "png", "jpg"}
        assert one.file_name.endswith(one.extension)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "空のファイル"), (b"hello", "この種類のファイルは使えません"), (b"<html></html>", "この種類のファイルは使えません"),
        (zip_bytes(), "zip形式"), (zip_bytes("word/document.xml"), "契約書"), (b"PK\x03\x04broken", "契約書"),
        (b"%PDF-1.7 broken", "PDFが壊れていて"), (b"\x89PNG\r\n\x1a\nbroken", "画像が壊れていて"), (b"MZ\x90", "使えません"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "古い形式"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_refused_with_a_sentence(sign_in: SignIn, packet_id: int, content: bytes, says: str) -> None:
    answer = upload(sign_in("hanako"), packet_id, (content, "契約書.docx"))
    assert answer.status_code == 422
    assert says in text(answer)
    assert "契約書" in text(answer)


def test_good_files_are_kept_beside_a_bad_one(sign_in: SignIn, packet_id: int) -> None:
    browser = sign_in("hanako")
    answer = upload(browser, packet_id, (pdf(), "良い.pdf"), (b"bad", "悪い.pdf"))
    assert answer.status_code == 422
    assert "ほかの1点は読み込みました" in text(answer)
    assert "良い" in text(browser.get(f"/referrals/{packet_id}"))


def test_the_table_of_exhibits_saves_what_was_typed_before_it_moves(
    sign_in: SignIn, office: Office, packet_id: int
) -> None:
    browser = sign_in("hanako")
    upload(browser, packet_id, (pdf("a"), "一.pdf"), (pdf("b"), "二.pdf"))
    with reading(office.sessions) as session:
        first, second = (one.id for one in session.get_one(ReferralPacket, packet_id).exhibits)
    url = f"/referrals/{packet_id}"
    rows = {}
    for key in (first, second):
        rows |= {
            f"x{key}-title": f"標目{key}", f"x{key}-kind": "contract", f"x{key}-origin": "own", f"x{key}-maker": "債権者",
            f"x{key}-purpose": "{{ 7*7 }}", f"x{key}-made_on": "R7.4.1", f"x{key}-made_on_note": "", f"x{key}-note": "",
        }  # fmt: skip
    wrong = browser.post(f"{url}/save", rows | {f"x{first}-made_on": "2月30日"}, page=url)
    assert wrong.status_code == 422
    assert "2月30日" in text(wrong)
    assert f"標目{second}" in text(wrong)
    assert browser.post(f"{url}/save", rows | {"step": f"up:{second}"}, page=url).status_code == 302
    with reading(office.sessions) as session:
        exhibits = session.get_one(ReferralPacket, packet_id).exhibits
        assert [one.id for one in exhibits] == [second, first]
        assert exhibits[0].purpose == "{{ 7*7 }}"
    assert browser.post(f"{url}/save", {"step": f"remove:{first}"}, page=url).status_code == 302
    assert f"標目{first}" not in text(browser.get(url))


def test_the_whole_way_in_the_browser(sign_in: SignIn, office: Office, packet_id: int) -> None:
    hanako, taro = sign_in("hanako"), sign_in("taro")
    url = f"/referrals/{packet_id}"
    assert hanako.post(f"{url}/ask", page=url).status_code == 422, "contents are missing"
    hanako.post(f"{url}/save", contents(), page=url)
    assert "作成中です" in text(hanako.get("/"))
    assert hanako.post(f"{url}/ask", page=url).status_code == 302
    assert "確認を待っています" in text(taro.get("/"))
    refused = taro.post(f"{url}/approve", page=url)
    assert refused.status_code == 422
    assert "不足があるため確定できません" in text(refused)
    assert hanako.post(f"{url}/waive", {"code": "evidence", "reason": "x"}, page=url).status_code == 403
    empty = taro.post(f"{url}/waive", {"code": "evidence", "reason": ""}, page=url)
    assert empty.status_code == 422
    for code in ("evidence", "demand_copy"):
        assert taro.post(f"{url}/waive", {"code": code, "reason": "原本を渡す"}, page=url).status_code == 302
    assert taro.post(f"{url}/approve", page=url).status_code == 302
    zipped = hanako.get(f"{url}/packet.zip")
    assert zipped.data[:2] == b"PK"
    alone = hanako.get(f"{url}/documents/債権概要書.docx").data
    assert alone == zipfile.ZipFile(io.BytesIO(zipped.data)).read("02_債権概要書.docx")
    early = hanako.post(f"{url}/send", {"sent_on": "R8.11.23", "means": "手渡し"}, page=url)
    assert "確定した日より前" in text(early)
    late = hanako.post(f"{url}/send", {"sent_on": "きょう", "means": "手渡し"}, page=url)
    assert late.status_code == 422
    assert "きょう" in text(late)
    assert hanako.post(f"{url}/send", {"sent_on": "R8.11.24", "means": "手渡し"}, page=url).status_code == 302
    assert "引渡し済み" in text(hanako.get(url))
    with reading(office.sessions) as session:
        assert audit.entries(session, action="referral.sent", object_kind="referral")
        assert not any("花代" in entry.sentence for entry in audit.entries(session, action="referral"))


def test_protected_addresses_are_in_no_file_of_the_packet(
    office: Office, people: People, make_case: Callable[..., int]
) -> None:
    """支援措置: neither the address nor the phone nor the workplace leaves, not even out of an officer's memo."""
    case_id = make_case("S-1", debtor={"support_measure": True})
    with unit_of_work(office.sessions) as session:
        case = ledger.find_case(session, people.hanako, case_id)
        new = ledger.NewEvent(
            "visit", TODAY, memo="世田谷区架空町1丁目2番3号を訪問し、090-0000-0000にかけた。架空商店にも。"
        )
        ledger.add_event(session, people.hanako, NOW, case, new, today=TODAY)
        packet = service.start(session, people.hanako, NOW, case, today=TODAY)
        checks = {one.code: one for one in service.checks_of(packet, case, TODAY)}
        made = service.build_bundle(session, packet, case, settings=office.settings, store=office.store)
    assert checks["support"].state.value == "missing"
    outer = zipfile.ZipFile(io.BytesIO(made.content))
    for name in outer.namelist():
        content = outer.read(name)
        parts = [content]
        if name.endswith((".docx", ".xlsx")):
            inner = zipfile.ZipFile(io.BytesIO(content))
            parts = [inner.read(part) for part in inner.namelist()]
        for secret in ("架空町1丁目2番3号", "090-0000-0000", "架空商店", "架空ハイツ"):
            assert not any(secret.encode() in part for part in parts), (name, secret)


@pytest.mark.parametrize(
    "name", ["{{ 7*7 }}", "<script>alert(1)</script>", "=HYPERLINK(1)", "架空 \u202e花子", "𠮷野&"]
)
def test_hostile_names_stay_text_everywhere(
    office: Office, people: People, sign_in: SignIn, make_case: Callable[..., int], name: str
) -> None:
    case_id = make_case("H-1", debtor={"name": name})
    with unit_of_work(office.sessions) as session:
        case = ledger.find_case(session, people.hanako, case_id)
        packet = service.start(session, people.hanako, NOW, case, today=TODAY)
        made = service.build_bundle(session, packet, case, settings=office.settings, store=office.store)
        packet_id = packet.id
    page = text(sign_in("hanako").get(f"/referrals/{packet_id}"))
    assert "<script>alert(1)" not in page
    outer = zipfile.ZipFile(io.BytesIO(made.content))
    inner = zipfile.ZipFile(io.BytesIO(outer.read("01_委任依頼書.docx"))).read("word/document.xml").decode()
    assert "<script>" not in inner
    rows = outer.read("05_債権データ.csv").decode("utf-8-sig")
    assert ",=HYPERLINK" not in rows
    if name.startswith("{{"):
        assert "{{ 7*7 }}" in inner


def test_the_command_builds_and_lists(
    office: Office, people: People, case_id: int, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "p.zip"
    runner = CliRunner()
    built = runner.invoke(portal.commands["referrals"], ["build", "R8-0001", "--out", str(out), "--json"], obj=office)
    assert built.exit_code == 0, built.output
    told = json.loads(built.output)
    assert told["number"] == "R8-委-001"
    assert {row["code"] for row in told["missing"]} == {"contents", "evidence", "demand_copy"}
    assert zipfile.is_zipfile(out)
    listed = runner.invoke(portal.commands["referrals"], ["list", "--json"], obj=office)
    assert json.loads(listed.output)[0]["case"] == "R8-0001"
    assert "花代" not in listed.output
    unknown = runner.invoke(portal.commands["referrals"], ["build", "ない番号", "--out", str(out)], obj=office)
    assert "見つかりません" in str(unknown.exception)


def test_the_command_asks_which_department_when_two_have_the_number(
    office: Office, people: People, make_case: Callable[..., int], tmp_path: Any
) -> None:
    make_case("D-1")
    make_case("D-1", actor=people.jiro)
    runner = CliRunner()
    args = ["build", "D-1", "--out", str(tmp_path / "p.zip")]
    assert "--department" in str(runner.invoke(portal.commands["referrals"], args, obj=office).exception)
    chosen = runner.invoke(portal.commands["referrals"], [*args, "--department", "見本保険課"], obj=office)
    assert chosen.exit_code == 0
    with reading(office.sessions) as session:
        (packet,) = session.query(ReferralPacket).all()
        assert session.get_one(Case, packet.case_id).department_id == people.jiro.department_id


def test_one_button_saves_everything_typed_and_a_bad_file_loses_none_of_it(
    sign_in: SignIn, office: Office, packet_id: int
) -> None:
    browser, url = sign_in("hanako"), f"/referrals/{packet_id}"
    files = [(io.BytesIO(pdf()), "良い.pdf"), (io.BytesIO(b"bad"), "悪い.pdf")]
    answer = browser.post(
        f"{url}/save", contents(policy="花子の方針") | {"files": files}, page=url, content_type="multipart/form-data"
    )
    assert answer.status_code == 422
    assert "花子の方針" in text(answer)
    with reading(office.sessions) as session:
        packet = session.get_one(ReferralPacket, packet_id)
        assert [one.title for one in packet.exhibits] == ["良い"]
        edition = str(packet.edition)
    asked = browser.post(f"{url}/save", contents(policy="花子の方針", edition=edition, step="ask"), page=url)
    assert asked.status_code == 422, "an exhibit without its description keeps the packet back"
    assert "花子の方針" in text(asked)
    assert "証拠説明書の記載" in text(asked)
