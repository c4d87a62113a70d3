"""The cases of the sample office. All fictional (架空)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from portal.sample_office.people import CLAIMS_DEPARTMENT, INSURANCE_DEPARTMENT

# What the claims without a statute of enforcement rest on. Contracts and permits are fictional.
BASES = {
    "housing_rent": "区営住宅の使用許可（見本）",
    "scholarship_loan": "奨学金貸付契約（見本）",
    "single_parent_loan": "母子及び父子並びに寡婦福祉法13条、貸付契約（見本）",
    "emergency_loan": "応急小口資金貸付契約（見本）",
    "disaster_relief_loan": "災害弔慰金の支給等に関する法律10条、貸付契約（見本）",
    "school_lunch": "学校給食法11条2項、給食の申込み（見本）",
    "unjust_enrichment": "民法703条",
    "welfare_63_ordinary": "生活保護法63条",
    "after_school_fee": "条例（見本）",
    "child_allowance_repayment": "民法703条",
    "admin_property_fee": "地方自治法238条の4第7項、使用許可（見本）",
    "nhi_unjust_enrichment": "民法703条",
}


@dataclass(frozen=True, slots=True)
class Sample:
    """One case. ``first_due`` is days before today; ``parts`` amounts fall due a month apart."""

    department: str
    claim_type: str
    family: str
    given: str
    kana: str
    parts: tuple[int, ...]
    first_due: int
    story: str
    flags: tuple[str, ...] = ()


_C, _I = CLAIMS_DEPARTMENT, INSURANCE_DEPARTMENT

SAMPLES: tuple[Sample, ...] = (
    Sample(_C, "housing_rent", "架空", "一郎", "カクウ イチロウ", (45_000,) * 5, 320, "lawyer", ("guarantor",)),
    Sample(_C, "housing_rent", "架空", "二葉", "カクウ フタバ", (52_000,) * 3, 150, "reminded", ("guarantor",)),
    Sample(_C, "housing_rent", "架空", "三郎", "カクウ サブロウ", (38_500,) * 2, 75, "demanded"),
    Sample(_C, "scholarship_loan", "架空", "四季", "カクウ シキ", (18_000,) * 6, 900, "lawyer", ("guarantor",)),
    Sample(_C, "scholarship_loan", "架空", "五月", "カクウ サツキ", (15_000,) * 4, 420, "pledged", ("guarantor",)),
    Sample(_C, "scholarship_loan", "架空", "六実", "カクウ ムツミ", (12_000,) * 3, 240, "reminded"),
    Sample(_C, "single_parent_loan", "架空", "七海", "カクウ ナナミ", (9_800,) * 8, 1500, "near_limit", ("guarantor",)),
    Sample(_C, "single_parent_loan", "架空", "八重", "カクウ ヤエ", (9_800,) * 2, 130, "support", ("support",)),
    Sample(_C, "emergency_loan", "架空", "九朗", "カクウ クロウ", (100_000,), 1700, "near_limit"),
    Sample(_C, "school_lunch", "架空", "十和", "カクウ トワ", (4_500,) * 6, 260, "reminded"),
    Sample(_C, "school_lunch", "架空", "百合", "カクウ ユリ", (4_500,) * 2, 25, "new"),
    Sample(_C, "unjust_enrichment", "架空", "千秋", "カクウ チアキ", (86_000,), 500, "payment_order"),
    Sample(_C, "welfare_63_ordinary", "架空", "万里", "カクウ マリ", (240_000,), 600, "pledged", ("welfare",)),
    Sample(_C, "welfare_63_compulsory", "架空", "朝子", "カクウ アサコ", (180_000,), 200, "demanded", ("welfare",)),
    Sample(_C, "welfare_78", "架空", "昼男", "カクウ ヒルオ", (640_000,), 400, "reminded"),
    Sample(_C, "after_school_fee", "架空", "夕子", "カクウ ユウコ", (5_000,) * 4, 170, "demanded"),
    Sample(_C, "child_allowance_repayment", "架空", "夜美", "カクウ ヨミ", (60_000,), 90, "demanded"),
    Sample(
        _C,
        "admin_property_fee",
        "株式会社架空",
        "商会",
        "カブシキガイシャカクウショウカイ",
        (120_000,),
        60,
        "demanded",
        ("body",),
    ),
    Sample(
        _C,
        "road_occupancy",
        "有限会社架空",
        "建設",
        "ユウゲンガイシャカクウケンセツ",
        (310_000,),
        45,
        "demanded",
        ("body",),
    ),
    Sample(_C, "sewage_fee", "架空", "春樹", "カクウ ハルキ", (6_200,) * 3, 110, "reminded"),
    Sample(_C, "disaster_relief_loan", "架空", "夏希", "カクウ ナツキ", (75_000,) * 2, 800, "bankrupt"),
    Sample(_I, "nhi_premium", "架空", "秋穂", "カクウ アキホ", (28_400,) * 4, 210, "seized"),
    Sample(_I, "nhi_premium", "架空", "冬馬", "カクウ トウマ", (31_000,) * 2, 75, "demanded"),
    Sample(_I, "nhi_premium", "架空", "東", "カクウ アズマ", (22_100,) * 3, 690, "near_limit"),
    Sample(_I, "nhi_premium", "架空", "西子", "カクウ ニシコ", (40_500,) * 2, 120, "graced"),
    Sample(_I, "ltc_premium", "架空", "南", "カクウ ミナミ", (6_800,) * 3, 140, "reminded"),
    Sample(_I, "ltc_premium", "架空", "北斗", "カクウ ホクト", (7_200,) * 2, 24, "new"),
    Sample(_I, "late_elderly_premium", "架空", "松", "カクウ マツ", (5_600,) * 4, 160, "suspended"),
    Sample(_I, "late_elderly_premium", "架空", "竹", "カクウ タケ", (8_100,) * 2, 80, "demanded", ("support",)),
    Sample(_I, "nhi_unjust_enrichment", "架空", "梅", "カクウ ウメ", (15_700,), 330, "reminded", ("died",)),
)

# What happened in each story: (kind, days after the first due date, means, counterpart, result, memo, more).
STORIES: dict[str, tuple[tuple[str, int, str, str, str, str, dict[str, Any]], ...]] = {
    "new": (),
    "demanded": (
        (
            "demand",
            18,
            "文書",
            "",
            "送付済み",
            "督促状を普通郵便で送付した。",
            {"designated_after": 15, "reached_after": 2},
        ),
    ),
    "reminded": (
        (
            "demand",
            18,
            "文書",
            "",
            "送付済み",
            "督促状を普通郵便で送付した。",
            {"designated_after": 15, "reached_after": 2},
        ),
        ("phone", 50, "電話", "不在", "応答なし", "午後6時20分に架電。呼出音のみ。", {}),
        ("reminder", 60, "文書", "", "送付済み", "催告書を送付した。未納の明細を同封した。", {"reached_after": 2}),
    ),
    "pledged": (
        (
            "demand",
            18,
            "文書",
            "",
            "送付済み",
            "督促状を普通郵便で送付した。",
            {"designated_after": 15, "reached_after": 2},
        ),
        ("reminder", 70, "文書", "", "送付済み", "催告書を送付した。", {"reached_after": 2}),
        ("interview", 90, "窓口", "本人", "相談", "本人が来庁。収入の状況を聞き取り、分割納付の希望を確認した。", {}),
        (
            "installment_pledge",
            95,
            "窓口",
            "本人",
            "誓約書を受領",
            "債務を承認し、毎月の納付を誓約した。",
            {"promise": 5_000},
        ),
    ),
    "lawyer": (
        (
            "demand",
            18,
            "文書",
            "",
            "送付済み",
            "督促状を普通郵便で送付した。",
            {"designated_after": 15, "reached_after": 2},
        ),
        ("reminder", 60, "文書", "", "送付済み", "催告書を送付した。", {"reached_after": 2}),
        (
            "phone",
            75,
            "電話",
            "本人",
            "納付の約束",
            "本人と通話。月末までに1か月分を納めるとの申出があった。",
            {"promise": 20_000},
        ),
        ("visit", 120, "訪問", "不在", "不在票を投函", "2名で訪問。応答がないため、不在票を封入して投函した。", {}),
        (
            "final_reminder",
            180,
            "文書",
            "",
            "送付済み",
            "最終催告書を配達証明で送付した。",
            {"reached_after": 3, "designated_after": 14},
        ),
    ),
    "near_limit": (
        (
            "demand",
            18,
            "文書",
            "",
            "送付済み",
            "督促状を普通郵便で送付した。",
            {"designated_after": 15, "reached_after": 2},
        ),
        ("phone", 200, "電話", "家族", "取次ぎを依頼", "家族が応答。用件は伝えず、折返しの連絡だけを依頼した。", {}),
    ),
    "support": (
        (
            "demand",
            18,
            "文書",
            "",
            "送付済み",
            "督促状を普通郵便で送付した。",
            {"designated_after": 15, "reached_after": 2},
        ),
        ("note", 30, "", "", "", "支援措置の決定を確認した。送付先と連絡方法を限定する。", {}),
    ),
    "payment_order": (
        (
            "demand",
            18,
            "文書",
            "",
            "送付済み",
            "督促状を普通郵便で送付した。",
            {"designated_after": 15, "reached_after": 2},
        ),
        (
            "final_reminder",
            300,
            "文書",
            "",
            "送付済み",
            "最終催告書を送付した。",
            {"reached_after": 2, "designated_after": 14},
        ),
        ("payment_order", 470, "文書", "", "申立て", "支払督促を申し立てた。", {}),
    ),
    "seized": (
        (
            "demand",
            18,
            "文書",
            "",
            "送付済み",
            "督促状を普通郵便で送付した。",
            {"designated_after": 15, "reached_after": 2},
        ),
        ("reminder", 60, "文書", "", "送付済み", "催告書を送付した。", {"reached_after": 2}),
        ("asset_inquiry", 110, "文書", "", "回答あり", "金融機関に預貯金の照会をした。", {}),
        (
            "seizure",
            150,
            "文書",
            "",
            "預金を差押え",
            "普通預金を差し押さえ、取立てを終えた。",
            {"ends_after": 20, "outcome": "ended"},
        ),
    ),
    "graced": (
        (
            "demand",
            18,
            "文書",
            "",
            "送付済み",
            "督促状を普通郵便で送付した。",
            {"designated_after": 15, "reached_after": 2},
        ),
        ("realization_grace", 80, "文書", "本人", "許可", "申請による換価の猶予を許可した。", {"ends_after": 180}),
    ),
    "suspended": (
        (
            "demand",
            18,
            "文書",
            "",
            "送付済み",
            "督促状を普通郵便で送付した。",
            {"designated_after": 15, "reached_after": 2},
        ),
        ("disposition_suspension", 100, "", "", "停止", "生活困窮の状況を確認し、滞納処分の執行を停止した。", {}),
    ),
    "bankrupt": (
        (
            "demand",
            18,
            "文書",
            "",
            "送付済み",
            "督促状を普通郵便で送付した。",
            {"designated_after": 15, "reached_after": 2},
        ),
        ("bankruptcy_claim", 500, "文書", "", "債権届出", "破産手続開始の通知を受け、債権を届け出た。", {}),
    ),
}
