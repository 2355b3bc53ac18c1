"""One rendition of a photograph: resized, encoded. docs/photos.md has the figures behind the settings."""

import io
from typing import Any

from PIL import Image

# AVIF at speed 8: at 6 it takes three times as long for 8 % fewer bytes, at 9 it saves little against WebP.
# One thread: a photograph must not take the machine from the pages, and the bytes stay the same on every machine.
SETTINGS: dict[str, tuple[str, dict[str, Any]]] = {
    "avif": ("AVIF", {"quality": 58, "speed": 8, "max_threads": 1}),
    "webp": ("WEBP", {"quality": 80, "method": 4}),
    "jpg": ("JPEG", {"quality": 82, "optimize": True, "progressive": True}),
}


def resized(image: Image.Image, width: int) -> Image.Image:
    """The photograph `width` pixels wide, in its own proportion."""
    if width == image.width:
        return image
    height = max(1, round(image.height * width / image.width))
    return image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)


def encoded(image: Image.Image, ending: str) -> bytes:
    """The picture as `avif`, `webp` or `jpg`. Raises KeyError for another ending, OSError where it can't be encoded."""
    kind, options = SETTINGS[ending]
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()
