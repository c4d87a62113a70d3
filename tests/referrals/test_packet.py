"""A packet from the first draft to the handing over, as services."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date

import pytest

from portal import audit
from portal.db import reading, unit_of_work
from portal.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound
from portal.ledger import service as ledger
from portal.office import Office
from portal.referrals import evidence, service
from portal.referrals.bundle import DATA_COLUMNS
from portal.referrals.checklist import missing
from portal.referrals.files import accept
from tests.conftest import NOW, People
from tests.referrals.conftest import TODAY, add_case, pdf

CONTENTS = {
    "law_firm": "架空法律事務所", "lawyer": "架空 正", "firm_address": "新宿区架空町3-4-5", "document_number": "8見住第3号",
    "reply_by": date(2026, 12, 21), "contracted_on": date(2025, 4, 1), "assets": "給与収入がある。", "disputes": "ない。",
}  # fmt: skip


def complete(session, office, actor, packet) -> None:
    """Everything the checklist asks for."""
    service.save_contents(session, actor, NOW, packet, CONTENTS, edition=packet.edition)
    rows = {"contract": "借用証書", "demand": "督促状"}
    for kind, title in rows.items():
        (one,) = evidence.add_exhibits(session, actor, NOW, packet, [accept(pdf(title), f"{title}.pdf")], office.store)
        row = {
            "kind": kind, "origin": "own", "title": title, "made_on": date(2025, 8, 20), "maker": "債権者", "purpose": "事実",
        }  # fmt: skip
        evidence.save_exhibits(session, actor, NOW, packet, {one.id: row})


@pytest.fixture
def packet_id(office: Office, people: People, case_id: int) -> int:
    with unit_of_work(office.sessions) as session:
        case = ledger.find_case(session, people.hanako, case_id)
        packet = service.start(session, people.hanako, NOW, case, today=TODAY)
        complete(session, office, people.hanako, packet)
        return packet.id


def names_of(content: bytes) -> list[str]:
    return zipfile.ZipFile(io.BytesIO(content)).namelist()


def test_a_complete_packet_misses_nothing(office: Office, people: People, packet_id: int) -> None:
    with reading(office.sessions) as session:
        packet, case = service.find_packet(session, people.hanako, packet_id)
        assert [one.title for one in missing(service.checks_of(packet, case, TODAY))] == []


def test_the_amounts_are_those_of_the_civil_code_rate(office: Office, people: People, packet_id: int) -> None:
    """民法404条・419条: 年3％, from the day after the due date; 60,000 × 3 % × 573 days / 365 = 2,825.75; 481 days: 2,372.05."""
    with reading(office.sessions) as session:
        packet, case = service.find_packet(session, people.hanako, packet_id)
        owed = service.facts_of(packet, case, TODAY).owed
    assert [row.charge for row in owed.rows] == [2_825, 2_372]
    assert (owed.principal, owed.charge, owed.total) == (120_000, 5_197, 125_197)
    assert "573日" in owed.rows[0].working[0]


def test_the_zip_holds_everything_in_order(office: Office, people: People, packet_id: int) -> None:
    with reading(office.sessions) as session:
        packet, case = service.find_packet(session, people.hanako, packet_id)
        made = service.build_bundle(session, packet, case, settings=office.settings, store=office.store)
    assert made.name == "委任資料_R8-委-001（案）.zip"
    assert names_of(made.content) == [
        "00_目次・引渡書.txt", "01_委任依頼書.docx", "02_債権概要書.docx", "03_経過記録.docx", "04_証拠説明書.docx",
        "証拠/甲第1号証_借用証書.pdf", "証拠/甲第2号証_督促状.pdf", "05_債権データ.csv", "06_損害金計算書.xlsx",
    ]  # fmt: skip
    assert made.notes == ()


def test_the_same_packet_gives_the_same_bytes(office: Office, people: People, packet_id: int) -> None:
    with reading(office.sessions) as session:
        packet, case = service.find_packet(session, people.hanako, packet_id)
        one = service.build_bundle(session, packet, case, settings=office.settings, store=office.store)
        two = service.build_bundle(session, packet, case, settings=office.settings, store=office.store)
    assert one.sha256 == two.sha256


def test_a_draft_says_so_on_every_page_and_a_final_one_does_not(office: Office, people: People, packet_id: int) -> None:
    def has_mark(content: bytes) -> bool:
        outer = zipfile.ZipFile(io.BytesIO(content))
        inner = zipfile.ZipFile(io.BytesIO(outer.read("01_委任依頼書.docx")))
        return any("確定前の資料" in inner.read(name).decode() for name in inner.namelist() if "header" in name)

    with unit_of_work(office.sessions) as session:
        packet, case = service.find_packet(session, people.hanako, packet_id)
        draft = service.build_bundle(session, packet, case, settings=office.settings, store=office.store)
        service.ask(session, people.hanako, NOW, packet, case, today=TODAY)
        final = service.approve(
            session, people.taro, NOW, packet, case, today=TODAY, settings=office.settings, store=office.store
        )
    assert has_mark(draft.content)
    assert not has_mark(final.content)


def test_the_data_list_has_the_agreed_columns_a_mark_for_excel_and_one_row_a_debt(
    office: Office, people: People, packet_id: int
) -> None:
    with reading(office.sessions) as session:
        packet, case = service.find_packet(session, people.hanako, packet_id)
        made = service.build_bundle(session, packet, case, settings=office.settings, store=office.store)
    content = zipfile.ZipFile(io.BytesIO(made.content)).read("05_債権データ.csv")
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert tuple(rows[0]) == DATA_COLUMNS
    assert [row["債務者区分"] for row in rows] == ["主", "主", "連帯"]
    assert [row["元金残"] for row in rows] == ["60000", "60000", ""]
    assert rows[0]["遅延損害金残"] == "2825"
    assert rows[0]["時効完成予定日"] == "2030-04-30"


def test_a_packet_is_final_only_when_nothing_is_missing(office: Office, people: People, case_id: int) -> None:
    with unit_of_work(office.sessions) as session:
        case = ledger.find_case(session, people.hanako, case_id)
        packet = service.start(session, people.hanako, NOW, case, today=TODAY)
        with pytest.raises(InvalidInput, match="委任の内容"):
            service.ask(session, people.hanako, NOW, packet, case, today=TODAY)
        service.save_contents(session, people.hanako, NOW, packet, CONTENTS, edition=packet.edition)
        service.ask(session, people.hanako, NOW, packet, case, today=TODAY)
        with pytest.raises(InvalidInput, match="契約書などの証拠"):
            service.approve(
                session, people.taro, NOW, packet, case, today=TODAY, settings=office.settings, store=office.store
            )
        for code in ("evidence", "demand_copy"):
            service.waive(
                session, people.taro, NOW, packet, case, code=code, reason="原本は裁判所にある。", today=TODAY
            )
        made = service.approve(
            session, people.taro, NOW, packet, case, today=TODAY, settings=office.settings, store=office.store
        )
    contents = zipfile.ZipFile(io.BytesIO(made.content)).read("00_目次・引渡書.txt").decode("utf-8-sig")
    assert "承認を得て省略したもの" in contents
    assert "原本は裁判所にある。" in contents


def test_an_officer_cannot_waive_and_nobody_approves_what_he_asked_for(
    office: Office, people: People, packet_id: int
) -> None:
    with unit_of_work(office.sessions) as session:
        packet, case = service.find_packet(session, people.hanako, packet_id)
        with pytest.raises(NotAllowed):
            service.waive(session, people.hanako, NOW, packet, case, code="evidence", reason="理由", today=TODAY)
        service.ask(session, people.taro, NOW, packet, case, today=TODAY)
        with pytest.raises(Conflict, match="依頼した本人"):
            service.approve(
                session, people.taro, NOW, packet, case, today=TODAY, settings=office.settings, store=office.store
            )


def test_what_was_sent_is_frozen_registered_and_written_into_the_case(
    office: Office, people: People, packet_id: int
) -> None:
    with unit_of_work(office.sessions) as session:
        packet, case = service.find_packet(session, people.hanako, packet_id)
        service.ask(session, people.hanako, NOW, packet, case, today=TODAY)
        made = service.approve(
            session, people.taro, NOW, packet, case, today=TODAY, settings=office.settings, store=office.store
        )
        service.send(session, people.hanako, NOW, packet, case, sent_on=TODAY, means="手渡し", today=TODAY)
    with unit_of_work(office.sessions) as session:
        packet, case = service.find_packet(session, people.hanako, packet_id)
        ledger.add_event(
            session, people.hanako, NOW, case, ledger.NewEvent("phone", TODAY, memo="あとの経過"), today=TODAY
        )
        again = service.build_bundle(session, packet, case, settings=office.settings, store=office.store)
        assert [one.number for one in packet.exhibits] == ["甲第1号証", "甲第2号証"]
        assert (packet.state, packet.bundle_key) == ("sent", made.sha256)
        assert again.content == made.content
        assert made.sha256 in next(event.memo for event in case.events if event.result == "弁護士に委任資料を引渡し")
        assert {entry.action for entry in audit.entries(session, object_kind="referral")} >= {
            "referral.started", "referral.asked", "referral.final", "referral.sent",
        }  # fmt: skip
        with pytest.raises(Conflict, match="引渡し済み"):
            evidence.move_exhibit(session, people.hanako, NOW, packet, exhibit_id=packet.exhibits[0].id, up=False)
        with pytest.raises(Conflict, match="引渡し済み"):
            service.give_back(session, people.taro, NOW, packet, reason="直したい")


def test_a_compulsory_public_claim_is_refused_with_the_reason(office: Office, people: People) -> None:
    with unit_of_work(office.sessions) as session:
        case = add_case(session, people.hanako, "K-1", kind="nhi_premium", guarantor=False)
        with pytest.raises(InvalidInput, match=r"滞納処分.*地方自治法231条の3第3項"):
            service.start(session, people.hanako, NOW, case, today=TODAY)


def test_another_department_does_not_know_of_the_packet(office: Office, people: People, packet_id: int) -> None:
    with reading(office.sessions) as session:
        with pytest.raises(NotFound):
            service.find_packet(session, people.jiro, packet_id)
        assert service.packets(session, people.jiro) == []


def test_two_people_at_one_packet_do_not_overwrite_each_other(office: Office, people: People, packet_id: int) -> None:
    with unit_of_work(office.sessions) as session:
        packet, _ = service.find_packet(session, people.hanako, packet_id)
        seen = packet.edition
        service.save_contents(session, people.taro, NOW, packet, {"policy": "太郎の方針"}, edition=seen)
        with pytest.raises(Conflict, match="先に変更"):
            service.save_contents(session, people.hanako, NOW, packet, {"policy": "花子の方針"}, edition=seen)
        assert packet.policy == "太郎の方針"


def test_a_second_packet_of_the_same_case_waits_for_the_first(office: Office, people: People, packet_id: int) -> None:
    with unit_of_work(office.sessions) as session:
        _, case = service.find_packet(session, people.hanako, packet_id)
        with pytest.raises(Conflict, match="作成中"):
            service.start(session, people.hanako, NOW, case, today=TODAY)


def test_exhibits_are_numbered_by_their_order_with_branches(office: Office, people: People, packet_id: int) -> None:
    with unit_of_work(office.sessions) as session:
        packet, case = service.find_packet(session, people.hanako, packet_id)
        evidence.move_exhibit(session, people.hanako, NOW, packet, exhibit_id=packet.exhibits[1].id, up=True)
        assert [one.title for one in packet.exhibits] == ["督促状", "借用証書"]
        second = packet.exhibits[1]
        evidence.save_exhibits(session, people.hanako, NOW, packet, {second.id: {"branch": True}})
        made = service.build_bundle(session, packet, case, settings=office.settings, store=office.store)
    assert [name for name in names_of(made.content) if name.startswith("証拠/")] == [
        "証拠/甲第1号証の1_督促状.pdf", "証拠/甲第1号証の2_借用証書.pdf",
    ]  # fmt: skip
