"""生活保護返還金: decisions under 生活保護法63条 and 78条, issued by the head of the welfare office."""

from __future__ import annotations

from builder.blocks import Page, loop
from builder.page import RIGHT
from builder.spec import COMPULSORY, ORDINARY, Form

GROUP = "生活保護返還金"


def _case(page: Page) -> None:
    page.sheet([("世帯主", "{{ 世帯主 }}", "ケース番号", "{{ ケース番号 }}")])


def repayment() -> Page:
    page = Page.letter()
    page.letterhead()
    page.title("生活保護費返還決定通知書")
    page.para("　生活保護法第63条の規定により、返還していただく額を次のとおり決定したので通知します。")
    page.gap(4)
    _case(page)
    page.heading("返還する額")
    page.sheet(
        [
            ("資力が生じた日", "{{ 資力発生日|和暦 }}"),
            ("資力の内容", "{{ 資力内容 }}"),
            ("対象の期間", "{{ 対象期間 }}"),
        ],
        [70, page.width - 70],
    )
    page.gap(4)
    page.sheet(
        [
            ("対象の期間に支給した保護費（Ａ）", "{{ 支弁額|円 }}"),
            ("返還の対象となる額（Ｂ）", "{{ 返還対象額|円 }}"),
            ("自立更生などのために控除する額（Ｃ）", "{{ 控除額|円 }}"),
            ("**返還する額（Ｂ－Ｃ）**", "**{{ 返還額|円 }}**"),
        ],
        [70, page.width - 70],
        aligns=["", RIGHT],
    )
    page.gap(4)
    page.sheet(
        [
            ("控除の内容と理由", "{{ 控除理由 }}"),
            ("決定の理由", loop("理由")),
            ("**納付の期限**", "**{{ 指定期限|期日 }}**"),
        ],
        [45, page.width - 45],
        row_height=8,
    )
    page.gap()
    page.items(
        [
            "同封の納付書で納付してください。",
            "一度に納付することが難しいときは、期限までに担当のケースワーカーへご相談ください。",
        ]
    )
    page.appeal()
    page.contact()
    return page


def collection() -> Page:
    page = Page.letter()
    page.letterhead()
    page.title("生活保護費徴収決定通知書")
    page.para("　{{ 根拠条文 }}の規定により、徴収する額を次のとおり決定したので通知します。")
    page.gap(4)
    _case(page)
    page.heading("徴収する額")
    page.sheet(
        [("対象の期間", "{{ 対象期間 }}"), ("不正な受給の事実", loop("不正事実"))], [45, page.width - 45], row_height=8
    )
    page.gap(4)
    page.sheet(
        [
            ("不正に受けた保護費の額（Ａ）", "{{ 徴収対象額|円 }}"),
            ("加算の割合", "{{ 加算割合 }}"),
            ("加算する額（Ｂ）", "{{ 加算額|円 }}"),
            ("**徴収する額（Ａ＋Ｂ）**", "**{{ 徴収額|円 }}**"),
        ],
        [70, page.width - 70],
        aligns=["", RIGHT],
    )
    page.gap(4)
    page.sheet(
        [("決定の理由", loop("理由")), ("**納付の期限**", "**{{ 指定期限|期日 }}**")],
        [45, page.width - 45],
        row_height=8,
    )
    page.gap()
    page.items(
        [
            "同封の納付書で納付してください。期限までに納付がないときは、国税徴収の例により処分を受けることがあります。",
            "一度に納付することが難しいときは、期限までに担当のケースワーカーへご相談ください。",
        ]
    )
    page.appeal()
    page.contact()
    return page


