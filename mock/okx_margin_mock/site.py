"""The reference site's files, served at `/` so that its page may call the exchange that it came from."""

from pathlib import Path
from types import MappingProxyType

from attrs import frozen

from okx_margin_mock.messages import HttpRequest, HttpResponse

_TYPES = MappingProxyType(
    {
        ".html": "text/html;charset=UTF-8",
        ".js": "text/javascript;charset=UTF-8",
        ".json": "application/json;charset=UTF-8",
        ".yaml": "application/yaml",
        ".css": "text/css;charset=UTF-8",
        ".svg": "image/svg+xml",
        ".txt": "text/plain;charset=UTF-8",
    }
)


@frozen
class Site:
    """A flat folder of files. A request names one of them or gets nothing, so no path leads out of it."""

    folder: Path

    def answer(self, request: HttpRequest) -> HttpResponse | None:
        """The file that is asked for, `index.html` for `/`; None where it is not the site's."""
        name = "index.html" if request.path == "/" else request.path.removeprefix("/")
        for path in self.folder.glob("*") if request.method == "GET" else ():
            if path.name == name and path.suffix in _TYPES and path.is_file():
                headers = (
                    ("Content-Type", _TYPES[path.suffix]),
                    ("Cache-Control", "no-cache"),
                    ("X-Content-Type-Options", "nosniff"),
                )
                return HttpResponse(200, path.read_bytes(), headers)
        return None
