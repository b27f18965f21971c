"""docs/maintaining.md's way from a changed page to a release, in a clone: new field, removed value, new limit."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from generator import ROOT, SPEC
from generator.drift.endpoints import Endpoint, endpoints
from generator.drift.facts import LANGUAGES, Json
from generator.spec import load
from tests.drift.pages import REQUIRED, Page, as_markdown

Walker = Callable[..., str]


def page_of(endpoint: Endpoint, language: str) -> Page:
    """A page, in few words of our own, that says just what the spec says of an endpoint."""
    english, stated = language == "english", endpoint.facts["endpoint"]

    def cells(where: str, facts: dict[str, Json]) -> list[str]:
        *parents, name = where.partition(" ")[2].split(".")
        text = "\n".join([f"Field {name}" if english else f"字段 {name}", *_values(facts)])
        if "default" in facts:
            text += f"\nThe default is `{facts['default']}`" if english else f"\n默认值是`{facts['default']}`"
        required = str(facts.get("required", ""))
        kind = str(facts["type"]).capitalize()
        asked = [required if english else REQUIRED[required]] if where.startswith("request") else []
        return [f"{'> ' * len(parents)}{name}", kind, *asked, text]

    def table(side: str, head: list[str]) -> list[list[str]]:
        rows = [
            cells(where, facts) for where, facts in endpoint.facts.items() if where.startswith(f"{side} ")
        ]
        return [head, *rows] if rows else [["None" if english else "无"]]

    head = (
        ["Parameter", "Type", "Required", "Description"]
        if english
        else ["参数名", "类型", "是否必须", "描述"]
    )
    amounts = stated.get("amounts")
    floor = str(amounts[0]).removeprefix(">= ") if isinstance(amounts, list) else ""
    return Page(
        language,
        endpoint.links[language][1],
        "Something" if english else "某事",
        [f"At least {floor}." if english else f"至少 {floor}。"] if floor else [],
        str(stated["rate limit"]),
        str(stated["limit rule"]),
        str(stated["permission"]) if "permission" in stated else None,
        str(stated["request line"]),
        [],
        table("request", head),
        '{"code": "0", "msg": "", "data": []}',
        table("response", [*head[:2], head[3]]),
    )


def _values(facts: dict[str, Json]) -> list[str]:
    values = facts.get("enum")
    return [f"`{value}`: x" for value in values] if isinstance(values, list) else []


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clone of the project as it stands here, whose last reading is of the pages in its folder `pages`."""
    clone = tmp_path_factory.mktemp("read") / "clone"
    listed = _git(ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (clone / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, clone / name)
    (clone / "spec" / "docs_divergences.yaml").unlink()  # these pages say what the spec says
    (clone / "pages").mkdir()
    for endpoint in endpoints(load(SPEC)):
        text = as_markdown(*(page_of(endpoint, language) for language in LANGUAGES))
        (clone / "pages" / f"{endpoint.name}.md").write_text(text, encoding="utf-8")
    assert "no drift" in walk(clone)("drift", "--accept")
    _git(clone, "init", "--quiet")
    _git(clone, "add", ".")
    _git(clone, "-c", "user.name=n", "-c", "user.email=e@e", "commit", "--quiet", "-m", "As it was")
    return clone


@pytest.fixture
def clone(read: Path, tmp_path: Path) -> Path:
    """One of a test's own."""
    return shutil.copytree(read, tmp_path / "clone")


def _git(folder: Path, *words: str) -> str:
    return subprocess.run(
        ["git", *words], cwd=folder, check=True, capture_output=True, encoding="utf-8"
    ).stdout


def walk(clone: Path) -> Walker:
    def run(command: str, *options: str, code: int = 0) -> str:
        if command == "drift":
            options = ("--markdown", *map(str, sorted((clone / "pages").glob("*.md"))), *options)
        return python(clone, "generator", command, *options, code=code)

    return run


def python(clone: Path, module: str, *words: str, code: int = 0) -> str:
    paths = [str(clone / name) for name in (".", "generated", "runtime", "auth_plugin", "mock")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
    done = subprocess.run(
        [sys.executable, "-m", module, *words],
        cwd=clone,
        env=environment,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


def edit(file: Path, old: str, new: str, *, after: str = "", times: int = 1) -> None:
    text = file.read_text(encoding="utf-8")
    start = text.index(after)
    assert old in text[start:]
    file.write_text(text[:start] + text[start:].replace(old, new, times), encoding="utf-8")


def new_field(page: Path, spec: Path) -> None:
    name = "neverSeenBefore"
    for heading, text in (("Type | Description", "When"), ("类型 | 描述", "时间")):
        head = f"{heading}  \n---|---|---  \n"
        edit(page, head, f"{head}{name} | String | {text}  \n")
    field = f"        {name}: {{type: string, description: When., x-description-zh: 时间。}}\n"
    edit(spec, "      properties:\n", f"      properties:\n{field}", after="    PositionMargin:\n")


def removed_value(page: Path, spec: Path) -> None:
    edit(page, "\n`net`: x", "\n~~`net`: x~~", times=4)
    edit(spec, "enum: [long, short, net]", "enum: [long, short]", after="    PositionMarginRequest:\n")
    edit(spec, "posSide: net, type: add", "posSide: long, type: add")


def lower_limit(page: Path, spec: Path) -> None:
    edit(page, "20 requests per", "10 requests per", times=2)
    for before in ("requests: 20", "Rate limit: 20", "限速：20"):
        edit(spec, before, before.replace("20", "10"))


@pytest.mark.parametrize(
    ("follow", "version", "fact"),
    [
        (new_field, "patch", "neverSeenBefore"),
        (removed_value, "minor", "struck out"),
        (lower_limit, "minor", "rate limit"),
    ],
)
def test_from_a_changed_page_to_a_release(
    follow: Callable[[Path, Path], None], version: str, fact: str, clone: Path
) -> None:
    page, spec, before = (
        clone / "pages" / "accountAdjustMargin.md",
        clone / "spec" / SPEC.name,
        SPEC.read_text("utf-8"),
    )
    run = walk(clone)
    follow(page, spec)
    changed = spec.read_text("utf-8")
    spec.write_text(before, encoding="utf-8")
    assert fact in run("drift", code=1)
    spec.write_text(changed, encoding="utf-8")
    run("translations", "--accept")
    assert "no drift" in run("drift", "--accept")

    assert "HEAD" in run("changes", code=1)
    major, minor, patch = map(int, re.search(r"\n  version: (\d+)\.(\d+)\.(\d+)\n", before).groups())  # type: ignore[union-attr]
    moved = f"{major}.{minor + 1}.0" if version == "minor" else f"{major}.{minor}.{patch + 1}"
    edit(spec, f"  version: {major}.{minor}.{patch}\n", f"  version: {moved}\n")
    log = clone / "CHANGELOG.md"
    log.write_text(f"## {moved}\n\nFollows OKX.\n\n{log.read_text('utf-8')}", encoding="utf-8")
    run("changes")

    run("generate")
    if (
        follow is new_field
    ):  # what was generated is up to date, and no test holds the version that was shipped
        run("check")
        options = ("-q", "-p", "no:cacheprovider", "-k", "changes or agrees_with_the_recorded_facts")
        python(clone, "pytest", *options, "tests/changes", "tests/drift/test_command.py")
