"""What was found out about an adjustment of unknown outcome, in words and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .texts import language, t

if TYPE_CHECKING:
    from okx_margin_client import Resolution


def told(found: Resolution) -> str:
    """The verdict and what it rests on."""
    verdicts = {
        "applied": t("Applied: it was processed.", "已生效。"),
        "not applied": t("Not applied: it was not processed and will not be.", "未生效，今后也不会生效。"),
    }
    verdict = verdicts.get(found.verdict, t("Undecided.", "无法判定。"))
    reason = by_flags(found.reason_zh if language() == "zh" else found.reason)
    figure = ""
    if found.figure is not None:
        figure = t(f" The figure now: {found.figure}.", f"当前数值：{found.figure}。")
    return f"{verdict} {reason}{figure}" if language() == "en" else f"{verdict}{reason}{figure}"


def by_flags(text: str) -> str:
    """The library's words with its keyword arguments as the options that they are here."""
    for name in ("sole_actor", "figure_moves"):
        flag = f"--{name.replace('_', '-')}"
        text = (
            text.replace(f"{name}=True", flag)
            .replace(f"({name})", f"({flag})")
            .replace(f"（{name}）", f"（{flag}）")
        )
    return text


def resolution_as_json(found: Resolution) -> dict[str, Any]:
    """As it is kept in a journal, the reason in the language that is spoken."""
    return {
        "verdict": found.verdict,
        "reason": by_flags(found.reason_zh if language() == "zh" else found.reason),
        "decided_at": found.decided_at,
        "reads": found.reads,
        "records": [dict(record) for record in found.records],
        "figure": found.figure,
        "window": found.window,
    }
