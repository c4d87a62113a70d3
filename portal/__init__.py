"""債権管理ポータル: one Flask application for a ward office's claim management.

Floors (a package imports itself and strictly lower floors; ``tests/test_architecture.py`` enforces it):

    6  __init__ wiring opening cli lifecycle sample_office    what exists, how it opens and starts
    5  manuals courses search notices referrals meetings calculators
    4  ledger                                債権台帳
    3  accounts                              users, departments, roles, the gate
    -  office                                the state of a running office, without logic
    2  audit index documents jobs web        engines
    1  settings db
    0  domain                                the field's rules, pure
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from portal.office import Office
    from portal.settings import Settings


def create_app(settings: Settings | None = None, *, office: Office | None = None) -> Flask:
    """The web application. Opens the office named by the settings unless an open one is handed over (tests)."""
    from portal.opening import make_app

    return make_app(settings, office)
