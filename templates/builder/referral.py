"""弁護士委任: request, claim summary, chronology, exhibit list, announcement; and the 延滞金計算書."""

from __future__ import annotations

from datetime import date

from builder.blocks import Page, loop
from builder.page import CENTER, RIGHT
from builder.spec import ALL, PRIVATE, Form
from builder.tables import Column, listing

GROUP = "弁護士委任"
CARE = ("attorney", "bankruptcy", "death", "support_measures", "individual_number")


def request() -> Page:
    page = Page.letter()
    page.organisation_head(name="{{ 法律事務所名 }}　御中")
    page.title("債権回収事務の委任について（依頼）")
    page.para(
        "　下記の債権について、別添の書類のとおり回収事務を委任します。受任の可否及び今後の進め方を、"
        "**{{ 回答期限|期日 if 回答期限 else '令和　　年　　月　　日' }}**までにお知らせください。"
    )
    page.below()
    page.sheet(
        [
            ("委任番号", "{{ 委任番号 }}", "件数", "{{ 委任件数 }}件"),
            ("債権名", "{{ 債権名 }}", "担当弁護士", "{{ 弁護士名 }}"),
            ("債務者", "{{ 債務者氏名 }}", "請求額", "**{{ 総合計|円 }}**（{{ 計算日|和暦略 }}現在）"),
            ("時効完成予定日", "{{ 時効完成日|和暦 }}"),
        ]
    )
    page.heading("1　委任する事務")
    page.items(loop_items("委任事務"), style="本文", marks=["・"])
    page.heading("2　区の希望する方針")
    page.items(loop_items("希望方針"), style="本文", marks=["・"])
    page.heading("3　引き渡す書類")
    listing(
        page.document,
        "引渡書類",
        [
            Column("番号", "{{ 行.番号 }}", 14, CENTER),
            Column("書類名", "{{ 行.書類名 }}", 90),
            Column("部数", "{{ 行.部数 }}", 14, CENTER),
            Column("媒体", "{{ 行.媒体 }}", 20, CENTER),
            Column("備考", "{{ 行.備考 }}", 32),
        ],
    )
    page.para("{%p if 特記事項 %}")
    page.heading("4　特記事項")
    page.lines("特記事項")
    page.para("{%p endif %}")
    page.gap(4)
    page.items(
        [
            "訴えの提起などは、議会の議決又は専決処分を経る必要があります。着手する前に、必ず協議してください。",
            "引き渡す個人情報は、この委任の目的だけに使い、終了後は返還又は廃棄してください。",
        ],
        marks=["※"] * 2,
    )
    page.contact(number=False)
    return page


def loop_items(name: str) -> list[str]:
    return loop(name)


