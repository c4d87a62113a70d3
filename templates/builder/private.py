"""私債権・非強制徴収公債権: deferral, acceleration, guarantors, heirs, 時効援用, 徴収停止, 放棄, 不納欠損."""

from __future__ import annotations

from datetime import date

from builder.blocks import CROSSING, Page, loop
from builder.demand import PRIVATE_UNPAID, to_pay, unpaid
from builder.page import CENTER, RIGHT
from builder.relief import PRIVATE_PLAN, plan
from builder.spec import ALL, NON_COMPULSORY, PRIVATE, Form
from builder.tables import Column, form_grid, listing

GROUP = "私債権・非強制徴収公債権"
CLOSING = "放棄・欠損"
CHARGE = "遅延損害金"
CARE = ("amounts_recomputed", "limitation", "bankruptcy", "attorney", "death", "support_measures", "individual_number")


def claim_sheet(page: Page, *, contract: bool = True) -> None:
    """The claim and what it came from; a claim that is not always of a contract leaves out its day."""
    first = ("債権名", "{{ 債権名 }}", "契約日", "{{ 契約日|和暦 }}") if contract else ("債権名", "{{ 債権名 }}")
    page.sheet([first, ("発生原因", "{{ 発生原因 }}")], [26, 66, 26, page.width - 118])


def deferral_application() -> Page:
    page = Page.internal()
    page.title("履行延期の特約申請書")
    page.application_head(who="債務者")
    page.para("　次の債務について、履行期限を延長する特約を結ぶことを申請します。")
    page.heading("１　債務の内容")
    claim_sheet(page)
    unpaid(page, CHARGE)
    page.heading("２　延長を必要とする理由")
    page.sheet(
        [
            (
                "該当するもの",
                [
                    "□ 資力がない、又はこれに近い状態にある",
                    "□ 全額を一時に支払うことが難しく、期限の延長が支払につながる",
                    "□ 災害、盗難その他の事故により、全額を一時に支払うことが難しい",
                    "□ 損害賠償金・不当利得の返還金で、誠意をもって支払う意思がある",
                    "□ 貸付金を第三者に貸し付け、その回収が著しく難しい",
                ],
            ),
            ("詳しい事情", [""] * 5),
        ],
        [35, page.width - 35],
    )
    page.heading("３　希望する期限と支払の方法")
    page.sheet(
        [
            ("延長後の期限", "令和　　年　　月　　日", "支払の方法", "□ 一括　□ 分割（　　　回）"),
            ("分割の金額", "毎月　　　　　　　　円（初回　令和　　年　　月　　日）"),
            ("担保・保証人", "□ 有（　　　　　　　　　　　　　　　　　　　　）　□ 無"),
        ],
        row_height=8,
    )
    page.heading("４　承諾する条件")
    page.items(
        [
            "資産及び収入の状況について区が質問し、資料の提出を求めるときは、これに応じます。",
            "分割した金額を期限までに支払わないとき、財産を隠したとき、この条件に反したとき、又は資力が回復したときは、"
            "区が期限を繰り上げることができることを承諾します。",
            "既に生じた遅延損害金は、支払います。",
        ]
    )
    page.para("添付する書類　□ 収支・資産の申告書　□ 収入の分かる書類　□ 事情を証する書類", "注記")
    page.para("提出先・問合せ　{{ 担当課 }}{{ 担当係 }}　電話 {{ 電話番号 }}　整理番号 {{ 整理番号 }}", "注記", RIGHT)
    return page


def deferral_granted() -> Page:
    page = Page.letter()
    page.letterhead()
    page.title("履行延期の特約承認通知書")
    page.para(
        "　{{ 申請日|和暦 }}付けで申請のあった履行延期の特約について、{{ 特約根拠 }}により、下記のとおり承認したので通知します。"
    )
    page.below()
    claim_sheet(page)
    unpaid(page, CHARGE)
    page.gap()
    page.sheet(
        [
            ("延長後の期限", "**{{ 延長後期限|和暦 }}**", "利息", "{{ 延納利息 }}"),
            ("担保", "{{ 担保 }}"),
        ]
    )
    page.heading("支払の計画")
    plan(page)
    page.heading("特約の条件")
    page.items(loop("特約条件"), marks=["・"])
    page.end()
    page.contact()
    return page


