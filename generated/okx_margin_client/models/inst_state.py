from enum import StrEnum


class InstState(StrEnum):
    LIVE = "live"
    POST_ONLY = "post_only"
    PREOPEN = "preopen"
    REBASE = "rebase"
    SETTLING = "settling"
    SUSPEND = "suspend"
    TEST = "test"

    def __str__(self) -> str:
        return str(self.value)
