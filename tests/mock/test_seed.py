"""A seed that makes no sense is refused with the file, the key and the reason."""

import re
from decimal import Decimal
from importlib import resources
from pathlib import Path

import pytest

from okx_margin_mock import MockExchange, SeedError

DEFAULT = (resources.files("okx_margin_mock") / "seed.toml").read_text("utf-8")


def test_the_default_seed_is_a_file_to_copy(tmp_path: Path) -> None:
    copy = tmp_path / "mine.toml"
    copy.write_text(
        DEFAULT.replace("USDT = 10000\n", 'USDT = "10000.123456789012345678901234567890"\n'), "utf-8"
    )
    exchange = MockExchange.from_seed(copy)
    assert exchange.cash("USDT") == Decimal("10000.123456789012345678901234567890")
    assert exchange.key().label == "main"


def test_the_default_seed_opens_nothing_real() -> None:
    for key in MockExchange.from_seed().state.keys.values():
        assert re.fullmatch(r"[0-5-]+", key.api_key)
        assert key.secret_key.startswith("MADE-UP-")
        assert key.secret_key not in repr(key)
        assert key.passphrase not in repr(key)


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ("USDT = 10000\n", 'USDT = "much"\n', "accounts.main.cash.USDT: must be a number, not 'much'"),
        ("USDT = 10000\n", "USDT = nan\n", "accounts.main.cash.USDT: must be finite"),
        ("USDT = 10000\n", "USDT = -1\n", "accounts.main.cash.USDT: must not be below 0"),
        ("USDT = 10000\n", "DOGE = 1\n", "accounts.main.cash.DOGE: DOGE is not among the currencies"),
        ("USDT = 8\n", "USDT = 1.5\n", "decimals.USDT: must be of type int"),
        ("[decimals]", "[places]", "seed.toml.decimals: is missing"),
        ("mark_px = 60000\n", "mark_px = 0\n", "BTC-USDT-SWAP.mark_px: must be above 0"),
        ("mark_px = 60000\n", "", "BTC-USDT-SWAP.mark_px: is missing"),
        ("mark_px = 60000\n", "mark_px = 1e999999\n", "mark_px: must be within 1e-100 and 1e100"),
        ("ct_val = 0.01\n", "ct_val = 0\n", "BTC-USDT-SWAP.ct_val: must be above 0"),
        ("ct_val = 0.01\n", "ct_val = -1\n", "BTC-USDT-SWAP.ct_val: must be above 0"),
        ("tick_sz = 0.01\n", "tick_sz = 0\n", "BTC-USDT-SWAP.tick_sz: must be above 0"),
        ("maintenance_rate = 0.004\n", "maintenance_rate = 5\n", "is a share from 0 to below 1"),
        ("taker_fee = 0.0005\n", "taker_fee = 1\n", "is a share from 0 to below 1"),
        ("USDT = 8\n", "USDT = -1\n", "decimals.USDT: must be 0 to 32, not -1"),
        ('region = "eea"', 'region = "mars"', "accounts.main.keys: eea lacks a part, or its region"),
        ('secret_key = "MADE-UP-SECRET-1"', 'secret_key = ""', "accounts.main.keys: main lacks a part"),
        ('inst_type = "SWAP"', 'inst_type = "SWOP"', "inst_type: must be one of 'SWAP', 'FUTURES', 'MARGIN'"),
        ('base = "BTC"', "base = 1", "BTC-USDT-SWAP.base: must be of type str"),
        ("pos = 10\n", "poz = 10\n", "accounts.main.positions 1.poz: is not known here; known are"),
        ("pos = 10\n", "", "accounts.main.positions 1.pos: is missing"),
        ("60000\nlever = 10\n", "60000\nlever = 0\n", "positions 1: lever and avg_px must be above 0"),
        ("margin = 750\n", "", "positions 1.margin: is missing"),
        ('inst_id = "BTC-USDT-SWAP"', 'inst_id = "X"', "positions 1.inst_id: no instrument 'X'"),
        ('ccy = "USDT"\nmargin = 750', 'ccy = "BTC"\nmargin = 750', "positions 1.ccy: must be USDT"),
        ('pos_ccy = "BTC"\n', "", "accounts.net.positions 1.pos_ccy: must be BTC or USDT"),
        ('algo_id = "123457"', 'algo_id = "123456"', "bots 2.avail_bal: stands twice"),
        (
            'label = "read-only"',
            'label = "main"',
            "accounts.main.keys: main has the label or api_key of another",
        ),
        ('permissions = ["Read"]', 'permissions = "Read"', "keys 2.permissions: must be an array"),
        ('permissions = ["Read"]', 'permissions = ["Write"]', "keys 2.permissions: must be one of"),
        (
            'uid = "100000000000000002"',
            'uid = "100000000000000001"',
            "accounts.net.uid: 100000000000000001 is",
        ),
        ("[decimals]", "surprise = 1\n[decimals]", "seed.toml.surprise: is not known here"),
        ("[decimals]", "[decimals", "is not TOML"),
    ],
)
def test_a_bad_seed_names_the_key(tmp_path: Path, old: str, new: str, error: str) -> None:
    file = tmp_path / "seed.toml"
    assert old in DEFAULT
    file.write_text(DEFAULT.replace(old, new, 1), "utf-8")
    with pytest.raises(SeedError) as problem:
        MockExchange.from_seed(file)
    assert error in str(problem.value)
    assert str(file) in str(problem.value)


def test_a_missing_seed_says_so(tmp_path: Path) -> None:
    with pytest.raises(SeedError, match=r"none\.toml: cannot be read"):
        MockExchange.from_seed(tmp_path / "none.toml")
