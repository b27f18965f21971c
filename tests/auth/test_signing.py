import httpx
import pytest

from okx_margin_auth import signature
from okx_margin_auth.secret import Secret
from okx_margin_runtime.as_httpx import MaskedHeaders

POSITION = "/api/v5/account/position/margin-balance"
SIGNAL_BOT = "/api/v5/tradingBot/signal/margin-balance"


@pytest.mark.parametrize(
    ("method", "path", "body", "expected"),
    [
        ("GET", "/api/v5/account/balance?ccy=BTC", b"", "HiZhvSfMtWJA3uUIVXV3a/bSXNPCWvYFXoGCVS8V4zY="),
        (
            "POST",
            POSITION,
            b'{"instId":"BTC-USDT-SWAP","posSide":"short","type":"add","amt":"1"}',
            "YrFomIkCTyfqhmb9mBtX6WaS4tVpTf1309RCkShWe7c=",
        ),
        (
            "POST",
            SIGNAL_BOT,
            b'{"algoId":"123456","type":"add","amt":"10"}',
            "nsCcg4f2bto7Wuu9toSMl6AQ4lLQOa7FW4KoplA5ySs=",
        ),
    ],
)
def test_the_known_vectors_come_out(method: str, path: str, body: bytes, expected: str) -> None:
    secret_key = "22582BD0CFF14C41EDBF1AB98506286D"
    timestamp = "2020-12-08T09:08:57.715Z"
    assert signature(secret_key, timestamp, method, path, body) == expected
    assert signature(Secret(secret_key), timestamp, method.lower(), path, body) == expected
    assert body or signature(secret_key, timestamp, method, path) == expected


def test_headers_of_a_signature_can_be_read_and_copied_and_print_nothing_of_it() -> None:
    plain = httpx.Headers({"Accept": "text/html", "ok-access-key": "an older one"})
    signed = MaskedHeaders(plain, {"OK-ACCESS-KEY": "sentinel"})
    assert "sentinel" not in repr(signed)
    assert "text/html" in repr(signed)
    for copied in (
        signed,
        httpx.Headers(signed),
        signed.copy(),
        httpx.Headers(dict(signed)),
        httpx.Headers(list(signed.items())),
        httpx.Headers(signed.multi_items()),
        httpx.Headers(signed.raw),
        httpx.Request("POST", "https://example.invalid", headers=signed).headers,
    ):
        assert copied.get_list("OK-Access-Key") == ["sentinel"]
        assert copied["accept"] == "text/html"
    signed["traceparent"] = "00-1"
    assert [name for name, _ in signed.raw] == [b"Accept", b"OK-ACCESS-KEY", b"traceparent"]