def deferral_refused() -> Page:
    page = Page.letter()
    page.letterhead()
    page.title("履行延期の特約不承認通知書")
    page.para(
        "　{{ 申請日|和暦 }}付けで申請のあった履行延期の特約について、下記の理由により、承認しないことに決定したので通知します。"
    )
    page.below()
    claim_sheet(page)
    unpaid(page, CHARGE)
    page.gap()
    page.sheet([("承認しない理由", loop("理由"))], [35, page.width - 35], row_height=10)
    page.gap()
    page.items(
        [
            "上の金額を、**{{ 指定期限|期日 }}**までにお支払いください。",
            "一括でのお支払いが難しいときは、期限までに下の問合せ先へご相談ください。",
        ],
        style="本文",
    )
    page.end()
    page.contact()
    return page


def benefit_lost() -> Page:
    page = Page.letter()
    page.letterhead()
    page.title("期限の利益の喪失について（通知）")
    page.para(
        "　下記の債務は、{{ 契約条項 }}に該当したため、**{{ 喪失日|和暦 }}に期限の利益が失われました。**"
        "つきましては、残額の全部を、**{{ 指定期限|期日 }}**までにお支払いください。"
    )
    page.below()
    claim_sheet(page)
    page.gap()
    page.sheet([("該当した事実", loop("理由"))], [35, page.width - 35], row_height=9)
    page.heading("請求する金額")
    unpaid(page, CHARGE)
    page.gap()
    page.items(
        [
            f"{CHARGE}（{{{{ 損害金利率 }}}}）は、元金を完済する日までの日数に応じて加算されます。",
            "期限までにお支払いがないときは、連帯保証人への請求、支払督促の申立て、訴訟などの手続をとることがあります。",
            "連帯保証人がいるときは、連帯保証人にも期限の利益が失われたことを通知します。",
            CROSSING.format("お支払い"),
        ]
    )
    page.end()
    page.contact()
    return page


def acceleration() -> Page:
    page = Page.letter()
    page.letterhead()
    page.title("履行期限の繰上げについて（通知）")
    page.para(
        "　下記の債務は、履行期限を繰り上げる理由が生じたため、{{ 繰上根拠 }}により、"
        "**履行期限を{{ 繰上期限|期日 }}に繰り上げます。** 残額の全部を、この期限までにお支払いください。"
    )
    page.below()
    claim_sheet(page, contract=False)
    page.gap()
    page.sheet([("繰り上げる理由", loop("理由"))], [35, page.width - 35], row_height=9)
    page.heading("請求する金額")
    unpaid(page, "延滞金等")
    page.gap()
    page.items(
        [
            "延滞金等（延滞金又は遅延損害金）は、繰り上げた期限の翌日から、完済する日までの日数に応じて計算します。",
            "期限までにお支払いがないときは、担保の実行、保証人への請求、裁判所の手続などをとることがあります。",
            "事情のあるときは、期限までに下の問合せ先へご相談ください。",
        ]
    )
    page.end()
    page.contact()
    return page


def guarantor_claim() -> Page:
    page = Page.letter()
    page.letterhead()
    page.title("保証債務の履行について（請求）")
    page.para(
        "　主たる債務者が債務を履行しないため、あなたとの連帯保証契約に基づき、下記の金額の支払を請求します。"
        "**{{ 指定期限|期日 }}**までに、同封の納付書でお支払いください。"
    )
    page.below()
    page.sheet(
        [
            ("主たる債務者", ["{{ 債務者住所 }}", "{{ 債務者氏名 }}"]),
            ("債権名", "{{ 債権名 }}", "保証契約の日", "{{ 保証契約日|和暦 }}"),
            ("発生原因", "{{ 発生原因 }}"),
            ("極度額", "{{ 極度額 }}"),
            ("請求の理由", loop("理由")),
            ("充てる順", "{{ 充当順 }}"),
        ]
    )
    page.heading("請求する金額")
    unpaid(page, CHARGE)
    page.gap()
    page.items(
        [
            f"{CHARGE}（{{{{ 損害金利率 }}}}）は、元金を完済する日までの日数に応じて加算されます。",
            "期限までにお支払いもご連絡もないときは、支払督促の申立て、訴訟などの手続をとることがあります。",
            "主たる債務の履行の状況は、お申出により書面でお知らせします。",
            CROSSING.format("お支払い"),
        ]
    )
    page.end()
    page.contact()
    return page


