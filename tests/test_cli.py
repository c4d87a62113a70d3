"""The command line speaks Japanese, also where click itself speaks, and answers every mistake with a sentence.

Exit status: 0 done, 1 refused with a sentence, 2 called wrongly.
"""

from __future__ import annotations

import json
import os
import re
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from portal import cli
from portal.cli_words import columns_of, folded
from portal.db.trouble import sentence_of

ENGLISH = re.compile(r"\b[A-Za-z][a-z]+ (?:[a-z]+ )*[a-z]+\b")
COMMAND_LINES = re.compile(r"「portal [^」]*」|portal [a-z-]+( [a-z-]+)*|--[a-z-]+")


def commands(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            yield from commands(inner, (*path, name))


ALL = dict(commands(cli.portal))


def assert_japanese(text: str) -> None:
    assert "Traceback" not in text
    found = ENGLISH.search(COMMAND_LINES.sub("", text))
    assert found is None, f"English in what an officer reads: {found[0]!r} in\n{text}"


def run_portal(*arguments: str, instance: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command as an administrator runs it, in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "portal", *arguments],
        capture_output=True, text=True, check=False, timeout=60,
        env=os.environ | {"PORTAL_INSTANCE": str(instance)} | environment,
    )  # fmt: skip


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_the_help_of_every_command_is_japanese(path, capsys):
    assert cli.run([*path, "--help"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith(f"使い方：{' '.join(('portal', *path))}")
    assert "この説明を表示します。" in shown
    assert_japanese(shown)
    assert not re.search(r"\b(TEXT|INTEGER|FILE|DIRECTORY|OPTIONS|COMMAND|ARGS)\b", shown)


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_every_command_is_explained_and_so_is_every_option(path):
    command = ALL[path]
    assert command.help
    assert [
        one.name for one in command.params if isinstance(one, click.Option) and not one.hidden and not one.help
    ] == []


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_an_unknown_option_is_named_in_japanese_with_exit_status_2(path, capsys):
    assert cli.run([*path, "--no-such-thing"]) == 2
    said = capsys.readouterr().err
    assert "『--no-such-thing』という指定はありません。" in said
    assert_japanese(said)


@pytest.mark.parametrize("path", [path for path, one in ALL.items() if isinstance(one, click.Group)], ids=" ".join)
def test_a_group_alone_shows_its_help_and_a_wrong_command_is_named(path, capsys):
    assert cli.run([*path]) == 2
    assert "コマンド：" in capsys.readouterr().err
    assert cli.run([*path, "nothing-like-it"]) == 2
    said = capsys.readouterr().err
    assert "『nothing-like-it』というコマンドはありません。" in said
    assert_japanese(said)


@pytest.mark.parametrize(
    "path",
    [path for path, one in ALL.items() if any(parameter.required for parameter in one.params)],
    ids=" ".join,
)
def test_what_is_missing_is_named_in_japanese(path, capsys):
    assert cli.run([*path]) == 2
    said = capsys.readouterr().err
    assert "を指定してください。" in said
    assert_japanese(said)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["search", "督促", "--limit", "abc"], "『--limit』：『abc』は整数ではありません。"),
        (["search", "督促", "--limit", "-1"], "『--limit』：『-1』は使えません（1から1000までの範囲で指定してください）。"),
        (["search", "督促", "催告"], "『催告』は余分です。"),
        (["search", "督促", "--limit"], "『--limit』の値を指定してください。"),
        (["search", "督促", "--json=1"], "『--json』には値を付けられません。"),
        (["serch", "督促"], "『search』"),
        (["serve", "--port", "70000"], "1から65535までの範囲"),
        (["meetings", "minutes", "第一回", "--out", "x.docx"], "『番号』：『第一回』は整数ではありません。"),
        (["meetings", "minutes", "1", "--out", "."], "『.』はフォルダーです。ファイルを指定してください。"),
        (["restore", "none.zip"], "『none.zip』がありません。場所と名前を確かめてください。"),
        (["restore", "."], "『.』はフォルダーです。"),
        (["users", "add", "a.b", "--name", "架空", "--department", "課", "--role", "boss"], "次から選んでください：'viewer'"),
        (["manuals", "export"], "--zip、--html 又は --pdf で書き出し先を指定してください。"),
    ],
)  # fmt: skip
def test_a_mistyped_call_is_answered_with_exit_status_2(arguments, sentence, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PORTAL_INSTANCE", str(tmp_path / "instance"))
    assert cli.run(arguments) == 2
    said = capsys.readouterr().err
    assert sentence in said
    assert_japanese(said)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--principal", "10000", "--due", "2026-02-30"], "『2026-02-30』は存在しない日付です。"),
        (["--principal", "10000", "--due", "令和8年2月30日"], "『令和8年2月30日』は存在しない日付です。"),
        (["--principal", "10000", "--due", "2月30日"], "『納期限（--due）』：『2月30日』には年がありません。"),
        (["--principal", "-1", "--due", "2026-02-02"], "金額に負の数は使えません。"),
        (["--due", "2026-02-02", "--paid", "2026-05-29"], "--principal"),
        (
            ["--principal", "1", "--due", "2026-02-02", "--appropriation", "x"],
            "『充当の順序（--appropriation）』：『x』は使えません。",
        ),
    ],
)
def test_a_value_that_cannot_be_is_refused_with_exit_status_1(arguments, sentence, capsys):
    assert cli.run(["calc", "late-charge", *arguments]) == 1
    said = capsys.readouterr().err
    assert sentence in said
    assert_japanese(said)


