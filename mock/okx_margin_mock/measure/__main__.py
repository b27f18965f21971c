"""`make measure` or `python -m okx_margin_mock.measure`: measure, print the report, and write it down."""

import argparse
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import httpx

from okx_margin_auth import ConfigurationError, OkxAuth
from okx_margin_mock.measure.bot import BotMeasurement
from okx_margin_mock.measure.caller import Caller, DemoKey, SurpriseError
from okx_margin_mock.measure.findings import Findings
from okx_margin_mock.measure.position import PositionMeasurement
from okx_margin_mock.measure.requests import measure_requests


def measure(
    key: DemoKey,
    *,
    algo_id: str = "",
    pause: float = 0.3,
    patience: float = 30,
    sleep: Callable[[float], None] = time.sleep,
) -> tuple[Findings, str]:
    """Measure all that can be, and tell at which surprise it stopped, "" for none."""
    findings = Findings()
    with httpx.Client(timeout=30, trust_env=key.base_url.startswith("https:")) as client:
        caller = Caller(key, client, pause=pause, sleep=sleep)
        try:
            caller.read_clock()
            PositionMeasurement.begin(caller, findings, patience=patience).measure()
            if algo_id:
                BotMeasurement(caller, findings, algo_id).measure()
            measure_requests(caller, findings)
        except SurpriseError as surprise:
            return findings, str(surprise)
        except httpx.HTTPError as error:
            return findings, f"{type(error).__name__}: {error}"
    return findings, ""


def main(arguments: list[str] | None = None) -> int:
    """Exit codes: 0 all was measured that can be, 1 stopped at a surprise, 2 could not start."""
    parser = argparse.ArgumentParser(
        prog="python -m okx_margin_mock.measure",
        description="Measure on demo trading what the mock exchange can only guess. It needs OKX_API_KEY, "
        "OKX_SECRET_KEY and OKX_PASSPHRASE of a demo key that may trade, one small isolated position and, "
        "where OKX_ALGO_ID names one, a signal bot. It adds and takes back small amounts, and nothing else.",
    )
    parser.add_argument(
        "--target", default="demo", help="demo, or the address of a mock (default: %(default)s)"
    )
    parser.add_argument("--report", type=Path, default=Path("measured.md"), help="default: %(default)s")
    parser.add_argument(
        "--pause", type=float, default=0.3, help="seconds between requests (default: %(default)s)"
    )
    options = parser.parse_args(arguments)
    try:
        place = {} if options.target == "demo" else {"base_url": options.target}
        auth = OkxAuth.from_env(environment="demo", **place)
    except ConfigurationError as problem:
        print(f"error: {problem}", file=sys.stderr)
        return 2
    secrets = (os.environ[name] for name in ("OKX_API_KEY", "OKX_SECRET_KEY", "OKX_PASSPHRASE"))
    key, algo_id = DemoKey(auth.base_url, *secrets), os.environ.get("OKX_ALGO_ID", "")
    findings, stopped = measure(key, algo_id=algo_id, pause=options.pause)
    report = findings.report(stopped)
    options.report.write_text(report, "utf-8")
    print(report)
    return 1 if stopped else 0


if __name__ == "__main__":
    sys.exit(main())
