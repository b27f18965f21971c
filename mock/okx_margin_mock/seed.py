"""The seed: a TOML file that lays out the exchange's first state.

Its keys are the attributes of the classes in `state.py`; `seed.toml` beside this file is the default and
the example to copy. Amounts may be TOML numbers or strings, and are read as exact decimals either way.
"""

import tomllib
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from importlib import resources
from pathlib import Path
from typing import Any, Literal, TypeVar, cast, get_args, get_origin

import attrs

from okx_margin_client.exchange import REGIONS
from okx_margin_mock.ledger import Ledger
from okx_margin_mock.state import AccountState, ExchangeState, Listing, MockKey, PositionState, SignalBotState

_T = TypeVar("_T")
_FARTHEST = 100
_MOST_DECIMALS = 32


class SeedError(Exception):
    """The seed file cannot be used. The message names the file, the key, and what is wrong with it."""


class SeedTable:
    """One TOML table and where it stands; what is left after reading is an error."""

    def __init__(self, where: str, content: object) -> None:
        self.where = where
        if not isinstance(content, dict):
            raise SeedError(f"{where}: must be a table")
        self._rest = dict(cast("dict[str, Any]", content))

    def value(self, key: str, kind: Any) -> Any:
        """Take `key` out and read it as `kind`: str, bool, int, Decimal, a Literal, or a tuple of those."""
        if key not in self._rest:
            raise SeedError(f"{self.where}.{key}: is missing")
        return _read(f"{self.where}.{key}", self._rest.pop(key), kind)

    def tables(self, key: str) -> Iterator["SeedTable"]:
        """Take out an array of tables, `[[…]]`; none if the key is absent."""
        rows = self._rest.pop(key, [])
        if not isinstance(rows, list):
            raise SeedError(f"{self.where}.{key}: must be an array of tables, [[{key}]]")
        for number, row in enumerate(cast("list[object]", rows), 1):
            yield SeedTable(f"{self.where}.{key} {number}", row)

    def named(self, key: str, *, required: bool = False) -> Iterator[tuple[str, "SeedTable"]]:
        """Take out a table of tables, with the name of each."""
        for name, content in self.mapping(key, required=required):
            yield name, SeedTable(f"{self.where}.{key}.{name}", content)

    def mapping(self, key: str, *, required: bool = False) -> Iterator[tuple[str, object]]:
        if required and key not in self._rest:
            raise SeedError(f"{self.where}.{key}: is missing")
        yield from SeedTable(f"{self.where}.{key}", self._rest.pop(key, {}))._rest.items()

    def build(self, kind: type[_T], **known: Any) -> _T:
        """Read all that is left into an attrs class; `known` are attributes that the table has not."""
        attributes = {field.name: field for field in attrs.fields(attrs.resolve_types(cast("Any", kind)))}
        values = dict(known)
        for key in list(self._rest):
            if key not in attributes or key in known:
                expected = ", ".join(sorted(set(attributes) - set(known)))
                raise SeedError(f"{self.where}.{key}: is not known here; known are {expected}")
            values[key] = self.value(key, attributes[key].type)
        for name, field in attributes.items():
            if name not in values and field.default is attrs.NOTHING:
                raise SeedError(f"{self.where}.{name}: is missing")
        return kind(**values)

    def end(self) -> None:
        for key in self._rest:
            raise SeedError(f"{self.where}.{key}: is not known here")


def _read(where: str, value: object, kind: Any) -> Any:
    if kind is Decimal:
        return _number(where, value)
    if get_origin(kind) is Literal:
        if value not in get_args(kind):
            raise SeedError(f"{where}: must be one of {', '.join(map(repr, get_args(kind)))}, not {value!r}")
        return value
    if get_origin(kind) is tuple:
        if not isinstance(value, list):
            raise SeedError(f"{where}: must be an array, not {value!r}")
        return tuple(_read(where, item, get_args(kind)[0]) for item in cast("list[object]", value))
    if type(value) is not kind:
        raise SeedError(f"{where}: must be of type {kind.__name__}, not {value!r}")
    return value


def _number(where: str, value: object) -> Decimal:
    try:
        if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
            raise InvalidOperation
        number = Decimal(value)
    except InvalidOperation:
        raise SeedError(f"{where}: must be a number, not {value!r}") from None
    if not number.is_finite():
        raise SeedError(f"{where}: must be finite, not {value!r}")
    if abs(number.adjusted()) > _FARTHEST:  # reckoned with exactly, it would take all memory
        raise SeedError(f"{where}: must be within 1e-{_FARTHEST} and 1e{_FARTHEST}, not {value}")
    return number


def read_seed(path: str | Path | None = None) -> ExchangeState:
    """The state that a seed file lays out; without a path, the package's own.

    Raises SeedError for a file that cannot be read or does not make sense.
    """
    if not isinstance(path, str | Path | None):  # pyright: ignore[reportUnnecessaryIsInstance]  # of a user's test
        raise SeedError(f"A seed is named by its path, not by {path!r}")
    name = "seed.toml" if path is None else str(path)
    file = resources.files("okx_margin_mock") / "seed.toml" if path is None else Path(path)
    try:
        content = tomllib.loads(file.read_text("utf-8"), parse_float=Decimal)
    except (OSError, UnicodeDecodeError) as problem:
        raise SeedError(f"{name}: cannot be read: {problem}") from None
    except tomllib.TOMLDecodeError as problem:
        raise SeedError(f"{name}: is not TOML: {problem}") from None
    return _Builder(SeedTable(name, content)).state


