"""What a certificate says: facts of the piece as they are on record now, in text and whole numbers only."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from authentication.models import Case, Certificate, Review, Serial
from catalog import condition
from catalog.models import Item, Photo
from portero.core.sealing import canonical
from portero.core.sealing.published import moment

TYPE = "portero.certificate/1"
# Which version it is and when it was signed: two versions that differ in nothing else say the same.
OF_THE_VERSION = frozenset({"certificate", "version", "issued_at", "previous"})


@dataclass(frozen=True)
class Content:
    """What the next version would say: the payload without what makes it a version, and the report's own text."""

    facts: Mapping[str, Any]
    report: str

    def payload(self, certificate: Certificate, version: int, previous: str, at: datetime) -> str:
        """The text to be signed; `previous` is the digest of the version before it, empty for the first."""
        told = {
            "certificate": certificate.number,
            "version": version,
            "issued_at": moment(at),
            "previous": previous or None,
            "page": settings.PUBLIC_URL + reverse("certificates:show", args=[certificate.number]),
        }
        return canonical(dict(self.facts) | told).decode()


def content_of(item: Item, case: Case, known: Mapping[str, str]) -> Content:
    """What a certificate of this piece would say now.

    `known` maps names of photographs to digests that an earlier version has: a stored file never changes under its
    name, so only new ones are read. Raises FileNotFoundError for a photograph whose file is gone.
    """
    report = canonical(condition.canonical(item)).decode()
    facts = {
        "type": TYPE,
        "issuer": {"name": "Portero", "keys": settings.PUBLIC_URL + reverse("keys")},
        "item": _piece(item),
        "authentication": _case(case),
        "grade": {
            "grade": item.grade,
            "label": item.get_grade_display(),
            "never_carried": item.never_carried,
        },
        "condition_report": {"sha256": sha256(report)},
        "measurements": [
            {
                "label": one.label,
                "value": f"{one.value:f}",
                "unit": one.unit,
                "tolerance": f"{one.tolerance:f}",
            }
            for one in item.measurements.order_by("position", "pk")
        ],
        "photos": [_photo(photo, known) for photo in item.photos.order_by("position", "pk")],
    }
    return Content(facts, report)


def said_of(payload: Mapping[str, Any]) -> dict[str, Any]:
    """What a payload says of the piece, without what makes it this version."""
    return {name: value for name, value in payload.items() if name not in OF_THE_VERSION | {"page", "issuer"}}


def sha256(text: str) -> str:
    """The digest of a text's UTF-8 bytes, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def _piece(item: Item) -> dict[str, Any]:
    made_of = {
        "colour": item.colour.name if item.colour else "",
        "material": item.material.name if item.material else "",
        "hardware": item.hardware.name if item.hardware else "",
    }
    return {
        "number": item.number,
        "designer": item.designer.name,
        "style": item.style.name if item.style else "",
        "category": item.category.name,
        "title": item.title,
        "size": item.size,
        "year": item.year,
        "made_in": item.made_in,
        **made_of,
    }


def _case(case: Case) -> dict[str, Any]:
    """How it was examined; never by whom, and of its serial number or code only whether one is on record."""
    decided = case.decided_at or case.opened_at
    reviews = case.reviews.filter(state=Review.State.SUBMITTED)
    return {
        "case": case.number,
        "decided_on": timezone.localtime(decided).date().isoformat(),
        "tier": case.tier,
        "reviewers": reviews.count(),
        "number_on_record": Serial.objects.filter(item=case.item_id, withdrawn_at__isnull=True).exists(),
        "outcome": "authentic",
    }


def _photo(photo: Photo, known: Mapping[str, str]) -> dict[str, Any]:
    """A photograph as it is published; its digest is that of the stored file, the largest that anybody can fetch."""
    name = str(photo.file.name)
    bare = PurePosixPath(name).name
    return {
        "file": bare,
        "sha256": known.get(bare) or _digest_of(name),
        "view": photo.view,
        "width": photo.width,
        "height": photo.height,
    }


def _digest_of(name: str) -> str:
    found = hashlib.sha256()
    with default_storage.open(name) as file:
        for chunk in file.chunks():
            found.update(chunk)
    return found.hexdigest()
