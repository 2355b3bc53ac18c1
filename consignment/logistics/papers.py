"""The papers of a consigned piece: its itemised receipt, and the labels of the vault with item number and shelf."""

from collections.abc import Iterable
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import segno
from PIL import Image

from consignment.models import Consignment
from logistics.gateway import office
from portero.core.pdf import render
from portero.core.words import moment

if TYPE_CHECKING:
    from consignment.logistics.receiving import Intake

HERE = Path(__file__).parent
MOST_PRINTED, PRINTED_WIDTH = 12, 900


def receipt_pdf(consignment: Consignment, intake: "Intake", number: str, *, at: datetime) -> bytes:
    """What came, what didn't and in what condition, as PDF for its owner."""
    submission = consignment.agreement.offer.submission
    data = {
        "number": number,
        "agreement": consignment.agreement.number,
        "owner": consignment.consignor.name,
        "at": moment(at),
        "office": list(office().lines),
        "piece": f"{intake.designer.name} {intake.title}",
        "told": submission.what,
        "came": [name for name, present in intake.lines if present],
        "missing": [name for name, present in intake.lines if not present],
        "condition": intake.condition,
        "photos": len(intake.photos),
    }
    files = {f"{n}.jpg": _printed(photo.data) for n, photo in enumerate(intake.photos[:MOST_PRINTED])}
    return render(HERE / "receipt.typ", data | {"pictures": list(files)}, files=files, at=at)


def vault_labels(rows: Iterable[tuple[str, str, str]]) -> bytes:
    """One small label per row of (code, title, shelf), with the code as text and QR; a shelf's has itself as code."""
    labels, files = [], {}
    for position, (code, title, shelf) in enumerate(rows):
        name = f"{position}.png"
        files[name] = _square(code)
        labels.append({"code": code, "title": title, "shelf": shelf, "file": name})
    return render(HERE / "vault_labels.typ", {"labels": labels}, files=files)


def _printed(photo: bytes) -> bytes:
    """A photograph of ours, small enough for paper; Typst reads no WebP."""
    with Image.open(BytesIO(photo)) as picture:
        small, file = picture.convert("RGB"), BytesIO()
        small.thumbnail((PRINTED_WIDTH, PRINTED_WIDTH))
        small.save(file, "JPEG", quality=80)
    return file.getvalue()


def _square(text: str) -> bytes:
    code = BytesIO()
    segno.make(text, error="m", micro=False).save(code, kind="png", scale=8, border=0)
    return code.getvalue()
