"""A signal's handler that comes at one instruction of a program after the other."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any, TypeVar

Value = TypeVar("Value")


def interrupted(
    files: tuple[str, ...], instruction: int, call: Callable[[], Value], handler: Callable[[], Value]
) -> list[Value]:
    """What `call` gives, and `handler`, which comes at this instruction; of the call alone, where it has fewer.

    Args:
        files: Whose instructions count, by how their names end.
    """
    left, inner = instruction, list[Value]()

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal left
        if not frame.f_code.co_filename.endswith(files):
            return trace
        frame.f_trace_opcodes = True
        left -= event == "opcode"
        if left == 0:
            sys.settrace(None)
            inner.append(handler())
        return trace

    own = inspect.currentframe()
    assert own is not None
    own.f_trace_opcodes = True  # Python 3.12 counts instructions only if a frame asked before
    sys.settrace(trace)
    try:
        outer = call()
    finally:
        sys.settrace(None)
    return [outer, *inner]
