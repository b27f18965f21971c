"""`okx-margin code`: any code of the table by its number or by words of either language."""

from __future__ import annotations

from okx_margin_client import CODES

from .conftest import CommandLine


def test_a_code_is_told_with_its_outcome_and_remedy_in_both_languages(okx_margin: CommandLine) -> None:
    ran = okx_margin("code", "59301")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines()[0] == "59301  refused: certainly not processed  HTTP 200"
    assert CODES["59301"].meaning in ran.out
    assert CODES["59301"].remedy in ran.out
    zh = okx_margin("code", "50004", "--lang", "zh")
    assert zh.out.splitlines()[0] == "50004  结果未知：可能已执行  HTTP 400"
    assert CODES["50004"].meaning_zh in zh.out


def test_words_of_either_language_find_codes_whatever_is_spoken(okx_margin: CommandLine) -> None:
    found = okx_margin("code", "余额", "--json").document["data"]["codes"]
    assert {"51008", "51127", "51131"} <= {each["code"] for each in found}
    assert all("余额" in each["meaning_zh"] + each["remedy_zh"] for each in found)
    first = [each["code"] for each in found if "余额" in each["meaning_zh"]]
    assert [each["code"] for each in found][: len(first)] == first
    both = okx_margin("code", "RATE", "限速", "--json").document["data"]["codes"]
    assert "50011" in {each["code"] for each in both}
    assert "51008" not in {each["code"] for each in both}
    remedy = okx_margin("code", "login", "password", "--json").document["data"]["codes"]
    assert [each["code"] for each in remedy] == ["50105"]


def test_a_number_finds_a_code_a_sub_code_and_all_that_begin_with_it(okx_margin: CommandLine) -> None:
    def codes(text: str) -> list[str]:
        return [each["code"] for each in okx_margin("code", text, "--json").document["data"]["codes"]]

    assert codes("51008") == codes("51008_1000") == codes("５１００８") == ["51008"]
    assert codes("593") == [code for code in CODES if code.startswith("593")]


def test_where_no_code_matches_it_says_what_holds_for_those(okx_margin: CommandLine) -> None:
    ran = okx_margin("code", "99999")
    assert ran.code == 0
    assert "otherwise the outcome is unknown" in ran.err
    assert okx_margin("code", "99999", "--json").document["data"] == {"codes": []}
    assert okx_margin("code").code == 2
