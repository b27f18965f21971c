"""Which code of an envelope decides, which text goes with it, and what is no envelope at all."""

from __future__ import annotations

import json
from typing import Any

import pytest

from okx_margin_runtime.envelope import DEEPEST, judge
from okx_margin_runtime.facts import Outcome

from .made_up import CODES, response

SUCCESS, REFUSED, UNKNOWN = Outcome.SUCCESS, Outcome.REFUSED, Outcome.UNKNOWN


def test_the_text_is_the_deciding_items_own_and_else_the_envelopes() -> None:
    item = {"sCode": "70", "sMsg": "too heavy"}
    light = {"sCode": "71", "sMsg": "too light"}
    cases: list[tuple[dict[str, Any], str, str]] = [
        ({"code": "70", "msg": "no", "data": []}, "70", "no"),
        ({"code": "1", "msg": "all failed", "data": [item]}, "70", "too heavy"),
        ({"code": "1", "msg": "all failed", "data": [{"sCode": "70"}]}, "70", "all failed"),
        ({"code": "1", "msg": "all failed", "data": [{"sCode": "70", "sMsg": ""}]}, "70", "all failed"),
        ({"code": "1", "msg": "all failed", "data": [{"sCode": "70", "sMsg": ["x"]}]}, "70", "all failed"),
        ({"code": "2", "msg": "", "data": [item, light]}, "71", "too light"),
        ({"code": "2", "msg": "", "data": [light, item]}, "70", "too heavy"),
        ({"code": "2", "msg": "some failed", "data": [item, {"sCode": "71"}]}, "71", "some failed"),
        ({"code": "1", "msg": "m", "data": [item, {"sCode": "", "sMsg": "aside"}]}, "70", "too heavy"),
        ({"code": "70", "msg": None, "data": []}, "70", ""),
        ({"code": "70", "data": []}, "70", ""),
        ({"code": "71", "msg": "m", "data": [item]}, "70", "too heavy"),
        ({"code": "0", "msg": "fine", "data": [item]}, "70", "too heavy"),
        ({"code": "0", "msg": "fine", "data": [{"sCode": "0", "sMsg": "fine"}]}, "0", ""),
    ]
    for envelope, code, msg in cases:
        verdict = judge(response(json.dumps(envelope)), CODES)
        assert (verdict.code, verdict.msg) == (code, msg), envelope


def test_codes_decide_and_a_contradiction_is_unknown() -> None:
    for code, item_codes, status, outcome, decisive in [
        ("0", [], 200, SUCCESS, "0"),
        ("0", ["0"], 500, SUCCESS, "0"),
        ("0", ["70"], 200, UNKNOWN, "70"),
        ("0", ["0", "70"], 200, UNKNOWN, "70"),
        ("1", ["70"], 200, REFUSED, "70"),
        ("1", ["0", "70"], 200, UNKNOWN, "70"),
        ("1", ["0"], 200, UNKNOWN, "1"),
        ("1", [], 200, REFUSED, "1"),
        ("2", ["70", "71"], 200, REFUSED, "71"),
        ("2", ["90", "71"], 200, UNKNOWN, "71"),
        ("70", [], 200, REFUSED, "70"),
        ("70", ["71"], 400, REFUSED, "71"),
        ("70", ["90"], 400, UNKNOWN, "90"),
        ("90", ["70"], 400, UNKNOWN, "70"),
        ("70", ["0"], 400, UNKNOWN, "70"),
        ("70_1000", [], 200, REFUSED, "70_1000"),
        ("70_1000_2", [], 200, REFUSED, "70_1000_2"),
        ("90_1000", [], 400, UNKNOWN, "90_1000"),
    ]:
        items = [{"sCode": each} for each in item_codes]
        verdict = judge(response(json.dumps({"code": code, "data": items}), status), CODES)
        assert (verdict.outcome, verdict.code) == (outcome, decisive), (code, item_codes)
        assert verdict.items == items
        assert verdict.listed is CODES[decisive.partition("_")[0]]


def test_a_status_says_what_a_code_that_is_not_listed_means() -> None:
    for code, status, outcome in [
        ("80", 400, REFUSED),
        ("80", 401, REFUSED),
        ("80", 498, REFUSED),
        ("80_5", 400, REFUSED),
        ("80", 399, UNKNOWN),
        ("80", 200, UNKNOWN),
        ("80", 408, UNKNOWN),
        ("80", 499, UNKNOWN),
        ("80", 500, UNKNOWN),
        ("70", 408, UNKNOWN),
        ("70", 499, UNKNOWN),
        ("70", 500, UNKNOWN),
        ("70", 503, UNKNOWN),
        ("NoSuchHost", 400, UNKNOWN),
        ("8x", 400, UNKNOWN),
        ("\u0668\u0660", 400, UNKNOWN),  # digits, but not ours
        ("", 400, UNKNOWN),
        ("00", 400, UNKNOWN),
        ("000_1", 400, UNKNOWN),
        ("0_1", 400, UNKNOWN),
        ("080", 400, REFUSED),
    ]:
        verdict = judge(response(json.dumps({"code": code}), status), CODES)
        assert (verdict.outcome, verdict.code) == (outcome, code), (code, status)
    for body in ('{"code":"80"}', '{"code":"0"}', ""):
        assert judge(response(body, 400), {}).listed.meaning == ""


