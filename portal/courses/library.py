"""All courses under one folder, read again only when their files changed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from portal.courses.content import QUIZ, TEXT, Course, read_course
from portal.domain.errors import InvalidInput, NotFound

_Stamp = tuple[tuple[int, int, int] | None, ...]
"""When changed, how long, and which file, of both files of a course; None for one that is missing."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A folder that is no course, and the sentence that says why."""

    folder: Path
    sentence: str


class CourseLibrary:
    """The courses of one folder, in their order. Safe to use from several threads."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._lock = threading.Lock()
        self._seen: dict[Path, tuple[_Stamp, Course | Unreadable]] = {}

    def _entries(self) -> list[Course | Unreadable]:
        with self._lock:
            found = {}
            for folder in _folders(self.root):
                stamp, known = _stamp(folder), self._seen.get(folder)
                found[folder] = known if known and known[0] == stamp else (stamp, _read(folder))
            self._seen = found
            return [entry for _, entry in found.values()]

    def __iter__(self) -> Iterator[Course]:
        courses = [entry for entry in self._entries() if isinstance(entry, Course)]
        return iter(sorted(courses, key=lambda course: (course.order, course.title)))

    def unreadable(self) -> list[Unreadable]:
        return [entry for entry in self._entries() if isinstance(entry, Unreadable)]

    def by_id(self) -> dict[str, Course]:
        """Courses by id; of two with one id the first stands (``check`` reports the other)."""
        courses: dict[str, Course] = {}
        for course in self:
            courses.setdefault(course.id, course)
        return courses

    def get(self, course_id: str) -> Course:
        course = self.by_id().get(course_id)
        if course is None:
            raise NotFound("その研修は見つかりません。研修の一覧から選び直してください。")
        return course


def _folders(root: Path) -> list[Path]:
    if not root.is_dir():
        return []
    return sorted(path for path in root.iterdir() if path.is_dir() and not path.name.startswith((".", "_")))


def _stamp(folder: Path) -> _Stamp:
    stamps: list[tuple[int, int, int] | None] = []
    for name in (TEXT, QUIZ):
        try:
            status = (folder / name).stat()
        except OSError:
            stamps.append(None)
        else:
            stamps.append((status.st_mtime_ns, status.st_size, status.st_ino))
    return tuple(stamps)


def _read(folder: Path) -> Course | Unreadable:
    try:
        return read_course(folder)
    except InvalidInput as error:
        return Unreadable(folder, error.sentence)


_libraries: dict[Path, CourseLibrary] = {}


def course_library(root: Path) -> CourseLibrary:
    """The one library of ``root`` in this process."""
    return _libraries.setdefault(root, CourseLibrary(root))
