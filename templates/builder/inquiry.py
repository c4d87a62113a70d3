"""調査: inquiries about deposits and wages, official requests for 住民票 and 戸籍."""

from __future__ import annotations

from builder.blocks import Page
from builder.page import CENTER, RIGHT
from builder.spec import ALL, COMPULSORY, Form
from builder.tables import Column, form_grid, listing

GROUP = "調査"
CHECKS = ("claim_class", "authority", "demand_exists", "individual_number", "support_measures")


def subject(page: Page, *, birth: bool = True) -> None:
    """Whom the inquiry is about; a trade partner is not told the day of birth."""
    name = ["{%p if 債務者フリガナ %}", "{{ 債務者フリガナ }}", "{%p endif %}", "{{ 債務者氏名 }}"]
    page.sheet(
        [
            ("氏名（名称）", name, "生年月日", "{{ 債務者生年月日|和暦 }}") if birth else ("氏名（名称）", name),
            "{%tr if 債務者別名 %}",
            ("旧姓・別名", "{{ 債務者別名 }}"),
            "{%tr endif %}",
            ("住所（所在地）", "{{ 債務者住所 }}"),
            "{%tr if 債務者旧住所 %}",
            ("旧住所", "{{ 債務者旧住所 }}"),
            "{%tr endif %}",
        ]
    )


def basis(page: Page) -> None:
    """The inquiry's number, reply date, article and officer."""
    page.sheet(
        [
            ("照会番号", "{{ 照会番号 }}", "回答期限", "**{{ 回答期限|期日 }}**"),
            ("根拠", "{{ 照会根拠 }}"),
            ("担当者", "{{ 担当者 }}", "徴税吏員証", "{{ 徴税吏員証番号 }}"),
        ],
        [24, page.width / 2 - 24, 24, page.width / 2 - 24],
    )


def answer_head(page: Page, to: str = "（宛先）{{ 発信者職名 }}") -> None:
    """回答書 on a page of its own: date, addressee, where to return it, who answers."""
    page.document.add_page_break()
    page.title("回　答　書")
    page.para("令和　　年　　月　　日", "本文", RIGHT)
    page.para(to)
    page.para("（返送先　{{ 担当郵便番号|郵便番号 }}　{{ 担当所在地 }}　{{ 担当課 }}{{ 担当係 }}）", "注記")
    page.gap()
    page.sheet([("照会番号", "{{ 照会番号 }}", "対象者", "{{ 債務者氏名 }}"), ("回答者", ["所在地", "名称", "担当者　　　　　　　　　　　　電話"])], row_height=8)  # fmt: skip
    page.gap()


def deposits() -> Page:
    page = Page.letter()
    page.organisation_head()
    page.title("預貯金等の調査について（照会）")
    page.para(
        "　滞納処分のため必要がありますので、下記の者の預貯金等について、{{ 照会根拠 }}の規定により照会します。"
        "お手数ですが、別紙の回答書により、**{{ 回答期限|期日 }}**までに回答してください。"
    )
    page.below()
    page.heading("１　照会の根拠・担当")
    basis(page)
    page.heading("２　調査の対象となる者")
    subject(page)
    page.heading("３　調査する事項")
    page.sheet(
        [
            ("基準日", "{{ 照会基準日|和暦 }}"),
            ("取引の期間", "{{ 取引期間 }}"),
            (
                "調査事項",
                [
                    "口座の有無、支店名、科目、口座番号、口座名義人のフリガナ、残高、最終取引日",
                    "届出の住所及び電話番号、上の期間の入出金の明細",
                    "融資、保証及び担保の有無、貸金庫の契約の有無、差押えの有無",
                ],
            ),
        ]
    )
    page.gap()
    page.items(
        [
            "該当がないときも、その旨を回答してください。",
            "この照会があったことを本人に伝えないよう、お願いします。",
            "回答の内容は、滞納処分のためだけに使います。",
        ],
        marks=["※"] * 3,
    )
    page.end()
    page.contact(number=False)
    answer_head(page)
    page.para("　照会のあったことについて、次のとおり回答します。　　□ 取引あり　　□ 取引なし")
    page.gap()
    form_grid(
        page.document,
        ["支店名", "科目", "口座番号", "名義人（フリガナ）", "残高（円）\n（基準日現在）", "最終取引日", "備考"],
        [24, 16, 26, 34, 28, 22, page.width - 150],
        6,
        row_height=10,
    )
    page.gap()
    page.sheet(
        [
            ("届出の住所・電話", ""),
            ("融資・保証・担保", "□ 有（　　　　　　　　　　　　　　　　　　　　）　□ 無"),
            ("貸金庫", "□ 有　□ 無", "他の差押え", "□ 有（　　　　　　　）　□ 無"),
            ("入出金の明細", "□ 別添のとおり"),
        ],
        row_height=10,
    )
    return page


