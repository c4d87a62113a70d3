"""What a database that does not answer means for the person who runs the portal, as a sentence."""

from __future__ import annotations

import sqlite3

from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

# What the drivers say (SQLite, PostgreSQL), in lower case, and what is to be done.
_MEANINGS = (
    (("no such table", "does not exist", "no such column"),
     "データベースの準備ができていません。初めて使うときは portal init を、版を新しくしたときは portal db upgrade を実行してください。"),
    (("is locked", "lock timeout"),
     "データベースをほかの処理が使っています。しばらく待ってから、もう一度実行してください。"),
    (("not a database", "malformed"),
     "データベースのファイルが壊れています。ポータルを止め、空の置き場所に portal restore でバックアップを戻してください。"),
    (("readonly",), "データベースに書き込む権限がありません。置き場所の権限を確かめてください。"),
    (("unable to open",), "データベースのファイルを開けません。置き場所（PORTAL_INSTANCE）と権限を確かめてください。"),
    (("disk is full", "no space left"), "ディスクの空きがありません。空けてから、もう一度実行してください。"),
    (("connection", "authentication", "translate host"),
     "データベースに接続できません。database_url の設定と、データベースが動いていることを確かめてください。"),
)  # fmt: skip


def is_trouble(error: BaseException) -> bool:
    """Whether a database (not the portal) refused: SQLAlchemy's, SQLite's or PostgreSQL's error."""
    return isinstance(error, SQLAlchemyError | sqlite3.Error) or type(error).__module__.split(".")[0] == "psycopg"


def sentence_of(error: BaseException) -> str:
    """What happened and what to do next; never the statement, which may quote a resident's name."""
    if isinstance(error, ArgumentError | NoSuchModuleError):
        return "database_url を読み取れません。『sqlite:///…』か『postgresql://利用者@機械/データベース』の形で書いてください。"
    said = str(getattr(error, "orig", None) or error).lower()
    for words, sentence in _MEANINGS:
        if any(word in said for word in words):
            return sentence
    return "データベースの処理に失敗しました。portal doctor で状態を確かめてください。"
