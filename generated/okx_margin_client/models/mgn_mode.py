from enum import StrEnum


class MgnMode(StrEnum):
    CROSS = "cross"
    ISOLATED = "isolated"

    def __str__(self) -> str:
        return str(self.value)
