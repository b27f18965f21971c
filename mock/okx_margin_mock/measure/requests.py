"""What any request can tell, without moving anything."""

from datetime import timedelta

from okx_margin_mock.measure.caller import POSITION, Caller, stamp
from okx_margin_mock.measure.findings import Findings

_READ = "/api/v5/account/positions"


def measure_requests(caller: Caller, findings: Findings) -> None:
    """Timestamps, keys, headers, the order of checks, unknown paths and the rate limit."""
    for digits in (0, 1, 2):
        came = caller(_READ, timestamp=stamp(caller.now(), digits))
        findings.note(f"a timestamp with {digits} fraction digits", came)
        if digits == 0:
            findings.codes["short_timestamp"] = came.code
    findings.code("malformed_key", caller(_READ, headers={"OK-ACCESS-KEY": "nonsense"}))
    came = caller(_READ, headers={"OK-ACCESS-PASSPHRASE": "", "OK-ACCESS-SIGN": ""})
    named = {"50104": "lowest code", "50106": "first documented"}.get(came.code)
    if named:
        findings.setting("empty_header_named", named, "passphrase and sign empty", came)
    unknown = caller("/api/v5/account/no-such-path")
    findings.setting("unknown_path_html", not unknown.envelope, "an unknown path", unknown)
    _order_of_checks(caller, findings)
    _rate_limit(caller, findings)


def _order_of_checks(caller: Caller, findings: Findings) -> None:
    """Two things wrong at once: which of them is told?"""
    expired = stamp(caller.now() - timedelta(seconds=60), 3)
    nobody = "99999999-9999-9999-9999-999999999999"
    both = {
        "expired, and an unknown key": caller(_READ, timestamp=expired, headers={"OK-ACCESS-KEY": nobody}),
        "wrong passphrase, and a wrong signature": caller(
            _READ, headers={"OK-ACCESS-PASSPHRASE": "x", "OK-ACCESS-SIGN": "x"}
        ),
        "wrong signature, and not JSON": caller(
            POSITION, b"{}", headers={"OK-ACCESS-SIGN": "x", "Content-Type": "text/plain"}
        ),
        "no such instrument, and no such side": caller(
            POSITION, {"instId": "NO-SUCH-SWAP", "posSide": "both", "type": "add", "amt": "1"}
        ),
        "no such instrument, and too many decimals": caller(
            POSITION,
            {"instId": "NO-SUCH-SWAP", "posSide": "net", "type": "add", "amt": "0.0000000000000000001"},
        ),
    }
    for what, came in both.items():
        findings.note(what, came)


def _rate_limit(caller: Caller, findings: Findings) -> None:
    """More reads at once than are allowed (10 in 2 s)."""
    paced, caller.pause = caller.pause, 0
    answers = [caller(_READ) for _ in range(14)]
    caller.pause = paced
    refused = [came for came in answers if came.code == "50011"]
    if not refused:
        findings.note("14 reads at once", "none was refused")
    elif refused[0].status in (200, 429):
        findings.setting("rate_limit_status", refused[0].status, "14 reads at once", refused[0])
    caller.sleep(2.5 if paced else 0)
