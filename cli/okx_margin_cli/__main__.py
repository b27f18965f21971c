"""What the console script `okx-margin` and `python -m okx_margin_cli` run."""

import os
import sys
from collections.abc import Sequence
from importlib.util import find_spec


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code: 0 done, 1 refused, 2 wrong usage, 3 unknown, 130 interrupted."""
    try:
        _open_streams()
        if not all(map(find_spec, ("click", "rich", "platformdirs", "tomlkit"))):
            from .session import told

            told(sys.stderr, 'okx-margin needs its extra: python -m pip install "okx-margin[cli]"\n')
            return 2
        from .app import run

        return run(sys.argv[1:] if arguments is None else arguments)
    except KeyboardInterrupt:  # before there was anything that could have been sent
        return 130


def _open_streams() -> None:
    """Those that were closed (`>&-`, under some daemons) lead nowhere. Python has none then, which must not end a
    command after its adjustment; and the journal or a connection would be given the missing one's number."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            lowest = os.open(os.devnull, os.O_RDWR)  # the missing one's number, unless something has it
            setattr(sys, name, os.fdopen(lowest, mode, encoding="utf-8"))


if __name__ == "__main__":
    sys.exit(main())
