"""What was found, as a report and as settings of the mock."""

from collections.abc import Mapping
from typing import Any

from attrs import Factory, define, fields

from okx_margin_mock.measure.caller import Came
from okx_margin_mock.settings import SITUATIONS, MockSettings

_NOT_GUESSES = {"region", "acct_lv", "codes"}


@define
class Findings:
    """Filled while it is measured, in order."""

    #: What was asked, and what was seen.
    seen: list[tuple[str, str]] = Factory(list[tuple[str, str]])
    codes: dict[str, str] = Factory(dict[str, str])
    settings: dict[str, Any] = Factory(dict[str, Any])

    def note(self, question: str, answer: object) -> None:
        self.seen.append((question, str(answer)))

    def code(self, situation: str, came: Came) -> None:
        """The code that a situation got, where it got one."""
        self.note(SITUATIONS[situation].about, came)
        if came.code:
            self.codes[situation] = came.code

    def setting(self, name: str, value: Any, question: str, answer: object) -> None:
        self.settings[name] = value
        self.note(question, answer)

    def unmeasured(self) -> list[str]:
        """The guesses that are left, by the name of their setting."""
        names = {field.name for field in fields(MockSettings)} - _NOT_GUESSES - self.settings.keys()
        return sorted(names) + sorted(f"codes[{name!r}]" for name in SITUATIONS.keys() - self.codes.keys())

    def differing(self) -> Mapping[str, Any]:
        """The settings that the mock has otherwise, as arguments of MockSettings."""
        default = MockSettings()
        changed = {name: value for name, value in self.settings.items() if value != getattr(default, name)}
        codes = {name: code for name, code in self.codes.items() if code != default.code(name)}
        return {**changed, **({"codes": codes} if codes else {})}

    def report(self, stopped: str = "") -> str:
        """Markdown, without keys or IDs."""
        differing = self.differing()
        lines = ["# What was measured", ""]
        if stopped:
            lines += [f"**Stopped at a surprise:** {stopped}", ""]
        lines += [f"- {question}: {answer}" for question, answer in self.seen]
        lines += ["", "## Settings that follow", "", "```python"]
        lines += ["MockSettings(", *(f"    {name}={value!r}," for name, value in differing.items()), ")"]
        lines += ["```", "", "## Still a guess", "", *(f"- `{name}`" for name in self.unmeasured()), ""]
        return "\n".join(lines)
