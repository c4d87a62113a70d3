"""What a real portal asks of SQLite; the suite itself does not wait for the disk (see ``conftest.hasty_disk``)."""

from __future__ import annotations

import subprocess
import sys

from portal.settings import HOME

ASK = """
import sys
from portal.db import make_engine
with make_engine(sys.argv[1]).connect() as connection:
    print(*(connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in sys.argv[2:]))
"""


def test_a_confirmed_save_survives_a_power_cut_and_foreign_keys_hold(tmp_path):
    wanted = ["synchronous", "journal_mode", "foreign_keys", "busy_timeout"]
    command = [sys.executable, "-c", ASK, f"sqlite:///{tmp_path}/portal.db", *wanted]
    answer = subprocess.run(command, cwd=HOME, capture_output=True, text=True)
    assert answer.stdout.split() == ["2", "wal", "1", "15000"], answer.stderr  # 2 = FULL
