"""Stands in for pip: takes what pip would find here, and nothing else."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement

PROJECT = tomllib.loads(Path("pyproject.toml").read_text("utf-8"))["project"]


def unusable(argument: str) -> str:
    """Why pip would not install it; "" where it would."""
    path, _, extras = argument.partition("[")
    if path == "." or path.endswith(".whl"):
        if not Path(path).exists():
            return "is not there"
    elif Requirement(argument).name != PROJECT["name"]:
        return ""
    missing = {extra for extra in extras.rstrip("]").split(",") if extra} - PROJECT[
        "optional-dependencies"
    ].keys()
    return f"asks for {missing}, which is no extra" if missing else ""


if __name__ == "__main__":
    command, *arguments = sys.argv[1:]
    wrong = [f"{each} {why}" for each in arguments if not each.startswith("-") and (why := unusable(each))]
    sys.exit(command != "install" or ", ".join(wrong) or 0)
