"""私債権の続き: notices to guarantors, the end of a claim by 時効 or 放棄, reduction of 遅延損害金, the change to a lawyer."""

from __future__ import annotations

from datetime import date

from builder.blocks import Page, loop
from builder.demand import unpaid
from builder.page import RIGHT
from builder.private import CARE, CHARGE, CLOSING, DAMAGES, GROUP, GUARANTOR, LOAN, LOST, claim_sheet
from builder.relief import reduction_application
from builder.spec import NON_COMPULSORY, PRIVATE, Form


def benefit_lost_to_guarantor() -> Page:
    """期限の利益の喪失 told to a guarantor within two months (民法458条の3)."""
    page = Page.letter()
    page.letterhead()
    page.title("主たる債務者の期限の利益の喪失について（通知）")
    page.para(
        "　あなたが保証している下記の債務について、主たる債務者が、**{{ 喪失日|和暦 }}に期限の利益を失いました**ので、"
        "民法第458条の3第1項の規定により通知します。"
    )
    page.below()
    page.sheet(
        [
            ("主たる債務者", ["{{ 債務者住所 }}", "{{ 債務者氏名 }}"]),
            ("債権名", "{{ 債権名 }}", "保証契約の日", "{{ 保証契約日|和暦 }}"),
            ("発生原因", "{{ 発生原因 }}"),
            ("期限の利益を失った日", "{{ 喪失日|和暦 }}", "区が知った日", "{{ 了知日|和暦 }}"),
            ("根拠", "{{ 契約条項 }}"),
            ("該当した事実", loop("理由")),
        ],
        [38, 52, 30, page.width - 120],
        row_height=8,
    )
    page.heading("主たる債務の残額")
    unpaid(page, CHARGE)
    page.gap()
    page.items(
        [
            f"{CHARGE}（{{{{ 損害金利率 }}}}）は、主たる債務者が元金を完済する日までの日数に応じて加算されます。",
            "主たる債務者が支払わないときは、保証人であるあなたに支払を請求することがあります。",
            "主たる債務の履行の状況は、お申出により書面でお知らせします。",
        ]
    )
    page.end()
    page.contact()
    return page


def invocation_received() -> Page:
    page = Page.letter()
    page.letterhead()
    page.title("消滅時効に関する申出について（通知）")
    page.para(
        "　{{ 申請日|和暦 }}付けの消滅時効に関する申出書を受け付け、下記の債権について消滅時効の援用があったことを確認しました。"
        "**区は、この債権の支払を請求しません。**"
    )
    page.below()
    claim_sheet(page)
    page.heading("消滅した金額")
    unpaid(page, CHARGE)
    page.gap()
    page.sheet(
        [
            ("援用の日", "{{ 申請日|和暦 }}", "時効の完成の日", "{{ 時効完成日|和暦 }}"),
            ("今後の処理", "{{ 欠損予定 }}"),
        ],
        row_height=8,
    )
    page.gap()
    page.items(
        [
            "お手元の納付書は、使わないでください。",
            "上の表にない債権がある場合は、この通知の対象ではありません。",
        ],
        style="本文",
    )
    page.end()
    page.contact()
    return page


def waiver_told() -> Page:
    page = Page.letter()
    page.letterhead()
    page.title("債権の放棄について（通知）")
    page.para(
        "　{{ 放棄事由 }}の規定により、**{{ 放棄日|和暦 }}に下記の債権を放棄しました**ので、お知らせします。"
        "区は、この債権の支払を請求しません。"
    )
    page.below()
    claim_sheet(page, contract=False)
    page.heading("放棄した金額")
    unpaid(page, "延滞金等")
    page.gap()
    page.items(
        [
            "お手元の納付書は、使わないでください。",
            "上の表にない債権がある場合は、この通知の対象ではありません。",
        ],
        style="本文",
    )
    page.end()
    page.contact()
    return page


