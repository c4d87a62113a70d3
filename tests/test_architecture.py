"""What is true of the whole house: floors, purity, permissions, settings, links between features.

Every failure names the file and what to do; the rules themselves are in the docstring of ``portal``.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest
from flask import Flask

from portal.db import Base
from portal.domain.permissions import Permission
from portal.settings import HOME, Settings
from portal.web import permission_of
from portal.web.permissions import PUBLIC

PACKAGE = HOME / "portal"
FLOORS = {
    "domain": 0,
    "settings": 1,
    "db": 1,
    "audit": 2,
    "index": 2,
    "documents": 2,
    "jobs": 2,
    "web": 2,
    "office": 2.5,
    "accounts": 3,
    "ledger": 4,
    **dict.fromkeys(("manuals", "courses", "notices", "referrals", "meetings", "calculators", "search", "handover"), 5),
    **dict.fromkeys(("__init__", "__main__", "wiring", "opening", "cli", "cli_words", "lifecycle", "sample_office"), 6),
}
FILES = sorted(path for path in PACKAGE.rglob("*.py") if "versions" not in path.parts)


def module_name(path: Path) -> str:
    parts = path.relative_to(HOME).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room_of(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else "__init__"


def imports_of(path: Path) -> set[str]:
    """The portal modules that a file imports, also inside functions."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}: relative imports hide the floor; write the full name"
            if node.module == "portal":
                found |= {f"portal.{alias.name}" for alias in node.names}
            else:
                found.add(node.module)
    return {name for name in found if name == "portal" or name.startswith("portal.")}


def test_every_room_has_a_floor():
    rooms = {room_of(module_name(path)) for path in FILES}
    assert rooms <= set(FLOORS), f"no floor is given for {sorted(rooms - set(FLOORS))}; add it to the map"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(HOME)))
def test_imports_point_down(path):
    room = room_of(module_name(path))
    for name in imports_of(path):
        other = room_of(name)
        if other == room or FLOORS[room] == FLOORS[other] == 6:
            continue
        assert FLOORS[other] < FLOORS[room], (
            f"{path.relative_to(HOME)} (floor {FLOORS[room]} {room}) imports {name} (floor {FLOORS[other]} {other}); "
            "imports point strictly down: move what both need to a lower floor, or hand it down from wiring"
        )


@pytest.mark.parametrize("path", sorted((PACKAGE / "domain").rglob("*.py")), ids=lambda path: path.name)
def test_the_core_uses_the_standard_library_only_and_reads_no_clock(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module] if isinstance(node, ast.ImportFrom) and node.module else []
        for name in names:
            top = name.split(".")[0]
            assert top == "portal" or top in sys.stdlib_module_names, f"{path.name} imports {name}"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            assert node.func.attr not in {"today", "now", "utcnow"}, (
                f"{path.name} reads the clock; take it as an argument"
            )


NAMES = {module_name(path): path for path in FILES if "migrations" not in path.parts and path.name != "__main__.py"}


def ways_up(name: str) -> set[str]:
    """The packages a module lies in: Python imports them first."""
    parts = name.split(".")
    return {".".join(parts[:length]) for length in range(1, len(parts))}


def read_at_import(name: str) -> set[str]:
    """The portal modules that importing ``name`` reads: what its top level imports (not what its functions do), and
    the packages around."""
    found = ways_up(name)
    waiting: list[ast.AST] = [ast.parse(NAMES[name].read_text(encoding="utf-8"))]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            waiting += node.orelse
        elif not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            waiting += ast.iter_child_nodes(node)
    return {one for name in found if name in NAMES for one in (name, *ways_up(name))} - {name}


def entrances(reads: dict[str, set[str]]) -> set[str]:
    """Where a ring of imports can be entered: its packages, or modules whose packages do not belong to it."""

    def reached(name: str) -> set[str]:
        found: set[str] = set()
        waiting = [name]
        while waiting:
            new = reads[waiting.pop()] - found
            found |= new
            waiting += new
        return found

    reach = {name: reached(name) for name in reads}
    found = set()
    for name in reads:
        if name in reach[name]:
            around = sorted(package for package in ways_up(name) if name in reach[package] and package in reach[name])
            found.add(around[0] if around else name)
    return found


def test_every_module_imports_alone_in_a_fresh_interpreter():
    """The order of imports cannot matter outside rings; where a ring can be entered, a child process enters it first.

    (A process for each of the 480 modules finds the same and took a quarter of the whole suite's time.)
    """
    names = entrances({name: read_at_import(name) for name in NAMES})
    assert "portal.documents" in names, "a package whose modules use each other is a ring: the search found none"
    child = subprocess.run([sys.executable, "-c", ONE_BY_ONE, *sorted(names)], cwd=HOME, capture_output=True, text=True)
    assert child.returncode == 0, child.stderr
    assert not child.stdout, child.stdout
    everything = "import importlib, sys; [importlib.import_module(name) for name in sys.argv[1:]]"
    child = subprocess.run([sys.executable, "-c", everything, *NAMES], cwd=HOME, capture_output=True, text=True)
    assert child.returncode == 0, child.stderr


