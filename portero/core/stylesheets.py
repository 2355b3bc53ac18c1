"""Stylesheets go out bundled and minified; in the repository it's one file per component."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import lightningcss
from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

ENTRIES = (
    "css/portero.css",
    "css/item.css",
    "css/till.css",
    "css/pay.css",
    "css/sell.css",
    "css/certificate.css",
    "css/trust.css",
    "css/claim.css",
)
IMPORT = re.compile(r'@import url\("([^"]+)"\) layer\((\w+)\);\s*')


def bundle(entry: str, read: Callable[[str], str]) -> str:
    """The entry stylesheet with every `@import url("x") layer(y)` replaced by the file itself, minified.

    `read` gives the text of a stylesheet named relative to the entry. The pictures and fonts that the
    imported files name must be relative to the entry too, because that's where they are read from afterwards.
    """
    whole = IMPORT.sub(lambda found: f"@layer {found[2]} {{\n{read(found[1])}\n}}\n", entry)
    return str(lightningcss.process_stylesheet(whole, minify=True))


class BundledStaticStorage(CompressedManifestStaticFilesStorage):
    """`collectstatic` bundles the stylesheet first, then hashes and compresses it like every other file."""

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        for entry in ENTRIES if not dry_run else ():
            if entry in paths:
                self._replace(entry, *paths[entry])
                paths = paths | {entry: (self, entry)}
        yield from super().post_process(paths, dry_run, **options)

    def _replace(self, entry: str, source: Any, path: str) -> None:
        folder = path.rpartition("/")[0]
        text = bundle(_text(source, path), lambda name: _text(source, f"{folder}/{name}"))
        self.delete(entry)
        self._save(entry, ContentFile(text.encode()))


def _text(storage: Any, name: str) -> str:
    with storage.open(name) as file:
        return str(file.read().decode())
