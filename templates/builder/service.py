"""送達と約束: the promise that was not kept, service by notice (公示送達), and the record of a service."""

from __future__ import annotations

from builder.blocks import CROSSING, Page
from builder.demand import COMMON
from builder.page import CENTER, RIGHT
from builder.spec import ALL, PUBLIC, Form
from builder.tables import Column, listing

GROUP = "督促・催告"


def promise_broken() -> Page:
    """催告 when an instalment was not paid; true of every class of claim."""
    page = Page.letter()
    page.letterhead()
    page.title("分割による支払について（催告）")
    page.para(
        "　{{ 誓約日|和暦 }}にお約束いただいた分割による支払について、{{ 計算日|和暦 }}現在、次の分の確認ができません。"
        "**{{ 指定期限|期日 }}**までに、お支払いください。"
    )
    page.gap(4)
    page.sheet([("債権名", "{{ 債権名 }}", "お約束の日", "{{ 誓約日|和暦 }}")], [26, 66, 26, page.width - 118])
    page.gap()
    listing(
        page.document,
        "不履行明細",
        [
            Column("回", "{{ 行.回 }}", 20, CENTER),
            Column("お約束の期限", "{{ 行.納付期限|和暦 }}", page.width - 128, CENTER),
            Column("お約束の金額（円）", "{{ 行.納付金額|桁区切り }}", 36, RIGHT),
            Column("納付された額（円）", "{{ 行.納付済額|桁区切り }}", 36, RIGHT),
            Column("不足する額（円）", "{{ 行.不足額|桁区切り }}", 36, RIGHT, "**{{ 不履行合計|桁区切り }}**"),
        ],
        total_label="お支払いが確認できない金額の合計",
    )
    page.gap()
    page.sheet(
        [
            ("**お支払いの期限**", "**{{ 指定期限|期日 }}**"),
            (["分割の対象の残額", "（延滞金等を含む。）"], "{{ 総合計|円 }}（{{ 計算日|和暦 }}現在）"),
        ],
        [45, page.width - 45],
        row_height=8,
    )
    page.gap()
    page.items(
        [
            "期限までにお支払いもご連絡もないときは、分割のお約束がなくなったものとして、残額の全部を請求し、"
            "法令に基づく手続に進むことがあります。",
            "収入の減少などでお約束のとおりのお支払いが難しくなったときは、**期限までに**下の問合せ先へご連絡ください。"
            "お支払いの方法を見直します。",
            "延滞金等（延滞金又は遅延損害金）は、お支払いの日までの日数に応じて加算されることがあります。",
            CROSSING.format("お支払い"),
        ],
        style="本文",
    )
    page.contact()
    return page


def service_by_notice() -> Page:
    """公示送達書: only what identifies the paper and the person (地方税法20条の2第2項)."""
    page = Page.internal()
    page.para("{{ 文書番号 }}", "本文", RIGHT)
    page.para("{{ 公示開始日|和暦 }}", "本文", RIGHT)
    page.title("公　示　送　達　書")
    page.para("{{ 発信者職名 }}　{{ 発信者氏名 }}", "本文", RIGHT)
    page.gap(8)
    page.para(
        "　次の書類は、{{ 公示理由 }}ため、{{ 公示根拠 }}の規定により公示送達をします。"
        "この書類は、{{ 担当課 }}{{ 担当係 }}で保管し、いつでも送達を受けるべき者に交付します。"
    )
    page.gap(6)
    page.sheet(
        [
            ("書類の名称", "{{ 公示書類名 }}"),
            ("書類の番号", "{{ 公示書類番号 }}"),
            ("送達を受けるべき者の氏名", "{{ 氏名 }}"),
            ("公示の開始の日", "{{ 公示開始日|和暦 }}"),
        ],
        [55, page.width - 55],
        row_height=12,
    )
    page.gap()
    page.para("　公示を開始した日から起算して7日を経過した時に、書類の送達があったものとみなされます。")
    page.contact(number=False, heading=["交付する", "場所"])
    return page


def service_record() -> Page:
    """送達記録書: how, when, where and to whom a paper was served (地方税法20条)."""
    page = Page.internal()
    page.approval_boxes(("課長", "係長", "送達者"))
    page.title("送 達 記 録 書")
    page.sheet(
        [
            ("書類の名称", "{{ 送達書類名 }}", "文書番号", "{{ 送達書類番号 }}"),
            (["送達を受ける", "べき者"], ["{{ 債務者住所 }}", "{{ 債務者氏名 }}"]),
        ],
        row_height=9,
    )
    page.gap()
    page.sheet(
        [
            ("送達の方法", "**{{ 送達方法 }}**"),
            ("送達の日時", "{{ 送達日時 }}"),
            ("送達の場所", "{{ 送達場所 }}"),
            ("受け取った者", "{{ 受領者 }}"),
            ("受領の署名", ""),
            (["差し置いた理由・状況", "（差置送達のとき）"], "{{ 差置状況 }}"),
            ("送達した職員", "{{ 職員職名 }}　{{ 担当者 }}"),
            ("備考", "{{ 備考 }}"),
        ],
        [45, page.width - 45],
        row_height=14,
    )
    page.gap()
    page.items(
        [
            "交付送達は、送達すべき場所で本人に渡す（地方税法20条2項）。本人に会えないときは、同居の者などで、書類の受領についてわきまえのある者に渡すことができる（同条3項1号）。",
            "これらの者がいないとき、又は正当な理由がなく受取を拒んだときは、送達すべき場所に差し置くことができる（同項2号）。",
            "同居の者に渡すときも、用件と債務の内容を話さない。",
        ],
        marks=["※"] * 3,
    )
    page.para("作成　{{ 作成日|和暦 }}　{{ 担当課 }}{{ 担当係 }}", "注記", RIGHT)
    return page


FORMS = [
    Form(
        name="分納不履行催告書", title="分割による支払について（催告）", code="T-12", category=GROUP, draw=promise_broken,
        statutes=("民法150条",), claim_classes=ALL, event="reminder",
        checks=("claim_class", "designated_date", "welfare", *COMMON), manual="installment-pledge",
        note="分納誓約の不履行に使う。猶予の分割納付の不履行には、弁明の通知又は取消通知書を使う。私債権で期限の利益を失ったときは、期限の利益喪失通知書を使う。",
        fields={"総合計": {"example": 144200}, "整理番号": {"source": "claim.number"}},
    ),
    Form(
        name="公示送達書", title="公示送達書", code="T-13", category=GROUP, draw=service_by_notice,
        statutes=("地方税法20条の2", "地方自治法231条の3第4項"), claim_classes=PUBLIC, event="note",
        checks=("returned_mail", "support_measures", "death", "individual_number"), manual="service-of-documents",
        note="金額、住所、滞納の内容を書かない。掲示場への掲示又は電子計算機での表示と、総務省令で定める方法による閲覧の措置をとる（方法は要確認）。私債権の書類には使わない（民法98条の公示による意思表示による。）。",
    ),
    Form(
        name="送達記録書", title="送達記録書", code="K-05", category="管理様式", draw=service_record,
        statutes=("地方税法20条",), claim_classes=ALL, addressee="internal", signer="職員", event="",
        checks=("individual_number",), manual="service-of-documents",
        note="交付送達・補充送達・差置送達をしたときに作る。郵便によるときは、発送簿に記録する。私債権の書類では、到達の記録として使う。",
    ),
]  # fmt: skip