def summary() -> Page:
    page = Page.bound()
    page.para("{{ 委任番号 }}", "本文", RIGHT)
    page.title("債 権 概 要 書")
    page.para("（{{ 基準日|和暦 }}現在）", "本文", CENTER)
    page.heading("1　債権")
    width = page.width
    columns = [30, width / 2 - 30, 30, width / 2 - 30]
    page.sheet(
        [
            ("債権名", "{{ 債権名 }}", "債権区分", "{{ 債権区分 }}"),
            ("整理番号", "{{ 整理番号 }}", "契約日", "{{ 契約日|和暦 }}"),
            ("発生原因", "{{ 発生原因 }}"),
            ("根拠", "{{ 根拠条文 }}"),
            ("当初の債権額", "{{ 当初金額|円 }}", "既払額", "{{ 既払額|円 }}"),
            ("損害金の利率", "{{ 損害金利率 }}", "請求額", "**{{ 総合計|円 }}**"),
        ],
        columns,
    )
    page.heading("2　債務者")
    page.sheet(
        [
            ("氏名（名称）", ["{% if 債務者フリガナ %}{{ 債務者フリガナ }}{% endif %}", "{{ 債務者氏名 }}"], "生年月日",
             "{% if 債務者生年月日 %}{{ 債務者生年月日|和暦 }}{% endif %}"),
            ("住所（所在地）", "{{ 債務者住所 }}"),
            ("電話番号", "{{ 債務者電話 }}", "勤務先", "{{ 債務者勤務先 }}"),
        ],
        columns,
    )  # fmt: skip
    page.heading("3　連帯保証人")
    page.para("{%p if 保証人 %}")
    listing(
        page.document,
        "保証人",
        [
            Column("氏名", "{{ 行.氏名 }}", 28),
            Column("住所", "{{ 行.住所 }}", 54),
            Column("電話番号", "{{ 行.電話 }}", 32),
            Column("保証契約日", "{{ 行.保証契約日|和暦略 }}", 22, CENTER),
            Column("極度額", "{{ 行.極度額 }}", width - 136),
        ],
    )
    page.para("{%p else %}")
    page.para("なし")
    page.para("{%p endif %}")
    page.heading("4　残額（遅延損害金は{{ 計算日|和暦 }}現在、単位：円）")
    listing(
        page.document,
        "残額明細",
        [
            Column("債権名", "{{ 行.債権名 }}", width - 118),
            Column("期別・回", "{{ 行.期別 }}", 18, CENTER),
            Column("履行期限", "{{ 行.履行期限|和暦略 }}", 22, CENTER),
            Column("元金", "{{ 行.元金|桁区切り }}", 20, RIGHT, "{{ 元金合計|桁区切り }}"),
            Column("利息", "{{ 行.利息|桁区切り }}", 16, RIGHT, "{{ 利息合計|桁区切り }}"),
            Column("損害金", "{{ 行.損害金|桁区切り }}", 20, RIGHT, "{{ 損害金合計|桁区切り }}"),
            Column("計", "{{ 行.計|桁区切り }}", 22, RIGHT, "**{{ 総合計|桁区切り }}**"),
        ],
        total_label="合計",
    )
    page.heading("5　これまでの納付（単位：円）")
    page.para("{%p if 納付状況 %}")
    listing(
        page.document,
        "納付状況",
        [
            Column("納付日", "{{ 行.納付日|和暦略 }}", 26, CENTER),
            Column("金額", "{{ 行.金額|桁区切り }}", 28, RIGHT),
            Column("充当先", "{{ 行.充当先 }}", width - 84),
            Column("納付後の残額", "{{ 行.残額|桁区切り }}", 30, RIGHT),
        ],
    )
    page.para("{%p else %}")
    page.para("なし")
    page.para("{%p endif %}")
    page.heading("6　時効")
    page.whole_sheet(
        [
            ("起算日", "{{ 時効起算日|和暦 }}", "時効期間", "{{ 時効期間 }}"),
            ("完成予定日", "**{{ 時効完成日|和暦 }}**"),
        ],
        columns,
    )
    page.para("{%p if 時効経過 %}")
    page.gap(3)
    listing(
        page.document,
        "時効経過",
        [
            Column("日付", "{{ 行.日付|和暦略 }}", 26, CENTER),
            Column("事由", "{{ 行.事由 }}", width - 98),
            Column("効果", "{{ 行.効果 }}", 40),
            Column("完成予定日", "{% if 行.完成予定日 %}{{ 行.完成予定日|和暦略 }}{% endif %}", 32, CENTER),
        ],
    )
    page.para("{%p endif %}")
    page.heading("7　資産・収入・生活の状況")
    page.lines("財産状況")
    page.heading("8　争いのある点・予想される反論")
    page.lines("争点")
    page.heading("9　区の希望する方針")
    page.lines("希望方針")
    page.para("{%p if 特記事項 %}")
    page.heading("10　特記事項")
    page.lines("特記事項")
    page.para("{%p endif %}")
    page.gap(6)
    page.para("作成　{{ 担当課 }}{{ 担当係 }}　{{ 担当者 }}　電話 {{ 電話番号 }}", "注記", RIGHT)
    return page


