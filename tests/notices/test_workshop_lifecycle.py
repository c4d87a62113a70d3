"""From draft to in force and after: who may do what, which version holds when, and what a new one breaks for whom."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from docx import Document

from portal.db import reading, unit_of_work
from portal.notices.form_changes import changes
from portal.notices.library import form_from, shipped
from portal.notices.models import NoticeMapping
from portal.notices.workshop import find_version, form_before, form_in_force
from portal.settings import HOME
from tests.documents.letters import bytes_of

REMINDER = shipped(HOME / "templates")["催告書"]
MONDAY = {"day": "令和8年12月7日"}


def reworded(before: str, after: str) -> bytes:
    """The 催告書 with other words (its fields included)."""
    document = Document(BytesIO(REMINDER.docx))
    paragraphs = [*document.paragraphs]
    paragraphs += [p for table in document.tables for row in table.rows for cell in row.cells for p in cell.paragraphs]
    for paragraph in paragraphs:
        if before in paragraph.text:
            text = paragraph.text.replace(before, after)
            for run in paragraph.runs[1:]:
                run.text = ""
            paragraph.runs[0].text = text
    return bytes_of(document)


def begin(browser, docx=None, name="催告書", *, own=True):
    page = "/notices/forms/催告書/change"
    data = {"name": name} | ({"own": "y"} if own else {})
    data |= {"file": (BytesIO(docx), "催告書.docx")} if docx else {}
    answer = browser.post(page, data, page=page, content_type="multipart/form-data")
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return answer.headers["Location"]


def put_in_force(sign_in, here, author="hanako", day=MONDAY):
    assert sign_in(author).post(f"{here}/submit").status_code == 302
    assert sign_in("taro").post(f"{here}/approve", day).status_code == 302


def in_force(office, actor, day, name="催告書"):
    with reading(office.sessions) as session:
        return form_in_force(session, office, actor, name, day)


def save_mapping(office, actor, **mapping):
    with unit_of_work(office.sessions) as session:
        session.add(NoticeMapping(department_id=actor.department_id, form_name="催告書", mapping=mapping))


def test_a_form_without_a_new_file_is_copied_for_one_s_department(sign_in, office, people):
    here = begin(sign_in("hanako"))
    put_in_force(sign_in, here)
    ours, theirs = (in_force(office, one, date(2026, 12, 7)) for one in (people.hanako, people.jiro))
    assert (ours.version, theirs.version) == (2, 1)
    assert ours.docx == REMINDER.docx
    assert sign_in("jiro").get(here).status_code == 404


def test_an_office_version_holds_for_every_department_without_an_own_one(sign_in, office, people):
    put_in_force(sign_in, begin(sign_in("hanako"), own=False))
    own = begin(sign_in("hanako"))
    put_in_force(sign_in, own)
    day = date(2026, 12, 7)
    assert in_force(office, people.jiro, day).version == 2
    assert in_force(office, people.hanako, day).office_version_id == int(own.rsplit("/", 1)[1])


def test_the_later_of_two_versions_holds_from_its_own_day(sign_in, office, people):
    for day in ("令和8年12月1日", "令和8年12月20日"):
        put_in_force(sign_in, begin(sign_in("hanako")), day={"day": day})
    found = [
        in_force(office, people.hanako, date(2026, *day)).version for day in ((11, 30), (12, 1), (12, 19), (12, 20))
    ]
    assert found == [1, 2, 2, 3]


def test_a_withdrawn_version_gives_way_to_the_one_before(sign_in, office, people):
    here = begin(sign_in("hanako"))
    put_in_force(sign_in, here)
    assert sign_in("hanako").post(f"{here}/withdraw").status_code == 403
    assert sign_in("taro").post(f"{here}/withdraw").status_code == 302
    assert in_force(office, people.hanako, date(2026, 12, 7)).version == 1


def test_what_was_typed_is_kept_when_approval_is_asked_for(sign_in, office, people):
    browser = sign_in("hanako")
    here = begin(browser)
    typed = {"title": "催告書（住宅）", "classes": "private", "label-氏名": "お名前", "required-氏名": "on"}
    assert browser.post(f"{here}/submit", typed, page=here).status_code == 302
    with reading(office.sessions) as session:
        row = find_version(session, people.hanako, int(here.rsplit("/", 1)[1]))
        assert row.state == "submitted"
        assert row.about["title"] == "催告書（住宅）"
        assert next(one for one in row.about["fields"] if one["name"] == "氏名")["label"] == "お名前"


def test_an_approver_may_send_a_version_back_and_it_can_be_mended(sign_in, people):
    browser = sign_in("hanako")
    here = begin(browser)
    browser.post(f"{here}/submit")
    assert (
        browser.post(here, {"title": "直す", "classes": "private"}, page=here).status_code == 422
    )  # waits, not a draft
    assert sign_in("taro").post(f"{here}/take-back").status_code == 302
    assert "起案中" in browser.get(here).get_data(as_text=True)
    assert browser.post(here, {"title": "直した", "classes": "private"}, page=here).status_code == 302


def test_a_day_that_cannot_be_read_puts_nothing_in_force_and_is_shown_again(sign_in, people):
    here = begin(sign_in("hanako"))
    sign_in("hanako").post(f"{here}/submit")
    answer = sign_in("taro").post(f"{here}/approve", {"day": "12月の初め"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "12月の初め" in page and "承認待ち" in page


def test_a_version_in_force_is_not_changed_but_followed(sign_in, people):
    here = begin(sign_in("hanako"))
    put_in_force(sign_in, here)
    answer = sign_in("hanako").post(here, {"title": "後から直す", "classes": "private"}, page=here)
    assert answer.status_code == 422
    assert "この版の状態が変わっています" in answer.get_data(as_text=True)


def test_mending_the_word_file_keeps_what_was_described(sign_in, office, people):
    browser = sign_in("hanako")
    here = begin(browser)
    typed = {"title": "催告書", "classes": "private", "label-受付時間": "窓口の時間", "label-氏名": "お名前"}
    browser.post(here, typed, page=here)
    for docx, there in ((reworded("{{ 受付時間 }}", "平日"), False), (REMINDER.docx, True)):
        data = {"file": (BytesIO(docx), "催告書.docx")}
        assert browser.post(f"{here}/file", data, page=here, content_type="multipart/form-data").status_code == 302
        with reading(office.sessions) as session:
            about = find_version(session, people.hanako, int(here.rsplit("/", 1)[1])).about
        labels = {one["name"]: one["label"] for one in about["fields"]}
        assert labels["氏名"] == "お名前"
        assert ("受付時間" in labels) is there
    assert labels["受付時間"] == "窓口の時間"  # lost for a while, not forgotten


def test_pressing_read_again_without_a_file_says_so_and_keeps_what_was_typed(sign_in):
    browser = sign_in("hanako")
    here = begin(browser)
    answer = browser.post(f"{here}/file", {"title": "途中まで", "classes": "private"}, page=here)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "直した Word ファイルを選んでから" in page and "途中まで" in page


def test_the_page_of_changes_names_fields_words_and_broken_mappings(sign_in, office, people):
    save_mapping(office, people.hanako, 整理番号="宛名番号（課）", 氏名="お名前")
    save_mapping(office, people.jiro, 整理番号="次郎の見出し")
    here = begin(sign_in("hanako"), reworded("{{ 整理番号 }}", "{{ 窓口番号 }}"), own=False)
    page = sign_in("hanako").get(f"{here}/changes").get_data(as_text=True)
    assert "窓口番号" in page and "増える" in page
    assert "なくなる" in page
    for words in ("見本住宅課", "宛名番号（課）", "次郎の見出し"):
        assert words in page
    assert "お名前" not in page  # still read as before


def test_a_department_s_own_version_breaks_no_mapping_of_another(sign_in, office, people):
    save_mapping(office, people.hanako, 整理番号="宛名番号（課）")
    save_mapping(office, people.jiro, 整理番号="次郎の見出し")
    here = begin(sign_in("hanako"), reworded("{{ 整理番号 }}", "{{ 窓口番号 }}"))
    page = sign_in("hanako").get(f"{here}/changes").get_data(as_text=True)
    assert "宛名番号（課）" in page
    assert "次郎の見出し" not in page


def test_a_lost_column_of_a_table_breaks_its_mapping(office, people):
    save_mapping(office, people.hanako, **{"明細：期別": "納期"})
    about = dict(REMINDER.about)
    fields = [dict(one) for one in about["fields"]]
    for one in fields:
        if one["name"] == "明細":
            one["columns"] = [column for column in one["columns"] if column["name"] != "期別"]
    new = form_from("催告書", {**about, "fields": fields}, REMINDER.docx)
    with reading(office.sessions) as session:
        found = changes(session, REMINDER, new, department_id=people.hanako.department_id)
    assert [(one.heading, one.column) for one in found.broken_mappings] == [("納期", "明細：期別")]
    assert found.breaking


def test_a_version_is_compared_with_the_one_it_follows_also_after_it_came_into_force(sign_in, office, people):
    first = begin(sign_in("hanako"), reworded("同封の納付書", "第一の納付書"))
    put_in_force(sign_in, first, day={"day": "令和8年11月1日"})
    second = begin(sign_in("hanako"), reworded("同封の納付書", "第二の納付書"))
    put_in_force(sign_in, second, day={"day": "令和8年11月2日"})
    with reading(office.sessions) as session:
        rows = [find_version(session, people.hanako, int(one.rsplit("/", 1)[1])) for one in (first, second)]
        before = [form_before(session, office, row, date(2026, 11, 24)) for row in rows]
    assert [form.version for form in before] == [1, 2]
    page = sign_in("hanako").get(f"{second}/changes").get_data(as_text=True)
    assert "第一の納付書" in page and "第二の納付書" in page


@pytest.mark.parametrize("other", ["shipped", "first"])
def test_any_two_versions_can_be_compared(sign_in, people, other):
    first = begin(sign_in("hanako"), reworded("同封の納付書", "第一の納付書"))
    second = begin(sign_in("hanako"), reworded("同封の納付書", "第二の納付書"))
    wanted = "shipped" if other == "shipped" else first.rsplit("/", 1)[1]
    page = sign_in("hanako").get(f"{second}/changes?with={wanted}").get_data(as_text=True)
    assert ("第一の納付書" in page) is (other == "first")
    assert "第二の納付書" in page


def test_a_version_of_another_form_is_no_partner_for_comparison(sign_in, people):
    here = begin(sign_in("hanako"))
    other = begin(sign_in("hanako"), name="催告書（別）")
    assert sign_in("hanako").get(f"{here}/changes?with={other.rsplit('/', 1)[1]}").status_code == 422


def test_a_new_form_begins_with_its_first_version(sign_in, office, people):
    here = begin(sign_in("hanako"), name="催告書（別）")
    assert "第1版" in sign_in("hanako").get(here).get_data(as_text=True)
    assert "前の版はありません" in sign_in("hanako").get(f"{here}/changes").get_data(as_text=True)


def test_letters_are_made_from_a_form_of_the_workshop(sign_in, office, people, cases):
    from tests.notices.test_workshop_letters import begin as begin_new
    from tests.notices.test_workshop_letters import letter

    docx = letter("{{ 氏名 }}　様", "{{ 納期限 }}までの{{ 元金 }}が未納です。")
    here = begin_new(sign_in("hanako"), docx, classes=["compulsory_public"]).headers["Location"]
    sign_in("hanako").post(here, {"title": "納付のお知らせ", "classes": "compulsory_public"}, page=here)
    put_in_force(sign_in, here, day={"day": "令和8年11月1日"})
    page = sign_in("hanako").get(f"/notices/new?case={cases['nhi']}&form=納付のお知らせ").get_data(as_text=True)
    assert "架空 一郎" in page and "令和8年6月30日" in page and "56,400円" in page


def test_saving_after_a_refused_request_saves_and_does_not_request(sign_in, people):
    browser = sign_in("hanako")
    here = begin(browser)
    refused = browser.post(f"{here}/submit", {"title": "", "classes": "private"}, page=here)
    assert refused.status_code == 422
    assert f'action="{here}" id="describe"' in refused.get_data(as_text=True)


def test_the_home_page_tells_who_has_to_do_something(sign_in, people):
    here = begin(sign_in("hanako"))
    assert "様式の起案中" in sign_in("hanako").get("/").get_data(as_text=True)
    sign_in("hanako").post(f"{here}/submit")
    assert "様式の承認待ち（架空 花子）" in sign_in("taro").get("/").get_data(as_text=True)
    assert "様式の承認待ち" not in sign_in("hanako").get("/").get_data(as_text=True)


def test_a_disposition_that_lost_its_appeal_notice_is_not_sent_for_approval(sign_in, people):
    """行政不服審査法82条: a 処分 goes out with its 教示."""
    browser = sign_in("hanako")
    page = "/notices/forms/督促状-公債権/change"
    document = Document()
    document.add_paragraph("{{ 氏名 }}　様")
    data = {"name": "督促状-公債権", "own": "y", "file": (BytesIO(bytes_of(document)), "督促状.docx")}
    here = browser.post(page, data, page=page, content_type="multipart/form-data").headers["Location"]
    assert "教示文がありません" in browser.get(here).get_data(as_text=True)
    answer = browser.post(f"{here}/submit")
    assert answer.status_code == 422
    assert "教示文の項目がありません" in answer.get_data(as_text=True)
