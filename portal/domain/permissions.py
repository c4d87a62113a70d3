"""Who may do what: named permissions, and the roles that carry them (役割と権限).

Deny by default: a role has exactly what its row lists. The administrator (管理) manages accounts and tables and
does *not* see cases; case data belongs to the department that owns the claim (地方税法22条・地方公務員法34条の守秘義務).
"""

from __future__ import annotations

from enum import StrEnum


class Permission(StrEnum):
    """One thing a person may do. The value is stored nowhere: only roles are."""

    ACCOUNT_SELF = "account.self"
    MANUALS_READ = "manuals.read"
    MANUALS_EDIT = "manuals.edit"
    MANUALS_APPROVE = "manuals.approve"
    SEARCH_USE = "search.use"
    CALCULATORS_USE = "calculators.use"
    TABLES_EDIT = "tables.edit"
    CASES_READ = "cases.read"
    CASES_EDIT = "cases.edit"
    CASES_UNMASK = "cases.unmask"
    NOTICES_READ = "notices.read"
    NOTICES_DRAFT = "notices.draft"
    NOTICES_APPROVE = "notices.approve"
    FORMS_EDIT = "forms.edit"
    FORMS_APPROVE = "forms.approve"
    REFERRALS_READ = "referrals.read"
    REFERRALS_DRAFT = "referrals.draft"
    REFERRALS_APPROVE = "referrals.approve"
    MEETINGS_READ = "meetings.read"
    MEETINGS_REPORT = "meetings.report"
    MEETINGS_EDIT = "meetings.edit"
    COURSES_TAKE = "courses.take"
    COURSES_OVERSEE = "courses.oversee"
    COURSES_OVERSEE_ALL = "courses.oversee_all"
    JOBS_READ = "jobs.read"
    USERS_MANAGE = "users.manage"
    AUDIT_READ = "audit.read"


class Role(StrEnum):
    """A person's part in the office; one person may have several."""

    VIEWER = "viewer"
    OFFICER = "officer"
    APPROVER = "approver"
    SECRETARIAT = "secretariat"
    ADMIN = "admin"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Role.VIEWER: "閲覧",
    Role.OFFICER: "担当",
    Role.APPROVER: "承認",
    Role.SECRETARIAT: "事務局",
    Role.ADMIN: "管理",
}

_P = Permission
_EVERYONE = frozenset(
    {
        _P.ACCOUNT_SELF,
        _P.MANUALS_READ,
        _P.SEARCH_USE,
        _P.CALCULATORS_USE,
        _P.MEETINGS_READ,
        _P.COURSES_TAKE,
        _P.JOBS_READ,
    }
)
_VIEWER = _EVERYONE | {_P.CASES_READ, _P.NOTICES_READ, _P.REFERRALS_READ}
_OFFICER = _VIEWER | {
    _P.CASES_EDIT,
    _P.NOTICES_DRAFT,
    _P.REFERRALS_DRAFT,
    _P.MANUALS_EDIT,
    _P.MEETINGS_REPORT,
    _P.FORMS_EDIT,
}

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.VIEWER: _VIEWER,
    Role.OFFICER: _OFFICER,
    Role.APPROVER: _OFFICER
    | {
        _P.CASES_UNMASK,
        _P.NOTICES_APPROVE,
        _P.REFERRALS_APPROVE,
        _P.MANUALS_APPROVE,
        _P.FORMS_APPROVE,
        _P.COURSES_OVERSEE,
    },
    Role.SECRETARIAT: _EVERYONE
    | {
        _P.MEETINGS_EDIT,
        _P.MEETINGS_REPORT,
        _P.MANUALS_EDIT,
        _P.MANUALS_APPROVE,
        _P.FORMS_EDIT,
        _P.COURSES_OVERSEE,
        _P.COURSES_OVERSEE_ALL,
    },
    Role.ADMIN: _EVERYONE | {_P.USERS_MANAGE, _P.AUDIT_READ, _P.TABLES_EDIT, _P.FORMS_EDIT, _P.FORMS_APPROVE},
}


def permissions_of(roles: frozenset[Role]) -> frozenset[Permission]:
    """The union of what the roles carry."""
    return frozenset().union(*(ROLE_PERMISSIONS[role] for role in roles))
