"""What the exchange serves: every operation of the spec has a handler here, and a few more do."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol

from attrs import frozen

from okx_margin_client.exchange import ENDPOINTS
from okx_margin_mock import account, bills, market, position_margin, positions, signal_bots
from okx_margin_mock.serving import PublicServing, Serving

Items = Sequence[Mapping[str, Any]]

#: Operations of the spec, and those of `_OTHERS`, by operationId: the handler gives the envelope's data.
HANDLERS: Mapping[str, Callable[[Serving], Items]] = {
    "accountAdjustMargin": position_margin.adjust,
    "signalBotAdjustMargin": signal_bots.adjust,
    "accountPositions": positions.read,
    "accountBills": bills.read,
    "accountBalance": account.balance,
    "accountConfig": account.configuration,
    "signalBotOrderDetails": signal_bots.details,
    "signalBotDetails": signal_bots.details,
    "assetCurrencies": market.currencies,
}

#: The same for operations that need no key.
PUBLIC_HANDLERS: Mapping[str, Callable[[PublicServing], Items]] = {
    "publicTime": market.time,
    "publicInstruments": market.instruments,
    "publicMarkPrice": market.mark_price,
}


class MissingHandlerError(Exception):
    """The spec has operations that the mock cannot serve; the message names them."""


class _RateLimited(Protocol):
    """A rate limit as the client's table has it."""

    @property
    def requests(self) -> int: ...
    @property
    def seconds(self) -> int: ...
    @property
    def per(self) -> str: ...


class _Specified(Protocol):
    """An operation as the client's table has it."""

    @property
    def operation_id(self) -> str: ...
    @property
    def method(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def rate_limit(self) -> _RateLimited: ...
    @property
    def permission(self) -> str: ...
    @property
    def signed(self) -> bool: ...


@frozen
class ServedOperation:
    """One operation that is served."""

    operation_id: str
    method: str
    path: str
    #: At most so many `requests` in any `seconds`, counted for each `per`: "User ID", "IP", "IP + …".
    requests: int
    seconds: int
    per: str = "User ID"
    #: "Trade", "Read" or "".
    permission: str = "Read"
    signed: bool = True


#: Not in the spec, but asked for by clients before they get to the rest (ccxt, for one).
_OTHERS = (
    ServedOperation("assetCurrencies", "GET", "/api/v5/asset/currencies", 6, 1),
    ServedOperation("accountConfig", "GET", "/api/v5/account/config", 5, 2),
    ServedOperation("accountBalance", "GET", "/api/v5/account/balance", 10, 2),
    ServedOperation(
        "publicInstruments", "GET", "/api/v5/public/instruments", 20, 2, "IP + instType", "", False
    ),
    ServedOperation("publicMarkPrice", "GET", "/api/v5/public/mark-price", 10, 2, "IP + instId", "", False),
)


def served(specified: Iterable[_Specified]) -> dict[tuple[str, str], ServedOperation]:
    """The operations of a spec, and the others, by method and path.

    Raises MissingHandlerError where one of the spec has no handler.
    """
    table = {(other.method, other.path): other for other in _OTHERS}
    for one in specified:
        limit = one.rate_limit
        table[one.method, one.path] = ServedOperation(
            one.operation_id,
            one.method,
            one.path,
            limit.requests,
            limit.seconds,
            limit.per,
            one.permission,
            one.signed,
        )
    missing = [
        f"{operation.operation_id} ({operation.method} {operation.path})"
        for operation in table.values()
        if operation.operation_id not in (HANDLERS if operation.signed else PUBLIC_HANDLERS)
    ]
    if missing:
        raise MissingHandlerError(
            f"The mock exchange has no handler for {', '.join(missing)}: "
            "add one to okx_margin_mock/operations.py."
        )
    return table


def operations() -> dict[tuple[str, str], ServedOperation]:
    """What is served for the client's own spec."""
    return served(ENDPOINTS.values())
