"""What may be done with a meeting, in one place: pages, commands and samples call ``meetings.service``.

Every function takes ``session, actor, now`` and commits nothing. The secretariat writes (`writing`); everybody reads and
comments during 照会 (`inquiry`); a department marks its own 宿題 as done (`actions`). Figures have their own module, `reporting`.
"""

from portal.meetings.actions import find_action, finish, undone_by_meeting
from portal.meetings.inquiry import agenda_file, answer, ask, comment, confirm, minutes_file
from portal.meetings.writing import (
    CARRIED,
    all_series,
    find_meeting,
    latest,
    meetings,
    refuse_locked,
    reindex_after_commit,
    save,
    start,
)

__all__ = [
    "CARRIED",
    "agenda_file",
    "all_series",
    "answer",
    "ask",
    "comment",
    "confirm",
    "find_action",
    "find_meeting",
    "finish",
    "latest",
    "meetings",
    "minutes_file",
    "refuse_locked",
    "reindex_after_commit",
    "save",
    "start",
    "undone_by_meeting",
]
