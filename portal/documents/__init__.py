"""Word forms (様式) into documents: compile once, fill in for each case, merge, archive, check, print.

Map, bottom up: `tags` (the dialect in plain text) · `places` (where something stands) · `runs` and `structure` (Word's
XML to one template a part) · `values`, `writing`, `pictures`, `filters` (what is filled in) · `expressions` (the sandbox)
· `parts` and `compiler` (a form as a program) · `package`, `properties`, `zipping` (the file around it) · `merging` and
`archive` (many cases) · `checking` (a form at upload) · `fonts` and `pdf` (LibreOffice) ·
`looks` and `page_text` (how a file looks, and reads). `sheets` reads and writes lists,
`store` keeps files; both stand alone.

Everything is a function of its arguments: no Flask, no settings read here, no clock.
"""

from portal.documents.archive import zip_documents
from portal.documents.batches import BatchResult, RowFailure
from portal.documents.checking import Finding, check_form, check_form_apart
from portal.documents.compiler import CompiledForm, Rendered, compile_form
from portal.documents.merging import merge_documents
from portal.documents.values import InlineImage, Listing, QrCode, RichText, RichTextParagraph

__all__ = [
    "BatchResult",
    "CompiledForm",
    "Finding",
    "InlineImage",
    "Listing",
    "QrCode",
    "Rendered",
    "RichText",
    "RichTextParagraph",
    "RowFailure",
    "check_form",
    "check_form_apart",
    "compile_form",
    "merge_documents",
    "zip_documents",
]
