"""Every endpoint says who may use it. ``accounts`` enforces it; a test over the URL map refuses silence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from portal.domain.permissions import Permission

View = TypeVar("View", bound=Callable[..., Any])
PUBLIC = "public"
_MARK = "portal_permission"


def requires(permission: Permission) -> Callable[[View], View]:
    """Mark a view: only people with ``permission`` may use it. Goes *under* the route decorators."""

    def mark(view: View) -> View:
        setattr(view, _MARK, permission)
        return view

    return mark


def public(view: View) -> View:
    """Mark a view as open to people who have not signed in (sign-in page, health check, static files)."""
    setattr(view, _MARK, PUBLIC)
    return view


def permission_of(view: Callable[..., Any]) -> Permission | str | None:
    """What the view declared: a Permission, ``"public"``, or None when it declared nothing (and is refused)."""
    return getattr(view, _MARK, None)