def heir_notice() -> Page:
    page = Page.letter()
    page.letterhead()
    page.title("相続による債務の承継について（お知らせ）")
    page.para(
        "　謹んでお悔やみ申し上げます。下記の方に未払の債務があり、{{ 承継根拠 }}により、"
        "相続人であるあなたに承継されることになりますので、お知らせします。"
    )
    page.below()
    page.sheet(
        [
            ("亡くなられた方", ["{{ 被相続人住所 }}", "{{ 被相続人氏名 }}"], "亡くなられた日", "{{ 死亡日|和暦 }}"),
            ("相続分", "{{ 相続割合 }}", "承継した額", "**{{ 承継額|円 }}**"),
        ]
    )
    page.heading("亡くなられた方の未払の債務")
    unpaid(page, "延滞金等")
    page.gap()
    page.heading("お願い")
    page.items(
        [
            "**{{ 回答期限|期日 }}**までに、下の問合せ先へご連絡ください。お支払いの方法をご相談します。",
            "家庭裁判所で相続の放棄をされた方は、債務を承継しません。相続放棄申述受理通知書又は受理証明書の写しをお送りください。"
            "手続中の方は、事件番号をお知らせください。",
            "相続の放棄は、原則として、相続の開始があったことを知った時から3か月以内に家庭裁判所へ申述する必要があります。",
            "遺産分割の協議や遺言で、債務を引き継ぐ方が決まっているときも、ご連絡ください。",
            "ほかに相続人がいるときは、その方にも同じお知らせをお送りしています。",
        ]
    )
    page.end()
    page.contact()
    return page


def renunciation_inquiry() -> Page:
    page = Page.letter()
    page.organisation_head()
    page.title("相続放棄・限定承認の申述の有無について（照会）")
    page.para(
        "　当区は、下記の被相続人に対して債権を有しています。相続人に請求するために必要がありますので、"
        "相続放棄又は限定承認の申述の有無について照会します。**{{ 回答期限|期日 }}**までに回答をお願いします。"
    )
    page.below()
    page.heading("１　被相続人")
    page.sheet(
        [
            ("氏名", "{{ 被相続人氏名 }}", "死亡の日", "{{ 死亡日|和暦 }}"),
            ("最後の住所", "{{ 被相続人住所 }}"),
            ("本籍", "{{ 本籍 }}"),
        ]
    )
    page.heading("２　被照会者目録")
    listing(
        page.document,
        "被照会者",
        [
            Column("番号", "{{ 行.番号 }}", 14, CENTER),
            Column("氏名", "{{ 行.氏名 }}", 34),
            Column("続柄", "{{ 行.続柄 }}", 18, CENTER),
            Column("住所", "{{ 行.住所 }}", page.width - 116),
            Column("申述の有無・事件番号", "", 50),
        ],
        row_height=10,
    )
    page.heading("３　債権の内容・利害関係")
    page.sheet(
        [
            ("債権名", "{{ 債権名 }}", "債権額", "{{ 総合計|円 }}（{{ 計算日|和暦略 }}現在）"),
            ("照会の目的", "相続人の有無及び承継する債務の額を確定し、請求するため。"),
        ]
    )
    page.gap()
    page.para("添付　被相続人の住民票の除票、相続関係が分かる戸籍の写し、債権を証する書類の写し、返信用封筒", "注記")
    page.end()
    page.contact()
    return page


