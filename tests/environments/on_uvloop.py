"""A pytest plugin: every event loop is uvloop's."""

import asyncio.events

import uvloop

asyncio.events.new_event_loop = uvloop.new_event_loop  # what asyncio.Runner calls, and anyio through it
