"""相続: papers that heirs hand in."""

from __future__ import annotations

from builder.blocks import Page
from builder.page import RIGHT
from builder.spec import ALL, COMPULSORY, Form
from builder.tables import form_grid

GROUP = "私債権・非強制徴収公債権"
DEAD = (
    ("亡くなられた方の氏名", "{{ 被相続人氏名 }}", "亡くなられた日", "{{ 死亡日|和暦 }}"),
    ("最後の住所", "{{ 被相続人住所 }}"),
)


def _foot(page: Page) -> None:
    page.para("提出先・問合せ　{{ 担当課 }}{{ 担当係 }}　電話 {{ 電話番号 }}　整理番号 {{ 整理番号 }}", "注記", RIGHT)


def representative() -> Page:
    """相続人代表者指定届 (地方税法9条の2第1項)."""
    page = Page.internal()
    page.title("相続人代表者指定届")
    page.application_head(
        who="届出者",
        rows=[
            ("住所", ["{{ 住所 }}", "{%p if 方書 %}", "{{ 方書 }}", "{%p endif %}"]),
            ("氏名", "{{ 氏名 }}"),
            ("電話番号", ""),
        ],
    )
    page.para(
        "　次の方の徴収金の賦課徴収（滞納処分を除く。）及び還付に関する書類を受け取る代表者を指定したので、"
        "{{ 届出根拠 }}の規定により届け出ます。"
    )
    page.gap(4)
    page.sheet(DEAD, [42, 55, 30, page.width - 127], row_height=8)
    page.heading("１　代表者")
    page.sheet(
        [
            ("住所", ""),
            ("フリガナ・氏名", "", "生年月日", "　　　年　　月　　日"),
            ("続柄", "", "電話番号", ""),
        ],
        row_height=10,
    )
    page.heading("２　相続人（代表者を含む全員）")
    form_grid(
        page.document,
        ["氏名（署名）", "住所", "続柄", "相続分", "相続の放棄"],
        [42, page.width - 116, 18, 22, 34],
        0,
        row_height=11,
        presets=[("", "", "", "", "　□ 有　□ 無")] * 6,
    )
    page.gap()
    page.items(
        [
            "代表者の指定は、書類を受け取る方を決めるものです。相続による納付の義務は、各相続人が承継します。",
            "代表者を変えるときは、あらためて届け出てください。",
        ],
        marks=["※"] * 2,
    )
    _foot(page)
    return page


def answer() -> Page:
    """相続に関する回答書: what has become of the inheritance."""
    page = Page.internal()
    page.title("相続に関する回答書")
    page.application_head(
        who="回答者",
        rows=[
            ("住所", ["{{ 住所 }}", "{%p if 方書 %}", "{{ 方書 }}", "{%p endif %}"]),
            ("氏名", "{{ 氏名 }}"),
            ("電話番号", ""),
        ],
    )
    page.para("　次のとおり回答します。")
    page.gap(4)
    page.sheet(DEAD, [42, 55, 30, page.width - 127], row_height=8)
    page.heading("１　相続の状況（当てはまるものに印を付けてください。）")
    page.sheet(
        [
            ("□ 相続した", "相続分（　　　　　）　遺産分割の協議　□ 済み（写しを添付）　□ これから"),
            (
                "□ 相続を放棄した",
                ["家庭裁判所（　　　　　　　　　　）　受理の日（令和　　年　　月　　日）", "事件番号（令和　　年（家）第　　　　　　号）"],
            ),
            ("□ 限定承認をした", "家庭裁判所（　　　　　　　　　）　事件番号（　　　　　　　　　　　）"),
            ("□ 手続をしている", "申述した日（令和　　年　　月　　日）　事件番号（　　　　　　　　　）"),
            ("□ まだ決めていない", "相続の開始を知った日（令和　　年　　月　　日）"),
        ],
        [42, page.width - 42],
        row_height=10,
    )  # fmt: skip
    page.heading("２　ほかの相続人")
    form_grid(
        page.document,
        ["氏名", "続柄", "住所・電話番号", "備考"],
        [40, 20, page.width - 92, 32],
        4,
        row_height=9,
    )
    page.heading("３　お支払いについての希望・ご事情")
    page.sheet([("希望・ご事情", [""] * 4)], [42, page.width - 42])
    page.gap()
    page.items(
        [
            "相続を放棄した方は、相続放棄申述受理通知書又は受理証明書の写しを添えてください。",
            "この回答書を出すことで、相続を承認したことになるものではありません。",
        ],
        marks=["※"] * 2,
    )
    _foot(page)
    return page


HEIR = {
    "住所": {"source": "heir.address"}, "方書": {"source": "heir.address_detail"}, "氏名": {"source": "heir.name"},
}  # fmt: skip

FORMS = [
    Form(
        name="相続人代表者指定届", title="相続人代表者指定届", code="P-24", category=GROUP, draw=representative,
        statutes=("地方税法9条の2第1項",), claim_classes=(COMPULSORY,), addressee="applicant", signer="相続人",
        checks=("individual_number",), manual="inheritance", fields=HEIR,
        note="地方税と、地方税法9条の2を準用する徴収金に使う。後期高齢者医療保険料など、ほかの徴収金に使えるかは要確認。",
    ),
    Form(
        name="相続に関する回答書", title="相続に関する回答書", code="P-25", category=GROUP, draw=answer,
        statutes=("民法896条", "民法915条1項", "民法939条"), claim_classes=ALL, addressee="applicant", signer="相続人",
        checks=("individual_number",), manual="inheritance", fields=HEIR,
        note="相続人への通知書に同封する。回答を、債務の承認や相続の承認として扱わない。",
    ),
]  # fmt: skip
