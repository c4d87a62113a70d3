"""滞納処分: seizure records and notices, release, 交付要求, 参加差押え, distribution. Items follow 国税徴収法施行令."""

from __future__ import annotations

from datetime import date

from builder.blocks import Page, loop
from builder.page import CENTER, RIGHT
from builder.spec import COMPULSORY, Form
from builder.tables import Column, form_grid, listing

GROUP = "滞納処分"
VARIANTS = ("A", "B", "C")
CHECKS = ("claim_class", "demand_exists", "ten_days_after_demand", "amounts_recomputed", "relief", "bankruptcy", "death",
          "individual_number")  # fmt: skip


def arrears(page: Page) -> None:
    """滞納金額: year, tax item, period, due date, amounts (令21条・27条・36条の「年度、税目、納期限及び金額」)."""
    caption = page.para(
        "（単位：円　延滞金は{{ 計算日|和暦 }}現在。完納の日までの法律による金額を要する。）", "注記", RIGHT
    )
    caption.paragraph_format.keep_with_next = True
    listing(
        page.document,
        "明細",
        [
            Column("年度・期別", "{{ 行.年度 }}{{ 行.期別 }}", 30, CENTER, style="表細"),
            Column("税目・科目", "{{ 行.債権名 }}", page.width - 138.5, style="表細"),
            Column("通知書番号", "{{ 行.通知書番号 }}", 24.5, CENTER),
            Column("納期限", "{{ 行.納期限|和暦略 }}", 18, CENTER),
            Column("本税等", "{{ 行.元金|桁区切り }}", 22, RIGHT, "{{ 元金合計|桁区切り }}"),
            Column("延滞金", "{{ 行.延滞金|桁区切り }}", 22, RIGHT, "{{ 延滞金合計|桁区切り }}"),
            Column("計", "{{ 行.計|桁区切り }}", 22, RIGHT, "**{{ 総合計|桁区切り }}**"),
        ],
        total_label="合計",
        style="注記",
    )


def debtor(page: Page, heading: str = "滞納者") -> None:
    page.sheet([(heading, ["{{ 債務者住所 }}", "{{ 債務者氏名 }}"])], [35, page.width - 35])


def property_table(page: Page) -> None:
    listing(
        page.document,
        "差押財産",
        [
            Column("名称", "{{ 行.名称 }}", 38),
            Column("数量", "{{ 行.数量 }}", 18, CENTER),
            Column("性質", "{{ 行.性質 }}", page.width - 110),
            Column("所在", "{{ 行.所在 }}", 54),
        ],
    )


def seizure_record() -> Page:
    page = Page.internal()
    page.para("{{ 文書番号 }}", "本文", RIGHT)
    page.para("{{ 作成日|和暦 }}", "本文", RIGHT)
    page.title("差　押　調　書")
    page.para("{{ 団体名 }}徴税吏員　{{ 職員職名 }}　{{ 担当者 }}", "本文", RIGHT)
    page.gap(4)
    page.para(
        "　滞納者に対する次の滞納金額を徴収するため、{{ 差押根拠 }}の規定により、次の財産を差し押さえましたので、この調書を作ります。"
    )
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
            ("差押えの理由", loop("理由")),
            "{%tr if 処分禁止文 %}",
            ("処分の禁止", "{{ 処分禁止文 }}"),
            "{%tr endif %}",
            "{%tr if 捜索場所 %}",
            ("捜索した旨", "国税徴収法第142条の規定により捜索した。"),
            ("捜索の日時・場所", "{{ 捜索日時 }}　{{ 捜索場所 }}"),
            (["立会人の署名", "（ないときは理由）"], "{{ 立会人 }}"),
            "{%tr endif %}",
        ],
        [35, page.width - 35],
        row_height=8,
    )
    page.appeal()
    page.contact()
    return page


