"""How a command ends: what is said about an error, its shape as JSON, and the exit code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from .texts import language, t

if TYPE_CHECKING:
    from .session import Session

DONE: Final = 0
REFUSED: Final = 1
USAGE: Final = 2
UNKNOWN: Final = 3
INTERRUPTED: Final = 130


def report(session: Session, error: BaseException) -> int:
    """Say what ended a command, as JSON where that was asked for, and give the exit code."""
    if isinstance(error, click.Abort):
        error = error.__cause__ or error
    exit_code, outcome = _ending(error)
    described = description(error)
    if not session.options.as_json:
        session.say(f"{t('Error', '错误')}: {described['message']}")
    elif not session.answered:
        session.answer(None, lambda: "", outcome=outcome, exit_code=exit_code, error=described)
    return exit_code


def _ending(error: BaseException) -> tuple[int, str]:
    if isinstance(error, KeyboardInterrupt | click.Abort | EOFError):
        return INTERRUPTED, "interrupted"
    if isinstance(error, click.ClickException):
        return USAGE, "usage"
    from okx_margin_client import InvalidInputError, OkxMarginError, OutcomeUnknownError

    if isinstance(error, InvalidInputError):
        return USAGE, "usage"
    if isinstance(error, OutcomeUnknownError) and (error.call is None or error.call.endpoint.moves):
        return UNKNOWN, "unknown"
    if isinstance(error, OkxMarginError):
        return REFUSED, "refused"
    raise error


def description(error: BaseException) -> dict[str, Any]:
    """An error as JSON."""
    if isinstance(error, KeyboardInterrupt | click.Abort | EOFError):
        notes = " ".join(getattr(error, "__notes__", ()))
        message = notes or t("Interrupted; nothing was sent.", "已中断，没有发送任何请求。")
        return _described(error, message)
    if isinstance(error, click.ClickException):
        return _described(error, error.format_message())
    message = str(error)
    zh = language() == "zh"
    meaning = getattr(error, "meaning_zh" if zh else "meaning", "")
    remedy = getattr(error, "remedy_zh" if zh else "remedy", "")
    if zh and meaning:
        code = getattr(error, "code", None)
        message = f"{code}: {meaning}{remedy}" if code else f"{meaning}{remedy}"
    return _described(error, message, code=getattr(error, "code", None), meaning=meaning, remedy=remedy)


def _described(
    error: BaseException, message: str, *, code: str | None = None, meaning: str = "", remedy: str = ""
) -> dict[str, Any]:
    return {
        "kind": type(error).__name__,
        "message": message,
        "code": code,
        "meaning": meaning,
        "remedy": remedy,
        "msg": getattr(error, "msg", ""),
    }
