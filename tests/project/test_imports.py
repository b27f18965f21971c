"""Imports run one way, the runtime knows no fact of OKX's, and what users meet names the module they import it from."""

from __future__ import annotations

import ast
import importlib
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator import ROOT
from generator.spec import Spec

PACKAGES = {
    "okx_margin_runtime": ROOT / "runtime" / "okx_margin_runtime",
    "okx_margin_client": ROOT / "generated" / "okx_margin_client",
    "okx_margin_auth": ROOT / "auth_plugin" / "okx_margin_auth",
    "okx_margin_mock": ROOT / "mock" / "okx_margin_mock",
    "okx_margin_cli": ROOT / "cli" / "okx_margin_cli",
    "generator": ROOT / "generator",
}
MAY_IMPORT = {
    "okx_margin_runtime": set[str](),
    "okx_margin_client": {"okx_margin_runtime"},
    "okx_margin_auth": {"okx_margin_runtime", "okx_margin_client"},
    "okx_margin_mock": {"okx_margin_runtime", "okx_margin_client", "okx_margin_auth"},
    "okx_margin_cli": {"okx_margin_runtime", "okx_margin_client", "okx_margin_auth", "okx_margin_mock"},
    "generator": {"okx_margin_runtime", "okx_margin_client"},
}


def imports(folder: Path) -> Iterator[tuple[str, str]]:
    """Each file with each of our packages that it imports, in functions and for types as well."""
    for path in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_bytes())):
            names = [each.name for each in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.level == 0:
                names = [node.module or ""]
            for package in {name.partition(".")[0] for name in names} & PACKAGES.keys():
                yield path.relative_to(folder).as_posix(), package


def test_imports_run_one_way() -> None:
    for package, folder in PACKAGES.items():
        for path, imported in imports(folder):
            assert imported == package or imported in MAY_IMPORT[package], (
                f"{package}/{path} imports {imported}"
            )
    assert ("flow.py", "okx_margin_runtime") in imports(PACKAGES["okx_margin_auth"])


def test_an_import_the_other_way_would_be_seen(tmp_path: Path) -> None:
    (tmp_path / "late.py").write_text(
        "def f():\n    from okx_margin_auth.clock import Clock\n    import okx_margin_mock.seed, json\n",
        encoding="utf-8",
    )
    assert sorted(imports(tmp_path)) == [("late.py", "okx_margin_auth"), ("late.py", "okx_margin_mock")]


def facts(spec: Spec) -> re.Pattern[str]:
    """What only the spec may say: paths, hosts, headers, codes, the names of fields and parameters."""
    schemas = spec["components"]["schemas"].values()
    named = {name for schema in schemas for name in schema.get("properties", {})}
    camel = {name for name in named if re.fullmatch(r"[a-z]+[A-Z]\w*", name)} - {"sCode", "sMsg"}
    assert {"instId", "posSide", "algoId"} <= camel
    codes = {str(code) for code in spec["x-okx-codes"] if len(str(code)) > 2}
    words = "|".join(sorted(re.escape(word) for word in {*camel, *codes}))
    return re.compile(rf"/api/|okx\.com|OK-ACCESS|x-simulated|\b(?:{words})\b", re.IGNORECASE)


def texts(path: Path) -> Iterator[str | bytes]:
    """Every text of a module but its documentation."""
    tree = ast.parse(path.read_bytes())
    prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes) and id(node) not in prose:
            yield node.value


def test_the_runtime_knows_no_fact_of_okxs(spec: Spec) -> None:
    pattern = facts(spec)
    for path in sorted(PACKAGES["okx_margin_runtime"].rglob("*.py")):
        for text in texts(path):
            found = pattern.search(text if isinstance(text, str) else text.decode("utf-8", "replace"))
            assert found is None, f"{path.name}: {found[0] if found else ''!r} is the spec's to say"


