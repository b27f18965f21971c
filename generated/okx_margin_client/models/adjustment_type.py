from enum import StrEnum


class AdjustmentType(StrEnum):
    ADD = "add"
    REDUCE = "reduce"

    def __str__(self) -> str:
        return str(self.value)
