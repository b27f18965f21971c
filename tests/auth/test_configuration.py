import os
from pathlib import Path
from typing import Any

import pytest

from okx_margin_auth import ConfigurationError, OkxAuth

KEYS = {"OKX_API_KEY": "key", "OKX_SECRET_KEY": "secret", "OKX_PASSPHRASE": "phrase"}
LINES = "api_key = 'key'\nsecret_key = 'secret'\npassphrase = 'phrase'\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "my keys.toml"
    file.touch(mode=0o600)
    return file


def test_the_environment_needs_three_variables_and_knows_three_more() -> None:
    auth = OkxAuth.from_env(KEYS)
    assert (auth.environment, auth.region, auth.base_url) == ("demo", "global", "https://openapi.okx.com")
    auth = OkxAuth.from_env({**KEYS, "OKX_ENVIRONMENT": "live", "OKX_REGION": "eea"})
    assert (auth.environment, auth.region, auth.base_url) == ("live", "eea", "https://eea.okx.com")
    auth = OkxAuth.from_env({**KEYS, "OKX_BASE_URL": "http://127.0.0.1:8000"})
    assert auth.base_url == "http://127.0.0.1:8000"


def test_the_process_has_an_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {**KEYS, "OKX_REGION": "eea", "OKX_ENVIRONMENT": "", "OKX_BASE_URL": ""}.items():
        monkeypatch.setenv(name, value)
    assert OkxAuth.from_env().base_url == "https://eea.okx.com"


def test_options_win_over_the_environment() -> None:
    environ = {**KEYS, "OKX_REGION": "us", "OKX_ENVIRONMENT": "live", "OKX_BASE_URL": "http://localhost"}
    auth = OkxAuth.from_env(environ, region="eea", environment="demo", base_url=None, pacing=None)
    assert (auth.environment, auth.base_url) == ("demo", "https://eea.okx.com")


def test_missing_variables_are_named_along_with_where_to_get_a_demo_key() -> None:
    with pytest.raises(ConfigurationError) as missing:
        OkxAuth.from_env({"OKX_API_KEY": "", "OKX_SECRET_KEY": "secret"})
    text = str(missing.value)
    assert text.startswith("Not set, or empty: OKX_API_KEY, OKX_PASSPHRASE.")
    assert "Demo trading API" in text
    assert "\n" not in text


def test_an_unknown_region_in_the_environment_lists_the_regions() -> None:
    with pytest.raises(ConfigurationError, match=r"OKX_REGION.*global, eea, us, au, tr"):
        OkxAuth.from_env({**KEYS, "OKX_REGION": "eu"})


def test_a_private_file_is_read(file: Path) -> None:
    file.write_text(LINES + "region = 'eea'\n")
    assert OkxAuth.from_file(file).base_url == "https://eea.okx.com"
    assert OkxAuth.from_file(str(file), environment="live").environment == "live"
    file.chmod(0o644)
    assert OkxAuth.from_file(file, check_permissions=False).region == "eea"


@pytest.mark.skipif(os.name != "posix", reason="no POSIX permissions here")
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o601, 0o644])
def test_a_file_that_others_have_access_to_is_refused_with_the_command_that_helps(
    file: Path, mode: int
) -> None:
    file.write_text(LINES)
    file.chmod(mode)
    with pytest.raises(ConfigurationError) as refused:
        OkxAuth.from_file(file)
    assert f"(mode {mode:o})" in str(refused.value)
    assert str(refused.value).endswith(f"chmod 600 '{file}'")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "lacks api_key, secret_key, passphrase"),
        ("api_key = ''\nsecret_key = 'x'\npassphrase = 'x'", "lacks api_key, or leaves it empty"),
        (LINES + "enviroment = 'live'", "holds something like environment, which cannot be used"),
        (LINES + "environment = 1", "holds environment, which cannot be used"),
        ("[okx]\n" + LINES, "holds a name or a section that means nothing here"),
        ("api_key = key", r"is not TOML \(at line 1, column 11\)"),
        (LINES + "environment = 'real'", r"OKX_ENVIRONMENT\) is either 'demo' or 'live'"),
    ],
)
def test_what_is_wrong_with_a_file_is_said(file: Path, text: str, problem: str) -> None:
    file.write_text(text)
    with pytest.raises(ConfigurationError, match=problem):
        OkxAuth.from_file(file)


def test_a_file_that_is_not_there_or_not_text_is_said(file: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"nowhere\.toml cannot be read: No such file"):
        OkxAuth.from_file(file.parent / "nowhere.toml")
    with pytest.raises(ConfigurationError, match="cannot be read: Is a directory"):
        OkxAuth.from_file(file.parent)
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigurationError, match=r"not UTF-8.*save it as UTF-8"):
        OkxAuth.from_file(file)


@pytest.mark.parametrize("position", range(3))
@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("", "is empty"),
        (" sentinel", "white space"),
        ("sentinel\n", "white space"),
        ("senti\nnel", "not printable ASCII"),
        ("senti\x00nel", "not printable ASCII"),
        ("sentinél", "not printable ASCII"),
        ("senti\udcffnel", "not printable ASCII"),  # of a byte that is no UTF-8, as the system hands it on
    ],
)
def test_a_credential_that_cannot_be_sent_is_refused_and_not_repeated(
    position: int, value: str, problem: str
) -> None:
    given = ["key", "secret", "phrase"]
    given[position] = value
    with pytest.raises(ConfigurationError, match=problem) as refused:
        OkxAuth(given[0], given[1], given[2])
    assert ["api_key", "secret_key", "passphrase"][position] in str(refused.value)
    assert "senti" not in str(refused.value)


@pytest.mark.parametrize("codes", [("50004",), ("50102", "0"), "50102", "", [""], 50102, None, ([],)])
def test_only_two_codes_may_be_resent_after(codes: Any) -> None:
    with pytest.raises(ConfigurationError, match="money might move twice"):
        OkxAuth("key", "secret", "phrase", resend_after=codes)
