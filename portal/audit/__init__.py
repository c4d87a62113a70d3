"""Floor 2: the audit trail (操作記録) — append-only, one readable sentence an entry.

``record`` is called inside the unit of work that does the thing, so that neither exists without the other. Sentences
name the object by number, never by a resident's name or address: the trail itself must hold no personal data.
"""

from portal.audit.models import AuditEntry
from portal.audit.service import changes, entries, record

__all__ = ["AuditEntry", "changes", "entries", "record"]
