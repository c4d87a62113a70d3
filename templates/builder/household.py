"""収支と財産の申告: what an applicant for 猶予 or 履行延期 tells about income, living costs, property and debts."""

from __future__ import annotations

from collections.abc import Sequence

from builder.blocks import Page
from builder.page import RIGHT
from builder.spec import COMPULSORY, NON_COMPULSORY, Form
from builder.tables import form_grid

GROUP = "納付緩和"
HAND_IN = "提出先・問合せ　{{ 担当課 }}{{ 担当係 }}　電話 {{ 電話番号 }}　整理番号 {{ 整理番号 }}"
INCOME = ["売上・給与・報酬", "年金・手当", "家族の収入", "その他（　　　　　　　　）", "収入の合計（Ａ）"]
COSTS = ["住居費（家賃・住宅ローン）", "食費・日用品", "水道光熱費・通信費", "医療費・教育費", "借入金の返済", "事業の経費・その他",
         "支出の合計（Ｂ）"]  # fmt: skip


def _head(page: Page, title: str, sentence: str) -> None:
    page.title(title)
    page.application_head()
    page.para(f"　{sentence}")


def _grid(page: Page, headings: Sequence[str], widths: Sequence[float], rows: int, *, presets: Sequence[str] = (),
          height: float = 7.5) -> None:  # fmt: skip
    """Headings, then rows whose first cell is printed, then empty rows; the last width takes what is left."""
    filled = [*widths, page.width - sum(widths)]
    form_grid(
        page.document, headings, filled, rows, row_height=height,
        presets=[(name, *[""] * (len(filled) - 1)) for name in presets],
    )  # fmt: skip


def _monthly(page: Page) -> None:
    """Income and costs of a usual month, side by side."""
    rows = [*zip([*INCOME[:-1], "", "", INCOME[-1]], COSTS, strict=True)]
    half = page.width / 2
    form_grid(
        page.document, ["収入", "金額（円）", "支出", "金額（円）"], [half - 27, 27, half - 27, 27], 0, row_height=6.5,
        presets=[(left, "", right, "") for left, right in rows],
    )  # fmt: skip
    page.para("差引き（Ａ－Ｂ）　　　　　　　　　　　　　　円　　生計を一にする家族　　　　　人", "表中", RIGHT)


def _debts(page: Page) -> None:
    _grid(
        page,
        ["借入先・支払先", "残額（円）", "毎月の支払額（円）", "完済の予定", "担保の内容"],
        [46, 28, 36, 26],
        3,
        height=7,
    )


def _claims(page: Page) -> None:
    _grid(page, ["売掛金・貸付金などの相手", "住所（所在地）", "金額（円）", "回収の予定日"], [52, 56, 32], 2, height=7)


def _property(page: Page) -> None:
    _grid(page, ["種類", "内容・所在・数量", "価額（円）", "担保の設定など"], [40, 70, 32], 0, height=7,
          presets=["不動産", "自動車", "生命保険など", "株式・投資信託", "敷金・その他"])  # fmt: skip


def _cash(page: Page, last: str) -> None:
    _grid(page, ["現金・預貯金の種類、金融機関", "残高（円）", "納付できる額（円）", last], [54, 28, 36], 3, height=7)


def _instalments(page: Page, rows: int = 4) -> None:
    form_grid(page.document, ["納付する日", "金額（円）"] * 3, [page.width / 6] * 6, rows, row_height=7.5)


def statement() -> Page:
    """財産収支状況書: for a grace of a million yen or less."""
    page = Page.internal()
    _head(page, "財産収支状況書", "猶予の申請に当たり、財産及び収支の状況を次のとおり申告します。")
    page.heading("１　現在納付できる資金")
    _cash(page, "納付に充てられない事情")
    page.heading("２　今後の平均的な収入と支出の見込み（1か月）")
    _monthly(page)
    page.heading("３　分割して納付する計画")
    _instalments(page)
    page.document.add_page_break()
    page.heading("４　財産などの状況")
    page.para("(1) 売掛金・貸付金など", "表中")
    _claims(page)
    page.gap(4)
    page.para("(2) その他の財産", "表中")
    _property(page)
    page.gap(4)
    page.para("(3) 借入金・買掛金など", "表中")
    _debts(page)
    page.gap()
    page.items(
        [
            "金額の分かる書類（通帳、給与明細、帳簿、借入れの明細など）の写しを添えてください。",
            "書き切れないときは、別の紙に書いて添えてください。",
        ],
        marks=["※"] * 2,
    )
    page.para(HAND_IN, "注記", RIGHT)
    return page


