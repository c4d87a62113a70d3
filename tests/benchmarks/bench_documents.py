"""How fast notices are made, beside docxtpl in the same run: ``python tests/benchmarks/bench_documents.py [--quick]``.

Prints each figure with its target. The form is lean: three dozen paragraphs, a table of six rows, no default styles of
python-docx beyond what Word needs.
"""

from __future__ import annotations

import argparse
import io
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
import warnings
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import docx
from docx.shared import Mm, Pt

from portal.documents import compile_form, merge_documents, zip_documents
from portal.domain.errors import InvalidInput

COUNTS = (100, 1_000, 10_000, 50_000)


def lean_form() -> bytes:
    """A demand notice of one or two pages."""
    document = docx.Document()
    document.styles["Normal"].font.size = Pt(9)
    section = document.sections[0]
    section.page_width, section.page_height, section.top_margin = Mm(210), Mm(297), Mm(15)
    for text in ("{{ 文書番号 }}", "〒{{ 郵便番号 }}　{{ 住所 }}", "{{ 氏名|様 }}", "督　促　状"):
        document.add_paragraph(text)
    for number in range(12):
        document.add_paragraph(
            f"{number}　地方自治法第231条の3第1項の規定により、{{{{ 納期限|和暦 }}}}までに納めてください。{{{{ 元金|円 }}}}"
        )
    table = document.add_table(3, 4)
    for cell, text in zip(
        table.rows[1].cells, ("{{ 行.年度 }}", "{{ 行.期 }}", "{{ 行.額|円 }}", "{{ 行.納期限 }}"), strict=True
    ):
        cell.text = text
    table.cell(0, 0).text, table.cell(2, 0).text = "{%tr for 行 in 明細 %}", "{%tr endfor %}"
    document.add_paragraph("{%p if 備考 %}")
    document.add_paragraph("備考　{{ 備考 }}")
    document.add_paragraph("{%p endif %}")
    out = io.BytesIO()
    document.save(out)
    return lean(out.getvalue())


