"""One client, called as docs/coming-from.md shows it and in its cases of trouble; prints what came, as JSON.

Runs by itself in the environment of the client, as `other_clients.py NAME BASE_URL API_KEY SECRET_KEY PASSPHRASE`, and
reads the expressions to evaluate from stdin.
"""

from __future__ import annotations

import inspect
import json
import logging
import sys
import time
import urllib.request
import warnings
from collections.abc import Callable
from functools import partial
from typing import Any, TypeAlias, cast

ADJUSTMENT = "/api/v5/account/position/margin-balance"
NAME, BASE_URL, *KEYS = sys.argv[1:]
warnings.simplefilter("ignore")

#: Each case: the fault of the mock, the amount and the type.
CASES: dict[str, tuple[dict[str, Any] | None, object, str]] = {
    "OKX refuses it (59301)": (None, "1000", "reduce"),
    "the answer is lost": ({"fault": "disconnect", "when": "after"}, "1.5", "add"),
    "the connection is cut before it was processed": (
        {"fault": "disconnect", "when": "before"},
        "1.5",
        "add",
    ),
    "the connection is cut in the middle of the answer": ({"fault": "cut_short"}, "1.5", "add"),
    "a page of HTML comes, HTTP 502": (
        {"fault": "server_error", "status": 502, "when": "after"},
        "1.5",
        "add",
    ),
    "code 50004": ({"fault": "timed_out", "when": "after"}, "1.5", "add"),
    "the answer cannot be read": ({"fault": "garbage", "when": "after"}, "1.5", "add"),
    "no answer in time (5 s, 10 s, 10 s unless told otherwise)": (
        {"fault": "delay", "seconds": 1, "when": "after"},
        "1.5",
        "add",
    ),
    "the clock is off by a minute": ({"fault": "skewed_clock", "seconds": 60}, "1.5", "add"),
    "the rate limit is reached": ({"fault": "rate_limited"}, "1.5", "add"),
    "the amount is the float 0.1 + 0.2": (None, 0.1 + 0.2, "add"),
}


#: What its calls are made on, by name, and how it adjusts margin: by an amount and a type.
Client: TypeAlias = tuple[dict[str, Any], Callable[[object, str], Any]]


def control(method: str, path: str, body: object = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(
        BASE_URL + path, method=method, data=data, headers={"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request) as response:
        return json.loads(response.read() or b"null")


def margin() -> str:
    positions: list[dict[str, str]] = control("GET", "/mock/ledger")["accounts"][0]["positions"]
    return next(one["margin"] for one in positions if one["instId"] == "BTC-USDT-SWAP")


def outcome(call: Callable[[], Any]) -> str:
    """The error's class; of a refusal that raises nothing its code; of a text its type; "None" where all is well."""
    try:
        came = call()
    except Exception as error:
        return type(error).__name__
    if isinstance(came, str):
        return "str"
    code = cast("dict[str, str]", came).get("code", "0") if isinstance(came, dict) else "0"
    return "None" if code == "0" else str({"code": code})


def python_okx(base_url: str) -> Client:
    from okx.Account import AccountAPI
    from okx.PublicData import PublicAPI

    account: Any = cast(Any, AccountAPI)(*KEYS, flag="1", domain=base_url)
    assert account.timeout.read == 5
    account.timeout = 0.5
    public: Any = cast(Any, PublicAPI)(flag="1", domain=base_url)
    return {"account": account, "public": public}, lambda amt, type_: account.adjustment_margin(
        "BTC-USDT-SWAP", "short", type_, amt
    )


def in_ccxt(base_url: str, **options: Any) -> Client:
    import ccxt  # pyright: ignore[reportMissingImports]

    library: Any = ccxt
    okx = library.okx(
        dict(zip(("apiKey", "secret", "password"), KEYS, strict=True)) | {"enableRateLimit": False} | options
    )
    okx.set_sandbox_mode(True)
    okx.urls["api"]["rest"] = base_url
    assert okx.timeout == 10_000
    okx.timeout = 500
    return {"okx": okx}, lambda amt, type_: okx.privatePostAccountPositionMarginBalance(
        {"instId": "BTC-USDT-SWAP", "posSide": "short", "type": type_, "amt": amt}
    )


def ours(base_url: str) -> Client:
    from okx_margin_auth import OkxAuth
    from okx_margin_client import OkxMargin

    okx = OkxMargin(OkxAuth(*KEYS, base_url=base_url))
    assert inspect.signature(OkxMargin).parameters["timeout"].default == 10
    hasty: Any = okx.with_options(timeout=0.5)
    return {"okx": okx}, lambda amt, type_: hasty.account.adjust_margin(
        inst_id="BTC-USDT-SWAP", pos_side="short", type_=type_, amt=amt
    )


def troubles(make: Callable[[str], Client]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for case, (fault, amt, type_) in CASES.items():
        control("POST", "/mock/reset")
        control("DELETE", "/mock/faults")
        _, adjust = make(BASE_URL)
        if fault is not None:
            control("POST", "/mock/faults", fault if "clock" in case else fault | {"endpoint": ADJUSTMENT})
        came = outcome(partial(adjust, amt, type_))
        if "no answer" in case:
            time.sleep(1)
        found[case] = ["no" if margin() == "750" else "yes", came]
    control("POST", "/mock/reset")
    control("DELETE", "/mock/faults")
    found["nothing listens there"] = ["no", outcome(lambda: make("http://127.0.0.1:9")[1]("1.5", "add"))]
    return found


def of_ccxt_alone() -> dict[str, str]:
    """What only ccxt has: its own calls, and retries."""
    control("POST", "/mock/reset")
    okx = in_ccxt(BASE_URL)[0]["okx"]
    came = [outcome(lambda: okx.add_margin("BTC/USDT:USDT", 2, {"posSide": "short"})), margin()]
    came += [outcome(lambda: okx.reduce_margin("BTC/USDT:USDT", 1, {"posSide": "short"})), margin()]
    control("POST", "/mock/reset")
    control("POST", "/mock/faults", {"fault": "disconnect", "when": "after", "endpoint": ADJUSTMENT})
    adjust = in_ccxt(BASE_URL, options={"maxRetriesOnFailure": 3})[1]
    return {"add_margin": str(came), "retries": str([outcome(lambda: adjust("1.5", "add")), margin()])}


def logged() -> str:
    """What python-okx's debug mode logs."""
    from okx.Account import AccountAPI

    seen: list[str] = []
    from loguru import logger

    logger.remove()
    logger.add(lambda message: seen.append(str(message)), level="DEBUG")
    api: Any = cast(Any, AccountAPI)(*KEYS, flag="1", domain=BASE_URL, debug=True)
    api.get_positions()
    return "passphrase" if any(KEYS[2] in line for line in seen) else "nothing"


def main() -> None:
    logging.disable()
    make = {"python-okx": python_okx, "ccxt": in_ccxt, "okx-margin": ours}[NAME]
    names, _ = make(BASE_URL)
    calls = {call: outcome(partial(eval, call, names)) for call in json.load(sys.stdin)}
    alone = of_ccxt_alone() if NAME == "ccxt" else {"debug": logged()} if NAME == "python-okx" else {}
    print(json.dumps({"calls": calls, "troubles": troubles(make), "alone": alone}))


if __name__ == "__main__":
    main()
