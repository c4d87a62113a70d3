"""The packet as one zip: documents, exhibits under their numbers, data list, computation, table of contents.

Deterministic: the same packet gives the same bytes, so that its SHA-256 proves later what was handed over.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path

from portal.documents.sheets import write_csv, write_xlsx
from portal.documents.zipping import ZipStream, deflater, pack, store
from portal.domain.wareki import format_wareki
from portal.ledger.kinds import CLASS_LABELS
from portal.ledger.models import Address, JointGuarantor
from portal.referrals import values, word
from portal.referrals.checklist import Facts, checklist, missing
from portal.referrals.files import safe_name
from portal.referrals.models import ReferralExhibit
from portal.referrals.owed import ClaimOwed, booked
from portal.referrals.values import Sender

DATA_COLUMNS = (
    "整理番号", "債権コード", "債権名", "債権区分", "債務者区分", "氏名", "氏名カナ", "生年月日", "性別", "〒", "住所", "方書",
    "電話1", "電話2", "勤務先", "発生日", "当初額", "元金残", "利息残", "遅延損害金残", "損害金利率", "計算基準日", "履行期限",
    "最終納付日", "最終納付額", "督促日", "最終催告日", "時効完成予定日", "債務承認日", "分納有無", "保証人番号", "住所確認日",
    "特記コード", "備考", "添付ファイル名",
)  # fmt: skip
_WORKING_COLUMNS = (
    "債権名",
    "期別",
    "履行期限",
    "元金",
    "年利率（％）",
    "から",
    "まで",
    "日数",
    "金額（端数切捨て前）",
    "根拠",
)
_PACKED = frozenset({"pdf", "docx", "xlsx", "jpg", "png"})


@dataclass(frozen=True)
class Bundle:
    """The zip and what the officer should know about it."""

    name: str
    content: bytes
    notes: tuple[str, ...]

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class Piece:
    """One file of the zip."""

    name: str
    content: bytes
    about: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def build(f: Facts, sender: Sender, *, forms: Path, read: Callable[[str], bytes]) -> Bundle:
    """The packet's zip. ``read`` gives the bytes of a stored file; a packet that is not final is marked 「案」."""
    draft = f.packet.state not in {"final", "sent"}
    notes: list[str] = []
    pieces = [*_documents(f, sender, forms, draft, notes), *_exhibits(f, read), *_data(f)]
    contents = Piece("00_目次・引渡書.txt", _contents(f, sender, pieces, draft).encode("utf-8-sig"), "")
    out = BytesIO()
    archive = ZipStream(out)
    engine = deflater("stdlib")
    for piece in (contents, *pieces):
        packed = piece.name.rsplit(".", 1)[-1] in _PACKED
        archive.add(store(piece.name, piece.content) if packed else pack(piece.name, piece.content, engine))
    archive.close()
    mark = "（案）" if draft else ""
    return Bundle(f"委任資料_{safe_name(f.packet.number)}{mark}.zip", out.getvalue(), tuple(notes))


def document(f: Facts, sender: Sender, *, forms: Path, name: str, draft: bool) -> tuple[bytes, tuple[str, ...]]:
    """One document of the packet, for looking at it alone."""
    made = {
        word.REQUEST: lambda: values.request(f, sender),
        word.SUMMARY: lambda: values.summary(f, sender),
        word.CHRONOLOGY: lambda: values.chronology(f),
        word.EXHIBIT_LIST: lambda: values.exhibit_list(f, sender),
    }[name]()
    rendered = word.render(forms, name, made, draft=draft)
    return rendered.content, rendered.notes


DOCUMENTS = (
    ("01", word.REQUEST, "弁護士への依頼"), ("02", word.SUMMARY, "債権・債務者・金額・時効"),
    ("03", word.CHRONOLOGY, "督促・催告・交渉の経過"), ("04", word.EXHIBIT_LIST, "証拠の一覧と立証趣旨"),
)  # fmt: skip


