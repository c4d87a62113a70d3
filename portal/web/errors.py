"""Errors become pages, once: PortalError keeps its sentence, everything else gets one that says what to do next."""

from __future__ import annotations

import logging
import secrets

from flask import Flask, g, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from portal.domain.errors import Conflict, Damaged, InvalidInput, NotAllowed, NotFound, PortalError, places_of
from portal.web import drafts

logger = logging.getLogger(__name__)
_KEPT = "入力した内容は残してあります。同じ画面を開き直すと、続きから入力できます。"

STATUS: dict[type[PortalError], int] = {InvalidInput: 422, NotFound: 404, NotAllowed: 403, Conflict: 409, Damaged: 409}

_TITLES = {
    400: "送られた内容を読み取れませんでした",
    403: "この操作はできません",
    404: "ページが見つかりません",
    405: "この操作はできません",
    409: "ほかの人の変更と重なりました",
    413: "送る内容が大きすぎます",
    422: "入力を直してください",
    429: "しばらくお待ちください",
    500: "処理を続けられませんでした",
}
_SENTENCES = {
    400: "もう一度開き直して、操作をやり直してください。",
    403: "この操作をする権限がありません。必要な場合は係長か管理者に相談してください。",
    404: "アドレスが変わったか、見る権限がないページです。検索又は上のメニューから探してください。",
    405: "前の画面に戻り、ボタンから操作してください。",
    413: "一度に送れる大きさの上限を超えています。ファイルは分けて読み込み、文章は短くしてください。足りないときは、管理者に上限の変更を相談してください。",
    429: "短い間に操作が重なりました。少し待ってから、もう一度試してください。",
    500: "思いがけない誤りが起きました。保存済みの内容は残っています。もう一度試し、続くときは下の番号を管理者に伝えてください。",
}


def page(status: int, sentence: str | None = None, title: str = "") -> tuple[str, int]:
    """The error page. htmx swaps only a fragment, so it gets the sentence alone."""
    text = sentence or _SENTENCES.get(status, _SENTENCES[500])
    title = title or _TITLES.get(status, _TITLES[500])
    if request.headers.get("HX-Request"):
        return render_template("web/error_fragment.html", title=title, sentence=text), status
    return render_template("web/error.html", title=title, sentence=text, status=status), status


def install_errors(app: Flask) -> None:
    @app.errorhandler(PortalError)
    def portal_error(error: PortalError) -> tuple[str, int]:
        title = "ファイルを読めません" if isinstance(error, Damaged) else ""
        return page(STATUS.get(type(error), 422), f"{error.sentence}{_kept()}", title)

    @app.errorhandler(CSRFError)
    def csrf_error(error: CSRFError) -> tuple[str, int]:
        return page(
            400, "画面を開いてから時間がたったため、安全のため操作を止めました。画面を開き直してやり直してください。"
        )

    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> tuple[str, int]:
        return page(error.code or 500)

    @app.errorhandler(Exception)
    def unexpected(error: Exception) -> tuple[str, int]:
        # No text of the error and no request data: both may hold a resident's name (守秘義務). The number leads the
        # administrator from the page that somebody reports to these lines.
        number = secrets.token_hex(4)
        logger.error("unexpected error %s at %s: %s", number, request.endpoint, places_of(error))
        return page(500, f"{_SENTENCES[500]}（番号 {number}）{_kept()}")


def _kept() -> str:
    """Keep the form that ended on an error page, so that nothing typed is lost; the sentence that says so."""
    person = g.get("actor")
    if request.method != "POST" or person is None or person.user_id is None:
        return ""
    try:
        return _KEPT if drafts.keep_posted(person.user_id) else ""
    except Exception as error:  # the page about the error must not fail itself, whatever is broken
        logger.error("could not keep the form at %s: %s", request.endpoint, places_of(error))
        return ""
