"""Every English text of the spec has its Chinese, and a person looked at it after the English changed.

spec/translations_seen.yaml keeps a hash of each pair as it was when last looked at.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from generator import SPEC, yaml12
from generator.spec import Spec, load, walk

SEEN = SPEC.with_name("translations_seen.yaml")

_HEADER = "# Written by `python -m generator translations --accept`, after a person compared each pair.\n"

# English key: Chinese key
PAIRS = {
    "summary": "x-summary-zh",
    "description": "x-description-zh",
    "meaning": "meaning_zh",
    "remedy": "remedy_zh",
    "x-displayName": "x-displayName-zh",
    "x-look-first": "x-look-first-zh",
}


def pairs(spec: Spec) -> Iterator[tuple[str, str | None, str | None]]:
    """Each text as (JSON pointer, English, Chinese); None where one of the two is missing."""
    for at, node in walk(spec):
        if at.endswith("/properties"):
            continue  # names of fields, not texts
        for english, chinese in PAIRS.items():
            if english in node or chinese in node:
                yield f"{at}/{english}", node.get(english), node.get(chinese)


def unpaired(spec: Spec) -> list[str]:
    """Where one of a pair is missing."""
    return [at for at, english, chinese in pairs(spec) if not english or not chinese]


def not_looked_at(spec: Spec) -> list[str]:
    """Where the English or the Chinese is not as it was when a person last compared the two."""
    seen = yaml12.read(SEEN) if SEEN.exists() else {}
    current = _hashes(spec)
    return [at for at in sorted(current.keys() | seen.keys()) if current.get(at) != seen.get(at)]


def run(*, accept: bool) -> int:
    """Lists what is to be looked at, or records that it was; 1 where there is something."""
    spec = load(SPEC, with_texts=True)
    changed = not_looked_at(spec)
    if accept:
        SEEN.write_text(_HEADER + yaml12.dump(dict(_hashes(spec))), encoding="utf-8")
        print(f"{len(changed)} pairs recorded as looked at")
        return 0
    for at in changed:
        print(f"{at}: changed since its translation was last looked at")
    print(f"{len(changed)} to look at")
    return 1 if changed else 0


def _hashes(spec: Spec) -> dict[str, str]:
    return {at: hashlib.sha256(f"{en}\0{zh}".encode()).hexdigest()[:12] for at, en, zh in pairs(spec)}
