"""The child process of ``extract``: one file's bytes on standard input, its text on standard output.

Run as a script, so that it loads nothing but the one library it needs; a file that hangs or eats memory takes only
this process along. Exit 0: text (UTF-8). Exit 3: not such a file. The first argument is the ending, the second the
number of characters wanted, the third the bytes of memory allowed.
"""

from __future__ import annotations

import io
import sys
import zipfile
from collections.abc import Iterator
from typing import Any

MAX_UNPACKED = 300_000_000  # bytes a zipped document may declare


def _check_zip(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED or len(archive.infolist()) > 20_000:
            raise ValueError("unpacks to too much")


def _docx(data: bytes) -> Iterator[str]:
    import docx

    _check_zip(data)
    yield from _blocks(docx.Document(io.BytesIO(data)))


def _blocks(container: Any) -> Iterator[str]:
    for block in container.iter_inner_content():
        if hasattr(block, "rows"):
            for row in block.rows:
                yield "\t".join(dict.fromkeys(cell.text.replace("\n", " ") for cell in row.cells))
        else:
            yield block.text


def _sheet(data: bytes) -> Iterator[str]:
    import python_calamine

    if data[:2] == b"PK":
        _check_zip(data)
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    for name in book.sheet_names:
        yield name
        for row in book.get_sheet_by_name(name).to_python(skip_empty_area=True):
            yield "\t".join(str(int(v) if isinstance(v, float) and v.is_integer() else v) for v in row if v != "")


def _pptx(data: bytes) -> Iterator[str]:
    import pptx

    _check_zip(data)
    for slide in pptx.Presentation(io.BytesIO(data)).slides:
        yield from _shapes(slide.shapes)
        if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
            yield slide.notes_slide.notes_text_frame.text


def _shapes(shapes: Any) -> Iterator[str]:
    for shape in shapes:
        if hasattr(shape, "shapes"):
            yield from _shapes(shape.shapes)
        elif getattr(shape, "has_table", False):
            for row in shape.table.rows:
                yield "\t".join(cell.text for cell in row.cells)
        elif shape.has_text_frame:
            yield shape.text_frame.text


def _pdf(data: bytes) -> Iterator[str]:
    import pypdf

    reader = pypdf.PdfReader(io.BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        raise ValueError("password")
    for page in reader.pages:
        yield page.extract_text()


def _text(data: bytes) -> Iterator[str]:
    for encoding in ("utf-8-sig", "cp932"):
        try:
            yield data.decode(encoding)
            return
        except UnicodeDecodeError:
            continue
    raise ValueError("neither UTF-8 nor Shift_JIS")


READERS = {
    ".docx": _docx, ".xlsx": _sheet, ".xls": _sheet, ".ods": _sheet, ".pptx": _pptx, ".pdf": _pdf,
    ".txt": _text, ".csv": _text, ".md": _text,
}  # fmt: skip


def _limit_memory(allowed: int) -> None:
    try:
        import resource
    except ImportError:  # Windows: the time limit and the declared sizes have to do
        return
    resource.setrlimit(resource.RLIMIT_AS, (allowed, allowed))


def main() -> int:
    ending, wanted, allowed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    _limit_memory(allowed)
    kept: list[str] = []
    size = 0
    try:
        for piece in READERS[ending](sys.stdin.buffer.read()):
            kept.append(piece[: wanted - size])
            size += len(kept[-1]) + 1
            if size >= wanted:
                break
    except Exception as error:
        print(type(error).__name__, error, file=sys.stderr)
        if not kept:
            return 3
    sys.stdout.buffer.write("\n".join(kept).encode("utf-8", "replace"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
