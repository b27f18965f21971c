"""What the plugin raises itself; everything the exchange answers is raised by the client."""

from okx_margin_runtime.errors import NotSentError


class ConfigurationError(NotSentError):
    """Credentials, region, environment or address cannot be used as given; nothing was sent.

    The text is one paragraph that says what is wrong and what to do about it; what a user of the command line can
    meet stands in `meaning_zh` in Chinese. It never repeats a secret.
    """

    def __init__(self, text: str, text_zh: str = "") -> None:
        super().__init__(text, meaning=text if text_zh else "", meaning_zh=text_zh)
