"""滞納処分のそのほかの書類: notices to the debtor and to others with rights, records of a search and of what was taken away."""

from __future__ import annotations

from builder.blocks import Page, loop
from builder.disposition import (
    BANK,
    CHECKS,
    LAND,
    RECORDED_ON,
    RELEASED_ON,
    REP,
    SEIZED_ON,
    VARIANTS,
    arrears,
    debtor,
    property_table,
)
from builder.page import RIGHT
from builder.spec import COMPULSORY, Form

GROUP = "滞納処分"


def demand_told() -> Page:
    """交付要求通知書 to the debtor (国税徴収法82条2項、施行令36条2項)."""
    page = Page.letter()
    page.letterhead()
    page.title("交付要求通知書")
    page.para("　あなたの滞納金額について、次のとおり交付要求をしたので、{{ 交付要求根拠 }}の規定により通知します。")
    page.gap(4)
    page.heading("１　滞納金額")
    arrears(page)
    page.heading("２　交付要求")
    page.sheet(
        [
            ("執行機関の名称", "{{ 執行機関名 }}"),
            ("事件の表示", "{{ 事件番号 }}", "交付要求の日", "{{ 交付要求日|和暦 }}"),
            ("手続に係る財産", loop("手続財産")),
        ],
        row_height=8,
    )
    page.gap()
    page.items(
        ["滞納金額を納付したときは、交付要求を解除します。納付については、下の問合せ先へご相談ください。"], marks=["※"]
    )
    page.appeal()
    page.contact()
    return page


def participation_told() -> Page:
    """参加差押通知書 to the debtor (国税徴収法86条2項、施行令38条)."""
    page = Page.letter()
    page.letterhead()
    page.title("参加差押通知書")
    page.para(
        "　あなたの滞納金額を徴収するため、既に滞納処分による差押えがされている次の財産に参加差押えをしたので、"
        "{{ 差押根拠 }}の規定により通知します。"
    )
    page.gap(4)
    page.heading("１　滞納金額")
    arrears(page)
    page.heading("２　参加差押えをした財産（{{ 財産種別 }}）")
    property_table(page)
    page.gap()
    page.sheet(
        [
            (["先に差押えをした", "行政機関"], "{{ 執行機関名 }}", "先の差押えの日", "{{ 先行差押日|和暦 }}"),
            ("参加差押えの日", "{{ 差押日|和暦 }}"),
        ],
        row_height=8,
    )
    page.appeal()
    page.contact()
    return page


def release_to_third() -> Page:
    """差押解除通知書 to the third debtor: it is this notice that lifts the seizure (国税徴収法80条1項ただし書)."""
    page = Page.letter()
    page.organisation_head()
    page.title("差押解除通知書")
    page.para(
        "　{{ 差押日|和暦 }}付けの債権差押通知書により差し押さえた下記の債権の差押えを、{{ 解除根拠 }}の規定により解除したので、"
        "国税徴収法第80条第1項の規定により通知します。"
    )
    page.below()
    debtor(page)
    page.heading("差押えを解除した債権")
    property_table(page)
    page.gap()
    page.sheet([("差押えの日", "{{ 差押日|和暦 }}", "解除の日", "**{{ 解除日|和暦 }}**")], row_height=8)
    page.gap()
    page.items(
        [
            "この通知書が届いた後は、滞納者に対して債務を履行することができます。",
            "解除の理由についてのお問合せには、お答えできません。",
        ],
        marks=["※"] * 2,
    )
    page.end()
    page.contact()
    return page


def told_to_holders() -> Page:
    """差押通知書 to pledgees, mortgagees and others (国税徴収法55条、施行令22条)."""
    page = Page.letter()
    page.letterhead()
    page.title("差　押　通　知　書")
    page.para("　滞納者の財産を次のとおり差し押さえたので、{{ 通知根拠 }}の規定により通知します。")
    page.gap(4)
    debtor(page)
    page.heading("１　滞納金額")
    arrears(page)
    page.heading("２　差し押さえた財産（{{ 財産種別 }}）")
    property_table(page)
    page.gap()
    page.sheet(
        [
            ("差押えの日", "{{ 差押日|和暦 }}"),
            ("通知を受ける方の権利", "{{ 権利の表示 }}"),
            "{%tr if 仮登記文 %}",
            ("担保のための仮登記", "{{ 仮登記文 }}"),
            "{%tr endif %}",
        ],
        [42, page.width - 42],
        row_height=8,
    )
    page.contact()
    return page


