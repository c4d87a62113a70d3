"""What an officer and a lawyer expect of every form: who may be told what, the items a statute names, sums that add up."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.table import Table

from portal.documents import compile_form
from tests.templates.conftest import ShippedForm, shipped_forms
from tests.templates.test_word_forms import text_of, without_optional

# The lawyer's packet and the papers of a meeting are no notices: their lists may break, they follow the court's or the chair's habits.
OTHER_PAPERS = {"委任依頼書", "債権概要書", "経過記録", "証拠説明書", "議事録", "会議次第"}
FORMS = [form for form in shipped_forms() if form.name not in OTHER_PAPERS]
BY_NAME = {form.name: form for form in FORMS}
every_form = pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
SENT = {"debtor", "guarantor", "heir", "third_party"}
LETTERS = [form for form in FORMS if "郵便番号" in form.example]
every_letter = pytest.mark.parametrize("form", LETTERS, ids=lambda form: form.name)
# 処分 that only favour the addressee, or papers to an execution authority whose effect the debtor is told in another one.
WITHOUT_INSTRUCTION = {
    "滞納処分の停止通知書",
    "差押解除通知書",
    "差押解除通知書-第三債務者",
    "交付要求書",
    "参加差押書",
}
# Reminders, announcements, inquiries and information are no 処分: an instruction on appeal would be wrong on them.
NO_DISPOSITION = (
    "催告",
    "予告",
    "照会",
    "呼出",
    "不在",
    "お知らせ",
    "ご案内",
    "弁明",
    "補正",
    "みなし",
    "公用請求",
    "申請書",
    "申出",
    "調査",
)


def rendered(form: ShippedForm, **changed: Any) -> Any:
    values = {**form.example, **changed}
    return Document(io.BytesIO(compile_form(form.docx.read_bytes()).render(values).content))


def words(document: Any) -> list[str]:
    return [
        "".join(text.text or "" for text in paragraph.iter(qn("w:t")))
        for paragraph in document.element.body.iter(qn("w:p"))
    ]


def cells(document: Any) -> Iterator[tuple[Any, list[Any]]]:
    """Each table row as its element and its cell elements."""
    for row in document.element.body.iter(qn("w:tr")):
        yield row, row.findall(qn("w:tc"))


def text_in(element: Any) -> str:
    return "".join(text.text or "" for text in element.iter(qn("w:t")))


def blank_labels(document: Any) -> list[str]:
    """Labels (shaded cells) with an empty cell at their right."""
    found = []
    for _, row in cells(document):
        for left, right in zip(row, row[1:], strict=False):
            shaded = [cell.find(f"{qn('w:tcPr')}/{qn('w:shd')}") is not None for cell in (left, right)]
            if shaded == [True, False] and text_in(left) and not text_in(right).strip():
                found.append(text_in(left))
    return found


@every_form
def test_below_is_followed_by_ki_and_closed_by_ijo(form: ShippedForm) -> None:
    """下記 needs its 記, and what 記 opened is closed by 以上; who has no 記 says 次の."""
    lines = words(rendered(form))
    assert (any("下記" in line for line in lines)) == ("記" in lines) == ("以上" in lines)


@every_form
def test_adverse_disposition_tells_how_to_appeal(form: ShippedForm) -> None:
    if form.about["disposition"] and form.name not in WITHOUT_INSTRUCTION:
        assert form.about["appeal_notice"] == "auto", "a 処分 without 教示文"
    if any(word in form.name + form.about["title"] for word in NO_DISPOSITION):
        assert not form.about["disposition"] and form.about["appeal_notice"] == "none"


@every_form
def test_adverse_disposition_gives_its_reason(form: ShippedForm) -> None:
    """行政手続法8条・14条、地方税法18条の4第1項: refusals, revocations, demands and decisions carry a reason."""
    if re.search(r"不許可|不承認|取消通知|督促状-(公債権|地方税)|変更通知|差押調書|決定通知書", form.name):
        assert "理由" in form.example and next(f for f in form.about["fields"] if f["name"] == "理由")["required"]


@every_form
def test_empty_optional_fields_leave_no_trace(form: ShippedForm) -> None:
    """No label without its value, no empty brackets, no comma after nothing (a ledger sheet and a record have blanks)."""
    if form.about["addressee"] == "internal":
        return
    filled = {
        field["name"]: "架空の値"
        for field in form.about["fields"]
        if not field["required"] and field["type"] in {"text", "choice"}
    }
    for field in form.about["fields"]:
        if not field["required"] and field["type"] == "lines":
            filled[field["name"]] = ["架空の値"]
    meant = blank_labels(rendered(form, **filled))
    bare = rendered(form, **without_optional(form))
    assert blank_labels(bare) == meant
    assert not re.search(r"None|（）|「」|、、|。。|、。|：$", text_of_document(bare))


def text_of_document(document: Any) -> str:
    return "\n".join(words(document))


@every_form
def test_long_list_repeats_its_heading_and_breaks_no_row(form: ShippedForm) -> None:
    for field in form.about["fields"]:
        if field["type"] != "table":
            continue
        document = rendered(form, **{field["name"]: (field["example"] * 60)[:60]})
        longest = max((Table(table, document) for table in document.element.body.iter(qn("w:tbl"))), key=row_count)
        assert row_count(longest) >= 61
        assert longest._tbl.tr_lst[0].find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
        assert all(row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in longest._tbl.tr_lst)


def row_count(table: Table) -> int:
    return len(table._tbl.tr_lst)


@every_form
def test_amounts_in_lists_stand_at_the_right_and_hold_nine_digits(form: ShippedForm) -> None:
    document = Document(str(form.docx))
    styles = {style.style_id: style for style in document.styles}
    for _, row in cells(document):
        for cell in row:
            for paragraph in cell.findall(qn("w:p")):
                if re.search(r"行\.(?!日数)\w+\|桁区切り", text_in(paragraph)):
                    properties = paragraph.find(qn("w:pPr"))
                    assert properties.find(qn("w:jc")).get(qn("w:val")) == "right"
                    width = int(cell.find(f"{qn('w:tcPr')}/{qn('w:tcW')}").get(qn("w:w"))) / 20 - 2 * 4.25
                    size = styles[properties.find(qn("w:pStyle")).get(qn("w:val"))].font.size.pt
                    assert width >= 11 * size / 2, text_in(paragraph)


@every_letter
def test_address_stands_in_the_window_of_the_envelope(form: ShippedForm) -> None:
    """長3窓: left 20 mm and top 12 to 15 mm, at most 84 mm wide; 文書番号 or date at the right."""
    if form.about["addressee"] == "applicant" or form.docx.stem == "公示送達書":
        return
    document = rendered(form)
    section = document.sections[0]
    assert 12 <= section.top_margin.mm <= 15 and 19.5 <= section.left_margin.mm <= 22
    body = [element for element in document.element.body if element.tag in {qn("w:tbl"), qn("w:p")}]
    assert body[0].tag == qn("w:tbl"), "something stands before the address"
    left, _, right = next(body[0].iter(qn("w:tr"))).findall(qn("w:tc"))
    assert text_in(left).startswith("〒") and re.search(r"様|御中", text_in(left))
    assert int(left.find(f"{qn('w:tcPr')}/{qn('w:tcW')}").get(qn("w:w"))) / 56.7 <= 84.5
    assert {paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}").get(qn("w:val")) for paragraph in right.iter(qn("w:p"))} == {"右上"}  # fmt: skip


@every_letter
def test_letter_says_whom_to_ask(form: ShippedForm) -> None:
    if form.about["addressee"] != "applicant":
        assert {"担当課", "電話番号", "受付時間", "担当所在地"} <= set(form.example)


@every_form
def test_contact_box_is_never_alone_on_a_page(form: ShippedForm) -> None:
    """The paragraphs before the box that ends the letter keep with it."""
    body = list(Document(str(form.docx)).element.body)
    boxes = [element for element in body if element.tag == qn("w:tbl") and "受付時間" in text_in(element)]
    for box in boxes:
        before = body[body.index(box) - 1]
        assert before.tag == qn("w:p") and before.find(f"{qn('w:pPr')}/{qn('w:keepNext')}") is not None


def test_absence_slip_says_nothing_of_a_debt() -> None:
    """Whoever finds the slip must not learn of a debt: no amount, no claim, no word of paying."""
    form = BY_NAME["不在通知"]
    assert not set(form.example) & {"債権名", "元金", "合計", "総合計", "納期限", "期別", "明細"}
    template = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "", text_of(form.docx))
    assert not re.search(r"債|納|滞|未払|支払|督促|催告|税|料金|差押|円", template)


def test_public_service_notice_shows_only_paper_and_person() -> None:
    """地方税法20条の2第2項: what identifies the paper, the name, and that it is kept and handed out at any time."""
    form = BY_NAME["公示送達書"]
    assert not set(form.example) & {"郵便番号", "住所", "方書", "元金", "総合計", "明細", "債務者住所", "生年月日"}
    assert {"公示書類名", "公示書類番号", "氏名", "公示開始日"} <= set(form.example)
    assert "いつでも送達を受けるべき者に交付します" in text_of(form.docx)


def test_third_debtor_is_not_told_why_the_seizure_was_lifted() -> None:
    assert not set(BY_NAME["差押解除通知書-第三債務者"].example) & {"理由", "明細", "総合計"}


def test_trade_partner_is_not_told_the_day_of_birth_nor_the_amount() -> None:
    for name in ("財産調査照会書-取引先", "財産調査照会書-給与", "財産調査照会書-預貯金", "官公署照会書"):
        assert not set(BY_NAME[name].example) & {"明細", "総合計", "元金"}
    assert "債務者生年月日" not in BY_NAME["財産調査照会書-取引先"].example


ARREARS = {"債務者氏名", "債務者住所", "明細"}
REQUIRED_BY_LAW: dict[str, tuple[str, set[str], tuple[str, ...]]] = {
    "督促状-地方税": ("地方税法329条", {"根拠条文", "債権名", "年度", "期別", "通知書番号", "納期限", "元金", "延滞金", "指定期限", "理由", "教示文"}, ()),
    "督促状-公債権": ("地方自治法231条の3第1項", {"根拠条文", "債権名", "年度", "期別", "納期限", "元金", "指定期限", "理由", "教示文"}, ()),
    "督促状-私債権": ("地方自治法施行令171条", {"債権名", "契約日", "納期限", "元金", "利息", "遅延損害金", "指定期限"}, ("第171条",)),
    "差押調書": ("国税徴収法施行令21条", ARREARS | {"差押財産", "作成日", "職員職名", "担当者", "捜索日時", "捜索場所", "立会人", "処分禁止文", "理由", "教示文"}, ("捜索した",)),
    "債権差押通知書-預金": ("国税徴収法施行令27条", ARREARS | {"差押債権", "差押額", "履行期限文"}, ("債務の履行を禁じます", "徴税吏員に対して履行してください")),
    "債権差押通知書-給与": ("国税徴収法施行令27条、34条", ARREARS | {"差押債権", "履行期限文", "最低生活費", "最低生活費内訳"}, ("債務の履行を禁じます", "徴税吏員に対して履行してください", "第76条第1項")),
    "差押解除通知書": ("国税徴収法80条", {"差押財産", "差押日", "解除日", "解除根拠", "理由"}, ()),
    "差押解除通知書-第三債務者": ("国税徴収法80条1項", {"差押財産", "差押日", "解除日", "解除根拠"}, ("第80条第1項",)),
    "差押通知書-質権者等": ("国税徴収法施行令22条", ARREARS | {"差押財産", "差押日", "仮登記文"}, ()),
    "交付要求書": ("国税徴収法施行令36条1項", ARREARS | {"事件番号", "手続財産"}, ()),
    "交付要求通知書": ("国税徴収法施行令36条2項", {"明細", "執行機関名", "事件番号", "手続財産", "交付要求日", "教示文"}, ()),
    "参加差押書": ("国税徴収法施行令38条", ARREARS | {"差押財産"}, ()),
    "参加差押通知書": ("国税徴収法施行令38条", {"明細", "執行機関名", "差押財産", "差押日", "教示文"}, ()),
    "配当計算書": ("国税徴収法施行令49条", {"債務者氏名", "債務者住所", "換価代金", "配当", "交付日", "交付時刻", "教示文"}, ("異議",)),
    "捜索調書": ("国税徴収法施行令52条", ARREARS | {"捜索日時", "捜索場所", "捜索第三者", "立会人", "職員職名", "担当者"}, ()),
    "差押財産搬出調書": ("国税徴収法施行令26条の2", {"差押財産", "職員職名", "担当者"}, ("第26条の2",)),
    "債権証書等取上調書": ("国税徴収法施行令28条", {"債務者氏名", "債務者住所", "証書名"}, ()),
    "住民票等公用請求書": ("住民基本台帳法12条の2第2項", {"発信者職名", "職員職名", "担当者", "請求対象者", "請求事由", "請求根拠"}, ("個人番号",)),
    "戸籍謄本等公用請求書": ("戸籍法10条の2第2項", {"職員職名", "担当者", "事務の種類", "事務の根拠", "請求事由", "請求根拠"}, ()),
    "徴収猶予許可通知書": ("地方税法15条の2の2第1項", {"猶予根拠", "明細", "猶予金額", "猶予開始日", "猶予終了日", "分割計画", "担保", "延滞金取扱", "教示文"}, ("取り消される",)),
    "換価の猶予許可通知書": ("地方税法15条の6の2第3項", {"猶予根拠", "明細", "猶予金額", "猶予開始日", "猶予終了日", "分割計画", "教示文"}, ()),
    "職権換価の猶予通知書": ("地方税法15条の5の2第3項", {"猶予根拠", "明細", "猶予金額", "猶予開始日", "猶予終了日", "分割計画"}, ()),
    "徴収猶予取消通知書": ("地方税法15条の3第3項", {"取消根拠", "取消日", "理由", "弁明手続", "明細", "教示文"}, ()),
    "徴収猶予弁明通知書": ("地方税法15条の3第2項", {"取消根拠", "取消原因", "弁明期限", "弁明方法"}, ("正当な理由がなく",)),
    "猶予申請補正通知書": ("地方税法15条の2第7項", {"補正事項", "補正期限", "補正根拠", "みなし根拠"}, ("取り下げたものとみなされます",)),
    "猶予申請みなし取下げ通知書": ("地方税法15条の2第8項", {"補正事項", "補正期限", "取下げ日", "みなし根拠"}, ()),
    "滞納処分の停止通知書": ("地方税法15条の7第2項", {"停止根拠", "停止日", "理由", "明細", "消滅予定日"}, ("同条第2項",)),
    "納付義務消滅通知書": ("地方税法15条の7第4項", {"消滅根拠", "停止日", "消滅日", "理由", "明細"}, ()),
    "期限の利益喪失通知書-保証人": ("民法458条の3第1項", {"喪失日", "了知日", "債務者氏名", "明細"}, ("民法第458条の3第1項",)),
    "保証債務履行請求書": ("民法446条", {"債務者氏名", "保証契約日", "極度額", "理由", "充当順", "明細", "指定期限"}, ()),
    "履行期限繰上通知書": ("地方自治法施行令171条の3", {"繰上根拠", "繰上期限", "理由", "明細"}, ()),
    "履行延期特約申請書": ("地方自治法施行令171条の6", {"債務者氏名", "発生原因", "明細"}, ("質問", "期限を繰り上げる", "既に生じた遅延損害金")),
    "時効援用申出書": ("民法145条", {"債権名", "明細"}, ("消滅時効を援用します",)),
    "相続人代表者指定届": ("地方税法9条の2第1項", {"被相続人氏名", "届出根拠"}, ("滞納処分を除く",)),
    "公示送達書": ("地方税法20条の2第3項", {"公示根拠"}, ("7日を経過した時",)),
    "生活保護法63条返還決定通知書": ("生活保護法63条", {"資力発生日", "資力内容", "対象期間", "支弁額", "返還対象額", "控除額", "控除理由", "返還額", "指定期限", "理由", "教示文"}, ()),
    "生活保護法78条徴収決定通知書": ("生活保護法78条", {"根拠条文", "不正事実", "徴収対象額", "加算割合", "徴収額", "指定期限", "理由", "教示文"}, ()),
    "徴収金納入申出書": ("生活保護法78条の2第1項", {"根拠条文", "徴収額"}, ("生活の維持に支障がない", "本人の意思")),
}  # fmt: skip
DEBTOR_IN_FORM = {"履行延期特約申請書"}  # the applicant is the debtor


@pytest.mark.parametrize("name", REQUIRED_BY_LAW)
def test_items_named_by_the_statute_are_there(name: str) -> None:
    _, fields, phrases = REQUIRED_BY_LAW[name]
    missing = fields - set(BY_NAME[name].example) - ({"債務者氏名"} if name in DEBTOR_IN_FORM else set())
    assert not missing
    text = text_of_document(rendered(BY_NAME[name]))
    conditional = {"捜索した"}  # printed when the optional field is filled
    assert all(
        phrase in text or (phrase in conditional and phrase in text_of(BY_NAME[name].docx)) for phrase in phrases
    )


def test_year_item_period_due_date_and_amount_stand_in_every_list_of_arrears() -> None:
    """国税徴収法施行令21条1項2号など: 年度、税目、納期限及び金額."""
    for form in FORMS:
        for field in form.about["fields"]:
            if field["name"] == "明細":
                assert {"年度", "債権名", "期別", "納期限", "元金", "延滞金", "計"} <= {
                    column["name"] for column in field["columns"]
                }


@every_form
def test_sums_of_the_example_add_up(form: ShippedForm) -> None:
    values = form.example
    rows = values.get("明細", [])
    for row in rows:
        assert row["元金"] + row["延滞金"] == row["計"]
    for total, column in (("元金合計", "元金"), ("延滞金合計", "延滞金"), ("総合計", "計")):
        if rows and total in values:
            assert values[total] == sum(row[column] for row in rows), total
    if "合計" in values and "元金" in values:
        charges = ("利息", "督促手数料", "延滞金", "遅延損害金")
        assert values["合計"] == values["元金"] + sum(values.get(name, 0) for name in charges)
    if "減免額" in values:
        left = values.get("延滞金", values.get("遅延損害金"))
        assert values["減免前延滞金"] - values["減免額"] == left


@every_form
def test_instalments_of_the_example_pay_the_whole(form: ShippedForm) -> None:
    plan = form.example.get("分割計画")
    if not plan:
        return
    assert plan[-1]["残額"] == 0
    due = [row["納付期限"] for row in plan]
    assert due == sorted(due) and all(day.weekday() < 5 for day in due)
    for before, after in zip(plan, plan[1:], strict=False):
        assert before["残額"] - after["納付金額"] == after["残額"]
    whole = form.example.get("猶予金額", form.example.get("総合計"))
    if whole is not None:
        assert sum(row["納付金額"] for row in plan) == whole
    if "猶予終了日" in form.example:
        assert form.example["猶予開始日"] <= due[0] and due[-1] <= form.example["猶予終了日"]


@every_form
def test_terms_of_the_example_lie_after_the_letter_on_a_weekday(form: ShippedForm) -> None:
    sent = form.example.get("発信日")
    for name in ("指定期限", "回答期限", "連絡期限", "補正期限", "弁明期限", "繰上期限"):
        term = form.example.get(name)
        if isinstance(sent, date) and isinstance(term, date) and form.name != "猶予申請みなし取下げ通知書":
            assert term > sent and term.weekday() < 5


@every_form
def test_what_the_example_reports_is_not_after_the_letter(form: ShippedForm) -> None:
    """A letter cannot tell of a seizure, an application or a death of a later day."""
    told = form.example.get("発信日", form.example.get("作成日"))
    past = ("差押日", "解除日", "停止日", "消滅日", "申請日", "許可日", "取消日", "喪失日", "了知日", "死亡日", "通話日", "振替日", "督促日",
            "契約日", "保証契約日", "交付要求日", "先行差押日", "取立日", "放棄日", "委任日", "誓約日", "補正通知日", "計算日", "照会基準日")  # fmt: skip
    for name in past:
        day = form.example.get(name)
        if isinstance(told, date) and isinstance(day, date):
            assert day <= told, name


def test_demand_goes_out_in_twenty_days_and_gives_ten() -> None:
    """地方税法329条1項（20日以内）、331条1項1号（発した日から起算して10日を経過した日）."""
    for name in ("督促状-地方税", "督促状-公債権", "督促状-私債権"):
        values = BY_NAME[name].example
        assert values["発信日"] <= values["納期限"] + timedelta(days=20)
        assert values["指定期限"] >= values["発信日"] + timedelta(days=10)


def test_distribution_is_paid_on_the_eighth_day_at_the_earliest() -> None:
    """国税徴収法132条2項: seven days must have passed, counted from the day of dispatch."""
    values = BY_NAME["配当計算書"].example
    assert values["交付日"] >= values["発信日"] + timedelta(days=7)
    assert (values["発信日"] - values["取立日"]).days <= 3


def test_levies_and_public_charges_name_their_own_law() -> None:
    """A fee is seized because the date set by the demand passed (地方自治法231条の3第3項), not by the tax law's ten days."""
    for form in FORMS:
        reason = "".join(form.example.get("理由", []))
        names = {row["債権名"] for row in form.example.get("明細", [])}
        if names == {"国民健康保険料"}:
            assert "国税徴収法第47条" not in reason
            assert not str(form.example.get("猶予根拠", "")).startswith("地方税法")