def invocation() -> Page:
    page = Page.internal()
    page.title("消滅時効に関する申出書")
    page.application_head(who="債務者")
    page.para("　下記の債権について、消滅時効を援用します。")
    page.gap(4)
    page.below()
    page.gap(4)
    claim_sheet(page)
    page.heading("債権の一覧")
    unpaid(page, CHARGE)
    page.gap(10)
    page.sheet(
        [
            ("申出の日", "令和　　　年　　　月　　　日"),
            ("署名", ""),
            ("本人を確認する書類", "□ 運転免許証　□ マイナンバーカード（表面）　□ その他（　　　　）"),
        ],
        [40, page.width - 40],
        row_height=13,
    )
    page.end()
    page.heading("（区の記入欄）")
    form_grid(
        page.document,
        ["受付日", "受付者", "最終の納付日", "時効の完成日", "更新・猶予の\n事実", "確認者"],
        [page.width / 6] * 6,
        1,
        row_height=12,
    )
    page.gap()
    page.para("提出先・問合せ　{{ 担当課 }}{{ 担当係 }}　電話 {{ 電話番号 }}　整理番号 {{ 整理番号 }}", "注記", RIGHT)
    return page


def _case(page: Page) -> None:
    page.sheet(
        [
            ("債権名", "{{ 債権名 }}", "債権区分", "{{ 債権区分 }}"),
            ("整理番号", "{{ 整理番号 }}", "発生日", "{{ 発生日|和暦 }}"),
            ("債務者", "{{ 債務者氏名 }}（{{ 債務者住所 }}）"),
            ("発生原因", "{{ 発生原因 }}"),
            ("会計・科目", "{{ 会計年度 }}"),
            ("当初の債権額", "{{ 当初金額|円 }}", "納付された額", "{{ 納付総額|円 }}"),
        ]
    )


def _grounds(page: Page, *, wide: float = 40) -> None:
    page.sheet(
        [
            ("督促・催告の経過", loop("督促経過")),
            ("財産・所在の調査", loop("調査結果")),
            ("債務者・保証人の現況", loop("現況")),
            ("徴収の見込み", loop("徴収見込み")),
        ],
        [wide, page.width - wide],
        row_height=11,
    )


def _author(page: Page) -> None:
    page.gap()
    page.para("作成　{{ 発信日|和暦 }}　{{ 担当課 }}{{ 担当係 }}　{{ 担当者 }}", "注記", RIGHT)


def suspension_record() -> Page:
    page = Page.internal()
    page.approval_boxes(("部長", "課長", "係長", "担当"))
    page.title("徴 収 停 止 調 書")
    page.para(
        "　次の債権は、地方自治法施行令第171条の5に該当すると認められるため、以後その保全及び取立てをしないこととする。"
    )
    page.gap(4)
    _case(page)
    page.heading("１　停止する金額")
    unpaid(page, "延滞金等")
    page.heading("２　該当する事由")
    page.sheet(
        [
            ("該当号", "**{{ 停止措置事由 }}**"),
            ("強制執行の費用などとの比較", loop("理由")),
        ],
        [50, page.width - 50],
        row_height=9,
    )
    page.heading("３　停止を必要と認める理由")
    _grounds(page)
    page.gap()
    page.sheet(
        [("時効完成予定日", "{{ 時効完成日|和暦 }}", "援用の要否", "{{ 援用要否 }}"), ("備考", "{{ 備考 }}")],
    )
    _author(page)
    return page


