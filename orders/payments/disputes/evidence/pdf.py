"""The evidence as a PDF: the facts in words, and the photographs as JPEG beside them."""

from io import BytesIO
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from PIL import Image, ImageOps, UnidentifiedImageError

from orders.payments.disputes.evidence import words
from portero.core import pdf

DOSSIER = Path(__file__).with_name("dossier.typ")
LONGEST_SIDE = 1200  # pixels: sharp at the size it is printed, small enough for a bank's upload form


def render(facts: dict[str, Any]) -> bytes:
    """The PDF of these facts. A photograph that can't be read is left out of it; the JSON still names it."""
    printed = words.of(facts) | {"in_short": words.in_short(facts)}
    files: dict[str, bytes] = {}
    for piece in printed["pieces"]:
        piece["photos"] = [photo for photo in piece["photos"] if _placed(photo, files)]
    return pdf.render(DOSSIER, printed, files=files)


def _placed(photo: dict[str, Any], files: dict[str, bytes]) -> bool:
    """Put the photograph beside the document, turned upright, on white; False if it can't be read."""
    try:
        with default_storage.open(photo["stored"]) as stored, Image.open(BytesIO(stored.read())) as picture:
            upright = ImageOps.exif_transpose(picture).convert("RGBA")
    except (OSError, UnidentifiedImageError):
        return False
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    ground = Image.new("RGB", upright.size, "white")
    ground.paste(upright, mask=upright.getchannel("A"))
    photo["print"] = f"{Path(photo['file']).stem}.jpg"
    printed = BytesIO()
    ground.save(printed, "JPEG", quality=82)
    files[photo["print"]] = printed.getvalue()
    return True
