"""Paper: a Typst template and data become the bytes of a PDF, the same bytes from the same data everywhere.

What people typed reaches a template only as data (`#let d = json("data.json")`), never as markup, so a name can't
run or break anything. Fonts and the house's style (`#import "house.typ"`) come with the project, in `documents`.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typst

DOCUMENTS = Path(__file__).with_name("documents")
HOUSE, FONTS = DOCUMENTS / "house.typ", DOCUMENTS / "fonts"


def render(
    template: Path,
    data: Mapping[str, Any],
    *,
    files: Mapping[str, bytes] | None = None,
    at: datetime | None = None,
) -> bytes:
    """The PDF of a template with this data, which must be JSON (sums and dates already as the reader sees them).

    `files` (pictures) lie beside the template under their bare names. `at` is the date inside the
    PDF, by default the epoch and never now: a paper of stored facts can be made again, identical. Raises ValueError for
    a name that is a path, and typst.TypstError for a template that doesn't compile.
    """
    with TemporaryDirectory(prefix="portero-pdf-") as folder:
        place = Path(folder)
        for name, content in (files or {}).items():
            if name != Path(name).name or name in {"", ".", ".."}:
                raise ValueError(f"{name!r} is not the bare name of a file.")
            (place / name).write_bytes(content)
        (place / "data.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        for source in (HOUSE, template):
            (place / source.name).write_bytes(source.read_bytes())
        return typst.compile(
            str(place / template.name),
            root=folder,
            font_paths=[str(FONTS)],
            ignore_system_fonts=True,  # only what the project and the library bring: the same pages everywhere
            timestamp=int(at.timestamp()) if at else 0,
        )
