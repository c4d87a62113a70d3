"""Make every word form: ``python templates/build_forms.py [--out FOLDER] [--only NAME …]``.

The forms may afterwards be edited in Word. Running this again replaces them, so carry an edit back into builder/.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

HOME = Path(__file__).resolve().parent
sys.path.insert(0, str(HOME))

from builder.families import FORMS  # noqa: E402
from builder.page import to_bytes  # noqa: E402
from builder.spec import Form, declared_fields, tag_text, to_toml, vocabulary  # noqa: E402


def build(form: Form, out: Path) -> None:
    """Write one form's .docx and .toml."""
    page = form.draw()
    page.footer(form.code, form.version, numbered=form.numbered_pages)
    fields = declared_fields(form, tag_text(page.document), vocabulary())
    (out / f"{form.name}.docx").write_bytes(to_bytes(page.document, title=form.title))
    (out / f"{form.name}.toml").write_text(to_toml(form, fields), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description="様式（Word）を作り直します。")
    parser.add_argument("--out", type=Path, default=HOME, help="書き出す先のフォルダ")
    parser.add_argument("--only", nargs="*", default=[], help="作る様式の名前（省略するとすべて）")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    chosen = [form for form in FORMS if not options.only or form.name in options.only]
    for form in chosen:
        build(form, options.out)
    print(f"{len(chosen)}件の様式を作りました: {options.out}")


if __name__ == "__main__":
    main()