def test_a_ring_is_entered_by_its_packages_and_by_modules_of_its_own():
    reads = {"p": {"p.a"}, "p.a": {"p", "p.b"}, "p.b": {"p"}, "q": set(), "q.c": {"q", "q.d"}, "q.d": {"q", "q.c"}}
    assert entrances(reads) == {"p", "q.c", "q.d"}


ONE_BY_ONE = """
import gc, importlib, os, subprocess, sys
# Third-party modules are loaded once, before the forks: they are heavy, and their order is not ours.
listing = "import sys, portal.cli; print(*[m for m in sys.modules if not m.startswith(('portal', '__'))])"
for name in subprocess.run([sys.executable, "-c", listing], capture_output=True, text=True).stdout.split():
    try:
        importlib.import_module(name)
    except Exception:
        pass
assert not [name for name in sys.modules if name.startswith("portal")]
gc.freeze()
def reap(running):
    pid, _ = os.wait()
    running.discard(pid)
running = set()
for name in sys.argv[1:]:
    while len(running) >= (os.cpu_count() or 1):
        reap(running)
    child = os.fork()
    if child == 0:
        gc.disable()
        try:
            __import__(name)
        except BaseException as error:
            print(f"{name} does not import alone: {type(error).__name__}: {error}", flush=True)
        os._exit(0)
    running.add(child)
while running:
    reap(running)
"""


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(HOME)))
def test_every_module_opens_with_its_purpose(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert not tree.body or ast.get_docstring(tree), f"{path.relative_to(HOME)} says nothing about itself"


def test_no_module_is_named_after_nothing():
    bad = [str(p.relative_to(HOME)) for p in FILES if p.stem in {"utils", "helpers", "common", "misc"}]
    assert not bad, f"name the idea instead: {bad}"


def test_every_endpoint_declares_its_permission(app: Flask):
    silent = [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if not isinstance(declared := permission_of(app.view_functions[rule.endpoint]), Permission)
        and declared != PUBLIC
    ]
    assert not silent, f"say @requires(...) or @public: {silent}"


def test_only_the_few_pages_for_strangers_are_public(app: Flask):
    public = {
        rule.endpoint for rule in app.url_map.iter_rules() if permission_of(app.view_functions[rule.endpoint]) == PUBLIC
    }
    assert public <= {"web.static", "web.health", "accounts.sign_in", "calculators.calendar_feed"}


def test_every_post_route_is_guarded_by_the_csrf_token(app: Flask):
    assert app.config.get("WTF_CSRF_ENABLED", True)
    assert not app.extensions["csrf"]._exempt_views


def endpoints_named_in(text: str) -> set[str]:
    return set(re.findall(r"""url_for\(\s*["']([\w.]+)["']""", text))


def test_every_endpoint_string_exists(app: Flask):
    known = {rule.endpoint for rule in app.url_map.iter_rules()}
    for path in [*FILES, *PACKAGE.rglob("*.html")]:
        unknown = endpoints_named_in(path.read_text(encoding="utf-8")) - known
        assert not unknown, f"{path.relative_to(HOME)} links to {sorted(unknown)}, which no blueprint has"


def test_every_foreign_key_points_to_a_table():
    for table in Base.metadata.tables.values():
        for key in table.foreign_keys:
            assert key.column is not None


def test_every_html_page_lives_in_the_doubled_folder_of_its_package():
    for path in PACKAGE.rglob("*.html"):
        parts = path.relative_to(PACKAGE).parts
        assert parts[1] == "templates" and parts[2] == parts[0], f"{path}: use <package>/templates/<package>/"


def test_pages_hold_no_inline_script_or_style():
    for path in PACKAGE.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        tags = re.findall(r"<[a-z][^<>]*>", re.sub(r"\{[{%].*?[%}]\}", "", text, flags=re.DOTALL))
        inline = [
            tag
            for tag in tags
            if re.search(r"\sstyle=|\son[a-z]+=", tag) or (tag.startswith("<script") and " src=" not in tag)
        ]
        assert not inline, f"{path.name}: the CSP refuses inline code {inline}"
        assert "|safe" not in text.replace(" ", ""), f"{path.name}: mark up in Python, escaped"


def test_every_setting_is_documented_in_the_readme():
    readme = (HOME / "README.md").read_text(encoding="utf-8")
    for setting in fields(Settings):
        if setting.name != "instance":
            assert f"`{setting.name}`" in readme, f"the README's table lacks {setting.name}"
            assert setting.metadata["meaning"] in readme, f"the README says something else about {setting.name}"
