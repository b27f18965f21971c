"""Independent proof: OKX's own Python client moves margin on the mock."""

from collections.abc import Iterator
from typing import Any

import pytest
from okx.Account import AccountAPI

from okx_margin_mock import MockServer

from .conftest import BOT, BOT_DETAILS

pytestmark = [  # what python-okx itself is warned of
    pytest.mark.filterwarnings("ignore:Use 'content=:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:datetime.datetime.utcnow:DeprecationWarning"),
]


@pytest.fixture
def okx(okx_mock: MockServer) -> Iterator[Any]:
    """python-okx's client, which says nothing of its types, for the mock's main account."""
    key = okx_mock.key()
    client = AccountAPI(key.api_key, key.secret_key, key.passphrase, flag="1", domain=okx_mock.base_url)
    with client:
        yield client


def test_python_okx_moves_margin_and_sees_it(okx: Any) -> None:
    moved = okx.adjustment_margin("BTC-USDT-SWAP", "short", "add", "1.5")
    assert moved["code"] == "0", moved
    assert moved["data"][0]["amt"] == "1.5"
    assert okx.get_positions(instId="BTC-USDT-SWAP")["data"][0]["margin"] == "751.5"
    bill = okx.get_account_bills(type="6")["data"][0]
    assert (bill["subType"], bill["balChg"]) == ("160", "-1.5000000000000000")
    assert okx.adjustment_margin("BTC-USDT-SWAP", "short", "reduce", "1.5")["code"] == "0"
    assert okx.get_account_bills(subType="161")["data"][0]["posBal"] == "750.0"
    assert okx.adjustment_margin("BTC-USDT-SWAP", "short", "reduce", "151")["code"] == "59301"


def test_python_okx_moves_a_bots_margin(okx: Any) -> None:
    moved = okx._request_with_params("POST", BOT, {"algoId": "123456", "type": "add", "amt": "10"})
    assert moved == {"code": "0", "data": [{"algoId": "123456"}], "msg": ""}
    query = {"algoOrdType": "contract", "algoId": "123456"}
    assert okx._request_with_params("GET", BOT_DETAILS, query)["data"][0]["availBal"] == "410"


@pytest.mark.parametrize(
    ("attribute", "wrong", "code"),
    [("API_SECRET_KEY", "wrong", "50113"), ("PASSPHRASE", "wrong", "50105"), ("flag", "0", "50101")],
)
def test_python_okx_with_wrong_credentials_is_refused(
    okx: Any, attribute: str, wrong: str, code: str
) -> None:
    setattr(okx, attribute, wrong)
    assert okx.get_positions()["code"] == code
