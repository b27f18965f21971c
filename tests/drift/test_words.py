"""OKX's wordings, of its other pages too, and the one value that each stands for."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from generator.drift import words
from generator.drift.facts import UnreadableError, hashes


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("20 requests per 2 seconds", "20 requests per 2 seconds"),
        ("1 request per 5 seconds", "1 requests per 5 seconds"),
        ("5 requests per second", "5 requests per 1 seconds"),
        ("20次/2s", "20 requests per 2 seconds"),
        ("5 次/2 秒", "5 requests per 2 seconds"),
        ("6次/s", "6 requests per 1 seconds"),
        ("2 requests per minute", "2 requests per 60 seconds"),
        ("300 orders per 2 seconds", "300 orders per 2 seconds"),
        ("300个/2s", "300 orders per 2 seconds"),
        ("每2秒20次请求", "20 requests per 2 seconds"),
        ("每 2 秒最多 20 次", "20 requests per 2 seconds"),
        ("20 requests every 2 seconds", "20 requests per 2 seconds"),
    ],
)
def test_rate_limits(text: str, limit: str) -> None:
    assert words.rate_limit(text) == limit


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Order side `buy` `sell`", ["buy", "sell"]),
        ("Mode\n`cross`\n`isolated`  ", ["cross", "isolated"]),
        ("Mode\n`cross`：全仓，`isolated`：逐仓", ["cross", "isolated"]),
        ("Type `1`：limit `2` : market", ["1", "2"]),
        ("Ratio, only these\n`0`,`0.1`,`0.2`", ["0", "0.1", "0.2"]),
        ("K-line\n`3m`, `5m` (`m`: minute)\n`1H` (`H`: hour)", ["1H", "3m", "5m"]),
        ('`1`: Crypto\n`""`: not available', ['""', "1"]),
        ("Valid options: `true` or `false`", ["false", "true"]),
        ("Instrument ID, e.g. `BTC-USDT`", []),
        ("Only applicable to `FUTURES`/`SWAP`", []),
        ("适用于`逐仓杠杆`仓位\n仅适用于 `SWAP`/`FUTURES`", []),
        ("The default is `net`\n默认值是`net`", []),
        ("Either `amt` or `percent` is required.", []),
        ("`quoteSz`和`baseSz`至少指定一个", []),
        ("A combination of `a` and letters", []),
        ("Type\n- `add`: more\n- `reduce`: less", ["add", "reduce"]),
        ("Type\n1. `add`\n2. `reduce`", ["add", "reduce"]),
        ("Type\n`add` - more\n`reduce` – less", ["add", "reduce"]),
        ("类型\n- `add` - 增加\n- `reduce`（仅适用于`逐仓`）", ["add", "reduce"]),
        ("Side `long` `short` (only applicable to `FUTURES`/`SWAP`)", ["long", "short"]),
        ("Side\n`long`\n(only applicable in long/short mode)\n`net`\n: one way", ["long", "net"]),
        ("Side (`long` or `short`)", ["long", "short"]),
        ("Side: `long` or `short`, the default is `long`", ["long", "short"]),
    ],
)
def test_enum_values(text: str, values: list[str]) -> None:
    assert words.enum_values(text) == values


@pytest.mark.parametrize(
    ("text", "default"),
    [
        ("Position side, the default is `net`", "net"),
        ("The default value is `false` while `true` needs a permission.", "false"),
        ("If empty, defaults to `0.00%`.", "0.00%"),
        ("Default is `quote_ccy` for buy", "quote_ccy"),
        ("Limit. The default is 100; the maximum is 200", "100"),
        ("是否复投，默认false。true 或者 false", "false"),
        ("是否复投，默认false即不复投", "false"),
        ("条数，默认100条", "100"),
        ("默认值是`net`", "net"),
        ("延迟，默认为`0`", "0"),
        ("默认值为 `instId` 的计价币种", None),
        ("The default value is the quote currency of the `instId`", None),
        ("It returns all types by default.", None),
        ("Leverage", None),
    ],
)
def test_defaults(text: str, default: str | None) -> None:
    assert words.default(text) == default


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("must be greater than or equal to 10,000 USDT, and", [">= 10000 USDT"]),
        ("必须大于等于1万USDT,账户上", [">= 10000 USDT"]),
        ("超过 1.5万 USDT", ["> 15000 USDT"]),
        ("more than 5 USD or 7.25 USDC", ["7.25 USDC", "> 5 USD"]),
        ("in `USDT`", []),
    ],
)
def test_amounts(text: str, amounts: list[str]) -> None:
    assert words.amounts(text) == amounts


def test_other_words() -> None:
    required = ("Yes", "是", "Conditional", "否", "Optional", "可选")
    assert [words.required(text) for text in required] == [
        *("Yes", "Yes", "Conditional", "No", "No", "Optional")
    ]
    assert [words.permission(text) for text in ("Trade", "交易", "读取/交易")] == [
        "Trade",
        "Trade",
        "Read/Trade",
    ]
    rules = ("UserID", "用户ID+Instrument ID", "User ID (sub-account)", "User ID（子账户）")
    assert [words.limit_rule(text) for text in rules] == [
        *("User ID", "User ID + Instrument ID", "User ID", "User ID")
    ]
    types = ("Array of object", "Array of Strings", "字符串", "String[]")
    assert [words.type_name(text) for text in types] == [
        *("array of objects", "array of strings", "string", "array of strings")
    ]


@pytest.mark.parametrize(
    "read", [words.required, words.permission, words.limit_rule, words.rate_limit, words.type_name]
)
def test_words_that_are_not_known_are_named(read: Callable[[str], str]) -> None:
    with pytest.raises(UnreadableError, match="aren't known: 'as the tier allows'"):
        read(" as the tier allows ")


def test_optional_in_chinese_stands_for_no_and_for_conditional() -> None:
    assert words.agree("required", "No", "Optional")
    assert words.agree("required", "Conditional", "Optional")
    assert not words.agree("required", "Yes", "Optional")
    assert not words.agree("required", "No", "Conditional", "Optional")


@pytest.mark.parametrize(
    ("sentence", "dates"),
    [
        ("This endpoint will be offline on 2026-12-31.", "2026-12-31"),
        ("`reduce` is deprecated", "no date"),
        ("Will be removed from December 1st, 2026 on", "December 1st, 2026"),
        ("该接口将于2026年12月31日下线", "2026年12月31日"),
        ("（已弃用）", "no date"),
        ("自12月1日起不再支持 `net`", "12月1日"),
        ("The end time of a call auction, 2026-12-31", None),
    ],
)
def test_sentences_that_speak_of_withdrawal(sentence: str, dates: str | None) -> None:
    assert words.withdrawal(["Leverage.", sentence]) == dates


def test_a_sentences_hash_is_of_its_words_and_figures() -> None:
    assert hashes("`net`, or  long.").keys() == hashes("net or long").keys()
    assert hashes("at least 10").keys() != hashes("at least 100").keys() != hashes("> 100").keys()
    assert hashes(" , ") == {}
    assert list(hashes("One, at 0.5. Two!\n三。四").values()) == ["One, at 0.5.", "Two!", "三。", "四"]
