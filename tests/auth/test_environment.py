from enum import Enum
from typing import Any

import httpx
import pytest

from okx_margin_auth import ConfigurationError, OkxAuth
from okx_margin_auth.environment import resolve
from okx_margin_client import NotSentError, RefusedError
from okx_margin_client.exchange import REGIONS

Mine = Enum("Mine", {"ENVIRONMENT": "live", "REGION": "eea"}, type=str)


def test_demo_is_the_default_and_live_is_asked_for_by_name() -> None:
    assert OkxAuth("key", "secret", "phrase").environment == "demo"
    live = OkxAuth("key", "secret", "phrase", environment="live", region="tr")
    assert (live.environment, live.region, live.base_url) == ("live", "tr", REGIONS["tr"].url)


@pytest.mark.parametrize("environment", ["", "prod", "LIVE", "0"])
def test_any_other_environment_is_an_error_that_names_both(environment: str) -> None:
    with pytest.raises(ConfigurationError, match="either 'demo' or 'live'"):
        resolve(environment, "global", None)


@pytest.mark.parametrize("name", REGIONS)
def test_a_region_chooses_the_host(name: str) -> None:
    assert resolve("live", name, None) == REGIONS[name].url


def test_an_unknown_region_lists_those_there_are() -> None:
    with pytest.raises(ConfigurationError, match=r"OKX_REGION.*global, eea, us, au, tr"):
        resolve("demo", "mars", None)


@pytest.mark.parametrize("name", [name for name, region in REGIONS.items() if not region.demo])
def test_demo_where_no_demo_is_known_needs_an_address(name: str) -> None:
    with pytest.raises(ConfigurationError, match=r"no demo trading.*environment='live'"):
        resolve("demo", name, None)
    assert resolve("demo", name, "https://demo.example") == "https://demo.example"


@pytest.mark.parametrize(
    ("base_url", "expected"),
    [
        ("https://www.okx.com/", "https://www.okx.com"),
        ("https://WWW.okx.com:443", "https://www.okx.com"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://127.9.9.9", "http://127.9.9.9"),
        ("http://[::1]:8000/", "http://[::1]:8000"),
        ("http://localhost:8000", "http://localhost:8000"),
        (httpx.URL("https://eea.okx.com"), "https://eea.okx.com"),
    ],
)
def test_https_anywhere_and_http_on_this_machine(base_url: str | httpx.URL, expected: str) -> None:
    assert resolve("demo", "global", base_url) == expected


@pytest.mark.parametrize(
    "base_url",
    [
        "http://www.okx.com",
        "http://localhost.example.com",
        "http://127.0.0.1.example.com",
        "http://0.0.0.0",
        "http://10.0.0.1",
        "http://128.0.0.1",
        "http://[::2]",
    ],
)
def test_http_to_another_machine_is_refused(base_url: str) -> None:
    with pytest.raises(ConfigurationError, match="Use https"):
        resolve("demo", "global", base_url)


@pytest.mark.parametrize(
    "base_url",
    [
        *("", "www.okx.com", "localhost:8000", "ftp://okx.com", "https://", "//x", "http://a:b"),
        *("https://a:0", "https://a:65536", "https://a:-1", "https://a b", "https://a ", "https://xn--"),
    ],
)
def test_what_is_no_web_address_is_refused(base_url: str) -> None:
    with pytest.raises(ConfigurationError, match="not a web address"):
        resolve("demo", "global", base_url)


def test_a_member_of_the_users_own_enum_means_its_value() -> None:
    options: dict[str, Any] = {"environment": Mine.ENVIRONMENT, "region": Mine.REGION}
    plain = OkxAuth("key", "secret", "phrase", environment="live", region="eea")
    auth = OkxAuth("key", "secret", "phrase", **options)
    assert (repr(auth), auth.account) == (repr(plain), plain.account)


@pytest.mark.parametrize("rest", ["/api", "/?a=1", "/#top", "?a=1"])
def test_more_than_scheme_host_and_port_is_refused(rest: str) -> None:
    with pytest.raises(ConfigurationError, match=r"only; leave out .*'https://www\.okx\.com'"):
        resolve("demo", "global", f"https://www.okx.com{rest}")


def test_a_user_in_the_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(ConfigurationError) as refused:
        resolve("demo", "global", "https://me:sentinel@www.okx.com")
    assert "sentinel" not in str(refused.value)


def test_a_configuration_error_is_a_refusal_that_was_not_sent() -> None:
    assert issubclass(ConfigurationError, NotSentError)
    assert issubclass(ConfigurationError, RefusedError)
