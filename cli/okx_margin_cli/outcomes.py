"""How a command ends: what is said about an error, its shape as JSON, and the exit code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from .texts import language, t

if TYPE_CHECKING:
    from okx_margin_runtime.call import Call

    from .session import Session

DONE: Final = 0
REFUSED: Final = 1
USAGE: Final = 2
UNKNOWN: Final = 3
INTERRUPTED: Final = 130

_REPORT_EN: Final = (
    "That is a mistake of okx-margin's: please report it. What may have been sent is in the journal."
)
_REPORT_ZH: Final = "这是 okx-margin 的缺陷，请反馈。是否已发送请查看记录（okx-margin journal）。"


class DeclinedError(Exception):
    """This command line itself will not send it; nothing was sent."""


def report(session: Session, error: BaseException) -> int:
    """Say what ended a command, as JSON too where that was asked for, and give the exit code."""
    if isinstance(error, click.Abort):
        error = error.__cause__ or error
    code, outcome = exit_code(error), _outcome(error)
    if (
        session.sending and outcome == "refused"
    ):  # of what came after the send: it says nothing of the outcome
        code, outcome = UNKNOWN, "unexpected"
    described = description(error, _interrupted(session) if outcome == "interrupted" else "")
    if outcome == "unexpected":
        import traceback

        session.say("".join(traceback.format_exception(error)))
    session.say(described["message"])
    if session.options.as_json and not session.answered:
        session.answer(None, None, outcome=outcome, exit_code=code, error=described)
    return code


def _interrupted(session: Session) -> str:
    """What that leaves open; "" where nothing is."""
    if session.command == "resolve":  # "nothing was sent" would be taken for what is being resolved
        return t(
            "Interrupted; what became of it is still open: okx-margin resolve goes on.",
            "已中断，结果仍未查清；可再次运行 okx-margin resolve 继续查证。",
        )
    if not session.sending:
        return ""
    return t(
        "Interrupted; it may have been processed. Before sending it again: okx-margin journal, okx-margin resolve.",
        "已中断；请求可能已执行。再次发送之前请先用 okx-margin journal 与 okx-margin resolve 查证。",
    )


def exit_code(error: BaseException) -> int:
    """What a script goes by."""
    return {
        "interrupted": INTERRUPTED,
        "usage": USAGE,
        "refused": REFUSED,
    }.get(_outcome(error), UNKNOWN)


def _outcome(error: BaseException) -> str:
    if isinstance(error, KeyboardInterrupt | click.Abort):
        return "interrupted"
    if isinstance(error, click.ClickException):
        return "usage"
    if isinstance(error, DeclinedError):
        return "refused"
    from okx_margin_client import InvalidInputError, OkxMarginError, OutcomeUnknownError

    if isinstance(error, InvalidInputError):
        return "usage"
    if isinstance(error, OutcomeUnknownError) and error.call is not None and error.call.endpoint.moves:
        return "unknown"
    if isinstance(error, OkxMarginError):
        return "refused"
    return "unexpected"


def description(error: BaseException, message: str = "") -> dict[str, Any]:
    """An error as JSON, in the language that is spoken."""
    zh = language() == "zh"
    meaning: str = getattr(error, "meaning_zh" if zh else "meaning", "")
    remedy: str = getattr(error, "remedy_zh" if zh else "remedy", "")
    if _outcome(error) == "unknown":
        meaning = _without_python(error, meaning)
        remedy = t(
            "Find out before sending it again: okx-margin resolve.",
            "再次发送之前请先查证：okx-margin resolve。",
        )
    elif _of_journal(error):
        remedy = t(
            "Mend that, name another with --journal, or adjust without one: --no-journal.",
            "请修复后重试，用 --journal 指定其他文件，或在调整时使用 --no-journal 不写记录。",
        )
    code: str | None = getattr(error, "code", None)
    return {
        "kind": type(error).__name__,
        "message": message or _message(error, code, meaning, remedy),
        "code": code,
        "meaning": meaning,
        "remedy": remedy,
        "msg": getattr(error, "msg", ""),
    }


def _message(error: BaseException, code: str | None, meaning: str, remedy: str) -> str:
    from okx_margin_runtime.call import shown

    if isinstance(error, KeyboardInterrupt | click.Abort):
        return t("Interrupted; nothing was sent.", "已中断，没有发送任何请求。")
    if isinstance(error, click.ClickException):
        return usage(error)
    if _outcome(error) == "unexpected":
        return t(
            f"Unexpected: {type(error).__name__}. {_REPORT_EN}",
            f"意外错误：{type(error).__name__}。{_REPORT_ZH}",
        )
    if _outcome(error) == "unknown":
        return f"{code}: {meaning}" if code else meaning
    if code and meaning:
        said = str(getattr(error, "msg", ""))
        words = t(f' (OKX: "{shown(said)}")', f"（OKX：{shown(said)}）") if said else ""
        return f"{code}: {t(f'{meaning} {remedy}', f'{meaning}{remedy}').strip()}{words}"
    text = str(getattr(error, "text", error))
    if _of_journal(error):
        return f"{(meaning or text).rstrip('.')}. {remedy}"
    if meaning and language() == "zh":
        return f"{meaning}{remedy}"
    return text


def usage(error: click.ClickException) -> str:
    """What is wrong with the line that was typed; click itself speaks English only."""
    said = error.format_message()
    if isinstance(error, click.exceptions.NoArgsIsHelpError) or not isinstance(error, click.UsageError):
        return said
    name = (
        error.param.make_metavar(error.ctx)
        if isinstance(error, click.BadParameter) and error.param and error.ctx
        else ""
    )
    if isinstance(error, click.NoSuchOption) and error.option_name[1:2] in {*"0123456789."}:
        said = t(
            "An amount has no sign: the commands add and reduce say which way it goes.",
            "数量不带正负号：追加用 add，减少用 reduce。",
        )
    elif isinstance(error, click.NoSuchOption):
        said = t(said, f"没有选项 {error.option_name}。")
    elif name and isinstance(error, click.MissingParameter):
        said = t(f"{name} is missing.", f"缺少 {name}。")
    elif name and isinstance(error, click.BadParameter) and error.param:
        choices = getattr(error.param.type, "choices", None)
        of = f"：{'、'.join(choices)}" if choices else "。"
        said = t(said, f"{error.param.opts[0]} 的取值有误{of}")
    elif type(error) is not click.UsageError or said.isascii():
        said = t(said, f"用法有误：{said}")
    return f"{said} ({error.ctx.command_path} --help)" if error.ctx else said


def _without_python(error: BaseException, text: str) -> str:
    """An unknown outcome without what to call in Python: here there is a command for it."""
    call: Call | None = getattr(error, "call", None)
    for advice in (call.endpoint.look_first, call.endpoint.look_first_zh) if call else ():
        text = text.replace(advice, "")
    return text.strip()


def _of_journal(error: BaseException) -> bool:
    from okx_margin_client import JournalError

    return isinstance(error, JournalError) or isinstance(error.__cause__, JournalError)
