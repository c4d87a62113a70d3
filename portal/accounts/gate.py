"""The gate in front of every endpoint: who is it, is the session still good, may they do this.

The session is a signed cookie that holds only the user's number, its own random number, the instants of sign-in and
last use, and the account's ``session_version``. Raising the version in the table ends all sessions of the account;
signing out ends the one session for good, also for a copy of its cookie.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, current_app, flash, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, current_user, logout_user

from portal.accounts.models import EndedSession, User
from portal.accounts.views import blueprint
from portal.db import reading
from portal.domain.errors import NotAllowed
from portal.domain.permissions import Permission
from portal.settings import Settings
from portal.web import drafts, now, office, permission_of
from portal.web.permissions import PUBLIC

SIGNED_IN_AT, SEEN_AT, VERSION, NUMBER = "signed_in_at", "seen_at", "version", "number"
INVALID = "サインインが無効になりました。もう一度サインインしてください。"


def install(app: Flask) -> None:
    """Add Flask-Login, the pages of this package and the gate."""
    manager = LoginManager(app)
    manager.session_protection = "basic"
    manager.user_loader(_load)
    app.register_blueprint(blueprint)
    app.before_request(check)


def _load(user_id: str) -> User | None:
    if not user_id.isdecimal():
        return None
    with reading(office().sessions) as db:
        return db.get(User, int(user_id))


def check() -> ResponseReturnValue | None:
    """Runs before every request; returns a redirect, raises NotAllowed, or lets it pass with ``g.actor`` set."""
    view = _view_of(request.endpoint) if request.url_rule else None
    if view is None:
        _greet()
        return None  # no such page: Flask answers 404, under the person's own menu
    wanted = permission_of(view)
    if wanted == PUBLIC:
        return None
    if not current_user.is_authenticated:
        return _to_sign_in()
    ended = _why_ended(office().settings, now())
    if ended:
        return _end_session(ended)
    g.actor = current_user.as_actor(request.remote_addr or "")
    if not request.headers.get("HX-Request"):
        session[SEEN_AT] = now().timestamp()  # a page that refreshes itself is not a person at work
    if current_user.must_change_password:
        g.confined = True
        if request.endpoint not in {"accounts.change_password", "accounts.sign_out"}:
            g.draft_unsettled = True  # the form was not accepted, only led elsewhere
            return redirect(url_for("accounts.change_password"))
    if not isinstance(wanted, Permission) or not g.actor.may(wanted):
        raise NotAllowed("この操作をする権限がありません。必要な場合は係長か管理者に相談してください。")
    return None


def _greet() -> None:
    known = current_user.is_authenticated and not current_user.must_change_password
    if known and not _why_ended(office().settings, now()):
        g.actor = current_user.as_actor(request.remote_addr or "")


def _end_session(sentence: str) -> ResponseReturnValue:
    """To the sign-in page; a form that came too late is kept for the same person, who goes on with it afterwards."""
    kept = request.method == "POST" and sentence != INVALID and drafts.keep_posted(current_user.id)
    back = request.form.get(drafts.PLACE) if kept else None
    logout_user()
    session.clear()
    flash(sentence, "warning")
    if kept:
        flash("入力した内容は残してあります。サインインすると、続きから入力できます。", "warning")
    return _to_sign_in(back)


def _view_of(endpoint: str | None) -> Callable[..., Any] | None:
    return current_app.view_functions.get(endpoint or "")


def _to_sign_in(wanted: str | None = None) -> ResponseReturnValue:
    if request.headers.get("HX-Request"):
        return "", 401, {"HX-Redirect": url_for("accounts.sign_in")}
    asked = request.full_path.rstrip("?") if request.method == "GET" and request.path != "/" else None
    return redirect(url_for("accounts.sign_in", next=wanted or asked))


def _signed_out(number: str | None) -> bool:
    """Whether this session was ended by its owner: a copy of its cookie must not open it again."""
    if number is None:
        return True
    with reading(office().sessions) as db:
        return db.get(EndedSession, number) is not None


def _why_ended(settings: Settings, moment: datetime) -> str | None:
    """The sentence for a session that is over, or None while it is good."""
    signed_in, seen = session.get(SIGNED_IN_AT), session.get(SEEN_AT)
    stale = current_user.disabled or session.get(VERSION) != current_user.session_version
    if stale or not signed_in or not seen or _signed_out(session.get(NUMBER)):
        return INVALID
    age = moment.timestamp() - signed_in
    idle = moment.timestamp() - seen
    if age > timedelta(hours=settings.session_absolute_hours).total_seconds():
        return f"サインインから{settings.session_absolute_hours}時間たちました。もう一度サインインしてください。"
    if idle > timedelta(minutes=settings.session_idle_minutes).total_seconds():
        return f"{settings.session_idle_minutes}分間操作がなかったため、サインアウトしました。"
    return None
