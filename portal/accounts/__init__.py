"""Floor 3: people — users, departments (課), roles, sign-in, and the gate in front of every endpoint.

Deny by default: an endpoint that declares no permission is refused (``gate``), a user without the permission is refused,
and case data is scoped to ``Actor.department_id`` by the services that read it.
"""

from portal.accounts.gate import install
from portal.accounts.models import Department, User, UserRole

__all__ = ["Department", "User", "UserRole", "install"]
