"""Forms of the courses. They check shape only."""

from __future__ import annotations

from wtforms import SelectField
from wtforms.validators import Optional

from portal.web.forms import JapaneseDateField, PortalForm, Required


class AssignForm(PortalForm):
    """受講の指定. The choices are set by the view: what there is, and whom the person looks after."""

    course = SelectField("研修", [Required()])
    person = SelectField("受ける人", [Required()])
    due_on = JapaneseDateField("期限", [Optional()])