def _notice_to_third_debtor(page: Page, title: str) -> None:
    page.organisation_head(signatory=[SIGNER, "徴税吏員　{{ 職員職名 }}　{{ 担当者 }}"])
    page.title(title)
    page.para(
        "　次の滞納金額を徴収するため、{{ 差押根拠 }}の規定により、次の債権を差し押さえます。"
        "**この債権について、滞納者に対する債務の履行を禁じます。** 履行期限までに、当区の徴税吏員に対して履行してください。"
    )
    page.gap(4)
    debtor(page)
    page.heading("１　滞納金額")
    arrears(page)


SIGNER = "{{ 発信者職名 }}　{{ 発信者氏名 }}"


def deposit_seizure() -> Page:
    page = Page.letter()
    _notice_to_third_debtor(page, "債権差押通知書")
    page.heading("２　差し押さえる債権の種類及び額")
    page.sheet(
        [
            ("支店名", "{{ 支店名 }}", "科目・口座番号", "{{ 預金科目 }}　{{ 口座番号 }}"),
            ("口座名義人", "{{ 口座名義人 }}", "差し押さえる額", "**{{ 差押額|円 }}**"),
            ("債権の表示", loop("差押債権")),
            ("履行期限", "{{ 履行期限文 }}", "履行の場所", "{{ 履行場所 }}"),
        ]
    )
    page.gap()
    page.items(
        [
            "差押えの効力は、この通知書が届いた時に生じます。",
            "届いた時の残高が上の額に満たないときは、その残高の全額を差し押さえます。",
            "相殺などの主張があるときは、根拠となる書類の写しを添えてお知らせください。",
        ],
        marks=["※"] * 3,
    )
    page.appeal()
    page.contact()
    return page


def wage_seizure() -> Page:
    page = Page.letter()
    _notice_to_third_debtor(page, "債権差押通知書（給与等）")
    page.heading("２　差し押さえる債権の種類及び額")
    page.sheet(
        [
            ("債権の表示", loop("差押債権")),
            (
                "差し押さえる額",
                "毎月、総支給額から、国税徴収法第76条第1項各号の額（別紙の①から⑤まで）を差し引いた額。滞納金額に満つるまで。",
            ),
            ("履行期限", "{{ 履行期限文 }}", "履行の場所", "{{ 履行場所 }}"),
        ]
    )
    page.gap()
    page.items(
        [
            "差押えの効力は、この通知書が届いた時に生じ、その後に支払う給与等にも及びます。",
            "差押えを理由として、本人を解雇するなど不利益な取扱いをしないよう、お願いします。",
        ],
        marks=["※"] * 2,
    )
    page.appeal()
    page.contact()
    _wage_sheet(page)
    return page


def _wage_sheet(page: Page) -> None:
    """別紙: the employer reckons each month what the seizure takes (国税徴収法76条1項)."""
    page.document.add_page_break()
    page.para("（別紙）")
    page.title("差押金額計算書")
    page.sheet([("滞納者", "{{ 債務者氏名 }}", "整理番号", "{{ 整理番号 }}")], [26, page.width - 97, 26, 45])
    page.gap()
    rows = [
        "総支給額（1,000円未満切捨て）",
        "①　源泉徴収される所得税（1,000円未満切上げ）",
        "②　特別徴収される住民税・森林環境税\n　　（1,000円未満切上げ）",
        "③　社会保険料（1,000円未満切上げ）",
        "④　最低生活費　**{{ 最低生活費|円 }}**",
        "⑤　（総支給額－①－②－③－④）×20パーセント\n　　（1,000円未満切上げ。④の2倍が上限）",
        "差し引く額の計（①＋②＋③＋④＋⑤）",
        "**差し押さえる額（総支給額－差し引く額の計）**",
    ]
    form_grid(
        page.document,
        ["区分（単位：円）", "　　月分", "　　月分", "　　月分", "　　月分"],
        [page.width - 84, 21, 21, 21, 21],
        0,
        row_height=11,
        presets=[(row.split("\n"), "", "", "", "") for row in rows],
    )
    page.gap()
    page.items(
        [
            "④は、{{ 最低生活費内訳 }}による。親族の人数が変わったときは、お知らせください。",
            "この計算書により、毎月計算してください。賞与は、支払のつど同じ方法で計算し、別の計算書で報告してください。",
            "退職手当を支払うときは、ご連絡ください。",
        ],
        marks=["※"] * 3,
    )