def damages_decided() -> Page:
    """遅延損害金の減免: granted, granted in part, or not."""
    page = Page.letter()
    page.letterhead()
    page.title("遅延損害金の減免について（通知）")
    page.para(
        "　{{ 申請日|和暦 }}付けで申請のあった遅延損害金の減免について、{{ 減免根拠 }}の規定により、下記のとおり決定したので通知します。"
    )
    page.below()
    page.sheet(
        [
            ("債権名", "{{ 債権名 }}", "履行期限", "{{ 納期限|和暦 }}"),
            ("年度・期別", "{{ 年度 }}　{{ 期別 }}", "元金", "{{ 元金|円 }}"),
            ("決定", "**{{ 減免結果 }}**", "申請の日", "{{ 申請日|和暦 }}"),
        ],
        [26, 62, 26, page.width - 114],
        row_height=8,
    )
    page.gap()
    page.sheet(
        [
            ("減免前の遅延損害金", "{{ 減免前延滞金|円 }}"),
            ("減免する額", "**{{ 減免額|円 }}**"),
            ("減免後の遅延損害金（お支払いいただく額）", "**{{ 遅延損害金|円 }}**"),
        ],
        [85, page.width - 85],
        aligns=["", RIGHT],
    )
    page.gap()
    page.sheet([("決定の理由", loop("理由"))], [35, page.width - 35], row_height=9)
    page.gap()
    page.items(
        [
            "お支払いいただく額があるときは、同封の納付書でお支払いください。",
            "申請の内容に偽りがあったときは、この決定を取り消すことがあります。",
            "一括でのお支払いが難しいときは、下の問合せ先へご相談ください。",
        ],
        style="本文",
    )
    page.end()
    page.contact()
    return page


def lawyer_engaged() -> Page:
    page = Page.letter()
    page.letterhead()
    page.title("弁護士への委任について（お知らせ）")
    page.para(
        "　下記の債務について、{{ 委任日|和暦 }}に、回収の事務を弁護士に委任しました。"
        "**今後のお支払いとご相談は、下記の弁護士にご連絡ください。**"
    )
    page.below()
    page.sheet(
        [
            ("委任した弁護士", "{{ 法律事務所名 }}　弁護士　{{ 弁護士名 }}"),
            ("所在地", "{{ 法律事務所所在地 }}"),
            ("電話番号", "**{{ 法律事務所電話 }}**"),
            ("委任した日", "{{ 委任日|和暦 }}"),
            ("委任した事務", loop("委任事務")),
        ],
        [38, page.width - 38],
        row_height=8,
    )
    page.heading("対象の債務")
    unpaid(page, CHARGE)
    page.gap()
    page.items(
        [
            "弁護士から、あらためて連絡があります。区から送った納付書が手元にあるときは、使う前に弁護士にお尋ねください。",
            f"{CHARGE}は、元金を完済する日までの日数に応じて加算されます。",
            "この通知に心当たりがないときは、区の問合せ先へお電話ください。",
        ]
    )
    page.end()
    page.contact(heading=["区の", "問合せ先"])
    return page


EXPIRED_LOAN = {
    "明細": {"example": [
        {"債権名": "架空奨学資金貸付金返還金", "年度": "令和2年度", "期別": "第1回", "通知書番号": "20200012343",
         "納期限": date(2020, 10, 30), "元金": 30000, "延滞金": 5481, "計": 35481},
    ]},
    "元金合計": {"example": 30000}, "延滞金合計": {"label": "遅延損害金の合計", "example": 5481}, "総合計": {"example": 35481},
    "時効完成日": {"example": date(2025, 10, 30)}, "契約日": {"example": date(2020, 4, 6)},
}  # fmt: skip
WAIVED = {
    **DAMAGES, "延滞金合計": {"example": 8558},
    "放棄事由": {"example": "架空債権管理条例第00条第2号"},
}  # fmt: skip
TELL = ("claim_class", "support_measures", "death", "individual_number")

