"""The photographs of demo pieces in the private storage, as if somebody had sent or taken them for a review."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from PIL import Image

from authentication.cases.opening import Shown

FOLDER = Path(settings.BASE_DIR) / "catalog" / "demo" / "photos"
VIEWS = {"front": "Front", "threequarter": "From the side", "detail": "Detail", "alt": "Back"}


def sent(ref: str, view: str) -> Shown:
    """One photograph of a demo piece, kept privately."""
    path = _path(ref, view)
    with Image.open(path) as image:
        width, height = image.size
    name = storages["private"].save(f"cases/{path.name}", ContentFile(path.read_bytes()))
    return Shown(name, VIEWS[view], width, height)


def digest(ref: str, view: str) -> str:
    """SHA-256 of its file, in hexadecimal."""
    return hashlib.sha256(_path(ref, view).read_bytes()).hexdigest()


def _path(ref: str, view: str) -> Path:
    return FOLDER / f"{ref}-{view}.webp"
