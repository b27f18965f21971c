"""How an answer that says "done" is read: whatever a field holds, reading it raises nothing and invents nothing."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Any

import pytest
from attrs import frozen

from okx_margin_runtime import results
from okx_margin_runtime.operation import Answer, Item
from okx_margin_runtime.results import Items, Result

from . import made_up

ODD: list[Any] = [None, "", "x", 7, 1.5, [], {}, ["1"], {"a": 1}]


class Metal(StrEnum):
    IRON = "iron"


@frozen(kw_only=True)
class Ingot(Result):
    name: str

    @classmethod
    def read(cls, item: Item, answer: Answer | None = None) -> Ingot:
        return cls(name=results.text(item.get("name")), answer=answer)


def answer(**fields: Any) -> Answer:
    return Answer(made_up.response('{"code":"0"}'), made_up.call(made_up.READ, **fields))


def ingots(*names: str) -> list[Item]:
    return [{"name": name, "id": f"id of {name}"} for name in names]


def test_a_number_keeps_its_digits_and_what_is_none_is_none() -> None:
    for given in ("1.50", "-0.10", "1E-7", "0", "9" * 5000, f"0.{'0' * 300}1", "1E-100"):
        assert results.decimal(given) == Decimal(given)
        assert format(results.decimal(given)) == format(Decimal(given))
    for given in [*ODD, "NaN", "sNaN", "Infinity", "-Infinity", Decimal(1), "1E-101", "1E+101", "0E999999"]:
        assert results.decimal(given) is None, given


def test_a_whole_number_is_one_in_plain_digits() -> None:
    for given, number in [("0", 0), ("1597026383085", 1597026383085), ("-5", -5), ("9" * 30, int("9" * 30))]:
        assert results.whole(given) == number
    for given in [*ODD, "-", "--5", "+5", "1.0", "1_000", " 1", "\u0661", "9" * 31, "-" + "9" * 30]:
        assert results.whole(given) is None, given


def test_a_truth_may_come_as_text() -> None:
    for given, truth in [(True, True), ("true", True), ("True", True), (False, False), ("false", False)]:
        assert results.flag(given) is truth
    for given in [*ODD, 0, 1, "1", "yes"]:
        assert results.flag(given) is None, given


def test_a_text_is_a_text_and_an_unknown_value_of_an_enum_stays_one() -> None:
    assert results.text("x") == "x"
    assert results.known(Metal, "iron") is Metal.IRON
    assert results.known(Metal, "IRON") == "IRON"
    for given in [each for each in ODD if not isinstance(each, str)]:
        assert results.text(given) == "", given
        assert results.known(Metal, given) == "", given


def test_of_a_list_only_what_fits_is_kept() -> None:
    assert results.texts(["a", "", None, 5, "b", ["c"]]) == ("a", "b")
    mixed: list[Any] = [{"name": "a"}, None, "x", [], {}]
    assert results.members(Ingot, mixed) == (Ingot(name="a"), Ingot(name=""))
    for given in [each for each in ODD if not isinstance(each, list)]:
        assert results.texts(given) == (), given
        assert results.members(Ingot, given) == (), given


def test_an_answer_with_one_item_is_its_first_or_an_empty_one() -> None:
    read, came = results.one(Ingot), answer()
    assert read(ingots("a", "b"), came) == Ingot(name="a")
    assert read([], came) == Ingot(name="")
    response = read([], came).response
    assert (response.text, response.request.url.path) == ('{"code":"0"}', "/read")


def test_a_list_keeps_the_exchanges_order_and_has_no_next_page_of_its_own() -> None:
    came = answer()
    listed = results.many(Ingot)(ingots("b", "a"), came)
    assert [each.name for each in listed] == ["b", "a"]
    assert listed.next_page is None
    assert listed.response.text == listed[0].response.text == '{"code":"0"}'
    assert Items([1, 2]) == (1, 2)
    empty, another = results.many(Ingot)([{}, {}], came)
    assert empty is another
    assert empty.response.text == '{"code":"0"}'


def test_after_a_full_page_comes_a_next_by_the_cursor_of_its_last_item() -> None:
    read = results.page(Ingot, cursor="id", most=3)
    for names, fields, expected in [
        ("abc", {}, "id of c"),
        ("ab", {}, None),
        ("", {}, None),
        ("ab", {"limit": "2"}, "id of b"),
        ("a", {"limit": "2"}, None),
        ("", {"limit": "0"}, None),
        ("abc", {"limit": "100"}, "id of c"),  # the exchange gives no more than it ever does
    ]:
        page = read(ingots(*names), answer(**fields))
        assert (len(page), page.next_page) == (len(names), expected), (names, fields)
    assert results.page(Ingot, cursor="none", most=1)(ingots("a"), answer()).next_page is None


def test_a_part_of_a_result_has_no_response_of_its_own() -> None:
    for part in (Ingot(name="a"), Items([1])):
        with pytest.raises(AttributeError, match="look at what it is part of"):
            _ = part.response
