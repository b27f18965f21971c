"""What the site's files hold, and what the mock serves of them; no browser is needed."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path
from typing import Any

import httpx
import pytest

from generator import GenerationError, publish, site, yaml12
from generator.site import samples, viewer
from generator.site.document import LANGUAGES, viewer_document
from generator.spec import Spec, operations
from okx_margin_mock import Fault, MockServer, serve
from okx_margin_mock.control import ledger


@pytest.fixture
def mock(tmp_path: Path, spec: Spec) -> Generator[MockServer, None, None]:
    """Served without the viewer, which only a browser needs."""
    for name, content in site.files(spec).items():
        (tmp_path / name).write_bytes(content)
    with serve(site=tmp_path) as running:
        yield running


def test_the_files_are_the_same_on_every_run(spec: Spec) -> None:
    assert site.files(spec) == site.files(spec)


def test_no_file_names_another_host_to_load_from(spec: Spec) -> None:
    loaded = re.compile(rb"""(?:src|href|import|url|fetch)\W{1,3}(?:https?:)?//""")
    for name, content in site.files(spec).items():
        if not name.startswith(("openapi.", "okx_margin.")):  # what the spec itself names
            assert not loaded.search(content), name


def test_the_page_says_everything_in_both_languages() -> None:
    texts = (site.STATIC / "texts.js").read_text(encoding="utf-8")
    english, chinese = re.findall(r"^  (?:en|zh): \{\n(.*?)^  \},", texts, re.DOTALL | re.MULTILINE)
    names = r"^    (\w+):"
    assert re.findall(names, english, re.MULTILINE) == re.findall(names, chinese, re.MULTILINE)
    used = "".join(path.read_text(encoding="utf-8") for path in site.STATIC.iterdir())
    asked = set(re.findall(r"""(?:text\(|data-(?:text|label)=)"(\w+)""", used))
    assert asked <= set(re.findall(names, english, re.MULTILINE))


def test_the_chinese_document_has_no_english_text_left(spec: Spec) -> None:
    document = viewer_document(spec, "zh")
    said = [document["info"]["description"], *(op["description"] for _, _, op in operations(document))]
    assert all(re.search("[一-鿿]", text) for text in said)
    assert "x-description-zh" not in json.dumps(document)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_operation_shows_its_facts_and_its_samples(spec: Spec, language: str) -> None:
    for _, path, operation in operations(viewer_document(spec, language)):
        assert str(operation["x-rate-limit"]["requests"]) in operation["description"]
        assert operation.get("x-permission", "API key") in operation["description"]
        assert [sample["label"] for sample in operation["x-codeSamples"]] == [*samples.LANGUAGES]
        assert all(path in sample["source"] for sample in operation["x-codeSamples"][1:])


def test_the_samples_speak_the_page_s_language(spec: Spec) -> None:
    for language, wanted in samples.SAYS.items():
        other = samples.SAYS["en" if language == "zh" else "zh"]
        for _, _, operation in operations(viewer_document(spec, language)):
            sources = "".join(sample["source"] for sample in operation["x-codeSamples"])
            assert wanted["run"] in sources
            assert not [text for text in other.values() if text in sources]


@pytest.mark.parametrize("label", ["Python", "curl"])
def test_the_samples_do_what_they_say(spec: Spec, mock: MockServer, label: str, tmp_path: Path) -> None:
    """The other languages' are run by `make interop`, which has their tools."""
    tools = {"Python": [sys.executable], "curl": ["bash"]}[label]
    if label == "curl" and not all(map(shutil.which, ("bash", "curl", "openssl"))):
        pytest.skip("bash, curl or openssl is missing")

    for operation, source in _sources(spec, label):
        done = _run(tools, source, mock, tmp_path)
        assert done.returncode == 0, done.stderr
        said = {"moves": ("done:", '"code":"0"'), "reads": ("(", '"code":"0"')}[operation["x-effect"]]
        assert any(each in done.stdout for each in said) or "bills" in source, done.stdout
    account = ledger(mock.exchange)["accounts"][0]
    assert (account["positions"][0]["margin"], account["bots"][0]["availBal"]) == ("751", "410")


