"""What 議事録 and 会議次第 print. Pure: the same meeting, the same text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from portal.documents import CompiledForm, compile_form
from portal.domain.fiscal_year import format_fiscal_year
from portal.domain.wareki import format_wareki
from portal.meetings.models import AgendaItem, Attendee, Meeting

MINUTES, AGENDA = "議事録", "会議次第"


def render(forms: Path, name: str, values: Mapping[str, Any]) -> bytes:
    """Fill in the form ``name`` of the folder; the same values give the same bytes."""
    return _compiled((forms / f"{name}.docx").read_bytes(), name).render(values).content


@lru_cache(maxsize=8)
def _compiled(docx: bytes, name: str) -> CompiledForm:
    return compile_form(docx, properties={"title": name})


def ordinal(meeting: Meeting) -> str:
    """令和8年度第2回."""
    return f"{format_fiscal_year(meeting.fiscal_year)}第{meeting.number}回"


def title_of(meeting: Meeting) -> str:
    return f"{ordinal(meeting)}{meeting.series.name}"


def place_of(meeting: Meeting) -> str:
    return f"{meeting.place}（オンライン併用）" if meeting.online else meeting.place


def publicity(meeting: Meeting) -> str:
    """公開, or 非公開 with its reason."""
    if meeting.open_to_public:
        return "公開"
    return f"非公開（{meeting.closed_reason.rstrip('。')}。）" if meeting.closed_reason else "非公開"


def agenda(meeting: Meeting) -> dict[str, Any]:
    """会議次第."""
    return {
        **_head(meeting),
        "議題": [
            {
                "番号": place, "件名": item.title, "種別": item.kind, "説明者": item.presenter, "所要": item.duration,
                "資料": item.material,
            }
            for place, item in enumerate(meeting.items, start=1)
        ],
    }  # fmt: skip


def minutes(meeting: Meeting) -> dict[str, Any]:
    """議事録; marked （案） until confirmed."""
    chair = meeting.chair
    return {
        **_head(meeting),
        "回次": ("" if meeting.state == "final" else "（案）") + ordinal(meeting),
        "終了時刻": meeting.ends_at or "（未定）",
        "欠席者": "、".join(_person(one) for one in meeting.attendees if one.attendance == "absent") or "なし",
        "出席者": [_attendee(one) for one in meeting.attendees if one.attendance != "absent"],
        "決定事項": list(_decisions(meeting)),
        "議事": [_item(place, item) for place, item in enumerate(meeting.items, start=1)],
        "作成者": meeting.author_name,
        "議長名": _person(chair) if chair else "",
        "確認状況": _confirmation(meeting),
    }


def _head(meeting: Meeting) -> dict[str, Any]:
    return {
        "回次": ordinal(meeting), "会議名": meeting.series.name, "開催日": meeting.held_on,
        "開始時刻": meeting.starts_at or "（未定）", "開催場所": place_of(meeting) or "（未定）", "公開区分": publicity(meeting),
        "次回予定": meeting.next_plan or "未定",
        "配付資料": [{"番号": one.number, "資料名": one.title} for one in meeting.materials],
    }  # fmt: skip


def _person(one: Attendee) -> str:
    return f"{one.title}　{one.name}".strip("　")


def _attendee(one: Attendee) -> dict[str, str]:
    note = f"代理出席（{one.proxy}）" if one.proxy else "代理出席"
    return {"区分": one.part, "職名": one.title, "氏名": one.name, "備考": note if one.attendance == "proxy" else ""}


def _decisions(meeting: Meeting) -> Iterator[dict[str, Any]]:
    rows = [("決定", one.content, one.department, one.due_on) for one in meeting.decisions]
    for one in meeting.action_items:
        who = f"{one.department}　{one.person}".strip("　")
        content = f"{one.content}（{format_wareki(one.done_on)}に済み）" if one.done_on else one.content
        rows.append(("継続" if one.carried_from_id and not one.done_on else "宿題", content, who, one.due_on))
    for place, (kind, content, who, due) in enumerate(rows, start=1):
        yield {"番号": place, "区分": kind, "内容": content, "担当": who, "期限": due}


def _item(place: int, item: AgendaItem) -> dict[str, Any]:
    talk = [f"（{one['speaker']}）{one['text']}" if one["speaker"] else one["text"] for one in item.remarks or []]
    if item.opinion:
        talk.append(f"（意見）{item.opinion}")
    return {
        "番号": place, "件名": item.title, "説明": item.explanation or "説明はなかった。",
        "質疑": "\n".join(talk) or "質疑はなかった。", "結論": item.conclusion or "結論は出さなかった。",
    }  # fmt: skip


def _confirmation(meeting: Meeting) -> str:
    if meeting.state == "final" and meeting.confirmed_at:
        day = meeting.confirmed_at.astimezone(ZoneInfo("Asia/Tokyo")).date()
        return f"委員への照会を終え、{format_wareki(day)}に{meeting.confirmed_by}が確定した。"
    if meeting.state == "inquiry":
        until = f"（{format_wareki(meeting.inquiry_until)}まで）" if meeting.inquiry_until else ""
        return f"委員に照会している{until}。"
    return "案である。委員への照会をしていない。"
