"""`okx-margin code`: what a code of OKX's means, and what to do about it; found by number or by words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final
from unicodedata import normalize

import click

from .app import Command
from .session import Session
from .texts import language, t

if TYPE_CHECKING:
    from rich.console import RenderableType

    from okx_margin_client import Code

_UNLISTED: Final = (
    "A code that the table lacks is a refusal where the HTTP status is 4xx; otherwise the outcome is unknown.",
    "表中没有的错误码：HTTP 状态码为 4xx 视为已拒绝，其余视为结果未知。",
)


@click.command(
    cls=Command,
    help=t(
        "Tell what a code of OKX's means and what to do about it. TEXT is a code, its first digits, or words of "
        "its meaning in English or Chinese, all of which must occur.",
        "查询 OKX 错误码的含义与处理办法。TEXT 为错误码、其开头几位，或含义中的中英文词语（须全部出现）。",
    ),
)
@click.argument("text", nargs=-1, required=True)
@click.pass_obj
def code(session: Session, text: tuple[str, ...]) -> int:
    from okx_margin_client import CODES

    found = search(CODES.values(), " ".join(text))
    if not found:
        session.say(f"{t('No code matches.', '没有匹配的错误码。')}{t(' ', '')}{t(*_UNLISTED)}")
    return session.answer({"codes": [row(each) for each in found]}, lambda: shown(found))


def search(codes: Iterable[Code], text: str) -> list[Code]:
    """The codes that begin with `text` if it is a number, else those in whose texts each of its words occurs,
    those where the meaning has them first."""
    words = normalize("NFKC", text).casefold().split()
    number = words[0].partition("_")[0] if len(words) == 1 else ""  # OKX has sub-codes, as in 51008_1000
    if number.isascii() and number.isdigit():
        exact = [each for each in codes if each.code == number]
        return exact or [each for each in codes if each.code.startswith(number)]

    def rank(each: Code) -> int:
        meaning = f"{each.meaning} {each.meaning_zh}".casefold()
        remedy = f"{each.remedy} {each.remedy_zh}".casefold()
        if all(word in meaning for word in words):
            return 0
        return 1 if words and all(word in f"{each.code} {meaning} {remedy}" for word in words) else 2

    return sorted((each for each in codes if rank(each) < 2), key=rank)


def row(each: Code) -> dict[str, Any]:
    """One code, in both languages."""
    return {
        **each._asdict(),
        "outcome": _OUTCOMES[each.outcome.value][0],
        "http_statuses": [*each.http_statuses],
    }


def shown(found: list[Code]) -> RenderableType:
    from rich.console import Group
    from rich.padding import Padding
    from rich.text import Text

    from .rendering import nothing

    if not found:
        return nothing()
    parts: list[RenderableType] = []
    for each in found:
        _, style, en, zh = _OUTCOMES[each.outcome.value]
        title = Text.assemble((each.code, "bold"), "  ", (t(en, zh), style))
        title.append(f"  HTTP {', '.join(map(str, each.http_statuses))}", "dim")
        texts = (each.meaning_zh, each.remedy_zh) if language() == "zh" else (each.meaning, each.remedy)
        parts += [title, *(Padding(Text(text), (0, 0, 0, 2)) for text in texts if text)]
    return Group(*parts)


_OUTCOMES: Final = {
    "success": ("done", "green", "done", "成功"),
    "refused": ("refused", "", "refused: certainly not processed", "已拒绝：请求没有执行"),
    "unknown": ("unknown", "bold red", "unknown: may have been processed", "结果未知：可能已执行"),
}
"""The name it has in JSON, its colour, and its words."""
