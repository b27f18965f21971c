"""A real Chromium over its DevTools protocol; each page has storage of its own and a log of what it did."""

from __future__ import annotations

import base64
import itertools
import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

NAME = "chromium"
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1280,900",
    "--remote-debugging-port=0",
]
KEYS = {"Tab": 9, "Enter": 13, "Escape": 27, "ArrowDown": 40, "k": 75}


def missing() -> str:
    """What keeps the browser tests from running here, in one line; "" where nothing does."""
    if not os.environ.get("SITE_TEST"):
        return "a browser takes a minute: make site-test drives it"
    return "" if shutil.which(NAME) else f"{NAME} is not installed: apt-get install {NAME}, or make site-test"


@contextmanager
def chromium(profile: Path) -> Generator[Chromium, None, None]:
    """A browser with a fresh profile in the empty folder `profile`."""
    command = [NAME, *FLAGS, f"--user-data-dir={profile}", "about:blank"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        where = profile / "DevToolsActivePort"
        _until(lambda: where.exists() and where.read_text().count("\n") == 1, "the browser listens", 30)
        port, path = where.read_text().split("\n")
        with connect(f"ws://127.0.0.1:{port}{path}", max_size=None, proxy=None) as connection:
            yield Chromium(connection)
    finally:
        process.terminate()
        process.wait()


class Chromium:
    """The connection to the browser; `send` is one command of the protocol."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self._numbers = itertools.count()
        self._pages: dict[str, Page] = {}

    def send(self, method: str, session: str = "", **parameters: Any) -> dict[str, Any]:
        """The command's result; events that come meanwhile go to their page."""
        number = next(self._numbers)
        message: dict[str, Any] = {"id": number, "method": method, "params": parameters}
        self._connection.send(json.dumps(message | ({"sessionId": session} if session else {})))
        while True:
            answer: dict[str, Any] = json.loads(self._connection.recv(timeout=30))
            if page := self._pages.get(answer.get("sessionId", "")):
                page.note(answer)
            if answer.get("id") == number:
                assert "error" not in answer, (method, answer["error"])
                result: dict[str, Any] = answer["result"]
                return result

    @contextmanager
    def page(self, languages: str = "en-US") -> Generator[Page, None, None]:
        """A page as a person sees it whose browser asks for `languages`; nothing remembered."""
        context = self.send("Target.createBrowserContext")["browserContextId"]
        target = self.send("Target.createTarget", url="about:blank", browserContextId=context)["targetId"]
        session = self.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        page = self._pages[session] = Page(self, session)
        for domain in ("Page", "Network", "Runtime", "Log"):
            page.send(f"{domain}.enable")
        agent = self.send("Browser.getVersion")["userAgent"]
        page.send("Emulation.setUserAgentOverride", userAgent=agent, acceptLanguage=languages)
        try:
            yield page
        finally:
            self.send("Target.disposeBrowserContext", browserContextId=context)


class Page:
    """One page, what it asked the network for, and what it complained about."""

    def __init__(self, browser: Chromium, session: str) -> None:
        self._browser = browser
        self._session = session
        self.requests: list[str] = []
        #: Answers to its requests that came over a connection which was there before. Not those of documents:
        #: Chromium connects in advance for them, apart from what is asked for without credentials.
        self.reused: list[str] = []
        self.errors: list[str] = []

    def send(self, method: str, **parameters: Any) -> dict[str, Any]:
        return self._browser.send(method, self._session, **parameters)

    def note(self, event: dict[str, Any]) -> None:
        """Keep an event's request, or what it says went wrong."""
        given: dict[str, Any] = event.get("params", {})
        match event.get("method"):
            case "Network.requestWillBeSent":
                self.requests.append(given["request"]["url"])
            case "Network.responseReceived" if (
                given["type"] == "Fetch" and given["response"]["connectionReused"]
            ):
                self.reused.append(given["response"]["url"])
            case "Network.webSocketCreated":
                self.requests.append(given["url"])
            case "Runtime.exceptionThrown":
                self.errors.append(str(given["exceptionDetails"]))
            case "Runtime.consoleAPICalled" if given["type"] in ("error", "warning"):
                self.errors.append(" ".join(str(part.get("description", part)) for part in given["args"]))
            case "Log.entryAdded" if given["entry"]["level"] in ("error", "warning"):
                self.errors.append(f"{given['entry']['text']} {given['entry'].get('url', '')}")
            case _:
                pass

    def open(self, url: str) -> None:
        self.send("Page.navigate", url=url)

    def run(self, script: str) -> Any:
        """The value of a JavaScript expression; a promise is awaited."""
        answer = self.send("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in answer, (script, answer["exceptionDetails"])
        return answer["result"].get("value")

    def wait(self, script: str, seconds: float = 15) -> Any:
        """The value of the expression as soon as it is true; of a node, that it is there."""
        found = f"((found) => found instanceof Node || found)({script})"
        return _until(lambda: self.run(found), script, seconds)

    def resize(self, width: int) -> None:
        """A window, or a phone, of that width."""
        height, mobile = (844, True) if width < 700 else (900, False)
        self.send(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=mobile,
        )

    def seen(self, selector: str) -> float:
        """How much of the element a person sees: 1 for all of it, 0 for nothing."""
        share: float = self.run(
            "new Promise((done) => new IntersectionObserver(([seen]) => done(seen.intersectionRatio))"
            f".observe(document.querySelector({json.dumps(selector)})))"
        )
        return share

    def click(self, script: str) -> None:
        """The mouse, in the middle of the element that the expression gives."""
        box: dict[str, float] = self.run(f"({script}).getBoundingClientRect().toJSON()")
        where: dict[str, Any] = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
        for kind in ("mousePressed", "mouseReleased"):
            self.send("Input.dispatchMouseEvent", type=kind, button="left", clickCount=1, **where)

    def press(self, key: str, *, control: bool = False, shift: bool = False) -> None:
        """One key, as the keyboard gives it."""
        modifiers = (2 if control else 0) | (8 if shift else 0)
        text = {"text": "\r"} if key == "Enter" and not control else {}
        pressed: dict[str, Any] = {"key": key, "code": key, "windowsVirtualKeyCode": KEYS[key]}
        self.send("Input.dispatchKeyEvent", type="keyDown", modifiers=modifiers, **pressed, **text)
        self.send("Input.dispatchKeyEvent", type="keyUp", modifiers=modifiers, **pressed)

    def type(self, text: str) -> None:
        """Text into what has the focus."""
        self.send("Input.insertText", text=text)

    def screenshot(self, path: Path) -> None:
        path.write_bytes(base64.b64decode(self.send("Page.captureScreenshot", format="png")["data"]))


def _until(value: Callable[[], Any], what: str, seconds: float) -> Any:
    end = time.monotonic() + seconds
    while not (found := value()):
        assert time.monotonic() < end, f"not within {seconds} s: {what}"
        time.sleep(0.1)
    return found
