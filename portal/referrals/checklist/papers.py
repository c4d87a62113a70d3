"""Checks of the papers: the evidence there must be, its description, and what must not be in it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from portal.referrals.checklist.model import SECRET_KINDS, Check, Facts, Fix, lacking, ok

_NUMBER_RUN = re.compile(r"(?<!\d)\d{12}(?!\d)|(?<!\d)\d{4}[ -]\d{4}[ -]\d{4}(?!\d)")
_WIDE_DIGITS = str.maketrans("０１２３４５６７８９－　", "0123456789- ")


def evidence(f: Facts) -> Iterator[Check]:
    upload = Fix("証拠を読み込む", anchor="exhibits")
    if f.exhibits("contract"):
        yield ok("evidence", "契約書などの証拠", f"{len(f.exhibits('contract'))}点あります。")
    else:
        yield lacking(
            "evidence", "契約書などの証拠", "債権の発生を示す書類がありません。",
            "契約書・申請書・決定通知などがないと、裁判所で債権の発生を証明できません。", upload,
        )  # fmt: skip
    if f.exhibits("demand", "reminder"):
        yield ok("demand_copy", "督促状・催告書の写し", f"{len(f.exhibits('demand', 'reminder'))}点あります。")
    else:
        yield lacking(
            "demand_copy", "督促状・催告書の写し", "督促状又は催告書の写しがありません。",
            "請求したことと、時効の更新・完成猶予を証明する書類です。発送の記録も添えます。", upload,
        )  # fmt: skip


def exhibit_rows(f: Facts) -> Iterator[Check]:
    fix = Fix("証拠の表を直す", anchor="exhibits")
    rows = [one for one in f.packet.included if not (one.title and one.maker and one.purpose)]
    undated = [one for one in f.packet.included if one.made_on is None and not one.made_on_note]
    if rows or undated:
        names = "、".join(dict.fromkeys(f"「{one.title or one.file_name}」" for one in [*rows, *undated]))
        yield lacking(
            "exhibit_rows", "証拠説明書の記載", f"{names}に、標目・作成日・作成者・立証趣旨のいずれかがありません。",
            "証拠説明書には、標目、作成者及び立証趣旨を明らかにして書きます（民事訴訟規則137条1項）。", fix,
            waivable=False,
        )  # fmt: skip
    elif f.packet.included:
        yield ok("exhibit_rows", "証拠説明書の記載", "すべての証拠に記載があります。")


def section_141(f: Facts) -> Iterator[Check]:
    title, fix = "調査権で得た情報", Fix("証拠の表を直す", anchor="exhibits")
    why = (
        "国税徴収法141条の質問検査などで得た情報は、滞納処分のための情報です。"
        "私債権などのために使うと、目的外の利用となり、守秘義務に触れます（地方税法22条、地方公務員法34条）。"
    )
    forbidden = [one for one in f.packet.included if one.origin == "tax_inquiry"]
    unknown = [one for one in f.packet.included if not one.origin]
    if forbidden:
        names = "、".join(f"「{one.title or one.file_name}」" for one in forbidden)
        yield lacking(
            "section_141", title, f"{names}は渡せません。「渡さない」にしてください。", why, fix, waivable=False
        )
    elif unknown:
        names = "、".join(f"「{one.title or one.file_name}」" for one in unknown)
        yield lacking("section_141", title, f"{names}の入手の経緯を選んでいません。", why, fix, waivable=False)
    else:
        kept = sum(event.kind in SECRET_KINDS for event in f.events)
        more = f"財産調査の経過{kept}件は、経過記録に載せません。" if kept else ""
        yield ok("section_141", title, f"入っていません。{more}")


def individual_number(f: Facts) -> Iterator[Check]:
    title, packet = "個人番号", f.packet
    texts = [packet.tasks, packet.policy, packet.assets, packet.disputes, packet.remarks, f.case.cause]
    texts += [f"{one.title} {one.purpose} {one.note} {one.file_name}" for one in packet.included]
    texts += [f"{e.memo} {e.result}" for e in f.events if e.id not in packet.left_out_events]
    if any(looks_like_individual_number(text) for text in texts):
        yield lacking(
            "individual_number", title, "12桁の番号が文章にあります。",
            "個人番号は、債権の委任のために渡せません（番号利用法19条）。消してください。別の番号なら、承認者が確かめます。",
            Fix("記載を直す", anchor="contents"),
        )  # fmt: skip
    else:
        yield ok("individual_number", title, "文章には見当たりません。証拠の中は目で確かめてください。")


def looks_like_individual_number(text: str) -> bool:
    """Twelve digits in a row, also in full width or grouped by four."""
    return bool(_NUMBER_RUN.search(text.translate(_WIDE_DIGITS)))
