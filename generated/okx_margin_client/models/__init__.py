"""Contains all the data models used in inputs/outputs"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .account_config import AccountConfig
    from .account_config_envelope import AccountConfigEnvelope
    from .adjustment_type import AdjustmentType
    from .balance import Balance
    from .balance_detail import BalanceDetail
    from .balance_envelope import BalanceEnvelope
    from .bill import Bill
    from .bill_envelope import BillEnvelope
    from .bot_state import BotState
    from .ct_iso_mode import CtIsoMode
    from .ct_type import CtType
    from .inst_state import InstState
    from .inst_type import InstType
    from .instrument import Instrument
    from .instrument_envelope import InstrumentEnvelope
    from .mark_price import MarkPrice
    from .mark_price_envelope import MarkPriceEnvelope
    from .mgn_iso_mode import MgnIsoMode
    from .mgn_mode import MgnMode
    from .pos_mode import PosMode
    from .pos_side import PosSide
    from .position import Position
    from .position_envelope import PositionEnvelope
    from .position_inst_type import PositionInstType
    from .position_margin import PositionMargin
    from .position_margin_envelope import PositionMarginEnvelope
    from .position_margin_request import PositionMarginRequest
    from .refusal_envelope import RefusalEnvelope
    from .refusal_envelope_data_item import RefusalEnvelopeDataItem
    from .signal_bot_margin import SignalBotMargin
    from .signal_bot_margin_envelope import SignalBotMarginEnvelope
    from .signal_bot_margin_request import SignalBotMarginRequest
    from .signal_bot_order import SignalBotOrder
    from .signal_bot_order_envelope import SignalBotOrderEnvelope
    from .system_time import SystemTime
    from .system_time_envelope import SystemTimeEnvelope

__all__ = (
    "AccountConfig",
    "AccountConfigEnvelope",
    "AdjustmentType",
    "Balance",
    "BalanceDetail",
    "BalanceEnvelope",
    "Bill",
    "BillEnvelope",
    "BotState",
    "CtIsoMode",
    "CtType",
    "Instrument",
    "InstrumentEnvelope",
    "InstState",
    "InstType",
    "MarkPrice",
    "MarkPriceEnvelope",
    "MgnIsoMode",
    "MgnMode",
    "Position",
    "PositionEnvelope",
    "PositionInstType",
    "PositionMargin",
    "PositionMarginEnvelope",
    "PositionMarginRequest",
    "PosMode",
    "PosSide",
    "RefusalEnvelope",
    "RefusalEnvelopeDataItem",
    "SignalBotMargin",
    "SignalBotMarginEnvelope",
    "SignalBotMarginRequest",
    "SignalBotOrder",
    "SignalBotOrderEnvelope",
    "SystemTime",
    "SystemTimeEnvelope",
)

_MODULES = {
    "AccountConfig": ".account_config",
    "AccountConfigEnvelope": ".account_config_envelope",
    "AdjustmentType": ".adjustment_type",
    "Balance": ".balance",
    "BalanceDetail": ".balance_detail",
    "BalanceEnvelope": ".balance_envelope",
    "Bill": ".bill",
    "BillEnvelope": ".bill_envelope",
    "BotState": ".bot_state",
    "CtIsoMode": ".ct_iso_mode",
    "CtType": ".ct_type",
    "InstState": ".inst_state",
    "InstType": ".inst_type",
    "Instrument": ".instrument",
    "InstrumentEnvelope": ".instrument_envelope",
    "MarkPrice": ".mark_price",
    "MarkPriceEnvelope": ".mark_price_envelope",
    "MgnIsoMode": ".mgn_iso_mode",
    "MgnMode": ".mgn_mode",
    "PosMode": ".pos_mode",
    "PosSide": ".pos_side",
    "Position": ".position",
    "PositionEnvelope": ".position_envelope",
    "PositionInstType": ".position_inst_type",
    "PositionMargin": ".position_margin",
    "PositionMarginEnvelope": ".position_margin_envelope",
    "PositionMarginRequest": ".position_margin_request",
    "RefusalEnvelope": ".refusal_envelope",
    "RefusalEnvelopeDataItem": ".refusal_envelope_data_item",
    "SignalBotMargin": ".signal_bot_margin",
    "SignalBotMarginEnvelope": ".signal_bot_margin_envelope",
    "SignalBotMarginRequest": ".signal_bot_margin_request",
    "SignalBotOrder": ".signal_bot_order",
    "SignalBotOrderEnvelope": ".signal_bot_order_envelope",
    "SystemTime": ".system_time",
    "SystemTimeEnvelope": ".system_time_envelope",
}


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_MODULES[name], __name__), name)
