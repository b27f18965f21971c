"""What a doctor's checks found, in their order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias, get_args

from .outcomes import description
from .texts import t

if TYPE_CHECKING:
    from okx_margin_client import OkxMarginError

Check: TypeAlias = Literal[
    "keys",
    "environment",
    "region",
    "proxy",
    "reachability",
    "certificate",
    "clock",
    "permission",
    "position_mode",
]
State: TypeAlias = Literal["ok", "note", "failed", "unchecked"]


class Finding(NamedTuple):
    """What one check found, and what to do about it."""

    check: Check
    state: State
    text: str
    remedy: str = ""


class Findings:
    """One for each check; what was not reached is not known."""

    def __init__(self) -> None:
        self._found: dict[Check, Finding] = {}

    def add(self, check: Check, state: State, text: str, remedy: str = "") -> None:
        self._found[check] = Finding(check, state, text, remedy)

    def failed(self, check: Check, error: OkxMarginError, remedy: str = "") -> None:
        """A failure as an error tells it, after what stands there already.

        What the error says to do stays out where `remedy` knows better.
        """
        said = description(error)
        text: str = (
            f"{said['code']}: {said['meaning']}" if said["code"] and said["meaning"] else said["message"]
        )
        before = f"{self._found[check].text}{t('; ', '；')}" if check in self._found else ""
        self.add(check, "failed", before + text, remedy or (said["remedy"] if said["code"] else ""))

    def confirmed(self, check: Check) -> None:
        """What stands there is right: the exchange said so."""
        self._found[check] = self._found[check]._replace(state="ok")

    def listed(self) -> list[Finding]:
        """All checks."""
        unknown = t("Not known, because of what failed before it.", "受前面的问题影响，无法判断。")
        checks: tuple[Check, ...] = get_args(Check)
        return [self._found.get(check) or Finding(check, "unchecked", unknown) for check in checks]
