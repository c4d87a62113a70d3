"""Forms of the knowledge base: shape only; the rules are in the services."""

from __future__ import annotations

from flask_wtf.file import FileField, MultipleFileField
from wtforms import HiddenField, TextAreaField
from wtforms.validators import Length

from portal.web import PortalForm
from portal.web.forms import JapaneseDateField, LineField, Required


class LawChangeForm(PortalForm):
    citation = LineField("変わる条文", validators=[Required(), Length(max=120)])
    effective_on = JapaneseDateField("施行日", validators=[Required()])
    due_on = JapaneseDateField("確認の期限", validators=[Required()])
    summary = TextAreaField("変わる内容", validators=[Length(max=1000)])


class ReviewForm(PortalForm):
    review_by = JapaneseDateField("次回見直し", validators=[Required()])


class FeedbackForm(PortalForm):
    useful = HiddenField()
    comment = TextAreaField("分かりにくかった所", validators=[Length(max=1000)])


class NoteForm(PortalForm):
    note = TextAreaField("自分用のメモ", validators=[Length(max=5000)])


class RequiredForm(PortalForm):
    due_on = JapaneseDateField("読む期限")


class ReturnForm(PortalForm):
    comment = TextAreaField("差し戻す理由", validators=[Required(), Length(max=1000)])


class FilesForm(PortalForm):
    files = MultipleFileField("画像・資料", validators=[Required("ファイルを選んでください。")])


class ImportForm(PortalForm):
    file = FileField("Word 文書（.docx）", validators=[Required("ファイルを選んでください。")])
    page_id = LineField("ページの番号（半角の英小文字・数字・ハイフン）", validators=[Required(), Length(max=60)])
    folder = LineField("分類（フォルダー）", validators=[Required(), Length(max=60)])
    owner = LineField("担当", validators=[Required(), Length(max=60)])
