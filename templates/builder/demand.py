"""督促 and 催告: demand notices, reminder letters, invitations to talk, absence slips."""

from __future__ import annotations

from datetime import date

from builder.blocks import CROSSING, Page
from builder.page import CENTER, RIGHT
from builder.spec import ALL, COMPULSORY, NON_COMPULSORY, PRIVATE, PUBLIC, Form
from builder.tables import Column, listing

GROUP = "督促・催告"
COMMON = ("amounts_recomputed", "limitation", "bankruptcy", "attorney", "death", "support_measures", "returned_mail",
          "duplicate", "individual_number")  # fmt: skip
REMIND = ("claim_class", "demand_exists", "designated_date", "relief", "welfare", *COMMON)

PRIVATE_UNPAID = [
    {"債権名": "架空奨学資金貸付金返還金", "年度": "令和6年度", "期別": "第7回", "通知書番号": "20240012347",
     "納期限": date(2024, 10, 31), "元金": 90000, "延滞金": 5629, "計": 95629},
    {"債権名": "架空奨学資金貸付金返還金", "年度": "令和7年度", "期別": "第8回", "通知書番号": "20250012348",
     "納期限": date(2025, 10, 31), "元金": 90000, "延滞金": 2929, "計": 92929},
]  # fmt: skip

TAX_UNPAID = [
    {"債権名": "特別区民税・都民税（普通徴収）", "年度": "令和8年度", "期別": "第1期", "通知書番号": "20260022341",
     "納期限": date(2026, 6, 30), "元金": 56400, "延滞金": 1800, "計": 58200},
    {"債権名": "特別区民税・都民税（普通徴収）", "年度": "令和8年度", "期別": "第2期", "通知書番号": "20260022342",
     "納期限": date(2026, 8, 31), "元金": 56400, "延滞金": 0, "計": 56400},
    {"債権名": "特別区民税・都民税（普通徴収）", "年度": "令和8年度", "期別": "第3期", "通知書番号": "20260022343",
     "納期限": date(2026, 11, 2), "元金": 56400, "延滞金": 0, "計": 56400},
]  # fmt: skip

DAMAGES_NOTE = "遅延損害金は、元金を完済する日までの日数に応じて加算されます。"
LATE_NOTE = "延滞金は、納付する日までの日数に応じて計算します。納付が遅れると増えることがあります。"


def amounts(page: Page, charge: str, tag: str, *, principal: str = "元金（未納額）", interest: bool = False) -> None:
    """元金, (手数料 or 利息), 延滞金 or 遅延損害金, 合計."""
    rows: list[object] = [(principal, "{{ 元金|円 }}")]
    optional = ("利息", "{{ 利息|円 }}", "利息") if interest else ("督促手数料", "{{ 督促手数料|円 }}", "督促手数料")
    rows += ["{%tr if " + optional[2] + " %}", optional[:2], "{%tr endif %}"]
    rows += [(charge, tag), ("**合計**", "**{{ 合計|円 }}**")]
    page.sheet(rows, [95, page.width - 95], aligns=["", RIGHT], row_height=7.5)  # type: ignore[arg-type]


def unpaid(page: Page, charge: str = "延滞金", *, item: str = "債権名", principal: str = "元金") -> None:
    """List of unpaid items with totals; an amount of nine digits stays on its line."""
    columns = [
        Column("年度・期別", "{{ 行.年度 }}{{ 行.期別 }}", 32.1, CENTER, style="表細"),
        Column("納期限", "{{ 行.納期限|和暦略 }}", 19, CENTER),
        Column(principal, "{{ 行.元金|桁区切り }}", 22.7, RIGHT, "{{ 元金合計|桁区切り }}"),
        Column(charge, "{{ 行.延滞金|桁区切り }}", 22.7, RIGHT, "{{ 延滞金合計|桁区切り }}"),
        Column("計", "{{ 行.計|桁区切り }}", 22.7, RIGHT, "**{{ 総合計|桁区切り }}**"),
    ]
    name = Column(item, "{{ 行.債権名 }}", page.width - sum(column.width for column in columns), style="表細")
    columns.insert(0, name)
    page.para(
        "（単位：円　" + charge + "は{{ 計算日|和暦 }}現在）", "注記", RIGHT
    ).paragraph_format.keep_with_next = True
    listing(page.document, "明細", columns, total_label="合計")


