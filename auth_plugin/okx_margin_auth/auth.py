"""`OkxAuth`: what a user makes."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from contextlib import suppress
from hashlib import sha256
from typing import NoReturn, Self, Unpack

from okx_margin_runtime.forks import unforked
from okx_margin_runtime.lazy_httpx import httpx
from okx_margin_runtime.steps import Steps
from okx_margin_runtime.wire import Request, Response

from . import configuration
from .as_httpx import DrivenByHttpx
from .credentials import Credentials
from .environment import resolve, through
from .errors import ConfigurationError
from .flow import RATE_LIMIT_REACHED, TIMESTAMP_EXPIRED, Flow
from .pacing import Pacing, chosen, hidden
from .secret import Secret
from .signing import signer


class Options(configuration.Settings, total=False):
    """The keyword arguments of `OkxAuth`."""

    resend_after: Collection[str]
    read_clock_first: bool
    pacing: Pacing | str | Secret | None


class OkxAuth(DrivenByHttpx):
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
        credentials = Credentials(*secrets)  # first: what they refuse cannot be encoded
        self._account = sha256(f"{self._environment}:{secrets[0].reveal()}".encode()).hexdigest()[:16]
        self._flow = Flow(
            lines=signer(credentials, demo=environment == "demo"),
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


def _hide(options: Options) -> None:
    """Lets no traceback show a password in a URL."""
    options["pacing"] = hidden(options.get("pacing", "own"))
    if "proxy" in options:
        options["proxy"] = Secret(options["proxy"])


def _checked(resend_after: Collection[str]) -> frozenset[str]:
    with suppress(TypeError):
        codes = frozenset(resend_after)
        if not isinstance(resend_after, str) and codes <= {TIMESTAMP_EXPIRED, RATE_LIMIT_REACHED}:
            return codes
    raise ConfigurationError(
        f"resend_after is a tuple of no other codes than '{TIMESTAMP_EXPIRED}' and "
        f"'{RATE_LIMIT_REACHED}', and () for none. After any other answer, money might move twice."
    )
