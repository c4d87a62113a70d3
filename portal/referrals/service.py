"""What may be done with a packet, in one place: pages, commands and samples call ``referrals.service``.

Every function takes ``session, actor, now`` and commits nothing. `packets` (finding, starting, writing) · `steps` (案 →
確認待ち → 確定 → 引渡し済み) · `output` (zip and documents). The exhibits have their own module, `evidence`.
"""

from portal.referrals.checklist import checklist
from portal.referrals.output import Store, build_bundle, document_file, frozen_facts, record_download, sender_of
from portal.referrals.packets import (
    STALE,
    checks_of,
    facts_of,
    find_packet,
    open_packet,
    packets,
    packets_of_case,
    save_contents,
    start,
)
from portal.referrals.steps import approve, ask, give_back, send, waive, withdraw_waiver

__all__ = [
    "STALE",
    "Store",
    "approve",
    "ask",
    "build_bundle",
    "checklist",
    "checks_of",
    "document_file",
    "facts_of",
    "find_packet",
    "frozen_facts",
    "give_back",
    "open_packet",
    "packets",
    "packets_of_case",
    "record_download",
    "save_contents",
    "send",
    "sender_of",
    "start",
    "waive",
    "withdraw_waiver",
]
