"""What nobody has measured on the real exchange, each guess a setting that a test can turn the other way."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Literal, get_args, get_origin

from attrs import Attribute, field, fields, frozen

from okx_margin_client.codes import CODES
from okx_margin_client.exchange import REGIONS


class SettingsError(ValueError):
    """A setting that makes no sense; the message says what would."""


@frozen
class Situation:
    """One thing that can be wrong with a request, the code the mock has for it, and what else it may be.

    "0" means that the exchange takes no offence and goes on.
    """

    code: str
    alternatives: tuple[str, ...]
    about: str


#: Every situation whose code is a guess, by the name it has in `MockSettings.codes`.
SITUATIONS: Mapping[str, Situation] = MappingProxyType(
    {
        # What the exchange was seen to take although its page says otherwise; the alternative is to refuse.
        "json_number": Situation("0", ("51000",), "a JSON number where the page says String"),
        "text_boolean": Situation("0", ("51000",), 'allowReinvest as "true" or "false"'),
        "short_timestamp": Situation("0", ("50112",), "fewer than three fraction digits in the timestamp"),
        # Any request.
        "duplicate_key": Situation(
            "50002", ("0",), "a JSON object names a key twice; 0: the last one counts"
        ),
        "malformed_key": Situation("50111", ("50119",), "an API key that does not even look like one"),
        # Positions.
        "side_missing": Situation("0", ("50014", "51000"), "no posSide; 0: it is taken for net"),
        "side_wrong": Situation("51000", ("59300", "51023"), "posSide against the position mode"),
        "no_position": Situation("59300", ("51023", "51043"), "no isolated position on that side"),
        "pair_ccy_missing": Situation("0", ("50014",), "no ccy where there is one MARGIN position"),
        "pair_ccy_wrong": Situation("51130", ("50016", "59300"), "MARGIN in another currency than ccy"),
        "contract_ccy": Situation("0", ("51000", "50016"), "ccy given for a contract"),
        "position_over_balance": Situation(
            "59301", ("51008", "51127", "51131", "59200", "59303"), "adding more than is available"
        ),
        "in_liquidation": Situation(
            "50020", ("50017", "59300"), "the mark price is past the liquidation price"
        ),
        "pending_close_add": Situation("59302", ("0",), "adding while a close order is pending"),
        # Signal bots.
        "no_bot": Situation("51293", ("51291",), "no such bot"),
        "bot_stopped": Situation("51291", ("51293", "51059"), "a stopped bot"),
        "bot_stopping": Situation("51288", ("51059",), "a bot that is stopping"),
        "bot_starting": Situation("51059", ("51056", "0"), "a bot that is starting"),
        "bot_over_balance": Situation(
            "51008", ("59301", "51127", "51131", "59200"), "adding more than is available"
        ),
        "bot_floor": Situation("51340", ("55106", "51008"), "taking more than the bot's available balance"),
        "both_amounts": Situation("50024", ("0",), "amt and percent; 0: amt counts"),
        "reinvest_elsewhere": Situation("0", ("51000",), "allowReinvest for a bot where it does not apply"),
    }
)


def _checked_codes(_: Any, __: "Attribute[Mapping[str, str]]", codes: Mapping[str, str]) -> None:
    if not isinstance(codes, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance]  # of a user's test
        raise SettingsError(f"codes is a table such as {{'no_position': '51023'}}, not {codes!r}")
    for name, code in codes.items():
        if name not in SITUATIONS:
            raise SettingsError(f"codes has no situation {name!r}; there are {', '.join(SITUATIONS)}")
        known = SITUATIONS[name]
        if code not in CODES or (code == "0" and "0" not in (known.code, *known.alternatives)):
            likely = ", ".join((known.code, *known.alternatives))
            raise SettingsError(f"{name} cannot be answered with code {code!r}; likely are {likely}")


def _wrong(value: Any, kind: Any) -> str:
    """What a value of this kind is, where `value` is none; numbers are not below 0."""
    if get_origin(kind) is Literal:
        known = get_args(kind)
        return "" if value in known else f"is one of {', '.join(map(repr, known))}"
    if get_origin(kind) is tuple:
        members: Any = value
        of: list[Any] = [each for each in get_args(kind) if each is not ...]
        open_ended = len(of) < len(get_args(kind))
        if not isinstance(value, tuple) or not (open_ended or len(members) == len(of)):
            return "is a tuple" + ("" if open_ended else f" of {len(of)}")
        kinds = of * len(members) if open_ended else of
        return next((wrong for each in zip(members, kinds, strict=True) if (wrong := _wrong(*each))), "")
    if kind is float:
        number = isinstance(value, int | float) and not isinstance(value, bool) and value >= 0
        return "" if number else "is a number of 0 or more"
    if kind is int:
        return "" if type(value) is int and value >= 0 else "is a whole number of 0 or more"
    return "" if isinstance(value, kind) else {bool: "is True or False"}.get(kind, "is a text")


@frozen(kw_only=True)
class MockSettings:
    """How the mock decides where the documentation is silent.

    Measured and documented behaviour is not a setting. Every field but the first two is a guess; the comment
    beside it names the alternatives.
    """

    #: Not a guess: the region whose host the mock plays; a key of another region gets 50119.
    region: str = "global"
    #: Not a guess: the account mode that the configuration shows, "2" for futures mode.
    acct_lv: Literal["1", "2", "3", "4"] = "2"

    #: Codes other than those of `SITUATIONS`, by situation: `codes={"no_position": "51023"}`. Any code of the
    #: spec's table may be chosen, and "0" (goes on) where the table has it.
    codes: Mapping[str, str] = field(factory=dict, validator=_checked_codes)

    #: HTTP status of 50011. 429 was measured; the table of codes has 200 too.
    rate_limit_status: Literal[429, 200] = 429
    #: guess: a request refused for the rate limit does not count towards it. Alternative: it does.
    limited_requests_count: bool = False
    #: guess: an unknown path under /api/v5/ gets JSON with code "404". Alternative: a page of HTML.
    unknown_path_html: bool = False
    #: guess: a body of more bytes gets HTTP 413 with a page of HTML. Alternative: any other number.
    most_body: int = 1_000_000
    #: guess: of several empty headers, the one with the lowest code. Alternative: the first documented.
    empty_header_named: Literal["lowest code", "first documented"] = "lowest code"

    #: guess: seconds after a move at which its bill shows. Alternative: any other number.
    bill_delay: float = 0
    #: guess: subTypes of a MARGIN position's bills, as for contracts. An older page lists 332 and 333 too.
    pair_bills: tuple[Literal["160", "332"], Literal["161", "333"]] = ("160", "161")
    #: guess: a bot's margin leaves no bill. Alternative: type 12, subType 203 for adding, 201 for reducing.
    bot_bills: bool = False

    #: guess: the position that a first manual transfer creates has this leverage. Alternative: any above 0.
    first_transfer_leverage: int = 1
    #: guess: real leverage is notional at the mark price over margin. Alternative: at the entry price.
    leverage_price: Literal["mark", "entry"] = "mark"
    #: guess: real leverage is rounded to so many decimals. Alternative: any other number.
    leverage_decimals: int = 2
    #: guess: answers carry `leverage` and `ccy`, as documented. A sample in a public client has neither.
    short_answers: bool = False
    #: guess: an answer's `amt` is the request's, digit for digit. Alternative: without zeros at its end.
    amt_echo: Literal["as sent", "trimmed"] = "as sent"

    #: guess: `percent` is of the investment. Alternatives: of what is available, of the total equity.
    percent_of: Literal["investAmt", "availBal", "totalEq"] = "investAmt"
    #: guess: five percent is written "5". Alternative: "0.05".
    five_percent: Literal["5", "0.05"] = "5"
    #: guess: the `entry_type`s where `allowReinvest` applies, after the Chinese page. Alternative: "1" alone.
    reinvesting_entries: tuple[Literal["1", "5"], ...] = ("1", "5")
    #: guess: `investAmt` moves with reinvested margin only. Alternative: with all (in OKX's example it is
    #: `totalEq` less `totalPnl`).
    invest_amt_moves: Literal["reinvested", "always"] = "reinvested"

    def __attrs_post_init__(self) -> None:
        for each in fields(type(self)):
            value = getattr(self, each.name)
            if each.name != "codes" and (problem := _wrong(value, each.type)):
                raise SettingsError(f"{each.name} {problem}, not {value!r}")
        if self.region not in REGIONS:
            raise SettingsError(f"region is one of {', '.join(REGIONS)}, not {self.region!r}")
        if not self.first_transfer_leverage:
            raise SettingsError("first_transfer_leverage is 1 or more, not 0")

    def code(self, situation: str) -> str:
        """The code that a situation gets; "0" where the exchange goes on."""
        return self.codes.get(situation) or SITUATIONS[situation].code

    @classmethod
    def strict(cls, *, codes: Mapping[str, str] = MappingProxyType({}), **fields: Any) -> "MockSettings":
        """The documentation to the letter: what the exchange was only seen to take is refused."""
        refused = {
            "json_number": "51000",
            "text_boolean": "51000",
            "short_timestamp": "50112",
            "side_missing": "50014",
        }
        return cls(codes=refused | dict(codes), **fields)
