from enum import StrEnum


class MgnIsoMode(StrEnum):
    AUTOMATIC = "automatic"
    AUTONOMY = "autonomy"
    AUTO_TRANSFERS_CCY = "auto_transfers_ccy"
    QUICK_MARGIN = "quick_margin"

    def __str__(self) -> str:
        return str(self.value)
