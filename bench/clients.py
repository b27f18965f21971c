"""The synchronous clients that are compared, each making the same adjustment and returning the amount answered."""

from __future__ import annotations

import http.client
import json
import socket
import time
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import httpx

from okx_margin_auth import OkxAuth
from okx_margin_client import OkxMargin
from okx_margin_runtime.transport import http11
from okx_margin_runtime.wire import Request, Timeouts

from .measuring import Call
from .server import Server
from .signing import BODY, KEY, PASSPHRASE, PATH, SECRET, signed

OURS: Final = "okx-margin"
TRANSPORT: Final = "  its transport alone"
HTTPX: Final = "httpx"
PYREQWEST: Final = "pyreqwest"
PYTHON_OKX: Final = "python-okx"
CCXT: Final = "ccxt"
HTTP_CLIENT: Final = "http.client"
SOCKET: Final = "bare socket"


def auth(base_url: str) -> OkxAuth:
    """Ours, without pacing: the exchange's limit is not what is measured."""
    return OkxAuth(KEY, SECRET, PASSPHRASE, base_url=base_url, pacing=None)


@contextmanager
def calls(server: Server) -> Generator[dict[str, Call]]:
    """One adjustment by each client; those that know nothing of OKX sign by hand."""
    with ExitStack() as stack:
        yield {
            OURS: _ours(server, stack),
            TRANSPORT: _our_transport(server, stack),
            PYREQWEST: _pyreqwest(server, stack),
            HTTPX: _httpx(server, stack),
            PYTHON_OKX: _python_okx(server, stack),
            CCXT: _ccxt(server),
            HTTP_CLIENT: _http_client(server, stack),
            SOCKET: _socket(server, stack),
        }


def _ours(server: Server, stack: ExitStack) -> Call:
    okx = stack.enter_context(OkxMargin(auth(server.base_url), tls=server.context()))

    def call() -> object:
        return okx.account.adjust_margin(inst_id="BTC-USDT-SWAP", pos_side="short", type_="add", amt="1").amt

    return call


def _our_transport(server: Server, stack: ExitStack) -> Call:
    transport = http11.Transport(server.base_url, tls=server.context())
    stack.callback(transport.close)
    timeouts = Timeouts(10, 10, 10, 10)
    headers = "".join(f"{name}: {value}\r\n" for name, value in signed().items()).encode()

    def call() -> object:
        deadline = time.monotonic() + 30
        return transport.send(Request("POST", PATH, headers, BODY, timeouts=timeouts, deadline=deadline))

    return call


def _httpx(server: Server, stack: ExitStack) -> Call:
    client = stack.enter_context(httpx.Client(verify=server.context() or True))
    del client.headers["Accept-Encoding"], client.headers["Connection"]  # all send as many fields
    url = server.base_url + PATH

    def call() -> object:
        return client.post(url, content=BODY, headers=signed()).json()["data"][0]["amt"]

    return call


def _pyreqwest(server: Server, stack: ExitStack) -> Call:
    builder: Any = import_module("pyreqwest.client").SyncClientBuilder()
    if server.certificate:
        pem = Path(server.certificate).read_bytes()
        builder = builder.add_root_certificate_pem(pem[pem.rindex(b"-----BEGIN CERTIFICATE") :])
    client = stack.enter_context(builder.build())
    url = server.base_url + PATH

    def call() -> object:
        response = client.post(url).headers(signed()).body_bytes(BODY).build().send()
        return response.json()["data"][0]["amt"]

    return call


def _python_okx(server: Server, stack: ExitStack) -> Call:
    client: Any = import_module("okx.Account").AccountAPI(
        KEY, SECRET, PASSPHRASE, flag="1", domain=server.base_url, debug=False
    )
    if context := server.context():  # it takes no context, and is an httpx.Client
        client._transport = httpx.HTTPTransport(verify=context)
    stack.callback(client.close)

    def call() -> object:
        return client.adjustment_margin("BTC-USDT-SWAP", "short", "add", "1")["data"][0]["amt"]

    return call


def _ccxt(server: Server) -> Call:
    exchange: Any = import_module("ccxt").okx(ccxt_settings(server))
    if server.certificate:
        exchange.validateServerSsl = server.certificate  # what requests then verifies against

    def call() -> object:
        return exchange.private_post_account_position_margin_balance(json.loads(BODY))["data"][0]["amt"]

    return call


def ccxt_settings(server: Server) -> dict[str, Any]:
    """What both of ccxt's clients are made with."""
    return {
        "apiKey": KEY,
        "secret": SECRET,
        "password": PASSPHRASE,
        "enableRateLimit": False,
        "urls": {"api": {"rest": server.base_url}},
    }


def _http_client(server: Server, stack: ExitStack) -> Call:
    address = urlsplit(server.base_url)
    context = server.context()
    connection = (
        http.client.HTTPConnection(address.netloc)
        if context is None
        else http.client.HTTPSConnection(address.netloc, context=context)
    )
    stack.callback(connection.close)
    connection.connect()
    connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, True)

    def call() -> object:
        connection.request("POST", PATH, BODY, signed())
        return json.loads(connection.getresponse().read())["data"][0]["amt"]

    return call


def _socket(server: Server, stack: ExitStack) -> Call:
    address = urlsplit(server.base_url)
    connection = socket.create_connection((address.hostname, address.port or 443))
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, True)
    if context := server.context():
        connection = context.wrap_socket(connection, server_hostname=address.hostname)
    stack.enter_context(connection)
    head = f"POST {PATH} HTTP/1.1\r\nHost: {address.netloc}\r\nContent-Length: {len(BODY)}\r\n"

    def call() -> object:
        fields = "".join([f"{name}: {value}\r\n" for name, value in signed().items()])
        connection.sendall(f"{head}{fields}\r\n".encode() + BODY)
        return json.loads(connection.recv(65536).partition(b"\r\n\r\n")[2])["data"][0]["amt"]

    return call
