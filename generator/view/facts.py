"""The spec's facts as the runtime's shapes take them: endpoints, codes, regions, evidence."""

from __future__ import annotations

from typing import Any

from generator.spec import Spec, operations


def of(spec: Spec) -> dict[str, Any]:
    """What codes.py and exchange.py hold."""
    schemes = spec["components"]["securitySchemes"]
    floors = [
        op["x-manual-transfer-floor"] for _, _, op in operations(spec) if "x-manual-transfer-floor" in op
    ]
    return {
        "codes": spec["x-okx-codes"],
        "signing": spec["x-okx-signing"],
        "signature_headers": [scheme["name"] for scheme in schemes.values()],
        "timestamp_header": schemes["OkAccessTimestamp"]["name"],
        "floor": floors[0] if floors else None,
        "endpoints": [_endpoint(spec, *each) for each in operations(spec)],
        "regions": _regions(spec),
    }


def _endpoint(spec: Spec, method: str, path: str, operation: dict[str, Any]) -> dict[str, Any]:
    return {
        "operation_id": operation["operationId"],
        "method": method,
        "path": path,
        "moves": operation["x-effect"] == "moves",
        "signed": bool(operation.get("security", spec["security"])),
        "limit": operation["x-rate-limit"],
        "permission": operation.get("x-permission", ""),
        "echoes": operation.get("x-echoes", {}),
        "capitals": operation.get("x-capitals", []),
        "look_first": operation.get("x-look-first", ""),
        "look_first_zh": operation.get("x-look-first-zh", ""),
        "evidence": operation.get("x-evidence"),
    }


def _regions(spec: Spec) -> list[dict[str, Any]]:
    regions: dict[str, dict[str, Any]] = {}
    for server in spec["servers"]:
        for name in server["x-regions"]:
            region = regions.setdefault(name, {"name": name, "urls": [], "demo": False})
            region["urls"].append(server["url"])
            region["demo"] |= name in server.get("x-demo", [])
    return list(regions.values())
