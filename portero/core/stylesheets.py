"""The shop's stylesheet goes out as one minified file; in the repository it's one file per component."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import rcssmin
from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

ENTRY = "css/portero.css"
IMPORT = re.compile(r'@import url\("([^"]+)"\) layer\((\w+)\);\s*')


def bundle(entry: str, read: Callable[[str], str]) -> str:
    """The entry stylesheet with every `@import url("x") layer(y)` replaced by the file itself, minified.

    `read` gives the text of a stylesheet named relative to the entry. The pictures and fonts that the
    imported files name must be relative to the entry too, because that's where they are read from afterwards.
    """
    whole = IMPORT.sub(lambda found: f"@layer {found[2]} {{\n{read(found[1])}\n}}\n", entry)
    return str(rcssmin.cssmin(whole))


class BundledStaticStorage(CompressedManifestStaticFilesStorage):
    """`collectstatic` bundles the stylesheet first, then hashes and compresses it like every other file."""

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        if ENTRY in paths and not dry_run:
            source, path = paths[ENTRY]
            folder = path.rpartition("/")[0]
            text = bundle(_text(source, path), lambda name: _text(source, f"{folder}/{name}"))
            self.delete(ENTRY)
            self._save(ENTRY, ContentFile(text.encode()))
            paths = paths | {ENTRY: (self, ENTRY)}
        return super().post_process(paths, dry_run, **options)


def _text(storage: Any, name: str) -> str:
    with storage.open(name) as file:
        return str(file.read().decode())
