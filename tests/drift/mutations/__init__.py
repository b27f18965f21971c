"""Changes of a page by their names, each with the rows that the report must have for it."""

from __future__ import annotations

from tests.drift.mutations.edits import Cells, Edit
from tests.drift.mutations.facts import FACTS
from tests.drift.mutations.withdrawals import WITHDRAWALS
from tests.drift.mutations.words import WORDS

MUTATIONS: dict[str, tuple[Edit, list[Cells]]] = {**FACTS, **WITHDRAWALS, **WORDS}