def waiver_record() -> Page:
    page = Page.internal()
    page.approval_boxes(("区長", "部長", "課長", "係長", "担当"))
    page.title("債 権 放 棄 調 書")
    page.para("　次の債権を放棄する。")
    page.gap(4)
    _case(page)
    page.heading("１　放棄する金額")
    unpaid(page, "延滞金等")
    page.heading("２　放棄の事由")
    page.sheet(
        [
            ("事由（条例の該当号）", "**{{ 放棄事由 }}**"),
            ("事由に当たる事実", loop("理由")),
            ("時効完成日", "{{ 時効完成日|和暦 }}　　援用の要否：{{ 援用要否 }}"),
        ],
        [45, page.width - 45],
        row_height=8,
    )
    page.heading("３　管理の経過")
    _grounds(page, wide=45)
    page.heading("４　手続")
    page.sheet(
        [
            ("審査会・連絡会", "{% if 審査会日 %}{{ 審査会日|和暦 }}{% endif %}", "決裁の日",
             "{% if 決裁日 %}{{ 決裁日|和暦 }}{% endif %}"),
            ("議会の議決・報告", "{{ 議会報告 }}"),
        ]
    )  # fmt: skip
    _author(page)
    return page


def write_off_record() -> Page:
    page = Page.internal()
    page.approval_boxes(("部長", "課長", "係長", "担当"))
    page.title("不 納 欠 損 調 書")
    page.para("　次の債権は、２の事由により消滅したため、不納欠損として整理する。")
    page.gap(4)
    _case(page)
    page.heading("１　不納欠損とする金額")
    unpaid(page, "延滞金等")
    page.heading("２　事由")
    page.sheet(
        [
            ("事由・根拠", "**{{ 欠損事由 }}**"),
            ("時効の起算日", "{{ 時効起算日|和暦 }}", "時効期間・完成日", "{{ 時効期間 }}・{{ 時効完成日|和暦 }}"),
            ("事由に当たる事実", loop("理由")),
        ]
    )
    page.heading("３　時効の更新・完成猶予の経過")
    listing(
        page.document,
        "時効経過",
        [
            Column("日付", "{{ 行.日付|和暦略 }}", 26, CENTER),
            Column("事由", "{{ 行.事由 }}", page.width - 98),
            Column("効果", "{{ 行.効果 }}", 40),
            Column("完成予定日", "{% if 行.完成予定日 %}{{ 行.完成予定日|和暦略 }}{% endif %}", 32, CENTER),
        ],
    )
    page.heading("４　管理の経過")
    _grounds(page)
    page.gap()
    page.sheet([("決裁の日", "{% if 決裁日 %}{{ 決裁日|和暦 }}{% endif %}", "備考", "{{ 備考 }}")])
    _author(page)
    return page


def lawyer_notice() -> Page:
    page = Page.letter()
    page.letterhead()
    page.title("弁護士への委任について（予告）")
    page.para(
        "　次の債務について、再三にわたりお支払いをお願いしてきましたが、いまだに完済の確認ができません。"
        "**{{ 指定期限|期日 }}**までに、全額のお支払い又は支払方法についてのご連絡がないときは、"
        "**回収の事務を弁護士に委任します。**"
    )
    page.gap(4)
    unpaid(page, CHARGE)
    page.gap()
    to_pay(page, "お支払いの合計", "最終の期限", ("委任する弁護士", "{{ 法律事務所名 }}　弁護士　{{ 弁護士名 }}"))
    page.gap()
    page.items(
        [
            "委任した後は、弁護士から連絡があります。お支払いや相談の窓口も、弁護士になります。",
            "委任に当たり、氏名、住所、債務の内容など、回収に必要な情報を弁護士に提供します。",
            "委任した後は、支払督促の申立て、訴訟などの手続をとることがあります。",
            f"{CHARGE}は、元金を完済する日までの日数に応じて加算されます。",
            "既に弁護士や司法書士に相談している方、破産などの手続中の方は、期限までにご連絡ください。",
            CROSSING.format("お支払い"),
        ],
        style="本文",
    )
    page.contact()
    return page


