"""The uploaded certificate made safe to keep: a picture is drawn anew, a PDF only ever leaves as a download."""

import io
import secrets
import warnings
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image, ImageOps

MOST_BYTES = 10_000_000
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 3_000
PICTURES = ("JPEG", "PNG", "WEBP")
PDF, JPEG = "application/pdf", "image/jpeg"
ENDINGS = {PDF: "pdf", JPEG: "jpg"}
# A paper has no use for these; a reader that follows them is a danger to whoever checks it.
ACTIVE = (b"/JavaScript", b"/JS", b"/Launch", b"/EmbeddedFile", b"/OpenAction", b"/RichMedia", b"/XFA")


class BadPaper(ValueError):
    """The file can't be kept; the message says why and what to do."""


def made_safe(upload: Any) -> "tuple[ContentFile[bytes], str]":
    """The file to keep, under a name nobody chose, and its type. Raises BadPaper."""
    if upload.size > MOST_BYTES:
        raise BadPaper("The file is larger than 10 MB. A photograph or a smaller scan is enough.")
    data = upload.read()
    kept, kind = (_pdf(data), PDF) if data[:1024].lstrip().startswith(b"%PDF-") else (_picture(data), JPEG)
    return ContentFile(kept, name=f"{secrets.token_hex(16)}.{ENDINGS[kind]}"), kind


def _pdf(data: bytes) -> bytes:
    if b"%%EOF" not in data[-2048:]:
        raise BadPaper("This PDF is incomplete. Please upload it again.")
    if any(name in data for name in ACTIVE):
        raise BadPaper("This PDF contains scripts or attachments. Print it to a new PDF, or take a picture.")
    return data


def _picture(data: bytes) -> bytes:
    """Drawn anew: whatever else was in the file is gone."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=PICTURES) as found:
                if found.width * found.height > MOST_PIXELS:
                    raise BadPaper("The picture is too large. 3,000 pixels on its longer side are enough.")
                upright = ImageOps.exif_transpose(found).convert("RGB")
    except BadPaper:
        raise
    except Exception as error:  # Pillow raises many kinds for what isn't a picture
        raise BadPaper("This is neither a PDF nor a picture (JPEG, PNG, WebP) that we can read.") from error
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    out = io.BytesIO()
    upright.save(out, "JPEG", quality=85)
    return out.getvalue()
