"""English and Chinese: each text stands where it is said, as a pair, and this says which of the two it is.

    t("Margin", "保证金")

The language is chosen before anything else is imported, so that a module's texts are those of the process.
"""

import locale
import sys
from collections.abc import Mapping, Sequence
from typing import Final, Literal, TypeAlias

Language: TypeAlias = Literal["en", "zh"]

_VARIABLES: Final = ("LC_ALL", "LC_MESSAGES", "LANG")
_language: Language = "en"


def t(en: str, zh: str) -> str:
    """The one that is spoken."""
    return zh if _language == "zh" else en


def language() -> Language:
    """What is spoken."""
    return _language


def speak(chosen: Language) -> None:
    """Speak it from here on."""
    global _language
    _language = chosen


def chosen(arguments: Sequence[str], environ: Mapping[str, str]) -> Language:
    """As `--lang` says, else as the locale does where the terminal can show it."""
    for flag, value in zip(arguments, [*arguments[1:], ""], strict=False):
        given = flag.removeprefix("--lang=") if flag.startswith("--lang=") else value
        if flag.partition("=")[0] == "--lang":
            return "zh" if given == "zh" else "en"
    named = next((environ[name] for name in _VARIABLES if environ.get(name)), None)
    if named is None and sys.platform == "win32":
        named = locale.getlocale()[0]
    return "zh" if (named or "").lower().startswith(("zh", "chinese")) and _shows("保证金") else "en"


def _shows(text: str) -> bool:
    try:
        text.encode(sys.stderr.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
