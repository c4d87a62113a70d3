"""管理様式: the claim's ledger sheet, the negotiation record, and the leaflet of payment methods."""

from __future__ import annotations

from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT

from builder.blocks import Page, loop
from builder.page import CENTER, RIGHT
from builder.spec import ALL, Form
from builder.tables import Column, listing

GROUP = "管理様式"


def payment_methods() -> Page:
    page = Page.letter()
    page.section_head()
    page.title("支払方法のご案内")
    page.para("　{{ 債権名 }}は、次の方法でお支払いいただけます。ご都合のよい方法をお選びください。")
    page.gap(4)
    listing(
        page.document,
        "支払方法",
        [
            Column("方法", "**{{ 行.方法 }}**", 30),
            Column("利用できる場所・サービス", "{{ 行.場所 }}", 48),
            Column("手続", "{{ 行.手続 }}", 48),
            Column("ご注意", "{{ 行.注意 }}", page.width - 126),
        ],
        row_height=12,
    )
    page.gap()
    page.items(
        [
            "お支払いが区で確認できるまで、1週間から2週間かかります。行き違いで通知が届いたときは、ご容赦ください。",
            "同じ納付書で二重にお支払いにならないよう、ご注意ください。",
            "すぐに納付の証明が必要な方は、金融機関又は区の窓口でお支払いください。",
            "期限の過ぎた納付書や、金額を書き直した納付書は使えません。新しい納付書をお送りしますので、ご連絡ください。",
            "期限までのお支払いが難しいときは、早めにご相談ください。",
        ],
        style="本文",
    )
    page.contact()
    return page


def ledger_sheet() -> Page:
    page = Page.internal()
    page.para("整理番号　{{ 整理番号 }}　　作成日　{{ 基準日|和暦 }}", "注記", RIGHT)
    page.title("債 権 管 理 台 帳")
    page.heading("１　債権")
    page.sheet(
        [
            ("債権名", "{{ 債権名 }}", "債権区分", "{{ 債権区分 }}"),
            ("根拠法令", "{{ 根拠条文 }}"),
            ("発生原因", "{{ 発生原因 }}"),
            ("発生日", "{{ 発生日|和暦 }}", "担保", "{{ 担保 }}"),
            ("当初の債権額", "{{ 当初金額|円 }}", "履行の方法", "{{ 履行方法 }}"),
            ("納付された額", "{{ 納付総額|円 }}", "現在の残額", "**{{ 現在残額|円 }}**"),
            ("延滞金等の割合", "{{ 損害金利率 }}", "延滞金等", "{{ 延滞金合計|円 }}（{{ 計算日|和暦略 }}現在）"),
        ]
    )
    page.heading("２　債務者")
    page.sheet(
        [
            ("フリガナ", "{{ 債務者フリガナ }}", "個人・法人の別", "{{ 債務者区分 }}"),
            (
                "氏名（名称）",
                "{{ 債務者氏名 }}",
                "生年月日",
                "{% if 債務者生年月日 %}{{ 債務者生年月日|和暦 }}{% endif %}",
            ),
            ("住所（所在地）", "{{ 債務者住所 }}"),
            ("電話番号", "{{ 債務者電話 }}", "勤務先", "{{ 債務者勤務先 }}"),
        ]
    )
    page.heading("３　保証人")
    listing(
        page.document,
        "保証人",
        [
            Column("氏名", "{{ 行.氏名 }}", 30),
            Column("住所", "{{ 行.住所 }}", page.width - 114),
            Column("電話番号", "{{ 行.電話 }}", 32),
            Column("保証契約日", "{{ 行.保証契約日|和暦略 }}", 26, CENTER),
            Column("極度額", "{{ 行.極度額 }}", 26),
        ],
    )
    page.heading("４　時効")
    page.sheet(
        [
            ("起算日", "{{ 時効起算日|和暦 }}", "時効期間", "{{ 時効期間 }}"),
            ("完成予定日", "**{{ 時効完成日|和暦 }}**", "援用の要否", "{{ 援用要否 }}"),
        ]
    )
    page.gap(3)
    listing(
        page.document,
        "時効経過",
        [
            Column("日付", "{{ 行.日付|和暦略 }}", 26, CENTER),
            Column("更新・完成猶予の原因", "{{ 行.事由 }}", page.width - 98),
            Column("効果", "{{ 行.効果 }}", 40),
            Column("完成予定日", "{% if 行.完成予定日 %}{{ 行.完成予定日|和暦略 }}{% endif %}", 32, CENTER),
        ],
    )
    page.heading("５　納付の履歴（単位：円）")
    listing(
        page.document,
        "納付状況",
        [
            Column("納付日", "{{ 行.納付日|和暦略 }}", 26, CENTER),
            Column("金額", "{{ 行.金額|桁区切り }}", 32, RIGHT),
            Column("充当先", "{{ 行.充当先 }}", page.width - 90),
            Column("納付後の残額", "{{ 行.残額|桁区切り }}", 32, RIGHT),
        ],
    )
    page.heading("６　督促・催告・折衝・処分などの経過")
    listing(
        page.document,
        "経過",
        [
            Column("年月日", "{{ 行.日付|和暦略 }}", 24, CENTER),
            Column("種別", "{{ 行.種別 }}", 26, CENTER),
            Column("相手・手段", "{{ 行.相手 }}", 32),
            Column("内容", "{{ 行.内容 }}", page.width - 112),
            Column("記録者", "{{ 行.記録者 }}", 30),
        ],
        style="注記",
    )
    page.gap()
    page.sheet(
        [("担当", "{{ 担当課 }}{{ 担当係 }}　{{ 担当者 }}", "備考", "{{ 備考 }}")], [20, 76, 20, page.width - 116]
    )
    return page


