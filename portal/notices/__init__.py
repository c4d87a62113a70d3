"""Floor 5: notices (通知書) — word forms of the office, filled from one case or from a list, checked, numbered, issued.

Map, bottom up: `library` (forms as files and office versions) · `values` (typed values, frozen and thawed) · `amounts`,
`appeal`, `sources` and `case_sources` (what the office, the law and the ledger fill in) · `checks` (law before issue,
pure) and `facts` (what they look at) · `models` · one letter: `drafting`, `editing` · many: `columns`, `mappings`,
`case_lookup`, `row_figures`, `list_letters`, `lists`, `filters`, `confirming` · `numbering`, `approval`, `issuing`,
`making` (numbers, ledger events, files) · `register`, `dispatch` (発送簿) · `contacts`, `transfers` with `customer_numbers`, `labels` (宛名ラベル) · the form workshop: `source_choices`, `field_guide`
(what a field can be), `fields_seen`, `blanks`, `repeated_rows` (what a Word file holds), `describing`, `workshop`, `form_versions`,
`form_changes`, `version_pages` · views, commands, home.

Approval (承認): a form that is a 処分 (``disposition = true``), and any batch in which a serious finding was waived, is
issued only after an approver who did not draft it said yes. Other forms the officer issues alone.
"""