def release() -> Page:
    page = Page.letter()
    page.letterhead()
    page.title("差押解除通知書")
    page.para("　{{ 差押日|和暦 }}付けで行った下記の財産の差押えを、{{ 解除根拠 }}の規定により解除したので通知します。")
    page.below()
    debtor(page)
    page.heading("１　差押えを解除した財産（{{ 財産種別 }}）")
    property_table(page)
    page.heading("２　解除の内容")
    page.sheet(
        [
            ("差押えの日", "{{ 差押日|和暦 }}", "解除の日", "**{{ 解除日|和暦 }}**"),
            ("解除の理由", loop("理由")),
            ("差押え時の滞納額", "{{ 総合計|円 }}"),
        ],
        row_height=8,
    )
    page.gap()
    page.items(
        [
            "債権の差押えの解除は、第三債務者にも通知しました。",
            "登記又は登録をした財産については、抹消を関係する機関に嘱託します。",
        ],
        marks=["※"] * 2,
    )
    page.end()
    page.contact()
    return page


def delivery_demand() -> Page:
    page = Page.letter()
    page.organisation_head()
    page.title("交　付　要　求　書")
    page.para("　滞納者に対する下記の滞納金額について、{{ 交付要求根拠 }}の規定により交付を要求します。")
    page.below()
    debtor(page)
    page.heading("１　滞納金額")
    arrears(page)
    page.heading("２　強制換価手続")
    page.sheet(
        [
            ("執行機関", "{{ 氏名 }}"),
            ("事件の表示", "{{ 事件番号 }}", "交付要求の日", "{{ 発信日|和暦 }}"),
            ("手続に係る財産", loop("手続財産")),
            ("振込先", "{{ 振込先 }}"),
            "{%tr if 備考 %}",
            ("備考", "{{ 備考 }}"),
            "{%tr endif %}",
        ],
        row_height=8,
    )
    page.gap()
    page.items(
        ["配当期日が決まりましたら、お知らせください。計算日の延滞金を改めて計算した計算書を提出します。"],
        marks=["※"],
    )
    page.end()
    page.contact()
    return page


def participating_seizure() -> Page:
    page = Page.letter()
    page.organisation_head(name="{{ 氏名|様 }}")
    page.title("参　加　差　押　書")
    page.para(
        "　滞納者に対する下記の滞納金額を徴収するため、{{ 差押根拠 }}の規定により、既に滞納処分による差押えがされている下記の財産に参加差押えをします。"
    )
    page.below()
    debtor(page)
    page.heading("１　滞納金額")
    arrears(page)
    page.heading("２　参加差押えをする財産（{{ 財産種別 }}）")
    property_table(page)
    page.heading("３　先にされている差押え")
    page.sheet(
        [
            (["差押えをした", "行政機関"], "{{ 氏名 }}", "差押えの日", "{{ 先行差押日|和暦 }}"),
            ("参加差押えの日", "{{ 差押日|和暦 }}"),
        ],
        row_height=8,
    )
    page.gap()
    page.items(
        [
            "差押えを解除するとき、又は換価を行うときは、お知らせください。",
            "配当に当たっては、計算日の延滞金を改めて計算した計算書を提出します。",
        ],
        marks=["※"] * 2,
    )
    page.end()
    page.contact()
    return page


