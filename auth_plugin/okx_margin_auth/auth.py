"""`OkxAuth`: what a user makes, and the I/O that drives a request through its flow."""

import os
import time
from collections.abc import AsyncGenerator, Collection, Generator, Mapping
from typing import Literal, NoReturn, Self, Unpack

import httpx

from . import configuration
from .credentials import Credentials
from .environment import resolve
from .errors import ConfigurationError
from .flow import RATE_LIMIT_REACHED, TIMESTAMP_EXPIRED, Flow, Steps
from .pacing import Pacing, SlidingWindow
from .secret import Secret


class Options(configuration.Settings, total=False):
    """The keyword arguments of `OkxAuth`."""

    resend_after: Collection[str]
    read_clock_first: bool
    pacing: Pacing | Literal["own"] | None


class OkxAuth(httpx.Auth):
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
        resend_after: The refusals after which a request is sent once more, signed afresh: "50102" (its
            timestamp has expired; the exchange's clock is read first) and "50011" (rate limit reached; the
            endpoint's window is waited for first). Both mean that the request was certainly not processed;
            no other code is accepted here, and after no other answer is anything sent again.
        read_clock_first: Read the exchange's clock before the first request, instead of trusting the
            machine's until a 50102.
        pacing: "own" keeps this instance under the documented rate limits; a `Pacing` can be shared by all
            instances of a User ID; None sends at once. The wait comes on top of the client's timeout.

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
        resend_after: Collection[str] = (TIMESTAMP_EXPIRED,),
        read_clock_first: bool = False,
        pacing: Pacing | Literal["own"] | None = "own",
    ) -> None:
        secrets = Secret(api_key), Secret(secret_key), Secret(passphrase)
        del api_key, secret_key, passphrase  # an error from here on may have its traceback's locals printed
        self._region = region
        self._flow = Flow(
            credentials=Credentials(*secrets),
            environment=environment,
            base_url=resolve(environment, region, base_url),
            resend_after=_checked(resend_after),
            read_clock_first=read_clock_first,
            pacing=SlidingWindow() if pacing == "own" else pacing,
        )

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None, **options: Unpack[Options]) -> Self:
        """From OKX_API_KEY, OKX_SECRET_KEY and OKX_PASSPHRASE.

        OKX_ENVIRONMENT, OKX_REGION and OKX_BASE_URL are used where they are set; `options` win over them.

        Args:
            environ: Instead of the process's environment.
            options: The keyword arguments of `OkxAuth`.

        Raises:
            ConfigurationError: A variable is missing, or its value cannot be used.
        """
        variables = configuration.variables(environ)
        del environ  # an error from here on may have its traceback's locals printed
        return cls._from(configuration.from_variables(variables), options)

    @classmethod
    def from_file(cls, path: str | os.PathLike[str], **options: Unpack[Options]) -> Self:
        """From a TOML file that only its owner can read (checked on POSIX).

        It holds api_key, secret_key, passphrase, and if need be environment, region, base_url; `options` win
        over these three.

        Raises:
            ConfigurationError: The file cannot be read or used, or others have access to it.
        """
        return cls._from(configuration.from_file(path), options)

    @classmethod
    def _from(cls, given: configuration.Configuration, options: Options) -> Self:
        chosen: Options = {**given.settings, **options}
        return cls(given.api_key, given.secret_key, given.passphrase, **chosen)

    @property
    def base_url(self) -> str:
        """The one address that credentials are sent to, without a trailing slash."""
        return self._flow.base_url

    @property
    def environment(self) -> str:
        """Either "demo" or "live"."""
        return self._flow.environment

    @property
    def region(self) -> str:
        """The region's name."""
        return self._region

    def __repr__(self) -> str:
        if not hasattr(self, "_flow"):
            return f"{type(self).__name__}()"  # in the locals of a traceback out of __init__
        return (
            f"{type(self).__name__}(environment={self.environment!r}, region={self.region!r}, "
            f"base_url={self.base_url!r})"
        )

    def __reduce__(self) -> NoReturn:
        raise TypeError(
            "OkxAuth holds secrets and is not pickled; call OkxAuth.from_env() in the other process."
        )

    def sync_auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """What `httpx.Client` drives: yields requests to send, takes their answers.

        The last answer is always the one to `request`; an earlier one may be to a question for the time.
        """
        request.read()
        steps = self._flow.steps(request)
        try:
            step = _next(steps)
            while step is not None:
                response = None
                if isinstance(step, httpx.Request):
                    response = yield step
                    response.read()
                else:
                    time.sleep(step)
                step = _next(steps, response)
        finally:
            steps.close()

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """What `httpx.AsyncClient` drives, on asyncio or trio; otherwise like `sync_auth_flow`."""
        await request.aread()
        steps = self._flow.steps(request)
        try:
            step = _next(steps)
            while step is not None:
                response = None
                if isinstance(step, httpx.Request):
                    response = yield step
                    await response.aread()
                else:
                    await _sleep(step)
                step = _next(steps, response)
        finally:
            steps.close()


def _checked(resend_after: Collection[str]) -> frozenset[str]:
    if isinstance(resend_after, str) or not {*resend_after} <= {TIMESTAMP_EXPIRED, RATE_LIMIT_REACHED}:
        raise ConfigurationError(
            f"resend_after is a tuple of no other codes than '{TIMESTAMP_EXPIRED}' and "
            f"'{RATE_LIMIT_REACHED}', not {resend_after!r}. After any other answer, money might move twice."
        )
    return frozenset(resend_after)


def _next(steps: Steps[None], response: httpx.Response | None = None) -> httpx.Request | float | None:
    try:
        return steps.send(response)
    except StopIteration:
        return None


async def _sleep(seconds: float) -> None:
    import anyio  # only where it is needed: importing it takes longer than the rest of this package

    await anyio.sleep(seconds)