def test_a_sub_code_that_is_listed_itself_has_its_own_entry() -> None:
    own = CODES["90"]._replace(code="70_1000")
    verdict = judge(response('{"code":"70_1000"}', 400), {**CODES, "70_1000": own})
    assert (verdict.outcome, verdict.listed) == (UNKNOWN, own)


def test_which_items_of_an_envelope_failed_decides_and_not_its_own_code() -> None:
    """ "1" and "2" only say that an item failed: whatever the table has for them, the item's own code stands."""
    unknown = {code: CODES["90"]._replace(code=code) for code in ("1", "2")}
    for code in unknown:
        body = json.dumps({"code": code, "data": [{"sCode": "70"}]})
        assert judge(response(body), {**CODES, **unknown}).outcome is REFUSED


def test_what_is_no_envelope_has_no_code_no_text_and_no_items() -> None:
    deep = "[" * (DEEPEST - 1) + "]" * (DEEPEST - 1)
    for body in [
        "",
        "0",
        '"0"',
        "[]",
        "{}",
        '{"code":true}',
        '{"code":null}',
        '{"code":["0"]}',
        '{"code":"0"',
        '{"code":"0"}\u00a0',
        '\v{"code":"0"}',
        '{"code":"0","code":"70"}',
        '{"code":"0","data":[{"a":1,"a":2}]}',
        f'{{"code":"0","data":[{deep}]}}',
        '{"code":"0","x":' + "{" * 70,
    ]:
        assert judge(response(body), CODES)[:3] == (UNKNOWN, None, ""), body
        assert judge(response(body), CODES).items == ()


def test_what_an_envelope_may_look_like_and_is_still_read() -> None:
    within = "[" * (DEEPEST - 3) + "[],[]" + "]" * (DEEPEST - 3)
    cases: list[tuple[str, list[dict[str, str]]]] = [
        ('{"code":0}', []),
        ('\ufeff{"code":"0"}', []),
        ('{"code":"0","code":"0"}', []),
        ('{"code":"0","data":{"a":"1"}}', [{"a": "1"}]),
        ('{"code":"0","data":[{"a":"1"},[],"x",null,{"b":2.50}]}', [{"a": "1"}, {"b": "2.50"}]),
        ('{"code":"0","data":[{"a":1e400,"b":NaN}]}', [{"a": "1e400", "b": "NaN"}]),
        ('{"code":"0","data":[{"a":1,"a":1}]}', [{"a": "1"}]),
        (' \t\r\n{"code":"0"}\n', []),
        (f'{{"code":"0","data":[{within}]}}', []),
        ('{"code":"0","msg":"' + "[{" * 70 + '"}', []),  # brackets in a text nest nothing
        ('{"code":"0","msg":"\\"' + "[{" * 70 + '"}', []),
        ('{"code":"0","data":[' + "[]," * 70 + '{"a":"1"}]}', [{"a": "1"}]),
        ('{"code":"0","data":[' + "{}," * 70 + '{"a":"1"}]}', [{}] * 70 + [{"a": "1"}]),
    ]
    for body, items in cases:
        verdict = judge(response(body), CODES)
        assert (verdict.outcome, verdict.items) == (SUCCESS, items), body


@pytest.mark.parametrize("body", [b'{"code":"0","msg":"\xff\xfe"}', '{"code":"0","msg":"没有"}'.encode()])
def test_a_text_that_is_not_utf_8_breaks_nothing(body: bytes) -> None:
    assert judge(response(body), CODES).outcome is SUCCESS


def test_a_name_with_two_values_is_found_however_it_is_written() -> None:
    """Bodies are read without a look at each name where their colons are as many as the members read."""
    twice = [
        '{"code":"0","code":"1","data":[]}',
        '{"code" :"0","code":"1","data":[]}',
        '{"code":"0","c\\u006fde":"1","data":[]}',
        '{"code":"0","msg":"no:colon","code":"1"}',
        '{"code":"0","data":[{"amt":"1","amt":"2"}]}',
        '{"code":"0","data":[{"amt":"1","a\\u006dt":"2:"}]}',
        '{"code":"0","data":[{"a":{"b":"1","b":"2"}}]}',
        '{"code":"0","data":[[{"b":"1","b":"2"}]]}',
        '{"code":"0","data":["ab",{"b":"1","b":"2"}]}',
        '{"code":"0","data":{"b":"1","b":"2"}}',
        '{"code":"0","more":{"b":"1","b":"2"},"data":[]}',
    ]
    for body in twice:
        assert judge(response(body), CODES).code is None, body
    once = '{"code":"0","msg":"a:b \\": c","data":[{"a":{"b":["1",{"c":"2:3"}]},"d":"4"}]}'
    verdict = judge(response(once), CODES)
    assert (verdict.outcome, verdict.items) == (SUCCESS, json.loads(once)["data"])