@every_form
def test_guarantors_and_thirds_are_taken_from_their_own_source(form: ShippedForm) -> None:
    """An address drawn from the debtor would send the letter to the wrong person."""
    wanted = {"guarantor": "guarantor.", "heir": "heir.", "third_party": "third_party."}.get(form.about["addressee"])
    for field in form.about["fields"]:
        if wanted and field["name"] in {"郵便番号", "住所", "方書", "氏名"}:
            assert field["source"].startswith(wanted)


@every_form
def test_doubtful_articles_are_marked(form: ShippedForm) -> None:
    """An ordinance nobody has read is fictional in the example, and the description says it must be looked up."""
    example = " ".join(str(value) for value in form.example.values())
    if re.search(r"第00条", example):
        notes = form.about["note"] + "".join(field["help"] for field in form.about["fields"])
        assert "架空" in example and re.search(r"要確認|条例", notes)


@every_form
def test_sent_forms_have_a_signer_and_papers_an_applicant(form: ShippedForm) -> None:
    if form.about["addressee"] in SENT:
        assert form.about["signer"] in {"区長", "所管課長", "徴税吏員", "福祉事務所長", "職員"}
    if form.about["addressee"] == "applicant":
        assert form.about["signer"] in {"申請者", "債務者", "相続人", "被保護者"}
    if form.about["category"] == "生活保護返還金" and form.about["addressee"] in SENT:
        assert form.about["signer"] == "福祉事務所長"


@every_form
def test_seizure_papers_are_for_compulsory_claims_alone(form: ShippedForm) -> None:
    if form.about["category"] in {"滞納処分", "調査"} and "公用請求" not in form.about["title"]:
        assert form.about["claim_classes"] == ["compulsory_public"]


def test_titles_are_unique() -> None:
    titles = [form.about["title"] for form in FORMS]
    assert len(titles) == len(set(titles))
