"""書きかけ: what is typed into a letter is there again, for its author alone, until it has become a draft."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal.db import reading, unit_of_work
from portal.ledger.models import Case
from portal.notices.editing import Input
from portal.notices.library import FormField
from portal.notices.models import LetterTyping
from tests.notices.test_case_letters import batch_id, draft, fields_of, index_of

FORM = "督促状-公債権"


def letter(cases) -> str:
    return f"/notices/new?case={cases['nhi']}&form={FORM}"


def type_into(browser, cases, *, version=0, url=None, page=None, **typed):
    """What the page sends by itself a moment after a key was pressed."""
    here = page or letter(cases)
    fields = fields_of(browser.get(here).get_data(as_text=True))
    target = url or f"/notices/typing?case={cases['nhi']}&form={FORM}"
    return browser.post(target, {**fields, **typed, "typing_version": str(version)}, page=here)


def rows(office):
    with reading(office.sessions) as session:
        return session.scalars(select(LetterTyping)).all()


def field(browser, cases, name):
    return index_of(browser, cases["nhi"], FORM, name)


def test_what_was_typed_is_there_again_though_it_cannot_be_read_yet(sign_in, office, cases):
    browser = sign_in("hanako")
    due, reason = field(browser, cases, "納期限"), field(browser, cases, "理由")
    answer = type_into(browser, cases, **{due: "令和8年2月30", reason: "書きかけの理由", "issue_day": "12月"})
    assert answer.status_code == 200 and "自動で保存しました" in answer.get_data(as_text=True)
    assert answer.headers["HX-Trigger"] == "draft-saved"
    page = browser.get(letter(cases)).get_data(as_text=True)
    assert "に保存した書きかけです" in page
    for text in ("令和8年2月30", "書きかけの理由", 'value="12月"'):
        assert text in page


def test_only_what_a_person_changed_is_kept_the_rest_is_computed_anew(sign_in, office, cases, people):
    browser = sign_in("hanako")
    reason = field(browser, cases, "理由")
    type_into(browser, cases, **{reason: "書きかけの理由"})
    (row,) = rows(office)
    assert row.texts["fields"] == {"理由": "書きかけの理由"} and row.texts["tables"] == {}
    with unit_of_work(office.sessions) as session:
        session.get(Case, cases["nhi"]).debtor.name = "架空 改名"
    page = browser.get(letter(cases)).get_data(as_text=True)
    assert "架空 改名" in page and "書きかけの理由" in page


def test_a_table_half_typed_is_there_again(sign_in, office, cases):
    browser = sign_in("hanako")
    here = f"/notices/new?case={cases['nhi']}&form=催告書"
    fields = fields_of(browser.get(here).get_data(as_text=True))
    name = next(key for key in fields if key.startswith("t-") and fields[key] == "第1期")
    url = f"/notices/typing?case={cases['nhi']}&form=催告書"
    type_into(browser, cases, url=url, page=here, **{name: "第1期（書きかけ）"})
    assert "第1期（書きかけ）" in browser.get(here).get_data(as_text=True)


def test_without_javascript_the_button_keeps_what_cannot_be_a_draft_yet(sign_in, office, cases):
    browser = sign_in("hanako")
    due = field(browser, cases, "納期限")
    answer = draft(browser, cases["nhi"], FORM, **{due: "令和8年2月30日"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and "書きかけとして保存しました" in page
    assert "令和8年2月30日" in browser.get(letter(cases)).get_data(as_text=True)


def test_a_saved_draft_takes_the_place_of_what_was_typed(sign_in, office, cases):
    browser = sign_in("hanako")
    type_into(browser, cases, **{field(browser, cases, "理由"): "書きかけの理由"})
    url = letter(cases)
    fields = fields_of(browser.get(url).get_data(as_text=True))
    number = batch_id(browser.post(url, fields, page=url))
    assert rows(office) == []
    assert "書きかけの理由" in browser.get(f"/notices/batches/{number}").get_data(as_text=True)


def test_it_stands_on_the_home_page_and_among_the_notices_of_its_author_alone(sign_in, office, cases):
    type_into(sign_in("hanako"), cases, **{field(None, cases, "理由"): "x"})
    for path in ("/", "/notices/"):
        page = sign_in("hanako").get(path).get_data(as_text=True)
        assert "督促状（公債権）" in page and "K-1" in page, path
    for other in ("taro", "jiro"):
        browser = sign_in(other)
        assert "書きかけ" not in browser.get("/").get_data(as_text=True)
        assert "書きかけ" not in browser.get("/notices/").get_data(as_text=True)
    assert "書きかけ" not in sign_in("taro").get(letter(cases)).get_data(as_text=True)


def test_nobody_else_can_throw_it_away(sign_in, office, cases):
    type_into(sign_in("hanako"), cases, **{field(None, cases, "理由"): "x"})
    (row,) = rows(office)
    for other in ("taro", "jiro"):
        assert sign_in(other).post(f"/notices/typing/{row.id}/discard").status_code == 404
    answer = sign_in("hanako").post(f"/notices/typing/{row.id}/discard")
    assert answer.status_code == 302 and f"case={cases['nhi']}" in answer.headers["Location"]
    assert rows(office) == []


def test_a_second_window_that_is_behind_overwrites_nothing(sign_in, office, cases):
    browser = sign_in("hanako")
    reason = field(browser, cases, "理由")
    type_into(browser, cases, version=0, **{reason: "一つ目"})
    type_into(browser, cases, version=1, **{reason: "一つ目の続き"})
    behind = type_into(browser, cases, version=1, **{reason: "二つ目の窓"})
    assert "別の画面で先に保存されています" in behind.get_data(as_text=True)
    assert "HX-Trigger" not in behind.headers
    assert [row.texts["fields"]["理由"] for row in rows(office)] == ["一つ目の続き"]


@pytest.mark.parametrize("step", ["submit", "drop"])
def test_what_was_typed_into_a_draft_goes_when_the_draft_goes_on(sign_in, office, cases, step):
    browser = sign_in("hanako")
    number = batch_id(draft(browser, cases["nhi"], FORM))
    edit = f"/notices/batches/{number}/edit"
    url = f"/notices/typing?case={cases['nhi']}&batch={number}"
    type_into(browser, cases, url=url, page=edit, **{field(browser, cases, "理由"): "変更の途中"})
    assert "変更の途中" in browser.get(edit).get_data(as_text=True)
    assert "変更の途中" not in browser.get(letter(cases)).get_data(as_text=True)
    browser.post(f"/notices/batches/{number}/{step}")
    assert rows(office) == []


def test_a_draft_that_went_on_cannot_be_typed_into(sign_in, office, cases):
    browser = sign_in("hanako")
    number = batch_id(draft(browser, cases["nhi"], FORM))
    browser.post(f"/notices/batches/{number}/submit")
    answer = browser.post(f"/notices/typing?case={cases['nhi']}&batch={number}", {"issue_day": "x"})
    assert "変更できません" in answer.get_data(as_text=True)
    assert rows(office) == []


def test_a_letter_about_another_claim_is_another_letter(sign_in, office, cases):
    browser = sign_in("hanako")
    with reading(office.sessions) as session:
        first, second = (claim.id for claim in session.get(Case, cases["nhi"]).claims)
    reason = field(browser, cases, "理由")
    for claim, text in ((first, "第1期の理由"), (second, "第2期の理由")):
        url = f"/notices/typing?case={cases['nhi']}&form={FORM}&claim={claim}"
        type_into(browser, cases, url=url, page=f"{letter(cases)}&claim={claim}", **{reason: text})
    page = browser.get(f"{letter(cases)}&claim={second}").get_data(as_text=True)
    assert "第2期の理由" in page and "第1期の理由" not in page


def test_an_address_under_support_measures_is_not_kept(sign_in, office, cases):
    with unit_of_work(office.sessions) as session:
        session.get(Case, cases["nhi"]).debtor.support_measure = True
    browser = sign_in("hanako")
    address = field(browser, cases, "住所")
    type_into(browser, cases, **{address: "探り", field(browser, cases, "理由"): "x"})
    (row,) = rows(office)
    assert "住所" not in row.texts["fields"]


def test_far_too_much_text_is_a_sentence(sign_in, office, cases):
    browser = sign_in("hanako")
    answer = type_into(browser, cases, **{field(browser, cases, "理由"): "長" * 200_001})
    assert "入力が長すぎる" in answer.get_data(as_text=True)
    assert rows(office) == []


def test_another_department_cannot_type_about_the_case(sign_in, office, cases):
    answer = sign_in("jiro").post(f"/notices/typing?case={cases['nhi']}&form={FORM}", {"issue_day": "R8.11.24"})
    assert "見つかりません" in answer.get_data(as_text=True)
    assert rows(office) == []


def test_a_day_typed_days_ago_is_said_to_be_far_off_when_it_is_saved(sign_in, office, cases, clock):
    browser = sign_in("hanako")
    type_into(browser, cases, **{field(browser, cases, "理由"): "書きかけの理由"})
    clock.now += timedelta(days=60)
    browser = sign_in("hanako")
    url = letter(cases)
    page = browser.get(url).get_data(as_text=True)
    assert "令和8年11月24日" in page
    answer = browser.post(url, fields_of(page), page=url)
    assert answer.status_code == 422 and "前後31日以内" in answer.get_data(as_text=True)
    assert date(2027, 1, 23) == (clock.now + timedelta(hours=9)).date()


@pytest.mark.parametrize(
    ("cells", "sizes", "step"),
    [
        ([["令和8年10月19日", "9,800円"], ["", ""]], [16, 9], 36),  # era dates whole, never too narrow to type into
        ([["生活保護法63条返還金（平成30年10月1日以後に支弁した保護費）"] * 6], [30] * 6, 76),
        (
            [["国民健康保険料", "令和8年度", "第1期", "令和8年10月19日", "56,400円", "1,300円", "57,700円"]],
            [15, 10, 9, 16, 9, 9, 9],
            56,
        ),
    ],
)
def test_a_table_knows_the_width_it_needs(cells, sizes, step):
    one = Input(0, FormField("明細", "明細", "table", True, None), "", "", cells)
    assert (one.sizes, one.stacks_below) == (sizes, step)
