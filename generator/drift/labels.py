"""What marks the parts of a page, in either language: headings, labels of examples, columns of tables."""

from __future__ import annotations

import re
from typing import Final

from generator.drift import markdown

_PARTS = r"(?:parameter|param|field)s?"

STATED: Final = (
    ("rate limit", re.compile(r"(?:rate limit|限速)\s*[:：]\s*(?P<value>.+)", re.IGNORECASE)),
    (
        "limit rule",
        re.compile(
            r"(?:rate limit rules?|限速规则)\s*(?P<of>[(（].*?[)）])?\s*[:：]\s*(?P<value>.+)", re.IGNORECASE
        ),
    ),
    ("permission", re.compile(r"(?:permissions?|权限)\s*[:：]\s*(?P<value>.+)", re.IGNORECASE)),
)
SECTION: Final = (
    ("http", re.compile(r"#*\s*http\s*(?:request|请求)\s*$", re.IGNORECASE)),
    (
        "request",
        re.compile(
            rf"(?:(?:http\s*)?(?:request|query|body)\s+{_PARTS}|(?:请求)?(?:参数|字段)|入参)\s*$",
            re.IGNORECASE,
        ),
    ),
    (
        "response",
        re.compile(
            rf"(?:(?:response|return(?:ed)?)\s+{_PARTS}|(?:返回|响应|应答)(?:结果)?(?:参数|字段)|出参)\s*$",
            re.IGNORECASE,
        ),
    ),
)
EXAMPLE: Final = (
    ("request", re.compile(r"(?:request (?:example|sample)s?|请求(?:示例|样例|例子))", re.IGNORECASE)),
    (
        "response",
        re.compile(
            r"(?:(?:response|return(?:ed)?) (?:example|sample|result)(?:s|\(s\))?"
            r"|(?:返回|响应|应答)(?:结果|示例|样例|例子))",
            re.IGNORECASE,
        ),
    ),
)
COLUMN: Final = (
    ("name", re.compile(rf"(?:{_PARTS}|name)(?: name)?|(?:参数|字段)(?:名|名称|名字)?|名称", re.IGNORECASE)),
    (
        "type",
        re.compile(r"(?:(?:data|value|parameter|field) )?types?|(?:数据|参数|字段)?类型", re.IGNORECASE),
    ),
    (
        "required",
        re.compile(
            r"(?:is )?required\??|mandatory|(?:是否)?必[须填选传需]|是否必[须填选传需]?", re.IGNORECASE
        ),
    ),
    ("text", markdown.DESCRIPTION),
)


def kind(kinds: tuple[tuple[str, re.Pattern[str]], ...], text: str, *, whole: bool = False) -> str:
    """Which of `kinds` a text begins with, or is as a `whole`; "" where it is none."""
    text = text.strip().strip("*").strip()
    return next(
        (name for name, pattern in kinds if (pattern.fullmatch(text) if whole else pattern.match(text))), ""
    )
