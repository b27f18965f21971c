"""Pages of our own in the forms that OKX's documentation comes in: one content, as HTML and as markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape

WORDS = {
    "english": (
        *("Rate Limit: ", "Rate limit rule: ", "Permission: ", "HTTP Request"),
        *("Request Example", "Request Parameters", "Response Example", "Response Parameters"),
    ),
    "chinese": ("限速：", "限速规则：", "权限：", "HTTP请求", "请求示例", "请求参数", "返回结果", "返回参数"),
}


@dataclass
class Page:
    """One endpoint in one language. A cell's lines are apart by a line break; code stands in backticks."""

    language: str
    anchor: str
    title: str
    intro: list[str]
    limit: str | None
    rule: str
    permission: str | None
    request_line: str
    samples: list[str]
    request: list[list[str]]  # the first row is the heading
    answer: str
    response: list[list[str]]
    notes: list[str] = field(default_factory=list[str])

    def row(self, side: str, name: str) -> list[str]:
        return next(row for row in getattr(self, side) if row[0] == name)


def as_html(pages: Iterable[Page]) -> str:
    """A document as OKX's is made: sections one after the other, each a heading and its siblings."""
    body = "".join(_html(page) for page in pages)
    links = '<a href="#account-set-leverage">Set leverage</a>'
    head = "<head><script>let a = '<table>';</script></head>"
    return f"<!DOCTYPE html><html>{head}<body>{links}<h1 id=x>API</h1>{body}</body></html>"


def _html(page: Page) -> str:
    limit, rule, permission, http, sample, request, answer, response = WORDS[page.language]
    parts = [f'<h3 id="{page.anchor}">{page.title}</h3>', *(f"<p>{_inline(text)}</p>" for text in page.intro)]
    parts += [f"<h4>{limit}{_inline(page.limit)}</h4>"] if page.limit else []
    parts += [f"<h4>{rule}{page.rule}</h4>"]
    if page.permission:
        parts.append(f"<h4><strong>{permission}{page.permission}</strong></h4>")
    parts.append(
        f"<h4>{http}</h4><p><code>{page.request_line}</code></p><blockquote><p>{sample}</p></blockquote>"
    )
    parts += [
        f'<div class="highlight"><pre class="highlight"><code>{_colours(text)}</code></pre></div>'
        for text in page.samples
    ]
    parts.append(f'<h4 id="{page.anchor}-request-parameters">{request}</h4>{_html_table(page.request)}')
    parts.append(
        f"<blockquote>\n<p>{answer}</p>\n</blockquote><div><pre><code>{_colours(page.answer)}</code></pre></div>"
    )
    parts.append(f"<h4>{response}</h4>{_html_table(page.response)}")
    parts += [f'<aside class="notice">{_inline(note)}</aside>' for note in page.notes]
    return "\n".join(parts)


def _html_table(rows: list[list[str]]) -> str:
    if len(rows) == 1:
        return f"<p>{rows[0][0]}</p>"
    head = "".join(f'<th style="text-align: left">{cell}</th>' for cell in rows[0])
    body = "\n".join(f"<tr>{''.join(f'<td>{_inline(cell)}</td>' for cell in row)}</tr>" for row in rows[1:])
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _inline(text: str) -> str:
    marked = re.sub(r"`([^`]*)`", r"<code>\1</code>", escape(text, quote=False))
    marked = re.sub(r"~~(.*?)~~", r"<del>\1</del>", marked, flags=re.DOTALL)
    return re.sub(r"\[(.*?)\]\((.*?)\)", r'<a href="\2">\1</a>', marked).replace("\n", "<br>\n")


def _colours(code: str) -> str:
    return re.sub(r"(&quot;\w+&quot;)", r'<span class="nl">\1</span>', escape(code))


def as_markdown(english: Page, chinese: Page) -> str:
    """A file as the converter makes it: cells over several lines, each ending in two spaces."""
    head = (
        f"---\nexchange: okx\nsource_url: https://www.okx.com/docs-v5/en/#{english.anchor}\n"
        f"anchor_id: {english.anchor}\napi_type: REST\nupdated_at: 2026-01-15T23:27:50.172186\n---\n\n"
    )
    return head + _markdown(english) + "\n\n---\n\n" + _markdown(chinese)


def _markdown(page: Page) -> str:
    limit, rule, permission, http, sample, request, answer, response = WORDS[page.language]
    parts = [f"# {page.title}", *(text.replace("\n", "  \n") for text in page.intro)]
    parts += [f"#### {limit}{page.limit}  \n  "] if page.limit else []
    parts += [f"#### {rule}{page.rule}"]
    if page.permission:
        parts.append(f"#### **{permission}{page.permission}**")
    parts += [f"#### {http}", f"`{page.request_line}`", f"> {sample}\n{_code(page.samples)}"]
    parts += [f"#### {request}", _markdown_table(page.request), f"  \n> {answer}\n{_code([page.answer])}"]
    table = _markdown_table(page.response)
    notes = "  \n".join(note.replace("\n", "  \n") for note in page.notes)
    return "\n\n".join([*parts, f"#### {response}", f"{table}  \n{notes}" if notes else table])


def _code(samples: list[str]) -> str:
    return "".join(
        "    \n    \n" + "".join(f"    {line}\n" for line in sample.splitlines()) for sample in samples
    )


