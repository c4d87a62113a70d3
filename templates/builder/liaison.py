"""債権管理連絡会: agenda and minutes."""

from __future__ import annotations

from docx.enum.text import WD_ALIGN_PARAGRAPH

from builder.blocks import Page
from builder.page import CENTER
from builder.spec import ALL, Form
from builder.tables import Column, listing
from builder.text import hanging

GROUP = "連絡会"
MATERIALS = [Column("資料番号", "{{ 行.番号 }}", 30, CENTER), Column("資料名", "{{ 行.資料名 }}", 142)]


def agenda() -> Page:
    page = Page.internal()
    page.title("{{ 回次 }}　{{ 会議名 }}　次第")
    page.sheet(
        [
            ("日時", "{{ 開催日|期日 }}　{{ 開始時刻 }}"),
            ("場所", "{{ 開催場所 }}"),
            ("公開・非公開", "{{ 公開区分 }}"),
        ],
        row_height=8,
    )
    page.heading("1　開会")
    page.heading("2　議題")
    listing(
        page.document,
        "議題",
        [
            Column("番号", "{{ 行.番号 }}", 13, CENTER),
            Column("件名", "{{ 行.件名 }}", page.width - 123),
            Column("種別", "{{ 行.種別 }}", 20, CENTER),
            Column("説明者", "{{ 行.説明者 }}", 38),
            Column("所要時間", "{{ 行.所要 }}", 24, CENTER),
            Column("資料", "{{ 行.資料 }}", 28, CENTER),
        ],
        row_height=9,
    )
    page.heading("3　次回の予定")
    page.para("　{{ 次回予定 }}")
    page.heading("4　閉会")
    page.heading("配付資料")
    materials(page)
    page.gap(4)
    page.items(
        [
            "個別の事案の氏名は、資料でも発言でも番号で示してください。",
            "資料は会議の後に回収します。電子データは共有フォルダーの外に保存しないでください。",
        ],
        marks=["※"] * 2,
    )
    return page


def materials(page: Page) -> None:
    page.para("{%p if 配付資料 %}")
    listing(page.document, "配付資料", MATERIALS)
    page.para("{%p else %}")
    page.para("なし")
    page.para("{%p endif %}")


def minutes() -> Page:
    page = Page.internal()
    page.title("{{ 回次 }}　{{ 会議名 }}　議事録")
    page.sheet(
        [
            ("日時", "{{ 開催日|期日 }}　{{ 開始時刻 }}から{{ 終了時刻 }}まで"),
            ("場所", "{{ 開催場所 }}"),
            ("欠席者", "{{ 欠席者 }}"),
            ("公開・非公開", "{{ 公開区分 }}"),
        ]
    )
    page.heading("1　出席者")
    listing(
        page.document,
        "出席者",
        [
            Column("区分", "{{ 行.区分 }}", 24, CENTER),
            Column("職名", "{{ 行.職名 }}", 60),
            Column("氏名", "{{ 行.氏名 }}", 40),
            Column("備考", "{{ 行.備考 }}", page.width - 124),
        ],
    )
    page.heading("2　配付資料")
    materials(page)
    page.heading("3　決定事項・宿題")
    page.para("{%p if 決定事項 %}")
    listing(
        page.document,
        "決定事項",
        [
            Column("番号", "{{ 行.番号 }}", 13, CENTER),
            Column("区分", "{{ 行.区分 }}", 18, CENTER),
            Column("内容", "{{ 行.内容 }}", page.width - 101),
            Column("担当", "{{ 行.担当 }}", 38),
            Column("期限", "{% if 行.期限 %}{{ 行.期限|和暦略 }}{% endif %}", 32, CENTER),
        ],
    )
    page.para("{%p else %}")
    page.para("なし")
    page.para("{%p endif %}")
    page.heading("4　議事の要旨")
    page.para("{%p for 議事行 in 議事 %}")
    page.heading("({{ 議事行.番号 }})　{{ 議事行.件名 }}")
    for title, column in (("説明", "説明"), ("質疑・意見", "質疑"), ("結論", "結論")):
        # The words stand in a column of their own beside the label, every speaker on a line that begins there.
        paragraph = hanging(page.para("**【" + title + "】**\t{{ 議事行." + column + " }}"), 8)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
    page.para("{%p endfor %}")
    page.gap(8)
    page.whole_sheet(
        [
            ("次回の予定", "{{ 次回予定 }}"),
            ("作成者", "{{ 作成者 }}"),
            ("議長", "{{ 議長名 }}"),
            ("確認の状況", "{{ 確認状況 }}"),
        ]
    )
    return page


FORMS = [
    Form(
        name="会議次第", title="債権管理連絡会 次第", code="M-01", category=GROUP, draw=agenda, claim_classes=ALL,
        addressee="internal", signer="事務局", checks=("individual_number",), manual="liaison-meeting",
    ),
    Form(
        name="議事録", title="債権管理連絡会 議事録", code="M-02", category=GROUP, draw=minutes, claim_classes=ALL,
        addressee="internal", signer="事務局", checks=("individual_number",), manual="liaison-meeting",
        note="常体で要点を書く。個別の債務者名は番号にする。", numbered_pages=True,
    ),
]  # fmt: skip
