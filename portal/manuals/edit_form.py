"""The editor's form and the words of a page, one made from the other."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from flask_wtf.file import MultipleFileField
from wtforms import HiddenField, IntegerField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from portal.domain.errors import InvalidInput
from portal.manuals import drafts, revisions
from portal.manuals.models import ManualDraft
from portal.manuals.pages import MAX_PAGE_BYTES, Page
from portal.manuals.writing import Words
from portal.web import PortalForm
from portal.web.forms import JapaneseDateField, LineField, Required


class EditForm(PortalForm):
    """One page as typed. Lists hold one entry a line. ``files`` and the size of a table are the helpers' fields."""

    page_id = LineField("ページの番号（半角の英小文字・数字・ハイフン）", validators=[Length(max=60)])
    title = LineField("表題", validators=[Required(), Length(max=120)])
    reading = LineField("読み", validators=[Length(max=200)])
    folder = LineField("分類（フォルダー）", validators=[Required(), Length(max=60)])
    order = IntegerField(
        "分類の中の順序",
        validators=[InputRequired("『分類の中の順序』を整数で入力してください。"), NumberRange(0, 100000)],
    )
    owner = LineField("担当", validators=[Required(), Length(max=60)])
    reviewed_on = JapaneseDateField("最終確認日", validators=[Required()])
    review_by = JapaneseDateField("次回見直し", validators=[Required()])
    statutes = TextAreaField("根拠条文（1行に一つ）", validators=[Length(max=5000)])
    forms = TextAreaField("使う様式の名前（1行に一つ）", validators=[Length(max=5000)])
    related = TextAreaField("関連するページの番号（1行に一つ）", validators=[Length(max=5000)])
    aliases = TextAreaField("別の呼び名（1行に一つ）", validators=[Length(max=5000)])
    body = TextAreaField("本文", validators=[Required()])
    summary = LineField("変更の要点", validators=[Length(max=300)])
    base_hash = HiddenField()
    version = HiddenField()
    files = MultipleFileField("画像・資料")
    table_rows = IntegerField("行の数（見出しを除く）", default=3)
    table_columns = IntegerField("列の数", default=3)


def form_of(words: Words, *, base_hash: str, version: int, page_id: str = "", summary: str = "") -> EditForm:
    """The form that holds ``words``; ``base_hash`` and ``version`` say what they were written against."""
    values: dict[str, Any] = {f.name: getattr(words, f.name) for f in fields(words)}
    values |= {name: "\n".join(values[name]) for name in drafts.LISTS}
    return EditForm(
        formdata=None, page_id=page_id, base_hash=base_hash, version=str(version), summary=summary, **values
    )


def filled_form(page: Page | None, draft: ManualDraft | None) -> EditForm:
    """The form with the draft's words, or the page's. One of them is there."""
    if draft is not None:
        return form_of(
            drafts.words_of(draft),
            base_hash=draft.base_hash,
            version=draft.version,
            page_id=draft.page_id,
            summary=draft.summary,
        )
    assert page is not None
    return form_of(Words.of(page), base_hash=revisions.current_hash(page), version=0, page_id=page.id)


def words_of(form: EditForm) -> Words:
    """What was typed. Raises InvalidInput for a text that is too long to be a page."""
    values = {f.name: form.data[f.name] for f in fields(Words)}
    for name in drafts.LISTS:
        values[name] = tuple(line.strip() for line in (values[name] or "").splitlines() if line.strip())
    values["reading"] = values["reading"] or ""
    values["body"] = (values["body"] or "").replace(
        "\r\n", "\n"
    )  # a browser's script and its form end lines differently
    if len(values["body"].encode("utf-8", "replace")) > MAX_PAGE_BYTES:
        raise InvalidInput("本文が大きすぎます（上限2MB）。ページを分けてください。", field="body")
    return Words(**values)
