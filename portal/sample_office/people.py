"""The departments and people of the sample office. All fictional (架空)."""

from __future__ import annotations

from typing import Any

from portal.domain.permissions import Role

PASSWORD = "mihon-no-aikotoba"  # noqa: S105 - the sample's, printed at the start and good for nothing else

CLAIMS_DEPARTMENT, INSURANCE_DEPARTMENT = "債権管理課（見本）", "国保・年金課（見本）"

PAYMENT_METHODS = [
    {
        "方法": "口座振替",
        "場所": "区が取り扱う金融機関の預貯金口座",
        "手続": "口座振替依頼書を出す。",
        "注意": "始まるまで1～2か月かかります。",
    },
    {
        "方法": "コンビニ",
        "場所": "納付書の裏面にあるコンビニエンスストア",
        "手続": "納付書をレジに出す。",
        "注意": "バーコードがあり、期限内のもの",
    },
    {"方法": "窓口", "場所": "金融機関、区役所", "手続": "納付書と現金を出す。", "注意": ""},
]

DEPARTMENTS: tuple[dict[str, Any], ...] = (
    {
        "name": CLAIMS_DEPARTMENT,
        "section": "債権係",
        "document_symbol": "見債",
        "postal_code": "154-0000",
        "address": "世田谷区架空町一丁目1番1号",
        "phone": "03-0000-1111",
        "fax": "03-0000-1112",
        "hours": "平日 午前8時30分から午後5時まで",
        "payment_methods": PAYMENT_METHODS,
    },
    {
        "name": INSURANCE_DEPARTMENT,
        "section": "収納係",
        "document_symbol": "見保",
        "postal_code": "154-0000",
        "address": "世田谷区架空町一丁目1番1号",
        "phone": "03-0000-2222",
        "fax": "03-0000-2223",
        "hours": "平日 午前8時30分から午後5時まで",
        "payment_methods": PAYMENT_METHODS,
    },
)

USERS: tuple[tuple[str, str, str, frozenset[Role]], ...] = (
    ("hanako", "架空 花子", CLAIMS_DEPARTMENT, frozenset({Role.OFFICER})),
    ("taro", "架空 太郎", CLAIMS_DEPARTMENT, frozenset({Role.APPROVER})),
    ("jiro", "架空 次郎", INSURANCE_DEPARTMENT, frozenset({Role.OFFICER, Role.APPROVER})),
    ("jimukyoku", "架空 局子", CLAIMS_DEPARTMENT, frozenset({Role.SECRETARIAT})),
    ("kanri", "架空 管理", CLAIMS_DEPARTMENT, frozenset({Role.ADMIN})),
)
