"""Typed client for moving margin on OKX: `OkxMargin` and its async twin `AsyncOkxMargin`.

Generated from spec/okx_margin.yaml by `python -m generator generate`. Never edited by hand.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from okx_margin_runtime.forks import unforked

if TYPE_CHECKING:
    from okx_margin_runtime.errors import (
        InvalidInputError,
        JournalError,
        NotSentError,
        OkxMarginError,
        OutcomeUnknownError,
        RefusedError,
    )
    from okx_margin_runtime.facts import Code, Outcome
    from okx_margin_runtime.journal import Entry, Journal
    from okx_margin_runtime.resolution import Resolution
    from okx_margin_runtime.results import Items

    from .client import Client
    from .codes import CODES
    from .errors import UnexpectedStatus
    from .exchange import ENDPOINTS, REGIONS
    from .models import (
        AdjustmentType,
        BotState,
        CtIsoMode,
        CtType,
        InstState,
        InstType,
        MgnIsoMode,
        MgnMode,
        PositionInstType,
        PosMode,
        PosSide,
    )
    from .okx_margin import AsyncOkxMargin, OkxMargin
    from .results import (
        AccountAdjustMarginResult,
        AccountConfig,
        Balance,
        BalanceDetail,
        Bill,
        Instrument,
        MarkPrice,
        Position,
        SignalBotAdjustMarginResult,
        SignalBotOrder,
        SystemTime,
    )

__version__ = "0.1.0"

__all__ = (
    "__version__",
    "AccountAdjustMarginResult",
    "AccountConfig",
    "AdjustmentType",
    "AsyncOkxMargin",
    "Balance",
    "BalanceDetail",
    "Bill",
    "BotState",
    "Client",
    "Code",
    "CODES",
    "CtIsoMode",
    "CtType",
    "ENDPOINTS",
    "Entry",
    "Instrument",
    "InstState",
    "InstType",
    "InvalidInputError",
    "Items",
    "Journal",
    "JournalError",
    "MarkPrice",
    "MgnIsoMode",
    "MgnMode",
    "NotSentError",
    "OkxMargin",
    "OkxMarginError",
    "openapi",
    "Outcome",
    "OutcomeUnknownError",
    "Position",
    "PositionInstType",
    "PosMode",
    "PosSide",
    "RefusedError",
    "REGIONS",
    "Resolution",
    "SignalBotAdjustMarginResult",
    "SignalBotOrder",
    "SystemTime",
    "UnexpectedStatus",
)

_MODULES = {
    "Client": ".client",
    "CODES": ".codes",
    "ENDPOINTS": ".exchange",
    "REGIONS": ".exchange",
    "AdjustmentType": ".models",
    "BotState": ".models",
    "CtIsoMode": ".models",
    "CtType": ".models",
    "InstState": ".models",
    "InstType": ".models",
    "MgnIsoMode": ".models",
    "MgnMode": ".models",
    "PosMode": ".models",
    "PosSide": ".models",
    "PositionInstType": ".models",
    "AsyncOkxMargin": ".okx_margin",
    "OkxMargin": ".okx_margin",
    "AccountAdjustMarginResult": ".results",
    "SignalBotAdjustMarginResult": ".results",
    "SystemTime": ".results",
    "Instrument": ".results",
    "MarkPrice": ".results",
    "Position": ".results",
    "Bill": ".results",
    "BalanceDetail": ".results",
    "Balance": ".results",
    "AccountConfig": ".results",
    "SignalBotOrder": ".results",
    "UnexpectedStatus": ".errors",
    "InvalidInputError": "okx_margin_runtime.errors",
    "JournalError": "okx_margin_runtime.errors",
    "NotSentError": "okx_margin_runtime.errors",
    "OkxMarginError": "okx_margin_runtime.errors",
    "OutcomeUnknownError": "okx_margin_runtime.errors",
    "RefusedError": "okx_margin_runtime.errors",
    "Code": "okx_margin_runtime.facts",
    "Outcome": "okx_margin_runtime.facts",
    "Entry": "okx_margin_runtime.journal",
    "Journal": "okx_margin_runtime.journal",
    "Resolution": "okx_margin_runtime.resolution",
    "Items": "okx_margin_runtime.results",
}


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    with unforked:
        value = getattr(import_module(_MODULES[name], __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return list(__all__)


def openapi() -> dict[str, Any]:
    """The specification this client was generated from, English and Chinese, as a new dictionary."""
    with unforked:
        import json
        from importlib.resources import files

    document: dict[str, Any] = json.loads(files(__name__).joinpath("openapi.json").read_bytes())
    return document
