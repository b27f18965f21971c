"""The spec as the viewer shows it: one language, our tables written out as Markdown, our code samples."""

from __future__ import annotations

from typing import Any

from generator.publish.variants import LANGUAGES as VARIANTS
from generator.site.samples import TEMPLATES, samples
from generator.spec import Spec, operations, walk

LANGUAGES = ("en", "zh")
# How the viewer's list of servers calls the mock.
MOCK = {"en": "The local mock that serves this page", "zh": "提供本页面的本地模拟交易所"}
# Where the spec says how its table of codes is called, the page links to its own.
CODES = {"en": "[error codes](#codes)", "zh": "[错误码表](#codes)"}


def viewer_document(spec: Spec, language: str) -> dict[str, Any]:
    """`spec` in `language` ("en" or "zh") with what its extensions say written out.

    The security schemes are gone: the page signs with a form of its own, the viewer's would only confuse.
    """
    document = VARIANTS[language](spec)
    for _, node in walk(document):
        if isinstance(said := node.get("description"), str):
            node["description"] = said.replace("`x-okx-codes`", CODES[language])
    schemes = document["components"].pop("securitySchemes")
    del document["security"]
    introduction = TEMPLATES.get_template(f"introduction.{language}.md.jinja")
    document["info"]["description"] = introduction.render(
        description=document["info"]["description"].strip(),
        servers=document["servers"],
        schemes=schemes.values(),
        signing=document["x-okx-signing"],
        reading=[
            (method, path, operation)
            for method, path, operation in operations(document)
            if operation["x-effect"] == "reads"
        ],
    )
    for method, path, operation in operations(document):
        operation["x-codeSamples"] = samples(spec, language, method, path, operation)
    for schema in document["components"]["schemas"].values():
        schema.pop("not", None)  # "amt or percent", which the texts say
    for name in [name for name in document if name.startswith("x-okx-")]:
        del document[name]
    document["x-mock"] = MOCK[language]
    return document
