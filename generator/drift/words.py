"""OKX's wording, English and Chinese, as one value for both: limits, permissions, types, enums, defaults."""

from __future__ import annotations

import re

CJK = re.compile(r"[一-鿿]")

_REQUIRED = {
    "Yes": {"yes", "true", "required", "是", "必须", "必填", "必选"},
    "No": {"no", "false", "否", "非必填"},
    "Conditional": {"conditional", "条件", "条件必填", "视情况"},
    "Optional": {"optional", "可选"},
}
_PERMISSIONS = {"交易": "Trade", "读取": "Read", "只读": "Read", "提币": "Withdraw", "提现": "Withdraw"}
_TYPES = {
    "字符串": "string",
    "布尔": "boolean",
    "布尔值": "boolean",
    "整数": "integer",
    "数组": "array",
    "对象": "object",
}
_SECONDS = {
    "s": 1,
    "sec": 1,
    "second": 1,
    "秒": 1,
    "m": 60,
    "min": 60,
    "minute": 60,
    "分钟": 60,
    "h": 3600,
    "hour": 3600,
}
_LIMIT = re.compile(
    r"(?P<count>\d+)\s*(?P<unit>requests?|orders?|times?|次|个)?\s*(?:per|/|每)\s*(?P<each>\d*)\s*(?P<time>[a-z]+?|秒|分钟)s?$",
    re.IGNORECASE,
)

_SPAN = re.compile(r"`([^`\n]*)`")
_VALUE = re.compile(r'[A-Za-z0-9_.+-]+|""')
_BETWEEN = re.compile(r"[\s,，、/|;；]*(?:(?:or|and|或者?|和)\s*)?")
_LABEL = re.compile(r"\s*[:：]")
_CLOSES_RUN = re.compile(r"\s*(?:$|[.。(（]|e\.g\.)")
_NO_LIST_OF_VALUES = re.compile(
    r"applicable|only|when\b|default|required|e\.g\.|such as|适用|仅|默认|必须|例如|如|时", re.IGNORECASE
)

_LITERAL = r"(?:`(?P<{0}>[^`\n]+)`|(?P<{0}_bare>true|false|\d+(?:\.\d+)?)\b)"
_DEFAULT = re.compile(
    r"\bdefaults?(?:\s+value)?(?:\s+of\s+this\s+field)?(?:\s+(?:is|to|as))?\s*[:：]?\s*"
    + _LITERAL.format("en"),
    re.IGNORECASE,
)
_DEFAULT_ZH = re.compile(
    r"默认(?:值)?(?:是|为|取)?\s*[:：]?\s*" + _LITERAL.format("zh") + r"(?!\s*的)", re.IGNORECASE
)
_AMOUNT = re.compile(
    r"(?P<least>greater than or equal to|at least|no(?:t)? less than|大于等于|不低于|不少于|至少|≥|>=)?"
    r"(?P<more>more than|greater than|exceeds?|大于|超过|>)?"
    r"\s*(?P<number>\d[\d,]*(?:\.\d+)?)\s*(?P<wan>万)?\s*(?P<ccy>USDT|USDC|USD)\b",
    re.IGNORECASE,
)


def required(text: str) -> str:
    """`Yes`, `No`, `Conditional` or `Optional`; any other wording as it stands."""
    word = text.strip().casefold()
    return next((name for name, words in _REQUIRED.items() if word in words), text.strip())


def permission(text: str) -> str:
    """`Trade`, `Read`, `Read/Trade`: English for both languages."""
    parts = [part.strip() for part in re.split(r"[/、,，]", text)]
    return "/".join(_PERMISSIONS.get(part, part.capitalize()) for part in parts)


def limit_rule(text: str) -> str:
    """`User ID`, `IP`, `User ID + Instrument ID`, however it is spaced."""
    parts = [re.sub(r"(?i)^user\s*id$|^用户\s*ID$", "User ID", part.strip()) for part in text.split("+")]
    return " + ".join(parts)


def rate_limit(text: str) -> str:
    """`20 requests per 2 seconds`; a wording that isn't known stays as it stands."""
    found = _LIMIT.search(text.strip())
    seconds = _SECONDS.get(found["time"].casefold()) if found else None
    if not found or seconds is None:
        return " ".join(text.split())
    unit = "orders" if (found["unit"] or "").casefold() in ("order", "orders", "个") else "requests"
    return f"{int(found['count'])} {unit} per {int(found['each'] or 1) * seconds} seconds"


def type_name(text: str) -> str:
    """`string`, `boolean`, `array of objects`; plurals and languages made one."""
    name = " ".join(text.split()).casefold()
    name = _TYPES.get(name, name)
    return re.sub(r"^(array of \w+?)s?$", r"\1s", name)


def enum_values(text: str) -> list[str]:
    """The values that a description lists: code with a colon after it, leading a line, or ending one.

    A field named in a condition, an example or a default is none. Sorted, each once.
    """
    return sorted({value for line in text.splitlines() for value in _line_values(line)})


def _line_values(line: str) -> list[str]:
    line = line.strip()
    spans = [span for span in _SPAN.finditer(line) if _VALUE.fullmatch(span[1])]
    labelled = [
        s[1]
        for s in spans
        if _LABEL.match(line, s.end()) and line[: s.start()].rstrip()[-1:] not in ("(", "（")
    ]
    runs: list[list[re.Match[str]]] = []
    for span in spans:
        if runs and _BETWEEN.fullmatch(line[runs[-1][-1].end() : span.start()]):
            runs[-1].append(span)
        else:
            runs.append([span])
    bare: list[str] = []
    for run in runs:
        leads = run[0].start() == 0
        lists = len(run) > 1 and not _NO_LIST_OF_VALUES.search(line)
        if (leads or lists) and _CLOSES_RUN.match(line, run[-1].end()):
            bare += [span[1] for span in run]
    return labelled + bare


def default(text: str) -> str | None:
    """The default that a description names, or None."""
    if found := _DEFAULT.search(text):
        return found["en"] or found["en_bare"].casefold()
    if found := _DEFAULT_ZH.search(text):
        return found["zh"] or found["zh_bare"].casefold()
    return None


def amounts(text: str) -> list[str]:
    """Amounts of dollars that a text names, such as `>= 10000 USDT`; 万 is ten thousand."""
    found: list[str] = []
    for match in _AMOUNT.finditer(text):
        number = match["number"].replace(",", "")
        if match["wan"]:
            whole, _, rest = number.partition(".")
            number = str(int(whole + rest.ljust(4, "0")[:4]))
        sign = ">= " if match["least"] else "> " if match["more"] else ""
        found.append(f"{sign}{number} {match['ccy'].upper()}")
    return sorted(set(found))
