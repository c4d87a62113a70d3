"""A small knowledge base of its own in a temporary folder, so that tests may write pages."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from flask import Flask

from portal.domain.permissions import Permission
from portal.settings import HOME, Settings
from portal.web import requires

PAGE = """---
id: {id}
title: {title}
reading: よみ
folder: {folder}
order: 10
owner: {owner}
reviewed_on: 2026-11-01
review_by: 2027-10-31
statutes: ["地方自治法231条の3"]
forms: ["督促状-公債権"]
related: [{related}]
aliases: []
---
{body}
"""


def page_text(
    page_id: str,
    *,
    title: str = "",
    folder: str = "総則",
    owner: str = "見本住宅課",
    related: str = "",
    body: str = "本文。",
) -> str:
    return PAGE.format(id=page_id, title=title or page_id, folder=folder, owner=owner, related=related, body=body)


def write_page(root: Path, page_id: str, *, folder: str = "総則", **given: str) -> Path:
    path = root / folder / f"{page_id}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page_text(page_id, folder=folder, **given), encoding="utf-8")
    return path


@pytest.fixture
def manuals(tmp_path: Path) -> Path:
    """Two pages that know each other, and the real list of laws."""
    root = tmp_path / "manuals"
    root.mkdir()
    shutil.copy(HOME / "manuals" / "法令.toml", root / "法令.toml")
    write_page(
        root,
        "demand",
        title="督促の手順",
        related="reminder",
        body="督促は地方自治法231条の3第1項による。[催告](page:reminder)",
    )
    write_page(root, "reminder", title="催告の手順", folder="折衝", body="催告は民法150条による。[督促](page:demand)")
    return root


@pytest.fixture
def settings(tmp_path: Path, manuals: Path) -> Settings:
    return Settings(instance=tmp_path / "instance", secret_key="for-tests-only", manuals=manuals)


@pytest.fixture
def app(app: Flask) -> Flask:
    """The word forms' pages belong to another feature; without it their links still need somewhere to lead."""
    if "notices.show_form" not in app.view_functions:
        app.add_url_rule("/forms/<name>", "notices.show_form", requires(Permission.NOTICES_READ)(lambda name: name))
    return app
