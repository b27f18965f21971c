"""One adjustment from its preview to its outcome. It is sent once: nothing here ever sends it again."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, TypeAlias

import click

from . import outcomes
from .how import How
from .resolution import resolution_as_json, told
from .session import Session
from .texts import t

if TYPE_CHECKING:
    from rich.console import RenderableType

    from okx_margin_client import Entry, OkxMargin, OutcomeUnknownError, RefusedError, Resolution
    from okx_margin_runtime.results import Result


Type: TypeAlias = Literal["add", "reduce"]

SECONDS_TO_READ: Final = 10.0
"""For what is only shown before: a position is saved without it, if need be."""


class Adjustment(NamedTuple):
    """What would be sent, and all that was found out before.

    Attributes:
        subject: What is typed again before live money moves: the instrument or the bot.
        intent: A sentence that says what it does.
        fields: Its arguments, as JSON.
        send: Makes the call; raises its outcome where that is none that is done.
        done: A sentence that says what was done, from the result where there is one.
        found: What was read and estimated, as JSON.
        table: The same for people; None where there is nothing to show.
        remarks: Sentences to be read before it is sent.
    """

    subject: str
    intent: str
    fields: Mapping[str, Any]
    send: Callable[[OkxMargin], Any]
    done: Callable[[Any], str]
    found: Mapping[str, Any]
    table: RenderableType | None = None
    remarks: Sequence[str] = ()


class Move:
    """One run of it. The steps are: preview, question, send, and where the outcome is unknown resolve."""

    def __init__(self, session: Session, adjustment: Adjustment, how: How) -> None:
        self._session: Final = session
        self._adjustment: Final = adjustment
        self._how: Final = how
        self._began: float | None = None
        self._left = True
        self._id: str | None = None

    def run(self) -> int:
        """The exit code. Raises what ends it before it is sent."""
        self._preview()
        if self._how.dry_run:
            self._session.say(t("Dry run: nothing was sent.", "仅预览，未发送。"))
            return self._answer("done", outcomes.DONE)
        self._warn_of_undecided()
        self._ask()
        try:
            return self._send()
        except KeyboardInterrupt as interrupt:
            return self._interrupted(interrupt)

    def _preview(self) -> None:
        session, adjustment = self._session, self._adjustment
        session.show(session.where())
        session.say(adjustment.intent)
        if adjustment.table is not None:
            session.show(adjustment.table)
        for remark in adjustment.remarks:
            session.say(remark)

    def _warn_of_undecided(self) -> None:
        journal = self._session.okx.journal
        open_ones = journal.undecided(self._session.auth.account) if journal else []
        ids = [entry.id for entry in open_ones if self._adjustment.subject in entry.fields.values()]
        if ids:
            self._session.warned.update(ids)
            self._session.say(
                t(
                    f"Of {len(ids)} earlier adjustment(s) of it nobody knows yet what became: okx-margin resolve "
                    f"{ids[0]}",
                    f"此前有 {len(ids)} 笔调整结果未定，可先查证：okx-margin resolve {ids[0]}",
                )
            )

    def _ask(self) -> None:
        """Real money moves only after its name was typed again."""
        if self._session.auth.environment != "live" or self._how.yes:
            return
        if not sys.stdin.isatty():
            raise click.UsageError(
                t(
                    "Live trading asks before it sends, and there is no terminal to ask on: nothing was sent. "
                    "Add --yes.",
                    "实盘发送前需要确认，但当前没有终端可供输入，未发送。请加 --yes。",
                )
            )
        subject = self._adjustment.subject
        typed = self._session.ask(
            t(
                f"Real money. Type {subject} to send it, anything else to stop: ",
                f"真实资金。输入 {subject} 后发送，输入其他内容则取消：",
            )
        )
        if typed.upper() != subject.upper():
            raise outcomes.DeclinedError(t("Not confirmed: nothing was sent.", "未确认，没有发送。"))

    def _send(self) -> int:
        from okx_margin_client import InvalidInputError, OkxMarginError, OutcomeUnknownError, RefusedError

        okx = self._session.okx.with_options(sole_actor=self._how.sole_actor)
        _outlive_the_terminal()
        _interrupt_once()
        self._session.sending = True
        self._began = time.time()
        try:
            result = self._adjustment.send(okx)
        except InvalidInputError:
            raise  # the line that was typed is wrong
        except RefusedError as refused:
            return self._refused(refused)
        except OutcomeUnknownError as unknown:
            return self._unknown(okx, unknown)
        done = self._adjustment.done(result)
        with suppress(OkxMarginError):  # what happened has happened, whatever the journal is like now
            entry = self._entry()
            self._id = entry.id if entry else None
        return self._answer("done", outcomes.DONE, shown=done, result=result)

    def _refused(self, refused: RefusedError) -> int:
        from okx_margin_client import NotSentError

        self._id = refused.call.id if refused.call else None
        self._left = not isinstance(refused, NotSentError)
        described = outcomes.description(refused)
        self._session.say(t("Refused, nothing moved: ", "已拒绝，未发生变动：") + described["message"])
        return self._answer("refused", outcomes.REFUSED, error=described)

    def _unknown(self, okx: OkxMargin, unknown: OutcomeUnknownError) -> int:
        self._id = unknown.call.id if unknown.call else None
        described = outcomes.description(unknown)
        say = self._session.say
        say(t("Unknown: ", "结果未知：") + described["message"])
        if not self._how.resolve:
            say(self._later())
            return self._answer("unknown", outcomes.UNKNOWN, error=described)
        say(
            t(
                f"Finding out by reads alone, for up to two minutes (id {self._id}; Ctrl-C leaves it for later) …",
                f"正在通过查询查证，最多两分钟（ID {self._id}；按 Ctrl-C 可留待以后）…",
            )
        )
        found = okx.resolve(unknown)
        say(told(found))
        if found.applied is None:
            say(self._later())
            return self._answer("unknown", outcomes.UNKNOWN, error=described, resolution=found)
        if found.applied:
            shown = self._adjustment.done(None)
            return self._answer("done", outcomes.DONE, shown=shown, error=described, resolution=found)
        return self._answer("refused", outcomes.REFUSED, error=described, resolution=found)

    def _interrupted(self, interrupt: KeyboardInterrupt) -> int:
        """Ctrl-C while it was sent or resolved: says what may have happened, by the journal where there is one."""
        if self._session.answered:
            return outcomes.INTERRUPTED
        entry, journalled = None, False
        with suppress(Exception):  # whatever goes wrong here must not hide what is known
            entry = self._entry()
            journalled = self._session.okx.journal is not None
        self._id = entry.id if entry else self._id
        outcome = entry.outcome if entry else ""
        never_begun = self._began is None or (journalled and self._id is None)
        if outcome == "done":
            text = t("Interrupted after it was done.", "已中断；在此之前调整已成功。")
        elif outcome == "refused" or never_begun:
            text = t(
                "Interrupted; nothing was sent or it was refused: nothing moved.",
                "已中断；请求未发出或已被拒绝，未发生变动。",
            )
        else:
            text = t(
                f"Interrupted; it may have been processed. {self._later()}",
                f"已中断；请求可能已执行。{self._later()}",
            )
        named = f" [id {self._id}]" if self._id and self._id not in text else ""
        self._session.say(f"\n{text}{named}")
        described = outcomes.description(interrupt, text)
        return self._answer("interrupted", outcomes.INTERRUPTED, error=described)

    def _later(self) -> str:
        if self._id and self._session.okx.journal is not None:
            return t(
                f"Before sending it again: okx-margin resolve {self._id}",
                f"再次发送之前请先查证：okx-margin resolve {self._id}",
            )
        return t(
            "Look at the position before sending it again: there is no journal that would know of it.",
            "再次发送之前请先查看仓位：没有可供查证的记录。",
        )

    def _entry(self) -> Entry | None:
        """What the journal has of it: the one entry that this process has begun since. Raises JournalError."""
        journal = self._session.okx.journal
        if journal is None or self._began is None:
            return None
        mine = f":{os.getpid()}"
        found = [entry for entry in journal.entries(self._began) if entry.process.endswith(mine)]
        return found[-1] if found else None

    def _answer(
        self,
        outcome: str,
        exit_code: int,
        *,
        shown: str = "",
        result: Result | None = None,
        error: Mapping[str, Any] | None = None,
        resolution: Resolution | None = None,
    ) -> int:
        data = {
            "adjustment": self._adjustment.fields,
            **self._adjustment.found,
            "remarks": list(self._adjustment.remarks),
            "sent": self._began is not None and self._left,
            "id": self._id,
            "result": None if result is None else result_as_json(result),
            "resolution": None if resolution is None else resolution_as_json(resolution),
        }
        return self._session.answer(
            data, (lambda: shown) if shown else None, outcome=outcome, exit_code=exit_code, error=error
        )


def result_as_json(result: Result) -> dict[str, Any]:
    """The fields of a result, by their Python names."""
    import attrs

    return {field.name: getattr(result, field.name) for field in attrs.fields(type(result)) if field.repr}


def _interrupt_once() -> None:
    """From here on Ctrl-C interrupts once: what is said after that is what the user needs most."""

    def interrupt(*_: object) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        raise KeyboardInterrupt

    signal.signal(signal.SIGINT, interrupt)


def _outlive_the_terminal() -> None:
    """From here on a terminal that is closed does not end this: the outcome is still written down."""
    hangup = getattr(signal, "SIGHUP", None)
    if hangup is not None:
        signal.signal(hangup, signal.SIG_IGN)
