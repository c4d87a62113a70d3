"""Signing in, and managing people. Everything here is audited."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from portal import audit
from portal.accounts.models import Department, EndedSession, SignInFailure, User, UserRole
from portal.accounts.passwords import check_strength, hash_password, make_initial_password, matches
from portal.domain.actor import SYSTEM, Actor
from portal.domain.errors import Conflict, InvalidInput, NotFound
from portal.domain.permissions import Role
from portal.settings import Settings

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,59}")
REFUSED = "利用者ID又はパスワードが違います。続けて失敗すると一時的にサインインできなくなります。"


def sign_in(
    session: Session, settings: Settings, now: datetime, *, login: str, password: str, address: str
) -> User | None:
    """The user, or None when refused. Failures are written by this call, so the caller must commit either way.

    Raises InvalidInput while the account or the address is paused.
    """
    login = login.strip().lower()[:60]
    _refuse_while_paused(session, settings, now, login=login, address=address)
    user = session.scalar(select(User).where(User.login == login))
    if matches(user.password_hash if user else None, password) and user is not None and not user.disabled:
        session.execute(delete(SignInFailure).where(SignInFailure.login == login))
        user.previous_sign_in_at, user.last_sign_in_at = user.last_sign_in_at, now
        audit.record(session, user.as_actor(address), now, action="sign_in.ok", sentence="サインインしました。")
        return user
    _note_failure(session, settings, now, login=login, address=address, user=user)
    return None


def sign_out(session: Session, settings: Settings, actor: Actor, now: datetime, *, number: str) -> None:
    """End one session for good. Numbers too old to matter are dropped."""
    oldest = now - timedelta(hours=settings.session_absolute_hours)
    session.execute(delete(EndedSession).where(EndedSession.at < oldest))
    if number and session.get(EndedSession, number) is None:
        session.add(EndedSession(number=number[:43], at=now))
    audit.record(session, actor, now, action="sign_in.out", sentence="サインアウトしました。")


def _recent(session: Session, settings: Settings, now: datetime, **which: str) -> int:
    since = now - timedelta(minutes=settings.sign_in_pause_minutes)
    query = select(func.count()).select_from(SignInFailure).where(SignInFailure.at > since).filter_by(**which)
    return session.scalar(query) or 0


def _refuse_while_paused(session: Session, settings: Settings, now: datetime, *, login: str, address: str) -> None:
    if (
        _recent(session, settings, now, login=login) >= settings.sign_in_failures_per_account
        or _recent(session, settings, now, address=address) >= settings.sign_in_failures_per_address
    ):
        raise InvalidInput(
            f"サインインの失敗が続いたため、一時的に止めています。{settings.sign_in_pause_minutes}分ほど待ってから"
            "試すか、管理者に連絡してください。"
        )


def _note_failure(
    session: Session, settings: Settings, now: datetime, *, login: str, address: str, user: User | None
) -> None:
    session.execute(delete(SignInFailure).where(SignInFailure.at < now - timedelta(days=1)))
    session.add(SignInFailure(login=login, address=address, at=now))
    session.flush()
    who = Actor(
        user_id=user.id if user else None,
        name=user.name if user else "（不明）",
        department_id=user.department_id if user else None,
        department_name="",
        address=address,
    )
    audit.record(session, who, now, action="sign_in.failed", sentence="サインインに失敗しました。")
    if _recent(session, settings, now, login=login) == settings.sign_in_failures_per_account:
        audit.record(
            session,
            who,
            now,
            action="sign_in.locked",
            sentence=f"失敗が続いたため、サインインを{settings.sign_in_pause_minutes}分間止めました。",
        )


def change_own_password(
    session: Session, settings: Settings, actor: Actor, now: datetime, *, current: str, new: str
) -> User:
    """Set a new password; ends the account's other sessions. Raises InvalidInput."""
    user = session.get_one(User, actor.user_id)
    if not matches(user.password_hash, current):
        raise InvalidInput("今のパスワードが違います。", field="current_password")
    check_strength(new, login=user.login, minimum=settings.password_min_length)
    if matches(user.password_hash, new):
        raise InvalidInput("今と同じパスワードは使えません。", field="new_password")
    user.password_hash = hash_password(new)
    user.must_change_password = False
    user.session_version += 1
    audit.record(session, actor, now, action="password.changed", sentence="自分のパスワードを変更しました。")
    return user


def add_department(session: Session, actor: Actor, now: datetime, *, name: str, **contact: Any) -> Department:
    """A new 課. Raises Conflict when the name is taken."""
    name = name.strip()
    if not name:
        raise InvalidInput("課の名前を入力してください。", field="name")
    _refuse_taken(session, name)
    department = Department(name=name, **contact)
    session.add(department)
    session.flush()
    audit.record(
        session,
        actor,
        now,
        action="department.added",
        sentence=f"課『{name}』を登録しました。",
        object_kind="department",
        object_id=department.id,
    )
    return department


def _refuse_taken(session: Session, name: str) -> None:
    if session.scalar(select(Department.id).where(Department.name == name)):
        raise Conflict(f"『{name}』は既に登録されています。一覧から開いて直してください。", field="name")


