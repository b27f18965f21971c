"""What is served is what the spec has, or the mock does not start."""

import pytest
from attrs import evolve

from okx_margin_client import openapi
from okx_margin_client.exchange import ENDPOINTS
from okx_margin_mock import MockExchange
from okx_margin_mock.operations import HANDLERS, PUBLIC_HANDLERS, MissingHandlerError, ServedOperation, served


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
    first = next(iter(served(ENDPOINTS.values()).values()))
    table = {
        ("POST", "/api/v5/account/set-leverage"): _Specified(
            evolve(
                first, operation_id="accountSetLeverage", method="POST", path="/api/v5/account/set-leverage"
            )
        )
    }
    monkeypatch.setattr("okx_margin_mock.operations.ENDPOINTS", table)
    with pytest.raises(MissingHandlerError) as error:
        MockExchange.from_seed()
    assert str(error.value) == (
        "The mock exchange has no handler for accountSetLeverage (POST /api/v5/account/set-leverage): "
        "add one to okx_margin_mock/operations.py."
    )


class _Specified:
    """An operation as the client's table has it."""

    def __init__(self, operation: ServedOperation) -> None:
        self.operation_id = operation.operation_id
        self.method = operation.method
        self.path = operation.path
        self.permission = operation.permission
        self.signed = operation.signed
        self.rate_limit = next(iter(ENDPOINTS.values())).rate_limit
