"""Forms of a meeting: the whole meeting on one page, its tables as lists of rows. They check shape only.

A row left entirely empty is no row. Talk is typed as lines 「財務部長：…」 and kept as speaker and text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from wtforms import BooleanField, FieldList, Form, FormField, HiddenField, IntegerField, SelectField, TextAreaField
from wtforms.widgets import HiddenInput

from portal.meetings.models import ATTENDANCE, ITEM_KINDS, PARTS, Meeting
from portal.web.drafts import quieten
from portal.web.forms import JapaneseDateField, LineField, Longest, PortalForm, Required, YenField, choices

_LONG = Longest(20_000)
_LINE = Longest(200)
_NAME = Longest(100)
_CONTENT = Longest(500)
_TALK = re.compile(r"^\s*[（(]?([^：:（）()\n]{1,40})[）)]?\s*[：:]\s*(.+)$|^\s*[（(]([^（）()\n]{1,40})[）)]\s*(.+)$")


class Row(Form):
    """One row of a table."""

    class Meta:
        locales = ("ja",)


class AttendeeRow(Row):
    part = SelectField("区分", choices=choices((part, part) for part in PARTS), default="委員")
    title = LineField("職名", [_NAME])
    name = LineField("氏名", [_NAME])
    attendance = SelectField("出欠", choices=choices(ATTENDANCE.items()), default="present")
    proxy = LineField("代理の人", [_NAME])


class ItemRow(Row):
    id = HiddenField()
    title = LineField("議題", [_LINE])
    kind = SelectField("種別", choices=choices((kind, kind) for kind in ITEM_KINDS), default="報告")
    presenter = LineField("説明者", [_NAME])
    material = LineField("資料番号", [Longest(40)])
    duration = LineField("所要", [Longest(20)])
    explanation = TextAreaField("説明の要旨", [_LONG])
    talk = TextAreaField("質疑", [_LONG])
    opinion = TextAreaField("意見", [_LONG])
    conclusion = TextAreaField("結論", [_LONG])


class MaterialRow(Row):
    number = LineField("資料番号", [Longest(40)])
    title = LineField("資料名", [_LINE])


class DecisionRow(Row):
    content = LineField("決定した内容", [_CONTENT])
    department = LineField("担当課", [_NAME])
    due_on = JapaneseDateField("期限")


class ActionRow(Row):
    id = HiddenField()
    content = LineField("宿題", [_CONTENT])
    department = LineField("担当課", [_NAME])
    person = LineField("担当者", [_NAME])
    due_on = JapaneseDateField("期限")


class StartForm(PortalForm):
    """The next meeting of a series that is known, or the first one of another."""

    series = SelectField("会議", validate_choice=False)
    new_name = LineField("新しい会議の名前", [_LINE])
    held_on = JapaneseDateField("開催日", [Required()])

    def name(self) -> str:
        """The series that is meant; a new name goes before the one that is chosen."""
        return (self.new_name.data or "").strip() or self.series.data or ""


class MeetingForm(PortalForm):
    """The meeting's page."""

    edition = IntegerField(widget=HiddenInput())
    held_on = JapaneseDateField("開催日", [Required()])
    starts_at = LineField("開始時刻", [Longest(20)])
    ends_at = LineField("終了時刻", [Longest(20)])
    place = LineField("場所", [_LINE])
    online = BooleanField("オンラインを併用する")
    open_to_public = BooleanField("公開する")
    closed_reason = LineField("非公開の理由", [Longest(300)])
    next_plan = LineField("次回の予定", [_LINE])
    attendees = FieldList(FormField(AttendeeRow), max_entries=200)
    items = FieldList(FormField(ItemRow), max_entries=60)
    materials = FieldList(FormField(MaterialRow), max_entries=100)
    decisions = FieldList(FormField(DecisionRow), max_entries=100)
    action_items = FieldList(FormField(ActionRow), max_entries=200)

    TABLES = ("attendees", "items", "materials", "decisions", "action_items")

    def values(self) -> dict[str, Any]:
        """The typed values as the service takes them; empty rows are dropped."""
        head = {
            name: self[name].data if self[name].data is not None else ""
            for name in (
                "held_on", "starts_at", "ends_at", "place", "online", "open_to_public", "closed_reason", "next_plan",
            )
        }  # fmt: skip
        return head | {table: list(_rows(self[table].data)) for table in self.TABLES}

    def links(self) -> dict[str, str]:
        """For each sentence of ``messages`` the id of the field it is about."""
        found = {str(text): field.id for field in self if field.name not in self.TABLES for text in field.errors}
        for table in self.TABLES:
            for place, entry in enumerate(self[table], start=1):
                found |= {
                    f"{_NAMES[table]}の{place}行目：{text}": field.id for field in entry.form for text in field.errors
                }
        return found

    def messages(self) -> list[str]:
        """Every sentence, those of rows with their table and place."""
        found = [text for text in self.form_errors if text]
        for field in self:
            if field.name not in self.TABLES:
                found.extend(str(text) for text in field.errors)
                continue
            for place, entry in enumerate(field, start=1):
                texts = [text for texts in (entry.errors or {}).values() for text in texts]
                found.extend(f"{_NAMES[field.name]}の{place}行目：{text}" for text in texts)
        return found


