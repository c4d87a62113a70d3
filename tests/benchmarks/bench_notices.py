"""How long a list takes from the file to the letters: ``python tests/benchmarks/bench_notices.py [--rows N] [--form 名]``.

Makes a list of fictional debtors, then goes the officer's way in processes of their own, as in a running office: the
web process reads the list and freezes it as a batch, the worker numbers it and makes zip, print file and 発送簿. Prints
seconds, CPU seconds and the largest resident memory of each step, the helpers of the worker apart.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


class Clock:
    """Seconds, CPU seconds (helpers included) and memory of one step."""

    def __init__(self) -> None:
        self.steps: dict[str, tuple[float, float]] = {}
        self.helpers = 0
        self._stop = threading.Event()
        self._sampler = threading.Thread(target=self._sample, daemon=True)
        self._sampler.start()

    def step(self, name: str, work: Callable[[], Any]) -> Any:
        began, busy = time.perf_counter(), _busy()
        made = work()
        self.steps[name] = (time.perf_counter() - began, _busy() - busy)
        return made

    def report(self) -> None:
        self._stop.set()
        self._sampler.join()
        own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(json.dumps({"steps": self.steps, "memory": own, "helpers": self.helpers}))

    def _sample(self) -> None:
        # Not RUSAGE_CHILDREN: a child's peak counts what its parent held when it was started.
        while not self._stop.wait(0.05):
            sizes = [_peak_mib(child) for child in _children()]
            self.helpers = max(self.helpers, sum(sizes))


def _children() -> list[int]:
    with contextlib.suppress(OSError):
        tasks = Path("/proc/self/task").iterdir()
        return [int(pid) for task in tasks for pid in (task / "children").read_text().split()]
    return []


def _peak_mib(pid: int) -> int:
    with contextlib.suppress(OSError, IndexError):
        status = Path(f"/proc/{pid}/status").read_text()
        if Path(f"/proc/{pid}/exe").readlink() != Path(sys.executable).resolve():
            return 0
        return int(status.partition("VmHWM:")[2].split()[0]) // 1024
    return 0


def _busy() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def open_office(folder: Path) -> Any:
    from portal import opening
    from portal.index import open_index
    from portal.settings import Settings

    return opening.open_office(Settings(instance=folder, secret_key="bench"), index=open_index(None))


def prepare(folder: Path, form_name: str, count: int, kind: str) -> None:
    """An empty office with one department and one officer, and the list."""
    from portal.accounts import service as accounts
    from portal.db import Base, unit_of_work
    from portal.documents.sheets import write_csv, write_xlsx
    from portal.domain.actor import SYSTEM
    from portal.domain.permissions import Role
    from portal.notices.columns import example_rows, headings
    from portal.notices.library import shipped_form
    from portal.settings import HOME

    folder.mkdir(exist_ok=True)
    office = open_office(folder)
    Base.metadata.create_all(office.engine)
    with unit_of_work(office.sessions) as session:
        department = accounts.add_department(
            session, SYSTEM, NOW, name="見本課", section="管理係", document_symbol="見", postal_code="154-0000",
            address="世田谷区架空町1-2-3", phone="03-0000-0000",
        )  # fmt: skip
        accounts.add_user(
            session, SYSTEM, NOW, login="hanako", name="架空 花子", department_id=department.id,
            roles=frozenset({Role.OFFICER}), password="mihon-no-aikotoba", must_change_password=False,
        )  # fmt: skip
    form = shipped_form(HOME / "templates", form_name)
    names = headings(form)
    base = dict(zip(names, example_rows(form)[0], strict=True))
    base |= {one.name: None for one in form.fields if one.source.startswith("computed.")}
    rows = (
        [
            {**base, "整理番号": f"X-{at}", "氏名": f"架空 {at}郎", "郵便番号": f"15{at % 9}-{at % 9999:04}"}[name]
            for name in names
        ]
        for at in range(1, count + 1)
    )
    content = write_csv(names, rows).content if kind == "csv" else write_xlsx(names, rows)
    (folder / f"list.{kind}").write_bytes(content)


def web(folder: Path, form_name: str, kind: str, options: dict[str, Any]) -> None:
    """Read and freeze, as the web process does."""
    from portal.accounts.models import User
    from portal.db import reading, unit_of_work
    from portal.jobs import enqueue
    from portal.notices import confirming, lists
    from portal.notices.library import shipped_form
    from portal.notices.making import KIND
    from portal.notices.sources import Issue
    from portal.settings import HOME

    clock = Clock()
    office = open_office(folder)
    form = shipped_form(HOME / "templates", form_name)
    issue = Issue(day=date(2026, 11, 24), designated=date(2026, 12, 8), signer_title="世田谷区長")
    with reading(office.sessions) as session:
        actor = session.get_one(User, 1).as_actor("127.0.0.1")
    content = (folder / f"list.{kind}").read_bytes()

    def read() -> Any:
        with reading(office.sessions) as session:
            return lists.read(session, office, actor, form, content, f"list.{kind}", issue=issue)

    outcome = clock.step("一覧を読む", read)
    if not outcome.clean:
        raise SystemExit([*outcome.problems, *(one.sentence for one in outcome.errors[:3])])

    def freeze() -> None:
        rows = confirming.prepared(form, outcome.letters)
        with unit_of_work(office.sessions) as session:
            batch = confirming.new_batch(
                session, office, actor, NOW, form, issue, rows, origin="list", symbol="見", options=options,
                reason="速さを測るため。", content=content,
            )  # fmt: skip
            batch.state = "making"
            batch.job_id = enqueue(
                session, actor, NOW, queue=office.queue, kind=KIND, title="速さを測る", payload={"batch_id": batch.id},
                total=batch.total * 2,
            ).id  # fmt: skip

    clock.step("起案として保存する", freeze)
    clock.report()


def worker(folder: Path) -> None:
    """Run the job, as `portal worker` does."""
    from portal.db import reading
    from portal.jobs import Job, Worker
    from portal.notices import making
    from portal.notices.models import NoticeBatch

    clock = Clock()
    office = open_office(folder)
    runner = Worker(office, {making.KIND: making.make}, sessions=office.sessions, queue=office.queue)
    clock.step("文書を作る", lambda: runner.run(1))
    with reading(office.sessions) as session:
        job, batch = session.get_one(Job, 1), session.get_one(NoticeBatch, 1)
        assert job.state == "done", job.message
        sizes = {name: office.store.size(key) for name, key in batch.outputs.items()}
    print(json.dumps(sizes))
    clock.report()


def run_apart(*arguments: str) -> list[Any]:
    command = [sys.executable, __file__, *arguments]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr)
    return [json.loads(line) for line in done.stdout.splitlines()]


def measure(form_name: str, count: int, kind: str, options: dict[str, Any]) -> None:
    print(f"「{form_name}」{count:,}通（{kind}）　{json.dumps(options)}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "instance"
        run_apart("--prepare", str(folder), "--form", form_name, "--rows", str(count), "--kind", kind)
        total = 0.0
        for process, lines in (
            (
                "web",
                run_apart("--web", str(folder), "--form", form_name, "--kind", kind, "--options", json.dumps(options)),
            ),
            ("worker", run_apart("--worker", str(folder))),
        ):
            for step, (seconds, busy) in lines[-1]["steps"].items():
                total += seconds
                print(f"  {step:<14}{seconds:8.1f} s  CPU {busy:6.1f} s")
            print(f"  {process}のメモリー {lines[-1]['memory']} MiB、補助のプロセスの合計 {lines[-1]['helpers']} MiB")
            if process == "worker":
                print("  " + "、".join(f"{name} {size / 1e6:.1f} MB" for name, size in lines[0].items()))
        print(f"  合計 {total:.1f} s", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--form", default="催告書")
    parser.add_argument("--kind", choices=("csv", "xlsx"), default="xlsx")
    parser.add_argument("--options", type=json.loads, default={}, help="options of the batch as JSON")
    for step in ("--prepare", "--web", "--worker"):
        parser.add_argument(step, type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.prepare:
        prepare(chosen.prepare, chosen.form, chosen.rows, chosen.kind)
    elif chosen.web:
        web(chosen.web, chosen.form, chosen.kind, chosen.options)
    elif chosen.worker:
        worker(chosen.worker)
    else:
        measure(chosen.form, chosen.rows, chosen.kind, chosen.options)


if __name__ == "__main__":
    main()
