"""Passwords: argon2id hashes, and what an acceptable password is."""

from __future__ import annotations

import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from portal.domain.errors import InvalidInput

_hasher = PasswordHasher()
_EASY = ("password", "passw0rd", "12345678", "abcdefgh", "qwertyui", "setagaya", "saiken")


@cache
def _decoy() -> str:
    """Verified against when the account is unknown, so that the answer takes as long as for a known one."""
    return _hasher.hash(secrets.token_urlsafe(16))


def hash_password(password: str) -> str:
    return _hasher.hash(password)


def matches(password_hash: str | None, password: str) -> bool:
    """Whether ``password`` is the one; takes the same time when there is no account (``None``)."""
    decoy = _decoy()  # for a known account, too: the first answer of a process must not tell
    try:
        return _hasher.verify(password_hash or decoy, password) and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False


def check_strength(password: str, *, login: str, minimum: int) -> None:
    """Raises InvalidInput saying what to change. Length counts, not character classes (NIST SP 800-63B 5.1.1)."""
    if len(password) < minimum:
        raise InvalidInput(
            f"パスワードは{minimum}文字以上にしてください（今は{len(password)}文字です）。", field="new_password"
        )
    if len(password) > 200:
        raise InvalidInput("パスワードは200文字以内にしてください。", field="new_password")
    lowered = password.lower()
    if login.lower() in lowered or any(word in lowered for word in _EASY) or len(set(password)) < 5:
        raise InvalidInput(
            "推測されやすいパスワードです。利用者IDや単純な並びを含めず、別の語を組み合わせてください。",
            field="new_password",
        )


def make_initial_password() -> str:
    """A password to hand over once, without letters that are read wrongly (0/O, 1/l/I)."""
    alphabet = "abcdefghijkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(alphabet) for _ in range(5)) for _ in range(3))
