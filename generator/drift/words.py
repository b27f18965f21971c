"""OKX's wording, English and Chinese, as one value for both: limits, permissions, types, enums, defaults.

What stands in a cell or a line of its own must be known: other words raise UnreadableError, which names them.
"""

from __future__ import annotations

import re

from generator.drift.facts import UnreadableError

CJK = re.compile(r"[一-鿿]")


def _words(**names: str) -> dict[str, str]:
    """Each of the words with the name that it stands for."""
    return {word: name.replace("_", " ") for name, words in names.items() for word in words.split()}


_REQUIRED = _words(
    Yes="yes true required mandatory 是 必须 必填 必选 必传",
    No="no false optional 否 非必填 非必须 选填",
    Conditional="conditional 条件 条件必填 视情况",
    Optional="可选",  # in Chinese tables this stands for No and for Conditional
)
_PERMISSIONS = _words(Trade="trade 交易", Read="read 读取 只读", Withdraw="withdraw 提币 提现")
_RULES = _words(
    User_ID="userid 用户id subaccount 子账户",  # a sub-account is a User ID of its own
    IP="ip",
    Instrument_ID="instrumentid instid 产品id",
    Instrument_Type="instrumenttype 产品类型",
    Instrument_Family="instrumentfamily 交易品种",
    Underlying="underlying",
    Currency="currency 币种",
)
_TYPES = _words(
    string="string 字符串",
    boolean="boolean bool 布尔 布尔值",
    integer="integer int long 整数",
    number="number float decimal",
    object="object 对象",
    array="array 数组",
)
_SECONDS = {
    **dict.fromkeys(("s", "sec", "second", "秒"), 1),
    **dict.fromkeys(("m", "min", "minute", "分钟"), 60),
    **dict.fromkeys(("h", "hour", "小时"), 3600),
}
_COUNT = r"(?P<count>\d+)\s*(?P<unit>requests?|orders?|times?|次请求|次|个)?"
_EVERY = r"(?P<each>\d*)\s*(?P<time>[a-z]+?|秒|分钟|小时)s?"
_LIMITS = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (rf"{_COUNT}\s*(?:per|every|/|每)\s*{_EVERY}", rf"每\s*{_EVERY}(?:内|最多)?\s*{_COUNT}")
]

_STRUCK = re.compile(r"~~(.*?)~~", re.DOTALL)
_WITHDRAWAL = re.compile(
    r"deprecat\w*|discontinu|offline|obsolete|sunset|retire|phased? out|(?:will|to) be (?:removed|delisted)"
    r"|no longer (?:support|available|accept|valid)|已?(?:弃用|废弃)|下线|停用|移除|下架"
    r"|停止(?:支持|服务|使用)|不再(?:支持|可用|提供)",
    re.IGNORECASE,
)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DATE = re.compile(
    rf"\d{{4}}\s*[-/.年]\s*\d{{1,2}}\s*[-/.月]\s*\d{{1,2}}\s*日?|\d{{1,2}}\s*月\s*\d{{1,2}}\s*日"
    rf"|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+\d{{4}})?|\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH}(?:,?\s+\d{{4}})?",
    re.IGNORECASE,
)

_SPAN = re.compile(r"`([^`\n]*)`")
_VALUE = re.compile(r'[A-Za-z0-9_.+-]+|""')
_BULLET = re.compile(r"^\s*(?:[-*•·]|\d+[.)])\s+")
_ASIDE = re.compile(r"[(（][^()（）]*[)）]")
_BETWEEN = re.compile(r"[\s,，、/|;；]*(?:(?:or|and|或者?|和)\s*)?")
_LABEL = re.compile(r"\s*[:：]|\s*[–—]|\s+-\s")
_CLOSES_RUN = re.compile(r"[\s,，]*(?:$|[.。]|e\.g\.)")
_NO_LIST_OF_VALUES = re.compile(
    r"applicable|only|when\b|default|required|e\.g\.|such as|适用|仅|默认|必须|例如|如|时", re.IGNORECASE
)

_LITERAL = r"(?:`(?P<{0}>[^`\n]+)`|(?P<{0}_bare>true|false|\d+(?:\.\d+)?)(?![A-Za-z0-9_]))"
_DEFAULT = re.compile(
    r"\bdefaults?(?:\s+value)?(?:\s+of\s+this\s+field)?(?:\s+(?:is|to|as))?\s*[:：]?\s*"
    + _LITERAL.format("en")
    + r"|默认(?:值)?(?:是|为|取)?\s*[:：]?\s*"
    + _LITERAL.format("zh")
    + r"(?!\s*的)",
    re.IGNORECASE,
)
_DEFAULT_CLAUSE = re.compile(rf"[,，;；\s]*(?:the\s+)?(?:{_DEFAULT.pattern})", re.IGNORECASE)
_AMOUNT = re.compile(
    r"(?P<least>greater than or equal to|at least|no(?:t)? less than|大于等于|不低于|不少于|至少|≥|>=)?"
    r"(?P<more>more than|greater than|exceeds?|大于|超过|>)?"
    r"\s*(?P<number>\d[\d,]*(?:\.\d+)?)\s*(?P<wan>万)?\s*(?P<ccy>USDT|USDC|USD)\b",
    re.IGNORECASE,
)


