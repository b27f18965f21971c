"""The seam between the journal and a database."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, Final, TypeAlias

from ..entry import VERSION
from ..errors import JournalError
from ..forks import Unforkable

Statement: TypeAlias = tuple[str, Sequence[Any]]
"""SQL that both databases understand, with `?` for its values."""


class Store(Unforkable, ABC):
    """A database that holds a journal; opened when first used, after a fork, and where it was lost."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._busy = False
        self.name: Final = name
        """For people; without a password."""

    def run(self, statements: Sequence[Statement]) -> list[Sequence[Any]]:
        """Carry them out in one transaction, which is on disk on return; the last one's rows.

        Raises:
            JournalError: They were not carried out, or nobody knows.
        """
        with self.lock:
            if self._busy:
                raise self.failure("a signal's handler came in the midst of its use")
            try:
                self._busy = True
                return self._carry_out(statements)
            finally:
                self._busy = False

    def close(self) -> None:
        """Close the connection."""
        with self.lock:
            if not self._busy:
                self._disconnect()

    def before_fork(self) -> None:
        """A connection that was open at a fork is nobody's: SQLite would lose its locks, a server mix two talks."""
        self._disconnect()

    @abstractmethod
    def _carry_out(self, statements: Sequence[Statement]) -> list[Sequence[Any]]:
        """What `run` does, with the lock."""

    @abstractmethod
    def _disconnect(self) -> None:
        """What `close` does, with the lock."""

    def failure(self, cause: object) -> JournalError:
        """The error for whatever went wrong with it."""
        return JournalError(
            f"The journal {self.name} cannot be used: {str(cause).strip() or type(cause).__name__}"
        )

    def accept(self, version: int) -> None:
        """Raises JournalError for a version of the schema that is newer than this code."""
        if version > VERSION:
            raise JournalError(
                f"The journal {self.name} has version {version}, and this okx-margin knows {VERSION}: it "
                "was written by a newer one. Upgrade this one, or name another journal."
            )
