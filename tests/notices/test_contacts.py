"""Lists for other hands: calls and SMS leave out whom they must, results of transfers and inquiries fit the ledger."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from portal.accounts.models import Department
from portal.db import unit_of_work
from portal.domain.transfers import TransferEntry, TransferHeader, TransferResult
from portal.domain.zengin import write_transfer_results
from portal.ledger.models import Case
from portal.notices.transfers import transfer_failures

SAFE = "【世田谷区見本住宅課】お伝えしたいことがあります。お電話ください。03-0000-0000(平日8:30-17:15)"


def test_the_call_list_holds_phones_and_leaves_out_support_measures(sign_in, office, cases):
    with unit_of_work(office.sessions) as session:
        session.get(Case, cases["tax"]).debtor.lawyer_notified_on = session.get(Case, cases["tax"]).created_at.date()
        session.get(Case, cases["rent"]).debtor.phone = "090-0000-0003"
    browser = sign_in("hanako")
    asked = browser.post("/notices/contacts/calls", {"filter": "no-demand"}, page="/notices/contacts/")
    page = asked.get_data(as_text=True)
    assert "一覧に載せない案件が1件あります" in page and "Z-1：電話をしない扱い" in page
    sent = {"filter": "no-demand", "accept": "1"}
    text = browser.post("/notices/contacts/calls", sent, page="/notices/contacts/").data.decode("utf-8-sig")
    assert ",090-0000-0001," in text and ",090-0000-0003," in text  # Excel keeps the 0 of a number with hyphens
    assert "Z-1" not in text and "支援措置" not in text  # the call centre is told nothing of those left out


@pytest.mark.parametrize(
    "text", ["滞納があります 03-0000-0000", "【世田谷区見本住宅課】12,000円 03-0000-0000", "http://x.jp", "", "長" * 80]
)
def test_an_sms_that_tells_too_much_is_refused_and_kept(sign_in, cases, text):
    answer = sign_in("hanako").post(
        "/notices/contacts/sms", {"filter": "no-demand", "text": text}, page="/notices/contacts/"
    )
    assert answer.status_code == 422
    assert text in answer.get_data(as_text=True)


def test_an_sms_goes_only_to_people_who_agreed(sign_in, cases, add_event):
    browser = sign_in("hanako")
    refused = browser.post("/notices/contacts/sms", {"filter": "no-demand", "text": SAFE}, page="/notices/contacts/")
    assert "同意した記録がありません" in refused.get_data(as_text=True)
    from tests.notices.conftest import TODAY

    add_event(cases["nhi"], kind="sms", happened_on=TODAY, result="SMSの利用に同意")
    sent = {"filter": "no-demand", "text": SAFE}
    asked = browser.post("/notices/contacts/sms", sent, page="/notices/contacts/").get_data(as_text=True)
    assert "一覧に載せない案件が" in asked and "1件の一覧を取り出す" in asked and SAFE in asked
    made = browser.post("/notices/contacts/sms", {**sent, "accept": "1"}, page="/notices/contacts/")
    text = made.data.decode("utf-8-sig")
    assert "K-1" in text and "架空 一郎" not in text and "Z-1" not in text


def result_file(customer):
    header = TransferHeader("1234567890", "ｶｸｳｸ", 10, 30, "0001", "ｶｸｳ", "001", "ﾎﾝﾃﾝ", "1", "1234567")
    entries = [
        TransferEntry(
            "0001", "ｶｸｳ", "001", "ﾎﾝﾃﾝ", "1", "1234567", "ｶｸｳ ｲﾁﾛｳ", 56_400, customer, TransferResult.SHORT_OF_FUNDS
        ),
        TransferEntry("0001", "ｶｸｳ", "001", "ﾎﾝﾃﾝ", "1", "7654321", "ｶｸｳ ﾆﾛｳ", 1_000, "2", TransferResult.PAID),
    ]
    return write_transfer_results(header, entries)


def test_a_failed_transfer_leads_to_its_letter(sign_in, office, cases):
    with unit_of_work(office.sessions) as session:
        session.get(Case, cases["nhi"]).number = "777"
    browser = sign_in("hanako")

    def send(**more):
        data = {"file": (BytesIO(result_file("777")), "kekka.txt"), **more}
        return browser.post(
            "/notices/contacts/transfers", data, page="/notices/contacts/", content_type="multipart/form-data"
        )

    page = send().get_data(as_text=True)
    assert "振替不能 1件" in page and "資金不足" in page and "お知らせを作る" in page
    sheet = load_workbook(BytesIO(send(wish="sheet").data)).active
    assert [cell.value for cell in sheet[2]][:4] == ["777", "架空 一郎", "ｶｸｳ ｲﾁﾛｳ", 56_400]


@pytest.mark.parametrize("content", [b"", b"hello", b"1" * 120])
def test_a_file_that_is_no_result_is_a_sentence(sign_in, content):
    data = {"file": (BytesIO(content), "kekka.txt")}
    answer = sign_in("hanako").post(
        "/notices/contacts/transfers", data, page="/notices/contacts/", content_type="multipart/form-data"
    )
    assert answer.status_code == 422


def test_an_inquiry_has_the_office_s_columns_and_only_claims_with_the_power(sign_in, cases):
    sent = {"numbers": "K-1\nJ-1\nX-9", "layout": "氏名カナ=カナ氏名\n住所", "encoding": "utf-8-sig", "kind": "残高"}
    browser = sign_in("hanako")
    asked = browser.post("/notices/contacts/inquiry", sent, page="/notices/contacts/").get_data(as_text=True)
    assert "J-1：強制徴収公債権でないため" in asked and "X-9：台帳に" in asked and "K-1\nJ-1\nX-9" in asked
    answer = browser.post("/notices/contacts/inquiry", {**sent, "accept": "1"}, page="/notices/contacts/")
    lines = answer.data.decode("utf-8-sig").splitlines()
    assert lines[0] == "カナ氏名,住所" and len(lines) == 2 and lines[1].startswith("カクウ")


def test_an_inquiry_about_a_private_claim_alone_is_refused(sign_in, cases):
    answer = sign_in("hanako").post("/notices/contacts/inquiry", {"numbers": "J-1"}, page="/notices/contacts/")
    assert answer.status_code == 422 and "照会の権限がありません" in answer.get_data(as_text=True)


def test_another_department_s_cases_are_not_in_any_list(sign_in, cases):
    answer = sign_in("jiro").post("/notices/contacts/inquiry", {"numbers": "K-1"}, page="/notices/contacts/")
    assert answer.status_code == 422 and "案件がありません" in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("said", "agreed"),
    [
        (["SMSの利用に同意"], True),
        (["同意しない"], False),
        (["SMS不同意"], False),
        (["SMSの利用に同意", "今後は停止を希望"], False),
        (["停止を希望", "改めて同意"], True),
        (["同意を取り消したい"], False),
    ],
)
def test_what_was_said_last_about_sms_counts(sign_in, cases, add_event, said, agreed):
    for at, words in enumerate(said, 1):
        add_event(cases["nhi"], kind="sms", happened_on=date(2026, 11, at), result=words)
    sent = {"filter": "no-demand", "text": SAFE, "accept": "1"}
    answer = sign_in("hanako").post("/notices/contacts/sms", sent, page="/notices/contacts/")
    assert (answer.status_code == 200 and "K-1" in answer.data.decode("utf-8-sig")) is agreed


def test_letters_about_failed_transfers_are_made_in_one_go(sign_in, office, cases):
    with unit_of_work(office.sessions) as session:
        session.get(Case, cases["nhi"]).number = "777"
    browser = sign_in("hanako")
    data = {"file": (BytesIO(result_file("777")), "kekka.txt"), "wish": "letters", "second": "再振替は12月10日です。"}
    answer = browser.post(
        "/notices/contacts/transfers", data, page="/notices/contacts/", content_type="multipart/form-data"
    )
    assert answer.status_code == 302, answer.get_data(as_text=True)
    page = browser.get(answer.headers["Location"]).get_data(as_text=True)
    assert "口座振替ができなかったことのお知らせ　1通の確認" in page
    assert "資金不足" in page and "再振替は12月10日です。" in page and "令和8年10月30日" in page


@pytest.mark.parametrize(("month", "day"), [(2, 29), (2, 31), (4, 31)])
def test_a_day_of_transfer_that_this_year_lacks_is_no_accident(sign_in, cases, month, day):
    header = TransferHeader("1234567890", "ｶｸｳｸ", month, day, "0001", "ｶｸｳ", "001", "ﾎﾝﾃﾝ", "1", "1234567")
    entry = TransferEntry(
        "0001", "ｶｸｳ", "001", "ﾎﾝﾃﾝ", "1", "1234567", "ｶｸｳ ｲﾁﾛｳ", 56_400, "777", TransferResult.SHORT_OF_FUNDS
    )
    data = {"file": (BytesIO(write_transfer_results(header, [entry])), "kekka.txt"), "wish": "show"}
    answer = sign_in("hanako").post(
        "/notices/contacts/transfers", data, page="/notices/contacts/", content_type="multipart/form-data"
    )
    words = answer.get_data(as_text=True)
    assert ("令和6年2月29日" in words) if (month, day) == (2, 29) else ("存在しない日です" in words)


def test_a_layout_is_saved_for_the_department_used_and_deleted(sign_in, office, cases):
    with unit_of_work(office.sessions) as session:
        debtor = session.get(Case, cases["nhi"]).debtor
        debtor.birth_date = date(1980, 1, 2)
    browser = sign_in("hanako")
    layout = "「131121」=団体コード\n氏名カナ（半角）=ｶﾅ\n生年月日（8桁）=生年月日"
    sent = {"layout": layout, "encoding": "cp932", "kind": "残高", "name": "架空銀行"}
    saved = browser.post("/notices/contacts/inquiry", {**sent, "wish": "save"}, page="/notices/contacts/")
    assert saved.status_code == 302
    page = browser.get(saved.headers["Location"]).get_data(as_text=True)
    assert "架空銀行" in page and "団体コード" in page
    answer = browser.post("/notices/contacts/inquiry", {**sent, "numbers": "K-1"}, page="/notices/contacts/")
    assert answer.data.decode("cp932").splitlines() == ["団体コード,ｶﾅ,生年月日", "131121,ｶｸｳ ｲﾁﾛｳ,19800102"]
    jiro = sign_in("jiro")
    assert "架空銀行" not in jiro.get("/notices/contacts/").get_data(as_text=True)
    number = int(saved.headers["Location"].partition("layout=")[2].partition("#")[0])
    assert jiro.post(f"/notices/contacts/layouts/{number}/delete").status_code == 404
    assert jiro.get(f"/notices/contacts/?layout={number}").status_code == 404
    browser.post(f"/notices/contacts/layouts/{number}/delete")
    assert "架空銀行" not in browser.get("/notices/contacts/").get_data(as_text=True).replace("「架空銀行」", "")


def test_saving_a_layout_keeps_the_numbers_typed_beside_it(sign_in, cases):
    sent = {"numbers": "K-1", "layout": "氏名", "encoding": "cp932", "kind": "残高", "name": "架空銀行", "wish": "save"}
    answer = sign_in("hanako").post("/notices/contacts/inquiry", sent, page="/notices/contacts/")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200 and "「架空銀行」を保存しました。" in page
    assert ">K-1</textarea>" in page.replace("\r", "").replace("\n", "")


@pytest.mark.parametrize(
    ("layout", "sentence"),
    [
        ("氏名かな=カナ", "1行目：『氏名かな』という列はありません"),
        ("氏名\n住所（3桁）=x", "2行目：『3桁』という書き方はありません"),
        ("「131121」", "見出しがありません"),
    ],
)
def test_a_layout_that_cannot_be_read_is_named_and_kept(sign_in, cases, layout, sentence):
    sent = {"numbers": "K-1", "layout": layout, "encoding": "cp932", "kind": "残高"}
    answer = sign_in("hanako").post("/notices/contacts/inquiry", sent, page="/notices/contacts/")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and sentence in page and "K-1" in page and layout.splitlines()[0] in page


def test_a_character_that_shift_jis_lacks_is_said_before_the_list_is_taken(sign_in, office, cases):
    with unit_of_work(office.sessions) as session:
        session.get(Case, cases["nhi"]).debtor.name = "架空 𠮷郎"
    sent = {"numbers": "K-1", "layout": "氏名", "encoding": "cp932", "kind": "残高"}
    browser = sign_in("hanako")
    asked = browser.post("/notices/contacts/inquiry", sent, page="/notices/contacts/").get_data(as_text=True)
    assert "「𠮷」はCP932で表せない" in asked
    answer = browser.post("/notices/contacts/inquiry", {**sent, "accept": "1"}, page="/notices/contacts/")
    assert "〓" in answer.data.decode("cp932")


@pytest.mark.parametrize(
    ("number", "customer", "period"),
    [
        ("R8-0003", "80003", "第2期"),  # what a bank makes of a number with letters and hyphens
        ("R8-0003", "202606", "第1期"),  # the 通知書番号 of one claim
        ("777", "777", "第2期"),  # debited on 30 October: 第2期 fell due nearest to it
    ],
)
def test_a_customer_number_is_the_digits_of_the_ledger_s_number(office, people, cases, number, customer, period):
    with unit_of_work(office.sessions) as session:
        session.get(Case, cases["nhi"]).number = number
        for other in ("tax", "rent"):
            for claim in session.get(Case, cases[other]).claims:
                claim.notice_number = f"別{claim.id}"
    with unit_of_work(office.sessions) as session:
        (failed,) = transfer_failures(session, people.hanako, result_file(customer), date(2026, 11, 24))
        assert (failed.case.id, failed.claim.period, failed.reason_against_letter) == (cases["nhi"], period, "")


def test_digits_alone_make_no_letter_to_somebody_else(office, people, cases):
    """The number of another office's system may have the digits of ours: the holder of the account tells."""
    with unit_of_work(office.sessions) as session:
        case = session.get(Case, cases["nhi"])
        case.number, case.debtor.kana = "R8-0003", "カクウ ハナコ"
    with unit_of_work(office.sessions) as session:
        (failed,) = transfer_failures(session, people.hanako, result_file("80003"), date(2026, 11, 24))
        assert "名義が債務者のフリガナと違います" in failed.reason_against_letter


