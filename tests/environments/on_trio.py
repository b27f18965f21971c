"""A pytest plugin: what tests run with anyio runs on trio, where asynchronous clients send through httpx."""

import anyio

(anyio.run.__kwdefaults__ or {})["backend"] = "trio"
