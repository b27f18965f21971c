"""What the console script `okx-margin` and `python -m okx_margin_cli` run."""

import sys
from collections.abc import Sequence
from importlib.util import find_spec


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code: 0 done, 1 refused, 2 wrong usage, 3 unknown, 130 interrupted."""
    try:
        if not all(map(find_spec, ("click", "rich", "platformdirs", "tomlkit"))):
            sys.stderr.write('okx-margin needs its extra: python -m pip install "okx-margin[cli]"\n')
            return 2
        from .app import run

        return run(sys.argv[1:] if arguments is None else arguments)
    except KeyboardInterrupt:  # before there was anything that could have been sent
        return 130


if __name__ == "__main__":
    sys.exit(main())