def test_a_number_that_fits_two_cases_is_given_to_neither(office, people, cases):
    with unit_of_work(office.sessions) as session:
        session.get(Case, cases["nhi"]).number, session.get(Case, cases["tax"]).number = "R8-0003", "H8-0003"
    with unit_of_work(office.sessions) as session:
        (failed,) = transfer_failures(session, people.hanako, result_file("80003"), date(2026, 11, 24))
        assert failed.case is None and "複数あります" in failed.reason_against_letter


def test_an_error_is_told_in_the_part_of_the_page_it_belongs_to(sign_in, cases):
    """The address jumps to that part: a summary at the top of the page would be out of sight."""
    data = {"file": (BytesIO(b"hello"), "kekka.txt")}
    page = sign_in("hanako").post(
        "/notices/contacts/transfers", data, page="/notices/contacts/", content_type="multipart/form-data"
    )
    text = page.get_data(as_text=True)
    assert text.index('id="transfers"') < text.index("入力を直してください") < text.index('id="inquiry"')


def test_an_sms_goes_to_the_mobile_phone_where_there_are_two(sign_in, office, cases, add_event):
    with unit_of_work(office.sessions) as session:
        debtor = session.get(Case, cases["nhi"]).debtor
        debtor.phone, debtor.phone_other = "03-0000-0001", "080-0000-0009"
    add_event(cases["nhi"], kind="sms", happened_on=date(2026, 11, 1), result="SMSの利用に同意")
    sent = {"filter": "no-demand", "text": SAFE, "accept": "1"}
    rows = sign_in("hanako").post("/notices/contacts/sms", sent, page="/notices/contacts/").data.decode("utf-8-sig")
    assert "08000000009" in rows and "0300000001" not in rows


def test_nobody_in_bankruptcy_is_rung_up(sign_in, cases, add_event):
    add_event(cases["nhi"], kind="bankruptcy_claim", happened_on=date(2026, 11, 1))
    sent = {"filter": "no-demand", "accept": "1"}
    rows = sign_in("hanako").post("/notices/contacts/calls", sent, page="/notices/contacts/").data.decode("utf-8-sig")
    assert "K-1" not in rows and "J-1" in rows


def test_the_usual_sms_names_the_department_s_own_hours(sign_in, office, people, cases):
    with unit_of_work(office.sessions) as session:
        department = session.get(Department, people.hanako.department_id)
        department.phone, department.hours = "03-0000-0000", "平日 午前9時から午後4時半まで"
    page = sign_in("hanako").get("/notices/contacts/").get_data(as_text=True)
    assert "お電話ください。03-0000-0000(平日9:00-16:30)</textarea>" in page
