"""`python -m okx_margin_mock`: run the mock exchange until Ctrl-C."""

import argparse
import logging
import sys
import threading
import warnings
from pathlib import Path
from typing import Any

try:
    from okx_margin_mock import CannotListenError, MockExchange, MockServer, SeedError, serve
except ModuleNotFoundError as _missing:  # the extra is not installed
    sys.exit(f"error: {_missing}")


_SITE = Path("dist/site")  # where `make publish` writes it, seen from the repository


def main(arguments: list[str] | None = None) -> int:
    """Serve, and print how to point a client here. Exit codes: 0 ended by Ctrl-C, 2 could not start."""
    parser = argparse.ArgumentParser(
        prog="python -m okx_margin_mock", description="A mock OKX for the two margin-balance endpoints."
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", default=0, type=int, help="port to listen on (default: any that is free)")
    parser.add_argument("--seed", help="TOML file with the first state (default: the package's own)")
    parser.add_argument(
        "--site", type=Path, help="folder of the reference site (default: dist/site, if it is there)"
    )
    options = parser.parse_args(arguments)
    site: Path | None = options.site or (_SITE if (_SITE / "index.html").exists() else None)
    if site and not (site / "index.html").exists():
        parser.error(f"{site} has no index.html: `make publish` writes the site to dist/site")
    warnings.showwarning = _show_warning
    console = logging.StreamHandler()
    console.setFormatter(logging.Formatter("%(message)s"))
    logging.getLogger("okx_margin_mock").addHandler(console)
    try:
        with serve(
            MockExchange.from_seed(options.seed), host=options.host, port=options.port, site=site
        ) as mock:
            print(_welcome(mock, site), flush=True)
            threading.Event().wait()
    except (CannotListenError, SeedError) as problem:
        print(f"error: {problem}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 0
    return 0


def _welcome(mock: MockServer, site: Path | None) -> str:
    key = mock.key()
    page = f"\nReference, to read and to try calls: {mock.base_url}/" if site else ""
    return f"""okx-margin mock exchange: {mock.base_url} (Ctrl-C ends it){page}

# To point a client here, paste these lines. The keys are made-up: they open nothing anywhere else.
export OKX_BASE_URL={mock.base_url}
export OKX_API_KEY={key.api_key}
export OKX_SECRET_KEY={key.secret_key}
export OKX_PASSPHRASE={key.passphrase}
export OKX_ENVIRONMENT={key.environment}"""


def _show_warning(message: Warning | str, *_: Any, **__: Any) -> None:
    print(f"warning: {message}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
