from enum import StrEnum


class CtType(StrEnum):
    INVERSE = "inverse"
    LINEAR = "linear"

    def __str__(self) -> str:
        return str(self.value)