def wages() -> Page:
    page = Page.letter()
    page.organisation_head()
    page.title("給与等の調査について（照会）")
    page.para(
        "　滞納処分のため必要がありますので、下記の者の給与等について、{{ 照会根拠 }}の規定により照会します。"
        "お手数ですが、別紙の回答書により、**{{ 回答期限|期日 }}**までに回答してください。"
    )
    page.below()
    page.heading("１　照会の根拠・担当")
    basis(page)
    page.heading("２　調査の対象となる者")
    subject(page)
    page.heading("３　調査する事項")
    page.items(
        [
            "雇用の有無、採用日、雇用の形態、退職日",
            "給与の支給日、支給の方法、直近{{ 給与月数 }}か月の支給額及び控除額（所得税、住民税、社会保険料）",
            "扶養親族の人数、賞与の支給月、退職手当の規程の有無",
            "貸付金などの控除及び他の差押えの有無",
        ],
        style="本文",
    )
    page.gap()
    page.items(
        [
            "雇用していないときも、その旨を回答してください。",
            "この照会を理由として、本人に不利益な取扱いをしないよう、お願いします。",
            "回答の内容は、滞納処分のためだけに使います。職員には守秘義務があります。",
        ],
        marks=["※"] * 3,
    )
    page.end()
    page.contact(number=False)
    answer_head(page)
    page.para("　照会のあったことについて、次のとおり回答します。　　")
    page.para("　□ 雇用している　　□ 退職した　　□ 雇用したことがない")
    page.gap()
    page.sheet(
        [
            ("採用日・退職日", "", "雇用の形態", "□ 常勤　□ 非常勤　□ その他"),
            (["給与の締日", "・支給日"], "", "支給の方法", "□ 口座振込　□ 現金"),
            ("扶養親族", "　　　　　人", "賞与の支給月", ""),
            ("退職手当の規程", "□ 有　□ 無", "他の差押え・控除", "□ 有（　　　　　）　□ 無"),
        ],
        row_height=9,
    )
    page.gap()
    form_grid(
        page.document,
        [
            "支給月",
            "総支給額（円）",
            "所得税（円）",
            "住民税（円）",
            "社会保険料（円）",
            "その他控除（円）",
            "差引支給額（円）",
        ],
        [20, 27, 23, 23, 26, 26, page.width - 145],
        6,
        row_height=9,
    )
    return page


def _request_letter(page: Page, title: str, sentence: str) -> None:
    page.organisation_head(name="{{ 氏名 }}　様")
    page.title(title)
    page.para(sentence)
    page.below()


def resident_record() -> Page:
    page = Page.letter()
    _request_letter(
        page,
        "住民票の写し等の交付について（公用請求）",
        "　下記のとおり、{{ 請求根拠 }}の規定により、住民票の写し等の交付を請求します。",
    )
    page.sheet(
        [
            ("請求する機関", "{{ 発信者職名 }}"),
            ("事務に当たる者", "{{ 職員職名 }}　{{ 担当者 }}"),
            ("請求の事由", "{{ 請求事由 }}"),
        ],
        row_height=8,
    )
    page.heading("請求の対象となる者と必要なもの")
    listing(
        page.document,
        "請求対象者",
        [
            Column("氏名", "{{ 行.氏名 }}", 32),
            Column("住所", "{{ 行.住所 }}", page.width - 118),
            Column("生年月日", "{{ 行.生年月日 }}", 36, CENTER),
            Column("必要なもの", "{{ 行.必要なもの }}", 50),
        ],
        row_height=9,
    )
    page.gap()
    page.sheet(
        [
            ("記載の範囲", "{{ 記載範囲 }}"),
            ("手数料", "無料（公用）", "返送の方法", "同封の返信用封筒による。"),
        ],
        row_height=8,
    )
    page.gap()
    page.items(
        [
            "個人番号及び住民票コードの記載は、必要ありません。",
            "転出、死亡などにより除かれているときは、除票の写しを交付してください。",
            "該当がないときは、その旨をお知らせください。",
        ],
        marks=["※"] * 3,
    )
    page.end()
    page.contact()
    return page


