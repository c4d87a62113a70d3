"""What may be done with the ledger, in one place: features call ``ledger.service``, each idea lives in its own module.

Every function takes ``session, actor, now`` and commits nothing. `access` (finding, opening, the wall between departments)
· `debtors` · `cases` · `guarantors` · `claims` (amounts, payments) · `plans` (分納) · `events`.
"""

from portal.ledger.access import CaseFilter, case_numbered, find_case, list_cases, open_case, unmask_address
from portal.ledger.cases import (
    NewCase,
    add_case,
    case_of_type,
    change_case,
    close_case,
    officer_name,
    officers,
    other_debtor,
    reindex_after_commit,
    reopen_case,
    unknown_claim_type,
)
from portal.ledger.claims import (
    NewClaim,
    NewPayment,
    add_claim,
    add_payment,
    cancel_payment,
    change_claim,
    find_claim,
)
from portal.ledger.debtors import NewDebtor, add_debtor, change_address, change_debtor, debtor_numbered
from portal.ledger.events import NewEvent, add_event, cancel_event
from portal.ledger.guarantors import add_guarantor, change_guarantor, find_guarantor
from portal.ledger.plans import active_plan, add_plan, end_plan

__all__ = [
    "CaseFilter",
    "NewCase",
    "NewClaim",
    "NewDebtor",
    "NewEvent",
    "NewPayment",
    "active_plan",
    "add_case",
    "add_claim",
    "add_debtor",
    "add_event",
    "add_guarantor",
    "add_payment",
    "add_plan",
    "cancel_event",
    "cancel_payment",
    "case_numbered",
    "case_of_type",
    "change_address",
    "change_case",
    "change_claim",
    "change_debtor",
    "change_guarantor",
    "close_case",
    "debtor_numbered",
    "end_plan",
    "find_case",
    "find_claim",
    "find_guarantor",
    "list_cases",
    "officer_name",
    "officers",
    "open_case",
    "other_debtor",
    "reindex_after_commit",
    "reopen_case",
    "unknown_claim_type",
    "unmask_address",
]
