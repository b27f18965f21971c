"""What the exchange serves: every operation of the spec has a handler here, and a few more do."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from okx_margin_client.exchange import ENDPOINTS
from okx_margin_mock import account, bills, market, position_margin, positions, signal_bots
from okx_margin_mock.serving import PublicServing, Serving
from okx_margin_runtime.facts import Endpoint, RateLimit

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


#: Not in the spec, but asked for by clients before they get to the rest (ccxt, for one).
_OTHERS = (
    Endpoint(
        operation_id="assetCurrencies",
        method="GET",
        path="/api/v5/asset/currencies",
        moves=False,
        signed=True,
        rate_limit=RateLimit(6, 1, "User ID"),
        permission="Read",
    ),
)


def served(specified: Iterable[Endpoint]) -> dict[tuple[str, str], Endpoint]:
    """The operations of a spec, and the others, by method and path.

    Raises MissingHandlerError where one of the spec has no handler.
    """
    table = {(one.method, one.path): one for one in (*_OTHERS, *specified)}
    missing = [
        f"{one.operation_id} ({one.method} {one.path})"
        for one in table.values()
        if one.operation_id not in (HANDLERS if one.signed else PUBLIC_HANDLERS)
    ]
    if missing:
        raise MissingHandlerError(
            f"The mock exchange has no handler for {', '.join(missing)}: "
            "add one to okx_margin_mock/operations.py."
        )
    return table


def operations() -> dict[tuple[str, str], Endpoint]:
    """What is served for the client's own spec."""
    return served(ENDPOINTS.values())
