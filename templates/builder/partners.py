"""調査: inquiries to a debtor's trade partners and requests for help to other public offices."""

from __future__ import annotations

from builder.blocks import Page, loop
from builder.inquiry import BANK, CHECKS, answer_head, basis, subject
from builder.spec import COMPULSORY, Form
from builder.tables import form_grid

GROUP = "調査"


def trade() -> Page:
    """取引の内容と売掛金など: 国税徴収法141条3号."""
    page = Page.letter()
    page.organisation_head()
    page.title("取引の状況の調査について（照会）")
    page.para(
        "　滞納処分のため必要がありますので、下記の者との取引について、{{ 照会根拠 }}の規定により照会します。"
        "お手数ですが、別紙の回答書により、**{{ 回答期限|期日 }}**までに回答してください。"
    )
    page.below()
    page.heading("１　照会の根拠・担当")
    basis(page)
    page.heading("２　調査の対象となる者")
    subject(page, birth=False)
    page.heading("３　調査する事項")
    page.items(
        [
            "取引の有無、取引の始まりと終わりの日、取引の内容（売買、請負、委託など）",
            "{{ 照会基準日|和暦 }}現在の買掛金、未払金、預り金、保証金その他の債務の額",
            "{{ 取引期間 }}の取引の額、支払の締切日、支払日及び支払の方法（振込先の口座）",
            "相殺の予定、債権の譲渡の通知及び他の差押えの有無",
        ],
        style="本文",
    )
    page.gap()
    page.items(
        [
            "取引がないときも、その旨を回答してください。",
            "この照会を理由として、取引をやめるなど不利益な取扱いをしないよう、お願いします。",
            "回答の内容は、滞納処分のためだけに使います。職員には守秘義務があります。",
        ],
        marks=["※"] * 3,
    )
    page.end()
    page.contact(number=False)
    answer_head(page)
    page.para("　照会のあったことについて、次のとおり回答します。")
    page.para("　□ 取引がある　　□ 過去に取引があった　　□ 取引はない")
    page.gap()
    page.sheet(
        [
            ("取引の始まりの日", "", "取引の終わりの日", ""),
            ("取引の内容", ""),
            ("締切日・支払日", "", "支払の方法", "□ 振込　□ 手形　□ 現金"),
            ("振込先の口座", ""),
            ("相殺の予定", "□ 有（　　　　　　　）　□ 無", "他の差押え・譲渡", "□ 有（　　　　　　　）　□ 無"),
        ],
        row_height=10,
    )
    page.gap()
    form_grid(
        page.document,
        ["債務の種類", "発生した日", "金額（円）", "支払の予定の日", "備考"],
        [42, 28, 34, 32, page.width - 136],
        6,
        row_height=9,
    )
    return page


def offices() -> Page:
    """官公署への協力の求め: 国税徴収法146条の2、地方税法20条の11."""
    page = Page.letter()
    page.organisation_head()
    page.title("調査への協力について（照会）")
    page.para(
        "　滞納処分に関する調査のため必要がありますので、{{ 照会根拠 }}の規定により、下記の者に関する資料の提供その他の協力をお願いします。"
        "お手数ですが、別紙の回答書により、**{{ 回答期限|期日 }}**までに回答してください。"
    )
    page.below()
    page.heading("１　照会の根拠・担当")
    basis(page)
    page.heading("２　対象となる者")
    subject(page)
    page.heading("３　照会する事項")
    page.sheet(
        [("照会する事項", loop("照会事項")), ("使う目的", "{{ 請求事由 }}")], [35, page.width - 35], row_height=10
    )
    page.gap()
    page.items(
        [
            "該当がないときも、その旨を回答してください。提供できないときは、その理由をお書きください。",
            "提供を受けた情報は、上の目的のためだけに使い、適切に管理します。個人番号の記載は、必要ありません。",
        ],
        marks=["※"] * 2,
    )
    page.end()
    page.contact(number=False)
    answer_head(page)
    page.para("　照会のあったことについて、次のとおり回答します。")
    page.para("　□ 該当あり　　□ 該当なし　　□ 提供できない")
    page.gap()
    form_grid(page.document, ["照会する事項", "回答"], [60, page.width - 60], 6, row_height=18)
    page.gap()
    page.sheet([("提供できない理由", ""), ("添付する資料", "")], row_height=14)
    return page


FORMS = [
    Form(
        name="財産調査照会書-取引先", title="取引の状況の調査について（照会）", code="C-05", category=GROUP, draw=trade,
        statutes=("国税徴収法141条", "地方自治法231条の3第3項"), claim_classes=(COMPULSORY,), addressee="third_party",
        signer="徴税吏員", event="asset_inquiry", checks=CHECKS, manual="asset-inquiry",
        note="封筒に税や滞納の文字を書かない。相手が滞納者に債務を負うと認めるに足りる相当の理由があるときに限る（国税徴収法141条3号）。",
        fields={**{key: value for key, value in BANK.items() if key != "債務者生年月日"},
                "氏名": {"example": "架空物産株式会社　経理部", "source": "third_party.name"},
                "債務者氏名": {"example": "架空商店こと　架空　花子"},
                "取引期間": {"example": "令和8年6月1日から照会基準日まで"}},
    ),
    Form(
        name="官公署照会書", title="調査への協力について（照会）", code="C-06", category=GROUP, draw=offices,
        statutes=("国税徴収法146条の2", "地方税法20条の11"), claim_classes=(COMPULSORY,), addressee="third_party",
        signer="徴税吏員", event="asset_inquiry", checks=CHECKS, manual="asset-inquiry",
        note="官公署の協力は義務ではない。住民票・戸籍は、公用請求書による。必要な事項だけを尋ねる。",
        fields={**BANK, "氏名": {"example": "架空市税務課", "source": "third_party.name"},
                "照会根拠": {"example": "国民健康保険法第79条の2、地方自治法第231条の3第3項、国税徴収法第146条の2"},
                "請求事由": {"example": "滞納処分の対象となる財産の有無を確かめるため。"}},
    ),
]  # fmt: skip
