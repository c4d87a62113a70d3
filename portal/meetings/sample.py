"""Two past meetings of the sample office, written through the services. All fictional (架空)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from portal.domain.actor import Actor
from portal.domain.permissions import Permission
from portal.meetings import reporting, service
from portal.meetings.models import Meeting

SERIES = "債権管理連絡会（見本）"
_ATTENDEES = (
    ("議長", "財務部長", "架空 一", "present", ""), ("委員", "債権管理課長", "架空 二", "present", ""),
    ("委員", "国保・年金課長", "架空 三", "proxy", "架空係長"), ("委員", "住宅管理課長", "架空 四", "absent", ""),
    ("事務局", "債権係長", "架空 五", "present", ""),
)  # fmt: skip


def load_sample(office: Any, session: Session, people: dict[str, Actor], now: datetime) -> None:
    """The first meeting confirmed, the second under 照会 with 宿題 left for each department."""
    today = now.astimezone(ZoneInfo("Asia/Tokyo")).date()
    first_name = next(iter(people))
    secretariat = _secretariat(people[first_name])
    names = list(people)
    one = _first(session, secretariat, now, _weekday(today - timedelta(days=100)), names)
    _figures(session, people, now, one, before=True)
    service.ask(session, secretariat, now, one, until=today, today=today)
    service.confirm(session, secretariat, now, one, forms=Path(office.settings.templates), store=office.store)
    two = _second(session, secretariat, now, _weekday(today - timedelta(days=12)), names, today)
    _figures(session, people, now, two, before=False)
    service.ask(session, secretariat, now, two, until=today + timedelta(days=9), today=today)


def _weekday(day: date) -> date:
    """The Friday before a weekend: boards meet on working days."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def _secretariat(somebody: Actor) -> Actor:
    """The one who keeps the minutes: the sample's first department, with the secretariat's permission."""
    return Actor(
        somebody.user_id, "架空 局子", somebody.department_id, somebody.department_name,
        frozenset({Permission.MEETINGS_READ, Permission.MEETINGS_EDIT, Permission.MEETINGS_REPORT}),
    )  # fmt: skip


def _head(day: date, next_plan: str) -> dict[str, Any]:
    return {
        "held_on": day, "starts_at": "午後2時", "ends_at": "午後3時40分", "place": "架空庁舎3階　第1会議室", "online": True,
        "open_to_public": False, "closed_reason": "個別の事案を扱うため", "next_plan": next_plan,
        "attendees": [
            dict(zip(("part", "title", "name", "attendance", "proxy"), row, strict=True)) for row in _ATTENDEES
        ],
    }  # fmt: skip


def _item(
    title: str, kind: str, presenter: str, material: str, explanation: str, conclusion: str, *talk: tuple[str, str]
) -> dict[str, Any]:
    return {
        "id": None, "title": title, "kind": kind, "presenter": presenter, "material": material, "duration": "20分",
        "explanation": explanation, "remarks": [{"speaker": who, "text": text} for who, text in talk], "opinion": "",
        "conclusion": conclusion,
    }  # fmt: skip


def _first(session: Session, actor: Actor, now: datetime, day: date, names: list[str]) -> Meeting:
    meeting = service.start(session, actor, now, series_name=SERIES, held_on=day)
    data = _head(day, "3か月後を目途に開催する。") | {
        "items": [
            _item(
                "前年度の収納実績", "報告", "各課", "資料1", "各課から、前年度の調定額、収入済額及び収納率を報告した。",
                "報告を了承した。",
                ("財務部長", "滞納繰越分の収納率が下がった理由は何か。"),
                ("国保・年金課長代理", "転出者の増加により、財産調査に時間がかかっている。"),
            ),
            _item(
                "弁護士委任の基準", "決定", "債権管理課長", "資料2", "委任の目安を、滞納1年以上かつ残額10万円以上とする案を説明した。",
                "案のとおり決定した。", ("債権管理課長", "分納を履行している者は除く。"),
            ),
        ],
        "materials": [{"number": "資料1", "title": "前年度の収納実績"}, {"number": "資料2", "title": "弁護士委任の基準（案）"}],
        "decisions": [
            {"content": "弁護士委任の目安を、滞納1年以上かつ残額10万円以上とする。", "department": names[0], "due_on": None}
        ],
        "action_items": [
            _action("弁護士委任の候補を選び、件数と金額をまとめる。", names[0], "債権係", day + timedelta(days=60)),
            _action("口座振替の勧奨方法を比べた資料を作る。", names[-1], "収納係", day + timedelta(days=80)),
        ],
    }  # fmt: skip
    service.save(session, actor, now, meeting, data, edition=meeting.edition)
    done = meeting.action_items[0]
    service.finish(session, actor, now, meeting, done, done_on=day + timedelta(days=50), note="候補を資料にまとめた。")
    return meeting