def test_the_exit_status_of_a_command_reaches_the_shell(tmp_path):
    done = run_portal("doctor", instance=tmp_path)
    assert "［誤り］データベースの準備ができていません。portal init を実行してください。" in done.stdout
    assert done.returncode == 1


@pytest.mark.parametrize(
    "arguments", [("users", "list"), ("meetings", "list"), ("referrals", "build", "R8-1", "--out", "x")]
)
def test_an_office_that_was_never_set_up_is_told_to_be_set_up(arguments, tmp_path):
    done = run_portal(*arguments, instance=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert "portal init" in done.stderr
    assert_japanese(done.stderr)


def test_a_damaged_database_is_a_sentence(tmp_path):
    (tmp_path / "portal.db").write_bytes(b"no database at all" * 1000)
    for arguments in (["users", "list"], ["backup", str(tmp_path / "x.zip")]):
        done = run_portal(*arguments, instance=tmp_path)
        assert done.returncode == 1
        assert "壊れています" in done.stderr
        assert_japanese(done.stderr)


def test_an_instance_that_is_a_file_is_a_sentence(tmp_path):
    place = tmp_path / "instance"
    place.write_text("")
    done = run_portal("users", "list", instance=place)
    assert done.returncode == 1
    assert f"『{place}』を読み書きできません（その名前のファイルがあります）。" in done.stderr


def test_an_unknown_setting_and_an_unknown_database_are_sentences(tmp_path):
    (tmp_path / "settings.toml").write_text('databse_url = "x"\n')
    done = run_portal("users", "list", instance=tmp_path)
    assert (done.returncode, "『databse_url』という設定はありません。" in done.stderr) == (1, True)
    (tmp_path / "settings.toml").unlink()
    done = run_portal("users", "list", instance=tmp_path, PORTAL_DATABASE_URL="nothing://x")
    assert (done.returncode, "database_url を読み取れません。" in done.stderr) == (1, True)


def test_a_port_that_is_in_use_is_a_sentence_and_nothing_is_set_up(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = run_portal("serve", "--port", port, instance=tmp_path)
    assert done.returncode == 1
    assert f"ポート{port}は既に使われています。" in done.stderr
    assert "--port で別の番号を指定してください。" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_backup_is_not_written_over_a_folder_or_a_device(tmp_path):
    for target in (str(tmp_path), os.devnull):
        done = run_portal("backup", target, instance=tmp_path / "instance")
        assert done.returncode == 1
        assert "はファイルではありません。" in done.stderr
    assert Path(os.devnull).is_char_device()


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("no such table: users", "portal init"),
        ("database is locked", "ほかの処理が使っています"),
        ("database disk image is malformed", "壊れています"),
        ("attempt to write a readonly database", "書き込む権限がありません"),
        ("unable to open database file", "開けません"),
        ("database or disk is full", "ディスクの空きがありません"),
        ("something new", "portal doctor"),
    ],
)
def test_what_a_database_says_is_told_in_japanese(said, sentence):
    assert sentence in sentence_of(sqlite3.OperationalError(said))


def test_a_weak_initial_password_is_refused_on_the_command_line_too(tmp_path):
    done = run_portal(
        "users", "add", "a.b", "--name", "架空", "--department", "課", "--role", "admin", "--password", "a", instance=tmp_path
    )  # fmt: skip
    assert (done.returncode, "パスワードは12文字以上にしてください" in done.stderr) == (1, True)


def test_a_line_of_help_is_folded_by_columns_and_begins_with_no_comma():
    lines = folded("督促状を発した日（督促状の指定期限）、portal calc rates で一覧します。", 20)
    assert max(map(columns_of, lines)) <= 22  # a closing mark may hang out of the line
    assert "".join(lines).replace(" ", "") == "督促状を発した日（督促状の指定期限）、portalcalcratesで一覧します。"
    assert not [line for line in lines if line[0] in "、。）" or line[-1] == "（"]


def test_a_list_of_users_names_their_roles_in_japanese_and_json_keeps_the_codes(office, people):
    group = cli.portal.commands["users"]
    plain = CliRunner().invoke(group, ["list"], obj=office)
    assert "hanako\t" in plain.output
    assert "\t担当\n" in plain.output
    coded = CliRunner().invoke(group, ["list", "--json"], obj=office)
    assert {"officer"} in [set(row["roles"]) for row in json.loads(coded.output)]
