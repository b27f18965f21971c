"""What the plugin raises itself; everything the exchange answers is raised by the client."""

from okx_margin_runtime.errors import NotSentError


class ConfigurationError(NotSentError):
    """Credentials, region, environment or address cannot be used as given; nothing was sent.

    The text is one paragraph that says what is wrong and what to do about it. It never repeats a secret.
    """
