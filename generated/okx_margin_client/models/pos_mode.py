from enum import StrEnum


class PosMode(StrEnum):
    LONG_SHORT_MODE = "long_short_mode"
    NET_MODE = "net_mode"

    def __str__(self) -> str:
        return str(self.value)
