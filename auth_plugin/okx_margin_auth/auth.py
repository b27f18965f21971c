"""`OkxAuth`: what a user makes, and the I/O that drives a request through its flow."""

from __future__ import annotations

import os
import time
from collections.abc import AsyncGenerator, Collection, Generator, Mapping
from contextlib import suppress
from hashlib import sha256
from typing import Any, NoReturn, Self, Unpack

from okx_margin_client.exchange import DEMO_HEADER, SIGNATURE_HEADERS
from okx_margin_runtime.forks import unforked
from okx_margin_runtime.lazy_httpx import httpx
from okx_margin_runtime.steps import Send, Steps, Wait, sleep
from okx_margin_runtime.wire import Request, Response, Timeouts

from . import configuration
from .as_httpx import Auth
from .credentials import Credentials
from .environment import origin, resolve, through
from .errors import ConfigurationError
from .flow import RATE_LIMIT_REACHED, TIME_PATH, TIMESTAMP_EXPIRED, Flow
from .pacing import Pacing, chosen, hidden
from .secret import Secret
from .signing import signer


class Options(configuration.Settings, total=False):
    """The keyword arguments of `OkxAuth`."""

    resend_after: Collection[str]
    read_clock_first: bool
    pacing: Pacing | str | Secret | None


class OkxAuth(Auth):
    """Authenticates `httpx` requests, synchronous or not, with an OKX API key.

    One instance may be shared by any number of clients, threads and event loops. Credentials go to
    `base_url` only: a request to another address is refused, and a redirect is followed, if at all, unsigned.

    Args:
        api_key: The key.
        secret_key: What its requests are signed with.
        passphrase: What was chosen when the key was created.
        environment: "demo", or "live" for real money. A key belongs to one of the two.
        region: Where the account was opened, a name in `okx_margin_client.exchange.REGIONS`: it selects
            the host.
        base_url: Another address than the region's, such as a mock's: https, or http on this machine.
        proxy: What the calls of `OkxMargin` go through, "http://host:port" or with another scheme of httpx's,
            unless the client is given a proxy of its own; the environment's where it is None. A client that is
            not ours is told with ``httpx.Client(auth=auth, proxy=auth.proxy)``.
        resend_after: The refusals after which a request is sent once more, signed afresh: "50102" (its
            timestamp has expired; the exchange's clock is read first) and "50011" (rate limit reached; the
            endpoint's window is waited for first). Both mean that the request was certainly not processed;
            no other code is accepted here, and after no other answer is anything sent again.
        read_clock_first: Read the exchange's clock before the first request, instead of trusting the
            machine's until a 50102.
        pacing: "own" keeps this instance under the documented rate limits. "redis://…" or "rediss://…" keeps
            all processes and machines with this key and that Redis server under them: see `RedisWindow`. A
            `Pacing` can be shared by all keys of a User ID. None sends at once.

    Raises:
        ConfigurationError: Something here cannot be used; also from a request that goes elsewhere.
    """

    def __init__(
        self,
        api_key: str | Secret,
        secret_key: str | Secret,
        passphrase: str | Secret,
        *,
        environment: str = "demo",
        region: str = "global",
        base_url: str | httpx.URL | None = None,
        proxy: str | Secret | None = None,
        resend_after: Collection[str] = (TIMESTAMP_EXPIRED,),
        read_clock_first: bool = False,
        pacing: Pacing | str | Secret | None = "own",
    ) -> None:
        pacing, proxy = hidden(pacing), Secret(proxy)
        secrets = Secret(api_key), Secret(secret_key), Secret(passphrase)
        del api_key, secret_key, passphrase  # an error from here on may have its traceback's locals printed
        self._base_url = resolve(environment, region, base_url)
        self._proxy = through(proxy, self._base_url)
        self._environment = str.__str__(environment)  # of a member of an enum, its value
        self._region = str.__str__(region)
        self._account = sha256(f"{self._environment}:{secrets[0].reveal()}".encode()).hexdigest()[:16]
        self._flow = Flow(
            lines=signer(Credentials(*secrets), demo=environment == "demo"),
            resend_after=_checked(resend_after),
            read_clock_first=read_clock_first,
            pacing=chosen(pacing, account=self._account, base_url=self._base_url),
        )

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None, **options: Unpack[Options]) -> Self:
        """From OKX_API_KEY, OKX_SECRET_KEY and OKX_PASSPHRASE.

        OKX_ENVIRONMENT, OKX_REGION and OKX_BASE_URL are used where they are set, and OKX_SITE and
        OKX_API_BASE_URL, which OKX's own command line has for the last two; `options` win over them.

        Args:
            environ: Instead of the process's environment.
            options: The keyword arguments of `OkxAuth`.

        Raises:
            ConfigurationError: A variable is missing, its value cannot be used, or two of one meaning differ.
        """
        variables = configuration.variables(environ)
        _hide(options)
        del environ  # an error from here on may have its traceback's locals printed
        return cls._from(configuration.from_variables(variables), options)

    @classmethod
    def from_file(
        cls, path: str | os.PathLike[str], *, check_permissions: bool = True, **options: Unpack[Options]
    ) -> Self:
        """From a TOML file that only its owner can read (checked on POSIX, unless `check_permissions` is False).

        It holds api_key, secret_key, passphrase, and if need be environment, region, base_url; `options` win
        over these three.

        Raises:
            ConfigurationError: The file cannot be read or used, or others have access to it.
        """
        _hide(options)
        return cls._from(configuration.from_file(path, check_permissions=check_permissions), options)

    @classmethod
    def from_profile(
        cls,
        name: str | Secret | None = None,
        *,
        path: str | os.PathLike[str] | None = None,
        check_permissions: bool = True,
        **options: Unpack[Options],
    ) -> Self:
        """From a profile of OKX's own command line, ``~/.okx/config.toml``.

        A profile is for live trading, unless it says ``demo = true``. Its api_key, secret_key, passphrase, site,
        base_url and proxy_url are used, and nothing of the environment's variables; `options` win.

        Args:
            name: The profile's. Where it is None, the file's default_profile, which is "default" if left out.
            path: Another file.
            check_permissions: False also takes a file that others have access to.
            options: The keyword arguments of `OkxAuth`.

        Raises:
            ConfigurationError: There is no such profile, it cannot be used, or others have access to the file.
        """
        with unforked:
            from . import profiles

        _hide(options)
        if name is not None:
            name = Secret(name)
        return cls._from(profiles.from_profile(name, path, check_permissions=check_permissions), options)

    @classmethod
    def _from(cls, given: configuration.Configuration, options: Options) -> Self:
        chosen: Options = {**given.settings, **options}
        return cls(given.api_key, given.secret_key, given.passphrase, **chosen)

    @property
    def base_url(self) -> str:
        """The one address that credentials are sent to, without a trailing slash."""
        return self._base_url

    @property
    def proxy(self) -> httpx.URL | None:
        """What requests are to go through, None for what the environment says; its repr hides a password."""
        return self._proxy

    @property
    def environment(self) -> str:
        """Either "demo" or "live"."""
        return self._environment

    @property
    def region(self) -> str:
        """The region's name."""
        return self._region

    @property
    def account(self) -> str:
        """A hash of key and environment: tells accounts apart in a journal, and tells nobody the key."""
        return self._account

    def __repr__(self) -> str:
        if not hasattr(self, "_region"):
            return f"{type(self).__name__}()"  # in the locals of a traceback out of __init__
        return (
            f"{type(self).__name__}(environment={self.environment!r}, region={self.region!r}, "
            f"base_url={self.base_url!r})"
        )

    def __reduce__(self) -> NoReturn:
        raise TypeError(
            "OkxAuth holds secrets and is not pickled; call OkxAuth.from_env() in the other process."
        )

    def steps(self, request: Request) -> Steps[Response]:
        """What a client of ours drives instead of httpx's flow: `request` paced, signed, sent, sent again."""
        return self._flow.steps(request)

    def sync_auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """What `httpx.Client` drives: yields requests to send, takes their responses.

        The last response is always the one to `request`; an earlier one may be to a question for the time.

        Raises:
            ConfigurationError: The request is meant for another address or environment.
        """
        request.read()
        steps = self._steps(request)
        try:
            step = next(steps)
            while True:
                came: Any = None
                if isinstance(step, Send):
                    response = yield _outgoing(step.request, request)
                    response.read()
                    came = _received(response)
                elif isinstance(step, Wait):
                    time.sleep(step.seconds)
                else:
                    came = step.blocking()
                request.headers = _unsigned(request.headers)
                step = steps.send(came)
        except StopIteration:
            pass
        finally:
            request.headers = _unsigned(request.headers)
            steps.close()

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """What `httpx.AsyncClient` drives, on asyncio or trio; otherwise like `sync_auth_flow`."""
        await request.aread()
        steps = self._steps(request)
        try:
            step = next(steps)
            while True:
                came: Any = None
                if isinstance(step, Send):
                    response = yield _outgoing(step.request, request)
                    await response.aread()
                    came = _received(response)
                elif isinstance(step, Wait):
                    await sleep(step.seconds)
                else:
                    came = await step.awaiting()
                request.headers = _unsigned(request.headers)
                step = steps.send(came)
        except StopIteration:
            pass
        finally:
            request.headers = _unsigned(request.headers)
            steps.close()

    def _steps(self, request: httpx.Request) -> Steps[Response]:
        if origin(request.url) != self.base_url:
            raise ConfigurationError(
                f"This request goes to {origin(request.url)}, and this OkxAuth sends credentials to "
                f"{self.base_url} only; nothing was sent. Give the client base_url=auth.base_url, or the "
                "OkxAuth the base_url that is meant."
            )
        demanded = request.headers.get(DEMO_HEADER)
        if demanded is not None and (demanded == "1") != (self.environment == "demo"):
            raise ConfigurationError(
                f"This request has the header {DEMO_HEADER}: {demanded}, and this OkxAuth is for "
                f"{self.environment} trading; nothing was sent. Leave the header out: OkxAuth sets it as its "
                "environment demands."
            )
        agent = request.headers.get("User-Agent")
        return self._flow.steps(
            Request(
                request.method,
                request.url.raw_path.decode(),
                f"User-Agent: {agent}\r\n".encode() if agent else b"",
                request.content,
                timeouts=Timeouts(None, None, None, None),
            )
        )


