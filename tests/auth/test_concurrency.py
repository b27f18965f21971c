"""One auth, many requests at the same time."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from okx_margin_auth import OkxAuth

HOST = "https://openapi.okx.com"
PATH = "/api/v5/account/position/margin-balance"
COUNT = 8


class OffByAMinute:
    """Refuses with 50102 what is signed by this machine's clock, once all threads have sent such a thing."""

    def __init__(self) -> None:
        self.together = threading.Barrier(COUNT)
        self.methods: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.methods.append(request.method)
        here = datetime.now(UTC)
        if request.method == "GET":
            ahead = int((here + timedelta(minutes=1)).timestamp() * 1000)
            return httpx.Response(200, json={"code": "0", "msg": "", "data": [{"ts": str(ahead)}]})
        if datetime.fromisoformat(request.headers["OK-ACCESS-TIMESTAMP"]) < here + timedelta(seconds=50):
            self.together.wait(timeout=5)
            return httpx.Response(401, json={"code": "50102", "msg": ""})
        return httpx.Response(200, json={"code": "0", "msg": "", "data": []})


def test_many_50102_at_once_read_the_clock_once(send: Callable[..., httpx.Response]) -> None:
    exchange = OffByAMinute()
    auth = OkxAuth("key", "secret", "phrase")
    codes: list[str] = []
    threads = [
        threading.Thread(target=lambda: codes.append(send(auth, exchange).json()["code"]))
        for _ in range(COUNT)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert codes == ["0"] * COUNT
    assert exchange.methods.count("GET") == 1
    assert exchange.methods.count("POST") == 2 * COUNT


def test_who_waits_for_anothers_reading_gives_up_in_the_end(
    send: Callable[..., httpx.Response], waits: list[float]
) -> None:
    auth = OkxAuth("key", "secret", "phrase")
    stuck = auth.sync_auth_flow(httpx.Request("POST", HOST + PATH, json={}))
    request = next(stuck)
    refused = httpx.Response(401, json={"code": "50102", "msg": ""}, request=request)
    assert stuck.send(refused).url.path == "/api/v5/public/time"
    methods: list[str] = []

    def refuse(request: httpx.Request) -> httpx.Response:
        methods.append(request.method)
        return httpx.Response(401, json={"code": "50102", "msg": ""})

    assert send(auth, refuse).json()["code"] == "50102"
    assert methods == ["POST", "POST"]
    assert 1 < sum(waits) < 10
    stuck.close()
    send(auth, refuse)
    assert methods == ["POST", "POST", "POST", "GET", "POST"]


@pytest.mark.parametrize("steps", [1, 2])
def test_a_flow_that_is_given_up_leaves_nothing_behind(steps: int) -> None:
    auth = OkxAuth("key", "secret", "phrase", read_clock_first=True)
    request = httpx.Request("POST", HOST + PATH, json={})
    flow = auth.sync_auth_flow(request)
    sent = next(flow)
    if steps == 2:
        sent = flow.send(httpx.Response(200, json={}, request=sent))
        assert "OK-ACCESS-SIGN" in request.headers
    flow.close()
    assert "OK-ACCESS-SIGN" not in request.headers
    fresh = next(auth.sync_auth_flow(httpx.Request("POST", HOST + PATH, json={})))
    assert fresh.method == ("GET" if steps == 1 else "POST")
