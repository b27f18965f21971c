"""Our YAML: read with the scalars of YAML 1.2, written so that readers of 1.1 and of 1.2 agree."""

from __future__ import annotations

from datetime import date
from math import inf, isnan
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from generator import ROOT, GenerationError, yaml12

# Not strings to YAML 1.1, as PyYAML reads it, but to YAML 1.2.
STRINGS_IN_1_2 = (
    *("yes", "Yes", "YES", "no", "No", "NO", "on", "On", "ON", "off", "Off", "OFF"),
    *("0b11", "1_000", "+1_0", "0x_f", "1:30", "190:20:30", "1_0.5", "1:30.5"),
    *("2026-01-15", "2026-01-15T08:00:00Z", "2026-01-15 08:00:00.5 +8", "=", "<<"),
)
# Strings to YAML 1.1, as PyYAML reads it, but not to YAML 1.2.
NO_STRINGS_IN_1_2: dict[str, object] = {
    **{
        "1e5": 1e5,
        "1E5": 1e5,
        "-1e-5": -1e-5,
        "1.5e3": 1500.0,
        "1.e3": 1000.0,
        ".5e3": 500.0,
        "+.5": 0.5,
        "-.5": -0.5,
    },
    **{"09": 9, "008": 8, "0o17": 15, "012345678901": 12345678901, "00e1": 0.0, "0860e012": 860e12},
}
# Numbers to both, but not the same.
OTHER_NUMBERS_IN_1_2: dict[str, object] = {"010": 10, "-017": -17, "00": 0}
SAME_IN_BOTH: dict[str, object] = {
    **{"true": True, "False": False, "TRUE": True, "null": None, "Null": None, "~": None, "": None},
    **{
        "0": 0,
        "12": 12,
        "-7": -7,
        "+7": 7,
        "0x1F": 31,
        "1.5": 1.5,
        "-0.5": -0.5,
        ".5": 0.5,
        "2.": 2.0,
        "1.0e+3": 1e3,
    },
    **{".inf": inf, "-.INF": -inf},
    **{
        text: text
        for text in ("y", "N", "tRue", "nULL", "0o18", "0xg", "1.2.3", ".", "-.", "e5", "1e", "inf", "nan")
    },
}


def as_1_1(text: str) -> Any:
    return yaml.safe_load(text)


@pytest.mark.parametrize("text", STRINGS_IN_1_2)
def test_what_only_yaml_1_1_takes_for_something_else_is_a_string(text: str) -> None:
    if text not in ("=", "<<"):  # PyYAML itself stops at these
        assert not isinstance(as_1_1(f"[{text}]")[0], str)
    assert yaml12.load(f"a: {text}\n{text}: a") == {"a": text, text: "a"}


def same(one: object, other: object) -> bool:
    return type(one) is type(other) and one == other


def test_what_yaml_1_2_takes_for_something_else_is_that() -> None:
    for text, value in NO_STRINGS_IN_1_2.items():
        assert same(as_1_1(f"a: {text}")["a"], text), text
        assert same(yaml12.load(f"a: {text}")["a"], value), text
    for text, value in OTHER_NUMBERS_IN_1_2.items():
        assert as_1_1(f"a: {text}")["a"] != value or text == "00"
        assert same(yaml12.load(f"a: {text}")["a"], value), text
    for text, value in SAME_IN_BOTH.items():
        assert same(as_1_1(f"a: {text}")["a"], value), text
        assert same(yaml12.load(f"a: {text}")["a"], value), text
    assert isnan(yaml12.load("a: .NaN")["a"])