def unstruck(text: str) -> tuple[str, str]:
    """A text without what is struck through in it, and that, a line for each piece."""
    return _STRUCK.sub("", text), "\n".join(_STRUCK.findall(text))


def is_withdrawn(description: str) -> bool:
    """Whether a description is struck through, all but an aside: so OKX withdraws fields."""
    kept, struck = unstruck(description)
    return bool(struck) and not re.search(r"\w", _WITHDRAWAL.sub("", _ASIDE.sub("", kept)))


def withdrawal(sentences: list[str]) -> str | None:
    """The dates in sentences that speak of something that goes, `no date`, or None for no such sentence."""
    found = [sentence for sentence in sentences if _WITHDRAWAL.search(sentence)]
    dates = dict.fromkeys(date for sentence in found for date in _DATE.findall(sentence))
    return ", ".join(dates) or "no date" if found else None


def agree(fact: str, *values: object) -> bool:
    """Whether values of one fact say the same, or may: 可选 stands for No and for Conditional."""
    different = {str(value) for value in values}
    if fact == "required" and "Optional" in different:
        return len(different) == 1 or different in ({"Optional", "No"}, {"Optional", "Conditional"})
    return len(different) == 1


def required(text: str) -> str:
    """`Yes`, `No`, `Conditional`, or `Optional` for 可选."""
    return _known(_REQUIRED, "required", text.strip(), text)


def permission(text: str) -> str:
    """`Trade`, `Read`, `Read/Trade`: English for both languages."""
    parts = re.split(r"[/、,，]|\band\b|和", text)
    return "/".join(_known(_PERMISSIONS, "permission", part.strip(), text) for part in parts)


def limit_rule(text: str) -> str:
    """`User ID`, `User ID + Instrument ID`, however it is spaced."""
    plain = re.sub(r"[(（]\s*(?:per\s+)?(?:sub-?\s*accounts?|子账户)\s*[)）]", "", text, flags=re.IGNORECASE)
    parts = (re.sub(r"[\s()（）-]", "", part) for part in plain.split("+"))
    return " + ".join(_known(_RULES, "limit rule", part, text) for part in parts)


def rate_limit(text: str) -> str:
    """`20 requests per 2 seconds`."""
    for pattern in _LIMITS:
        found = pattern.fullmatch(text.strip().rstrip(".。"))
        if found and (seconds := _SECONDS.get(found["time"].casefold())):
            unit = "orders" if (found["unit"] or "").casefold() in ("order", "orders", "个") else "requests"
            return f"{int(found['count'])} {unit} per {int(found['each'] or 1) * seconds} seconds"
    return _unknown("rate limit", text)


def type_name(text: str) -> str:
    """`string`, `boolean`, `array of objects`; plurals and languages made one."""
    name = " ".join(text.split())
    found = re.fullmatch(r"(?:array|list)(?: of |<)(\w+?)s?>?|(\w+)\[\]|(.+)数组", name, re.IGNORECASE)
    inside = found and (found[1] or found[2] or found[3])
    return (
        f"array of {_known(_TYPES, 'type', inside, text)}s" if inside else _known(_TYPES, "type", name, text)
    )


def is_type(text: str) -> bool:
    """Whether a cell names a type."""
    try:
        return bool(type_name(text))
    except UnreadableError:
        return False


def _known(words: dict[str, str], what: str, word: str, text: str) -> str:
    return words.get(word.casefold()) or _unknown(what, text)


def _unknown(what: str, text: str) -> str:
    raise UnreadableError(f"has words for a {what} that aren't known: {text.strip()!r}")


def enum_values(text: str) -> list[str]:
    """The values that a description lists: code with a colon or dash after it, leading a line, or ending one.

    A field named in a condition, an example or a default is none. Sorted, each once.
    """
    joined = re.sub(r"\n\s*(?=[:：])", "", text)
    return sorted({value for line in joined.splitlines() for value in _line_values(line)})


def _line_values(line: str) -> list[str]:
    line = _BULLET.sub("", line)
    asides = [aside[0][1:-1] for aside in _ASIDE.finditer(line)]
    lists = [aside for aside in asides if not _BETWEEN.sub("", _SPAN.sub("", aside))]
    values = [value for aside in lists for value in _SPAN.findall(aside) if len(_SPAN.findall(aside)) > 1]
    return values + _listed(_DEFAULT_CLAUSE.sub("", _ASIDE.sub("", line)).strip())


def _listed(line: str) -> list[str]:
    spans = [span for span in _SPAN.finditer(line) if _VALUE.fullmatch(span[1])]
    labelled = [span[1] for span in spans if _LABEL.match(line, span.end())]
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
    found = _DEFAULT.search(text)
    return found and (found["en"] or found["zh"] or (found["en_bare"] or found["zh_bare"]).casefold())


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
