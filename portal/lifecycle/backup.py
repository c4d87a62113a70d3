"""One file that holds a whole office, taken while it serves; and putting it back into an empty instance.

Order matters: the database first, the stored files after it. Files are only ever added and are written before the
row that names them, so every file the copied database knows is there. The search index and the queue are not
copied: the one is rebuilt from the truth, the other refilled by the worker's sweep.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sqlite3
import subprocess
import tempfile
import zipfile
from datetime import datetime
from pathlib import Path, PurePosixPath

from sqlalchemy import make_url

from portal.db.trouble import sentence_of
from portal.documents.store import cannot_write_out
from portal.domain.errors import Conflict, InvalidInput, PortalError
from portal.settings import HOME, Settings

MANIFEST = "portal-backup.json"
DATABASE, DUMP = "portal.db", "portal.dump"


def backup(settings: Settings, target: Path, now: datetime) -> int:
    """Write the archive (temp + replace); how many files it holds. Raises PortalError when the database cannot be copied."""
    target = target.resolve()
    if target.exists() and not target.is_file():
        raise InvalidInput(
            f"『{target}』はファイルではありません。バックアップを作るファイルの名前を指定してください。"
        )
    try:
        return _write(settings, target, now)
    except OSError as error:
        raise cannot_write_out(target, error) from error


def _write(settings: Settings, target: Path, now: datetime) -> int:
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        copied = _copy_database(settings, Path(folder))
        partial = Path(folder) / "archive"
        with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive:
            archive.writestr(MANIFEST, json.dumps({"format": 1, "made_at": now.isoformat(), "database": copied.name}))
            archive.write(copied, copied.name)
            for name in ("settings.toml", "secret_key"):
                if (settings.instance / name).exists():
                    archive.write(settings.instance / name, name)
            for label, root in _folders(settings).items():
                for path in sorted(p for p in root.rglob("*") if p.is_file() and "__pycache__" not in p.parts):
                    archive.write(path, f"{label}/{path.relative_to(root).as_posix()}")
            count = len(archive.namelist())
        partial.chmod(0o600)  # it holds everything: personal data and the signing key
        os.replace(partial, target)
    return count


def _folders(settings: Settings) -> dict[str, Path]:
    return {
        label: root
        for label, root in {
            "files": settings.instance / "files",
            "manuals": settings.manuals,
            "templates": settings.templates,
            "courses": settings.courses,
        }.items()
        if root.is_dir()
    }


def _copy_database(settings: Settings, folder: Path) -> Path:
    url = settings.database()
    if url.startswith("sqlite"):
        target = folder / DATABASE
        copy = sqlite3.connect(target)
        try:
            source = sqlite3.connect(f"file:{settings.instance / 'portal.db'}?mode=ro", uri=True)
            with contextlib.closing(source):
                source.backup(copy)
        except sqlite3.Error as error:
            raise PortalError(f"データベースの写しを作れませんでした。{sentence_of(error)}") from error
        finally:
            copy.close()
        return target
    target = folder / DUMP
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    _run_postgres_tool(["pg_dump", "--format=custom", f"--file={target}", f"--dbname={plain}"])
    return target


def _run_postgres_tool(command: list[str]) -> None:
    if shutil.which(command[0]) is None:
        raise PortalError(
            f"{command[0]} が見つかりません。PostgreSQL のクライアントを入れてから、もう一度実行してください。"
        )
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise PortalError(f"{command[0]} が失敗しました。データベースの接続先を確かめてください。")


def restore(settings: Settings, source: Path) -> None:
    """Put an archive into an empty instance. Raises Conflict when the instance is not empty, InvalidInput on a bad file."""
    instance = settings.instance
    taken = (
        [p.name for p in instance.iterdir() if p.name not in {"README.md", "settings.toml"}]
        if instance.exists()
        else []
    )
    if taken:
        raise Conflict(
            f"戻し先が空ではありません（{'、'.join(sorted(taken)[:3])} があります）。"
            "空のフォルダを PORTAL_INSTANCE に指定して、もう一度実行してください。"
        )
    try:
        archive = zipfile.ZipFile(source)
        manifest = json.loads(archive.read(MANIFEST))
    except (OSError, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise InvalidInput(f"『{source.name}』は、このポータルのバックアップではありません。") from error
    with archive:
        instance.mkdir(parents=True, exist_ok=True)
        for entry in archive.infolist():
            if not entry.is_dir() and entry.filename != MANIFEST:
                _extract(archive, entry, _place(instance, entry.filename))
    _adopt_content(settings)
    if manifest["database"] == DUMP:
        plain = make_url(settings.database()).set(drivername="postgresql").render_as_string(hide_password=False)
        _run_postgres_tool(["pg_restore", "--no-owner", "--exit-on-error", f"--dbname={plain}", str(instance / DUMP)])
        (instance / DUMP).unlink()


def _place(instance: Path, name: str) -> Path:
    parts = PurePosixPath(name).parts
    if not parts or name.startswith("/") or ".." in parts or ":" in parts[0] or "\\" in name:
        raise InvalidInput(f"バックアップの中に不正な名前『{name}』があります。別のバックアップを使ってください。")
    return instance.joinpath(*parts)


def _extract(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, path: Path) -> None:
    if path.name == "settings.toml" and path.exists():
        return  # the settings of the machine that restores go first
    path.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(entry) as content, path.open("wb") as out:
        shutil.copyfileobj(content, out)
    if path.name == "secret_key":
        path.chmod(0o600)


def _adopt_content(settings: Settings) -> None:
    """Use the archive's manuals, word forms and courses: they may hold what the office itself wrote."""
    path = settings.instance / "settings.toml"
    text = path.read_text(encoding="utf-8-sig") if path.exists() else ""
    lines = []
    for label in ("manuals", "templates", "courses"):
        folder = settings.instance / label
        if not folder.is_dir() or f"{label} =" in text:
            continue
        if _same_content(folder, HOME / label):
            shutil.rmtree(folder)
        else:
            lines.append(f"{label} = {json.dumps(str(folder))}\n")
    if lines:
        path.write_text("".join(lines) + text, encoding="utf-8")


def _same_content(left: Path, right: Path) -> bool:
    def listing(root: Path) -> dict[str, bytes]:
        return {
            p.relative_to(root).as_posix(): p.read_bytes()
            for p in root.rglob("*")
            if p.is_file() and "__pycache__" not in p.parts
        }

    return right.is_dir() and listing(left) == listing(right)