def test_the_curl_sample_fails_unless_it_is_done(spec: Spec, mock: MockServer, tmp_path: Path) -> None:
    source = next(each for operation, each in _sources(spec, "curl") if operation["x-effect"] == "moves")
    assert _run(["bash"], source, mock, tmp_path).returncode == 0
    for fault in (
        Fault.rate_limited(),
        Fault.timed_out(),
        Fault.server_error(),
        Fault.disconnect(),
        Fault.garbage(),
    ):
        mock.exchange.inject(fault)
        assert _run(["bash"], source, mock, tmp_path).returncode != 0
    mock.exchange.inject(
        Fault.answer(200, body='{"msg":"","data":[],"code":0}')
    )  # in another order, as an integer
    assert _run(["bash"], source, mock, tmp_path).returncode == 0


def _sources(spec: Spec, label: str) -> list[tuple[dict[str, Any], str]]:
    """Each operation with its sample in that language."""
    return [
        (operation, sample["source"])
        for _, _, operation in operations(viewer_document(spec, "en"))
        for sample in operation["x-codeSamples"]
        if sample["label"] == label
    ]


def _run(tools: list[str], source: str, mock: MockServer, folder: Path) -> subprocess.CompletedProcess[str]:
    key = mock.key()
    environment = os.environ | {
        "OKX_BASE_URL": mock.base_url,
        "OKX_API_KEY": key.api_key,
        "OKX_SECRET_KEY": key.secret_key,
        "OKX_PASSPHRASE": key.passphrase,
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    file = folder / "sample"
    file.write_text(source, encoding="utf-8")
    return subprocess.run(
        [*tools, str(file)],
        env=environment,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )


def test_the_specification_is_there_to_download(spec: Spec, mock: MockServer) -> None:
    published = publish.files(spec, yaml12.read(publish.CASES))
    for language in LANGUAGES:
        introduction = viewer_document(spec, language)["info"]["description"]
        linked = re.findall(r"\]\((okx_margin\.[^)]+)\)", introduction)
        assert len(linked) == 4
        for name in linked:
            answer = httpx.get(f"{mock.base_url}/{name}")
            assert answer.content == published[f"openapi/{name}"]


@pytest.mark.parametrize("path", ["/", "/app.js", "/openapi.zh.json"])
def test_the_mock_serves_the_site(mock: MockServer, path: str) -> None:
    answer = httpx.get(mock.base_url + path)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(("text/html", "text/javascript", "application/json"))


@pytest.mark.parametrize(
    "path", ["/../seed.toml", "/%2e%2e/seed.toml", "/..%2f..%2fetc/passwd", "//etc/passwd"]
)
def test_nothing_but_the_site_is_served(mock: MockServer, path: str) -> None:
    host, port = mock.base_url.removeprefix("http://").split(":")
    with httpx.Client(transport=httpx.HTTPTransport()) as client:
        request = client.build_request("GET", mock.base_url)
        request.extensions["target"] = path.encode()
        assert client.send(request).status_code == 404, (host, port)


def test_the_exchange_answers_as_without_a_site(mock: MockServer) -> None:
    assert httpx.get(f"{mock.base_url}/api/v5/public/time").json()["code"] == "0"
    assert httpx.post(mock.base_url).status_code == 404
    with serve() as bare:
        assert httpx.get(bare.base_url).status_code == 404


def test_without_npm_the_site_is_skipped_with_one_line(
    spec: Spec, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(viewer, "CACHE", tmp_path / "nothing")
    monkeypatch.setenv("PATH", "")
    assert site.write(spec, tmp_path / "site") is False
    assert capsys.readouterr().err.count("\n") == 1
    assert not (tmp_path / "site").exists()


def test_a_viewer_that_is_not_the_pinned_one_is_refused(
    spec: Spec, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(viewer, "CACHE", tmp_path)
    (tmp_path / f"scalar-api-reference-{viewer.VERSION}.tgz").write_bytes(b"something else")
    with pytest.raises(GenerationError, match="not the pinned"):
        site.write(spec, tmp_path / "site")
    assert not (tmp_path / "site").exists()
