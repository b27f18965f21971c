"""What is served is what the spec has, or the mock does not start."""

import pytest

from okx_margin_client import openapi
from okx_margin_client.exchange import ENDPOINTS
from okx_margin_mock import MockExchange
from okx_margin_mock.operations import HANDLERS, PUBLIC_HANDLERS, MissingHandlerError, served


def test_every_operation_of_the_spec_is_served() -> None:
    specified = {
        operation["operationId"]
        for path in openapi()["paths"].values()
        for method, operation in path.items()
        if method in {"get", "post"}
    }
    assert specified <= HANDLERS.keys() | PUBLIC_HANDLERS.keys()
    assert served(ENDPOINTS.values()).keys() >= ENDPOINTS.keys()


def test_an_operation_without_a_handler_is_named_and_nothing_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    path = "/api/v5/account/set-leverage"
    one = next(iter(ENDPOINTS.values()))._replace(operation_id="accountSetLeverage", path=path)
    monkeypatch.setattr("okx_margin_mock.operations.ENDPOINTS", {**ENDPOINTS, (one.method, path): one})
    with pytest.raises(MissingHandlerError) as error:
        MockExchange.from_seed()
    assert str(error.value) == (
        "The mock exchange has no handler for accountSetLeverage (POST /api/v5/account/set-leverage): "
        "add one to okx_margin_mock/operations.py."
    )
