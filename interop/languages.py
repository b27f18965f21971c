"""What it takes to generate, build and run the program of each language."""

import os
import re
from pathlib import Path

from attrs import frozen

Command = tuple[str, ...]

_HERE = Path(__file__).parent


@frozen(kw_only=True)
class Language:
    """A folder beside this file. Commands run in it, one after the other."""

    folder: str
    title: str
    #: Programs that must be on PATH.
    tools: tuple[str, ...]
    generator: str
    #: File of the folder that pins the generator, and the pattern of its version there.
    pinned_in: str
    pinned_as: str
    #: Generate and compile, from the files under dist/.
    build: tuple[Command, ...]
    run: Command
    #: A sample's file, {} being its operation's name; what compiles them all, and what runs one.
    sample: str
    build_samples: Command = ()
    run_sample: Command
    #: Files of the folder that the samples need beside them, in build/samples.
    sample_needs: tuple[str, ...] = ()

    @property
    def path(self) -> Path:
        return _HERE / self.folder

    @property
    def generator_version(self) -> str:
        found = re.search(self.pinned_as, (self.path / self.pinned_in).read_text("utf-8"))
        if found is None:
            raise LookupError(f"{self.path / self.pinned_in} does not pin {self.generator}")
        return found[1]


LANGUAGES = (
    Language(
        folder="typescript",
        title="TypeScript",
        tools=("node", "npm"),
        generator="openapi-typescript",
        pinned_in="package.json",
        pinned_as=r'"openapi-typescript": "([^"]+)"',
        build=(
            ("npm", "ci", "--prefer-offline", "--silent", "--no-audit", "--no-fund"),
            ("npm", "run", "--silent", "build"),
        ),
        run=("node", "build/script.js"),
        sample="build/samples/{}.ts",
        build_samples=("node_modules/.bin/tsc", "--project", "tsconfig.samples.json"),
        run_sample=("node", "build/samples/js/{}.js"),
    ),
    Language(
        folder="go",
        title="Go",
        tools=("go",),
        generator="oapi-codegen",
        pinned_in="go.mod",
        pinned_as=r"oapi-codegen/oapi-codegen/v2 v(\S+)",
        build=(("go", "generate", "."), ("go", "vet", "."), ("go", "build", "-o", "build/script", ".")),
        run=("build/script",),
        sample="build/samples/{}/main.go",
        build_samples=("go", "build", "-o", "build/bin/", "./build/samples/..."),
        run_sample=("build/bin/{}",),
    ),
    Language(
        folder="java",
        title="Java",
        tools=("java", "mvn"),
        generator="openapi-generator java/native",
        pinned_in="pom.xml",
        pinned_as=r"<artifactId>openapi-generator-maven-plugin</artifactId>\s*<version>([^<]+)<",
        build=(("mvn", "--quiet", "--batch-mode", "--no-transfer-progress", "process-classes"),),
        run=("java", "-cp", os.pathsep.join(("build/classes", "build/dependency/*")), "interop.Script"),
        sample="build/samples/{}/Sample.java",
        run_sample=("java", "-cp", "build/dependency/*", "build/samples/{}/Sample.java"),
    ),
    Language(
        folder="rust",
        title="Rust",
        tools=("cargo", "rustc"),
        generator="progenitor",
        pinned_in="Cargo.toml",
        pinned_as=r'progenitor = "=([^"]+)"',
        build=(("cargo", "build", "--quiet", "--locked", "--target-dir", "build"),),
        run=("build/debug/okx-margin-interop",),
        sample="build/samples/src/bin/{}.rs",
        build_samples=(
            *("cargo", "build", "--quiet", "--locked"),
            *("--manifest-path", "build/samples/Cargo.toml", "--target-dir", "build"),
        ),
        run_sample=("build/debug/{}",),
        sample_needs=("Cargo.toml", "Cargo.lock"),
    ),
)
