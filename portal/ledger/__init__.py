"""Floor 4: the claims ledger (債権台帳) — debtors, cases, claims, payments, events.

Visible to the owning department only; every opening of a case is audited. See ``models`` for what the tables mean.
"""
