"""Signing vectors: requests with the signature and the headers that belong to them.

The requests stand in spec/signing_cases.yaml; what is signed and how is added here, by a signer of this module's
own: a test holds it against the auth plugin's.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from typing import Any

from generator import GenerationError
from generator.spec import Spec

_REQUIRED = {"why", "why_zh", "request", "timestamp"}
_OPTIONAL = {"secret", "demo", "body"}
_REQUEST = re.compile(r"(GET|POST) (/api/v5/[!-~]+)")
_TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


def document(spec: Spec, cases: dict[str, Any]) -> dict[str, Any]:
    """All vectors, with what they are made by; raises GenerationError where a case is not as it should be."""
    signing = spec["x-okx-signing"]
    return {
        "version": spec["info"]["version"],
        "algorithm": signing["algorithm"],
        "encoding": signing["encoding"],
        "vectors": [_vector(spec, cases, name, case) for name, case in cases["cases"].items()],
    }


def _vector(spec: Spec, cases: dict[str, Any], name: str, case: dict[str, Any]) -> dict[str, Any]:
    request = _REQUEST.fullmatch(str(case.get("request")))
    timestamp = str(case.get("timestamp"))
    secret = case.get("secret", "okx_vectors")
    if not (
        _REQUIRED <= case.keys() <= _REQUIRED | _OPTIONAL
        and request
        and _TIMESTAMP.fullmatch(timestamp)
        and secret in cases["secrets"]
    ):
        raise GenerationError(
            f"signing case {name}: it has {', '.join(sorted(_REQUIRED))}, and may have "
            f"{', '.join(sorted(_OPTIONAL))}; the request and the timestamp are as they are sent"
        )
    secret_key = cases["secrets"][secret]
    method, path = request.groups()
    body: str = case.get("body", "")
    prehash = f"{timestamp}{method}{path}{body}"
    signed = b64encode(hmac.digest(secret_key.encode(), prehash.encode(), hashlib.sha256)).decode()
    demo = case.get("demo", False)
    return {
        "name": name,
        "why": case["why"],
        "why_zh": case["why_zh"],
        "environment": "demo" if demo else "live",
        "api_key": cases["api_key"],
        "secret_key": secret_key,
        "passphrase": cases["passphrase"],
        "unix_milliseconds": _unix_milliseconds(timestamp),
        "timestamp": timestamp,
        "method": method,
        "request_path": path,
        "body": body,
        "body_base64": b64encode(body.encode()).decode(),
        "prehash": prehash,
        "prehash_base64": b64encode(prehash.encode()).decode(),
        "signature": signed,
        "headers": _headers(spec, cases, signed, timestamp, with_body=bool(body), demo=demo),
    }


def _headers(
    spec: Spec, cases: dict[str, Any], signed: str, timestamp: str, *, with_body: bool, demo: bool
) -> dict[str, str]:
    """Every header that matters to the exchange, in the order of the spec's security schemes."""
    schemes = spec["components"]["securitySchemes"]
    values = {
        "OkAccessKey": cases["api_key"],
        "OkAccessSign": signed,
        "OkAccessTimestamp": timestamp,
        "OkAccessPassphrase": cases["passphrase"],
    }
    headers: dict[str, str] = {scheme["name"]: values[name] for name, scheme in schemes.items()}
    if with_body:
        headers["Content-Type"] = "application/json"
    if demo:
        header = spec["x-okx-signing"]["demo_header"]
        headers[header["name"]] = header["value"]
    return headers


def _unix_milliseconds(timestamp: str) -> int:
    since = datetime.fromisoformat(timestamp) - datetime(1970, 1, 1, tzinfo=UTC)
    return since // timedelta(milliseconds=1)
