"""Who acts: the value every service receives as ``actor``.

A plain value, so that the page, the command line and the worker call the same services. ``department_id`` scopes case
data; ``None`` (the office itself: set-up, the worker's sweeps) owns no department and therefore sees no case.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from portal.domain.errors import NotAllowed
from portal.domain.permissions import Permission


@dataclass(frozen=True, slots=True)
class Actor:
    """One signed-in person, or the system itself."""

    user_id: int | None
    name: str
    department_id: int | None
    department_name: str
    permissions: frozenset[Permission] = field(default_factory=frozenset)
    address: str = ""

    def may(self, permission: Permission) -> bool:
        return permission in self.permissions

    def require(self, permission: Permission) -> None:
        """Raises NotAllowed unless the actor has ``permission``."""
        if not self.may(permission):
            raise NotAllowed("この操作をする権限がありません。必要な場合は係長か管理者に相談してください。")


SYSTEM = Actor(user_id=None, name="システム", department_id=None, department_name="")
