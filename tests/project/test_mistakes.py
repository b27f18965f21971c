"""The mistakes people make: each gets one clear paragraph that says what to do, and moves nothing."""

from __future__ import annotations

from typing import Any

import pytest

from okx_margin_auth import ConfigurationError, OkxAuth
from okx_margin_client import InvalidInputError, NotSentError, OkxMargin, OkxMarginError, RefusedError
from okx_margin_mock import Fault, MockServer

ADD_ONE: dict[str, Any] = {"inst_id": "BTC-USDT-SWAP", "pos_side": "short", "type_": "add", "amt": "1"}


def complaint(
    mock: MockServer, auth: OkxAuth, expected: type[OkxMarginError], **arguments: Any
) -> OkxMarginError:
    before = mock.exchange.margin("BTC-USDT-SWAP", "short")
    received = len(mock.exchange.received)
    with OkxMargin(auth) as okx, pytest.raises(expected) as raised:
        okx.account.adjust_margin(**{**ADD_ONE, **arguments})
    assert mock.exchange.margin("BTC-USDT-SWAP", "short") == before
    assert "\n" not in str(raised.value)
    if issubclass(expected, NotSentError):
        assert len(mock.exchange.received) == received
    return raised.value


def test_no_keys() -> None:
    with pytest.raises(ConfigurationError, match="OKX_API_KEY, OKX_SECRET_KEY") as raised:
        OkxAuth.from_env({})
    assert "\n" not in str(raised.value)


def test_a_key_of_another_region(okx_mock: MockServer) -> None:
    error = complaint(okx_mock, okx_mock.auth("eea"), RefusedError)
    assert error.code == "50119"
    assert "OKX_REGION" in str(error)


def test_a_live_key_on_demo_trading(okx_mock: MockServer) -> None:
    error = complaint(okx_mock, okx_mock.auth("live", environment="demo"), RefusedError)
    assert error.code == "50101"
    assert "OKX_ENVIRONMENT=demo" in str(error)


def test_a_demo_key_on_live_trading(okx_mock: MockServer) -> None:
    assert complaint(okx_mock, okx_mock.auth(environment="live"), RefusedError).code == "50101"


def test_a_wrong_passphrase(okx_mock: MockServer) -> None:
    key = okx_mock.key()
    auth = OkxAuth(key.api_key, key.secret_key, "another", base_url=okx_mock.base_url)
    error = complaint(okx_mock, auth, RefusedError)
    assert (error.code, "OKX_PASSPHRASE" in str(error)) == ("50105", True)


def test_a_key_without_permission(okx_mock: MockServer) -> None:
    error = complaint(okx_mock, okx_mock.auth("read-only"), RefusedError)
    assert (error.code, "Trade" in str(error)) == ("50120", True)


def test_a_key_for_another_address(okx_mock: MockServer) -> None:
    assert complaint(okx_mock, okx_mock.auth("bound-to-ip"), RefusedError).code == "50110"


def test_a_float(okx_mock: MockServer) -> None:
    error = complaint(okx_mock, okx_mock.auth(), InvalidInputError, amt=0.1)
    assert 'Decimal("0.1")' in str(error)


def test_a_clock_that_is_off_by_a_minute_is_mended_without_anybody_noticing(okx_mock: MockServer) -> None:
    okx_mock.exchange.inject(Fault.skewed_clock(60))
    with OkxMargin(okx_mock.auth()) as okx:
        assert okx.account.adjust_margin(**ADD_ONE).inst_id == "BTC-USDT-SWAP"


def test_a_clock_that_is_off_by_a_minute_where_the_user_wants_nothing_sent_again(
    okx_mock: MockServer,
) -> None:
    okx_mock.exchange.inject(Fault.skewed_clock(-60))
    error = complaint(okx_mock, okx_mock.auth(resend_after=()), RefusedError)
    assert (error.code, "clock" in str(error)) == ("50102", True)


def test_a_server_that_is_gone() -> None:
    from okx_margin_mock import serve

    with serve() as mock:
        auth = mock.auth()
    with (
        OkxMargin(auth) as okx,
        pytest.raises(NotSentError, match="was not sent: no byte of it left") as raised,
    ):
        okx.account.adjust_margin(**ADD_ONE)
    assert "\n" not in str(raised.value)
