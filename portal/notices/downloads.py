"""Files to and from the browser: types, a Japanese name that every browser keeps, and what was uploaded."""

from __future__ import annotations

from io import BytesIO
from urllib.parse import quote

from flask import Response, send_file
from werkzeug.datastructures import FileStorage

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"


def file_response(content: bytes, name: str, mimetype: str) -> Response:
    """A download with a Japanese name that every browser keeps."""
    answer = send_file(BytesIO(content), mimetype=mimetype, as_attachment=True, download_name="download")
    answer.headers["Content-Disposition"] = (
        f"attachment; filename=\"download\"; filename*=UTF-8''{quote(name, safe='')}"
    )
    return answer


def taken(upload: FileStorage) -> tuple[bytes, str]:
    """The bytes and the name of an uploaded file; its temporary file is let go at once."""
    with upload.stream:
        return upload.read(), upload.filename or ""