def chronology() -> Page:
    page = Page.internal()
    page.para("{{ 委任番号 }}", "本文", RIGHT)
    page.title("経　過　記　録")
    page.sheet(
        [
            ("債務者", "{{ 債務者氏名 }}", "整理番号", "{{ 整理番号 }}"),
            ("債権名", "{{ 債権名 }}", "基準日", "{{ 基準日|和暦 }}"),
        ]
    )
    page.gap()
    listing(
        page.document,
        "経過",
        [
            Column("番号", "{{ 行.番号 }}", 10, CENTER),
            Column("年月日\n記録者", "{{ 行.日付|和暦略 }}\n{{ 行.記録者 }}", 23, CENTER),
            Column("種別\n相手・手段", "{{ 行.種別 }}\n{%p if 行.相手 %}\n{{ 行.相手 }}\n{%p endif %}", 25),
            Column("内容", "{{ 行.内容 }}", page.width - 106),
            Column("約束・予定", "{{ 行.約束 }}", 27),
            Column("時効\n証拠", "{{ 行.時効 }}\n{%p if 行.証拠 %}\n{{ 行.証拠 }}\n{%p endif %}", 21),
        ],
        style="注記",
    )
    page.gap(4)
    page.items(
        [
            "事実を客観的に書き、推測や評価を交えない。本人の発言は、要旨であることが分かるように書く。",
            "「時効」の欄には、更新又は完成猶予の原因となる事実だけを書く。",
        ],
        marks=["※"] * 2,
    )
    return page


def exhibits() -> Page:
    page = Page.bound()
    page.para("{% if 事件番号 %}{{ 事件番号 }}　{% endif %}{{ 事件名 }}")
    page.para("原告　{{ 団体名 }}")
    page.para("被告　{{ 債務者氏名 }}")
    page.gap()
    page.title("証 拠 説 明 書")
    page.para("{{ 発信日|和暦 }}", "本文", RIGHT)
    page.para("{%p if 裁判所名 %}")
    page.para("{{ 裁判所名 }}　御中")
    page.para("{%p endif %}")
    page.gap(8)
    page.para("原告　{{ 団体名 }}　　　　　", "本文", RIGHT)
    page.para("（担当　{{ 担当課 }}　{{ 担当者 }}）", "注記", RIGHT)
    page.gap(8)
    listing(
        page.document,
        "号証",
        [
            Column("号証", "{{ 行.号証 }}", 16, CENTER),
            Column("標目", "{{ 行.標目 }}", 25),
            Column("原本・\n写し", "{{ 行.原本写し }}", 15, CENTER),
            Column("作成\n年月日", "{{ 行.作成日 }}", 34, CENTER),
            Column("作成者", "{{ 行.作成者 }}", 18),
            Column("立証趣旨", "{{ 行.立証趣旨 }}", 39),
            Column("備考", "{{ 行.備考 }}", page.width - 147),
        ],
        style="注記",
    )
    return page


def charge_sheet() -> Page:
    page = Page.internal()
    page.title("延 滞 金 計 算 書")
    page.sheet(
        [
            ("氏名", "{{ 債務者氏名 }}", "整理番号", "{{ 整理番号 }}"),
            ("債権名", "{{ 債権名 }}", "通知書番号", "{{ 通知書番号 }}"),
            ("年度・期別", "{{ 年度 }}　{{ 期別 }}", "納期限", "{{ 納期限|和暦 }}"),
            ("元金", "{{ 元金|円 }}", "納付日（計算日）", "{{ 納付日|和暦 }}"),
        ]
    )
    page.heading("1　計算の基礎")
    page.sheet(
        [
            ("計算規則", "{{ 計算規則 }}"),
            ("計算の基礎となる額", "{{ 計算基礎額|円 }}"),
            ("計算する期間", "納期限の翌日から納付日まで"),
        ],
        [45, page.width - 45],
    )
    page.heading("2　期間ごとの計算")
    listing(
        page.document,
        "計算期間",
        [
            Column("始期", "{{ 行.始期|和暦略 }}", 23, CENTER),
            Column("終期", "{{ 行.終期|和暦略 }}", 23, CENTER),
            Column("日数", "{{ 行.日数|桁区切り }}", 16, RIGHT),
            Column("割合", "{{ 行.割合 }}", 22, CENTER),
            Column("計算式", "{{ 行.式 }}", page.width - 116),
            Column("金額（円）", "{{ 行.金額|桁区切り }}", 32, RIGHT, "{{ 計算小計|桁区切り }}"),
        ],
        total_label="計",
    )
    page.heading("3　結果")
    page.sheet(
        [
            ("端数の処理", "{{ 端数処理 }}"),
            ("**延滞金**", "**{{ 延滞金|円 }}**"),
        ],
        [45, page.width - 45],
    )
    page.para("{%p if 計算注記 %}")
    page.heading("4　注意")
    page.lines("計算注記", "注記")
    page.para("{%p endif %}")
    page.gap(6)
    page.para("作成日　{{ 計算日|和暦 }}　　作成　{{ 担当課 }}{{ 担当係 }}　{{ 担当者 }}", "注記", RIGHT)
    return page