def negotiation_record() -> Page:
    page = Page.internal()
    page.approval_boxes(("課長", "係長", "記録者"))
    page.title("交 渉 記 録 票")
    page.sheet(
        [
            ("債務者", "{{ 債務者氏名 }}", "整理番号", "{{ 整理番号 }}"),
            ("債権名", "{{ 債権名 }}", "未納の合計", "{{ 総合計|円 }}（{{ 計算日|和暦略 }}現在）"),
            ("日時", "{{ 応対日時 }}"),
            ("手段", "{{ 応対手段 }}", "相手", "{{ 応対相手 }}"),
            ("本人確認", "{{ 本人確認 }}", "債務の承認", "{{ 債務承認 }}"),
        ],
        row_height=8,
    )
    page.gap()
    table = page.sheet([("応対の要旨", loop("応対要旨"))], [30, page.width - 30], row_height=70)
    table.rows[0].cells[1].vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.TOP
    page.gap()
    page.sheet(
        [
            ("約束", "{{ 約束事項 }}"),
            ("次に行うこと", "{{ 次回対応 }}"),
            ("備考", "{{ 備考 }}"),
        ],
        [30, page.width - 30],
        row_height=12,
    )
    page.gap()
    page.items(
        [
            "事実を客観的に書く。本人の言葉は「　」で書き、推測や評価を交えない。",
            "家族や職場など、本人以外の人に債務のことを話さない。話した相手と内容を必ず記録する。",
        ],
        marks=["※"] * 2,
    )
    page.para("記録者　{{ 担当課 }}{{ 担当係 }}　{{ 担当者 }}", "本文", RIGHT)
    return page