def unpaid_tax(page: Page) -> None:
    """As `unpaid`, in the words of a levy: 税目・科目, 本税等, 延滞金."""
    unpaid(page, item="税目・科目", principal="本税等")


def to_pay(page: Page, label: str, limit: str, *rows: tuple[object, object]) -> None:
    """What must be paid in all, by when, and what else belongs to it."""
    lines = [(f"**{label}**", "**{{ 総合計|円 }}**"), (f"**{limit}**", "**{{ 指定期限|期日 }}**"), *rows]
    page.sheet(lines, [45, page.width - 45], row_height=8)  # type: ignore[arg-type]


def demand_public() -> Page:
    page = Page.letter()
    page.letterhead()
    page.title("督　促　状")
    page.para(
        "　次の{{ 債権名 }}は、納期限までに納付の確認ができないため、{{ 根拠条文 }}の規定により督促します。"
        "**{{ 指定期限|期日 }}**までに、同封の納付書で納付してください。"
    )
    _claim_rows(page)
    page.gap()
    amounts(page, "延滞金（{{ 計算日|和暦 }}現在）", "{{ 延滞金|円 }}", principal="未納額")
    page.gap()
    page.sheet([("**指定期限**", "**{{ 指定期限|期日 }}**"), ("督促の理由", _loop("理由"))], [35, page.width - 35])
    page.gap()
    page.items(
        [
            LATE_NOTE,
            "{% if 債権区分 == '強制徴収公債権' %}指定期限までに完納されないときは、財産の差押えなどの滞納処分を受けることがあります。"
            "{% else %}指定期限までに完納されないときは、訴訟など裁判所の手続により請求することがあります。{% endif %}",
            "災害、病気、失業などの事情で納付が難しいときは、指定期限までに下の問合せ先へご相談ください。",
            CROSSING.format("納付"),
        ]
    )
    page.appeal()
    page.contact()
    return page


def demand_tax() -> Page:
    page = Page.letter()
    page.letterhead()
    page.title("督　促　状")
    page.para(
        "　次の徴収金は、納期限までに完納の確認ができないため、{{ 根拠条文 }}の規定により督促します。"
        "**{{ 指定期限|期日 }}**までに、同封の納付書で納付してください。"
    )
    _claim_rows(page, "税目")
    page.gap()
    amounts(page, "延滞金（{{ 計算日|和暦 }}現在）", "{{ 延滞金|円 }}", principal="税額（未納額）")
    page.gap()
    page.sheet([("**指定期限**", "**{{ 指定期限|期日 }}**"), ("督促の理由", _loop("理由"))], [35, page.width - 35])
    page.gap()
    page.items(
        [
            LATE_NOTE,
            "この督促状を発した日から起算して10日を経過した日までに完納されないときは、法律の規定により財産を差し押さえることになります。",
            "災害、病気、事業の休廃止などの事情で納付が難しいときは、徴収の猶予などの制度があります。早めにご相談ください。",
            CROSSING.format("納付"),
        ]
    )
    page.appeal()
    page.contact()
    return page


def _loop(name: str) -> list[str]:
    return ["{%p for " + name + "行 in " + name + " %}", "{{ " + name + "行 }}", "{%p endfor %}"]


def _claim_rows(page: Page, name: str = "債権名") -> None:
    page.gap(4)
    page.sheet(
        [
            (name, "{{ 債権名 }}", "通知書番号", "{{ 通知書番号 }}"),
            ("年度・期別", "{{ 年度 }}　{{ 期別 }}", "納期限", "{{ 納期限|和暦 }}"),
        ],
        [26, 66, 26, page.width - 118],
    )