def _documents(f: Facts, sender: Sender, forms: Path, draft: bool, notes: list[str]) -> Iterator[Piece]:
    for number, name, about in DOCUMENTS:
        content, left_out = document(f, sender, forms=forms, name=name, draft=draft)
        notes.extend(f"{name}：{note}" for note in left_out)
        yield Piece(f"{number}_{name}.docx", content, about)


def _exhibits(f: Facts, read: Callable[[str], bytes]) -> Iterator[Piece]:
    for number, one in values.numbered(f):
        yield Piece(f"証拠/{exhibit_file_name(number.long, one)}", read(one.file_key), one.purpose)


def exhibit_file_name(number: str, one: ReferralExhibit) -> str:
    return f"{number}_{safe_name(one.title or one.file_name, longest=40)}.{one.extension}"


def _data(f: Facts) -> Iterator[Piece]:
    written = write_csv(DATA_COLUMNS, [*_claim_rows(f), *_guarantor_rows(f)])
    yield Piece("05_債権データ.csv", written.content, "債権1件を1行にした一覧（UTF-8）")
    yield Piece("06_損害金計算書.xlsx", _working(f), "損害金の計算の過程")


def _claim_rows(f: Facts) -> Iterator[list[str | int | date | None]]:
    debtor, masked = f.case.debtor, f.case.debtor.support_measure
    now = debtor.address
    guarantors = "・".join(str(place) for place in range(1, len(f.case.guarantors) + 1))
    files = "；".join(exhibit_file_name(number.long, one) for number, one in values.numbered(f))
    for row in f.owed.rows:
        last = max(booked(row.claim, f.packet.as_of), key=lambda one: (one.paid_on, one.id), default=None)
        yield [
            f.case.number, f.case.claim_type, f"{row.claim.name}{row.claim.period}", CLASS_LABELS[f.case.claim_class], "主",
            debtor.name, debtor.kana, debtor.birth_date, "", *_place(now, masked),
            _masked(debtor.phone, masked), _masked(debtor.phone_other, masked), _masked(debtor.workplace, masked),
            row.claim.arose_on, row.claim.principal, row.principal, 0, row.charge, row.rate, f.packet.as_of,
            row.claim.due_date, last.paid_on if last else None, last.amount if last else None,
            _day(f, "demand"), _day(f, "final_reminder"), f.clock.completes_on,
            _day(f, "acknowledgment", "installment_pledge", "partial_payment"), "有" if f.case.plans else "無", guarantors,
            f.packet.address_checked_on or (now.confirmed_on if now else None), _codes(f),
            "　".join(values.remarks(f)), files,
        ]  # fmt: skip


def _guarantor_rows(f: Facts) -> Iterator[list[str | int | date | None]]:
    """連帯保証人 in rows of their own, without amounts, so that a sum over the list stays right."""
    for place, one in enumerate(f.case.guarantors, start=1):
        blank = dict.fromkeys(DATA_COLUMNS, None)
        yield list(
            (
                blank
                | {
                    "整理番号": f.case.number, "債権コード": f.case.claim_type, "債権名": values.claim_title(f.case),
                    "債権区分": CLASS_LABELS[f.case.claim_class], "債務者区分": "連帯", "氏名": one.name, "氏名カナ": one.kana,
                    "計算基準日": f.packet.as_of, "保証人番号": place,
                    "備考": f"極度額{one.limit_amount}円" if one.limit_amount is not None else "",
                }
                | _guarantor_place(one)
            ).values()
        )  # fmt: skip


def _guarantor_place(one: JointGuarantor) -> dict[str, str]:
    hidden = one.support_measure
    return {
        "〒": _masked(one.postal_code, hidden), "住所": _masked(one.address, hidden), "方書": _masked(one.building, hidden),
        "電話1": _masked(one.phone, hidden), "特記コード": "支援措置" if hidden else "",
    }  # fmt: skip