def handover() -> Page:
    """引継書: the case from one officer or section to the next, its dates first."""
    page = Page.internal()
    page.title("引　継　書")
    page.sheet(
        [
            ("引継ぎの日", "{{ 引継日|和暦 }}", "整理番号", "{{ 整理番号 }}"),
            ("前任（引き渡す者）", "{{ 前任者 }}", "後任（受け取る者）", "{{ 後任者 }}"),
            ("債務者", "{{ 債務者氏名 }}"),
            ("引継ぎの根拠・理由", "{{ 引継理由 }}"),
        ],
        [34, 54, 34, page.width - 122],
        row_height=8,
    )
    page.heading("１　期限のある事項（早い順）")
    listing(
        page.document,
        "期限一覧",
        [
            Column("期限", "{{ 行.期限|和暦略 }}", 24, CENTER),
            Column("すること", "{{ 行.事項 }}", 58),
            Column("根拠", "{{ 行.根拠 }}", 52),
            Column("状態", "{{ 行.状態 }}", page.width - 134),
        ],
    )
    page.heading("２　債権（単位：円　{{ 計算日|和暦 }}現在）")
    listing(
        page.document,
        "引継債権",
        [
            Column("債権名・期別", "{{ 行.債権 }}", page.width - 106),
            Column("元金", "{{ 行.元金|桁区切り }}", 22.7, RIGHT, "{{ 元金合計|桁区切り }}"),
            Column("延滞金等", "{{ 行.延滞金|桁区切り }}", 22.7, RIGHT, "{{ 延滞金合計|桁区切り }}"),
            Column("時効完成予定", "{{ 行.時効完成日|和暦略 }}", 26, CENTER),
            Column("進行中の手続", "{{ 行.手続 }}", 34.6),
        ],
        total_label="合計",
    )
    page.heading("３　引き渡す書類")
    listing(
        page.document,
        "引継書類",
        [
            Column("番号", "{{ 行.番号 }}", 14, CENTER),
            Column("書類名", "{{ 行.書類名 }}", page.width - 78),
            Column("部数", "{{ 行.部数 }}", 16, CENTER),
            Column("所在・備考", "{{ 行.備考 }}", 48),
        ],
    )
    page.heading("４　経過と次の一手・留意点")
    page.sheet(
        [("これまでの経過", loop("引継経過")), ("次に行うこと", "{{ 次回対応 }}"), ("留意点", loop("引継留意点"))],
        [38, page.width - 38],
        row_height=10,
    )
    page.gap()
    page.sheet(
        [("引渡しの署名", "", "受領の署名", ""), ("立会い（係長）", "", "受領の日", "令和　　年　　月　　日")],
        row_height=11,
    )
    page.gap(4)
    page.items(
        [
            "支援措置の対象者の住所は、この書面に書かない（台帳を見る。）。事実と次の一手を書き、人柄や印象は書かない。",
        ],
        marks=["※"],
    )
    return page


FORMS = [
    Form(
        name="債権管理台帳", title="債権管理台帳", code="K-01", category=GROUP, draw=ledger_sheet, claim_classes=ALL,
        statutes=("地方自治法240条2項",), addressee="internal", signer="職員", checks=("individual_number",),
        manual="claims-ledger", numbered_pages=True, retention_years=10,
        fields={"債権名": {"example": "架空奨学資金貸付金返還金"}, "債権区分": {"example": "私債権"},
                "担保": {"required": False, "example": "なし"}, "根拠条文": {"example": "架空奨学資金貸付条例、民法第587条"}, "延滞金合計": {"example": 8558},
                "損害金利率": {"label": "延滞金・遅延損害金の割合"}},
    ),
    Form(
        name="交渉記録票", title="交渉記録票", code="K-02", category=GROUP, draw=negotiation_record, claim_classes=ALL,
        addressee="internal", signer="職員", checks=("individual_number",), manual="negotiation-record",
    ),
    Form(
        name="引継書", title="引継書", code="K-04", category=GROUP, draw=handover, claim_classes=ALL,
        addressee="internal", signer="職員", checks=("individual_number",), manual="handover", numbered_pages=True,
        note="課の間の移管では、移管の根拠と、調査の結果のうち移す先で使えるものと使えないものを留意点に書く。",
        fields={"元金合計": {"example": 169200}, "延滞金合計": {"example": 0}, "次回対応": {"example": "令和9年4月30日に第5回の分割納付を確認し、納付がなければ本人の携帯電話に電話する。"}},
    ),
    Form(
        name="支払方法のご案内", title="支払方法のご案内", code="T-11", category="督促・催告", draw=payment_methods,
        claim_classes=ALL, signer="所管課長", event="", checks=("support_measures",), manual="payment-methods",
        note="使える方法は、課の登録（「利用者と課」）から入る。eL-QRの対象となる公金は要確認。",
    ),
]  # fmt: skip
