"""The evidence as a PDF: facts as JSON and photographs as JPEG in a folder, typeset by Typst (docs/decisions)."""

import json
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typst
from django.core.files.storage import default_storage
from PIL import Image, ImageOps, UnidentifiedImageError

from orders.payments.disputes.evidence import words

DOSSIER = Path(__file__).with_name("dossier.typ")
LONGEST_SIDE = 1200  # pixels: sharp at the size it is printed, small enough for a bank's upload form


def render(facts: dict[str, Any]) -> bytes:
    """The PDF of these facts. A photograph that can't be read is left out of it; the JSON still names it."""
    with TemporaryDirectory(prefix="portero-evidence-") as folder:
        place = Path(folder)
        printed = words.of(facts) | {"in_short": words.in_short(facts)}
        for piece in printed["pieces"]:
            piece["photos"] = [photo for photo in piece["photos"] if _placed(photo, place)]
        (place / "facts.json").write_text(json.dumps(printed), encoding="utf-8")
        (place / DOSSIER.name).write_bytes(DOSSIER.read_bytes())
        # Only the fonts that come with the library: the same pages on every machine.
        return typst.compile(str(place / DOSSIER.name), root=folder, ignore_system_fonts=True)


def _placed(photo: dict[str, Any], place: Path) -> bool:
    """Write the photograph beside the document, turned upright, on white; False if it can't be read."""
    try:
        with default_storage.open(photo["stored"]) as stored, Image.open(BytesIO(stored.read())) as picture:
            upright = ImageOps.exif_transpose(picture).convert("RGBA")
    except (OSError, UnidentifiedImageError):
        return False
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    ground = Image.new("RGB", upright.size, "white")
    ground.paste(upright, mask=upright.getchannel("A"))
    photo["print"] = f"{Path(photo['file']).stem}.jpg"
    ground.save(place / photo["print"], quality=82)
    return True
