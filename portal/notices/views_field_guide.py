"""「新しい項目」: which fields one may type into Word, what each prints, and the tables that can be copied into a letter."""

from __future__ import annotations

from io import BytesIO

from docx import Document
from flask import render_template, request
from flask.typing import ResponseReturnValue

from portal.domain.errors import NotFound
from portal.domain.permissions import Permission
from portal.notices.blueprint import blueprint
from portal.notices.describing import KINDS
from portal.notices.downloads import DOCX, file_response
from portal.notices.field_guide import OTHERS, Entry, tag_for, usable
from portal.notices.source_choices import sources
from portal.notices.values import shown
from portal.web import office, requires


@blueprint.get("/forms/fields")
@requires(Permission.FORMS_EDIT)
def field_guide() -> ResponseReturnValue:
    """Every field by what it is about; narrowed by words of its name or label."""
    text = request.args.get("q", "").strip()[:60]
    groups: dict[str, list[Entry]] = {}
    for one in usable(office().settings.templates):
        if text in f"{one.name}{one.label}{one.group}":
            groups.setdefault(one.group, []).append(one)
    order = [group for group in [*dict.fromkeys(one.group for one in sources().values()), OTHERS] if group in groups]
    groups = {group: groups[group] for group in order}
    return render_template("notices/field_guide.html", groups=groups, text=text, kinds=KINDS, shown=shown)


@blueprint.get("/forms/fields/<name>.docx")
@requires(Permission.FORMS_EDIT)
def field_table(name: str) -> ResponseReturnValue:
    """A Word file with the table of a field, to be copied into a letter."""
    entry = next((one for one in usable(office().settings.templates) if one.name == name and one.columns), None)
    if entry is None:
        raise NotFound("その表はありません。項目の一覧から選び直してください。")
    return file_response(table_to_copy(entry), f"{entry.name}の表（コピー用）.docx", DOCX)


def table_to_copy(entry: Entry) -> bytes:
    """Head row, the two rows that mark the repetition, and the row that is repeated."""
    document = Document()
    document.add_paragraph(f"下の表を、様式の Word にコピーして貼り付けます（{entry.label}）。要らない列は削れます。")
    columns = list(entry.about["columns"])
    table = document.add_table(rows=4, cols=len(columns))
    table.style = "Table Grid"
    row = f"{entry.name}行"
    table.cell(1, 0).text = f"{{%tr for {row} in {entry.name} %}}"
    for at, column in enumerate(columns):
        table.cell(0, at).text = column["label"]
        table.cell(2, at).text = tag_for(f"{row}.{column['name']}", column["type"])
    table.cell(3, 0).text = "{%tr endfor %}"
    target = BytesIO()
    document.save(target)
    return target.getvalue()
