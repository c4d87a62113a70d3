"""Forms of people: sign-in, password, user."""

from __future__ import annotations

from wtforms import PasswordField, SelectField, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from portal.accounts.models import PAYMENT_COLUMNS
from portal.domain.permissions import Role
from portal.web.forms import (
    JapaneseDateField,
    LineField,
    Longest,
    PortalForm,
    PostalCodeField,
    Required,
    RowsField,
    choices,
)

KINDS_OF_ACTION = (
    ("", "すべて"), ("sign_in", "サインイン"), ("password", "パスワード"), ("user", "利用者"), ("department", "課"), ("case", "案件"),
    ("notice", "通知書"), ("referral", "弁護士委任"), ("meeting", "連絡会"), ("manual", "手引き"), ("form", "様式"),
    ("question", "質問と回答"), ("tables", "率と規則の表"), ("audit", "操作記録"),
)  # fmt: skip


class SignInForm(PortalForm):
    login = LineField("利用者ID", [Required()], render_kw={"autocomplete": "username", "autocapitalize": "none"})
    password = PasswordField("パスワード", [Required()], render_kw={"autocomplete": "current-password"})


class PasswordForm(PortalForm):
    current_password = PasswordField("今のパスワード", [Required()], render_kw={"autocomplete": "current-password"})
    new_password = PasswordField("新しいパスワード", [Required()], render_kw={"autocomplete": "new-password"})
    again = PasswordField("新しいパスワード（確認）", [Required()], render_kw={"autocomplete": "new-password"})


class RolesField(SelectMultipleField):
    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


_DOES = {
    Role.VIEWER: "見るだけ",
    Role.OFFICER: "案件と文書を作る",
    Role.APPROVER: "担当の仕事のほか、決裁をし、支援措置の住所を見る",
    Role.SECRETARIAT: "連絡会を開く（案件は見られません）",
    Role.ADMIN: "利用者と率の表を管理する（案件は見られません）",
}


class UserForm(PortalForm):
    login = LineField("利用者ID", [Required(), Longest(60)])
    name = LineField("氏名", [Required(), Longest(100)])
    department_id = SelectField("所属", coerce=int)
    roles = RolesField(
        "役割",
        [Required("『役割』を一つ以上選んでください。")],
        choices=choices((role.value, f"{role.label}：{_DOES[role]}") for role in Role),
    )

    def chosen_roles(self) -> frozenset[Role]:
        return frozenset(Role(value) for value in self.roles.data or [])


class AuditFilterForm(PortalForm):
    """How the audit trail is narrowed; it only reads, so it carries no token."""

    class Meta:
        locales = ("ja",)
        csrf = False

    action = SelectField("種類", choices=choices(KINDS_OF_ACTION), validate_choice=False)
    who = SelectField("利用者", validate_choice=False)
    since = JapaneseDateField("この日から")
    until = JapaneseDateField("この日まで")
    q = LineField("内容に含む言葉")


class DepartmentForm(PortalForm):
    name = LineField("課の名前", [Required(), Longest(100)])
    section = LineField("係の名前", [Longest(100)])
    document_symbol = LineField("文書番号の記号", [Longest(30)])
    postal_code = PostalCodeField("郵便番号")
    address = LineField("所在地", [Longest(200)])
    phone = LineField("電話", [Longest(40)])
    fax = LineField("ファクス", [Longest(40)])
    hours = LineField("受付時間", [Longest(100)])
    payment_methods = RowsField("支払方法", PAYMENT_COLUMNS)
