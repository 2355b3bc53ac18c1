"""Files on a disk that are there whole or not at all, as object storage keeps them."""

import os
import secrets
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage


class WholeFileStorage(FileSystemStorage):
    """A file gets its name once it is written: killed halfway, a program leaves no half file that others would serve.

    Saving under a name that exists replaces the file in one step, as in object storage.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options | {"allow_overwrite": True})

    def _save(self, name: str, content: Any) -> str:
        part = super()._save(f"{name}.{secrets.token_hex(6)}.part", content)  # type: ignore[misc]
        Path(self.path(part)).replace(self.path(name))
        return name.replace(os.sep, "/")
