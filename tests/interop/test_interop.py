"""What holds of interop/ without another language's tools; `make interop` does the rest."""

import re
from decimal import Decimal
from pathlib import Path

import httpx
import pytest

from interop import cargo_lock
from interop.__main__ import main, wrong_vectors
from interop.languages import LANGUAGES, Language
from interop.script import CALLS, Call, contradictions, margins, wrong_calls
from okx_margin_mock import Fault, MockServer

SIGNERS = {
    "typescript": "src/signer.ts",
    "go": "signer.go",
    "java": "src/main/java/interop/OkxSigner.java",
    "rust": "src/signer.rs",
}
FAULTS = {
    "timed_out": Fault.timed_out(),
    "server_error": Fault.server_error(502),
    "disconnect": Fault.disconnect(),
}


def send(mock: MockServer, call: Call) -> None:
    auth = mock.auth("net" if call.body.get("ccy") else None)
    if call.name in FAULTS:
        mock.exchange.inject(FAULTS[call.name])
    try:
        httpx.post(mock.base_url + call.path, json=dict(call.body), auth=auth, trust_env=False)
    except httpx.TransportError:
        assert call.name == "disconnect"


def follow_the_script(mock: MockServer) -> dict[str, Decimal]:
    """Make the calls (wrong_secret with a wrong secret), and give the margins from before."""
    before = margins(mock.exchange)
    for call in CALLS:
        if call.name == "wrong_secret":
            httpx.post(mock.base_url + call.path, json=dict(call.body), trust_env=False)
        else:
            send(mock, call)
    return before


def test_the_script_comes_to_what_it_says(okx_mock: MockServer) -> None:
    before = follow_the_script(okx_mock)
    assert contradictions(before, okx_mock.exchange) == []
    assert wrong_calls([call.seen_as() for call in CALLS], okx_mock.exchange) == []


def test_a_request_sent_twice_is_noticed(okx_mock: MockServer) -> None:
    before = follow_the_script(okx_mock)
    send(okx_mock, CALLS[0])
    assert len(contradictions(before, okx_mock.exchange)) == 2  # the margin, and the number of requests


def test_a_program_cannot_just_claim_success(okx_mock: MockServer) -> None:
    before = margins(okx_mock.exchange)
    claimed = [call.seen_as() for call in CALLS]
    assert len(wrong_calls(claimed, okx_mock.exchange)) == len(CALLS)
    assert contradictions(before, okx_mock.exchange)


def test_a_digit_read_wrongly_is_noticed(okx_mock: MockServer) -> None:
    follow_the_script(okx_mock)
    reported = [call.seen_as() for call in CALLS]
    reported[3] = {**reported[3], "amt": "12.5"}
    assert [line.partition(":")[0] for line in wrong_calls(reported, okx_mock.exchange)] == ["trailing_zeros"]


def test_missing_and_wrong_signatures_are_noticed() -> None:
    vectors = [{"name": name, "signature": name} for name in ("a", "b", "c")]
    assert wrong_vectors(vectors, ["a", "b", "c"]) == []
    assert len(wrong_vectors(vectors, ["a", "x"])) == 2


def test_an_unknown_language_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["cobol"])
    assert "no language cobol; there are typescript, go, java, rust" in capsys.readouterr().err


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.folder)
def test_signers_are_short_and_generators_pinned(language: Language) -> None:
    assert len((language.path / SIGNERS[language.folder]).read_text("utf-8").splitlines()) < 40
    assert re.fullmatch(r"\d+\.\d+\.\d+", language.generator_version)


def test_no_lock_file_names_an_address() -> None:
    for language in LANGUAGES:
        for lock in (*language.path.glob("*.lock"), *language.path.glob("package-lock.json")):
            if lock.name != "Cargo.lock":  # written by cargo, and not checked in
                assert not re.search(r"registry|resolved", lock.read_text("utf-8")), lock


def test_the_crates_lock_becomes_cargos(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = 'source = "registry+somewhere"\n'
    cargo = f'name = "itoa"\nversion = "1.0.0"\n{source}checksum = "ab"\n\nname = "own"\n'
    lock = tmp_path / "Cargo.lock"
    lock.write_text(cargo, "utf-8")
    cargo_lock.save(tmp_path)
    assert "source" not in (tmp_path / "crates.lock").read_text("utf-8")

    def newer(*_: object, **__: object) -> None:
        lock.write_text(cargo.replace("1.0.0", "1.0.9"), "utf-8")

    monkeypatch.setattr("subprocess.run", newer)
    lock.unlink()
    cargo_lock.restore(tmp_path)
    assert lock.read_text("utf-8") == cargo