def _hide(options: Options) -> None:
    """Lets no traceback show a password in a URL."""
    options["pacing"] = hidden(options.get("pacing", "own"))
    if "proxy" in options:
        options["proxy"] = Secret(options["proxy"])


def _outgoing(step: Request, request: httpx.Request) -> httpx.Request:
    """The httpx request for one step: the caller's own with its signature, or one that asks for the time."""
    with unforked:
        from okx_margin_runtime.transport.httpx import MaskedHeaders, lines

    step.handed_over = True  # what becomes of it from here on only the client knows
    if step.target == TIME_PATH != request.url.path:
        extensions = {key: value for key, value in request.extensions.items() if key == "timeout"}
        url = request.url.join(step.target)
        return httpx.Request(step.method, url, headers=lines(step.headers), extensions=extensions)
    if step.signature:
        signature = {name.decode(): value.decode() for name, value in lines(step.signature)}
        if request.content:
            request.headers.setdefault("Content-Type", "application/json")
        request.headers = MaskedHeaders(request.headers, signature)
    return request


def _received(response: httpx.Response) -> Response:
    elsewhere = any(earlier.is_redirect for earlier in response.history)  # then it is not the exchange's word
    return Response(response.status_code, (), b"" if elsewhere else response.content)


def _unsigned(headers: httpx.Headers) -> httpx.Headers:
    """A plain copy without any signature."""
    if not any(name in headers for name in SIGNATURE_HEADERS):
        return headers
    plain = httpx.Headers(headers)
    for name in SIGNATURE_HEADERS:
        plain.pop(name, None)
    return plain


def _checked(resend_after: Collection[str]) -> frozenset[str]:
    with suppress(TypeError):
        codes = frozenset(resend_after)
        if not isinstance(resend_after, str) and codes <= {TIMESTAMP_EXPIRED, RATE_LIMIT_REACHED}:
            return codes
    raise ConfigurationError(
        f"resend_after is a tuple of no other codes than '{TIMESTAMP_EXPIRED}' and "
        f"'{RATE_LIMIT_REACHED}', and () for none. After any other answer, money might move twice."
    )
