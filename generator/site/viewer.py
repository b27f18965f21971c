"""Scalar's standalone viewer, one script without outside requests, from its pinned npm package.

`npm pack` and not `npm ci`: the script bundles all it needs, while installing the package brings some 300
others. Its hash is pinned here, as a lock file would do; no script of it runs on this machine.
"""

from __future__ import annotations

import base64
import hashlib
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

from generator import ROOT, GenerationError

PACKAGE = "@scalar/api-reference"
VERSION = "1.72.1"
INTEGRITY = "sha512-XpEJ0rfc/cXbCrR+iC4kK0o/WwX2dTtGQbT049OlPKAHD6IMIFdTeGz2r+M27P2EDWKyUITRm/NzlP8z2pw/Ow=="
MEMBER = "package/dist/browser/standalone.js"
NOTICE = (
    f"scalar.js is {PACKAGE} {VERSION} (https://github.com/scalar/scalar), MIT License, copyright Scalar.\n"
)
CACHE = ROOT / "build" / "site"


def available() -> bool:
    """Whether the package is already here or can be fetched."""
    return _cached().exists() or shutil.which("npm") is not None


def script() -> bytes:
    """The viewer's script, fetched with npm once, checked against the pin always; raises GenerationError."""
    archive = _cached()
    if not archive.exists():
        _fetch(archive)
    digest = hashlib.sha512(archive.read_bytes()).digest()
    if f"sha512-{base64.b64encode(digest).decode()}" != INTEGRITY:
        raise GenerationError(
            f"{archive} is not the pinned {PACKAGE} {VERSION}: remove it, and ask who changed it"
        )
    with tarfile.open(archive) as package:
        member = package.extractfile(MEMBER)
        if member is None:
            raise GenerationError(f"{PACKAGE} {VERSION} has no {MEMBER}")
        return _without_source_map(member.read())


def _without_source_map(script: bytes) -> bytes:
    """The script without its last line's pointer to a map that the site does not carry."""
    body, found, _ = script.rpartition(b"//# sourceMappingURL=")
    return body if found else script


def _cached() -> Path:
    return CACHE / f"scalar-api-reference-{VERSION}.tgz"


def _fetch(archive: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        raise GenerationError(f"{PACKAGE} comes from npm, and npm is not on the PATH")
    archive.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=archive.parent) as folder:
        done = subprocess.run(  # noqa: S603 - nothing in it comes from outside
            [npm, "pack", "--silent", "--ignore-scripts", f"{PACKAGE}@{VERSION}"],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        fetched = Path(folder) / archive.name
        if done.returncode or not fetched.exists():
            raise GenerationError(f"npm could not fetch {PACKAGE} {VERSION}: {done.stderr.strip()[-300:]}")
        fetched.rename(archive)
