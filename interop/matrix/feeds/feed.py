"""Reads the five answers with a generated model's own reader: `feed.py MODULE CLASS METHOD`."""

import json
import sys
from importlib import import_module
from pathlib import Path

module, name, method = sys.argv[1:]
read = getattr(getattr(import_module(module), name), method)


def text(value: object) -> object:
    """An absent field, however a generator says so, as `""`."""
    return value if isinstance(value, str) else "" if not value else f"{type(value).__name__} {value}"


found: dict[str, object] = {}
for answer_name, answer in json.loads(Path("../answers.json").read_text("utf-8")).items():
    try:
        envelope = read(answer)
        item = envelope.data[0] if envelope.data else None
        found[answer_name] = [text(envelope.code), text(item and item.amt), text(item and item.leverage)]
    except Exception as error:  # whatever a generated reader throws is the finding
        found[answer_name] = f"{type(error).__name__}: {error}"
print(json.dumps(found))
