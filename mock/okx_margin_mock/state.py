"""What the exchange knows: listed instruments, accounts, their keys, isolated positions and signal bots.

How much money lies where is not here but in the ledger, under each one's pot. Attributes that OKX has a field
for carry its name, in snake_case.
"""

from decimal import Decimal
from typing import Literal

from attrs import Factory, define, field, frozen

from okx_margin_mock.ledger import Ledger, Pot


@frozen(kw_only=True, eq=False)
class Listing:
    """A contract or a margin pair, as it is listed."""

    inst_id: str
    inst_type: Literal["SWAP", "FUTURES", "MARGIN"]
    base: str
    quote: str
    #: Contracts: "linear" is margined in the quote currency, "inverse" in the base currency. "" for MARGIN.
    ct_type: Literal["linear", "inverse", ""] = ""
    #: One contract is this much of the base currency (linear) or of the quote currency (inverse).
    ct_val: Decimal = Decimal(1)
    ct_mult: Decimal = Decimal(1)
    #: The steps of prices and sizes, and the smallest size of an order.
    tick_sz: Decimal
    lot_sz: Decimal
    min_sz: Decimal
    #: The highest leverage that may be set.
    max_lever: Decimal = Decimal(100)
    #: Unix milliseconds at which a FUTURES contract expires; 0 for others.
    exp_time: int = 0
    #: Maintenance margin and closing fee, each as a share of the notional.
    maintenance_rate: Decimal
    taker_fee: Decimal

    @property
    def settle_ccy(self) -> str:
        """Currency of the margin; "" for MARGIN, where each position has its own."""
        return {"linear": self.quote, "inverse": self.base, "": ""}[self.ct_type]


@define(kw_only=True, eq=False)
class PositionState:
    """One isolated position."""

    uid: str
    pos_id: str
    inst_id: str
    pos_side: Literal["long", "short", "net"]
    #: Contracts, or an amount of `pos_ccy` for MARGIN, where the margin is a part of it if in that currency.
    #: Negative only for a short contract in net mode.
    pos: Decimal
    #: Average entry price; 0 while nothing is open (manual transfer mode).
    avg_px: Decimal
    #: The leverage setting; moving margin does not change it.
    lever: Decimal
    ccy: str
    #: MARGIN only: the base currency for a long, the quote currency for a short.
    pos_ccy: str = ""
    #: MARGIN only: what was borrowed, quote currency for a long, base currency for a short.
    liab: Decimal = Decimal(0)
    pending_close: bool = False
    created: int = 1_760_000_000_000
    updated: int = 1_760_000_000_000

    @property
    def pot(self) -> Pot:
        return Pot(self.uid, "margin", self.pos_id, self.ccy)


@define(kw_only=True, eq=False)
class SignalBotState:
    """One signal bot of contracts."""

    uid: str
    algo_id: str
    state: Literal["starting", "running", "stopping", "stopped"] = "running"
    ccy: str
    inst_ids: tuple[str, ...]
    lever: Decimal
    invest_amt: Decimal
    #: What sizes an entry: "1" the TradingView signal, "2" a fixed margin, "3" a number of contracts, "4" a
    #: share of the free margin, "5" a share of the first margin.
    entry_type: Literal["1", "2", "3", "4", "5"] = "1"
    created: int = 1_760_000_000_000
    updated: int = 1_760_000_000_000

    @property
    def pot(self) -> Pot:
        """What is available; the rest is `frozen_pot`."""
        return Pot(self.uid, "bot", self.algo_id, self.ccy)

    @property
    def frozen_pot(self) -> Pot:
        return Pot(self.uid, "bot frozen", self.algo_id, self.ccy)


@frozen(kw_only=True)
class MockKey:
    """Credentials of an account, and where they are good for."""

    label: str
    uid: str
    api_key: str
    secret_key: str = field(repr=False)
    passphrase: str = field(repr=False)
    permissions: tuple[Literal["Read", "Trade"], ...] = ("Read", "Trade")
    environment: Literal["demo", "live"] = "demo"
    region: str = "global"
    #: Addresses that may use the key; empty for any.
    ips: tuple[str, ...] = ()


@define(kw_only=True, eq=False)
class AccountState:
    """A main account or a sub-account: either is a User ID of its own, with limits of its own."""

    uid: str
    #: The User ID of the main account of a sub-account; "" for a main account.
    main_uid: str = ""
    pos_mode: Literal["net_mode", "long_short_mode"]
    #: "automatic", or "manual" transfer mode, where margin can be put in before a position is opened.
    isolated_transfer: Literal["automatic", "manual"] = "automatic"
    positions: list[PositionState] = Factory(list[PositionState])
    bots: dict[str, SignalBotState] = Factory(dict[str, SignalBotState])

    def cash(self, ccy: str) -> Pot:
        return Pot(self.uid, "cash", "", ccy)


@define(kw_only=True)
class ExchangeState:
    """Everything that changes while the exchange runs, as a seed lays it out."""

    instruments: dict[str, Listing]
    #: Mark price by instrument.
    marks: dict[str, Decimal]
    #: How many decimals an amount may have, by currency.
    decimals: dict[str, int]
    accounts: dict[str, AccountState]
    #: Credentials by API key.
    keys: dict[str, MockKey]
    ledger: Ledger