def _place(now: Address | None, masked: bool) -> tuple[str, str, str]:
    if now is None:
        return "", "不明", ""
    return tuple(_masked(getattr(now, name), masked) for name in ("postal_code", "address", "building"))  # type: ignore[return-value]


def _masked(text: str, masked: bool) -> str:
    return "（支援措置のため省略）" if masked and text else text


def _day(f: Facts, *kinds: str) -> date | None:
    last = f.last(*kinds)
    return last.happened_on if last else None


def _codes(f: Facts) -> str:
    debtor = f.case.debtor
    return "・".join(
        name
        for name, true in (
            ("支援措置", debtor.support_measure),
            ("配慮事項", bool(debtor.attention)),
            ("法人", debtor.kind == "corporation"),
        )
        if true
    )


def _working(f: Facts) -> bytes:
    rows: list[list[str | int | date | None]] = []
    for row in f.owed.rows:
        rows.extend(_segments(row))
        rows.append(
            _line(
                row,
                f"元金の残り {row.principal:,}円",
                "",
                row.charge,
                "損害金等の残り（期別の合計から1円未満を切捨て）",
            )
        )
    rows.append(["合計", "", None, f.owed.principal, "", None, None, None, f.owed.charge, ""])
    rows.extend([text, "", None, None, "", None, None, None, None, ""] for text in (*f.owed.notes, *f.owed.doubts))
    return write_xlsx(
        _WORKING_COLUMNS, rows, title=f"損害金計算書　委任番号 {f.packet.number}　{format_wareki(f.packet.as_of)}現在",
        sheet_name="計算", widths={"債権名": 30, "根拠": 44, "年利率（％）": 20},
    )  # fmt: skip


def _segments(row: ClaimOwed) -> Iterator[list[str | int | date | None]]:
    claim = row.claim
    for one in row.segments:
        yield [
            claim.name, claim.period, claim.due_date, one.base, f"{one.rate_per_year.normalize():f}", one.start, one.end,
            one.days, f"{one.exact.numerator / one.exact.denominator:,.2f}", one.article,
        ]  # fmt: skip


def _line(row: ClaimOwed, what: str, period: str, amount: int, basis: str) -> list[str | int | date | None]:
    return [what, row.claim.period or period, row.claim.due_date, row.principal, "", None, None, None, amount, basis]


def _contents(f: Facts, sender: Sender, pieces: list[Piece], draft: bool) -> str:
    """目次 and 引渡書 in one: what is in the packet, with hashes, and the lines for the receipt."""
    head = [
        f"委任資料　目次・引渡書{'（案。確定前の資料）' if draft else ''}", "",
        f"委任番号　　{f.packet.number}", f"整理番号　　{f.case.number}", f"基準日　　　{format_wareki(f.packet.as_of)}",
        f"引渡先　　　{f.packet.law_firm}　{f.packet.lawyer}", f"引渡元　　　{sender.office_name} {sender.department.name}　{sender.officer}",
        "件数　　　　1件", "媒体　　　　電子ファイル", "",
    ]  # fmt: skip
    body = [f"{place:>3}　{one.name}\r\n     {one.sha256}" for place, one in enumerate(pieces, start=1)]
    left = [f"・{one.title}：{one.waived_by}" for one in checklist(f) if one.waived_by]
    absent = [f"・{one.title}：{one.found}" for one in missing(checklist(f))] if draft else []
    tail = [
        "", "※ 番号の下の英数字は、ファイルの中身を確かめるための値（SHA-256）です。", "",
        *(["承認を得て省略したもの", *left, ""] if left else []), *(["まだ不足しているもの", *absent, ""] if absent else []),
        "受領しました。", "", "　　　　年　　月　　日", "", "受領者　　　　　　　　　　　　　　", "",
    ]  # fmt: skip
    return "\r\n".join([*head, "収録ファイル", *body, *tail])
