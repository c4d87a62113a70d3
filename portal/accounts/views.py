"""Pages of people: sign-in and out, own page, and the administrator's pages. Brings in the page of the audit trail too."""

from __future__ import annotations

import secrets
from typing import Any

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_user, logout_user

from portal import audit
from portal.accounts import service, views_audit
from portal.accounts.blueprint import blueprint
from portal.accounts.forms import DepartmentForm, PasswordForm, SignInForm, UserForm
from portal.accounts.models import Department, User
from portal.db import reading, unit_of_work
from portal.domain.errors import NotFound, PortalError
from portal.domain.permissions import Permission
from portal.web import actor, inside, now, office, public, requires
from portal.web.forms import choices

__all__ = ["blueprint", "views_audit"]


def _begin_session(user: User) -> None:
    session.clear()
    login_user(user)
    moment = now().timestamp()
    session.update(signed_in_at=moment, seen_at=moment, version=user.session_version, number=secrets.token_urlsafe(32))


@blueprint.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    if current_user.is_authenticated and request.method == "GET":
        return redirect(url_for("web.home"))
    form = SignInForm()
    if form.validate_on_submit():
        try:
            with unit_of_work(office().sessions) as db:
                user = service.sign_in(
                    db,
                    office().settings,
                    now(),
                    login=form.login.data or "",
                    password=form.password.data or "",
                    address=request.remote_addr or "",
                )
        except PortalError as error:
            form.take(error)
            return render_template("accounts/sign_in.html", form=form), 429
        if user is not None:
            _begin_session(user)
            return redirect(inside(request.args.get("next"), url_for("web.home")))
        form.form_errors.append(service.REFUSED)
        return render_template("accounts/sign_in.html", form=form), 422
    return render_template("accounts/sign_in.html", form=form), 422 if form.errors else 200


@blueprint.post("/sign-out")
@requires(Permission.ACCOUNT_SELF)
def sign_out() -> ResponseReturnValue:
    with unit_of_work(office().sessions) as db:
        service.sign_out(db, office().settings, actor(), now(), number=session.get("number", ""))
    logout_user()
    session.clear()
    flash("サインアウトしました。", "success")
    return redirect(url_for("accounts.sign_in"))


@blueprint.get("/me")
@requires(Permission.ACCOUNT_SELF)
def profile() -> ResponseReturnValue:
    with reading(office().sessions) as db:
        user = db.get_one(User, actor().user_id)
        trail = audit.entries(db, actor_id=user.id, action="sign_in", limit=10)
        return render_template("accounts/profile.html", user=user, trail=trail)


@blueprint.route("/me/password", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_SELF)
def change_password() -> ResponseReturnValue:
    form = PasswordForm()
    if form.validate_on_submit():
        if form.new_password.data != form.again.data:
            form.again.errors = ["新しいパスワードと確認の入力が違います。"]
        else:
            try:
                with unit_of_work(office().sessions) as db:
                    user = service.change_own_password(
                        db,
                        office().settings,
                        actor(),
                        now(),
                        current=form.current_password.data or "",
                        new=form.new_password.data or "",
                    )
            except PortalError as error:
                form.take(error)
            else:
                _begin_session(user)
                flash("パスワードを変更しました。", "success")
                return redirect(url_for("web.home"))
    page = render_template(
        "accounts/password.html",
        form=form,
        forced=current_user.must_change_password,
        minimum=office().settings.password_min_length,
    )
    return page, 422 if form.errors else 200


@blueprint.get("/admin/users")
@requires(Permission.USERS_MANAGE)
def list_users() -> ResponseReturnValue:
    with reading(office().sessions) as db:
        return render_template("accounts/users.html", users=service.users(db), departments=service.departments(db))


@blueprint.route("/admin/users/new", methods=["GET", "POST"])
@requires(Permission.USERS_MANAGE)
def add_user() -> ResponseReturnValue:
    form = UserForm()
    with unit_of_work(office().sessions) as db:
        form.department_id.choices = choices((d.id, d.name) for d in service.departments(db))
        if form.validate_on_submit():
            try:
                user, initial = service.add_user(
                    db,
                    actor(),
                    now(),
                    login=form.login.data or "",
                    name=form.name.data or "",
                    department_id=form.department_id.data,
                    roles=form.chosen_roles(),
                )
                return render_template("accounts/initial_password.html", user=user, initial=initial)
            except PortalError as error:
                form.take(error)
        return render_template("accounts/user_form.html", form=form, user=None), 422 if form.errors else 200


