"""Pictures as they may be kept: what a file is, its content says; a still picture is drawn anew.

Drawing anew leaves behind where and with what a photograph was taken, and anything hidden after the picture. Only the
header is read before the size is known to be bearable. An animation is kept as it came; like every file of a page it is
sent with the type it was found to be, in a sandbox.
"""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

from portal.domain.errors import InvalidInput

MAX_PIXELS = 40_000_000
MAX_FRAMES = 200
_LIMIT = f"縦横を掛けて{MAX_PIXELS // 10_000:,}万画素以下（例：8,000×5,000）に縮めてください。"
MAX_SIDE = 4_000  # pixels; a larger picture is made smaller
_READ = ("PNG", "JPEG", "GIF", "WEBP", "BMP")
# MPO is what some telephones call a JPEG with a second picture in it; BMP comes from the Windows clipboard.
_KEPT_AS = {"PNG": "PNG", "JPEG": "JPEG", "MPO": "JPEG", "GIF": "GIF", "WEBP": "WEBP", "BMP": "PNG"}
_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "GIF": "image/gif", "WEBP": "image/webp"}


@dataclass(frozen=True, slots=True)
class Picture:
    """The bytes to keep, and their media type."""

    content: bytes
    media_type: str


def read_picture(name: str, content: bytes) -> Picture | None:
    """The picture to keep, or None for what is no picture. Raises InvalidInput for one that cannot be taken."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            with Image.open(io.BytesIO(content), formats=_READ) as opened:
                return _read(name, content, opened)
        except UnidentifiedImageError:
            return None
        except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError):
            raise _refused(f"『{name}』の画像は大きすぎます。{_LIMIT}") from None
        except (OSError, SyntaxError, ValueError, EOFError, IndexError, Warning):
            raise _refused(f"『{name}』は壊れた画像です。元の画像から作り直してください。") from None


def _read(name: str, content: bytes, opened: Image.Image) -> Picture:
    kept_as = _KEPT_AS[str(opened.format)]
    width, height = opened.size
    frames = 1 if kept_as == "JPEG" else getattr(opened, "n_frames", 1)
    if width * height > MAX_PIXELS:
        raise _refused(f"『{name}』の画像は大きすぎます（{width:,}×{height:,}）。{_LIMIT}")
    if frames > MAX_FRAMES:
        raise _refused(f"『{name}』の動く画像は長すぎます（{frames:,}枚）。{MAX_FRAMES}枚以下にしてください。")
    if frames > 1:
        for number in range(frames):  # each must open: a damaged one is refused now and not by the reader's browser
            opened.seek(number)
            opened.load()
        return Picture(content, _TYPES[kept_as])
    return Picture(_drawn_anew(opened, kept_as), _TYPES[kept_as])


def _drawn_anew(opened: Image.Image, kept_as: str) -> bytes:
    opened.load()
    turned = ImageOps.exif_transpose(opened)
    if max(turned.size) > MAX_SIDE:
        turned.thumbnail((MAX_SIDE, MAX_SIDE))
    turned.info = {key: value for key, value in turned.info.items() if key in {"transparency", "icc_profile"}}
    held = io.BytesIO()
    if kept_as in {"JPEG", "WEBP"}:
        turned.save(held, kept_as, quality=90)
    else:
        turned.save(held, kept_as)
    return held.getvalue()


def _refused(sentence: str) -> InvalidInput:
    return InvalidInput(sentence, field="files")
