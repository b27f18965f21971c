"""What a person does on the reference page, in a few words."""

from __future__ import annotations

import json
from typing import Any

from okx_margin_mock import MockServer
from tests.site.chromium import Page

OPERATIONS = {"accountAdjustMargin": "account", "signalBotAdjustMargin": "signalBot"}
SEND = (
    "[...document.querySelectorAll('[role=dialog] button')]"
    ".find((each) => each.checkVisibility() && /^(Send|发送)/.test(each.innerText.trim()))"
)
ANSWER = "document.querySelector('okx-answer:not([hidden])')?.innerText"


class Reference:
    """The page of one mock."""

    def __init__(self, page: Page, mock: MockServer) -> None:
        self.page = page
        self.mock = mock

    def open(self, address: str = "") -> None:
        """Open the page with this query or hash, and wait for both the reference and the table of codes."""
        self.page.open("about:blank")
        self.page.open(f"{self.mock.base_url}/{address}")
        self.page.wait(
            "document.querySelector('#reference h1') && document.querySelector('okx-codes tbody tr')"
        )

    def open_client(self, operation: str, language: str) -> None:
        """The form that sends `operation`, as its button on the page opens it."""
        self.open(f"?lang={language}#tag/{OPERATIONS[operation]}/{operation}")
        path = json.dumps(self._path(operation))
        self.page.wait(
            "[...document.querySelectorAll('.show-api-client-button')]"
            f".find((each) => each.innerText.includes({path}))?.click() ?? document.querySelector('okx-keys')"
        )
        self.page.wait(f"document.querySelector('okx-keys input') && {SEND}?.innerText.includes({path})")

    def fill_keys(self, **changed: str) -> None:
        """The mock's main demo keys; `changed` gives others."""
        key = self.mock.key()
        keys = {"apiKey": key.api_key, "secretKey": key.secret_key, "passphrase": key.passphrase} | changed
        for name, value in keys.items():
            self.page.run(f"document.querySelector('[name=okx-{name}]').select()")
            self.page.type(value)

    def send(self) -> None:
        self.page.run(f"{SEND}.click()")

    def answer(self) -> str:
        """What the page says of the answer."""
        said: str = self.page.wait(ANSWER)
        return said

    def problem(self) -> str:
        """Why the page says that it sent nothing."""
        said: str = self.page.wait("document.querySelector('okx-keys .problem').innerText")
        return said

    def text(self) -> str:
        said: str = self.page.run("document.body.innerText")
        return said

    def stored(self) -> Any:
        """Everything that this origin has stored in the browser."""
        return self.page.run(
            "(async () => [{...localStorage}, {...sessionStorage}, document.cookie,"
            "await indexedDB.databases(), await caches.keys()])()"
        )

    def _path(self, operation: str) -> str:
        return {
            "accountAdjustMargin": "/api/v5/account/position/margin-balance",
            "signalBotAdjustMargin": "/api/v5/tradingBot/signal/margin-balance",
        }[operation]
