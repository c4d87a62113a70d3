"""Settings: read from the file and the environment; a misspelt key never passes for the default."""

from __future__ import annotations

import pytest

from portal.domain.errors import InvalidInput
from portal.settings import load_settings


def test_the_environment_wins_over_the_file(tmp_path):
    (tmp_path / "settings.toml").write_text('office_name = "見本区"\nthreads = 4\n', encoding="utf-8")
    settings = load_settings(tmp_path, {"PORTAL_THREADS": "6", "HOME": "/x"})
    assert (settings.office_name, settings.threads) == ("見本区", 6)


def test_a_file_saved_by_notepad_with_a_bom_is_read(tmp_path):
    (tmp_path / "settings.toml").write_text('office_name = "見本区"\n', encoding="utf-8-sig")
    assert load_settings(tmp_path).office_name == "見本区"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('ofice_name = "x"', "『ofice_name』という設定はありません"),
        ("threads = 'many'", "整数で書いてください"),
        ("threads = -1", "0以上"),
        ("secure_cookies = 3", "true か false"),
        ("office_name = 3", "文字列"),
        ("office_name = ", "読み取れません"),
    ],
)
def test_a_wrong_setting_is_an_error_that_names_it(tmp_path, text, said):
    (tmp_path / "settings.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InvalidInput, match=said):
        load_settings(tmp_path)


def test_an_unknown_environment_variable_is_an_error_too(tmp_path):
    with pytest.raises(InvalidInput, match="sesion_idle_minutes"):
        load_settings(tmp_path, {"PORTAL_SESION_IDLE_MINUTES": "5"})


def test_the_secret_key_is_made_once_and_only_its_owner_reads_it(tmp_path):
    settings = load_settings(tmp_path)
    key = settings.key()
    assert len(key) > 40
    assert load_settings(tmp_path).key() == key
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


def test_postgresql_is_reached_with_the_locked_driver(tmp_path):
    settings = load_settings(tmp_path, {"PORTAL_DATABASE_URL": "postgresql://u@h/d"})
    assert settings.database() == "postgresql+psycopg://u@h/d"