def demand_private() -> Page:
    page = Page.letter()
    page.letterhead()
    page.title("督　促　状")
    page.para(
        "　次の債務について、履行期限までに支払の確認ができないため、地方自治法施行令第171条の規定により督促します。"
        "**{{ 指定期限|期日 }}**までに、同封の納付書で全額をお支払いください。"
    )
    page.gap(4)
    page.sheet(
        [
            ("債権名", "{{ 債権名 }}", "契約日", "{{ 契約日|和暦 }}"),
            ("年度・期別", "{{ 年度 }}　{{ 期別 }}", "履行期限", "{{ 納期限|和暦 }}"),
            ("発生原因", "{{ 発生原因 }}"),
        ]
    )
    page.gap()
    amounts(page, "遅延損害金（{{ 損害金利率 }}・{{ 計算日|和暦 }}現在）", "{{ 遅延損害金|円 }}", interest=True)
    page.gap()
    page.sheet([("**支払の期限**", "**{{ 指定期限|期日 }}**")], [35, page.width - 35])
    page.gap()
    page.items(
        [
            DAMAGES_NOTE,
            "支払の期限までにお支払いもご連絡もないときは、連帯保証人への請求、支払督促の申立て、訴訟などの手続を"
            "とることがあります。",
            "収入の減少などの事情で一括のお支払いが難しいときは、支払の期限までに下の問合せ先へご相談ください。"
            "分割でのお支払いなどをご相談いただけます。",
            CROSSING.format("お支払い"),
        ],
        style="本文",
    )
    page.contact()
    return page


def reminder() -> Page:
    page = Page.letter()
    page.letterhead()
    page.title("催　告　書")
    page.para(
        "　次の債務について、先に督促状をお送りしましたが、{{ 計算日|和暦 }}現在、お支払いの確認ができません。"
        "**{{ 指定期限|期日 }}**までに、同封の納付書で全額をお支払いください。"
    )
    page.gap(4)
    unpaid(page, "延滞金等")
    page.gap()
    to_pay(page, "お支払いの合計", "支払の期限")
    page.gap()
    page.items(
        [
            "延滞金等（延滞金又は遅延損害金）は、お支払いの日までの日数に応じて加算されます。",
            "一括でのお支払いが難しいときは、**支払の期限までに**下の問合せ先へご連絡ください。"
            "収入や生活の状況をうかがい、お支払いの方法をご相談します。",
            "期限までにお支払いもご連絡もないときは、法令に基づく手続に進むことがあります。",
            "生活にお困りのときは、その旨を遠慮なくお知らせください。福祉などの相談窓口をご案内します。",
            CROSSING.format("お支払い"),
        ]
    )
    page.contact()
    return page


def final_reminder() -> Page:
    page = Page.letter()
    page.letterhead()
    page.title("最　終　催　告　書")
    page.para(
        "　次の債務について、再三にわたりお支払いをお願いしてきましたが、いまだに完済の確認ができません。"
        "**{{ 指定期限|期日 }}**までに、全額をお支払いください。"
    )
    page.gap(4)
    unpaid(page, "延滞金等")
    page.gap()
    to_pay(page, "お支払いの合計", "最終の期限", ("支払の方法", "同封の納付書による。"))
    page.gap()
    page.para(
        "　期限までにお支払いもご連絡もないときは、地方自治法施行令第171条の2の規定により、"
        "**支払督促の申立て、訴えの提起などの裁判所の手続**をとります。その後は、判決などに基づき強制執行を申し立てることがあります。"
        "これらに要する費用も、あわせて請求することがあります。"
    )
    page.gap(4)
    page.items(
        [
            "連帯保証人がいるときは、連帯保証人にも請求します。",
            "分割でのお支払いなどのご相談は、**期限までに**下の問合せ先で受け付けます。",
            "弁護士に依頼している方、破産などの手続中の方は、その旨をお知らせください。",
            CROSSING.format("お支払い"),
        ]
    )
    page.contact()
    return page


