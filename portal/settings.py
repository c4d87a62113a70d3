"""Every setting of the portal: one frozen dataclass, one reader.

Values come from ``instance/settings.toml`` and then from ``PORTAL_*`` environment variables (the later wins).
An unknown key is an error, so that a misspelt setting never passes for the default. The README's table is
checked against this class by a test.
"""

from __future__ import annotations

import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from pathlib import Path
from typing import Any

from portal.domain.errors import InvalidInput

HOME = Path(__file__).resolve().parent.parent
ENVIRONMENT_PREFIX = "PORTAL_"
# Read by the tests and the start script, not settings of the office.
NOT_SETTINGS = frozenset({"PORTAL_INSTANCE"})


def _setting(default: Any, meaning: str) -> Any:
    return field(default=default, metadata={"meaning": meaning})


@dataclass(frozen=True, slots=True)
class Settings:
    """What an office may choose. ``meaning`` is the Japanese sentence of the README's table (unit included)."""

    instance: Path
    office_name: str = _setting("世田谷区", "団体名。通知書と画面に出ます。")
    office_head: str = _setting("世田谷区長", "処分・通知の名義（職名）。")
    office_head_name: str = _setting("", "名義人の氏名。空なら職名だけを印字します。")
    appeal_authority: str = _setting("世田谷区長", "教示文に書く審査請求先（標準の変種で使う職名）。")
    prefecture: str = _setting("東京都", "教示文に書く都道府県名。")
    database_url: str = _setting(
        "", "データベース。空なら instance/portal.db（SQLite）。PostgreSQL は postgresql://… の形。"
    )
    search_backend: str = _setting("whoosh", "検索の方式。whoosh（1台）又は postgresql（複数台）。")
    secret_key: str = _setting("", "署名用の秘密鍵。空なら instance/secret_key を作って使います。")
    secure_cookies: bool = _setting(False, "TLS の後ろで動かすときは true（クッキーを暗号化通信だけに限ります）。")
    trusted_proxies: int = _setting(0, "前に置くリバースプロキシの段数（台）。")
    threads: int = _setting(8, "同時に応答するスレッドの数（本）。")
    session_idle_minutes: int = _setting(60, "操作がないときにサインアウトするまでの時間（分）。")
    session_absolute_hours: int = _setting(12, "サインインしてから必ずサインアウトするまでの時間（時間）。")
    sign_in_failures_per_account: int = _setting(
        5, "同じ利用者IDで続けて失敗できる回数（回）。超えると一時停止します。"
    )
    sign_in_failures_per_address: int = _setting(30, "同じ端末から続けて失敗できる回数（回）。")
    sign_in_pause_minutes: int = _setting(15, "失敗が続いたときにサインインを止める時間（分）。")
    password_min_length: int = _setting(12, "パスワードの最小の長さ（文字）。")
    max_upload_mb: int = _setting(30, "読み込めるファイルの大きさの上限（MB）。")
    max_list_rows: int = _setting(50_000, "一覧から一度に読み込める行数の上限（行）。")
    same_notice_days: int = _setting(14, "同じ通知を再び送るときに注意を出す期間（日）。")
    realization_grace_application_months: int = _setting(
        6, "換価の猶予の申請期限（納期限からの月数）。条例で定めます。"
    )
    sms_limit: int = _setting(70, "SMS 1通の文字数の上限（全角の文字数）。")
    libreoffice: str = _setting("", "LibreOffice の実行ファイルの場所。空なら自動で探します。")
    deflate: str = _setting("stdlib", "文書の圧縮方式。stdlib 又は zlib-ng（速い。出力のバイト列は変わります）。")
    manuals: Path = _setting(HOME / "manuals", "手引き（Markdown）の置き場所。")
    templates: Path = _setting(HOME / "templates", "様式（Word）の置き場所。")
    courses: Path = _setting(HOME / "courses", "研修の置き場所。")

    def database(self) -> str:
        """The SQLAlchemy URL in force: SQLite in the instance folder unless ``database_url`` says otherwise."""
        if not self.database_url:
            return f"sqlite:///{self.instance / 'portal.db'}"
        # SQLAlchemy's own default driver for postgresql:// is psycopg2, which is not what is locked here.
        return self.database_url.replace("postgresql://", "postgresql+psycopg://", 1)

    def key(self) -> str:
        """The signing key; made once and kept in the instance folder, readable by its owner only."""
        if self.secret_key:
            return self.secret_key
        path = self.instance / "secret_key"
        if not path.exists():
            self.instance.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            path.write_text(secrets.token_urlsafe(48), encoding="ascii")
        return path.read_text(encoding="ascii").strip()


def load_settings(instance: Path, environ: Mapping[str, str] | None = None) -> Settings:
    """Read ``settings.toml`` and ``PORTAL_*``. Raises InvalidInput naming the file, the key and the value."""
    instance = instance.resolve()
    known = {f.name: f for f in fields(Settings) if f.name != "instance"}
    values: dict[str, Any] = {}
    path = instance / "settings.toml"
    if path.exists():
        values |= _checked(_read_toml(path), known, where=f"{path.name}")
    from_environment = {
        name.removeprefix(ENVIRONMENT_PREFIX).lower(): text
        for name, text in (environ or {}).items()
        if name.startswith(ENVIRONMENT_PREFIX) and name not in NOT_SETTINGS and not name.startswith("PORTAL_TEST_")
    }
    values |= _checked(from_environment, known, where="環境変数 PORTAL_*")
    return Settings(instance=instance, **values)


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InvalidInput(
            f"{path.name} を読み取れません（{error}）。TOML の書き方とUTF-8を確かめてください。"
        ) from error


def _checked(given: Mapping[str, Any], known: Mapping[str, Field[Any]], *, where: str) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for name, value in given.items():
        if name not in known:
            raise InvalidInput(f"{where}：『{name}』という設定はありません。README の設定の表を確かめてください。")
        result[name] = _converted(name, value, known[name], where)
    return result


def _converted(name: str, value: Any, known: Field[Any], where: str) -> Any:
    default = known.default
    assert default is not MISSING
    if isinstance(default, bool):
        if isinstance(value, bool):
            return value
        if str(value).lower() in {"true", "1", "yes", "on", "false", "0", "no", "off"}:
            return str(value).lower() in {"true", "1", "yes", "on"}
        raise InvalidInput(f"{where}：『{name}』は true か false で書いてください（今の値：{value}）。")
    if isinstance(default, int):
        try:
            number = int(value)
        except (TypeError, ValueError):
            raise InvalidInput(f"{where}：『{name}』は整数で書いてください（今の値：{value}）。") from None
        if number < 0:
            raise InvalidInput(f"{where}：『{name}』は0以上で書いてください（今の値：{value}）。")
        return number
    if not isinstance(value, str):
        raise InvalidInput(f"{where}：『{name}』は文字列で書いてください（今の値：{value}）。")
    return Path(value).resolve() if isinstance(default, Path) else value
