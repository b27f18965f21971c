"""What a person does on the reference page, in a few words."""

from __future__ import annotations

import json
from typing import Any

from okx_margin_mock import MockServer
from tests.site.chromium import Page

PATHS = {
    "accountAdjustMargin": "/api/v5/account/position/margin-balance",
    "signalBotAdjustMargin": "/api/v5/tradingBot/signal/margin-balance",
    "publicTime": "/api/v5/public/time",
}
TAGS = {"accountAdjustMargin": "account", "signalBotAdjustMargin": "signalBot", "publicTime": "public"}
SEND = (
    "[...document.querySelectorAll('[role=dialog] button')]"
    ".find((each) => each.checkVisibility() && /^(Send|发送)/.test(each.innerText.trim()))"
)
CENTRE_OF_SEND = f"((box) => [box.x + box.width / 2, box.y + box.height / 2])({SEND}.getBoundingClientRect())"
ANSWER = "document.querySelector('okx-answer:not([hidden], .sending)')?.innerText"


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
        self.open(f"?lang={language}#tag/{TAGS[operation]}/{operation}")
        path = json.dumps(PATHS[operation])
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

    def use_mock_keys(self) -> None:
        """The one click that fills them in."""
        self.page.run("document.querySelector('okx-keys button').click()")
        self.page.wait("document.querySelector('[name=okx-passphrase]').value")

    def send(self) -> None:
        self.page.run(f"{SEND}.click()")

    def answer(self) -> str:
        """What the page says of the answer, once it is there."""
        said: str = self.page.wait(ANSWER)
        return said

    def warning(self) -> str:
        """What the dialog over everything says, once it is there."""
        said: str = self.page.wait("document.querySelector('#unknown[open]')?.innerText")
        return said

    def acknowledge(self) -> None:
        """Close that dialog, as its button does."""
        self.page.run("document.querySelector('#unknown button').click()")
        self.page.wait("!document.querySelector('#unknown')")

    def received(self) -> list[str]:
        """What reached the exchange, as "METHOD path"."""
        return [
            f"{each.method} {each.path}"
            for each in self.mock.exchange.received
            if each.path.startswith("/api/")
        ]

    def text(self) -> str:
        said: str = self.page.run("document.body.innerText")
        return said

    def stored(self) -> Any:
        """Everything that this origin has stored in the browser."""
        return self.page.run(
            "(async () => [{...localStorage}, {...sessionStorage}, document.cookie,"
            "await indexedDB.databases(), await caches.keys()])()"
        )