def change_department(
    session: Session, actor: Actor, now: datetime, *, department: Department, name: str, **contact: Any
) -> None:
    """Change the name and the contact block of a 課. Raises InvalidInput without a name, Conflict when it is taken."""
    name = name.strip()
    if not name:
        raise InvalidInput("課の名前を入力してください。", field="name")
    if name != department.name:
        _refuse_taken(session, name)
    for field, value in {"name": name, **contact}.items():
        setattr(department, field, value)
    audit.record(
        session,
        actor,
        now,
        action="department.changed",
        sentence=f"課『{department.name}』の連絡先などを変更しました。",
        object_kind="department",
        object_id=department.id,
    )


def departments(session: Session) -> Sequence[Department]:
    return session.scalars(select(Department).order_by(Department.id)).all()


def department_named(session: Session, name: str) -> Department:
    department = session.scalar(select(Department).where(Department.name == name.strip()))
    if department is None:
        known = "、".join(d.name for d in departments(session)) or "なし"
        raise NotFound(f"『{name}』という課は登録されていません（登録済み：{known}）。")
    return department


def users(session: Session) -> Sequence[User]:
    return session.scalars(select(User).order_by(User.department_id, User.login)).all()


def user_with_login(session: Session, login: str) -> User:
    user = session.scalar(select(User).where(User.login == login.strip().lower()))
    if user is None:
        raise NotFound(f"利用者ID『{login}』は登録されていません。")
    return user


def add_user(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    login: str,
    name: str,
    department_id: int,
    roles: frozenset[Role],
    password: str | None = None,
    must_change_password: bool = True,
) -> tuple[User, str]:
    """A new account and its initial password (made here unless given). Raises InvalidInput, Conflict."""
    login = login.strip().lower()
    if not _LOGIN.fullmatch(login):
        raise InvalidInput(
            f"利用者ID『{login}』は使えません。半角の英小文字・数字・. _ - で2文字以上にしてください。", field="login"
        )
    if not name.strip():
        raise InvalidInput("氏名を入力してください。", field="name")
    if not roles:
        raise InvalidInput("役割を一つ以上選んでください。", field="roles")
    if session.scalar(select(User.id).where(User.login == login)):
        raise Conflict(f"利用者ID『{login}』は既に使われています。別のIDにしてください。", field="login")
    initial = password or make_initial_password()
    user = User(
        login=login,
        name=name.strip(),
        department_id=department_id,
        password_hash=hash_password(initial),
        must_change_password=must_change_password,
        created_at=now,
        role_rows=[UserRole(role=role.value) for role in sorted(roles)],
    )
    session.add(user)
    session.flush()
    session.refresh(user)
    _audit_user(
        session, actor, now, user, "user.added", f"利用者『{login}』を登録しました（役割：{user.role_labels}）。"
    )
    return user, initial


def change_user(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    user: User,
    name: str,
    department_id: int,
    roles: frozenset[Role],
) -> None:
    """Change name, department and roles; a change of what the person may do ends their sessions and is audited."""
    if not roles:
        raise InvalidInput("役割を一つ以上選んでください。", field="roles")
    if user.id == actor.user_id and Role.ADMIN in user.roles and Role.ADMIN not in roles:
        raise Conflict("自分の『管理』の役割は外せません。ほかの管理者に頼んでください。", field="roles")
    before = (user.role_labels, user.department_id)
    user.name = name.strip() or user.name
    user.department_id = department_id
    user.role_rows = [
        next((row for row in user.role_rows if row.role == role.value), None) or UserRole(role=role.value)
        for role in sorted(roles)
    ]
    session.flush()
    if before != (user.role_labels, department_id):
        user.session_version += 1
        _audit_user(
            session,
            actor,
            now,
            user,
            "user.permissions",
            f"利用者『{user.login}』の役割を「{before[0]}」から「{user.role_labels}」に、"
            f"所属を課番号{before[1]}から{department_id}に変更しました。",
        )


def set_disabled(session: Session, actor: Actor, now: datetime, *, user: User, disabled: bool) -> None:
    """Close or reopen an account; closing ends its sessions at once."""
    if user.id == actor.user_id:
        raise Conflict("自分の利用者IDは停止できません。ほかの管理者に頼んでください。")
    user.disabled = disabled
    user.session_version += 1
    word = "停止" if disabled else "再開"
    _audit_user(session, actor, now, user, "user.disabled", f"利用者『{user.login}』を{word}しました。")


def reset_password(session: Session, actor: Actor, now: datetime, *, user: User, password: str | None = None) -> str:
    """Give a new initial password, which must be changed at the next sign-in."""
    initial = password or make_initial_password()
    user.password_hash = hash_password(initial)
    user.must_change_password = True
    user.session_version += 1
    session.execute(delete(SignInFailure).where(SignInFailure.login == user.login))
    _audit_user(
        session, actor, now, user, "user.password_reset", f"利用者『{user.login}』の初期パスワードを再発行しました。"
    )
    return initial


def _audit_user(session: Session, actor: Actor, now: datetime, user: User, action: str, sentence: str) -> None:
    audit.record(session, actor, now, action=action, sentence=sentence, object_kind="user", object_id=user.id)


def system_actor(address: str = "") -> Actor:
    """The actor of the command line: the machine's operator, outside every department."""
    return SYSTEM if not address else Actor(None, "システム", None, "", address=address)
