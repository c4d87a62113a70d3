"""Floor 5: referrals (弁護士委任) — one packet a case, complete, nothing secret in it, the same bytes every time.

Map, bottom up: `models` · `owed` (amounts with their working) · `clock` (limitation of the case) · `files` (what may be
uploaded) · `numbering` (甲第1号証) · `checklist` (what is missing, pure) · `values` (what the word forms print) · `bundle`
(the zip) · `packets`, `evidence`, `steps`, `output` (what may be done; called as `service`) · forms, page, views*, commands,
home, sample.

Only 私債権 and 非強制徴収公債権 are referred: 強制徴収公債権 are collected by the ward's own disposition (滞納処分).
"""
