"""Promises to pay and 納付緩和措置: pledges, instalment plans, 徴収の猶予, 換価の猶予, 滞納処分の停止, 延滞金の減免."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from builder.blocks import Page, loop
from builder.demand import PRIVATE_UNPAID, TAX_UNPAID, unpaid, unpaid_tax
from builder.page import CENTER, RIGHT
from builder.spec import COMPULSORY, PRIVATE, PUBLIC, Form
from builder.tables import Column, Text, form_grid, listing

TALK = "納付相談・誓約"
GROUP = "納付緩和"
VARIANTS = ("A", "B", "C", "E")
CARE = ("bankruptcy", "attorney", "death", "support_measures", "individual_number")
DECISION = ("claim_class", "appeal_notice", "amounts_recomputed", *CARE)


def plan(page: Page) -> None:
    """Instalments: number, date, amount, what it pays, what remains."""
    listing(
        page.document,
        "分割計画",
        [
            Column("回", "{{ 行.回 }}", 14, CENTER),
            Column("納付期限", "{{ 行.納付期限|和暦 }}", 42, CENTER),
            Column("納付金額（円）", "{{ 行.納付金額|桁区切り }}", 32, RIGHT),
            Column("充当先", "{{ 行.充当先 }}", page.width - 120),
            Column("残額（円）", "{{ 行.残額|桁区切り }}", 32, RIGHT),
        ],
    )


def pledge(kind: str) -> Callable[[], Page]:
    """納付誓約書兼債務承認書; `kind` is 公 or 私."""
    public = kind == "公"
    verb, charge = ("納付", "延滞金") if public else ("支払", "遅延損害金")

    def draw() -> Page:
        page = Page.internal()
        page.title(f"債務承認書兼{verb}誓約書")
        page.application_head(who="債務者")
        page.para(
            f"　私は、次の１の債務があることを承認し、次の２のとおり分割して{verb}することを誓約します。"
            + (
                "履行しないときは、財産の差押えなどの滞納処分又は裁判所の手続を受けることがあることを承知しています。"
                if public
                else "履行しないときは、期限の利益を失い、残額を直ちに一括して請求されても異議ありません。"
            )
        )
        page.heading("１　債務の内容")
        unpaid(page, charge)
        page.heading(f"２　分割{verb}の内容")
        plan(page)
        page.heading("３　守ること")
        page.items(
            [
                f"これから納期限が来るものは、その納期限までに{verb}します。",
                "住所、電話番号、勤務先又は収入に変更があったときは、すぐに連絡します。",
                f"約束した日に{verb}ができないときは、その日までに連絡し、相談します。",
                f"{charge}は、分割の間も法令の定めにより加算されることがあることを承知しています。"
                if public
                else "遅延損害金は、元金を完済するまで加算されることを承知しています。",
                "この誓約により、債務の承認として消滅時効が更新されることの説明を受けました。",
            ]
        )
        page.para("　□ 支払う能力の確認のため、区が私の収入及び財産の状況を調べることに同意します（任意）。", "注記")
        page.heading("４　連絡先・署名")
        page.sheet(
            [
                ("携帯電話", "", "勤務先", ""),
                ("勤務先の電話", "", "給料日・収入日", ""),
                (["署名", "（債務者）"], "", "署名日", "令和　　年　　月　　日"),
                *([] if public else [(["署名", "（連帯保証人）"], "", "署名日", "令和　　年　　月　　日")]),
            ],
            row_height=9.5,
        )
        page.gap(4)
        page.para(
            "※　分割の約束は、法律による猶予とは異なります。猶予の制度については、窓口でお尋ねください。"
            if public
            else "※　連帯保証人がいるときは、連帯保証人も署名してください。",
            "注記",
        )
        page.para("受付　{{ 担当課 }}{{ 担当係 }}　{{ 担当者 }}　整理番号 {{ 整理番号 }}", "注記", RIGHT)
        return page

    return draw


def plan_sheet() -> Page:
    page = Page.letter()
    page.letterhead()
    page.title("分 割 納 付 計 画 書")
    page.para("　ご相談のあった分割による納付は、次の計画のとおりです。それぞれの期限までに納付してください。")
    page.gap(4)
    page.sheet(
        [
            ("債権名", "{{ 債権名 }}", "整理番号", "{{ 整理番号 }}"),
            ("対象の合計額", "**{{ 総合計|円 }}**", "計算日", "{{ 計算日|和暦 }}"),
            ("納付の方法", "{{ 納付方法 }}"),
        ]
    )
    page.gap()
    plan(page)
    page.gap()
    page.items(
        [
            "各回の期限までに納付がないときは、この計画を取りやめ、残りの全額を請求することがあります。",
            "延滞金又は遅延損害金は、完納の日までの日数に応じて計算します。最終回の後にお知らせすることがあります。",
            "収入や生活の状況が変わり、計画のとおり納付できないときは、期限の前にご相談ください。",
            "これから納期限が来るものは、この計画とは別に、その納期限までに納付してください。",
        ]
    )
    page.contact(number=False)
    return page


@dataclass(frozen=True)
class Grace:
    """What differs between the two kinds of 猶予."""

    name: str
    act: str
    reasons: tuple[str, ...]
    hardship: Text
    amount: Text


COLLECTION = Grace(
    "徴収の猶予",
    "徴収",
    ("災害（震災、風水害、火災など）又は盗難", "本人又は生計を一にする親族の病気・負傷", "事業の廃止・休止", "事業の著しい損失",
     "上の各事実に類する事実"),
    ["上の事実があったことと、", "一時に納付することが", "できない事情（詳しく）"],
    "猶予を受けようとする金額",
)  # fmt: skip
REALIZATION = Grace(
    "換価の猶予",
    "換価",
    (
        "一時に納付すると、事業を続けることが困難になるおそれがある",
        "一時に納付すると、生活を続けることが困難になるおそれがある",
    ),
    ["一時に納付することにより、", "事業の継続又は生活の維持", "が困難となる事情", "（詳しく）"],
    ["納付を困難とする金額", "（猶予を受けようとする金額）"],
)


DIFFERENT = (
    "{%tr if 変更理由 %}",
    (["申請と異なる", "許可をした理由"], "{{ 変更理由 }}"),
    "{%tr endif %}",
)


def application(grace: Grace) -> Callable[[], Page]:
    def draw() -> Page:
        page = Page.internal()
        page.title(f"{grace.name}申請書")
        page.application_head()
        page.para(f"　次のとおり、{grace.name}を申請します。")
        page.heading("１　納付すべき金額")
        unpaid_tax(page)
        page.heading("２　申請の理由")
        page.sheet(
            [
                ("該当するもの", [f"□ {reason}" for reason in grace.reasons]),
                (grace.hardship, [""] * (15 if grace is COLLECTION else 18)),
            ],
            [47, page.width - 47],
        )
        page.heading("３　猶予を受けようとする金額と期間")
        page.sheet(
            [
                (grace.amount, "　　　　　　　　　　　円"),
                ("期間", "令和　　年　　月　　日から令和　　年　　月　　日まで"),
            ],
            [62, page.width - 62],
            row_height=8,
        )
        page.heading("４　納付計画")
        form_grid(
            page.document,
            ["納付する日", "金額（円）", "納付する日", "金額（円）", "納付する日", "金額（円）"],
            [page.width / 6] * 6,
            8,
            row_height=9,
        )
        page.heading("５　担保")
        page.sheet(
            [
                (
                    "担保の提供",
                    [
                        "□ 有　種類・数量・価額・所在、保証人の住所・氏名",
                        "",
                        "",
                        "□ 無　理由：□ 100万円以下　□ 期間が3か月以内",
                        "　　　　　　□ 提供できない特別の事情（次のとおり）",
                        "",
                    ],
                )
            ],
            [42, page.width - 42],
        )
        page.heading("６　添付する書類")
        proof = (
            "□ 事実を証する書類（り災証明書、診断書、医療費の領収書、廃業届、決算書など）"
            if grace is COLLECTION
            else "□ 納期限を過ぎた他の未納がないことについての申出"
        )
        page.paras(
            [
                proof,
                "□ 財産収支状況書（猶予を受ける金額が100万円以下のとき）",
                "□ 財産目録及び収支の明細書（猶予を受ける金額が100万円を超えるとき）",
                "□ 担保の提供に関する書類（担保が必要なとき）",
            ],
            "表中",
        )
        if grace is REALIZATION:
            page.para("※　申請の期限は、{{ 換価猶予申請期限 }}です。", "注記")
        page.gap(4)
        page.para(
            "提出先・問合せ　{{ 担当課 }}{{ 担当係 }}　電話 {{ 電話番号 }}　整理番号 {{ 整理番号 }}", "注記", RIGHT
        )
        return page

    return draw


def grant(grace: Grace, *, subject: str = "", title: str = "", sentence: str = "", period: str = "猶予する期間",
          extra: Sequence[object] = ()) -> Callable[[], Page]:  # fmt: skip
    """The notice of a grace: on application, for a longer period (`subject`), or by the office itself (`sentence`)."""
    said = sentence or (
        f"　{{{{ 申請日|和暦 }}}}付けで申請のあった{grace.name}{subject}について、"
        "{{ 猶予根拠 }}の規定により、次のとおり許可します。"
    )

    def draw() -> Page:
        page = Page.letter()
        page.letterhead()
        page.title(title or f"{grace.name}{subject.replace('の期間の', '期間')}許可通知書")
        page.para(said)
        page.gap(4)
        unpaid_tax(page)
        page.gap()
        page.sheet(
            [
                ("猶予する金額", "**{{ 猶予金額|円 }}**", "担保", "{{ 担保 }}"),
                (period, "**{{ 猶予開始日|和暦 }}から{{ 猶予終了日|和暦 }}まで**"),
                ("延滞金の取扱い", "{{ 延滞金取扱 }}"),
                *(extra or DIFFERENT),
            ]
        )
        page.heading("分割して納付する期限と金額")
        plan(page)
        page.heading("猶予が取り消される場合")
        page.items(
            [
                "計画のとおりに納付しないとき、又は猶予を受けた金額のほかに新たな未納が生じたとき。",
                "担保の変更などの求めに応じないとき、偽りの申請であったとき、財産の状況などが変わり猶予を続けることが適当でないとき。",
            ]
        )
        page.appeal()
        page.contact()
        return page

    return draw


def refusal(grace: Grace, *, subject: str = "") -> Callable[[], Page]:
    """The refusal of a grace, or of a longer period (`subject`), with its reason."""

    def draw() -> Page:
        page = Page.letter()
        page.letterhead()
        page.title(f"{grace.name}{subject.replace('の期間の', '期間')}不許可通知書")
        page.para(
            f"　{{{{ 申請日|和暦 }}}}付けで申請のあった{grace.name}{subject}について、"
            "次の理由により、許可しないことに決定したので通知します。"
        )
        page.gap(4)
        unpaid_tax(page)
        page.gap()
        page.sheet([("根拠", "{{ 猶予根拠 }}"), ("許可しない理由", loop("理由"))], [35, page.width - 35], row_height=9)
        page.gap()
        page.items(
            [
                "上の金額を納付してください。延滞金は、納付する日までの日数に応じて計算します。",
                "猶予のほかにも納付の方法をご相談いただけます。下の問合せ先へご連絡ください。",
            ]
        )
        page.appeal()
        page.contact()
        return page

    return draw


def revocation(grace: Grace) -> Callable[[], Page]:
    def draw() -> Page:
        page = Page.letter()
        page.letterhead()
        page.title(f"{grace.name}取消通知書")
        page.para(
            f"　{{{{ 許可日|和暦 }}}}付け{{{{ 許可番号 }}}}で許可した{grace.name}を、{{{{ 取消根拠 }}}}の規定により、次のとおり取り消したので通知します。"
        )
        page.gap(4)
        page.sheet(
            [
                ("取消しの日", "{{ 取消日|和暦 }}", "猶予の期間", "{{ 猶予開始日|和暦略 }}から{{ 猶予終了日|和暦略 }}まで"),
                ("取消しの理由", loop("理由")),
            ],
            row_height=9,
        )  # fmt: skip
        page.heading("納付すべき残額")
        unpaid_tax(page)
        page.gap()
        heard = ["弁明を聞く手続の経過：{{ 弁明手続 }}"] if grace is COLLECTION else []
        page.items(
            [
                "残額は、直ちに納付してください。納付がないときは、財産の差押えなどの滞納処分を行うことがあります。",
                *heard,
            ],
            marks=["※"] * 2,
        )
        page.appeal()
        page.contact()
        return page

    return draw


def suspension() -> Page:
    page = Page.letter()
    page.letterhead()
    page.title("滞納処分の停止通知書")
    page.para(
        "　{{ 停止根拠 }}の規定により、下記の徴収金について滞納処分の執行を停止したので、同条第2項の規定により通知します。"
    )
    page.below()
    unpaid_tax(page)
    page.gap()
    page.sheet(
        [
            ("停止した日", "{{ 停止日|和暦 }}"),
            ("停止した理由", loop("理由")),
            "{%tr if 解除財産 %}",
            ("差押えを解除した財産", "{{ 解除財産 }}"),
            "{%tr endif %}",
            ("納付義務が消滅する日", "{{ 消滅予定日|和暦 }}（停止が3年間続いたとき）"),
        ],
        [45, page.width - 45],
        row_height=8,
    )
    page.gap()
    page.items(
        [
            "停止の間は、上の徴収金について新たな差押えをしません。自主的に納付することはできます。",
            "停止してから3年以内に、財産があることなどが分かり停止の理由がなくなったときは、停止を取り消し、書面でお知らせします。",
            "徴収することができないことが明らかなとき、又は時効が完成したときは、3年を待たずに納付義務が消滅します。",
            "住所や収入の状況が変わったときは、ご連絡ください。",
        ],
        style="本文",
    )
    page.end()
    page.contact()
    return page


def suspension_revoked() -> Page:
    page = Page.letter()
    page.letterhead()
    page.title("滞納処分の停止取消通知書")
    page.para(
        "　{{ 停止日|和暦 }}付けで行った次の徴収金についての滞納処分の執行の停止を、{{ 取消根拠 }}の規定により取り消したので、"
        "同条第2項の規定により通知します。"
    )
    page.gap(4)
    unpaid_tax(page)
    page.gap()
    page.sheet(
        [("取消しの日", "{{ 取消日|和暦 }}"), ("取消しの理由", loop("理由"))], [35, page.width - 35], row_height=9
    )
    page.gap()
    page.items(
        [
            "上の金額を納付してください。納付がないときは、財産の差押えなどの滞納処分を行うことがあります。",
            "一括での納付が難しいときは、下の問合せ先へご相談ください。",
        ]
    )
    page.appeal()
    page.contact()
    return page


def reduction_application(charge: str = "延滞金") -> Page:
    page = Page.internal()
    page.title(f"{charge}減免申請書")
    page.application_head()
    page.para(f"　次のとおり、{charge}の減免を申請します。")
    page.heading(f"１　減免を受けようとする{charge}")
    unpaid(page, charge)
    page.heading("２　申請の理由")
    reasons = ["災害又は盗難", "本人又は親族の病気・負傷", "失業・収入の著しい減少", "事業の廃止・休止又は著しい損失",
               "生活保護を受けている", "その他"]  # fmt: skip
    page.sheet(
        [("該当するもの", [f"□ {reason}" for reason in reasons]), ("詳しい事情", [""] * 7)], [42, page.width - 42]
    )
    page.heading("３　添付する書類")
    page.sheet(
        [("証明する書類", ["□ り災証明書　□ 診断書・領収書　□ 離職票・給与明細　□ 廃業届・決算書", "□ 保護受給証明書　□ その他（　　　　　　　　　　　　）"])],
        [42, page.width - 42],
        row_height=10,
    )  # fmt: skip
    page.gap(4)
    principal = "本税又は元金を完納" if charge == "延滞金" else "元金を完済"
    page.para(f"※　{principal}した後に申請していただくことがあります。詳しくは窓口でお尋ねください。", "注記")
    page.para("提出先・問合せ　{{ 担当課 }}{{ 担当係 }}　電話 {{ 電話番号 }}　整理番号 {{ 整理番号 }}", "注記", RIGHT)
    page.gap()
    page.heading("（区の記入欄）")
    page.sheet(
        [("受付日", "", "受付者", ""), ("調査・意見", ""), ("決定", "□ 承認　□ 一部承認　□ 不承認", "決定日", "")],
        row_height=9,
    )
    return page


def _reduction_rows() -> list[tuple[str, ...]]:
    return [
        ("債権名", "{{ 債権名 }}", "通知書番号", "{{ 通知書番号 }}"),
        ("年度・期別", "{{ 年度 }}　{{ 期別 }}", "納期限", "{{ 納期限|和暦 }}"),
        ("元金", "{{ 元金|円 }}", "申請の日", "{{ 申請日|和暦 }}"),
    ]


def reduction_granted() -> Page:
    page = Page.letter()
    page.letterhead()
    page.title("延滞金減免決定通知書")
    page.para(
        "　{{ 申請日|和暦 }}付けで申請のあった延滞金の減免について、{{ 減免根拠 }}の規定により、次のとおり決定したので通知します。"
    )
    page.gap(4)
    page.sheet(_reduction_rows())
    page.gap()
    page.sheet(
        [
            ("減免前の延滞金", "{{ 減免前延滞金|円 }}"),
            ("減免する額", "**{{ 減免額|円 }}**"),
            ("減免後の延滞金（納付する額）", "**{{ 延滞金|円 }}**"),
        ],
        [70, page.width - 70],
        aligns=["", RIGHT],
    )
    page.gap()
    page.sheet([("決定の理由", loop("理由"))], [35, page.width - 35], row_height=9)
    page.gap()
    page.items(
        [
            "減免後の延滞金があるときは、同封の納付書で納付してください。",
            "申請の内容に偽りがあったときは、この決定を取り消すことがあります。",
        ]
    )
    page.appeal()
    page.contact()
    return page


def reduction_refused() -> Page:
    page = Page.letter()
    page.letterhead()
    page.title("延滞金減免不承認通知書")
    page.para(
        "　{{ 申請日|和暦 }}付けで申請のあった延滞金の減免について、次の理由により、承認しないことに決定したので通知します。"
    )
    page.gap(4)
    page.sheet([*_reduction_rows(), ("延滞金", "**{{ 延滞金|円 }}**（{{ 計算日|和暦 }}現在）")])
    page.gap()
    page.sheet([("根拠", "{{ 減免根拠 }}"), ("承認しない理由", loop("理由"))], [35, page.width - 35], row_height=9)
    page.gap()
    page.items(
        ["延滞金は、同封の納付書で納付してください。", "一括での納付が難しいときは、下の問合せ先へご相談ください。"]
    )
    page.appeal()
    page.contact()
    return page


def decision(name: str, title: str, code: str, draw: Callable[[], Page], event: str, manual: str, statutes: tuple[str, ...],
              fields: dict[str, dict[str, object]], note: str = "", *, classes: tuple[str, ...] = (COMPULSORY,)) -> Form:  # fmt: skip
    """A 処分 of relief: signed by the head, told with its reason and the 教示文 of the claim."""
    return Form(
        name=name, title=title, code=code, category=GROUP, draw=draw, statutes=statutes, claim_classes=classes,
        appeal_notice="auto", appeal_variants=VARIANTS, disposition=True, event=event, checks=DECISION, manual=manual,
        fields=fields, note=note or "地方税の条は、令和8年5月21日施行の地方税法による。税以外の徴収金に使うときは、その根拠（条例、地方税の例）に直す。",
    )  # fmt: skip


PRIVATE_PLAN = [
    {"回": 1, "納付期限": date(2026, 12, 25), "納付金額": 68558, "充当先": "遅延損害金、第7回元金", "残額": 120000},
    {"回": 2, "納付期限": date(2027, 1, 29), "納付金額": 60000, "充当先": "第7回・第8回元金", "残額": 60000},
    {"回": 3, "納付期限": date(2027, 2, 26), "納付金額": 60000, "充当先": "第8回元金", "残額": 0},
]  # fmt: skip
LATE_ITEMS = [
    {"債権名": "国民健康保険料", "年度": "令和7年度", "期別": "第3期", "通知書番号": "20250012343", "納期限": date(2025, 9, 1),
     "元金": 56400, "延滞金": 5400, "計": 61800},
    {"債権名": "国民健康保険料", "年度": "令和7年度", "期別": "第5期", "通知書番号": "20250012345", "納期限": date(2025, 10, 31),
     "元金": 56400, "延滞金": 4600, "計": 61000},
]  # fmt: skip
TAX = {"明細": {"example": TAX_UNPAID}, "元金合計": {"example": 169200}, "延滞金合計": {"example": 1800},
       "総合計": {"example": 171000}}  # fmt: skip
TAX_PLAN = [
    {"回": 1, "納付期限": date(2026, 12, 25), "納付金額": 56400, "充当先": "令和8年度第1期", "残額": 114600},
    {"回": 2, "納付期限": date(2027, 1, 29), "納付金額": 56400, "充当先": "令和8年度第2期", "残額": 58200},
    {"回": 3, "納付期限": date(2027, 2, 26), "納付金額": 58200, "充当先": "令和8年度第3期・延滞金", "残額": 0},
]  # fmt: skip
GRANTED = {**TAX, "分割計画": {"example": TAX_PLAN}, "猶予金額": {"example": 171000}}
STOPPED = {
    "明細": {"example": [{**TAX_UNPAID[0], "延滞金": 1100, "計": 57500}, TAX_UNPAID[1]]},
    "元金合計": {"example": 112800}, "延滞金合計": {"example": 1100}, "総合計": {"example": 113900},
}  # fmt: skip
LATE = {"年度": {"example": "令和7年度"}, "期別": {"example": "第3期"}, "通知書番号": {"example": "20250012343"},
        "納期限": {"example": date(2025, 9, 1)}}  # fmt: skip
BROKEN = {**TAX, "猶予開始日": {"example": date(2026, 8, 3)}, "猶予終了日": {"example": date(2027, 7, 30)}}
COLLECTION_LAW = {"example": "地方税法第15条第1項第2号"}
REALIZATION_LAW = {"example": "地方税法第15条の6第1項"}

FORMS = [
    Form(
        name="納付誓約書-公債権", title="債務承認書兼納付誓約書（公債権）", code="Y-01", category=TALK, draw=pledge("公"),
        statutes=("民法152条1項",), claim_classes=PUBLIC, addressee="applicant", signer="債務者",
        event="installment_pledge", checks=("claim_class", "amounts_recomputed", "limitation", *CARE),
        manual="installment-pledge", note="分納誓約は猶予ではない。延滞金は止まらない。", numbered_pages=True,
    ),
    Form(
        name="納付誓約書-私債権", title="債務承認書兼支払誓約書（私債権）", code="Y-02", category=TALK, draw=pledge("私"),
        statutes=("民法152条1項",), claim_classes=(PRIVATE,), addressee="applicant", signer="債務者",
        event="installment_pledge", checks=("claim_class", "amounts_recomputed", "limitation", *CARE),
        manual="installment-pledge", numbered_pages=True,
        fields={"延滞金合計": {"label": "遅延損害金の合計", "example": 8558}, "元金合計": {"example": 180000},
                "総合計": {"example": 188558}, "明細": {"example": PRIVATE_UNPAID}, "分割計画": {"example": PRIVATE_PLAN}},
    ),
    Form(
        name="分割納付計画書", title="分割納付計画書", code="Y-03", category=TALK, draw=plan_sheet,
        claim_classes=PUBLIC, signer="所管課長", event="note", checks=("amounts_recomputed", *CARE),
        manual="installment-pledge", fields={"発信者職名": {"example": "世田谷区財務部納税課長"}},
    ),
    Form(
        name="徴収猶予申請書", title="徴収の猶予申請書", code="Y-11", category=GROUP, draw=application(COLLECTION),
        statutes=("地方税法15条", "地方税法15条の2"), claim_classes=(COMPULSORY,), addressee="applicant",
        signer="申請者", checks=("claim_class", "individual_number"), manual="collection-grace", numbered_pages=True,
        fields=TAX,
    ),
    decision("徴収猶予許可通知書", "徴収の猶予許可通知書", "Y-12", grant(COLLECTION), "collection_grace", "collection-grace",
              ("地方税法15条", "地方税法15条の2の2"),
              {**GRANTED, "猶予根拠": COLLECTION_LAW, "延滞金取扱": {"example": "猶予の期間に対応する延滞金は、全額を免除します（地方税法第15条の9第1項）。"}}),
    decision("徴収猶予不許可通知書", "徴収の猶予不許可通知書", "Y-13", refusal(COLLECTION), "note", "collection-grace",
              ("地方税法15条", "地方税法15条の2の2"),
              {**TAX, "猶予根拠": COLLECTION_LAW, "理由": {"example": ["提出された資料からは、病気の事実を確認することができず、地方税法第15条第1項第2号に該当するとは認められないため。"]}}),
    decision("徴収猶予取消通知書", "徴収の猶予取消通知書", "Y-14", revocation(COLLECTION), "note", "collection-grace",
              ("地方税法15条の3",),
              {**BROKEN, "取消根拠": {"example": "地方税法第15条の3第1項第2号"}, "理由": {"example": ["令和8年10月30日を期限とする分割納付がなく、催告をしても納付がなかったため。"]}}),
    Form(
        name="換価の猶予申請書", title="換価の猶予申請書", code="Y-21", category=GROUP, draw=application(REALIZATION),
        statutes=("地方税法15条の6", "地方税法15条の6の2"), claim_classes=(COMPULSORY,), addressee="applicant",
        signer="申請者", checks=("claim_class", "individual_number"), manual="realization-grace", numbered_pages=True,
        note="申請の期限は条例で定める。区の期限は要確認。", fields=TAX,
    ),
    decision("換価の猶予許可通知書", "換価の猶予許可通知書", "Y-22", grant(REALIZATION), "realization_grace",
              "realization-grace", ("地方税法15条の6", "地方税法15条の6の2第3項", "地方税法15条の2の2"), {**GRANTED, "猶予根拠": REALIZATION_LAW}),
    decision("換価の猶予不許可通知書", "換価の猶予不許可通知書", "Y-23", refusal(REALIZATION), "note", "realization-grace",
              ("地方税法15条の6", "地方税法15条の6の2第3項", "地方税法15条の2の2"),
              {**TAX, "猶予根拠": REALIZATION_LAW, "理由": {"example": ["提出された財産収支状況書によれば、納付に充てることができる預金が納付すべき金額を上回り、一時に納付しても生活の維持が困難になるとは認められないため。"]}}),
    decision("換価の猶予取消通知書", "換価の猶予取消通知書", "Y-24", revocation(REALIZATION), "note", "realization-grace",
              ("地方税法15条の6の3第2項", "地方税法15条の3"),
              {**BROKEN, "取消根拠": {"example": "地方税法第15条の6の3第2項において準用する同法第15条の3第1項第2号"}, "理由": {"example": ["令和8年10月30日を期限とする分割納付がなく、催告をしても納付がなかったため。"]}}),
    Form(
        name="滞納処分の停止通知書", title="滞納処分の停止通知書", code="Y-31", category=GROUP, draw=suspension,
        statutes=("地方税法15条の7", "国税徴収法153条"), claim_classes=(COMPULSORY,), disposition=True,
        event="disposition_suspension", checks=("claim_class", "amounts_recomputed", "support_measures", "individual_number"),
        manual="disposition-suspension", note="名宛人に有利な通知のため、教示文を入れない。",
        fields={**TAX, "理由": {"example": ["滞納処分をすることができる財産がないため（第1号）。"]}},
    ),
    decision("滞納処分の停止取消通知書", "滞納処分の停止取消通知書", "Y-32", suspension_revoked, "note",
              "disposition-suspension", ("地方税法15条の8", "国税徴収法154条"),
              {**STOPPED, "取消根拠": {"example": "地方税法第15条の8第1項"}, "停止日": {"example": date(2026, 10, 15)},
               "理由": {"example": ["滞納処分をすることができる不動産を取得したことが判明し、停止の理由がなくなったため。"]}}),
    Form(
        name="延滞金減免申請書", title="延滞金減免申請書", code="Y-41", category=GROUP, draw=reduction_application,
        claim_classes=PUBLIC, addressee="applicant", signer="申請者", checks=("individual_number",),
        manual="late-charge-reduction",
        fields={"明細": {"example": LATE_ITEMS}, "元金合計": {"example": 112800}, "延滞金合計": {"example": 10000}, "総合計": {"example": 122800}},
    ),
    decision("延滞金減免決定通知書", "延滞金減免決定通知書", "Y-42", reduction_granted, "note", "late-charge-reduction", (),
              {**LATE, "減免前延滞金": {"example": 5400}, "減免額": {"example": 2700},
               "延滞金": {"example": 2700, "label": "減免後の延滞金"},
               "理由": {"example": ["病気により長期の入院をし、収入が著しく減少した事実が認められるため。"]}},
              "減免の根拠は、税目又は科目ごとの条例・規則による。", classes=PUBLIC),
    decision("延滞金減免不承認通知書", "延滞金減免不承認通知書", "Y-43", reduction_refused, "note", "late-charge-reduction", (),
              {**LATE, "延滞金": {"example": 5400}, "理由": {"example": ["提出された資料からは、収入の著しい減少を確認することができないため。"]}},
              "減免の根拠は、税目又は科目ごとの条例・規則による。", classes=PUBLIC),
]  # fmt: skip