def seizure_warning() -> Page:
    page = Page.letter()
    page.letterhead()
    page.title("差　押　予　告　書")
    page.para(
        "　次の徴収金は、督促状を発した後も完納されていません。**{{ 指定期限|期日 }}**までに全額を納付してください。"
        "期限までに納付もご連絡もないときは、あらかじめお知らせすることなく財産を調査し、**差押えを行うことがあります**。"
    )
    page.gap(4)
    unpaid_tax(page)
    page.gap()
    to_pay(
        page,
        "納付する合計",
        "納付の期限",
        ("督促状の発付日", "{{ 督促日|和暦 }}"),
        ("調査・差押えの対象", "預貯金、給与、生命保険、不動産、自動車、売掛金など"),
        ("根拠", "{{ 処分根拠 }}"),
    )
    page.gap()
    page.items(
        [
            "財産の調査では、勤務先、取引先、金融機関などに照会することがあります。",
            "延滞金は、納付する日までの日数に応じて計算します。",
            "災害、病気、失業などで納付が難しいときは、納付の猶予などの制度があります。**期限までに**ご相談ください。",
            "この文書は差押えを行う可能性をお知らせするもので、差押えそのものではありません。",
            CROSSING.format("納付"),
        ]
    )
    page.contact()
    return page


def invitation() -> Page:
    page = Page.letter()
    page.letterhead()
    page.title("納付相談のご案内")
    page.para(
        "　お支払いについてご相談したいことがあります。お手数ですが、次の日時にお越しください。"
        "ご都合が悪いときは、**{{ 連絡期限|期日 }}**までにお電話をください。日時の変更や、お電話での相談もできます。"
    )
    page.gap(4)
    page.sheet(
        [
            ("日時", "**{{ 来庁日|期日 }}　{{ 来庁時刻 }}**"),
            ("場所", "{{ 来庁場所 }}"),
            ("対象の債権", "{{ 債権名 }}　{{ 年度 }}　{{ 期別 }}"),
            ("連絡の期限", "{{ 連絡期限|期日 }}"),
        ],
        row_height=9,
    )
    page.gap()
    page.heading("お持ちいただくもの")
    page.items(
        [
            "この通知",
            "本人を確認できるもの（運転免許証、マイナンバーカードの表面など）",
            "収入の分かるもの（給与明細3か月分、年金の通知、確定申告書の控えなど）",
            "支出の分かるもの（家賃、水道光熱費、医療費などの領収書）、通帳",
            "ほかに返済している借入れがある方は、その一覧と返済額の分かるもの",
        ],
        style="本文",
        marks=["・"] * 5,
    )
    page.gap(4)
    page.para(
        "　代わりの方がお越しになるときは、委任状が必要です。お体の具合などで外出が難しい方、通訳や手話が必要な方は、"
        "お電話などでお知らせください。"
    )
    page.contact()
    return page


def phone_follow_up() -> Page:
    page = Page.letter()
    page.letterhead()
    page.title("お電話でご相談いただいた内容のお知らせ")
    page.para(
        "　先日は、お電話でご相談をいただき、ありがとうございました。お話しした内容をお知らせします。"
        "お約束の日までに、同封の納付書でお支払いください。"
    )
    page.gap(4)
    page.sheet(
        [
            ("お電話の日", "{{ 通話日|期日 }}"),
            ("対象の債権", "{{ 債権名 }}　{{ 年度 }}　{{ 期別 }}"),
            ("お話しした内容", _loop("約束内容")),
            ("**お約束の日**", "**{{ 約束日|期日 }}**"),
            ("**お約束の金額**", "**{{ 約束額|円 }}**"),
        ],
        row_height=9,
    )
    page.gap()
    page.items(
        [
            "お約束の日までにお支払いができなくなったときは、その日までにお電話をください。",
            "お約束の金額のほかに残りの金額があるときは、そのお支払いについても、あらためてご相談します。",
            "内容がお話しされたことと異なるときは、下の問合せ先へご連絡ください。",
            CROSSING.format("お支払い"),
        ],
        style="本文",
    )
    page.contact()
    return page