EXPIRED = {
    "明細": {"example": [
        {"債権名": "国民健康保険料", "年度": "令和5年度", "期別": "第9期", "通知書番号": "20230012349", "納期限": date(2024, 2, 29),
         "元金": 56400, "延滞金": 10600, "計": 67000},
    ]},
    "元金合計": {"example": 56400}, "延滞金合計": {"example": 10600}, "総合計": {"example": 67000},
    "計算日": {"example": date(2026, 7, 1), "help": "消滅した日までを計算する。"},
    "時効起算日": {"example": date(2024, 7, 2)}, "時効完成日": {"example": date(2026, 7, 1)},
    "時効経過": {"example": [
        {"日付": date(2024, 4, 1), "事由": "督促状の到達", "効果": "更新", "完成予定日": date(2026, 4, 1)},
        {"日付": date(2024, 7, 1), "事由": "一部納付（債務の承認）", "効果": "更新", "完成予定日": date(2026, 7, 1)},
    ]},
    "督促経過": {"example": ["令和6年3月29日　督促状を発した。", "令和6年5月から令和8年6月まで、催告書を4回送付し、電話及び訪問により催告した。"]},
}  # fmt: skip
LOAN = {"債権名": {"example": "架空奨学資金貸付金返還金"}}
DAMAGES = {
    "明細": {"example": PRIVATE_UNPAID}, "元金合計": {"example": 180000},
    "延滞金合計": {"label": "遅延損害金等の合計", "example": 8558}, "総合計": {"example": 188558},
}  # fmt: skip
PLAN = {"分割計画": {"example": PRIVATE_PLAN}}
# A loan in ten parts: the ninth was not paid, so the tenth fell due when the debtor lost the benefit of time.
BIG_LOAN = {"発生原因": {"example": "架空奨学資金貸付契約（貸付金額900,000円）"}}
LOST = {
    **BIG_LOAN,
    "明細": {"example": [
        {"債権名": "架空奨学資金貸付金返還金", "年度": "令和8年度", "期別": "第9回", "通知書番号": "20260012349",
         "納期限": date(2026, 10, 30), "元金": 90000, "延滞金": 236, "計": 90236},
        {"債権名": "架空奨学資金貸付金返還金", "年度": "令和9年度", "期別": "第10回", "通知書番号": "20270012350",
         "納期限": date(2026, 11, 30), "元金": 90000, "延滞金": 7, "計": 90007},
    ]},
    "元金合計": {"example": 180000}, "延滞金合計": {"label": "遅延損害金等の合計", "example": 243}, "総合計": {"example": 180243},
}  # fmt: skip
COMING = {
    **BIG_LOAN,
    "明細": {"example": [
        {"債権名": "架空奨学資金貸付金返還金", "年度": "令和9年度", "期別": "第9回", "通知書番号": "20270012349",
         "納期限": date(2027, 10, 29), "元金": 90000, "延滞金": 0, "計": 90000},
        {"債権名": "架空奨学資金貸付金返還金", "年度": "令和10年度", "期別": "第10回", "通知書番号": "20280012350",
         "納期限": date(2028, 10, 31), "元金": 90000, "延滞金": 0, "計": 90000},
    ]},
    "元金合計": {"example": 180000}, "延滞金合計": {"label": "遅延損害金等の合計", "example": 0}, "総合計": {"example": 180000},
}  # fmt: skip
CASE = {
    **LOAN, **DAMAGES, "債権区分": {"example": "私債権"}, "時効完成日": {"example": date(2029, 10, 25)},
    "納付総額": {"example": 60000},
}  # fmt: skip
THIRD = {
    "郵便番号": {"example": "100-0000", "source": "third_party.postal_code"},
    "住所": {"example": "千代田区架空一丁目2番3号", "source": "third_party.address"},
    "方書": {"example": "", "source": "third_party.address_detail"},
}
GUARANTOR = {
    "郵便番号": {"source": "guarantor.postal_code"}, "住所": {"source": "guarantor.address", "example": "世田谷区架空町二丁目3番4号"},
    "方書": {"source": "guarantor.address_detail", "example": ""}, "氏名": {"source": "guarantor.name", "example": "架空　一郎"},
    "代表者": {"source": "guarantor.representative"},
}  # fmt: skip
HEIR = {
    "郵便番号": {"source": "heir.postal_code"}, "住所": {"source": "heir.address"}, "方書": {"source": "heir.address_detail"},
    "氏名": {"source": "heir.name"}, "代表者": {"source": "heir.representative"},
}  # fmt: skip