def _record_head(page: Page, title: str, sentence: str) -> None:
    page.para("{{ 文書番号 }}", "本文", RIGHT)
    page.para("{{ 作成日|和暦 }}", "本文", RIGHT)
    page.title(title)
    page.para("{{ 団体名 }}徴税吏員　{{ 職員職名 }}　{{ 担当者 }}", "本文", RIGHT)
    page.gap(4)
    page.para(sentence)
    page.gap(4)
    debtor(page)


def search_record() -> Page:
    """捜索調書 (国税徴収法146条、施行令52条)."""
    page = Page.internal()
    _record_head(
        page,
        "捜　索　調　書",
        "　次の滞納金額を徴収するため、{{ 捜索根拠 }}の規定により捜索をしたので、この調書を作ります。",
    )
    page.heading("１　滞納金額")
    arrears(page)
    page.heading("２　捜索")
    page.sheet(
        [
            ("捜索した日時", "{{ 捜索日時 }}"),
            ("捜索した場所・物", "{{ 捜索場所 }}"),
            "{%tr if 捜索第三者 %}",
            (["捜索を受けた第三者", "の住所・氏名"], "{{ 捜索第三者 }}"),
            "{%tr endif %}",
            ("結果", loop("捜索結果")),
            (["立会人の署名", "（ないときは理由）"], "{{ 立会人 }}"),
        ],
        [42, page.width - 42],
        row_height=12,
    )
    page.gap()
    page.items(
        ["この調書の謄本を、捜索を受けた滞納者又は第三者と、これらの者以外の立会人に交付します。"],
        marks=["※"],
    )
    page.contact()
    return page


def removal_record() -> Page:
    """差押財産搬出調書 (国税徴収法施行令26条の2)."""
    page = Page.internal()
    _record_head(
        page,
        "差押財産搬出調書",
        "　{{ 差押日|和暦 }}に差し押さえた次の財産を搬出したので、国税徴収法施行令第26条の2第1項の規定により、この調書を作ります。",
    )
    page.heading("１　搬出した財産（{{ 財産種別 }}）")
    property_table(page)
    page.heading("２　搬出")
    page.sheet(
        [
            ("搬出した日時", "{{ 搬出日時 }}"),
            ("搬出した場所", "{{ 捜索場所 }}"),
            ("保管する場所", "{{ 保管場所 }}"),
            (["謄本の受領", "（署名・受領の日）"], ""),
        ],
        [42, page.width - 42],
        row_height=12,
    )
    page.gap()
    page.items(["この調書の謄本を、滞納者又は財産を占有する第三者に交付します。"], marks=["※"])
    page.contact()
    return page


def title_record() -> Page:
    """債権証書等取上調書 (国税徴収法65条、施行令28条)."""
    page = Page.internal()
    _record_head(
        page,
        "債権証書等取上調書",
        "　{{ 差押日|和暦 }}に差し押さえた債権などに関する次の証書を、国税徴収法第65条の規定により取り上げたので、この調書を作ります。",
    )
    page.heading("取り上げた証書")
    page.sheet(
        [
            ("証書の名称", "{{ 証書名 }}"),
            ("証書の内容", loop("証書内容")),
            ("取り上げた日時", "{{ 搬出日時 }}"),
            (["謄本の受領", "（署名・受領の日）"], ""),
        ],
        [42, page.width - 42],
        row_height=12,
    )
    page.gap()
    page.items(["この調書の謄本を、滞納者その他この処分を受けた者に交付します。"], marks=["※"])
    page.contact()
    return page


BASIS = "国民健康保険法第79条の2、地方自治法第231条の3第3項、"
COURT_CASE = {"事件番号": {"required": True, "example": "令和8年（ヌ）第00号　不動産強制競売事件"}}
GOODS = [
    {"名称": "腕時計", "数量": "1個", "性質": "架空時計製　型番00-000　裏面に番号0000000", "所在": "世田谷区架空町一丁目2番3号"},
]  # fmt: skip
WHERE = {"捜索日時": {"required": True, "example": "令和8年12月15日　午前10時から午前11時20分まで"},
         "捜索場所": {"required": True, "example": "世田谷区架空町一丁目2番3号　架空ハイツ101号室（滞納者の住居）"}}  # fmt: skip
RECORD = ("claim_class", "demand_exists", "individual_number")

