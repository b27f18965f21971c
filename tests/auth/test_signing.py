import httpx
import pytest

from okx_margin_auth import signature
from okx_margin_auth.secret import Secret
from okx_margin_auth.signing import SignedHeaders

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


def test_a_signature_is_sent_and_found_by_name_but_never_listed_or_copied() -> None:
    plain = httpx.Headers({"Accept": "text/html", "ok-access-key": "an older one"})
    signed = SignedHeaders(plain, {"OK-ACCESS-KEY": Secret("sentinel")})
    assert signed.raw == [(b"Accept", b"text/html"), (b"OK-ACCESS-KEY", b"sentinel")]
    assert signed["ok-access-key"] == signed.get("OK-Access-Key") == "sentinel"
    assert "OK-ACCESS-KEY" in signed
    assert "Accept" in signed
    assert "OK-ACCESS-SIGN" not in signed
    for shown in (repr(signed), str(list(signed.items())), repr(vars(signed)), str(signed.multi_items())):
        assert "sentinel" not in shown
    for copied in (httpx.Headers(signed), signed.copy(), httpx.Headers(dict(signed))):
        assert copied.raw in ([(b"Accept", b"text/html")], [(b"accept", b"text/html")])