def _user(db: object, user_id: int) -> User:
    user = db.get(User, user_id)  # type: ignore[attr-defined]
    if user is None:
        raise NotFound("その利用者は登録されていません。一覧から選び直してください。")
    return user


@blueprint.route("/admin/users/<int:user_id>", methods=["GET", "POST"])
@requires(Permission.USERS_MANAGE)
def edit_user(user_id: int) -> ResponseReturnValue:
    with unit_of_work(office().sessions) as db:
        user = _user(db, user_id)
        form = UserForm(
            data={
                "login": user.login,
                "name": user.name,
                "department_id": user.department_id,
                "roles": [role.value for role in user.roles],
            }
        )
        form.department_id.choices = choices((d.id, d.name) for d in service.departments(db))
        if form.validate_on_submit():
            try:
                service.change_user(
                    db,
                    actor(),
                    now(),
                    user=user,
                    name=form.name.data or "",
                    department_id=form.department_id.data,
                    roles=form.chosen_roles(),
                )
                flash(f"利用者『{user.login}』を保存しました。", "success")
                return redirect(url_for("accounts.list_users"))
            except PortalError as error:
                db.rollback()
                user = _user(db, user_id)
                form.take(error)
        return render_template("accounts/user_form.html", form=form, user=user), 422 if form.errors else 200


@blueprint.post("/admin/users/<int:user_id>/disabled/<int:disabled>")
@requires(Permission.USERS_MANAGE)
def set_disabled(user_id: int, disabled: int) -> ResponseReturnValue:
    with unit_of_work(office().sessions) as db:
        user = _user(db, user_id)
        service.set_disabled(db, actor(), now(), user=user, disabled=bool(disabled))
    flash(f"利用者『{user.login}』を{'停止' if disabled else '再開'}しました。", "success")
    return redirect(url_for("accounts.list_users"))


@blueprint.post("/admin/users/<int:user_id>/password")
@requires(Permission.USERS_MANAGE)
def reset_password(user_id: int) -> ResponseReturnValue:
    with unit_of_work(office().sessions) as db:
        user = _user(db, user_id)
        initial = service.reset_password(db, actor(), now(), user=user)
    return render_template("accounts/initial_password.html", user=user, initial=initial)


@blueprint.route("/admin/departments/new", methods=["GET", "POST"])
@requires(Permission.USERS_MANAGE)
def add_department() -> ResponseReturnValue:
    form = DepartmentForm()
    if form.validate_on_submit():
        try:
            with unit_of_work(office().sessions) as db:
                service.add_department(db, actor(), now(), **_contact(form))
        except PortalError as error:
            form.take(error)
        else:
            flash(f"課『{form.name.data}』を登録しました。", "success")
            return redirect(url_for("accounts.list_users"))
    return render_template("accounts/department_form.html", form=form, known_as=""), 422 if form.errors else 200


@blueprint.route("/admin/departments/<int:department_id>", methods=["GET", "POST"])
@requires(Permission.USERS_MANAGE)
def edit_department(department_id: int) -> ResponseReturnValue:
    with unit_of_work(office().sessions) as db:
        department = db.get(Department, department_id)
        if department is None:
            raise NotFound("その課は登録されていません。一覧から選び直してください。")
        form = DepartmentForm(obj=department)
        known_as = department.name
        if form.validate_on_submit():
            try:
                service.change_department(db, actor(), now(), department=department, **_contact(form))
                flash(f"課『{department.name}』を保存しました。", "success")
                return redirect(url_for("accounts.list_users"))
            except PortalError as error:
                db.rollback()
                form.take(error)
        page = render_template("accounts/department_form.html", form=form, known_as=known_as)
        return page, 422 if form.errors else 200


def _contact(form: DepartmentForm) -> dict[str, Any]:
    return {name: "" if value is None else value for name, value in form.data.items() if name != "csrf_token"}