def absence_slip() -> Page:
    page = Page.letter()
    page.section_head()
    page.title("重要なお知らせ")
    page.para("　本日、ご本人にお会いして大切なお知らせをお伝えするために伺いましたが、お留守でした。")
    page.gap(4)
    page.sheet(
        [
            ("伺った日時", "{{ 訪問日|期日 }}　{{ 訪問時刻 }}"),
            ("伺った職員", "{{ 訪問者 }}（身分証番号　{{ 身分証番号 }}）"),
            ("**ご連絡の期限**", "**{{ 連絡期限|期日 }}**"),
            ("ご連絡先", "{{ 担当課 }}{{ 担当係 }}　**電話 {{ 電話番号 }}**"),
        ],
        row_height=10,
    )
    page.gap()
    page.para(
        "　期限までに、**ご本人からお電話をください。** お電話では「整理番号 {{ 整理番号 }}」とお伝えください。"
        "ご都合のよい日時に、あらためて伺うこともできます。"
    )
    page.gap(4)
    page.items(
        [
            "用件は、個人情報を守るため、ご本人だけにお伝えします。",
            "職員が訪問するときは、必ず身分証を携帯しています。職員が現金自動預払機（ＡＴＭ）の操作をお願いすることや、"
            "暗証番号をお尋ねすることはありません。",
        ],
        marks=["・"] * 2,
    )
    page.contact(number=False)
    return page


def transfer_failed() -> Page:
    page = Page.letter()
    page.letterhead()
    page.title("口座振替ができなかったことのお知らせ")
    page.para(
        "　次の{{ 債権名 }}は、ご指定の口座から振替ができませんでした。同封の納付書により、"
        "**{{ 指定期限|期日 }}**までにお支払いください。"
    )
    page.gap(4)
    page.sheet(
        [
            ("債権名", "{{ 債権名 }}", "通知書番号", "{{ 通知書番号 }}"),
            ("年度・期別", "{{ 年度 }}　{{ 期別 }}", "納期限", "{{ 納期限|和暦 }}"),
            ("振替日", "{{ 振替日|和暦 }}", "振替金額", "{{ 元金|円 }}"),
            ("できなかった理由", "{{ 振替不能理由 }}"),
            ("再度の振替", "{{ 再振替 }}"),
            ("**支払の期限**", "**{{ 指定期限|期日 }}**"),
        ],
        row_height=8.5,
    )
    page.gap()
    page.items(
        [
            "次の期からも口座振替をご利用いただけます。振替日の前日までに、口座の残高をご確認ください。",
            "口座を解約された方や変更したい方は、新しい口座の手続が必要です。下の問合せ先へご連絡ください。",
            "納期限を過ぎてお支払いになると、延滞金などがかかることがあります。",
            CROSSING.format("お支払い"),
        ],
        style="本文",
    )
    page.contact()
    return page


# A demand goes out within twenty days of the due date and sets the tenth day after its day of issue, or a later one.
ON_TIME = {"発信日": {"example": date(2026, 11, 18)}, "計算日": {"example": date(2026, 11, 18)},
           "指定期限": {"example": date(2026, 11, 30)}}  # fmt: skip

