"""Reads a connector's own source for habits that a promise to the outside can't afford."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path

_FORBIDDEN = frozenset(
    {
        "asyncio",
        "concurrent",
        "django",
        "multiprocessing",
        "requests",
        "socket",
        "threading",
        "urllib3",
    }
)


def sources(connector: object) -> list[Path]:
    """The modules of the connector's folder, without `fake.py` (or a folder `fake`) and tests."""
    home = Path(inspect.getfile(type(connector))).parent
    return [
        p
        for p in sorted(home.glob("*.py"))
        if p.name != "fake.py" and not p.name.startswith("test")
    ]


def bad_habits(path: Path) -> Iterator[str]:
    """Every sleep, thread, way out of its own and piece of changing global state."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        for name in _imported(node):
            if name.partition(".")[0] in _FORBIDDEN:
                yield f"{path.name}:{node.lineno} imports {name}"  # type: ignore[attr-defined]
        if isinstance(node, ast.Global):
            yield f"{path.name}:{node.lineno} changes a global"
        if isinstance(node, ast.Call) and _called(node) == "sleep":
            yield f"{path.name}:{node.lineno} sleeps"
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and _changes(node.value):
            yield f"{path.name}:{node.lineno} keeps state in the module"


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else []


def _called(node: ast.Call) -> str:
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


def _changes(value: ast.expr | None) -> bool:
    """An empty container at the top of a module waits to be filled; a full one is a table."""
    if isinstance(value, ast.List | ast.Set):
        return not value.elts
    if isinstance(value, ast.Dict):
        return not value.keys
    return isinstance(value, ast.Call) and _called(value) in ("dict", "list", "set", "defaultdict")
