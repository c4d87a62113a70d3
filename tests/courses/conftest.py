"""Two small courses of their own in a temporary folder, on the shipped manuals, so that tests may rewrite them."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.settings import Settings

COURSE = """---
id: {id}
title: {title}
reading: よみ
audience: 見本の職員
order: {order}
owner: 見本住宅課
reviewed_on: 2026-11-01
review_by: 2027-10-31
minutes: 30
pass_percent: 70
steps:
  - page: claim-classes
    point: 二つの問い
  - page: limitation
    point: 数え方
aliases: []
---
督促は地方自治法231条の3第1項による。[督促と催告](page:demand-and-reminder)
"""

QUIZ = """
[[questions]]
id = "one"
text = "催告の効果はどれか。"
choices = ["更新", "6か月の完成猶予", "何もない"]
right = [2]
explanation = "催告は完成猶予だけを生じる（民法150条1項）。"
statutes = ["民法150条1項"]
page = "limitation-interruption"

[[questions]]
id = "two"
text = "公債権の時効はどれか。"
choices = ["援用が要らない", "利益を放棄できない", "援用が要る"]
right = [1, 2]
explanation = "地方自治法236条2項による。"
statutes = ["地方自治法236条2項"]
page = "limitation"

[[questions]]
id = "three"
text = "私債権の督促の根拠はどれか。"
choices = ["地方自治法施行令171条", "地方自治法231条の3第1項"]
right = [1]
explanation = "地方自治法施行令171条による。"
statutes = ["地方自治法施行令171条"]
page = "demand-and-reminder"
"""

RIGHT = {1: ["1"], 2: ["0", "1"], 3: ["0"]}
"""The right choices of each question, as a browser sends them."""


def write_course(root: Path, course_id: str, *, title: str = "", order: int = 10, quiz: str = QUIZ) -> Path:
    folder = root / course_id
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "course.md").write_text(
        COURSE.format(id=course_id, title=title or course_id, order=order), encoding="utf-8"
    )
    (folder / "quiz.toml").write_text(quiz, encoding="utf-8")
    return folder


@pytest.fixture
def courses(tmp_path: Path) -> Path:
    root = tmp_path / "courses"
    write_course(root, "newcomer", title="見本の新任者研修")
    write_course(root, "second", title="見本の二つ目の研修", order=20)
    return root


@pytest.fixture
def settings(tmp_path: Path, courses: Path) -> Settings:
    return Settings(instance=tmp_path / "instance", secret_key="for-tests-only", courses=courses)
