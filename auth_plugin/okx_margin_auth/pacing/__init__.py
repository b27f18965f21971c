"""Keeping under the exchange's rate limits instead of being refused with 50011."""

from .local import SlidingWindow
from .protocol import Pacing, Place

__all__ = ["Pacing", "Place", "SlidingWindow"]
