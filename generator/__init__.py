"""Reads spec/, writes generated/. Run as `python -m generator`; never shipped with the package."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SPEC = ROOT / "spec" / "okx_margin.yaml"
PACKAGE = "okx_margin_client"
OUTPUT = ROOT / "generated" / PACKAGE


class GenerationError(Exception):
    """The spec or a tool is not as generation needs it; the text says what and where. Nothing was written."""
