"""A string that shows itself to nobody who does not ask."""

from typing import NoReturn


class Secret:
    """Holds one string; printed, logged or captured among a traceback's locals it is only ``***``.

    Read it with `reveal()`, inside the expression that needs it: a local variable that holds the bare
    string would end up in every traceback that passes through.
    """

    __slots__ = ("_value",)

    def __init__(self, value: "str | Secret | None") -> None:
        if isinstance(value, Secret):
            value = value._value
        # of a kind of string that masks itself, the characters
        self._value: str = str.__str__(value) if isinstance(value, str) else value or ""

    @property
    def usable(self) -> bool:
        """Whether what was given is text at all; a caller may pass anything."""
        return isinstance(self._value, str)  # pyright: ignore[reportUnnecessaryIsInstance]

    def reveal(self) -> str:
        """The string itself; empty where `None` was given."""
        return self._value

    def __repr__(self) -> str:
        return "***"

    def __reduce__(self) -> NoReturn:
        raise TypeError("A secret is neither pickled nor copied; read it again where it is needed.")
