"""Whether each name stands for one thing in generated code: a schema could be called what its module imports."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path


def collisions(package: Path) -> Iterator[str]:
    """What no Python could be, and each name of a module or a class that stands there for two things."""
    for path in sorted(package.rglob("*.py")):
        where = path.relative_to(package).as_posix()
        try:
            module = ast.parse(path.read_text(encoding="utf-8"))
        except SyntaxError as error:
            yield f"{where}: {(error.text or '').strip()!r} is no Python"
        else:
            yield from (f"{where}: {name} would stand for two things" for name in _twice(module))


def _twice(scope: ast.Module | ast.ClassDef) -> Iterator[str]:
    made: dict[str, str] = {}
    for node in _statements(scope.body):
        for name, origin in _named(node):
            if made.setdefault(name, origin) != origin:
                yield name
        if isinstance(node, ast.ClassDef):
            yield from (f"{node.name}.{name}" for name in _twice(node))


def _statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    for node in body:
        if isinstance(node, ast.If):  # what only type checkers import is imported all the same
            yield from _statements([*node.body, *node.orelse])
        else:
            yield node


def _named(node: ast.stmt) -> Iterator[tuple[str, str]]:
    """Each name that a statement gives, with where it comes from: the same import may stand twice."""
    here = f"line {node.lineno}"
    match node:
        case ast.Import(names) | ast.ImportFrom(names=names):
            module = getattr(node, "module", "")
            yield from ((each.asname or each.name, f"{module}.{each.name}") for each in names)
        case ast.ClassDef(name) | ast.FunctionDef(name) | ast.AsyncFunctionDef(name):
            yield name, here
        case ast.AnnAssign(target=ast.Name(name)) | ast.Assign(targets=[ast.Name(name)]):
            yield name, here
        case _:
            pass
