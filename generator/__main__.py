"""`python -m generator generate | check | translations | drift | changes | publish`."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from generator import OUTPUT, PACKAGE, ROOT, SPEC, GenerationError, changes, drift, spec, translations


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command; 0 is done or unchanged, 1 is a difference, 2 a problem with spec or tools."""
    parser = argparse.ArgumentParser(prog="python -m generator", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, purpose in (
        ("generate", "write the client from the spec"),
        ("check", "compare the client with what the spec gives now; writes nothing"),
    ):
        command = commands.add_parser(name, help=purpose)
        command.add_argument("--spec", type=Path, default=SPEC)
        command.add_argument("--output", type=Path, default=OUTPUT)
    looked = commands.add_parser("translations", help="list translations that are to be looked at again")
    looked.add_argument("--accept", action="store_true", help="record that a person has looked at them")
    drifted = commands.add_parser(
        "drift", help="compare OKX's documentation with the spec; 1 is drift, 2 not read"
    )
    drift.arguments(drifted)
    changed = commands.add_parser(
        "changes", help="what a change of the spec means for users; 1 is a version to move"
    )
    changes.arguments(changed)
    published = commands.add_parser(
        "publish", help="write dist/: the spec, codes and vectors for other languages"
    )
    published.add_argument("--output", type=Path, default=ROOT / "dist")
    options = parser.parse_args(argv)
    try:
        if options.command == "drift":
            return drift.run(options)
        if options.command == "changes":
            return changes.run(options)
        if options.command == "publish":
            from generator import publish, site  # imports that only publishing needs

            publish.run(options.output)
            site.write(spec.load(SPEC, with_texts=True), options.output / "site")
            return 0
        if options.command == "translations":
            return translations.run(accept=options.accept)
        check = options.command == "check"
        code = _generate(options.spec, options.output, check=check)
        return max(code, _reference(check=check)) if options.output == OUTPUT else code
    except GenerationError as problem:
        print(f"{problem}\nNothing was written.", file=sys.stderr)
    except OSError as problem:  # of a folder that cannot be made, say
        print(f"{problem.filename} cannot be written or read: {problem.strerror}", file=sys.stderr)
    return 2


def _generate(source: Path, output: Path, *, check: bool) -> int:
    if not check:
        _check_replaceable(output)
    from generator import provenance, render  # two seconds of imports that only generation needs

    with tempfile.TemporaryDirectory(dir=None if check else _beside(output)) as folder:
        fresh = Path(folder) / PACKAGE
        render.render(spec.load(source, with_texts=True), fresh)
        provenance.write(source, fresh)
        differing = _differing(fresh, output)
        if check or not differing:
            for name in differing:
                print(f"{output.name}/{name} differs from what the spec gives", file=sys.stderr)
            print(f"{output.name}: {'not up to date, run make generate' if differing else 'up to date'}")
            return 1 if differing else 0
        previous = Path(folder) / "previous"
        try:
            if output.exists():
                output.rename(previous)
            fresh.rename(output)
        except BaseException:  # Ctrl-C between the two as well
            if previous.exists() and not output.exists():
                previous.rename(output)
            raise
        print(f"{output.name}: {len(differing)} files written")
        return 0


def _check_replaceable(output: Path) -> None:
    """What stands there is replaced as a whole: only a client, or an empty folder, may be."""
    generated = (output / "provenance.json").is_file()
    empty = output.is_dir() and not any(output.iterdir())
    if output.exists() and not (generated or empty):
        raise GenerationError(f"{output} is no client that was generated: generate would replace all of it")


def _reference(*, check: bool) -> int:
    from generator import reference  # what only generation needs

    if reference.up_to_date():
        return 0
    if check:
        print("docs/api.md: not up to date, run make generate")
        return 1
    reference.write()
    print("docs/api.md: written")
    return 0


def _beside(output: Path) -> Path:
    output.parent.mkdir(parents=True, exist_ok=True)
    return output.parent


def _differing(fresh: Path, output: Path) -> list[str]:
    names = {
        path.relative_to(root).as_posix()
        for root in (fresh, output)
        for path in root.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    return sorted(name for name in names if _bytes(fresh / name) != _bytes(output / name))


def _bytes(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


if __name__ == "__main__":
    sys.exit(main())