LOAN = {"example": "架空奨学資金貸付金返還金"}
FORMS = [
    Form(
        name="延滞金計算書", title="延滞金計算書", code="K-03", category="管理様式", draw=charge_sheet,
        claim_classes=ALL, addressee="internal", signer="職員", checks=("amounts_recomputed",), manual="late-charge",
        fields={
            "納期限": {"example": date(2026, 2, 2)}, "延滞金": {"example": 1300}, "計算日": {"example": date(2026, 5, 29)},
            "年度": {"example": "令和7年度"}, "期別": {"example": "第4期"}, "通知書番号": {"example": "20250012344"},
            "債権名": {"example": "特別区民税・都民税（普通徴収）"},
        },
    ),
    Form(
        name="委任依頼書", title="債権回収事務の委任について（依頼）", code="I-01", category=GROUP, draw=request,
        statutes=("弁護士法72条", "地方自治法96条1項12号"), claim_classes=(PRIVATE,), addressee="third_party",
        checks=("claim_class", "demand_exists", "limitation", "evidence", *CARE), manual="lawyer-referral",
        fields={
            "債権名": LOAN, "総合計": {"example": 188558}, "時効完成日": {"example": date(2029, 10, 25)},
            "方書": {"example": "架空ビル5階", "source": "third_party.address_detail"},
            "郵便番号": {"example": "160-0000", "source": "third_party.postal_code", "label": "法律事務所の郵便番号"},
            "住所": {"example": "新宿区架空町三丁目4番5号", "source": "third_party.address", "label": "法律事務所の住所"},
            "文書番号": {"example": "8世納第301号"},
        },
    ),
    Form(
        name="債権概要書", title="債権概要書", code="I-02", category=GROUP, draw=summary, claim_classes=ALL,
        addressee="internal", signer="職員", checks=("amounts_recomputed", "limitation", *CARE),
        manual="referral-packet", numbered_pages=True,
        fields={
            "債権名": LOAN, "債権区分": {"example": "私債権"}, "根拠条文": {"example": "架空奨学資金貸付条例、民法第587条"},
            "総合計": {"example": 188558}, "元金合計": {"example": 180000},
            "時効完成日": {"example": date(2029, 10, 25)},
        },
    ),
    Form(
        name="経過記録", title="経過記録", code="I-03", category=GROUP, draw=chronology, claim_classes=ALL,
        addressee="internal", signer="職員", checks=("individual_number",), manual="negotiation-record",
        numbered_pages=True, fields={"債権名": LOAN},
    ),
    Form(
        name="証拠説明書", title="証拠説明書", code="I-04", category=GROUP, draw=exhibits,
        statutes=("民事訴訟規則137条1項",), claim_classes=ALL, addressee="internal", signer="職員",
        checks=("evidence", "individual_number"), manual="referral-packet", numbered_pages=True,
    ),
]  # fmt: skip
