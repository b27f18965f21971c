from enum import StrEnum


class CtIsoMode(StrEnum):
    AUTOMATIC = "automatic"
    AUTONOMY = "autonomy"

    def __str__(self) -> str:
        return str(self.value)
