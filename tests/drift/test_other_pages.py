"""Endpoint pages of other kinds, modelled on OKX's: queries, arrays, several tables, other headings."""

from __future__ import annotations

import pytest

from generator.drift import html, markdown, page
from generator.drift.facts import Facts, UnreadableError

HEAD = "---\nexchange: okx\nanchor_id: a\nupdated_at: 2026-07-11 19:12:20.518818\n---\n\n"
TWIN = "\n\n---\n\n# 标题\n\n#### HTTP请求\n\n`GET /api/v5/x`\n\n#### 返回参数\n\n无\n"

QUERY = """# GET / Something

Two lines.  
And a table of contents.

#### **Rate limit: 6 requests per second**  
  
#### Rate limit rule: IP

#### HTTP request

`GET /api/v5/account/max-size`

> Request example
    
    
    # With a currency
    GET /api/v5/account/max-size?instId=BTC-USDT&ccy=BTC
    
    # Without
    GET /api/v5/account/max-size?instId=BTC-USDT&tdMode=
    
    
    
    import okx.Account as Account
    
    api.call([
        {"instId": "X"}
    ])
    

#### Request parameters

**Parameter** | **Type** | Required | Description  
---|---|---|---  
instId | String | Yes | One, or several with commas, e.g. `BTC-USDT,ETH-USDT`  
tdMode | String | No | Mode:  
  
`cross`: a | b  
`cash`  
  
> Response example
    
    
    {
        "code": "0",
        "data": [
            {"list": [], "up": {"px": "1"}}
        ],
        "msg": ""
    }
    

#### Response parameters

**Parameters** | **Types** | **Description**  
---|---|---  
list | Array of strings | ~~Old~~, see [there](/docs-v5/en/#there)  
up | Object | Up  
> px | String | Price  
>> deep | Integer | Deep"""  # noqa: W291, W293

BATCH = """# POST / Several

Requests are an array.

#### Rate Limit: 300 orders per 2 seconds

#### Rate Limit of lead traders: 4 orders per 2 seconds

#### Rate limit rule (except Options): User ID + Instrument ID

#### Rate limit rule (Options only): User ID + Instrument Family

Read [the rules](/docs-v5/en/#rules) as well.

#### HTTP Request

`POST /api/v5/trade/batch-orders`

> Request Example
    
    
     several at once
     POST /api/v5/trade/batch-orders
     body
     [
        {"instId": "A"},
        {"instId": "B"}
    ]
    

#### Request Parameters

Parameter | Type | Required | Description  
---|---|---|---  
instId | String | Yes | Instrument  
  
Spot

Parameter | Type | Required | Description | Remarks  
---|---|---|---|---  
px | String | Conditional | Price | Remark of px  
  
> Response Example
    
    
    {"code": "0", ......}
    

#### Response Parameters

None"""  # noqa: W291, W293

SECTION = """<div><h2 id="other">Other</h2><div class="inner"><h3 id="a"><span>GET</span> / Something</h3>
<p>Two lines.</p><ul><li>One</li><li>Two</li></ul><aside class="warning">Mind.</aside>
<p>Rate Limit: 5 requests per 2 seconds</p><p>## HTTP Request</p><p><code>GET /api/v5/x</code></p>
<div class="highlight"><pre><code><span>GET</span> /api/v5/x
</code></pre></div>
<h4>Request Parameters</h4><p>None</p>
<h4>Response Example</h4><pre>{"code": "0", "data": [], "msg": ""}</pre>
<h4>Response Parameters</h4><div class="scroll"><table>
<thead><tr><th>Parameter</th><th>Type</th><th>Description</th></tr></thead>
<tbody><tr><td>ts</td><td>String</td><td>Time<br/><code>a</code>: first
<ul><li><code>b</code>: second</li></ul></td></tr></tbody>
</table></div><h5>Note</h5><p>Read on.</p><h3 id="b">Next</h3><p><code>GET /api/v5/y</code></p></div></div>"""


def facts(english: str, *, without_texts: bool = True) -> Facts:
    file = markdown.parse(HEAD + english + TWIN)
    found = page.read(html.blocks(html.document(file.english), "a"), "english")
    return {
        where: {fact: value for fact, value in stated.items() if not (without_texts and fact == "text")}
        for where, stated in found.items()
    }


def test_a_query() -> None:
    assert facts(QUERY) == {
        "endpoint": {
            "request line": "GET /api/v5/account/max-size",
            "rate limit": "6 requests per 1 seconds",
            "limit rule": "IP",
        },
        "request": {"examples": [{"instId": "BTC-USDT", "ccy": "BTC"}, {"instId": "BTC-USDT", "tdMode": ""}]},
        "request instId": {"type": "string", "required": "Yes"},
        "request tdMode": {"type": "string", "required": "No", "enum": ["cash", "cross"]},
        "response": {"examples": [{"code": "0", "data": [{"list": [], "up": {"px": "1"}}], "msg": ""}]},
        "response list": {"type": "array of strings", "struck out": "Old"},
        "response up": {"type": "object"},
        "response up.px": {"type": "string"},
        "response up.px.deep": {"type": "integer"},
    }


