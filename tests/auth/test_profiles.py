"""Profiles of OKX's own command line, and its variables beside ours."""

import os
from pathlib import Path
from typing import Any

import httpx
import pytest

from okx_margin_auth import ConfigurationError, OkxAuth
from okx_margin_client import InvalidInputError, OkxMargin

KEYS = "api_key = 'key'\nsecret_key = 'secret'\npassphrase = 'phrase'\n"
ENVIRON = {"OKX_API_KEY": "key", "OKX_SECRET_KEY": "secret", "OKX_PASSPHRASE": "phrase"}
AS_OKX_WRITES_IT = f"""\
# OKX Trade Kit Configuration

default_profile = "demo"

[profiles.live]
{KEYS}site = "eea"
timeout_ms = 15000

[profiles.demo]
{KEYS}demo = true
site = "us"
proxy_url = "http://me:pass@proxy.example:3128"

[profiles.here]
{KEYS}demo = true
base_url = "http://127.0.0.1:8000/"

[profiles."two words"]
{KEYS}demo = false
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "config.toml"
    file.touch(mode=0o600)
    file.write_text(AS_OKX_WRITES_IT)
    return file


def test_a_profile_is_read_as_okxs_own_command_line_reads_it(file: Path) -> None:
    demo = OkxAuth.from_profile("demo", path=file)
    assert (demo.environment, demo.region, demo.base_url) == ("demo", "us", "https://us.okx.com")
    live = OkxAuth.from_profile("live", path=str(file))
    assert (live.environment, live.region, live.base_url) == ("live", "eea", "https://eea.okx.com")
    here = OkxAuth.from_profile("here", path=file)
    assert (here.environment, here.base_url) == ("demo", "http://127.0.0.1:8000")
    assert OkxAuth.from_profile("two words", path=file).environment == "live"


def test_without_a_name_the_default_profile_is_meant(file: Path) -> None:
    assert OkxAuth.from_profile(path=file).environment == "demo"
    file.write_text(f"[profiles.default]\n{KEYS}[profiles.demo]\n{KEYS}demo = true\n")
    assert OkxAuth.from_profile(path=file).environment == "live"


def test_the_file_is_where_okxs_own_command_line_has_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    with pytest.raises(ConfigurationError, match=r"\.okx.config\.toml cannot be read: No such file"):
        OkxAuth.from_profile("demo")
    (tmp_path / ".okx").mkdir()
    (tmp_path / ".okx" / "config.toml").touch(mode=0o600)
    (tmp_path / ".okx" / "config.toml").write_text(AS_OKX_WRITES_IT)
    assert OkxAuth.from_profile("live").region == "eea"


def test_a_profile_without_demo_true_is_live_and_nothing_of_the_environment_changes_that(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("OKX_ENVIRONMENT", "OKX_DEMO", "OKX_REGION", "OKX_SITE", "OKX_BASE_URL", "OKX_API_BASE_URL"):
        monkeypatch.setenv(name, "demo")
    assert OkxAuth.from_profile("live", path=file).environment == "live"
    assert OkxAuth.from_profile("live", path=file).base_url == "https://eea.okx.com"


def test_options_win_over_a_profile(file: Path) -> None:
    auth = OkxAuth.from_profile("live", path=file, environment="demo", region="global", pacing=None)
    assert (auth.environment, auth.base_url) == ("demo", "https://openapi.okx.com")
    assert (
        OkxAuth.from_profile("demo", path=file, proxy="https://other.example").proxy
        == "https://other.example"
    )
    assert OkxAuth.from_profile("demo", path=file, proxy=None).proxy is None


@pytest.mark.skipif(os.name != "posix", reason="no POSIX permissions here")
def test_a_file_that_others_may_read_is_refused_unless_that_is_waived_by_name(file: Path) -> None:
    file.chmod(0o644)
    with pytest.raises(ConfigurationError, match=r"\(mode 644\)\. Run: chmod 600 "):
        OkxAuth.from_profile("demo", path=file)
    assert OkxAuth.from_profile("demo", path=file, check_permissions=False).region == "us"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "has no profile of that name"),
        (f"[profiles.live]\n{KEYS}", "has no profile of that name, but it has live"),
        (f"[profiles]\ndemo = 1\n[other]\n{KEYS}", "has no profile of that name"),
        ("profiles = 1", "holds profiles, which cannot be used"),
        (f"default_profile = 1\n[profiles.demo]\n{KEYS}", "holds default_profile, which cannot be used"),
        (f"defaultProfile = 'x'\n[profiles.demo]\n{KEYS}", "holds something like default_profile"),
        ("[profiles.demo]\napi_key = 'key'\npassphrase = ''\n", "lacks secret_key, passphrase, or leaves"),
        (f"[profiles.demo]\n{KEYS}site = 'mars'", r"site, in a profile\) is none.*global, eea, us, au, tr"),
        (f"[profiles.demo]\n{KEYS}site = 1", "holds site, which cannot be used"),
        (f"[profiles.demo]\n{KEYS}base_url = 'http://okx.com'", "Use https"),
        (f"[profiles.demo]\n{KEYS}proxy_url = 'gopher://x'", "proxy_url is not one that can"),
        (f"[profiles.demo]\n{KEYS}proxy_url = 1", "holds proxy_url, which cannot be used"),
        ("[profiles.demo]\napi_key = key", r"is not TOML \(at line 2, column 11\)"),
    ],
)
def test_what_is_wrong_with_a_profile_is_said_in_both_languages(file: Path, text: str, problem: str) -> None:
    file.write_text(text)
    with pytest.raises(ConfigurationError, match=problem) as refused:
        OkxAuth.from_profile("demo", path=file)
    assert "\n" not in str(refused.value)
    chinese = refused.value.meaning_zh
    assert any("\u4e00" <= character <= "\u9fff" for character in chinese)
    assert not any(secret in chinese for secret in ("'key'", "gopher"))


@pytest.mark.parametrize(
    "line",
    ["demo = 'true'", "demo = 1", "Demo = true", "demmo = true", "is_demo = true", "environment = 'demo'"],
)
def test_what_was_meant_for_demo_trading_is_never_taken_for_live_trading(file: Path, line: str) -> None:
    file.write_text(f"[profiles.demo]\n{KEYS}{line}\n")
    with pytest.raises(ConfigurationError, match="without demo = true is for live trading"):
        OkxAuth.from_profile("demo", path=file)


@pytest.mark.parametrize("name", ["", "Demo", "here.demo", 7, ["demo"]])
def test_a_name_that_is_none_never_means_the_default(file: Path, name: Any) -> None:
    with pytest.raises(ConfigurationError, match="has no profile of that name, but it has demo, live"):
        OkxAuth.from_profile(name, path=file)


def test_a_file_of_profiles_is_told_from_a_file_of_one_key(file: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"use OkxAuth\.from_profile"):
        OkxAuth.from_file(file)


def test_a_proxy_would_read_what_goes_over_plain_http(file: Path) -> None:
    file.write_text(
        f"[profiles.here]\n{KEYS}base_url = 'http://127.0.0.1:1'\nproxy_url = 'http://127.0.0.1:2'\n"
    )
    with pytest.raises(ConfigurationError, match=r"proxy_url, but .* would read key and passphrase"):
        OkxAuth.from_profile("here", path=file)


def test_the_proxy_goes_to_clients_of_ours_and_others_and_a_clients_own_wins(file: Path) -> None:
    auth = OkxAuth.from_profile("demo", path=file)
    assert auth.proxy == httpx.URL("http://me:pass@proxy.example:3128")
    httpx.Client(auth=auth, proxy=auth.proxy).close()
    with pytest.raises(InvalidInputError, match="The proxy of proxy= is not one"):
        OkxMargin(auth, proxy="gopher://here")


def test_okxs_own_variables_are_understood_beside_ours() -> None:
    assert OkxAuth.from_env({**ENVIRON, "OKX_SITE": "eea"}).base_url == "https://eea.okx.com"
    here = {**ENVIRON, "OKX_API_BASE_URL": "http://127.0.0.1:8000/"}
    assert OkxAuth.from_env(here).base_url == "http://127.0.0.1:8000"
    same = {"OKX_SITE": "us", "OKX_REGION": "us", "OKX_BASE_URL": "https://app.okx.com"}
    assert OkxAuth.from_env({**ENVIRON, **same, "OKX_API_BASE_URL": "https://app.okx.com/"}).region == "us"
    assert OkxAuth.from_env({**ENVIRON, "OKX_SITE": "", "OKX_REGION": "us"}).region == "us"


@pytest.mark.parametrize(
    ("ours", "theirs", "one", "other"),
    [
        ("OKX_REGION", "OKX_SITE", "us", "eea"),
        ("OKX_BASE_URL", "OKX_API_BASE_URL", "https://www.okx.com", "https://eea.okx.com"),
    ],
)
def test_variables_that_disagree_are_refused(ours: str, theirs: str, one: str, other: str) -> None:
    with pytest.raises(ConfigurationError, match=f"{ours} and {theirs} are both set, and say different"):
        OkxAuth.from_env({**ENVIRON, ours: one, theirs: other})
