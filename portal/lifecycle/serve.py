"""`portal serve`: waitress for the pages, one worker process beside it, restarted when it dies.

The worker watches its standard input: when the serving process goes away (even by kill -9) the pipe closes and the
worker ends too, so that no orphan keeps writing.
"""

from __future__ import annotations

import errno
import logging
import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

import waitress

from portal import opening, wiring
from portal.domain.errors import PortalError
from portal.jobs import Worker
from portal.office import Office

logger = logging.getLogger(__name__)
RESTART_SECONDS = 1.0


def listening(host: str, port: int) -> list[socket.socket]:
    """The sockets to serve on, taken before anything is set up. Raises PortalError when the address is not to be had."""
    made: list[socket.socket] = []
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        for family, kind, protocol, _, address in found:
            made.append(one := socket.socket(family, kind, protocol))
            if os.name == "posix":  # elsewhere this would let two servers share a port
                one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            one.bind(address)
    except OSError as error:
        for one in made:
            one.close()
        raise PortalError(_cannot_listen(error, host, port)) from error
    return made


def _cannot_listen(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"ポート{port}は既に使われています。ポータルが動いていればそのまま使えます。"
            "別に動かすときは --port で別の番号を指定してください。"
        )
    if error.errno in {errno.EACCES, errno.EPERM}:
        return f"ポート{port}を使う権限がありません。--port で1024以上の番号を指定してください。"
    return f"アドレス『{host}』では待ち受けられません。--host には、この機械のアドレスを指定してください。"


def serve(office: Office, *, sockets: list[socket.socket]) -> None:
    """Serve until stopped by a signal."""
    stopping = threading.Event()
    keeper = threading.Thread(target=_keep_worker, args=(office.settings.instance, stopping), daemon=True)
    keeper.start()
    app = opening.make_app(None, office)
    try:
        waitress.serve(
            app,
            sockets=sockets,
            threads=office.settings.threads,
            ident="portal",
            # Far above the portal's own limit: the page that says so in Japanese comes from the application.
            max_request_body_size=10 * office.settings.max_upload_mb * 1024 * 1024,
            channel_timeout=120,
        )
    finally:
        stopping.set()
        keeper.join(timeout=10)


def _keep_worker(instance: Path, stopping: threading.Event) -> None:
    environment = os.environ | {"PORTAL_INSTANCE": str(instance)}
    while not stopping.is_set():
        worker = subprocess.Popen(
            [sys.executable, "-m", "portal", "worker", "--watch-stdin"], stdin=subprocess.PIPE, env=environment
        )
        while worker.poll() is None and not stopping.wait(0.2):
            pass
        if stopping.is_set():
            if worker.stdin:
                worker.stdin.close()
            try:
                worker.wait(timeout=5)
            except subprocess.TimeoutExpired:
                worker.kill()
            return
        logger.warning("the worker ended with status %s; starting another", worker.returncode)
        stopping.wait(RESTART_SECONDS)


def work(office: Office, *, watch_stdin: bool) -> None:
    """`portal worker`: run jobs until stopped."""
    if watch_stdin:
        threading.Thread(target=_end_with_parent, daemon=True).start()
    Worker(office, wiring.JOB_HANDLERS, sessions=office.sessions, queue=office.queue).serve()


def _end_with_parent() -> None:
    try:
        while sys.stdin.buffer.read(1024):
            pass
    finally:
        # A job that is cut here is revived by the next worker's sweep; handlers skip what already exists.
        os._exit(0)
