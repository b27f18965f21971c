"""The signing vectors, recomputed by three signers that are not ours."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from base64 import b64decode, b64encode
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

import okx.utils
import pytest

from generator import GenerationError
from generator.publish import vectors
from generator.spec import Spec

from .conftest import Published

POSITION = "/api/v5/account/position/margin-balance"
SIGNAL_BOT = "/api/v5/tradingBot/signal/margin-balance"
OKX_SECRET = "22582BD0CFF14C41EDBF1AB98506286D"
OKX_TIMESTAMP = "2020-12-08T09:08:57.715Z"
OKX_VECTORS = [
    ("GET", "/api/v5/account/balance?ccy=BTC", "", "HiZhvSfMtWJA3uUIVXV3a/bSXNPCWvYFXoGCVS8V4zY="),
    (
        "POST",
        POSITION,
        '{"instId":"BTC-USDT-SWAP","posSide":"short","type":"add","amt":"1"}',
        "YrFomIkCTyfqhmb9mBtX6WaS4tVpTf1309RCkShWe7c=",
    ),
    (
        "POST",
        SIGNAL_BOT,
        '{"algoId":"123456","type":"add","amt":"10"}',
        "nsCcg4f2bto7Wuu9toSMl6AQ4lLQOa7FW4KoplA5ySs=",
    ),
]


@pytest.fixture
def found(published: Published) -> list[dict[str, Any]]:
    """The vectors."""
    entries: list[dict[str, Any]] = published.read("signing_vectors.json")["vectors"]
    return entries


def prehash(vector: dict[str, Any]) -> bytes:
    parts = vector["timestamp"], vector["method"], vector["request_path"]
    return "".join(parts).encode() + b64decode(vector["body_base64"])


def by_hashlib(secret_key: bytes, message: bytes) -> bytes:
    """HMAC as RFC 2104 writes it."""
    key = (hashlib.sha256(secret_key).digest() if len(secret_key) > 64 else secret_key).ljust(64, b"\0")
    inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in key) + message).digest()
    return b64encode(hashlib.sha256(bytes(byte ^ 0x5C for byte in key) + inner).digest())


def by_openssl(secret_key: bytes, message: bytes) -> bytes:
    key = f"hexkey:{secret_key.hex()}"
    command = ["openssl", "dgst", "-sha256", "-mac", "HMAC", "-macopt", key, "-binary"]
    return b64encode(subprocess.run(command, input=message, check=True, capture_output=True).stdout)


def by_python_okx(secret_key: bytes, message: bytes) -> bytes:
    untyped: Any = okx.utils
    signed: bytes = untyped.sign(message.decode(), secret_key.decode())
    return signed


def test_okxs_own_vectors_stand_as_they_are(found: list[dict[str, Any]]) -> None:
    given = [(v["method"], v["request_path"], v["body"], v["signature"]) for v in found[:3]]
    assert given == OKX_VECTORS
    assert {(v["secret_key"], v["timestamp"]) for v in found[:3]} == {(OKX_SECRET, OKX_TIMESTAMP)}


@pytest.mark.parametrize("signer", [by_hashlib, by_openssl, by_python_okx])
def test_signers_that_are_not_ours_agree(found: list[dict[str, Any]], signer: Any) -> None:
    if signer is by_openssl and not shutil.which("openssl"):
        pytest.skip("needs the openssl command")
    wrong = [
        vector["name"]
        for vector in found
        if signer(vector["secret_key"].encode(), prehash(vector)).decode() != vector["signature"]
    ]
    assert wrong == []


def test_text_and_bytes_say_the_same(found: list[dict[str, Any]]) -> None:
    for vector in found:
        assert b64decode(vector["body_base64"]).decode() == vector["body"]
        assert b64decode(vector["prehash_base64"]).decode() == vector["prehash"]
        assert vector["prehash"].encode() == prehash(vector)
        moment = datetime.fromtimestamp(vector["unix_milliseconds"] // 1000, UTC)
        milliseconds = vector["unix_milliseconds"] % 1000
        assert vector["timestamp"] == f"{moment:%Y-%m-%dT%H:%M:%S}.{milliseconds:03}Z"


def test_the_headers_are_those_to_send(found: list[dict[str, Any]]) -> None:
    for vector in found:
        expected = {"OK-ACCESS-KEY", "OK-ACCESS-SIGN", "OK-ACCESS-TIMESTAMP", "OK-ACCESS-PASSPHRASE"}
        expected |= {"Content-Type"} if vector["body"] else set()
        expected |= {"x-simulated-trading"} if vector["environment"] == "demo" else set()
        headers = vector["headers"]
        assert headers["OK-ACCESS-KEY"] == vector["api_key"]
        assert headers["OK-ACCESS-PASSPHRASE"] == vector["passphrase"]
        assert headers.keys() == expected
        assert headers["OK-ACCESS-SIGN"] == vector["signature"]
        assert headers["OK-ACCESS-TIMESTAMP"] == vector["timestamp"]
        assert headers.get("x-simulated-trading", "1") == "1"


def test_what_signers_get_wrong_is_covered(found: list[dict[str, Any]]) -> None:
    assert len(found) >= 30
    assert len({v["name"] for v in found}) == len(found)
    assert {(v["request_path"], v["environment"]) for v in found if v["method"] == "POST"} == {
        (path, environment) for path in (POSITION, SIGNAL_BOT) for environment in ("live", "demo")
    }
    assert {v["environment"] for v in found if "?" in v["request_path"]} == {"live", "demo"}
    assert any(not v["body"].isascii() for v in found)
    assert any("\r\n\t" in v["body"] for v in found)
    assert any(v["method"] == "GET" and "?" not in v["request_path"] for v in found)
    ends = {v["timestamp"][-4:-1] for v in found}
    assert ends >= {"000", "001", "100", "999"}
    assert {v["timestamp"][5:10] for v in found} >= {"12-31", "01-01", "02-29", "03-01"}
    assert {len(v["secret_key"]) > 64 for v in found} == {True, False}
    assert {mark for v in found for mark in "+/" if mark in v["signature"]} == {"+", "/"}


def test_other_bytes_give_another_signature_and_the_demo_header_none(found: list[dict[str, Any]]) -> None:
    by_input: dict[Any, set[str]] = {}
    for vector in found:
        by_input.setdefault((vector["secret_key"], vector["prehash_base64"]), set()).add(vector["signature"])
    signatures = [signature for given in by_input.values() for signature in given]
    assert len(signatures) == len(set(signatures)) == len(by_input)


@pytest.mark.parametrize(
    "change",
    [
        {"timestamp": "2020-12-08T09:08:57Z"},
        {"timestamp": 1607418537715},
        {"request": "get /api/v5/account/balance"},
        {"request": "GET /api/v5/account/positions?instId=测试"},
        {"methods": "GET"},
        {"why": None},
        {"secret": "of_somebody_else"},
    ],
)
def test_a_case_that_is_not_as_it_is_sent_is_refused(
    spec: Spec, cases: dict[str, Any], change: dict[str, Any]
) -> None:
    changed = deepcopy(cases)
    case = changed["cases"]["okx_get_balance"]
    for key, value in change.items():
        case[key] = value
        if value is None:
            del case[key]
    with pytest.raises(GenerationError, match="signing case okx_get_balance"):
        vectors.document(spec, changed)
