"""Floor 2: what every page shares — base page and components, permissions of endpoints, forms, errors, headers.

``create_app`` calls ``install``; features use ``requires`` on their views, ``office()``/``now()``/``today()`` inside
them, and extend ``web/base.html``. Who the person is and what they may do is decided a floor above, in ``accounts``.
"""

from portal.web.addresses import inside
from portal.web.drafts import draft_here, resumed
from portal.web.forms import PortalForm
from portal.web.install import install
from portal.web.permissions import permission_of, public, requires
from portal.web.reliance import law_questions
from portal.web.state import NavItem, actor, asked_number, now, office, page_number, today

__all__ = [
    "NavItem",
    "PortalForm",
    "actor",
    "asked_number",
    "draft_here",
    "inside",
    "install",
    "law_questions",
    "now",
    "office",
    "page_number",
    "permission_of",
    "public",
    "requires",
    "resumed",
    "today",
]