def _markdown_table(rows: list[list[str]]) -> str:
    if len(rows) == 1:
        return rows[0][0]
    head = f"{' | '.join(rows[0])}  \n{'|'.join(['---'] * len(rows[0]))}  "
    return "\n".join([head, *(" | ".join(row).replace("\n", "  \n") + "  " for row in rows[1:])]).rstrip()


_PYTHON = 'import okx.Account as Account\n\nresult = Account.AccountAPI().call([\n{"a": 1}])\n'
_SET = """POST /api/v5/account/set-leverage
body
{
    "instId":"BTC-USDT",
    "lever":"5",
    "mgnMode":"isolated"
}"""
_SET_ANSWER = """{
  "code": "0",
  "msg": "",
  "data": [{"lever": "5", "mgnMode": "isolated", "instId": "BTC-USDT"}]
}"""
_GRID = """
POST /api/v5/tradingBot/grid/order-algo
body
{
  "instId": "BTC-USDT",
  "triggers": [
    {"action": "stop", "px": "1000"}
  ]
}

POST /api/v5/tradingBot/grid/order-algo
body
{"instId": "ETH-USDT"}"""
_GRID_ANSWER = """{"code": "0", "msg": "", "data": [
  {"algoId": "1", "legs": [{"ccy": "BTC", "fee": {"rate": "0.1"}}]}
]}"""

REQUIRED = {"Yes": "是", "No": "否", "Conditional": "Conditional"}
MANUAL = "Manual transfer mode\nThe margin must be greater than or equal to 10,000 USDT."
MANUAL_ZH = "自主划转模式\n保证金必须大于等于1万USDT。"


def leverage(language: str) -> Page:
    """A POST with a floor, a conditional field, a default and notes under its last table."""
    english = language == "english"
    request = [
        (
            "instId",
            "String",
            "Yes",
            "ID, e.g. `BTC-USDT`, see [there](/docs-v5/en/#there)",
            "产品，如 `BTC-USDT`",
        ),
        ("lever", "String", "Yes", "Leverage, a value < 125", "杠杆倍数"),
        (
            "mgnMode",
            "String",
            "Yes",
            "Mode\n`isolated`: i \n`cross`: c",
            "模式\n`isolated`：逐仓，`cross`：全仓",
        ),
        (
            "posSide",
            "String",
            "Conditional",
            "Side, `long` `short`\nOnly for `SWAP`",
            "方向\n`long`：多\n`short`：空",
        ),
        (
            "keep",
            "Boolean",
            "No",
            "Keep it. The default value is `false`.\n`true`: kept",
            "是否保留，默认false。",
        ),
    ]
    response = [
        ("lever", "String", "Leverage", "杠杆倍数"),
        ("mgnMode", "String", "Margin mode, `isolated` `cross`", "模式\n`cross`：全仓\n\n`isolated`：逐仓"),
        ("instId", "String", "Instrument ID", "产品ID"),
    ]
    return Page(
        language,
        "account-set-leverage",
        "Set leverage" if english else "设置杠杆倍数",
        ["One instrument can have several." if english else "一个产品可以有多个。"],
        "20 requests per 2 seconds" if english else "20次/2s",
        "User ID",
        "Trade" if english else "交易",
        "POST /api/v5/account/set-leverage",
        [_SET, _PYTHON],
        _request(language, request),
        _SET_ANSWER,
        _response(language, response),
        [MANUAL if english else MANUAL_ZH],
    )


def grid(language: str) -> Page:
    """A POST with nested fields, several examples, the envelope in its table, and no permission line."""
    english = language == "english"
    request = [
        ("instId", "String", "Yes", "Instrument ID", "产品ID"),
        ("triggers", "Array of objects", "No", "Triggers", "触发参数"),
        ("> action", "String", "Yes", "Action\n`start`\n`stop`", "触发行为\n`start`：启动\n`stop`：停止"),
        ("> px", "String", "No", "Price", "价格"),
    ]
    response = [
        ("code", "String", "Code, `0` means success", "代码，`0`代表成功"),
        ("msg", "String", "Message", "信息"),
        ("data", "Array of objects", "Results", "结果"),
        ("> algoId", "String", "Algo ID", "策略ID"),
        ("> legs", "Array of object", "Legs", "单腿"),
        (">> ccy", "String", "Currency", "币种"),
        ("> > fee", "Object", "Fee", "手续费"),
        ("> > > rate", "String", "Rate", "费率"),
    ]
    return Page(
        language,
        "grid-place",
        "POST / Place grid" if english else "POST / 网格下单",
        [],
        "5 requests per second" if english else "5次/s",
        "User ID + Instrument ID",
        None,
        "POST /api/v5/tradingBot/grid/order-algo",
        [("# Place a grid" if english else "# 网格下单") + _GRID],
        _request(language, request),
        _GRID_ANSWER,
        _response(language, response),
    )


def _request(language: str, rows: list[tuple[str, str, str, str, str]]) -> list[list[str]]:
    if language == "english":
        return [["Parameter", "Type", "Required", "Description"], *([*row[:3], row[3]] for row in rows)]
    return [["参数名", "类型", "是否必须", "描述"], *([*row[:2], REQUIRED[row[2]], row[4]] for row in rows)]


def _response(language: str, rows: list[tuple[str, str, str, str]]) -> list[list[str]]:
    if language == "english":
        return [["**Parameters**", "**Type**", "**Description**"], *([*row[:3]] for row in rows)]
    return [["参数名", "类型", "描述"], *([*row[:2], row[3]] for row in rows)]
