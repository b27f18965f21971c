"""Contains all the data models used in inputs/outputs"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .adjustment_type import AdjustmentType
    from .pos_side import PosSide
    from .position_margin import PositionMargin
    from .position_margin_envelope import PositionMarginEnvelope
    from .position_margin_request import PositionMarginRequest
    from .refusal_envelope import RefusalEnvelope
    from .refusal_envelope_data_item import RefusalEnvelopeDataItem
    from .signal_bot_margin import SignalBotMargin
    from .signal_bot_margin_envelope import SignalBotMarginEnvelope
    from .signal_bot_margin_request import SignalBotMarginRequest

__all__ = (
    "AdjustmentType",
    "PositionMargin",
    "PositionMarginEnvelope",
    "PositionMarginRequest",
    "PosSide",
    "RefusalEnvelope",
    "RefusalEnvelopeDataItem",
    "SignalBotMargin",
    "SignalBotMarginEnvelope",
    "SignalBotMarginRequest",
)

_MODULES = {
    "AdjustmentType": ".adjustment_type",
    "PosSide": ".pos_side",
    "PositionMargin": ".position_margin",
    "PositionMarginEnvelope": ".position_margin_envelope",
    "PositionMarginRequest": ".position_margin_request",
    "RefusalEnvelope": ".refusal_envelope",
    "RefusalEnvelopeDataItem": ".refusal_envelope_data_item",
    "SignalBotMargin": ".signal_bot_margin",
    "SignalBotMarginEnvelope": ".signal_bot_margin_envelope",
    "SignalBotMarginRequest": ".signal_bot_margin_request",
}


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_MODULES[name], __name__), name)
