"""What marks the parts of a page, in either language: headings, labels of examples, columns of tables."""

from __future__ import annotations

import re
from typing import Final

from generator.drift import markdown

_PART = r"(?:parameter|param|field)s?"


def _labels(**patterns: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (name.replace("_", " "), re.compile(pattern, re.IGNORECASE)) for name, pattern in patterns.items()
    )


STATED: Final = _labels(
    rate_limit=r"(?:rate limit|限速)\s*[:：]\s*(?P<value>.+)",
    limit_rule=r"(?:rate limit rules?|限速规则)\s*(?P<of>[(（].*?[)）])?\s*[:：]\s*(?P<value>.+)",
    permission=r"(?:permissions?|权限)\s*[:：]\s*(?P<value>.+)",
)
SECTION: Final = _labels(
    http=r"#*\s*http\s*(?:request|请求)\s*$",
    request=rf"(?:(?:http\s*)?(?:request|query|body)\s+{_PART}|(?:请求)?(?:参数|字段)|入参)\s*$",
    response=rf"(?:(?:response|return(?:ed)?)\s+{_PART}|(?:返回|响应|应答)(?:结果)?(?:参数|字段)|出参)\s*$",
)
EXAMPLE: Final = _labels(
    request=r"request (?:example|sample)s?|请求(?:示例|样例|例子)",
    response=r"(?:response|return(?:ed)?) (?:example|sample|result)(?:s|\(s\))?"
    r"|(?:返回|响应|应答)(?:结果|示例|样例|例子)",
)
COLUMN: Final = _labels(
    name=rf"(?:{_PART}|name)(?: name)?|(?:参数|字段)(?:名|名称|名字)?|名称",
    type=r"(?:(?:data|value|parameter|field) )?types?|(?:数据|参数|字段)?类型",
    required=r"(?:is )?required\??|mandatory|(?:是否)?必[须填选传需]",
    text=markdown.DESCRIPTION.pattern,
)


def kind(kinds: tuple[tuple[str, re.Pattern[str]], ...], text: str, *, whole: bool = False) -> str:
    """Which of `kinds` a text begins with, or is as a `whole`; "" where it is none."""
    text = text.strip().strip("*").strip()
    return next(
        (name for name, pattern in kinds if (pattern.fullmatch(text) if whole else pattern.match(text))), ""
    )