FORMS = [
    Form(
        name="履行延期特約申請書", title="履行延期の特約申請書", code="P-01", category=GROUP, draw=deferral_application,
        statutes=("地方自治法施行令171条の6",), claim_classes=(PRIVATE,), addressee="applicant", signer="債務者",
        event="acknowledgment", checks=("claim_class", "amounts_recomputed", "individual_number"),
        manual="performance-deferral", fields={**LOAN, **DAMAGES}, numbered_pages=True,
    ),
    Form(
        name="履行延期特約承認通知書", title="履行延期の特約承認通知書", code="P-02", category=GROUP, draw=deferral_granted,
        statutes=("地方自治法施行令171条の6",), claim_classes=(PRIVATE,), event="performance_deferral",
        checks=("claim_class", *CARE), manual="performance-deferral", fields={**LOAN, **DAMAGES, **PLAN, "担保": {"example": "なし"}},
        note="私債権の特約に使う。非強制徴収公債権では処分となるため、理由と教示を付けた別の文書による。", numbered_pages=True,
    ),
    Form(
        name="履行延期特約不承認通知書", title="履行延期の特約不承認通知書", code="P-03", category=GROUP,
        draw=deferral_refused, statutes=("地方自治法施行令171条の6",), claim_classes=(PRIVATE,), event="note",
        checks=("claim_class", "designated_date", *CARE), manual="performance-deferral",
        fields={**LOAN, **DAMAGES, "理由": {"example": ["提出された収支の申告書によれば、全額を支払うことができる預金があり、地方自治法施行令第171条の6第1項各号のいずれにも該当しないため。"]}},
    ),
    Form(
        name="期限の利益喪失通知書", title="期限の利益の喪失について（通知）", code="P-11", category=GROUP, draw=benefit_lost,
        statutes=("民法137条", "民法458条の3"), claim_classes=(PRIVATE,), event="reminder",
        checks=("claim_class", "designated_date", *CARE), manual="acceleration",
        note="個人の保証人には、期限の利益の喪失を知った時から2か月以内に通知する（民法458条の3）。",
        fields={**LOAN, **LOST, "理由": {"example": ["令和8年10月30日を履行期限とする第9回分の支払がなく、督促をしても期限までに支払がなかったこと。"]}},
    ),
    Form(
        name="履行期限繰上通知書", title="履行期限の繰上げについて（通知）", code="P-12", category=GROUP, draw=acceleration,
        statutes=("地方自治法施行令171条の3",), claim_classes=NON_COMPULSORY, event="reminder",
        checks=("claim_class", "designated_date", *CARE), manual="acceleration",
        fields={**LOAN, **COMING, "理由": {"example": ["債務者が、他の債権者から強制執行を受けたこと。"]}},
    ),
    Form(
        name="保証債務履行請求書", title="保証債務の履行について（請求）", code="P-21", category=GROUP, draw=guarantor_claim,
        statutes=("地方自治法施行令171条の2第1号", "民法446条", "民法454条"), claim_classes=(PRIVATE,),
        addressee="guarantor", event="reminder", checks=("claim_class", "demand_exists", "designated_date", *CARE),
        manual="guarantor", note="連帯保証人への請求は、原則として主たる債務者の時効に影響しない。",
        fields={**LOAN, **DAMAGES, **GUARANTOR, "理由": {"example": ["主たる債務者が、督促の後も第7回分及び第8回分を支払わないため。"]}},
    ),
    Form(
        name="相続人への通知書", title="相続による債務の承継について（お知らせ）", code="P-22", category=GROUP, draw=heir_notice,
        statutes=("民法896条", "民法915条1項", "地方税法9条"), claim_classes=ALL, addressee="heir", event="note",
        checks=("amounts_recomputed", "limitation", "support_measures", "individual_number"), manual="inheritance",
        fields=HEIR,
    ),
    Form(
        name="相続放棄等照会書", title="相続放棄・限定承認の申述の有無について（照会）", code="P-23", category=GROUP,
        draw=renunciation_inquiry, claim_classes=ALL, addressee="third_party", event="note",
        checks=("authority", "individual_number"), manual="inheritance",
        note="被相続人の最後の住所地の家庭裁判所に照会する。手続と添付書類は、照会先の案内で確かめる。",
        fields={**THIRD, "氏名": {"example": "架空家庭裁判所", "source": "third_party.name"}},
    ),
    Form(
        name="時効援用申出書", title="消滅時効に関する申出書", code="P-31", category=GROUP, draw=invocation,
        statutes=("民法145条",), claim_classes=(PRIVATE,), addressee="applicant", signer="債務者", event="invocation",
        checks=("claim_class", "invocation"), manual="limitation", note="職員から援用を勧めたり、思いとどまらせたりしない。",
        fields={**LOAN, **DAMAGES},
    ),
    Form(
        name="徴収停止調書", title="徴収停止調書", code="K-11", category=CLOSING, draw=suspension_record,
        statutes=("地方自治法施行令171条の5",), claim_classes=NON_COMPULSORY, addressee="internal", signer="所管課長",
        event="collection_suspension", checks=("claim_class", "amounts_recomputed"), manual="collection-suspension",
        fields={**CASE, "理由": {"example": ["強制執行に要する費用（申立手数料及び送達の費用など）を超える財産は見当たらない。"]}},
        numbered_pages=True,
    ),
    Form(
        name="債権放棄調書", title="債権放棄調書", code="K-12", category=CLOSING, draw=waiver_record,
        statutes=("地方自治法96条1項10号",), claim_classes=NON_COMPULSORY, addressee="internal", signer="区長",
        event="waiver", checks=("claim_class", "amounts_recomputed", "council"), manual="waiver-and-write-off",
        retention_years=10, note="事由と号は区の条例による（要確認）。", numbered_pages=True,
        fields={
            **CASE, "理由": {"example": ["令和8年9月1日に、破産手続の免責許可の決定が確定した。"]},
            "調査結果": {"example": ["令和8年9月、裁判所から届いた決定書により、免責許可の決定の確定を確かめた。", "破産手続では配当がなく、手続は廃止された。"]},
            "現況": {"example": ["債務者は、給与で家族3人の生計を維持している。連帯保証人はいない。"]},
            "徴収見込み": {"example": ["免責により、債務者に請求することができない。連帯保証人及び担保もなく、徴収の見込みはない。"]},
        },
    ),
    Form(
        name="不納欠損調書", title="不納欠損調書", code="K-13", category=CLOSING, draw=write_off_record,
        statutes=("地方自治法236条", "地方税法15条の7", "地方税法18条"), claim_classes=ALL, addressee="internal",
        signer="所管課長", event="write_off", checks=("amounts_recomputed",), manual="waiver-and-write-off",
        retention_years=10, numbered_pages=True,
        fields={"債権区分": {"example": "強制徴収公債権"}, "会計年度": {"example": "令和8年度　国民健康保険事業会計"},
                "発生原因": {"example": "国民健康保険料の賦課（令和5年度）"}, "当初金額": {"example": 451200}, "納付総額": {"example": 394800},
                "発生日": {"example": date(2023, 6, 15)}, **EXPIRED,
                "欠損事由": {"example": "消滅時効の完成（国民健康保険法第110条第1項）"}, "時効期間": {"example": "2年"},
                "理由": {"example": ["最後の一部納付の日から2年を経過し、その間に更新及び完成猶予の事由がなかったため。"]}},
    ),
    Form(
        name="弁護士委任予告書", title="弁護士への委任について（予告）", code="I-05", category="弁護士委任", draw=lawyer_notice,
        claim_classes=(PRIVATE,), event="final_reminder",
        checks=("claim_class", "demand_exists", "designated_date", "relief", "welfare", "duplicate", *CARE),
        manual="lawyer-referral", fields=DAMAGES,
    ),
]  # fmt: skip