def lean(content: bytes) -> bytes:
    """Without the latent styles and the thumbnail python-docx brings along."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            blob = old.read(name)
            if name == "word/styles.xml":
                keep = re.findall(rb'<w:style [^>]*w:styleId="(?:Normal|TableNormal)".*?</w:style>', blob, re.DOTALL)
                head = blob[: blob.index(b"<w:latentStyles")]
                blob = head + b"".join(keep) + b"</w:styles>"
            if "stylesWithEffects" in name:
                blob = re.sub(rb"(<w:styles[^>]*>).*(</w:styles>)", rb"\1\2", blob, flags=re.DOTALL)
            new.writestr(name, blob)
    return out.getvalue()


def row(number: int) -> dict[str, Any]:
    from datetime import date

    lines = [{"年度": "令和7年度", "期": n, "額": number + n, "納期限": "令和8年4月1日"} for n in range(6)]
    return {
        "文書番号": f"8世○第{number}号", "郵便番号": "154-0001", "住所": f"世田谷区架空町1-2-{number}", "氏名": f"架空 花子{number}",
        "納期限": date(2026, 4, 1), "元金": 12_000 + number, "明細": lines, "備考": "行き違いの節はご容赦ください。",
    }  # fmt: skip


def rows(count: int) -> Iterator[dict[str, Any]]:
    return (row(number) for number in range(count))


def seconds_each(work: Callable[[], object], times: int) -> float:
    work()
    began = time.perf_counter()
    for _ in range(times):
        work()
    return (time.perf_counter() - began) / times


def by_docxtpl(form: bytes, values: dict[str, Any]) -> None:
    from docxtpl import DocxTemplate
    from jinja2 import Environment

    from portal.documents.filters import FILTERS

    environment = Environment(autoescape=True)
    environment.filters |= FILTERS
    template = DocxTemplate(io.BytesIO(form))
    template.render(values, environment)
    template.save(io.BytesIO())


def say(what: str, value: str, target: str, met: bool) -> None:
    print(f"{what:<46}{value:>26}   目標 {target:<18}{'達成' if met else '未達'}", flush=True)


def single(form: bytes) -> None:
    """In turns, the best round of each: what else the machine does then hits all alike."""
    values = row(1)
    works: dict[str, Callable[[], object]] = {"docxtpl": lambda: by_docxtpl(form, values)}
    for deflate in ("stdlib", "zlib-ng"):
        try:
            compiled = compile_form(form, deflate=deflate)
        except InvalidInput as error:
            print(error)
            continue
        works[deflate] = lambda compiled=compiled: compiled.render(values)  # type: ignore[misc]
    best = dict.fromkeys(works, float("inf"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for _ in range(15):
            for name, work in works.items():
                best[name] = min(best[name], seconds_each(work, 4 if name == "docxtpl" else 100))
    oracle = best.pop("docxtpl")
    print(f"docxtpl 0.20: {oracle * 1e3:.2f} ms a document")
    for deflate, own in best.items():
        target = {"stdlib": 60, "zlib-ng": 80}[deflate]
        what = f"one document, {deflate}: {own * 1e3:.3f} ms"
        say(what, f"{oracle / own:.0f} x docxtpl", f">= {target} x", oracle / own >= target)


def batch(kind: str, count: int, deflate: str) -> None:
    """Run in a process of its own, so that its memory can be told."""
    compiled = compile_form(lean_form(), deflate=deflate)  # type: ignore[arg-type]
    make = merge_documents if kind == "merge" else zip_documents
    with tempfile.TemporaryDirectory() as folder, (Path(folder) / "out").open("wb") as out:
        began = time.perf_counter()
        make(compiled, rows(count), out)
        seconds = time.perf_counter() - began
        size = out.tell()
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(seconds, used.ru_maxrss // 1024, size, used.ru_utime + used.ru_stime)


def batches(largest: int, deflate: str) -> None:
    targets = {10_000: 5.0, 50_000: 25.0}
    for kind in ("zip", "merge"):
        for count in [count for count in COUNTS if count <= largest]:
            command = [sys.executable, __file__, "--batch", kind, str(count), deflate]
            seconds, memory, size, busy = subprocess.run(
                command, capture_output=True, check=True, text=True
            ).stdout.split()
            limit = targets.get(count)
            what = f"{count:,} to one {kind} ({int(size) / 1e6:.1f} MB), {deflate}"
            rate = f"{float(seconds):.2f} s ({float(busy):.1f} CPU) {memory} MiB"
            met = int(memory) < 100 and (limit is None or float(seconds) <= limit)
            say(what, rate, f"<= {limit} s, <100 MiB" if limit else "linear, <100 MiB", met)


def pdf(count: int) -> None:
    from portal.documents.pdf import PdfUnavailable
    from portal.documents.pdf_batch import pdf_of_rows

    compiled = compile_form(lean_form())
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        try:
            result = pdf_of_rows(compiled, rows(count), Path(folder) / "out.pdf")
        except PdfUnavailable as error:
            print(error)
            return
        seconds = time.perf_counter() - began
    pages = sum(result.page_counts)
    say(
        f"PDF of {count:,} notices, {os.cpu_count()} cores: {seconds:.1f} s",
        f"{pages / seconds:.0f} pages/s",
        ">= 50 pages/s",
        pages / seconds >= 50,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="up to 1,000 rows and 200 pages")
    parser.add_argument("--batch", nargs=3, metavar=("KIND", "COUNT", "DEFLATE"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.batch:
        kind, count, deflate = arguments.batch
        batch(kind, int(count), deflate)
        return
    print(f"load of the machine at the start: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    single(lean_form())
    batches(1_000 if arguments.quick else 50_000, "stdlib")
    pdf(200 if arguments.quick else 2_000)


if __name__ == "__main__":
    main()
