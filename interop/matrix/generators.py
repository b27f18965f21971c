"""The generators of the matrix: pinned version, what they read, and how a client is made, built and fed.

Commands run in build/matrix/<slug>, one after the other; `{spec}` is the published document, `{here}` this
folder. Installed in build/matrix are node_modules, a virtual environment and openapi-generator's jar.
"""

from __future__ import annotations

import shlex
from typing import NamedTuple

JAR = "7.25.0"  # org.openapitools:openapi-generator-cli, from Maven
PYTHON = {  # from PyPI: the two generators, and what the generated code imports
    "datamodel-code-generator": "0.89.0",
    "openapi-python-client": "0.29.1",
    "pydantic": "2.14.4",
    "python-dateutil": "2.9.0.post0",
    "urllib3": "2.8.0",
}
OGEN = "1.24.0"  # github.com/ogen-go/ogen, from the Go proxy


class Generator(NamedTuple):
    """`version` is a key of package.json or PYTHON, or a version; `tools` must be on PATH to build and feed.

    `feeds` are files of feeds/ that are put into the folder, `name>path` under another name.
    """

    slug: str
    version: str
    reads: str
    language: str
    generate: tuple[str, ...]
    feeds: tuple[
        str, ...
    ] = ()  # files of feeds/ that are put into the folder, `name>path` under another name
    build: tuple[str, ...] = ()
    feed: str = ""
    tools: tuple[str, ...] = ()

    def commands(self, steps: tuple[str, ...], **values: str) -> list[list[str]]:
        return [shlex.split(step.format(**values)) for step in steps]


def _jar(name: str, language: str, options: str = "", **rest: object) -> Generator:
    command = f"java -jar {{jar}} generate -i {{spec}} -g {name} -o client {options}"
    return Generator(f"openapi-generator {name}", JAR, "3.0.3", language, (command,), **rest)  # type: ignore[arg-type]


def _npm(slug: str, package: str, reads: str, *generate: str) -> Generator:
    feeds = ("feed.ts", f"{slug.partition(' ')[0]}.ts>main.ts", "tsconfig.json")
    return Generator(
        slug, package, reads, "TypeScript", generate, feeds, _TSC, "node build/main.js", ("node", "npm")
    )


_TSC = ("../node_modules/.bin/tsc -p .",)
_BIN = "../node_modules/.bin"

GENERATORS = (
    _npm(
        "hey-api + zod",
        "@hey-api/openapi-ts",
        "3.1",
        f"{_BIN}/openapi-ts -i {{spec}} -o client -p @hey-api/typescript zod",
    ),
    _npm(
        "orval + zod",
        "orval",
        "3.1",
        f"{_BIN}/orval --input {{spec}} --output client/fetch.ts --client fetch",
        f"{_BIN}/orval --input {{spec}} --output client/zod.ts --client zod",
    ),
    _npm(
        "kubb + zod",
        "@kubb/cli",
        "3.1",
        "cp {here}/feeds/kubb.config.js .",
        f"{_BIN}/kubb generate --config kubb.config.js",
    ),
    _npm(
        "openapi-zod-client",
        "openapi-zod-client",
        "3.0.3",
        f"{_BIN}/openapi-zod-client {{spec}} -o client.ts --export-schemas",
    ),
    _npm("oazapfts", "oazapfts", "3.0.3", f"{_BIN}/oazapfts {{spec}} client.ts"),
    _npm(
        "swagger-typescript-api",
        "swagger-typescript-api",
        "3.0.3",
        f"{_BIN}/swagger-typescript-api generate -p {{spec}} -o client -n api.ts",
    ),
    _jar(
        "typescript-fetch",
        "TypeScript",
        "--additional-properties=importFileExtension=.js",
        feeds=("feed.ts", "typescript-fetch.ts>main.ts", "tsconfig.json"),
        build=_TSC,
        feed="node build/main.js",
        tools=("node", "npm"),
    ),
    _jar(
        "python",
        "Python",
        feeds=("feed.py",),
        build=("{python} -m compileall -q client/openapi_client",),
        feed="env PYTHONPATH=client {python} feed.py openapi_client.models.position_margin_envelope "
        "PositionMarginEnvelope from_dict",
    ),
    Generator(
        "datamodel-code-generator",
        "datamodel-code-generator",
        "3.1",
        "Python",
        (
            "{bin}/datamodel-codegen --input {spec} --input-file-type openapi --output client.py "
            "--output-model-type pydantic_v2.BaseModel --formatters builtin",
        ),
        ("feed.py",),
        feed="{python} feed.py client PositionMarginEnvelope model_validate",
    ),
    Generator(
        "openapi-python-client",
        "openapi-python-client",
        "3.1",
        "Python",
        ("{bin}/openapi-python-client generate --path {spec} --meta none --output-path client",),
        ("feed.py",),
        feed="{python} feed.py client.models.position_margin_envelope PositionMarginEnvelope from_dict",
    ),
    Generator(
        "ogen",
        OGEN,
        "3.1",
        "Go",
        (
            "go mod init matrix",
            f"go get github.com/ogen-go/ogen/cmd/ogen@v{OGEN}",
            "go run github.com/ogen-go/ogen/cmd/ogen --target api --clean {spec}",
        ),
        ("ogen.go>main.go",),
        ("go mod tidy", "go vet .", "go build -o feed ."),
        "./feed",
        ("go",),
    ),
    _jar(
        "go",
        "Go",
        "--additional-properties=withGoMod=false,packageName=openapi "
        "--global-property=apiTests=false,modelTests=false",
        feeds=("go.go>main.go",),
        build=(
            "mv client openapi",
            "rm -rf openapi/test",
            "go mod init matrix",
            "go mod tidy",
            "go build -o feed .",
        ),
        feed="./feed",
        tools=("go",),
    ),
    _jar(
        "kotlin",
        "Kotlin",
        "--additional-properties=packageName=client",
        feeds=("Feed.kt>client/src/main/kotlin/Feed.kt", "kotlin.xml>pom.xml"),
        build=("mvn -q -B compile dependency:copy-dependencies",),
        feed="java -cp target/classes:target/dependency/* FeedKt",
        tools=("java", "mvn"),
    ),
    _jar(
        "java",
        "Java",
        "--additional-properties=openApiNullable=false --api-package=client.api --model-package=client.model "
        "--invoker-package=client --global-property=apiTests=false,modelTests=false",
        feeds=("Feed.java>client/src/main/java/Feed.java", "java.xml>pom.xml"),
        build=("mvn -q -B compile dependency:copy-dependencies",),
        feed="java -cp target/classes:target/dependency/* Feed",
        tools=("java", "mvn"),
    ),
    _jar(
        "rust",
        "Rust",
        feeds=("main.rs>src/main.rs", "Cargo.toml"),
        build=("cargo build --quiet",),
        feed="target/debug/feed",
        tools=("cargo",),
    ),
    _jar(
        "php",
        "PHP",
        feeds=("feed.php",),
        build=("find client/lib -name *.php -exec php -l {{}} +",),
        feed="php feed.php",
        tools=("php",),
    ),
    _jar(
        "ruby",
        "Ruby",
        feeds=("feed.rb",),
        build=("find client/lib -name *.rb -exec ruby -c {{}} ;",),
        feed="ruby -I client/lib feed.rb",
        tools=("ruby",),
    ),
    _jar("csharp", "C#", tools=("dotnet",)),
    _jar("swift5", "Swift", tools=("swift",)),
    _jar("dart", "Dart", tools=("dart",)),
)
