"""Whatever is sent, signed, gets an answer with a code of the table, and only success moves money."""

import json
from typing import Any
from urllib.parse import quote

from hypothesis import given, settings
from hypothesis import strategies as st

from okx_margin_auth import signature
from okx_margin_client.codes import CODES
from okx_margin_mock import MockExchange
from okx_margin_mock.messages import HttpRequest

from .conftest import BILLS, BOT, BOT_DETAILS, POSITION, POSITIONS, iso

FEW = settings(max_examples=100, deadline=None, derandomize=True, database=None)
EXCHANGE = MockExchange.from_seed()

VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["add", "net", "1"]),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
FIELDS = st.sampled_from(["instId", "posSide", "type", "amt", "ccy", "algoId", "percent", "allowReinvest"])
BODIES = st.binary() | (VALUES | st.dictionaries(FIELDS, VALUES)).map(
    lambda value: json.dumps(value).encode()
)
NAMES = st.sampled_from(["instId", "instType", "posId", "limit", "after", "begin", "algoId", "algoOrdType"])
QUERIES = st.dictionaries(NAMES, st.text() | st.sampled_from(["contract", "SWAP", "123456"]))


def check(method: str, target: str, body: bytes) -> None:
    """Send it, well signed, to an exchange fresh from its seed."""
    EXCHANGE.reset()
    pots = dict(EXCHANGE.state.ledger.pots)
    key, timestamp = EXCHANGE.key(), iso(EXCHANGE.now_ms() / 1000)
    headers = {
        "ok-access-key": key.api_key,
        "ok-access-sign": signature(key.secret_key, timestamp, method, target, body),
        "ok-access-timestamp": timestamp,
        "ok-access-passphrase": key.passphrase,
        "content-type": "application/json",
        "x-simulated-trading": "1",
    }
    code = str(
        json.loads(EXCHANGE.process(HttpRequest(method, target, headers, body, "127.0.0.1")).body)["code"]
    )
    assert code in CODES
    assert code not in {"50102", "50113"}
    assert code == "0" or EXCHANGE.state.ledger.pots == pots


@FEW
@given(st.sampled_from([POSITION, BOT]), BODIES)
def test_any_body_is_answered(path: str, body: bytes) -> None:
    check("POST", path, body)


@FEW
@given(st.sampled_from([POSITIONS, BILLS, BOT_DETAILS]), QUERIES)
def test_any_query_is_answered(path: str, query: dict[str, str]) -> None:
    check("GET", path + "?" + "&".join(f"{name}={quote(text)}" for name, text in query.items()), b"")
