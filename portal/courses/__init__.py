"""Floor 5: courses (研修) — what to read in the manuals, in order, and a quiz (効果測定) that shows what was understood.

A course is a folder under ``courses/``: ``course.md`` and ``quiz.toml``. What the courses need of the knowledge base
(titles, rendered text, citations) is lent to them by ``wiring``; see ``knowledge``. Results are personal: the person
sees everything, an approver of the same department and the secretariat see the state and its day.
"""