def _action(content: str, department: str, person: str, due: date) -> dict[str, Any]:
    return {"id": None, "content": content, "department": department, "person": person, "due_on": due}


def _second(session: Session, actor: Actor, now: datetime, day: date, names: list[str], today: date) -> Meeting:
    meeting = service.start(session, actor, now, series_name=SERIES, held_on=day)
    carried = [
        {
            "id": one.id,
            "content": one.content,
            "department": one.department,
            "person": one.person,
            "due_on": today + timedelta(days=14),
        }
        for one in meeting.action_items
    ]
    first = _item(
        service.CARRIED, "報告", "事務局", "資料1", "前回の宿題2件のうち、1件が終わり、1件が継続中であることを報告した。",
        "継続中の1件は、次回に報告する。",
    )  # fmt: skip
    data = _head(day, "年度末に開催する。") | {
        "items": [
            first | {"id": meeting.items[0].id if meeting.items else None},
            _item(
                "上半期の収納状況", "報告", "各課", "資料2", "各課から、9月末の収納状況を報告した。", "報告を了承した。",
                ("財務部長", "口座振替の勧奨の効果はどうか。"),
                ("国保・年金課長代理", "新規の加入者では、申込みの割合が前年度を上回っている。"),
            ),
            _item(
                "弁護士委任の候補", "協議", "債権管理課長", "資料3", "候補12件を、債務者名を番号にして説明した。",
                "12件のうち10件を委任の対象とすることを決定した。", ("住宅管理課長", "連帯保証人のいる案件を優先すべきである。"),
            ),
        ],
        "materials": [
            {"number": "資料1", "title": "前回の宿題の状況"}, {"number": "資料2", "title": "上半期の収納状況"},
            {"number": "資料3", "title": "弁護士委任の候補一覧（債務者名は番号で表示）"},
        ],
        "decisions": [{"content": "弁護士委任の対象を10件とする。", "department": names[0], "due_on": today + timedelta(days=30)}],
        "action_items": [
            *carried, _action("委任する10件の資料をそろえる。", names[0], "債権係", today + timedelta(days=21))
        ],
    }  # fmt: skip
    service.save(session, actor, now, meeting, data, edition=meeting.edition)
    return meeting


def _figures(session: Session, people: dict[str, Actor], now: datetime, meeting: Meeting, *, before: bool) -> None:
    """Two lines a department; the second time a little better."""
    for place, actor in enumerate(people.values(), start=1):
        assessed = 10_000_000 * place
        collected = assessed * (90 if before else 92) // 100
        carried = assessed // 5
        rows = [
            _line("保険料等（見本）", "現年分", assessed, collected, 0, "94.0"),
            _line(
                "保険料等（見本）",
                "滞納繰越分",
                carried,
                carried * (20 if before else 23) // 100,
                carried // 20,
                "25.0",
            ),
        ]
        service_actor = Actor(
            actor.user_id,
            actor.name,
            actor.department_id,
            actor.department_name,
            frozenset({Permission.MEETINGS_REPORT}),
        )
        reporting.save(session, service_actor, now, meeting, rows)


def _line(name: str, part: str, assessed: int, collected: int, written_off: int, target: str) -> dict[str, Any]:
    return {
        "claim_name": name, "part": part, "assessed": assessed, "collected": collected, "written_off": written_off,
        "outstanding": assessed - collected - written_off, "target_rate": target, "note": "",
    }  # fmt: skip