def family_register() -> Page:
    page = Page.letter()
    _request_letter(
        page,
        "戸籍謄本等の交付について（公用請求）",
        "　下記のとおり、{{ 請求根拠 }}の規定により、戸籍謄本等の交付を請求します。",
    )
    page.sheet(
        [
            ("請求する者の官職・氏名", "{{ 職員職名 }}　{{ 担当者 }}"),
            ("事務の種類", "{{ 事務の種類 }}"),
            ("根拠となる法令の条項", "{{ 事務の根拠 }}"),
            ("利用の目的", "{{ 請求事由 }}"),
        ],
        [45, page.width - 45],
        row_height=8,
    )
    page.heading("請求する戸籍")
    listing(
        page.document,
        "請求戸籍",
        [
            Column("本籍", "{{ 行.本籍 }}", page.width - 130),
            Column("筆頭者", "{{ 行.筆頭者 }}", 30),
            Column("対象者", "{{ 行.対象者 }}", 30),
            Column("必要なもの", "{{ 行.必要なもの }}", 54),
            Column("通数", "{{ 行.通数 }}", 16, CENTER),
        ],
        row_height=9,
    )
    page.gap()
    page.sheet([("手数料", "無料（公用）", "返送の方法", "同封の返信用封筒による。")], row_height=8)
    page.gap()
    page.items(
        [
            "転籍などにより他の区市町村に戸籍があるときは、その本籍をお知らせください。",
            "該当がないときは、その旨をお知らせください。",
        ],
        marks=["※"] * 2,
    )
    page.end()
    page.contact()
    return page


THIRD = {
    "郵便番号": {"example": "100-0000", "source": "third_party.postal_code"},
    "住所": {"example": "千代田区架空一丁目1番1号", "source": "third_party.address"},
    "方書": {"example": "", "source": "third_party.address_detail"},
}
BANK = {**THIRD, "氏名": {"example": "株式会社架空銀行　事務センター", "source": "third_party.name"},
        "発信者職名": {"example": "世田谷区長"}, "債務者生年月日": {"required": True}}  # fmt: skip

FORMS = [
    Form(
        name="財産調査照会書-預貯金", title="預貯金等の調査について（照会）", code="C-01", category=GROUP, draw=deposits,
        statutes=("国税徴収法141条", "地方自治法231条の3第3項"), claim_classes=(COMPULSORY,), addressee="third_party",
        signer="徴税吏員", event="asset_inquiry", checks=CHECKS, manual="deposit-inquiry",
        note="強制徴収公債権だけに使う。非強制徴収公債権・私債権には、この調査の権限がない。", fields=BANK,
    ),
    Form(
        name="財産調査照会書-給与", title="給与等の調査について（照会）", code="C-02", category=GROUP, draw=wages,
        statutes=("国税徴収法141条", "地方自治法231条の3第3項"), claim_classes=(COMPULSORY,), addressee="third_party",
        signer="徴税吏員", event="asset_inquiry", checks=CHECKS, manual="salary-inquiry",
        note="封筒に税や滞納の文字を書かない。強制徴収公債権だけに使う。",
        fields={**BANK, "氏名": {"example": "架空商事株式会社　人事部", "source": "third_party.name"}},
    ),
    Form(
        name="住民票等公用請求書", title="住民票の写し等の交付について（公用請求）", code="C-03", category=GROUP,
        draw=resident_record, statutes=("住民基本台帳法12条の2",), claim_classes=ALL, addressee="third_party",
        event="note", checks=("authority", "support_measures", "individual_number"), manual="whereabouts-inquiry",
        note="私債権での公用請求は、相手の区市町村の取扱いを先に確かめる（要確認）。",
        fields={**THIRD, "氏名": {"example": "架空市長", "source": "third_party.name"}, "請求根拠": {"example": "住民基本台帳法第12条の2第1項及び第15条の4第2項"}},
    ),
    Form(
        name="戸籍謄本等公用請求書", title="戸籍謄本等の交付について（公用請求）", code="C-04", category=GROUP,
        draw=family_register, statutes=("戸籍法10条の2第2項",), claim_classes=ALL, addressee="third_party",
        event="note", checks=("authority", "support_measures", "individual_number"), manual="whereabouts-inquiry",
        fields={**THIRD, "氏名": {"example": "架空市長", "source": "third_party.name"}, "請求根拠": {"example": "戸籍法第10条の2第2項"},
                "請求事由": {"example": "死亡した債務者の相続人を確定し、納付を求めるため。"}},
    ),
]  # fmt: skip
