"""Floor 5: the knowledge base (手引き) — Markdown files under ``manuals/``, shown as pages.

Files are the content, tables their history. A page is known by the ``id`` of its front matter, never by its path.
"""