def inventory() -> Page:
    """財産目録: for a grace of more than a million yen, with 収支の明細書."""
    page = Page.internal()
    _head(page, "財　産　目　録", "猶予の申請に当たり、財産の状況を次のとおり申告します。")
    page.heading("１　財産の状況")
    page.para("(1) 現金・預貯金", "表中")
    _cash(page, "備考")
    page.gap(4)
    page.para("(2) 売掛金・貸付金など", "表中")
    _claims(page)
    page.gap(4)
    page.para("(3) その他の財産", "表中")
    _property(page)
    page.gap(4)
    page.para("(4) 借入金・買掛金など", "表中")
    _debts(page)
    page.heading("２　当面必要な資金と、現在納付できる資金")
    page.sheet(
        [
            ("現金・預貯金の合計（ア）", "円", "当面の支出の見込み（イ）", "円"),
            ("当面の収入の見込み（ウ）", "円", "当面必要な資金（イ－ウ＝エ）", "円"),
            ("現在納付できる資金（ア－エ）", "円"),
        ],
        [52, page.width / 2 - 52, 52, page.width / 2 - 52],
        aligns=["", RIGHT, "", RIGHT],
        row_height=7.5,
    )
    page.gap(3)
    page.para(HAND_IN, "注記", RIGHT)
    return page


def accounts() -> Page:
    """収支の明細書: the past year month by month, the months to come, and how it shall be paid."""
    page = Page.internal()
    _head(page, "収支の明細書", "猶予の申請に当たり、収支の状況を次のとおり申告します。")
    page.heading("１　直前1年間の収入と支出")
    _grid(page, ["年月", "総収入（円）", "総支出（円）", "差額（円）", "備考"], [28, 34, 34, 34], 12, height=7)
    page.document.add_page_break()
    page.heading("２　今後の平均的な収入と支出の見込み（1か月）")
    _monthly(page)
    page.heading("３　今後1年以内に見込まれる臨時の収入と支出")
    _grid(page, ["収入・支出の別", "内容", "年月", "金額（円）"], [34, 76, 30], 3)
    page.heading("４　今後1年以内に納付すべき税・保険料など")
    _grid(page, ["税目・科目", "納付の期限", "金額（円）", "備考"], [56, 34, 34], 3)
    page.heading("５　家族（法人は役員）の状況")
    _grid(page, ["続柄・役職", "氏名", "職業・収入（1か月）", "備考"], [30, 44, 56], 3)
    page.heading("６　分割して納付する計画")
    _instalments(page, 4)
    page.gap(3)
    page.para(HAND_IN, "注記", RIGHT)
    return page


def declaration() -> Page:
    """収支・資産の申告書: goes with a request to pay later or in parts, in words that fit every claim."""
    page = Page.internal()
    _head(page, "収支・資産の申告書", "支払方法の相談に当たり、収入、支出及び資産の状況を次のとおり申告します。")
    page.heading("１　家族の状況")
    _grid(page, ["続柄", "氏名", "年齢", "職業・勤務先", "収入（1か月・円）"], [22, 40, 16, 56], 3, height=6.5)
    page.heading("２　収入と支出（1か月）")
    _monthly(page)
    page.heading("３　資産")
    _grid(page, ["種類", "内容・所在・数量", "価額・残高（円）", "備考"], [40, 66, 34], 0, height=6.5,
          presets=["現金・預貯金", "不動産", "自動車", "生命保険など", "その他"])  # fmt: skip
    page.heading("４　借入れ・ほかの支払")
    _grid(page, ["借入先・支払先", "残額（円）", "毎月の支払額（円）", "完済の予定"], [60, 34, 38], 2, height=6.5)
    page.gap(4)
    page.sheet(
        [("毎月支払うことができる金額", "　　　　　　　　　　円　（毎月　　　日）")],
        [52, page.width - 52],
        row_height=8,
    )
    page.gap(3)
    page.para("※　収入の分かる書類（給与明細、年金の通知、確定申告書の控えなど）の写しを添えてください。", "注記")
    page.para(HAND_IN, "注記", RIGHT)
    return page


def _sheet(name: str, code: str, draw: object, note: str, statutes: tuple[str, ...]) -> Form:
    return Form(
        name=name, title=name, code=code, category=GROUP, draw=draw,  # type: ignore[arg-type]
        statutes=statutes, claim_classes=(COMPULSORY,), addressee="applicant", signer="申請者",
        checks=("individual_number",), manual="payment-relief", numbered_pages=True, note=note,
    )  # fmt: skip


APPLY = ("地方税法15条の2第1項", "地方税法15条の6の2第1項")
FORMS = [
    _sheet("財産収支状況書", "Y-61", statement,
           "猶予を受ける金額（猶予中・申請中の額を含む。）が100万円以下のときに使う。金額と書類は条例で定める（要確認）。", APPLY),
    _sheet("財産目録", "Y-62", inventory,
           "猶予を受ける金額が100万円を超えるときに、収支の明細書とともに使う。金額と書類は条例で定める（要確認）。", APPLY),
    _sheet("収支の明細書", "Y-63", accounts,
           "猶予を受ける金額が100万円を超えるときに、財産目録とともに使う。金額と書類は条例で定める（要確認）。", APPLY),
    Form(
        name="収支資産申告書", title="収支・資産の申告書", code="P-04", category="私債権・非強制徴収公債権", draw=declaration,
        statutes=("地方自治法施行令171条の6",), claim_classes=NON_COMPULSORY, addressee="applicant", signer="債務者",
        checks=("individual_number",), manual="performance-deferral", numbered_pages=True,
        note="履行延期の特約の申請に添える。この債権のためだけに使う。",
    ),
]  # fmt: skip