class _Builder:
    def __init__(self, seed: SeedTable) -> None:
        self.state = ExchangeState(
            instruments={}, marks={}, decimals={}, accounts={}, keys={}, ledger=Ledger()
        )
        for ccy, places in seed.mapping("decimals", required=True):
            self.state.decimals[ccy] = _read(f"{seed.where}.decimals.{ccy}", places, int)
            if not 0 <= self.state.decimals[ccy] <= _MOST_DECIMALS:
                raise SeedError(f"{seed.where}.decimals.{ccy}: must be 0 to {_MOST_DECIMALS}, not {places}")
        for inst_id, table in seed.named("instruments", required=True):
            self.state.marks[inst_id] = _positive(table, "mark_px")
            self.state.instruments[inst_id] = _sound(table, table.build(Listing, inst_id=inst_id))
        for label, table in seed.named("accounts", required=True):
            self._account(label, table)
        seed.end()
        if not self.state.keys:
            raise SeedError(f"{seed.where}.accounts: no account has a key")

    def _account(self, label: str, table: SeedTable) -> None:
        uid: str = table.value("uid", str)
        cash = [(ccy, _number(f"{table.where}.cash.{ccy}", held)) for ccy, held in table.mapping("cash")]
        keys = [key.build(MockKey, uid=uid) for key in table.tables("keys")]
        positions = [self._position(uid, row) for row in table.tables("positions")]
        bots = [self._bot(uid, row) for row in table.tables("bots")]
        account = table.build(
            AccountState, uid=uid, positions=positions, bots={bot.algo_id: bot for bot in bots}
        )
        if uid in self.state.accounts:
            raise SeedError(f"{table.where}.uid: {uid} is another account's")
        self.state.accounts[uid] = account
        for ccy, held in cash:
            self._fund(f"{table.where}.cash.{ccy}", account.cash(ccy), held)
        for key in keys:
            if key.region not in REGIONS or not (key.api_key and key.secret_key and key.passphrase):
                known = ", ".join(REGIONS)
                raise SeedError(
                    f"{table.where}.keys: {key.label} lacks a part, or its region, one of {known}"
                )
            if key.api_key in self.state.keys or any(
                key.label == other.label for other in self.state.keys.values()
            ):
                raise SeedError(f"{table.where}.keys: {key.label} has the label or api_key of another key")
            self.state.keys[key.api_key] = key

    def _position(self, uid: str, row: SeedTable) -> PositionState:
        margin = row.value("margin", Decimal)
        position = row.build(PositionState, uid=uid)
        instrument = self.state.instruments.get(position.inst_id)
        if instrument is None:
            raise SeedError(f"{row.where}.inst_id: no instrument {position.inst_id!r}")
        if position.lever <= 0 or (position.pos and position.avg_px <= 0):
            raise SeedError(f"{row.where}: lever and avg_px must be above 0")
        ccys = {instrument.settle_ccy} if instrument.settle_ccy else {instrument.base, instrument.quote}
        if position.ccy not in ccys:
            raise SeedError(f"{row.where}.ccy: must be {' or '.join(sorted(ccys))}")
        if instrument.inst_type == "MARGIN" and position.pos_ccy not in ccys:
            raise SeedError(f"{row.where}.pos_ccy: must be {' or '.join(sorted(ccys))}")
        self._fund(f"{row.where}.margin", position.pot, margin)
        return position

    def _bot(self, uid: str, row: SeedTable) -> SignalBotState:
        available, frozen = row.value("avail_bal", Decimal), row.value("frozen_bal", Decimal)
        bot = row.build(SignalBotState, uid=uid)
        self._fund(f"{row.where}.avail_bal", bot.pot, available)
        self._fund(f"{row.where}.frozen_bal", bot.frozen_pot, frozen)
        return bot

    def _fund(self, where: str, pot: Any, held: Decimal) -> None:
        if held < 0:
            raise SeedError(f"{where}: must not be below 0")
        if pot in self.state.ledger.pots:
            raise SeedError(f"{where}: stands twice")
        if pot.ccy not in self.state.decimals:
            raise SeedError(f"{where}: {pot.ccy} is not among the currencies of [decimals]")
        self.state.ledger.open(pot, held)


def _sound(table: SeedTable, listing: Listing) -> Listing:
    for name in ("ct_val", "ct_mult", "tick_sz", "lot_sz", "min_sz", "max_lever"):
        if getattr(listing, name) <= 0:
            raise SeedError(f"{table.where}.{name}: must be above 0")
    if listing.maintenance_rate < 0 or not 0 <= listing.maintenance_rate + listing.taker_fee < 1:
        raise SeedError(
            f"{table.where}: maintenance_rate, alone and with taker_fee, is a share from 0 to below 1"
        )
    return listing


def _positive(table: SeedTable, key: str) -> Decimal:
    number: Decimal = table.value(key, Decimal)
    if number <= 0:
        raise SeedError(f"{table.where}.{key}: must be above 0")
    return number
