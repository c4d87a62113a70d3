"""What follows an application for 猶予 or a 停止: correction, 取下げ, longer periods, changes of the plan, the end of a debt."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from builder.blocks import Page, loop
from builder.demand import TAX_UNPAID, unpaid_tax
from builder.relief import (
    COLLECTION,
    GRANTED,
    GROUP,
    REALIZATION,
    TAX,
    TAX_PLAN,
    Grace,
    decision,
    grant,
    plan,
    refusal,
)
from builder.spec import COMPULSORY, Form
from builder.tables import form_grid

LONGER = "の期間の延長"


def correction() -> Page:
    page = Page.letter()
    page.letterhead()
    page.title("猶予申請書の補正について（通知）")
    page.para(
        "　{{ 申請日|和暦 }}付けで提出のあった{{ 猶予種別 }}の申請書について、下記のとおり不備があるため、{{ 補正根拠 }}の規定により、"
        "訂正又は提出を求めます。**{{ 補正期限|期日 }}**までに、訂正又は提出をしてください。"
    )
    page.below()
    page.sheet(
        [
            ("申請の種類", "{{ 猶予種別 }}", "申請の日", "{{ 申請日|和暦 }}"),
            ("補正を求める事項", loop("補正事項")),
            ("**補正の期限**", "**{{ 補正期限|期日 }}**（{{ 補正期間 }}）"),
            ("提出先", "{{ 担当課 }}{{ 担当係 }}（郵送することもできます。）"),
        ],
        row_height=9,
    )
    page.gap()
    page.items(
        [
            "期限までに訂正又は提出がないときは、期限を過ぎた日に、申請を取り下げたものとみなされます（{{ みなし根拠 }}）。",
            "書き方が分からないとき、期限までにそろえることが難しい書類があるときは、期限の前にご相談ください。",
        ],
        style="本文",
    )
    page.end()
    page.contact()
    return page


def deemed_withdrawal() -> Page:
    page = Page.letter()
    page.letterhead()
    page.title("猶予申請のみなし取下げについて（通知）")
    page.para(
        "　{{ 申請日|和暦 }}付けで提出のあった{{ 猶予種別 }}の申請書について補正を求めましたが、期限までに補正がなかったため、"
        "{{ みなし根拠 }}の規定により、**{{ 取下げ日|和暦 }}に申請を取り下げたものとみなされました**ので、下記のとおり通知します。"
    )
    page.below()
    page.sheet(
        [
            ("申請の種類", "{{ 猶予種別 }}", "申請の日", "{{ 申請日|和暦 }}"),
            ("補正を求めた日", "{{ 補正通知日|和暦 }}", "補正の期限", "{{ 補正期限|和暦 }}"),
            (["補正がなかった", "事項"], loop("補正事項")),
        ],
        row_height=9,
    )
    page.heading("納付すべき金額")
    unpaid_tax(page)
    page.gap()
    page.items(
        [
            "猶予を受けていないため、上の金額を納付してください。延滞金は、納付する日までの日数に応じて計算します。",
            "猶予の要件に当たるときは、書類をそろえて、あらためて申請することができます（申請の期限があるものを除きます。）。",
            "納付の方法についてのご相談は、下の問合せ先で受け付けます。",
        ]
    )
    page.end()
    page.contact()
    return page


def extension_application(grace: Grace) -> Callable[[], Page]:
    def draw() -> Page:
        page = Page.internal()
        page.title(f"{grace.name}期間延長申請書")
        page.application_head()
        page.para(f"　次のとおり、{grace.name}の期間の延長を申請します。")
        page.heading("１　猶予を受けている金額の残り")
        unpaid_tax(page)
        page.heading("２　受けている猶予")
        page.sheet(
            [
                ("許可の日", "{{ 許可日|和暦 }}", "許可の番号", "{{ 許可番号 }}"),
                ("猶予の期間", "{{ 猶予開始日|和暦 }}から{{ 猶予終了日|和暦 }}まで"),
            ]
        )
        page.heading("３　延長を必要とする理由")
        page.sheet(
            [(["猶予の期間内に納付する", "ことができないやむを", "得ない理由（詳しく）"], [""] * 6)],
            [47, page.width - 47],
        )
        page.heading("４　延長を受けようとする期間と納付計画")
        page.sheet(
            [
                ("延長後の期間", "令和　　年　　月　　日から令和　　年　　月　　日まで"),
                ("延長する金額", "　　　　　　　　　　　円"),
            ],
            [47, page.width - 47],
            row_height=8,
        )
        page.gap(4)
        form_grid(page.document, ["納付する日", "金額（円）"] * 3, [page.width / 6] * 6, 2, row_height=8)
        page.gap(4)
        page.sheet(
            [
                ("担保", "□ 有（　　　　　　　　　　　　　　）　□ 無（理由　　　　　　　　　）"),
                ("添付する書類", "□ 財産収支状況書　□ 財産目録・収支の明細書　□ 担保に関する書類"),
            ],
            [35, page.width - 35],
            row_height=8,
        )
        page.para("※　既に猶予を受けた期間と合わせて2年を超えることはできません。", "注記")
        page.para(
            "提出先・問合せ　{{ 担当課 }}{{ 担当係 }}　電話 {{ 電話番号 }}　整理番号 {{ 整理番号 }}", "注記", "right"
        )
        return page

    return draw


def plan_changed() -> Page:
    page = Page.letter()
    page.letterhead()
    page.title("分割納付計画変更通知書")
    page.para(
        "　{{ 許可日|和暦 }}付け{{ 許可番号 }}で通知した猶予に係る分割納付の期限及び金額を、{{ 変更根拠 }}の規定により、"
        "次のとおり変更したので通知します。"
    )
    page.gap(4)
    page.sheet(
        [
            ("猶予の期間", "{{ 猶予開始日|和暦 }}から{{ 猶予終了日|和暦 }}まで"),
            ("変更の理由", loop("理由")),
        ],
        row_height=8,
    )
    page.heading("変更後の納付の期限と金額")
    plan(page)
    page.gap()
    page.items(
        [
            "変更後の期限までに納付がないときは、猶予を取り消すことがあります。",
            "猶予の期間は、変わりません。",
        ]
    )
    page.appeal()
    page.contact()
    return page


def hearing() -> Page:
    page = Page.letter()
    page.letterhead()
    page.title("徴収の猶予の取消しについて（弁明のお願い）")
    page.para(
        "　{{ 許可日|和暦 }}付け{{ 許可番号 }}で許可した徴収の猶予について、下記の事実が取消しの事由に当たると考えられます。"
        "{{ 弁明根拠 }}の規定により弁明をお聞きしますので、事情があるときは、**{{ 弁明期限|期日 }}**までに弁明をしてください。"
    )
    page.below()
    page.sheet(
        [
            ("猶予の期間", "{{ 猶予開始日|和暦 }}から{{ 猶予終了日|和暦 }}まで"),
            ("取消しの根拠", "{{ 取消根拠 }}"),
            ("当たると考えられる事実", loop("取消原因")),
            ("弁明の方法", "{{ 弁明方法 }}"),
            ("**弁明の期限**", "**{{ 弁明期限|期日 }}**"),
        ],
        [42, page.width - 42],
        row_height=9,
    )
    page.gap()
    page.items(
        [
            "正当な理由がなく期限までに弁明がないときは、弁明をお聞きしないで猶予を取り消すことがあります。",
            "やむを得ない理由があると認められるときは、猶予を取り消さないことがあります。事情の分かる書類を添えてください。",
            "猶予が取り消されると、残りの金額の全部を直ちに納付していただくことになります。",
        ],
        style="本文",
    )
    page.end()
    page.contact()
    return page


def extinguished() -> Page:
    page = Page.letter()
    page.letterhead()
    page.title("納付義務の消滅について（通知）")
    page.para(
        "　{{ 停止日|和暦 }}に滞納処分の執行を停止した下記の徴収金は、{{ 消滅根拠 }}の規定により、納付する義務が消滅したので通知します。"
    )
    page.below()
    unpaid_tax(page)
    page.gap()
    page.sheet(
        [
            ("停止した日", "{{ 停止日|和暦 }}", "消滅した日", "**{{ 消滅日|和暦 }}**"),
            ("消滅の理由", loop("理由")),
        ],
        row_height=8,
    )
    page.gap()
    page.items(
        [
            "上の徴収金を納付していただく必要は、ありません。お手元の納付書は、使わないでください。",
            "上の表にない徴収金については、納付の義務があります。",
        ],
        style="本文",
    )
    page.end()
    page.contact()
    return page


BY_OFFICE = (
    "{%tr if 提出書類 %}",
    ("提出を求める書類", loop("提出書類")),
    "{%tr endif %}",
)
OFFICE_SENTENCE = "　{{ 猶予根拠 }}の規定により、次のとおり財産の換価を猶予したので通知します。"
LAPSED = [
    {**TAX_UNPAID[0], "年度": "令和5年度", "通知書番号": "20230022341", "納期限": date(2023, 6, 30), "延滞金": 1700, "計": 58100},
    {**TAX_UNPAID[1], "年度": "令和5年度", "通知書番号": "20230022342", "納期限": date(2023, 8, 31)},
]  # fmt: skip
HEAD = ("claim_class", "support_measures", "death", "individual_number")
FILED = {"申請日": {"example": date(2026, 11, 16)}}
GRACED = {"許可日": {"example": date(2026, 8, 3)}, "猶予開始日": {"example": date(2026, 8, 3)},
          "猶予終了日": {"example": date(2027, 2, 26)}}  # fmt: skip
LATER = {"猶予開始日": {"example": date(2027, 2, 27)}, "猶予終了日": {"example": date(2027, 8, 31)}}
LATER_PLAN = [
    {**TAX_PLAN[0], "納付期限": date(2027, 4, 30)}, {**TAX_PLAN[1], "納付期限": date(2027, 6, 30)},
    {**TAX_PLAN[2], "納付期限": date(2027, 8, 31)},
]  # fmt: skip
EXTENDED = {**GRANTED, **LATER, "分割計画": {"example": LATER_PLAN}, "申請日": {"example": date(2027, 2, 8)},
            "発信日": {"example": date(2027, 2, 19)}, "計算日": {"example": date(2027, 2, 19)}}  # fmt: skip
REFUSED = {**TAX, "申請日": {"example": date(2027, 2, 8)}, "発信日": {"example": date(2027, 2, 19)},
           "計算日": {"example": date(2027, 2, 19)},
           "理由": {"example": ["提出された財産収支状況書によれば、猶予の期間内に納付することができる預金があり、やむを得ない理由があるとは認められないため。"]}}  # fmt: skip
COLLECTION_LONGER = {"example": "地方税法第15条第4項"}
REALIZATION_LONGER = {"example": "地方税法第15条の6第3項において準用する同法第15条第4項"}


def _application(name: str, title: str, code: str, grace: Grace, statutes: tuple[str, ...], manual: str) -> Form:
    return Form(
        name=name, title=title, code=code, category=GROUP, draw=extension_application(grace), statutes=statutes,
        claim_classes=(COMPULSORY,), addressee="applicant", signer="申請者", checks=("claim_class", "individual_number"),
        manual=manual, numbered_pages=True, fields={**TAX, **GRACED},
        note="申請書に書くことと添付する書類は、条例で定める（要確認）。期間は、既にした猶予と合わせて2年まで。",
    )  # fmt: skip


FORMS = [
    _application("徴収猶予期間延長申請書", "徴収の猶予期間延長申請書", "Y-15", COLLECTION,
                 ("地方税法15条4項", "地方税法15条の2第3項"), "collection-grace"),
    decision("徴収猶予期間延長許可通知書", "徴収の猶予期間延長許可通知書", "Y-16",
             grant(COLLECTION, subject=LONGER, period="延長する期間"), "collection_grace", "collection-grace",
             ("地方税法15条4項", "地方税法15条の2の2第1項"), {**EXTENDED, "猶予根拠": COLLECTION_LONGER}),
    decision("徴収猶予期間延長不許可通知書", "徴収の猶予期間延長不許可通知書", "Y-17", refusal(COLLECTION, subject=LONGER), "note",
             "collection-grace", ("地方税法15条4項", "地方税法15条の2の2第2項"), {**REFUSED, "猶予根拠": COLLECTION_LONGER}),
    Form(
        name="徴収猶予弁明通知書", title="徴収の猶予の取消しについて（弁明のお願い）", code="Y-18", category=GROUP, draw=hearing,
        statutes=("地方税法15条の3第2項",), claim_classes=(COMPULSORY,), event="note",
        checks=("designated_date", *HEAD), manual="collection-grace",
        note="徴収の猶予を取り消す前に送る。繰上徴収の事由があるときを除く。換価の猶予には、この手続の定めがない。",
        fields={**GRACED, "取消根拠": {"example": "地方税法第15条の3第1項第2号"}},
    ),
    _application("換価の猶予期間延長申請書", "換価の猶予期間延長申請書", "Y-25", REALIZATION,
                 ("地方税法15条の6第3項", "地方税法15条の6の2第2項"), "realization-grace"),
    decision("換価の猶予期間延長許可通知書", "換価の猶予期間延長許可通知書", "Y-26",
             grant(REALIZATION, subject=LONGER, period="延長する期間"), "realization_grace", "realization-grace",
             ("地方税法15条の6第3項", "地方税法15条の6の2第3項", "地方税法15条の2の2"), {**EXTENDED, "猶予根拠": REALIZATION_LONGER}),
    decision("換価の猶予期間延長不許可通知書", "換価の猶予期間延長不許可通知書", "Y-27", refusal(REALIZATION, subject=LONGER), "note",
             "realization-grace", ("地方税法15条の6第3項", "地方税法15条の6の2第3項", "地方税法15条の2の2"),
             {**REFUSED, "猶予根拠": REALIZATION_LONGER}),
    decision("職権換価の猶予通知書", "換価の猶予通知書（職権）", "Y-28",
             grant(REALIZATION, title="換価の猶予通知書", sentence=OFFICE_SENTENCE, extra=BY_OFFICE), "realization_grace",
             "realization-grace", ("地方税法15条の5", "地方税法15条の5の2", "地方税法15条の2の2"),
             {**GRANTED, "猶予根拠": {"example": "地方税法第15条の5第1項第1号"},
              "猶予開始日": {"example": date(2026, 12, 1)}}),
    decision("分割納付計画変更通知書", "分割納付計画変更通知書", "Y-29", plan_changed, "note", "payment-relief",
             ("地方税法15条3項", "地方税法15条の5第2項", "地方税法15条の6第3項"),
             {**GRACED, "分割計画": {"example": TAX_PLAN}, "理由": {"example": ["勤務先の休業により、令和8年11月の給与が減少し、当初の計画のとおりに納付することが難しいと認められるため。"]}},
             "猶予の期間内の分割納付の期限と金額を変えるときに使う。変更の要件と手続は、条例で定める（要確認）。"),
    Form(
        name="猶予申請補正通知書", title="猶予申請書の補正について（通知）", code="Y-51", category=GROUP, draw=correction,
        statutes=("地方税法15条の2第6項", "地方税法15条の2第7項", "地方税法15条の6の2第3項"), claim_classes=(COMPULSORY,),
        event="note", checks=HEAD, manual="payment-relief", fields=FILED,
        note="先に電話で求め、なお補正がないときに送る。配達の記録を残す。期間は条例で定める（国は通知を受けた日の翌日から20日。区の期間は要確認）。",
    ),
    Form(
        name="猶予申請みなし取下げ通知書", title="猶予申請のみなし取下げについて（通知）", code="Y-52", category=GROUP,
        draw=deemed_withdrawal, statutes=("地方税法15条の2第8項", "地方税法15条の6の2第3項"), claim_classes=(COMPULSORY,),
        event="note", checks=("amounts_recomputed", *HEAD), manual="payment-relief", note="法律の効果を知らせるもので、処分でないため、教示文を入れない。",
        fields={**TAX, **FILED, "発信日": {"example": date(2026, 12, 22)}, "計算日": {"example": date(2026, 12, 22)}},
    ),
    Form(
        name="納付義務消滅通知書", title="納付義務の消滅について（通知）", code="Y-33", category=GROUP, draw=extinguished,
        statutes=("地方税法15条の7第4項", "地方税法15条の7第5項"), claim_classes=(COMPULSORY,), event="note",
        checks=("claim_class", "support_measures", "individual_number"), manual="disposition-suspension",
        note="滞納処分の停止が3年間続いたとき、又は直ちに消滅させたときに送る。時効による消滅には使わない。有利な通知のため、教示文を入れない。",
        fields={"明細": {"example": LAPSED}, "元金合計": {"example": 112800}, "延滞金合計": {"example": 1700}, "総合計": {"example": 114500},
                "停止日": {"example": date(2023, 12, 1)}, "計算日": {"example": date(2023, 12, 1)}, "発信日": {"example": date(2026, 12, 2)},
                "理由": {"example": ["滞納処分の執行の停止が、3年間継続したため。"]}},
    ),
]  # fmt: skip
