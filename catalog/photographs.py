"""Photographs from outside made safe: checked, upright, in sRGB, without metadata, re-encoded, under a name of ours."""

import hashlib
import io
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image, ImageCms, ImageOps

MOST_BYTES = 25_000_000
MOST_PIXELS = 60_000_000
SMALLEST_SIDE = 200
LONGEST_SIDE = 2_400
QUALITY = 88
FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "TIFF")
PAPER = (247, 243, 237)  # the ground of every photograph (design/README, --paper)


class BadPicture(Exception):
    """The file can't be used as a photograph; the message says why."""


@dataclass(frozen=True)
class Stored:
    """A photograph in the storage, as Photo wants it."""

    name: str
    width: int
    height: int


@dataclass(frozen=True)
class Encoded:
    """A photograph re-encoded as WebP, not stored yet."""

    data: bytes
    width: int
    height: int


def name_for(folder: str, path: Path) -> str:
    """A name that follows from the file's content: the same picture is never stored twice, and nobody can guess it."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return f"items/{folder}/{digest[:24]}.webp"


def store(path: Path, name: str) -> Stored:
    """Re-encode a picture and put it into the default storage under `name`. Raises BadPicture."""
    with path.open("rb") as file:
        encoded = encode(file)
    if not default_storage.exists(name):
        name = default_storage.save(name, ContentFile(encoded.data))
    return Stored(name, encoded.width, encoded.height)


def encode(file: BinaryIO) -> Encoded:
    """A file from outside as a photograph of ours. Raises BadPicture."""
    image = _upright_rgb(file)
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    data = io.BytesIO()
    image.save(data, "WEBP", quality=QUALITY, method=4)
    return Encoded(data.getvalue(), *image.size)


def inspect(path: Path) -> None:
    """Raises BadPicture when `store` would."""
    with path.open("rb") as file:
        _upright_rgb(file)


def _upright_rgb(file: BinaryIO) -> Image.Image:
    if file.seek(0, io.SEEK_END) > MOST_BYTES:
        raise BadPicture(f"It has more than {MOST_BYTES // 1_000_000} MB.")
    file.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            # Reading the header costs nothing: what is too large is refused before a pixel is unpacked.
            probe = Image.open(file, formats=FORMATS)
            _check_size(probe)
            probe.verify()
            file.seek(0)
            image = Image.open(file, formats=FORMATS)
            image.load()
            return _flat(_in_srgb(ImageOps.exif_transpose(image)))
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Warning) as problem:
        raise BadPicture(f"It can't be read as a picture: {problem}"[:200]) from None


def _check_size(image: Image.Image) -> None:
    width, height = image.size
    if width * height > MOST_PIXELS:
        raise BadPicture(f"It has more than {MOST_PIXELS // 1_000_000} million pixels.")
    if min(width, height) < SMALLEST_SIDE:
        raise BadPicture(f"It is {width} x {height}: its shorter side needs {SMALLEST_SIDE} pixels.")


def _in_srgb(image: Image.Image) -> Image.Image:
    """Colours as the camera meant them: the embedded profile is applied, since it is taken off with the metadata."""
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in ("RGB", "CMYK", "L"):
        return image
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except ImageCms.PyCMSError:
        return image
    return converted or image


def _flat(image: Image.Image) -> Image.Image:
    """RGB alone: what is transparent stands on the shop's paper. A new image, so that no metadata comes along."""
    if "A" in image.getbands() or "transparency" in image.info:
        layer = image.convert("RGBA")
        image = Image.new("RGB", layer.size, PAPER)
        image.paste(layer, mask=layer.getchannel("A"))
    rgb = image.convert("RGB")
    clean = Image.new("RGB", rgb.size)
    clean.paste(rgb)
    return clean
