from enum import StrEnum


class PositionInstType(StrEnum):
    EVENTS = "EVENTS"
    FUTURES = "FUTURES"
    MARGIN = "MARGIN"
    OPTION = "OPTION"
    SWAP = "SWAP"

    def __str__(self) -> str:
        return str(self.value)
