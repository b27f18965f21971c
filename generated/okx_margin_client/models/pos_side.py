from enum import StrEnum


class PosSide(StrEnum):
    LONG = "long"
    NET = "net"
    SHORT = "short"

    def __str__(self) -> str:
        return str(self.value)
