"""The two operations that adjust, and those that are read on the way to a verdict."""

from okx_margin_client.exchange import ENDPOINTS

_BY_NAME = {endpoint.operation_id: endpoint for endpoint in ENDPOINTS.values()}

POSITION = _BY_NAME["accountAdjustMargin"]
BOT = _BY_NAME["signalBotAdjustMargin"]
READS = {name: endpoint for name, endpoint in _BY_NAME.items() if not endpoint.moves}