def test_an_array_several_tables_and_several_rules() -> None:
    assert facts(BATCH) == {
        "endpoint": {
            "request line": "POST /api/v5/trade/batch-orders",
            "rate limit": "300 orders per 2 seconds",
            "limit rule": "User ID + Instrument ID or User ID + Instrument Family",
        },
        "request": {"examples": [[{"instId": "A"}, {"instId": "B"}]]},
        "request instId": {"type": "string", "required": "Yes"},
        "request px": {"type": "string", "required": "Conditional"},
        "response": {"examples": ['{"code": "0", ......}']},
    }


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("Requests are an array.", "endpoint"),
        ("Rate Limit of lead traders: 4 orders", "endpoint"),
        ("the rules", "endpoint"),
        ("except Options", "endpoint"),
        ("Remark of px", "request px"),
        ("Spot", "request instId"),
        ('{"code": "0", ......}', "response"),
        ("None", "response"),
    ],
)
def test_no_text_of_a_page_goes_unread(text: str, where: str) -> None:
    assert text in BATCH
    before, after = (
        facts(page, without_texts=False) for page in (BATCH, BATCH.replace(text, f"{text} x y z"))
    )
    assert [place for place in before if before[place] != after[place]] == [where]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("> Response example", "#### Response Example"),
        ("> Response example", "> Returned result(s)"),
        ("#### Request parameters", "#### Query Params"),
        ("#### Response parameters", "#### Response Fields"),
        ("**Parameter** | **Type** | Required |", "Param | Data type | Is required? |"),
        ("**Parameters** | **Types** |", "Field name | **Value Type** |"),
        ("| No |", "| Optional |"),
        ("`cross`: a | b  \n`cash`", "- `cross` - a | b  \n- `cash` (only applicable to `SPOT`)"),
    ],
)
def test_other_words_for_the_same_parts(old: str, new: str) -> None:
    assert old in QUERY
    assert facts(QUERY.replace(old, new)) == facts(QUERY)


@pytest.mark.parametrize(
    "struck",
    [
        "<del><code>b</code>: second</del>",
        "<s><code>b</code>: second</s>",
        '<span style="text-decoration: line-through"><code>b</code>: second</span>',
        "<code><strike>b</strike></code><del>: second</del>",
    ],
)
def test_what_is_struck_through_in_html(struck: str) -> None:
    html_page = SECTION.replace("<code>b</code>: second", struck)
    found = page.read(html.blocks(html.document(html_page), "a"), "english")["response ts"]
    assert found["enum"] == ["a"]
    assert "b" in str(found["struck out"])


def test_a_row_that_is_struck_through_as_a_whole() -> None:
    rows = {
        "html": SECTION.replace("<tbody><tr>", '<tbody><tr style="text-decoration:line-through">'),
        "cells": SECTION.replace("<td>ts</td>", "<td><del>ts</del></td>"),
    }
    for html_page in rows.values():
        found = page.read(html.blocks(html.document(html_page), "a"), "english")
        assert list(found["response ts"]) == ["struck out"]
    spanning = QUERY.replace("tdMode | String | No | Mode:", "~~tdMode | String | No | Mode:~~")
    assert list(facts(spanning)["request tdMode"]) == ["struck out"]


def test_what_is_struck_through_in_a_sample() -> None:
    html_page = SECTION.replace('"msg": ""}', '"msg": ""<del>, "ts": "1"</del>}')
    found = page.read(html.blocks(html.document(html_page), "a"), "english")
    assert found["response"]["examples"] == [{"code": "0", "data": [], "msg": ""}]
    assert ', "ts": "1"' in str([facts.get("struck out") for facts in found.values()])


def test_html_that_is_wrapped_and_set_differently() -> None:
    found = page.read(html.blocks(html.document(SECTION), "a"), "english")
    assert {where: {k: v for k, v in stated.items() if k != "text"} for where, stated in found.items()} == {
        "endpoint": {"request line": "GET /api/v5/x", "rate limit": "5 requests per 2 seconds"},
        "request": {"examples": [{}]},
        "response": {"examples": [{"code": "0", "data": [], "msg": ""}]},
        "response ts": {"type": "string", "enum": ["a", "b"]},
    }


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("> px | String | Price", ">> px | String | Price", "nested in none"),
        (" | String | Price", " | String", "breaks off in the table row '> px | String'"),
        ("`GET /api/v5/account/max-size`", "`/ws/v5/public`", "names no method and path"),
        (
            "#### Request parameters",
            "#### Inputs",
            "a table of fields under words that aren't known: 'Inputs'",
        ),
        ("#### Response parameters", "#### Outputs", "a table of fields under words that aren't known"),
        (
            "> Response example",
            "> What comes back",
            "a sample under words that aren't known: 'What comes back'",
        ),
        ("> Response example", "#### Answer", "a sample under words that aren't known: 'Answer'"),
        ("> px | String | Price", "> px | Sort | Price", "words for a type that aren't known: 'Sort'"),
    ],
)
def test_what_cannot_be_made_out_is_unreadable(old: str, new: str, problem: str) -> None:
    assert old in QUERY
    with pytest.raises(UnreadableError, match=problem):
        facts(QUERY.replace(old, new))