def offer() -> Page:
    """保護金品からの納入の申出 (生活保護法78条の2第1項): the resident offers it, nobody asks for it as a duty."""
    page = Page.internal()
    page.title("徴収金の納入についての申出書")
    page.application_head(
        who="申出者",
        rows=[
            ("住所", ["{{ 住所 }}", "{%p if 方書 %}", "{{ 方書 }}", "{%p endif %}"]),
            ("氏名（世帯主）", "{{ 世帯主 }}"),
            ("ケース番号", "{{ ケース番号 }}"),
        ],
    )
    page.para(
        "　私は、生活保護法第78条の2第1項の規定により、これから交付を受ける保護金品の一部を、次の徴収金の納入に充てることを申し出ます。"
    )
    page.heading("１　納入に充てる徴収金")
    page.sheet(
        [
            ("徴収の根拠", "{{ 根拠条文 }}", "決定の番号", "{{ 決定番号 }}"),
            ("徴収金の額", "{{ 徴収額|円 }}", "決定の日", "{{ 決定日|和暦 }}"),
        ],
        row_height=9,
    )
    page.heading("２　納入に充てる額")
    page.sheet(
        [
            ("毎月の額", "　　　　　　　　　　　　　円"),
            ("始まりの月", "令和　　年　　月に交付を受ける保護金品から"),
            ("終わりの月", "□ 徴収金の全額に達するまで　　□ 令和　　年　　月まで"),
        ],
        [45, page.width - 45],
        row_height=11,
    )
    page.gap()
    page.items(
        [
            "この申出は、本人の意思によるものです。申出をしないことで、保護の決定に不利益を受けることはありません。",
            "保護の実施機関が、生活の維持に支障がないと認めたときに限り、申出のとおり徴収します。",
            "生活に支障が生じたときは、申出の額を変え、又は申出をやめることができます。担当のケースワーカーへご相談ください。",
        ],
        style="本文",
    )
    page.gap(8)
    page.sheet([("署名", "", "申出の日", "令和　　年　　月　　日")], row_height=14)
    page.gap()
    page.heading("（福祉事務所の記入欄）")
    page.sheet(
        [("受付日", "", "受付者", ""), ("生活の維持に支障がないと認める理由", ""), ("決定", "□ 認める　□ 認めない", "決定の日", "")],
        [38, 52, 30, page.width - 120],
        row_height=11,
    )  # fmt: skip
    page.para("提出先　{{ 担当課 }}{{ 担当係 }}　電話 {{ 電話番号 }}", "注記", RIGHT)
    return page


OFFICE = {
    "発信者職名": {"example": "世田谷区架空福祉事務所長"},
    "担当課": {"example": "架空総合支所生活支援課"},
    "担当係": {"example": "保護第一係"},
    "文書番号": {"example": "8世架生第45号"},
}
CHECKS = (
    "claim_class",
    "amounts_recomputed",
    "appeal_notice",
    "designated_date",
    "death",
    "support_measures",
    "individual_number",
)

FORMS = [
    Form(
        name="生活保護法63条返還決定通知書", title="生活保護費返還決定通知書（法第63条）", code="W-01", category=GROUP,
        draw=repayment, statutes=("生活保護法63条", "生活保護法77条の2"), claim_classes=(COMPULSORY, ORDINARY),
        signer="福祉事務所長", appeal_notice="auto", appeal_variants=("D",), disposition=True, event="assessment",
        checks=CHECKS, manual="welfare-repayment",
        note="強制徴収の可否は、支弁の時期と、急迫の場合などの事情による（生活保護法77条の2）。",
        fields={**OFFICE, "理由": {"example": ["資力があるにもかかわらず保護を受けた期間があり、生活保護法第63条に該当するため。返還額は、資力が生じた日以後に支給した保護費を限度とし、自立更生に必要な額を控除して定めた。"]}},
    ),
    Form(
        name="生活保護法78条徴収決定通知書", title="生活保護費徴収決定通知書（法第78条）", code="W-02", category=GROUP,
        draw=collection, statutes=("生活保護法78条",), claim_classes=(COMPULSORY,), signer="福祉事務所長",
        appeal_notice="auto", appeal_variants=("D",), disposition=True, event="assessment", checks=CHECKS,
        manual="welfare-repayment",
        fields={**OFFICE, "根拠条文": {"example": "生活保護法第78条第1項"}, "対象期間": {"example": "令和8年4月1日から令和8年7月31日まで"},
                "理由": {"example": ["収入の届出の義務を書面で説明していたにもかかわらず、収入を届け出ず、不実の申請により保護を受けたことが、生活保護法第78条第1項に該当するため。"]}},
    ),
    Form(
        name="徴収金納入申出書", title="徴収金の納入についての申出書", code="W-03", category=GROUP, draw=offer,
        statutes=("生活保護法78条の2第1項",), claim_classes=(COMPULSORY,), addressee="applicant", signer="被保護者",
        checks=("claim_class", "individual_number"), manual="welfare-repayment",
        note="生活保護法77条の2又は78条の徴収金に限る。申出の方法は厚生労働省令による（様式と手続は要確認）。申出を強いない。",
        fields={key: value for key, value in OFFICE.items() if key != "文書番号"} | {"根拠条文": {"example": "生活保護法第78条第1項"}},
    ),
]  # fmt: skip
