"""The TLS context of all clients. It verifies as httpx does: by certifi's roots, or SSL_CERT_FILE's or _DIR's."""

from __future__ import annotations

import os
import ssl

from ..errors import InvalidInputError
from ..forks import unforked

_VARIABLES = ("SSL_CERT_FILE", "SSL_CERT_DIR", "SSLKEYLOGFILE")
_made: dict[tuple[str | None, ...], ssl.SSLContext] = {}


def verifying() -> ssl.SSLContext:
    """One context for all clients, since loading the certificates takes longer than a hundred calls.

    Raises InvalidInputError where a variable of the environment names a file that cannot be used.
    """
    named = tuple(os.environ.get(variable) for variable in _VARIABLES)
    with unforked:
        if named not in _made:
            _made[named] = _new()
        return _made[named]


def _new() -> ssl.SSLContext:
    for variable in _VARIABLES:
        if (path := os.environ.get(variable)) and (problem := _problem(variable, path)):
            text = (
                f"{variable} names {path!r}, {problem}. Unset {variable}, or let it name "
                f"{'a folder of certificates' if variable.endswith('DIR') else 'a file that can be used'}; "
                "no certificate can be checked until then, so nothing is sent."
            )
            text_zh = (
                f"{variable} 指向 {path!r}，无法使用。请取消 {variable}，或改为可用的"
                f"{'证书目录' if variable.endswith('DIR') else '文件'}；在此之前无法校验证书，因此没有发送任何请求。"
            )
            raise InvalidInputError(text, meaning=text, meaning_zh=text_zh)
    try:
        context = _verifying()
    except (OSError, ValueError) as problem:  # ssl.SSLError is an OSError
        text = (
            f"The certificates that say whom to trust cannot be loaded ({type(problem).__name__}): look at "
            f"{', '.join(_VARIABLES)}, or install certifi again, whose are used where none of these is set."
        )
        text_zh = (
            f"无法加载用于校验的根证书（{type(problem).__name__}）：请检查 {'、'.join(_VARIABLES)}；"
            "如果都没有设置，请重新安装 certifi。"
        )
        raise InvalidInputError(text, meaning=text, meaning_zh=text_zh) from None
    context.set_alpn_protocols(["http/1.1"])
    return context


def _verifying() -> ssl.SSLContext:
    file, folder = os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR")
    if file or not folder:
        with unforked:
            import certifi

        return ssl.create_default_context(cafile=file or certifi.where())
    return ssl.create_default_context(capath=folder)


def _problem(variable: str, path: str) -> str:
    """Why `path` cannot be what `variable` stands for; "" where it can."""
    with unforked:
        from pathlib import Path

    if variable == "SSL_CERT_DIR":
        return "" if Path(path).is_dir() else "which is no folder"
    try:
        if variable == "SSLKEYLOGFILE":
            with Path(path).open("ab"):
                return ""
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cafile=path)
    except OSError as failure:
        reason = "it holds no certificate" if isinstance(failure, ssl.SSLError) else failure.strerror
        return f"which cannot be used ({reason})"
    return ""
