"""What marks the parts of a page, in either language: headings, labels of examples, columns of tables."""

from __future__ import annotations

import re
from typing import Final

from generator.drift import markdown

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
    ("http", re.compile(r"#*\s*http\s*(?:request|请求)", re.IGNORECASE)),
    (
        "request",
        re.compile(r"(?:(?:http\s*)?(?:request|query|body)\s+parameters?|请求参数|参数)\s*$", re.IGNORECASE),
    ),
    ("response", re.compile(r"(?:response\s+parameters?|(?:返回|响应)(?:结果)?参数)\s*$", re.IGNORECASE)),
)
EXAMPLE: Final = (
    ("request", re.compile(r"(?:request (?:example|sample)s?|请求(?:示例|样例))", re.IGNORECASE)),
    (
        "response",
        re.compile(
            r"(?:(?:response|return) (?:example|sample|result)s?|(?:返回|响应)(?:结果|示例|样例))",
            re.IGNORECASE,
        ),
    ),
)
COLUMN: Final = (
    ("name", re.compile(r"(?:parameter|field|name)s?(?: name)?|参数名?(?:称)?|字段名?|名称", re.IGNORECASE)),
    ("type", re.compile(r"types?|类型", re.IGNORECASE)),
    ("required", re.compile(r"required|mandatory|是否必[须填选]?|必[须填选]", re.IGNORECASE)),
    ("text", markdown.DESCRIPTION),
)


def kind(kinds: tuple[tuple[str, re.Pattern[str]], ...], text: str, *, whole: bool = False) -> str:
    """Which of `kinds` a text begins with, or is as a `whole`; "" where it is none."""
    text = text.strip().strip("*").strip()
    return next(
        (name for name, pattern in kinds if (pattern.fullmatch(text) if whole else pattern.match(text))), ""
    )