def distribution() -> Page:
    page = Page.letter()
    page.letterhead()
    page.title("配　当　計　算　書")
    page.para("　換価代金等を、{{ 配当根拠 }}の規定により、次のとおり配当します。")
    page.gap(4)
    debtor(page)
    page.heading("１　配当すべき換価代金等")
    page.sheet(
        [
            ("換価した財産", loop("手続財産")),
            ("換価代金等の総額", "**{{ 換価代金|円 }}**", ["取立て・代金", "納付の日"], "{{ 取立日|和暦 }}"),
        ],
        row_height=8,
    )
    page.heading("２　配当（単位：円）")
    listing(
        page.document,
        "配当",
        [
            Column("順位", "{{ 行.順位 }}", 14, CENTER),
            Column("債権者の住所・氏名", "{{ 行.債権者 }}", page.width - 120),
            Column("債権の種類", "{{ 行.種類 }}", 54),
            Column("債権金額", "{{ 行.債権金額|桁区切り }}", 26, RIGHT),
            Column("配当金額", "{{ 行.配当金額|桁区切り }}", 26, RIGHT, "**{{ 配当合計|桁区切り }}**"),
        ],
        total_label="計",
    )
    page.gap()
    page.sheet(
        [
            ("滞納者に交付する残余金", "{{ 残余金|円 }}"),
            ("換価代金等の交付の日時", "**{{ 交付日|期日 }}　{{ 交付時刻 }}**"),
            ("交付の場所", "{{ 交付場所 }}"),
        ],
        [50, page.width - 50],
        row_height=8,
    )
    page.gap()
    page.items(["この計算書に異議があるときは、換価代金等の交付の日時までに申し出てください。"], marks=["※"])
    page.appeal()
    page.contact()
    return page


BANK = {
    "郵便番号": {"example": "100-0000", "source": "third_party.postal_code"},
    "住所": {"example": "千代田区架空一丁目1番1号", "source": "third_party.address"},
    "方書": {"example": "", "source": "third_party.address_detail"},
    "氏名": {"example": "株式会社架空銀行", "source": "third_party.name"},
}
REP = {"代表者": {"example": "代表取締役　架空　一郎", "source": "third_party.representative"}}
REASON = {
    "help": "地方税は、督促状を発した日から起算して10日を経過した日までに完納がないこと（地方税法331条1項1号など）。",
    "example": ["督促状で指定した期限（令和8年11月30日）までに納付がなく、地方自治法第231条の3第3項に該当するため。"],
}
COURT = {**BANK, "郵便番号": {"example": "100-0000", "source": "third_party.postal_code"},
         "氏名": {"example": "架空地方裁判所民事執行センター", "source": "third_party.name"}}  # fmt: skip
# The example's seizure is of 15 December: its papers are of that day, the release of a week later.
SEIZED_ON = {"発信日": {"example": date(2026, 12, 15)}, "計算日": {"example": date(2026, 12, 15)}}
RECORDED_ON = {"計算日": {"example": date(2026, 12, 15)}}
RELEASED_ON = {"発信日": {"example": date(2026, 12, 22)}}
LAND = [
    {
        "名称": "土地",
        "数量": "1筆",
        "性質": "宅地　地積100.00平方メートル（持分全部）",
        "所在": "世田谷区架空町一丁目2番3",
    }
]