def test_a_quoted_scalar_is_a_string_whatever_it_looks_like() -> None:
    for text in (*STRINGS_IN_1_2, *NO_STRINGS_IN_1_2, *OTHER_NUMBERS_IN_1_2, *SAME_IN_BOTH):
        assert yaml12.load(f"a: '{text}'") == {"a": text}


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("a: 1\nb: 2\na: 3", "'a' stands twice"),
        ("a: [{b: {c: 1, c: 1}}]", "'c' stands twice"),
        ("200: a\n0xc8: b", "200 stands twice"),
        ("? [1]\n: 2", "unhashable"),
        ("a: !!timestamp 2026-01-15", "timestamp"),
        ("a: !!python/name:os.system", "os.system"),
        ("a: !!int many", "many"),
        ("a: " + "1" * 5000, "digits"),
        ("a: [", "expected"),
        ("a: 1\n---\nb: 1", "single document"),
        (b"a: \xff", "invalid start byte"),
    ],
)
def test_what_is_not_read_is_an_error_of_yaml(text: str | bytes, complaint: str) -> None:
    with pytest.raises(yaml.YAMLError, match=complaint):
        yaml12.load(text)


def test_a_file_that_is_not_read_is_named(tmp_path: Path) -> None:
    path = tmp_path / "facts.yaml"
    with pytest.raises(GenerationError, match=r"facts\.yaml cannot be read: No such file"):
        yaml12.read(path)
    for text, complaint in (
        ("a: 1\na: 2", "not valid YAML"),
        ("- a", "holds no mapping"),
        ("", "holds no mapping"),
    ):
        path.write_text(text)
        with pytest.raises(GenerationError, match=rf"facts\.yaml .*{complaint}"):
            yaml12.read(path)


def agree(document: dict[str, Any]) -> None:
    text = yaml12.dump(document)
    for read in (yaml12.load, as_1_1):
        assert read(text) == document, text


def test_every_string_that_either_version_would_take_for_something_else_is_quoted() -> None:
    for text in (*STRINGS_IN_1_2, *NO_STRINGS_IN_1_2, *OTHER_NUMBERS_IN_1_2, *SAME_IN_BOTH):
        if text not in ("tRue", "nULL", "e5", "inf", "nan", ".", "-."):
            assert yaml12.dump({"a": [text]}) == f"a:\n  - '{text}'\n"
        agree({text: [text], "a": {"b": text}})
    for text in ("yes", "y", "1e5", "09", "0o17", "860012345678", "1,000", "-.Inf", "2026-01-15", "0.1.0"):
        assert yaml12.dump({"a": text}) == f"a: '{text}'\n"
    for text in ("Yes, often", "BTC-USDT-SWAP", "yesterday", "-", "true or false", "减少 25.5 USDT 保证金"):
        assert yaml12.dump({"a": text}).replace("'", "") == f"a: {text}\n"


TEXTS = st.one_of(
    st.text("0123456789+-_.,:eExXobTZ~=<> yYnNofFtrueals'\"#&*!|>%@`{}[]?\\", max_size=12),
    st.text("ab \n\t\r\x85\u2028\ufeff中#:", max_size=12),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
)


@given(
    st.recursive(
        st.one_of(TEXTS, st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False)),
        lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXTS, inner, max_size=3)),
        max_leaves=6,
    )
)
@settings(max_examples=400, deadline=None, derandomize=True, database=None)
def test_whatever_json_holds_is_written_so_that_both_versions_read_it(value: Any) -> None:
    agree({"a": value, "b": [[value], {"c": value}]})


def test_paragraphs_are_blocks_and_keys_keep_their_order() -> None:
    text = yaml12.dump({"z": "one: two\nthree\n", "a": ["x"], "b": {"c": "第一行\n第二行"}, "same": ["x"]})
    assert text == "z: |\n  one: two\n  three\na:\n  - x\nb:\n  c: |-\n    第一行\n    第二行\nsame:\n  - x\n"


def test_what_json_has_not_is_refused() -> None:
    for value in (date(2026, 1, 15), b"bytes", {1, 2}, object()):
        with pytest.raises(yaml.YAMLError, match="cannot represent"):
            yaml12.dump({"a": value})


def test_the_files_of_this_project_mean_the_same_to_both_versions() -> None:
    files = sorted((ROOT / "spec").glob("*.yaml"))
    assert len(files) >= 5
    for path in files:
        assert as_1_1(path.read_text(encoding="utf-8")) == yaml12.read(path), path.name
