"""Puts the shared parts on an application: CSRF, headers, errors, filters, the base pages."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from flask import Flask, g
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined
from markupsafe import Markup, escape
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, Map

from portal.domain.fiscal_year import format_fiscal_year
from portal.domain.wareki import format_wareki, format_wareki_short
from portal.settings import Settings
from portal.web.drafts import install_drafts
from portal.web.errors import install_errors
from portal.web.requests import PortalRequest
from portal.web.security import install_headers
from portal.web.state import TOKYO, NavItem
from portal.web.views import blueprint

csrf = CSRFProtect()


class RowIdConverter(IntegerConverter):
    """Numbers in addresses are row ids: one that no database column can hold leads nowhere (404, not 500)."""

    def __init__(self, url_map: Map, **kwargs: Any) -> None:
        super().__init__(url_map, **{"max": 2**31 - 1, **kwargs})


def _asset_version() -> str:
    """Changes whenever our own style or script does, so that a browser never keeps yesterday's."""
    static = Path(__file__).with_name("static")
    content = b"".join((static / name).read_bytes() for name in ("portal.css", "print.css", "portal.js", "editor.js"))
    return hashlib.sha256(content).hexdigest()[:12]


ASSET_VERSION = _asset_version()


def install(app: Flask, settings: Settings, *, nav: Sequence[NavItem]) -> None:
    """Configure ``app`` from the settings and add everything that pages share."""
    app.config.update(
        SECRET_KEY=settings.key(),
        MAX_CONTENT_LENGTH=settings.max_upload_mb * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=20 * 1024 * 1024,
        MAX_FORM_PARTS=20_000,
        SESSION_COOKIE_NAME="portal",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        SEND_FILE_MAX_AGE_DEFAULT=31536000,
        WTF_CSRF_TIME_LIMIT=None,  # the session's own limits apply; a long form must not be lost to a shorter one
    )
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    app.request_class = PortalRequest
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.url_map.converters["int"] = RowIdConverter
    csrf.init_app(app)
    install_headers(app)
    install_errors(app)
    install_drafts(app)
    _install_filters(app)
    app.register_blueprint(blueprint)
    app.context_processor(lambda: _shared(settings, nav))


def _shared(settings: Settings, nav: Sequence[NavItem]) -> dict[str, Any]:
    person = g.get("actor")
    # Who must change the password first is led nowhere else.
    items = [item for item in nav if person is not None and person.may(item.permission) and "confined" not in g]
    return {
        "office_name": settings.office_name,
        "nav_items": items,
        "person": person,
        "asset_version": ASSET_VERSION,
        "largest_upload_mb": settings.max_upload_mb,
    }


def _install_filters(app: Flask) -> None:
    filters = app.jinja_env.filters
    filters["wareki"] = lambda day: format_wareki(day) if day else ""
    filters["wareki_short"] = lambda day: format_wareki_short(day) if day else ""
    filters["fiscal_year"] = lambda year: format_fiscal_year(year) if year else ""
    filters["yen"] = lambda amount: "" if amount is None else f"{amount:,}円"
    filters["tokyo"] = _tokyo
    filters["tokyo_day"] = lambda moment: format_wareki(moment.astimezone(TOKYO).date()) if moment else ""
    # WTForms prints None as an attribute's value; an attribute without a value must be absent.
    filters["select_attributes"] = lambda given: {name: value for name, value in given.items() if value is not None}
    filters["lines"] = lambda text: Markup("<br>").join(escape(line) for line in str(text or "").splitlines())


def _tokyo(moment: datetime | date | None) -> str:
    """令和8年4月1日 9:05, in Tokyo."""
    if moment is None:
        return ""
    if not isinstance(moment, datetime):
        return format_wareki(moment)
    local = moment.astimezone(TOKYO)
    return f"{format_wareki(local.date())} {local.hour}:{local.minute:02}"
