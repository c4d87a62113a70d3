"""Forms of questions and answers."""

from __future__ import annotations

from wtforms import TextAreaField

from portal.web.forms import LineField, Longest, PortalForm, Required

_LONG = Longest(10_000)


class QuestionForm(PortalForm):
    title = LineField("質問", [Required(), Longest(200)])
    body = TextAreaField("事情・調べたこと", [_LONG])


class AnswerForm(PortalForm):
    answer = TextAreaField("回答", [Required(), _LONG])