FORMS = [
    Form(
        name="交付要求通知書", title="交付要求通知書", code="S-08", category=GROUP, draw=demand_told,
        statutes=("国税徴収法82条2項", "国税徴収法施行令36条2項"), claim_classes=(COMPULSORY,), appeal_notice="auto",
        appeal_variants=VARIANTS, disposition=True, event="note",
        checks=("claim_class", "appeal_notice", "amounts_recomputed", "support_measures", "individual_number"),
        manual="delivery-demand", numbered_pages=True,
        note="交付要求書を出した日に送る。税では、この通知をしていない期間は時効の完成猶予から除かれる（地方税法18条の2第1項3号）。",
        fields={**COURT_CASE, "交付要求根拠": {"example": BASIS + "国税徴収法第82条第2項"}},
    ),
    Form(
        name="参加差押通知書", title="参加差押通知書", code="S-09", category=GROUP, draw=participation_told,
        statutes=("国税徴収法86条2項", "国税徴収法施行令38条"), claim_classes=(COMPULSORY,), appeal_notice="auto",
        appeal_variants=VARIANTS, disposition=True, event="note", checks=("appeal_notice", *CHECKS), manual="delivery-demand",
        numbered_pages=True, note="参加差押書を先行する行政機関に渡した日に送る。",
        fields={**SEIZED_ON, "差押根拠": {"example": BASIS + "国税徴収法第86条第2項"}, "財産種別": {"example": "不動産"},
                "差押財産": {"example": LAND}, "執行機関名": {"label": "先に差押えをした行政機関", "example": "架空税務署長"}},
    ),
    Form(
        name="差押解除通知書-第三債務者", title="差押解除通知書（第三債務者）", code="S-10", category=GROUP, draw=release_to_third,
        statutes=("国税徴収法79条", "国税徴収法80条1項"), claim_classes=(COMPULSORY,), addressee="third_party",
        disposition=True, event="seizure_release", checks=("claim_class", "individual_number"), manual="seizure",
        note="債権の差押えは、この通知によって解除する。滞納者には差押解除通知書を送る。解除の理由は第三債務者に書かない。",
        fields={**BANK, **REP, **RELEASED_ON},
    ),
    Form(
        name="差押通知書-質権者等", title="差押通知書（質権者等）", code="S-11", category=GROUP, draw=told_to_holders,
        statutes=("国税徴収法55条", "国税徴収法施行令22条"), claim_classes=(COMPULSORY,), addressee="third_party",
        event="note", checks=("claim_class", "individual_number"), manual="seizure-real-estate", numbered_pages=True,
        note="質権、抵当権、仮登記などの権利を有する者のうち、知れている者に送る。交付要求・参加差押えのときは、文を直して使う。",
        fields={**BANK, **REP, **SEIZED_ON, "財産種別": {"example": "不動産"}, "差押財産": {"example": LAND}},
    ),
    Form(
        name="捜索調書", title="捜索調書", code="S-12", category=GROUP, draw=search_record,
        statutes=("国税徴収法142条", "国税徴収法144条", "国税徴収法146条", "国税徴収法施行令52条"), claim_classes=(COMPULSORY,),
        signer="徴税吏員", event="note", checks=RECORD, manual="seizure-movables", numbered_pages=True,
        note="差押調書を作るときは、この調書を作らず、差押調書に捜索の日時・場所と立会人を書く。",
        fields={**WHERE, **RECORDED_ON, "立会人": {"required": True, "example": "架空　花子（滞納者本人）"}},
    ),
    Form(
        name="差押財産搬出調書", title="差押財産搬出調書", code="S-13", category=GROUP, draw=removal_record,
        statutes=("国税徴収法60条", "国税徴収法施行令26条の2"), claim_classes=(COMPULSORY,), signer="徴税吏員", event="note",
        checks=RECORD, manual="seizure-movables", note="差押調書又は捜索調書に搬出した旨を付記したときは、作らなくてよい。",
        fields={"捜索場所": {"label": "搬出した場所", "required": True, "example": "世田谷区架空町一丁目2番3号　架空ハイツ101号室"},
                "財産種別": {"example": "動産"}, "差押財産": {"example": GOODS}},
    ),
    Form(
        name="債権証書等取上調書", title="債権証書等取上調書", code="S-14", category=GROUP, draw=title_record,
        statutes=("国税徴収法65条", "国税徴収法施行令28条"), claim_classes=(COMPULSORY,), signer="徴税吏員", event="note",
        checks=RECORD, manual="seizure", note="差押調書又は捜索調書に証書の名称などを付記したときは、作らなくてよい。",
        fields={"搬出日時": {"label": "取り上げた日時", "example": "令和8年12月15日　午前11時"}},
    ),
]  # fmt: skip