FORMS = [
    Form(
        name="期限の利益喪失通知書-保証人", title="主たる債務者の期限の利益の喪失について（通知）", code="P-13", category=GROUP,
        draw=benefit_lost_to_guarantor, statutes=("民法458条の3",), claim_classes=(PRIVATE,), addressee="guarantor",
        event="note", checks=("claim_class", *CARE), manual="guarantor", numbered_pages=True,
        note="個人の保証人に、喪失を知った時から2か月以内に届くように送る。遅れると、喪失の時から通知までの遅延損害金を保証人に請求できない（同条2項）。法人の保証人には要らない（同条3項）。",
        fields={**LOAN, **LOST, **GUARANTOR,
                "理由": {"example": ["令和8年10月30日を履行期限とする第9回分の支払がなく、督促をしても期限までに支払がなかったこと。"]}},
    ),
    Form(
        name="時効援用受理通知書", title="消滅時効に関する申出について（通知）", code="P-32", category=GROUP,
        draw=invocation_received, statutes=("民法145条",), claim_classes=(PRIVATE,), event="note",
        checks=("claim_class", "support_measures", "individual_number"), manual="limitation",
        note="時効の完成（更新・完成猶予の事実がないこと）を確かめてから送る。",
        fields={**LOAN, **EXPIRED_LOAN, "申請日": {"label": "申出（援用）の日", "example": date(2026, 11, 16)}},
    ),
    Form(
        name="債権放棄通知書", title="債権の放棄について（通知）", code="P-33", category=CLOSING, draw=waiver_told,
        statutes=("地方自治法96条1項10号",), claim_classes=NON_COMPULSORY, event="note", checks=("claim_class", "council", "support_measures",
        "individual_number"), manual="waiver-and-write-off", fields={**LOAN, **WAIVED},
        note="条例の号は区の条例による（要確認）。所在が分からない者には送らない。",
    ),
    Form(
        name="遅延損害金減免申請書", title="遅延損害金減免申請書", code="P-41", category=GROUP,
        draw=lambda: reduction_application(CHARGE), statutes=(), claim_classes=(PRIVATE,), addressee="applicant",
        signer="申請者", checks=("claim_class", "individual_number"), manual="delay-damages", fields=DAMAGES,
        note="減免の根拠と要件は、契約又は条例・規則による（要確認）。",
    ),
    Form(
        name="遅延損害金減免結果通知書", title="遅延損害金の減免について（通知）", code="P-42", category=GROUP, draw=damages_decided,
        statutes=(), claim_classes=(PRIVATE,), event="note", checks=TELL, manual="delay-damages",
        note="減免の根拠は、契約又は条例・規則による（要確認）。私債権の減免は処分でないため、教示文を入れない。",
        fields={**LOAN, "年度": {"example": "令和6年度"}, "期別": {"example": "第7回"}, "納期限": {"example": date(2024, 10, 31)},
                "元金": {"example": 90000}, "減免根拠": {"example": "架空奨学資金貸付条例第00条"},
                "減免前延滞金": {"label": "減免前の遅延損害金", "example": 5629, "source": "computed.delay_damages"},
                "減免額": {"label": "減免する遅延損害金の額", "example": 2800},
                "遅延損害金": {"label": "減免後の遅延損害金", "example": 2829, "source": ""},
                "理由": {"example": ["令和7年3月から8月まで失業し、収入が著しく減少した事実が認められるため。"]}},
    ),
    Form(
        name="弁護士委任通知書", title="弁護士への委任について（お知らせ）", code="I-06", category="弁護士委任", draw=lawyer_engaged,
        claim_classes=(PRIVATE,), event="note", checks=("claim_class", "demand_exists", *CARE), manual="lawyer-referral",
        note="委任契約を結んだ後に、本人に送る。弁護士の受任の通知とは別に、区からも知らせる。", fields=DAMAGES,
    ),
]  # fmt: skip
