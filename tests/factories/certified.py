"""Pieces with a certificate, issued by the room's own verb; their photographs are real files."""

import secrets
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from authentication.certificates import issuing
from authentication.models import Case, CertificateVersion
from catalog.models import Defect, Item, Measurement, Photo
from tests.factories.authentication import a_case, a_reviewer, passed_case, reviewed
from tests.factories.catalog import draft_item
from tests.factories.condition import graded
from tests.factories.people import staff

VIEWS = ("front", "detail")


def a_photo(item: Item, position: int = 0, view: str = "front") -> Photo:
    """A photograph whose file is in the storage."""
    file = BytesIO()
    Image.new("RGB", (80, 100), (200 - 40 * position % 200, 190, 180)).save(file, "WEBP")
    name = default_storage.save(f"items/{secrets.token_hex(12)}.webp", ContentFile(file.getvalue()))
    photo = Photo(item=item, position=position, view=view, width=80, height=100, alt=f"View {position + 1}")
    photo.file.name = name
    Photo.objects.bulk_create([photo])
    return photo


def certifiable_item(**facts: Any) -> Item:
    """Photographed, described, graded and passed, with a pinned defect and two measurements; not listed yet."""
    item = draft_item(**{"grade": ""} | facts)
    photos = [a_photo(item, n, view) for n, view in enumerate(VIEWS)]
    Defect.objects.create(
        item=item, position=1, kind="Rubbing", place="front left corner", zone="corners",
        size_mm="4.0", severity="light", photo=photos[0], x="12.5", y="80.0",
    )  # fmt: skip
    Measurement.objects.create(
        item=item, position=1, key="width", label="Width", value=30, unit="cm", tolerance="0.5"
    )
    Measurement.objects.create(item=item, position=2, key="height", label="Height", value=22, unit="cm")
    passed_case(item)
    graded(item)
    return Item.objects.get(pk=item.pk)


def certified(item: Item | None = None, **facts: Any) -> CertificateVersion:
    """The first version of a piece's certificate."""
    return issuing.issue(item or certifiable_item(**facts), actor=staff("Authenticator", email=_somebody()))


def examined_again(item: Item, verdict: str, kind: str = "claim") -> Case:
    """Another case of the piece, decided by people who never saw it before."""
    case = a_case(item, kind)
    while case.state == Case.State.OPEN:
        case = reviewed(case, verdict, a_reviewer(secrets.token_hex(4)))
    return case


def _somebody() -> str:
    return f"{secrets.token_hex(4)}@portero.example"
