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
    rate_limit_status: int = 429
    #: guess: a request refused for the rate limit does not count towards it. Alternative: it does.
    limited_requests_count: bool = False
    #: guess: a path that is not served gets an HTML page. Alternative: an envelope with code "404".
    unknown_path_html: bool = True
    #: guess: a JSON object that names a key twice is refused (50002). Alternative: the last one wins.
    duplicate_keys_refused: bool = True

    #: guess: no isolated position, 59300. Alternatives: 51023, 51043.
    no_position: str = "59300"
    #: guess: adding more than is available, 51008. Alternatives: 59301 (positions), 51127, 51131, 59200.
    insufficient_balance: str = "51008"
    #: guess: a position at or under its liquidation price, 50020. Alternatives: 50017, 59300.
    in_liquidation: str = "50020"
    #: guess: a pending close order blocks adding too (59302). Alternative: it blocks only reducing.
    pending_close_blocks_add: bool = True
    #: guess: real leverage is notional at the mark price over margin, rounded to so many decimals.
    leverage_decimals: int = 2
    #: guess: answers carry `leverage` and `ccy`, as documented. A sample in a public client has neither.
    short_answers: bool = False

    #: guess: no such bot, 51293. Alternative: 51291.
    no_bot: str = "51293"
    #: guess: a stopped bot, 51291. Alternatives: 51293, 51059.
    bot_stopped: str = "51291"
    #: guess: a bot that is stopping, 51288. Alternative: 51059.
    bot_stopping: str = "51288"
    #: guess: a bot that is starting, 51059. Alternatives: 51056, or to allow it.
    bot_starting: str = "51059"
    #: guess: taking more than the bot's available balance, 51340. Alternatives: 55106, 51008.
    bot_floor: str = "51340"
    #: guess: both `amt` and `percent`, 50024. Alternative: `amt` counts.
    both_amounts: Literal["50024", "amt"] = "50024"
    #: guess: `allowReinvest` where it does not apply changes nothing. Alternative: refused with 51000.
    reinvest_elsewhere_refused: bool = False
