"""Rust's lock file without the registry's address: `crates.lock` is `Cargo.lock` less its `source` lines.

After a change of Cargo.toml: `cargo update` in interop/rust, then `python -m interop.cargo_lock` saves it.
"""

import re
import subprocess
from pathlib import Path

_SOURCE = re.compile(r'^source = "[^"]*"\n', re.MULTILINE)
_CHECKSUM = re.compile(r"^checksum = ", re.MULTILINE)


def save(folder: Path) -> None:
    """Write crates.lock from Cargo.lock."""
    locked = (folder / "Cargo.lock").read_text("utf-8")
    (folder / "crates.lock").write_text(_SOURCE.sub("", locked), "utf-8")


def restore(folder: Path) -> None:
    """Write Cargo.lock from crates.lock, with the source that this machine's cargo writes."""
    wanted, made = (folder / "crates.lock").read_text("utf-8"), folder / "Cargo.lock"
    if made.exists() and _SOURCE.sub("", made.read_text("utf-8")) == wanted:
        return
    subprocess.run(["cargo", "generate-lockfile", "--quiet"], cwd=folder, check=True)  # noqa: S607
    source = _SOURCE.search(made.read_text("utf-8"))
    if source is None:
        raise LookupError("cargo's lock file names no source")
    # Only a package from the registry has a checksum; the source stands before it.
    made.write_text(_CHECKSUM.sub(source[0] + "checksum = ", wanted), "utf-8")


if __name__ == "__main__":
    save(Path(__file__).parent / "rust")
