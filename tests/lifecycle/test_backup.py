"""A backup holds everything, is taken while serving, and goes only into an empty instance."""

from __future__ import annotations

import dataclasses
import zipfile

import pytest

from portal import opening
from portal.accounts import service as accounts
from portal.db import reading, unit_of_work
from portal.db.schema import upgrade
from portal.domain.actor import SYSTEM
from portal.domain.errors import Conflict, InvalidInput
from portal.lifecycle.backup import backup, restore
from tests.conftest import NOW


@pytest.fixture
def running(settings):
    office = opening.open_office(dataclasses.replace(settings, secret_key=""))
    office.settings.key()
    upgrade(office.engine)
    with unit_of_work(office.sessions) as session:
        accounts.add_department(session, SYSTEM, NOW, name="見本課")
    yield office
    office.index.close()
    office.engine.dispose()


def test_what_was_saved_is_there_again_after_backup_and_restore(running, tmp_path):
    key = running.store.put("添付の中身".encode())
    with running.sessions() as writer:
        writer.connection(execution_options={"portal_write": True})  # somebody is in the middle of a write
        backup(running.settings, tmp_path / "office.zip", NOW)
    fresh = dataclasses.replace(running.settings, instance=tmp_path / "second")
    restore(fresh, tmp_path / "office.zip")
    again = opening.open_office(fresh)
    with reading(again.sessions) as session:
        assert [department.name for department in accounts.departments(session)] == ["見本課"]
    with again.store.open(key) as stored:
        assert stored.read().decode() == "添付の中身"
    assert fresh.key() == running.settings.key()
    again.index.close()
    again.engine.dispose()


def test_only_its_owner_can_read_the_archive(running, tmp_path):
    backup(running.settings, tmp_path / "office.zip", NOW)
    assert (tmp_path / "office.zip").stat().st_mode & 0o077 == 0


def test_restoring_over_a_living_office_is_refused(running, tmp_path):
    backup(running.settings, tmp_path / "office.zip", NOW)
    with pytest.raises(Conflict, match="空ではありません"):
        restore(running.settings, tmp_path / "office.zip")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"not a zip"])
def test_a_file_that_is_no_backup_is_refused_in_words(settings, tmp_path, content):
    (tmp_path / "x.zip").write_bytes(content)
    with pytest.raises(InvalidInput, match="バックアップではありません"):
        restore(settings, tmp_path / "x.zip")


def test_a_backup_with_a_path_that_climbs_out_is_refused(settings, tmp_path):
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("portal-backup.json", '{"database": "portal.db"}')
        archive.writestr("../evil", "x")
    with pytest.raises(InvalidInput, match="不正な名前"):
        restore(settings, tmp_path / "x.zip")
    assert not (tmp_path / "evil").exists()