_NAMES = {
    "attendees": "出席者", "items": "議題", "materials": "配付資料", "decisions": "決定事項", "action_items": "宿題",
}  # fmt: skip
_CHOSEN = frozenset({"id", "part", "kind", "attendance"})  # never empty: they say nothing of whether a row was typed
_DATES = frozenset({"due_on"})


def _rows(rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for row in rows:
        data = {name: value if value is not None or name in _DATES else "" for name, value in row.items()}
        if not any(str(value or "").strip() for name, value in data.items() if name not in _CHOSEN):
            continue
        if "talk" in data:
            data["remarks"] = talk_from(data.pop("talk"))
        if "id" in data:
            data["id"] = int(data["id"]) if str(data["id"]).isdecimal() else None
        yield data


def talk_from(text: str) -> list[dict[str, str]]:
    """「財務部長：効果はどうか」 → speaker and text; a line without a speaker goes on with the one before it."""
    found: list[dict[str, str]] = []
    for line in text.splitlines():
        if not line.strip():
            continue
        match = _TALK.match(line)
        if match:
            speaker, said = (match[1], match[2]) if match[1] else (match[3], match[4])
            found.append({"speaker": speaker.strip(), "text": said.strip()})
        elif found:
            found[-1]["text"] += f"\n{line.strip()}"
        else:
            found.append({"speaker": "", "text": line.strip()})
    return found


def talk_text(remarks: list[dict[str, str]]) -> str:
    """The talk as it is typed."""
    return "\n".join(f"{one['speaker']}：{one['text']}" if one["speaker"] else one["text"] for one in remarks or [])


def form_of(meeting: Meeting, *, blank: int = 1, typed: Any = None) -> MeetingForm:
    """The page of the meeting, or what was half ``typed`` on it, with ``blank`` empty rows at the end of each table."""
    form = MeetingForm(formdata=typed, obj=_Plain(meeting))
    quieten(form)
    with_blanks(form, blank)
    return form


def with_blanks(form: MeetingForm, blank: int) -> None:
    for table in MeetingForm.TABLES:
        for _ in range(blank):
            if len(form[table]) < (form[table].max_entries or 0):
                form[table].append_entry()


class _Plain:
    """The meeting as the form reads it: items with their talk as text."""

    def __init__(self, meeting: Meeting) -> None:
        for name in ("edition", "held_on", "starts_at", "ends_at", "place", "online", "open_to_public", "closed_reason", "next_plan",
                     "attendees", "materials", "decisions", "action_items"):  # fmt: skip
            setattr(self, name, getattr(meeting, name))
        self.items = [
            {
                name: getattr(one, name)
                for name in (
                    "id",
                    "title",
                    "kind",
                    "presenter",
                    "material",
                    "duration",
                    "explanation",
                    "opinion",
                    "conclusion",
                )
            }
            | {"talk": talk_text(one.remarks)}
            for one in meeting.items
        ]


class AskForm(PortalForm):
    inquiry_until = JapaneseDateField("照会の期限", [Required()])


class CommentForm(PortalForm):
    item_id = HiddenField()
    text = TextAreaField("意見", [Required(), Longest(5_000)])


class AnswerForm(PortalForm):
    text = LineField("対応", [Longest(300)])


class DoneForm(PortalForm):
    done_on = JapaneseDateField("終えた日")
    note = LineField("結果", [Longest(300)])


class FigureEntry(Row):
    claim_name = LineField("債権名", [_LINE])
    part = SelectField("年度の別", choices=choices((name, name) for name in ("現年分", "滞納繰越分")), default="現年分")
    assessed = YenField("調定額")
    collected = YenField("収入済額")
    written_off = YenField("不納欠損額")
    outstanding = YenField("収入未済額")
    target_rate = LineField("目標収納率（％）", [Longest(10)])
    note = LineField("備考", [_LINE])


class FiguresForm(PortalForm):
    """One department's sheet."""

    rows = FieldList(FormField(FigureEntry), max_entries=200)
