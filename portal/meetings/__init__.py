"""Floor 5: meetings (債権管理連絡会) — agenda, talk, decisions and 宿題 of a series, from 案 over 照会 to 確定, as Word files.

Map, bottom up: `models` · `wording` (what names a debtor by mistake) · `figures` (cross-footing of the departments' sheets)
· `values` (what the word forms print) · `writing`, `inquiry`, `actions`, `reporting` (what may be done; called as `service`)
· forms, page, views*, commands, search, home, sample.
"""
