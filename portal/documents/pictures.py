"""Pictures and QR codes as DrawingML, with their sizes in EMU and a description for those who cannot see them."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import lru_cache

import segno
from PIL import Image, UnidentifiedImageError

from portal.documents.values import InlineImage, QrCode
from portal.domain.errors import InvalidInput

_EMU_PER_MM = 36_000
_MAX_PIXELS = 50_000_000
_FORMATS = {"PNG": "png", "JPEG": "jpeg", "GIF": "gif", "BMP": "bmp", "TIFF": "tiff"}
CONTENT_TYPES = {extension: f"image/{extension}" for extension in _FORMATS.values()}

_DRAWING = (
    '<w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{cx}" cy="{cy}"/>'
    '<wp:docPr id="{number}" name="Picture {number}" descr="{alt}"/>'
    '<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
    '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
    '<pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture">'
    '<pic:nvPicPr><pic:cNvPr id="{number}" name="Picture {number}"/><pic:cNvPicPr/></pic:nvPicPr>'
    '<pic:blipFill><a:blip xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' r:embed="{rid}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
    '<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{cx}" cy="{cy}"/></a:xfrm>'
    '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
    "</wp:inline></w:drawing>"
)


def picture_xml(value: InlineImage | QrCode, id_of: Callable[[bytes], str], number: int) -> str:
    """The drawing for a picture; `id_of` gives the relationship id of its bytes, `number` is unique in the part."""
    data = qr_png(value.text, value.error_correction) if isinstance(value, QrCode) else value.data
    width, height = _size(value, data)
    alt = value.alt.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    alt = "".join(char for char in alt if char >= " " and not "\ud800" <= char <= "\udfff")
    return _DRAWING.format(
        cx=round(width * _EMU_PER_MM), cy=round(height * _EMU_PER_MM), number=900_000 + number, rid=id_of(data), alt=alt
    )


@lru_cache(maxsize=256)
def qr_png(text: str, error_correction: str) -> bytes:
    """The code as a small PNG with its quiet zone (4 modules); the printer scales it without blur."""
    try:
        code = segno.make_qr(text, error=error_correction)
    except (segno.DataOverflowError, ValueError) as error:
        raise InvalidInput(
            f"QRコードにできません（{len(text)}文字）。文字数を減らすか、誤り訂正の水準を下げてください。"
        ) from error
    out = io.BytesIO()
    code.save(out, kind="png", scale=8, border=4)
    return out.getvalue()


@lru_cache(maxsize=256)
def image_kind(data: bytes) -> str:
    """Extension of a picture Word can show: png, jpeg, gif, bmp, tiff."""
    return _inspect(data)[0]


@lru_cache(maxsize=256)
def _inspect(data: bytes) -> tuple[str, float, float]:
    """Kind, width and height in mm at the picture's own resolution (96 dpi when it says nothing)."""
    try:
        with Image.open(io.BytesIO(data)) as image:
            kind, (columns, rows) = image.format or "", image.size
            dpi = image.info.get("dpi", (96, 96))
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as error:
        raise InvalidInput("画像ファイルを読み取れません。PNGかJPEGで用意してください。") from error
    if kind not in _FORMATS:
        raise InvalidInput(f"この種類の画像（{kind}）は使えません。PNGかJPEGで用意してください。")
    if columns * rows > _MAX_PIXELS:
        raise InvalidInput(f"画像が大きすぎます（{columns}×{rows}画素）。縮小してください。")
    across, down = (float(dpi[0]) or 96.0, float(dpi[1]) or 96.0)
    return _FORMATS[kind], columns / across * 25.4, rows / down * 25.4


def _size(value: InlineImage | QrCode, data: bytes) -> tuple[float, float]:
    if isinstance(value, QrCode):
        return value.width_mm, value.width_mm
    _, width, height = _inspect(data)
    if value.width_mm and value.height_mm:
        return value.width_mm, value.height_mm
    if value.width_mm:
        return value.width_mm, value.width_mm * height / width
    if value.height_mm:
        return value.height_mm * width / height, value.height_mm
    return width, height