FORMS = [
    Form(
        name="差押調書", title="差押調書", code="S-01", category=GROUP, draw=seizure_record,
        statutes=("国税徴収法54条", "国税徴収法施行令21条"), claim_classes=(COMPULSORY,), signer="徴税吏員",
        appeal_notice="auto", appeal_variants=VARIANTS, disposition=True, event="seizure", checks=("appeal_notice", *CHECKS),
        manual="seizure", note="謄本を滞納者に交付する。債権の差押えでは、取立てその他の処分を禁ずる旨を謄本に付記する。",
        fields={**RECORDED_ON, "理由": REASON}, numbered_pages=True,
    ),
    Form(
        name="債権差押通知書-預金", title="債権差押通知書（預金）", code="S-02", category=GROUP, draw=deposit_seizure,
        statutes=("国税徴収法62条", "国税徴収法施行令27条"), claim_classes=(COMPULSORY,), addressee="third_party",
        signer="徴税吏員", appeal_notice="auto", appeal_variants=VARIANTS, disposition=True, event="seizure",
        checks=("appeal_notice", *CHECKS), manual="seizure-deposit",
        note="児童手当などの差押えが禁じられた給付の振込口座でないかを、先に確かめる。",
        fields={**BANK, **REP, **SEIZED_ON}, numbered_pages=True,
    ),
    Form(
        name="債権差押通知書-給与", title="債権差押通知書（給与等）", code="S-03", category=GROUP, draw=wage_seizure,
        statutes=("国税徴収法62条", "国税徴収法76条", "国税徴収法施行令27条", "国税徴収法施行令34条"),
        claim_classes=(COMPULSORY,), addressee="third_party", signer="徴税吏員", appeal_notice="auto",
        appeal_variants=VARIANTS, disposition=True, event="seizure", checks=("appeal_notice", *CHECKS),
        manual="seizure-salary", numbered_pages=True, note="最低生活費の額は政令による。発行のときに現行の額を確かめる。",
        fields={**BANK, **REP, **SEIZED_ON, "氏名": {"example": "架空商事株式会社", "source": "third_party.name"},
                "差押債権": {"example": ["滞納者が貴社から支給を受ける給料及び賞与の支払請求権のうち、この通知書が届いた日の後に支払期が来るもの。"]},
                "履行期限文": {"example": "各支給日"}},
    ),
    Form(
        name="差押解除通知書", title="差押解除通知書", code="S-04", category=GROUP, draw=release,
        statutes=("国税徴収法79条", "国税徴収法80条"), claim_classes=(COMPULSORY,), disposition=True,
        event="seizure_release", checks=("claim_class", "individual_number"), manual="seizure",
        note="債権の差押えは、第三債務者への通知（差押解除通知書-第三債務者）によって解除し、滞納者にも通知する。有利な処分のため、教示文を入れない。",
        fields={**RELEASED_ON, "理由": {"example": ["滞納金額の全額が納付されたため。"]}},
    ),
    Form(
        name="交付要求書", title="交付要求書", code="S-05", category=GROUP, draw=delivery_demand,
        statutes=("国税徴収法82条", "国税徴収法施行令36条"), claim_classes=(COMPULSORY,), addressee="third_party",
        disposition=True, event="delivery_demand", checks=("claim_class", "demand_exists", "amounts_recomputed", "individual_number"),
        manual="delivery-demand", note="滞納者には交付要求通知書を送る。破産では、財団債権は破産管財人に、破産債権は裁判所に出し、その別を備考に書く。",
        fields={**COURT, "事件番号": {"required": True, "example": "令和8年（ヌ）第00号　不動産強制競売事件"}}, numbered_pages=True,
    ),
    Form(
        name="参加差押書", title="参加差押書", code="S-06", category=GROUP, draw=participating_seizure,
        statutes=("国税徴収法86条", "国税徴収法施行令38条"), claim_classes=(COMPULSORY,), addressee="third_party",
        disposition=True, event="participating_seizure", checks=CHECKS, manual="delivery-demand",
        note="滞納者には参加差押通知書を、質権者などには差押通知書-質権者等にならった通知を送る。", numbered_pages=True,
        fields={**BANK, **SEIZED_ON, "氏名": {"example": "架空税務署長", "source": "third_party.name"}, "財産種別": {"example": "不動産"},
                "差押財産": {"example": LAND}, "差押根拠": {"example": "国民健康保険法第79条の2、地方自治法第231条の3第3項、国税徴収法第86条第1項"}},
    ),
    Form(
        name="配当計算書", title="配当計算書", code="S-07", category=GROUP, draw=distribution,
        statutes=("国税徴収法131条", "国税徴収法施行令49条"), claim_classes=(COMPULSORY,), appeal_notice="auto",
        appeal_variants=VARIANTS, disposition=True, event="note", checks=("claim_class", "appeal_notice", "amounts_recomputed"),
        manual="distribution", note="謄本は、売却では代金納付の日から、取立てでは取立ての日から3日以内に発送する。交付の日は発送の日から起算して7日を経過した日。",
        fields={"手続財産": {"example": ["株式会社架空銀行架空支店の普通預金払戻請求権"]}, "発信日": {"example": date(2026, 12, 17)}},
        numbered_pages=True,
    ),
]  # fmt: skip
