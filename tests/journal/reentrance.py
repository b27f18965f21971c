"""A program of its own: at each instruction of the journal's own code, a signal's handler writes another entry."""

from __future__ import annotations

import sys
from functools import partial

from okx_margin_client import Journal, JournalError
from tests.instructions import interrupted

from .calls import adjustment

OURS = ("__init__", "thread", "writes", "store", "sqlite")


def written(journal: Journal) -> str | None:
    """The id of an entry that was said to be on disk, and read; None where one of that was refused."""
    call = adjustment()
    try:
        journal.write(call)
        if journal.entry(call.id) is None:
            sys.exit("what was said to be on disk is not")
    except JournalError:
        return None
    return call.id


def main() -> None:
    with Journal(sys.argv[1]) as journal:
        journal.write(adjustment())
        write, instruction, said = partial(written, journal), 0, list[str]()
        while True:
            instruction += 1
            outer, *inner = interrupted(
                tuple(f"journal/{name}.py" for name in OURS), instruction, write, write
            )
            if not inner:
                break
            if outer is None:
                sys.exit(
                    f"the entry that was interrupted at instruction {instruction} is not written or read"
                )
            said += [each for each in (outer, *inner) if each is not None]
    with Journal(sys.argv[1]) as again:
        missing = {*said} - {entry.id for entry in again.entries()}
    sys.exit(f"{len(missing)} said to be on disk are not" if missing else 0)


if __name__ == "__main__":
    main()
