"""Pictures that aren't for everybody: encoded anew, in the private storage, with two previews beside each."""

import io
import secrets

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.http import Http404, HttpResponse
from PIL import Image

from catalog.photography.encoding import encoded, resized
from catalog.photography.results import Encoded

WIDTHS = {"small": 320, "medium": 960}
FULL = "full"


def keep(folder: str, developed: Encoded) -> str:
    """Store an encoded picture with its previews under a name nobody can guess; the name."""
    storage = _storage()
    name = storage.save(f"{folder}/{secrets.token_hex(12)}.webp", ContentFile(developed.data))
    try:
        image = Image.open(io.BytesIO(developed.data))
        for size in WIDTHS:
            storage.save(_named(name, size), ContentFile(_small(image, size)))
    except BaseException:  # nobody would ever look for the files
        discard(name)
        raise
    return name


def discard(name: str) -> None:
    """Delete a picture with its previews; what is gone stays gone."""
    for size in (FULL, *WIDTHS):
        _storage().delete(_named(name, size))


def answer(name: str, size: str) -> HttpResponse:
    """The picture as an answer, for views that have checked who asks: `small`, `medium` or `full`.

    A picture that came without previews gets the one that is asked for. Raises Http404 for another size, and for a
    file that is gone.
    """
    if size != FULL and size not in WIDTHS:
        raise Http404
    try:
        data = _read(name, size)
    except FileNotFoundError:
        raise Http404 from None
    told = HttpResponse(data, content_type="image/webp")
    told["Cache-Control"] = "private, max-age=3600"
    told["Content-Disposition"] = "inline"
    told["X-Robots-Tag"] = "noindex, nofollow"
    return told


def _read(name: str, size: str) -> bytes:
    storage, wanted = _storage(), _named(name, size)
    if size == FULL or storage.exists(wanted):
        with storage.open(wanted) as file:
            return bytes(file.read())
    with storage.open(name) as file:
        small = _small(Image.open(file), size)
    storage.save(wanted, ContentFile(small))
    return small


def _small(image: Image.Image, size: str) -> bytes:
    return encoded(resized(image, min(WIDTHS[size], image.width)), "webp")


def _named(name: str, size: str) -> str:
    return name if size == FULL else f"{name.removesuffix('.webp')}-{size}.webp"


def _storage() -> Storage:
    return storages["private"]
