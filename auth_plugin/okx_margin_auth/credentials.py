"""The three strings that make an API key."""

from typing import Final

from .errors import ConfigurationError
from .secret import Secret

WHERE_TO_CREATE_A_KEY = (
    "A demo key is created on okx.com under Trade > Demo trading > Personal center > Demo trading API; "
    "see https://www.okx.com/docs-v5/en/#overview-demo-trading-services"
)
WHERE_TO_CREATE_A_KEY_ZH = (
    "模拟盘 key 在 okx.com 的“交易 > 模拟交易 > 个人中心 > 创建模拟盘 APIKey”创建，"
    "见 https://www.okx.com/docs-v5/zh/#overview-demo-trading-services"
)


def _sendable(name: str, value: Secret) -> Secret:
    """All three are ASCII; what a header cannot carry is found here, before a transport would print it."""
    if not value.usable:
        raise ConfigurationError(
            f"The {name} is not a string; pass the text that OKX shows, such as {name}='...'.",
            f"{name} 不是字符串：请填 OKX 显示的原文，例如 {name}='...'。",
        )
    if not value.reveal():
        raise ConfigurationError(
            f"The {name} is empty. {WHERE_TO_CREATE_A_KEY}.", f"{name} 为空。{WHERE_TO_CREATE_A_KEY_ZH}。"
        )
    if value.reveal() != value.reveal().strip():
        raise ConfigurationError(
            f"The {name} begins or ends with white space, most likely copied along with it; remove that.",
            f"{name} 首尾有空白字符，多半是复制时带上的，请去掉。",
        )
    if not (value.reveal().isascii() and value.reveal().isprintable()):
        raise ConfigurationError(
            f"The {name} holds a character that is not printable ASCII, and so cannot be the one OKX knows; "
            "copy it again from the page where the key was created.",
            f"{name} 含有可打印 ASCII 之外的字符，不可能与 OKX 登记的一致；请从创建 key 的页面重新复制。",
        )
    return value


class Credentials:
    """An API key, its secret key and its passphrase.

    Raises:
        ConfigurationError: One of them is empty or holds a character that OKX does not use.
    """

    __slots__ = ("api_key", "passphrase", "secret_key")

    def __init__(self, api_key: Secret, secret_key: Secret, passphrase: Secret) -> None:
        self.api_key: Final = _sendable("api_key", api_key)
        self.secret_key: Final = _sendable("secret_key", secret_key)
        self.passphrase: Final = _sendable("passphrase", passphrase)
