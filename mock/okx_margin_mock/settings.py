"""What nobody has measured on the real exchange, each guess a field that a test can turn the other way."""

from typing import Literal

from attrs import frozen


@frozen(kw_only=True)
class Settings:
    """How the mock decides where the documentation is silent.

    Measured and documented behaviour is not a setting. Every field but the first two is a guess; the comment
    beside it names the alternatives.
    """

    #: Not a guess: the region whose host the mock plays; a key of another region gets 50119.
    region: str = "global"

    #: HTTP status of 50011. 429 was measured; the table of codes has 200 too.
    rate_limit_status: Literal[429, 200] = 429
    #: guess: a request refused for the rate limit does not count towards it. Alternative: it does.
    limited_requests_count: bool = False
    #: guess: a path that is not served gets an HTML page. Alternative: an envelope with code "404".
    unknown_path_html: bool = True
    #: guess: a body of more bytes gets HTTP 413 with a page of HTML. Alternative: any other number.
    most_body: int = 1_000_000
    #: guess: a JSON object that names a key twice is refused (50002). Alternative: the last one wins.
    duplicate_keys_refused: bool = True
    #: guess: of several empty headers, the one with the lowest code. Alternative: the first documented.
    empty_header_named: Literal["lowest code", "first documented"] = "lowest code"
    #: guess: a key that does not even look like one, 50111. Alternative: 50119, as for any unknown key.
    malformed_key: Literal["50111", "50119"] = "50111"

    #: guess: `posSide` against the position mode, 51000 (measured for orders). Alternatives: 59300, 51023.
    wrong_side: Literal["51000", "59300", "51023"] = "51000"
    #: guess: no isolated position, 59300. Alternatives: 51023, 51043.
    no_position: Literal["59300", "51023", "51043"] = "59300"
    #: guess: `ccy` may be missing where there is one MARGIN position. Alternative: always needed (50014).
    margin_ccy_required: bool = False
    #: guess: a MARGIN position in another currency than `ccy`, 51130. Alternatives: 50016, 59300.
    margin_ccy_wrong: Literal["51130", "50016", "59300"] = "51130"
    #: guess: `ccy` given for a contract is ignored. Alternatives: refused with 51000 or 50016.
    contract_ccy: Literal["ignored", "51000", "50016"] = "ignored"
    #: guess: the position that a first manual transfer creates has this leverage. Alternative: any above 0.
    first_transfer_leverage: int = 1
    #: guess: adding more than is available, 51008. Alternatives: 59301 (positions), 51127, 51131, 59200.
    insufficient_balance: Literal["51008", "59301", "51127", "51131", "59200"] = "51008"
    #: guess: a position at or under its liquidation price, 50020. Alternatives: 50017, 59300.
    in_liquidation: Literal["50020", "50017", "59300"] = "50020"
    #: guess: a pending close order blocks adding too (59302). Alternative: it blocks only reducing.
    pending_close_blocks_add: bool = True
    #: guess: real leverage is notional at the mark price over margin. Alternative: at the entry price.
    leverage_price: Literal["mark", "entry"] = "mark"
    #: guess: real leverage is rounded to so many decimals. Alternative: any other number.
    leverage_decimals: int = 2
    #: guess: answers carry `leverage` and `ccy`, as documented. A sample in a public client has neither.
    short_answers: bool = False

    #: guess: no such bot, 51293. Alternative: 51291.
    no_bot: Literal["51293", "51291"] = "51293"
    #: guess: a stopped bot, 51291. Alternatives: 51293, 51059.
    bot_stopped: Literal["51291", "51293", "51059"] = "51291"
    #: guess: a bot that is stopping, 51288. Alternative: 51059.
    bot_stopping: Literal["51288", "51059"] = "51288"
    #: guess: a bot that is starting, 51059. Alternatives: 51056, or "served".
    bot_starting: Literal["51059", "51056", "served"] = "51059"
    #: guess: taking more than the bot's available balance, 51340. Alternatives: 55106, 51008.
    bot_floor: Literal["51340", "55106", "51008"] = "51340"
    #: guess: both `amt` and `percent`, 50024. Alternative: `amt` counts.
    both_amounts: Literal["50024", "amt"] = "50024"
    #: guess: `percent` is of the investment. Alternatives: of what is available, of the total equity.
    percent_of: Literal["investAmt", "availBal", "totalEq"] = "investAmt"
    #: guess: five percent is written "5". Alternative: "0.05".
    five_percent: Literal["5", "0.05"] = "5"
    #: guess: a bot's margin leaves no bill. Alternative: type 12, subType 203 for adding, 201 for reducing.
    bot_bills: bool = False
    #: guess: the `entry_type`s where `allowReinvest` applies, after the Chinese page. Alternative: "1" alone.
    reinvesting_entries: tuple[Literal["1", "5"], ...] = ("1", "5")
    #: guess: `allowReinvest` where it does not apply changes nothing. Alternative: refused with 51000.
    reinvest_elsewhere_refused: bool = False