def test_a_fact_of_okxs_in_the_runtime_would_be_seen(spec: Spec, tmp_path: Path) -> None:
    pattern = facts(spec)
    module = tmp_path / "module.py"
    for fact in ('"/api/v5/account"', 'b"OK-ACCESS-KEY"', 'f"{x} 50102"', '"instId"', '"www.okx.com"'):
        module.write_text(f'"""Mentions 50102 in prose."""\nx = 1\nfact = {fact}\n', encoding="utf-8")
        assert [text for text in texts(module) if pattern.search(str(text))], fact


@pytest.mark.parametrize("package", ["okx_margin_client", "okx_margin_auth", "okx_margin_mock"])
def test_what_is_handed_on_names_the_module_it_is_imported_from(package: str) -> None:
    module = importlib.import_module(package)
    for name in module.__all__:
        public = getattr(module, name)
        if isinstance(public, type):
            assert public.__module__.partition(".")[0] == package, f"{name} says it is {public.__module__}'s"


def test_the_packages_work_out_of_a_zip_file(tmp_path: Path) -> None:
    archive = tmp_path / "packages.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for package in (
            folder for name, folder in PACKAGES.items() if name != "generator"
        ):  # no user has that
            for file in package.rglob("*"):
                if file.is_file() and file.suffix != ".pyc":
                    packed.write(file, file.relative_to(package.parent))
    code = (
        "import okx_margin_client, okx_margin_mock, pkgutil, sys\n"
        "from importlib import import_module\n"
        "for module in pkgutil.walk_packages([sys.argv[1]]):\n"
        "    if module.name.startswith('okx_margin_') and not module.name.endswith('__main__'):\n"
        "        import_module(module.name)\n"
        "with okx_margin_mock.serve() as mock, okx_margin_client.OkxMargin(mock.auth()) as okx:\n"
        "    print(okx.public.time().ts > 0, okx_margin_client.__file__.startswith(sys.argv[1]))\n"
    )
    command = [sys.executable, "-c", code, str(archive)]
    environment = {**os.environ, "PYTHONPATH": str(archive)}
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert run.stdout == "True True\n", run.stderr


def late_imports(path: Path) -> Iterator[ast.stmt]:
    """The imports inside functions that are not inside `with unforked:`."""

    def of(node: ast.AST, late: bool) -> Iterator[ast.stmt]:
        if isinstance(node, ast.With) and any(
            ast.unparse(item.context_expr) == "unforked" for item in node.items
        ):
            return
        if isinstance(node, ast.Import | ast.ImportFrom) and late:
            yield node
        for child in ast.iter_child_nodes(node):
            yield from of(child, late or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))

    return of(ast.parse(path.read_bytes()), False)


def test_a_fork_waits_for_what_a_call_imports() -> None:
    for package in ("okx_margin_runtime", "okx_margin_client", "okx_margin_auth"):
        for path in sorted(PACKAGES[package].rglob("*.py")):
            late = [ast.unparse(each) for each in late_imports(path)]
            assert not late, f"{package}/{path.name}: {late} belong inside `with unforked:`, see forks.py"


def test_a_late_import_that_no_fork_waits_for_would_be_seen(tmp_path: Path) -> None:
    (tmp_path / "late.py").write_text(
        "import a\nasync def f():\n    with unforked:\n        import b\n    if a:\n        import c\n",
        encoding="utf-8",
    )
    assert [ast.unparse(each) for each in late_imports(tmp_path / "late.py")] == ["import c"]


def test_no_module_waits_for_a_lock_of_ours_while_it_is_imported() -> None:
    modules = [
        f"{package}.{'.'.join(path.relative_to(PACKAGES[package]).with_suffix('').parts)}".removesuffix(
            ".__init__"
        )
        for package in ("okx_margin_runtime", "okx_margin_client", "okx_margin_auth")
        for path in sorted(PACKAGES[package].rglob("*.py"))
    ]
    code = (
        "import importlib, threading\n"
        "from okx_margin_runtime.forks import unforked\n"
        "thread = threading.Thread(target=unforked.acquire); thread.start(); thread.join()  # held for ever\n"
        f"for module in {modules}: importlib.import_module(module)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