FORMS = [
    Form(
        name="督促状-地方税", title="督促状（地方税）", code="T-01", category=GROUP, draw=demand_tax,
        statutes=("地方税法", "国税徴収法47条1項"), claim_classes=(COMPULSORY,), appeal_notice="auto",
        appeal_variants=("A",), disposition=True, event="demand",
        checks=("claim_class", "first_demand", "designated_date", "appeal_notice", *COMMON), manual="demand-procedure",
        note="税目ごとの督促の条文を根拠条文に入れる（個人住民税は地方税法329条など）。条文は要確認。",
        fields={
            **ON_TIME,
            "債権名": {"example": "特別区民税・都民税（普通徴収）"},
            "根拠条文": {"example": "地方税法第329条第1項"},
            "期別": {"example": "第3期"}, "納期限": {"example": date(2026, 11, 2)},
            "理由": {"example": ["納期限までに完納がなく、地方税法第329条第1項に該当するため。"]},
        },
    ),
    Form(
        name="督促状-公債権", title="督促状（公債権）", code="T-02", category=GROUP, draw=demand_public,
        statutes=("地方自治法231条の3第1項", "地方自治法236条4項"), claim_classes=PUBLIC, appeal_notice="auto",
        appeal_variants=("B", "C"), disposition=True, event="demand",
        checks=("claim_class", "first_demand", "designated_date", "appeal_notice", *COMMON), manual="demand-procedure",
        note="期限を指定する。時効の更新の効果は最初の督促に限られる。",
        fields={
            **ON_TIME,
            "理由": {"example": ["納期限までに完納がなく、地方自治法第231条の3第1項に該当するため。"]},
        },
    ),
    Form(
        name="督促状-私債権", title="督促状（私債権）", code="T-03", category=GROUP, draw=demand_private,
        statutes=("地方自治法施行令171条", "地方自治法236条4項"), claim_classes=(PRIVATE,), event="demand",
        checks=("claim_class", "first_demand", "designated_date", *COMMON), manual="demand-procedure",
        note="私債権の督促は処分でないため、教示文を入れない。",
        fields={
            **ON_TIME,
            "債権名": {"example": "架空奨学資金貸付金返還金"},
            "年度": {"example": "令和8年度"}, "期別": {"example": "第9回"},
            "元金": {"example": 90000}, "遅延損害金": {"example": 140}, "合計": {"example": 90140},
        },
    ),
    Form(
        name="催告書", title="催告書", code="T-04", category=GROUP, draw=reminder, statutes=("民法150条",),
        claim_classes=ALL, event="reminder", checks=REMIND, manual="reminder-ladder",
        note="催告による時効の完成猶予は6か月で、猶予中に再び催告しても延びない。",
    ),
    Form(
        name="最終催告書", title="最終催告書", code="T-05", category=GROUP, draw=final_reminder,
        statutes=("地方自治法施行令171条の2", "民法150条"), claim_classes=NON_COMPULSORY, event="final_reminder",
        checks=REMIND, manual="reminder-ladder",
        note="非強制徴収公債権と私債権に使う。強制徴収公債権には差押予告書を使い、両方を同じ人に出さない。",
        fields={
            "元金合計": {"example": 180000}, "延滞金合計": {"example": 8558}, "総合計": {"example": 188558},
            "明細": {"example": PRIVATE_UNPAID},
        },
    ),
    Form(
        name="差押予告書", title="差押予告書", code="T-06", category=GROUP, draw=seizure_warning,
        statutes=("国税徴収法47条1項", "地方自治法231条の3第3項"), claim_classes=(COMPULSORY,), event="final_reminder",
        checks=("ten_days_after_demand", *REMIND), manual="reminder-ladder",
        note="強制徴収公債権だけに使う。予告は処分でないため、教示文を入れない。",
    ),
    Form(
        name="納付相談呼出状", title="納付相談のご案内", code="T-07", category=GROUP, draw=invitation,
        claim_classes=ALL, event="reminder", signer="所管課長", checks=COMMON, manual="counter-negotiation",
        fields={"発信者職名": {"example": "世田谷区財務部納税課長"}},
    ),
    Form(
        name="電話催告後のお知らせ", title="お電話でご相談いただいた内容のお知らせ", code="T-08", category=GROUP,
        draw=phone_follow_up, claim_classes=ALL, event="note", signer="所管課長",
        checks=("designated_date", "support_measures", "death", "attorney", "individual_number"),
        manual="phone-negotiation", fields={"発信者職名": {"example": "世田谷区財務部納税課長"}},
    ),
    Form(
        name="不在通知", title="重要なお知らせ（不在通知）", code="T-09", category=GROUP, draw=absence_slip,
        claim_classes=ALL, event="visit", signer="職員", checks=("support_measures", "death", "attorney"),
        manual="visit-negotiation", note="封筒に入れて置く。債務のあること、金額、債権の名前を書かない。封筒にも書かない。",
    ),
    Form(
        name="口座振替不能のお知らせ", title="口座振替ができなかったことのお知らせ", code="T-10", category=GROUP,
        draw=transfer_failed, claim_classes=ALL, event="note", signer="所管課長",
        checks=("amounts_recomputed", "designated_date", "death", "support_measures", "individual_number"),
        manual="account-transfer", fields={"発信者職名": {"example": "世田谷区財務部納税課長"}},
    ),
]  # fmt: skip
