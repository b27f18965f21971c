"""A pytest plugin: what tests run with anyio runs on trio, and asynchronous clients send through httpx."""

import anyio

from okx_margin_client import AsyncOkxMargin

(anyio.run.__kwdefaults__ or {})["backend"] = "trio"
(AsyncOkxMargin.__init__.__kwdefaults__ or {})["transport"] = "httpx"
