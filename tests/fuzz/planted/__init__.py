"""Deliberate faults, each of which the properties must find within the short run: the harness's own test."""

from tests.fuzz.planted import client, mock, plugin
from tests.fuzz.planted.fault import Planted

PLANTED: tuple[Planted, ...] = (*client.FAULTS, *plugin.FAULTS, *mock.FAULTS)
