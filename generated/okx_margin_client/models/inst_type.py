from enum import StrEnum


class InstType(StrEnum):
    EVENTS = "EVENTS"
    FUTURES = "FUTURES"
    MARGIN = "MARGIN"
    OPTION = "OPTION"
    SPOT = "SPOT"
    SWAP = "SWAP"

    def __str__(self) -> str:
        return str(self.value)
