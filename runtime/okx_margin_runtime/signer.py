"""What signs a call: an auth that knows our steps, or any other of httpx's, which is driven as it is."""

from __future__ import annotations

from typing import Protocol, cast

from .choices import Options
from .errors import InvalidInputError
from .lazy_httpx import httpx
from .steps import Steps
from .wire import Request, Response


class Signer(Protocol):
    """An auth that signs a call without httpx: `OkxAuth` is one; any other httpx.Auth is driven as it is.

    Attributes:
        base_url: The one host that its credentials are for.
        account: A hash that tells accounts apart, for a journal.
    """

    base_url: str
    account: str

    def steps(self, request: Request) -> Steps[Response]:
        """All that is to be done about one request: paced, signed, sent, sent again where that is safe."""
        ...


def chosen(auth: httpx.Auth) -> Signer | None:
    """`auth` as one that signs without httpx, unless a subclass changes the flow that httpx would drive."""
    # isinstance would ask an OkxAuth whether it is one of httpx's, and that would import httpx.
    if not all(hasattr(auth, name) for name in ("base_url", "account", "steps")):
        return None
    for each in type(auth).__mro__:
        if "steps" in vars(each):
            return cast(Signer, auth)
        if vars(each).keys() & {"auth_flow", "sync_auth_flow", "async_auth_flow"}:
            return None
    return None


def account(auth: httpx.Auth, options: Options) -> str:
    """Whose calls these are, as a journal tells accounts apart."""
    if name := options.get("account"):
        return f"{getattr(auth, 'environment', '')} {name}".strip()
    own: str = getattr(auth, "account", "")
    if not own and options.get("journal") is not None:
        raise InvalidInputError(
            f"A journal needs account='…', any name: {type(auth).__name__} does not tell accounts apart."
        )
    return own
